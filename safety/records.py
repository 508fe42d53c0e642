# SPDX-License-Identifier: Apache-2.0
"""Reads the safety records and what they point at: contracts, proof results, red twins, tests."""
import dataclasses
import functools
import json
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[1]
RECORDS = ("safety/requirements/*.md", "safety/hazards.md", "safety/assumptions.md",
           "safety/wild-bugs.md")
HEADERS = ("include/tenon/core/*.h", "include/tenon/core/aarch64/*.h",
           "include/tenon/core/riscv64/*.h", "include/tenon/core/x86_64/*.h",
           "include/tenon/core/x86_64/svm/*.h", "include/tenon/core/x86_64/vmx/*.h",
           "arch/aarch64/*.h", "arch/riscv64/*.h", "arch/common/*.h", "proofs/theorems/*.h")
ID = re.compile(r"(req|haz|aou|wild)~[a-z0-9]+(?:-[a-z0-9]+)*~[1-9][0-9]*")
KEYS = ("Needs", "Covers", "Contract", "Test", "Check", "Red", "Enforced by", "No check yet",
        "Does not apply")
LINKS = ("Contract", "Test", "Check", "Red")
CONTRACT = re.compile(r"/\*@((?:(?!\*/).)*)\*/\s*\n"
                      r"(?:static inline )?[A-Za-z_][\w ]*[ *]+(\w+)\(", re.S)
TEST = re.compile(r"^ *(?:TEST(?:_[FP])?|TYPED_TEST|RC_GTEST_(?:FIXTURE_)?PROP)"
                  r"\(\s*(\w+),\s*(\w+)\s*[,)]", re.M)


class Tree:
    """The files of the project; `changes` replaces some of them, None removes one."""

    def __init__(self, changes=None):
        self.changes = changes or {}

    def read(self, path):
        """The text, or None if there is no such file."""
        if path in self.changes:
            return self.changes[path]
        return file_text(path)

    def glob(self, *patterns):
        found = {str(p.relative_to(ROOT)) for pattern in patterns for p in ROOT.glob(pattern)}
        found |= {p for p in self.changes if any(pathlib.PurePath(p).match(q) for q in patterns)}
        return sorted(p for p in found if self.changes.get(p, "") is not None)


@functools.cache
def file_text(path):
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


@dataclasses.dataclass
class Record:
    """One requirement, hazard, assumption or wild bug."""
    id: str
    title: str
    place: str
    text: str
    fields: dict

    @property
    def kind(self):
        return self.id.split("~")[0]

    def links(self, kind):
        """(path, [names]) of each link."""
        for value in self.fields.get(kind, []):
            quoted = re.findall(r"`([^`]+)`", value)
            yield (quoted[0], quoted[1:]) if quoted else (value, [])


def parse(path, text):
    """The records of one file, and what is wrong with its form."""
    records, wrong = [], []
    for part in re.split(r"^### ", text, flags=re.M)[1:]:
        lines = part.split("\n## ")[0].splitlines()
        title, body = lines[0].strip(), [line for line in lines[1:] if line.strip()]
        place = f"{path}: {title}"
        found = re.fullmatch(r"`([^`]+)`", body[0].strip()) if body else None
        if not found or not ID.fullmatch(found[1]):
            wrong.append(f"{place}: no id on its first line")
            continue
        record, key = Record(found[1], title, place, "", {}), None
        for line in body[1:]:
            head = re.match(rf"({'|'.join(KEYS)}):\s*(.*)", line)
            if head:
                key = head[1]
                record.fields[key] = [head[2]] if head[2] else []
            elif key is None:
                record.text = f"{record.text} {line.strip()}".strip()
            elif line.startswith("* "):
                record.fields[key].append(line[2:].strip())
            elif line.startswith("  ") and record.fields[key]:
                record.fields[key][-1] += " " + line.strip()
            else:
                wrong.append(f"{place}: what does this line belong to? {line.strip()}")
        records.append(record)
    return records, wrong


def contracts(tree):
    """Function → (header, its contract with the macros that it names)."""
    found, macros = {}, {}
    for path in tree.glob(*HEADERS):
        text = tree.read(path)
        macros |= dict(re.findall(r"#define (TENON_AARCH64_\w+)[^\n]*\\\n((?:[^\n]*\\\n)*[^\n]*)",
                                  text))
        for clauses, name in CONTRACT.findall(text):
            found[name] = (path, clauses)
    for name, (path, clauses) in found.items():
        for macro in re.findall(r"TENON_AARCH64_\w+", clauses):
            clauses += macros.get(macro, "")
        found[name] = (path, clauses)
    return found


def proofs(tree):
    """Function → module → result, from proofs/results/MODULE/FUNCTION.json."""
    found = {}
    for path in tree.glob("proofs/results/*/*.json"):
        module, function = pathlib.PurePath(path).parts[-2:]
        found.setdefault(function.removesuffix(".json"), {})[module] = json.loads(tree.read(path))
    return found


def red_twins(tree):
    """Function → [(file, twin, the clause it must fail)]."""
    found = {}
    for path in tree.glob("proofs/red/*.c"):
        for twin, clause in re.findall(r"(\w+__red_\d+)(?:\s|/\*)+must fail: (\w+)",
                                       tree.read(path)):
            found.setdefault(twin.rpartition("__red_")[0], []).append((path, twin, clause))
    return found


def tests_of(text):
    """GoogleTest and rapidcheck tests of a source."""
    return {f"{suite}.{name}" for suite, name in TEST.findall(text)}
