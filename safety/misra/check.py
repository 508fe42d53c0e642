#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs cppcheck with its MISRA C:2012 addon over the C core and holds it to deviations.json.

Prints a PASS or FAIL line for each file and each record. A finding without a record fails
its file; a record without a finding fails too, because it permits what nothing needs.
"""
import fnmatch
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ("arch/common", "arch/aarch64", "arch/riscv64", "arch/freestanding")
REQUIRED_FIELDS = {"id", "rule", "category", "kind", "scope", "reason", "mitigation"}
FINDING = re.compile(r"^(?P<file>[^:]+):(?P<line>\d+): (?P<id>[A-Za-z0-9_.-]+): (?P<text>.*)$")


def load_records() -> list[dict]:
    """Reads the records and refuses one that MISRA Compliance:2020 does not allow."""
    records = json.loads((ROOT / "safety/misra/deviations.json").read_text())["records"]
    seen = set()
    for record in records:
        missing = REQUIRED_FIELDS - record.keys()
        if missing:
            sys.exit(f"deviations.json: {record.get('id', '?')} lacks {', '.join(sorted(missing))}")
        if record["id"] in seen:
            sys.exit(f"deviations.json: {record['id']} stands twice")
        seen.add(record["id"])
        if record["category"] == "mandatory":
            sys.exit(f"deviations.json: {record['id']}: a mandatory rule cannot be deviated from")
        if record["kind"] == "disapplication" and record["category"] != "advisory":
            sys.exit(f"deviations.json: {record['id']}: only an advisory rule can be disapplied")
    return records


def findings(sources: list[pathlib.Path]) -> list[tuple[str, int, str, str]]:
    """All of cppcheck's findings: (file, line, id, text). One run, for the rules between files."""
    # Keeps cppcheck's own files out of the source folders. What an earlier run left would make it
    # report declarations twice.
    work = ROOT / "build/cppcheck"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    done = subprocess.run(
        ["cppcheck", f"--cppcheck-build-dir={work}", "--addon=misra", "--std=c11", "--language=c", "--platform=unix64",
         "--enable=warning,style,performance,portability", "--quiet", "-I", "include",
         "--template={file}:{line}: {id}: {message}",
         *map(str, sources)],
        cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    result = set()
    for line in done.stdout.splitlines():
        match = FINDING.match(line)
        if match:
            result.add((match["file"], int(match["line"]), match["id"], match["text"]))
        elif line.strip() and not line.startswith(" "):
            result.add(("cppcheck itself", 0, "cppcheck", line))
    if done.returncode != 0 and not result:
        result.add(("cppcheck itself", 0, "cppcheck", f"exit status {done.returncode}"))
    return sorted(result)


def main() -> int:
    records = load_records()
    sources = sorted(path.relative_to(ROOT) for folder in FOLDERS
                     for path in (ROOT / folder).glob("*.c"))
    if not sources:
        sys.exit("no source file found")
    used: set[str] = set()
    open_findings: dict[str, list[str]] = {str(source): [] for source in sources}
    for file, line, rule, text in findings(sources):
        name = rule.removeprefix("misra-c2012-")
        permitted = [record for record in records if record["rule"] == name
                     and any(fnmatch.fnmatch(file, glob) for glob in record["scope"])]
        used.update(record["id"] for record in permitted)
        lines = open_findings.setdefault(file, [])
        if not permitted:
            shown = f"MISRA C:2012 rule {name}" if name != rule else f"{rule}: {text}"
            lines.append(f"{file}:{line}: {shown}")
    bad = False
    for file, lines in open_findings.items():
        for finding in lines:
            print(f"  {finding}")
        bad = bad or bool(lines)
        print(f"{'FAIL' if lines else 'PASS'} cppcheck and MISRA {file}")
    for record in records:
        state = "PASS" if record["id"] in used else "FAIL"
        bad = bad or state == "FAIL"
        print(f"{state} deviation {record['id']} of rule {record['rule']}"
              + ("" if state == "PASS" else ": no finding needs it"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
