# SPDX-License-Identifier: Apache-2.0
"""What must be true of the core besides its goals: rules that keep WP sound, and no assumption
that ASSUMPTIONS.md does not list. Works on the text that Frama-C prints back."""

import dataclasses
import re

from framac import ROOT

# WP was seen proving false statements about the first three; the others it cannot model or the
# core does without (DESIGN: rules of the C core).
BANNED = [
    (r"\bunion\b", "a union"),
    (r"^\s+\w[\w ]*\s:\s*\d+\s*;", "a bit-field"),
    (r"\b(__)?asm(__)?\b", "inline assembly"),
    (r"\(\s*\*\s*\w*\s*(\[\d*\])?\)\s*\(", "a function pointer"),
    (r"\bvolatile\b", "volatile"),
    (r"\b(float|double)\b", "floating point"),
    (r"(?<!signed )(?<!unsigned )\bchar\b", "plain char"),
]
CONTRACT = re.compile(r"\s*((admit |check )?(requires|ensures)|terminates|exits|assigns|behavior|"
                      r"decreases)\b")
KEYWORDS = {"if", "while", "for", "switch", "return", "sizeof"}


@dataclasses.dataclass
class Function:
    name: str
    contract: str
    body: str
    local: bool


@dataclasses.dataclass
class Unit:
    """A translation unit: functions with a body, prototypes with their contract, postulates."""
    functions: dict
    prototypes: dict
    axioms: set
    lemmas: set  # those to prove: no `admit`
    axiomatics: set
    variables: list
    text: str


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def without_attributes(text):
    """Without `__attribute__((...))`, and without the parentheses that it leaves around a name."""
    text = re.sub(r"__attribute__\s*\(\((?:[^()]|\([^()]*\))*\)\)", "", text)
    return re.sub(r"\(\s*(\w+)\s*\)\s*(?=\()", r"\1", text)


def end_of_item(text, start):
    """The end of a declaration, or of a function body, that begins at `start`."""
    depth, position, function = 0, start, False
    while position < len(text):
        if text.startswith("/*", position):
            position = text.index("*/", position) + 2
            continue
        symbol = text[position]
        if symbol == "{":
            if depth == 0:
                head = text[start:position]
                function = "(" in head and "=" not in head
            depth += 1
        elif symbol == "}":
            depth -= 1
            if depth == 0 and function:
                return position + 1
        elif symbol == ";" and depth == 0:
            return position + 1
        position += 1
    return len(text)


def parse(text):
    unit = Unit({}, {}, set(), set(), set(), [], text)
    position, contract = 0, ""
    while position < len(text):
        if text[position].isspace():
            position += 1
        elif text[position] == "#":
            position = text.index("\n", position)
        elif text.startswith("/*", position):
            end = text.index("*/", position)
            if text.startswith("/*@", position):
                annotation = text[position + 3:end]
                contract = annotation if CONTRACT.match(annotation) else ""
                unit.axioms.update(re.findall(r"\baxiom\s+(\w+)", annotation))
                unit.lemmas.update(re.findall(r"(?<!admit )\blemma\s+(\w+)", annotation))
                unit.axiomatics.update(re.findall(r"\baxiomatic\s+(\w+)", annotation))
            position = end + 2
        else:
            end = end_of_item(text, position)
            declare(unit, text[position:end], contract)
            position, contract = end, ""
    return unit


def declare(unit, item, contract):
    head, brace, body = without_attributes(without_comments(item)).partition("{")
    name = re.search(r"(\w+)\s*\(", head)
    if re.match(r"typedef\b", head) or re.match(r"(struct|enum|union)\s+\w+\s*;?$", head.strip()):
        return
    if name and "=" not in head:
        if brace:
            local = re.match(r"static\b(?!.*\b__inline)", head) is not None
            unit.functions[name[1]] = Function(name[1], contract, brace + body, local)
        else:
            unit.prototypes[name[1]] = contract
    else:
        unit.variables.append(" ".join(head.split("=")[0].split()))


def calls(function):
    return set(re.findall(r"(\w+)\s*\(", without_comments(function.body))) - KEYWORDS


def without_contract(unit):
    """Functions about which WP could only guess."""
    return [name for name, function in unit.functions.items() if not function.contract]


def contract_faults(function, endless):
    """`endless`: functions whose contract does not promise to return, as a guest does not."""
    common = re.split(r"\bbehavior\b", function.contract)[0]
    if not common.strip():
        return ["has no contract"]
    faults = []
    if "exits \\false" not in common:
        faults.append("does not say `exits \\false`")
    if "terminates \\true" not in common and not (
            "terminates \\false" in common and calls(function) & endless):
        faults.append("does not say `terminates \\true`")
    if not re.search(r"\bassigns\b", common):
        faults.append("does not say what it assigns")
    clauses = re.findall(r"\b(?:requires|ensures)\s+(\S+)", function.contract)
    unnamed = sum(not re.match(r"\w+:", first) for first in clauses)
    if unnamed:
        faults.append(f"has {unnamed} clauses without a name")
    return faults


def recursive(units):
    """Names of functions that can reach themselves. A static function is its unit's own."""
    graph = {}
    for number, unit in enumerate(units):
        own = {name: f"{name} in {number}" if f.local else name
               for name, f in unit.functions.items()}
        for name, function in unit.functions.items():
            graph[own[name]] = {own.get(callee, callee) for callee in calls(function)}
    found = []
    for name in graph:
        seen, waiting = set(), graph[name] & set(graph)
        while waiting:
            seen |= waiting
            waiting = (set().union(*(graph[callee] for callee in waiting)) & set(graph)) - seen
        if name in seen:
            found.append(name.split()[0])
    return found


def unit_faults(unit):
    code = without_comments(unit.text)
    faults = [f"{what}: {match[0].strip()}" for pattern, what in BANNED
              if (match := re.search(pattern, code, re.M))]
    faults += [f"an admitted clause: {line.strip()}" for line in unit.text.splitlines()
               if re.search(r"\badmit\b", line)]
    contracts = {**unit.prototypes, **{name: f.contract for name, f in unit.functions.items()}}
    endless = {name for name, contract in contracts.items() if "terminates \\false" in contract}
    faults += [f"{function.name} {fault}" for function in unit.functions.values()
               for fault in contract_faults(function, endless)]
    faults += [f"a variable that can change: {variable}" for variable in unit.variables
               if not re.search(r"\bconst\b", variable)]
    return faults


def source_faults():
    """`admit` and `axiom` in the sources themselves, before any preprocessing."""
    faults = []
    for folder in ("arch/common", "arch/aarch64", "arch/riscv64", "arch/x86_64",
                   "include/tenon/core", "proofs/theorems"):
        for path in sorted((ROOT / folder).rglob("*.[ch]")):
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if re.search(r"\badmit\b", line):
                    faults.append(f"{path.relative_to(ROOT)}:{number}: an admit that "
                                  "proofs/lemmas.py did not generate")
    return faults


def listed_assumptions(path):
    """name -> tests, from the rows of the tables in ASSUMPTIONS.md."""
    listed = {}
    for line in path.read_text().splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and re.match(r"`\w+`", cells[0]):
            tests = re.findall(r"`([\w./-]+)`", cells[-1])
            listed.update((name, tests) for name in re.findall(r"`(\w+)`", cells[0]))
    return listed


def assumption_faults(units, listed, lemmas, everything):
    """`lemmas`: names of the audited bit lemmas. `everything`: the whole core was read, so that a
    listed assumption which is not met any more is noticed."""
    bodies = set().union(*(set(unit.functions) for unit in units))
    if not everything:
        text = "".join(path.read_text() for folder in ("common", "aarch64", "riscv64", "x86_64")
                       for path in (ROOT / "arch" / folder).rglob("*.c"))
        bodies |= set(re.findall(r"^\w[\w \*]*?\b(\w+)\([^;{]*\)\s*\{", text, re.M))
    assumed = set().union(*(set(unit.prototypes) for unit in units)) - bodies
    assumed |= set().union(*(unit.axioms for unit in units)) - lemmas
    assumed |= set().union(*(unit.axiomatics for unit in units))
    faults = [f"{name} is assumed, but proofs/ASSUMPTIONS.md does not list it"
              for name in sorted(assumed - set(listed))]
    if everything:
        faults += [f"proofs/ASSUMPTIONS.md lists {name}, which nothing assumes any more"
                   for name in sorted(set(listed) - assumed)]
    for name in sorted(assumed & set(listed)):
        if not listed[name]:
            faults.append(f"proofs/ASSUMPTIONS.md names no test that exercises {name}")
        faults += [f"proofs/ASSUMPTIONS.md names {test} for {name}, which does not exist"
                   for test in listed[name] if not (ROOT / test).exists()]
    return faults, len(assumed)
