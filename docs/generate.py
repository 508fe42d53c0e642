#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the generated parts of the documents: the lifecycle, the run loop that the tests compile,
the table of misuses that they measure, the registers of AArch64.

  docs/generate.py          rewrites them
  docs/generate.py --check  fails if one is out of date

Marks: <!-- lifecycle diagram -->, <!-- lifecycle table -->, <!-- run loop -->, <!-- misuses -->,
<!-- aarch64 registers -->, each up to <!-- end -->.
"""
import json
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DEF = ROOT / "include/tenon/core/lifecycle.def"
REGISTERS = ROOT / "include/tenon/core/aarch64/registers.def"
LOOP = ROOT / "tests/fail/loop.cpp"
OUTCOMES = ROOT / "tests/misuse/outcomes.json"
DOCUMENTS = [ROOT / "README.md", ROOT / "docs/architecture.md", ROOT / "docs/aarch64.md"]


def rows(macro):
    text = re.sub(r"/\*.*?\*/", "", DEF.read_text(), flags=re.S)
    for arguments in re.findall(rf"^{macro}\((.*)\)$", text, flags=re.M):
        yield [a.strip().strip('"') for a in re.split(r',\s*(?=(?:[^"]*"[^"]*")*[^"]*$)',
                                                      arguments)]


def diagram():
    """Edges that stay in their state are calls, not transitions: the table has them."""
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> OfflineCpu: claim",
             "    [*] --> CreatedVCpu: create"]
    for source, operation, target in rows("TENON_EDGE"):
        if operation == "destroy":
            lines.append(f"    {source} --> [*]: destroy")
        elif operation == "run":
            lines += [f"    {source} --> Exit: run",
                      f"    Exit --> {target}: complete, inject, resume",
                      "    Exit --> FreeVCpu: stop", "    Exit --> FailedVCpu: entry failed"]
        elif source != target:
            lines.append(f"    {source} --> {target}: {operation}")
    lines.append("    FreeVCpu --> FailedVCpu: bind failed")
    lines.append("```")
    return lines


def table():
    states = list(rows("TENON_STATE"))
    edges = list(rows("TENON_EDGE"))
    lines = ["| state | what is true | operations → next |", "|---|---|---|"]
    for state, truth in states:
        operations = []
        for source, operation, target in edges:
            if source != state:
                continue
            if operation == "destroy":
                operations.append("`destroy` → its storage")
            elif operation == "run":
                operations.append("`run` → one type per exit")
            elif source == target:
                operations.append(f"`{operation}`")
            else:
                operations.append(f"`{operation}` → {target}")
        lines.append(f"| `{state}` | {truth} | {', '.join(operations)} |")
    return lines


def loop():
    body = re.search(r"// README begins\n(.*)// README ends", LOOP.read_text(), flags=re.S)
    return ["```cpp", body[1].rstrip(), "```"]


def misuses():
    """A net that also catches the program without the misuse tells nothing."""
    nets = {"types": "types", "consumed": "`-Wconsumed`", "tidy": "clang-tidy", "slot": "slot",
            "core": "core", "trap": "trap"}
    lines = [f"| misuse | {' | '.join(nets.values())} | nothing |",
             "|---" * (len(nets) + 2) + "|"]
    for row in json.loads(OUTCOMES.read_text()):
        caught, false = row["caught"], row["false alarm"]
        cells = ["false alarm" if false[net] else caught[net] for net in nets]
        nothing = "" if any(caught[n] and not false[n] for n in nets) else "**nothing**"
        lines.append(f"| {' | '.join([row['misuse'], *cells, nothing])} |".replace("|  ", "| "))
    return lines


def registers():
    """registers.def, row by row."""
    text = re.sub(r"/\*.*?\*/", "", REGISTERS.read_text(), flags=re.S)
    lines = ["| register | encoding | kept apart by | note |", "|---|---|---|---|"]
    for kind, arguments in re.findall(r'^TENON_AARCH64_([A-Z_]+)\((.*?")\)$', text,
                                      flags=re.M | re.S):
        row = [a.strip().strip('"') for a in re.split(r',\s*(?=(?:[^"]*"[^"]*")*[^"]*$)',
                                                      arguments)]
        condition = row.pop(0).rpartition("_")[2] if kind == "SWITCHED_IF" else ""
        name, op0, op1, crn, crm, op2, *rest = row
        how = {"SWITCHED": "bind and unbind move it",
               "SWITCHED_IF": f"bind and unbind move it, on a CPU with {condition}",
               "TRAPPED": f"exits: {rest[0]}", "CONSTANT": f"constant: {rest[0]}"}[kind]
        lines.append(f"| {name} | S{op0}_{op1}_C{crn}_C{crm}_{op2} | {how} | {rest[-1]} |")
    return lines


def rewritten(text):
    for mark, lines in (("lifecycle diagram", diagram()), ("lifecycle table", table()),
                        ("run loop", loop()), ("misuses", misuses()),
                        ("aarch64 registers", registers())):
        block = "\n".join(lines)
        text = re.sub(rf"(<!-- {mark} -->\n).*?(\n<!-- end -->)",
                      lambda m, b=block: m[1] + b + m[2], text, flags=re.S)
    return text


def main():
    stale = []
    marks = 0
    for path in DOCUMENTS:
        if not path.exists():
            continue
        old = path.read_text()
        marks += old.count("<!-- end -->")
        new = rewritten(old)
        if new != old:
            stale.append(path)
            if "--check" not in sys.argv:
                path.write_text(new)
    if marks == 0:
        print("no document has a mark")
        return 1
    if "--check" in sys.argv and stale:
        for path in stale:
            print(f"{path.relative_to(ROOT)} is out of date: run docs/generate.py")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
