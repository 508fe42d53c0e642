#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Traces the safety records: every link is alive, nothing is an orphan, the matrix is current.

  safety/trace.py          writes safety/matrix.md
  safety/trace.py --check  a PASS or FAIL line for each record and rule; fails on a stale matrix
"""
import collections
import json
import pathlib
import re
import sys

import matrix
import records as rec

MEANS = {"type": ("Test", "Check"), "check": ("Check", "Test"), "proof": ("Contract",),
         "test": ("Test",), "integrator": ()}
PLACEHOLDER = re.compile(r"\b(TODO|TBD|FIXME|XXX|placeholder|lorem)\b", re.I)
RECORDED = "records"  # where a failure belongs that is no single record's


class Trace:
    """All that is known, and what is wrong: (record or rule, sentence)."""

    def __init__(self, tree):
        self.tree, self.wrong = tree, []
        self.contracts, self.proofs = rec.contracts(tree), rec.proofs(tree)
        self.reds = rec.red_twins(tree)
        self.records = {}
        for path in tree.glob(*rec.RECORDS):
            text = tree.read(path)
            found, wrong = rec.parse(path, text)
            self.wrong += [(RECORDED, sentence) for sentence in wrong]
            for word in PLACEHOLDER.findall(text):
                self.fail(RECORDED, f"{path}: a placeholder: {word}")
            for record in found:
                if record.id in self.records:
                    self.fail(record.id, "the id stands twice")
                self.records[record.id] = record
        self.named = collections.defaultdict(list)  # contract function → ids
        for record in self.of_kind("req") + self.of_kind("aou"):
            for _, functions in record.links("Contract"):
                for name in functions:
                    self.named[name.partition("(")[0]].append(record.id)

    def fail(self, where, sentence):
        self.wrong.append((where, sentence))

    def of_kind(self, kind):
        return [r for r in self.records.values() if r.kind == kind]

    # Links.

    def link_contract(self, record, path, functions):
        """The header declares each function with a contract that has the clauses; it is proved."""
        if not functions:
            self.fail(record.id, f"{path}: names no function")
        for function in functions:
            name, _, clauses = function.rstrip(")").partition("(")
            header, text = self.contracts.get(name, (None, ""))
            if header != path:
                self.fail(record.id, f"{path} has no contract of {name}")
                continue
            for clause in filter(None, clauses.split(", ")):
                if not re.search(rf"\b{clause}:", text):
                    self.fail(record.id, f"{path}: the contract of {name} has no clause {clause}")
            if name not in self.proofs and record.kind == "req":
                self.fail(record.id, f"{name} has no proof result")
            for module, result in self.proofs.get(name, {}).items():
                if result["proved"] != result["goals"] or result["goals"] == 0:
                    self.fail(record.id, f"{module}/{name}: {result['proved']} of "
                                         f"{result['goals']} goals proved")

    def link_test(self, record, path, names):
        """The test is in the file; a misuse is caught by some net."""
        text = self.tree.read(path)
        if text is None:
            self.fail(record.id, f"there is no {path}")
        elif path.startswith("tests/unit/"):
            if not names:
                self.fail(record.id, f"{path}: names no test")
            for name in set(names) - rec.tests_of(text):
                self.fail(record.id, f"{path} has no test {name}")
        else:
            self.words(record, path, text, names)
        if path.startswith("tests/misuse/") and path.endswith(".cpp"):
            rows = json.loads(self.tree.read("tests/misuse/outcomes.json"))
            nets = [row["caught"] for row in rows if row["program"] == pathlib.Path(path).stem]
            if not nets or not any(nets[0].values()):
                self.fail(record.id, f"{path}: no net catches it (outcomes.json)")

    def words(self, record, path, text, names):
        """What the file says; a script of expected lines says nothing in its comments."""
        if path.endswith(".expected"):
            text = re.sub(r"^#.*", "", text, flags=re.M)
        for name in names:
            if name not in text:
                self.fail(record.id, f"{path} does not say {name}")

    def link_check(self, record, path, names):
        text = self.tree.read(path)
        if text is None:
            self.fail(record.id, f"there is no {path}")
        else:
            self.words(record, path, text, names)

    def link_red(self, record, path, names):
        """The red twin is there and must fail the clause."""
        there = {f"{twin}({clause})" for rows in self.reds.values()
                 for file, twin, clause in rows if file == path}
        if not names:
            self.fail(record.id, f"{path}: names no red twin")
        for name in names:
            if name not in there:
                self.fail(record.id, f"{path} has no red twin {name}")

    # Rules.

    def check_links(self):
        for record in self.records.values():
            for kind in rec.LINKS:
                for path, names in record.links(kind):
                    getattr(self, f"link_{kind.lower()}")(record, path, names)

    def check_requirements(self):
        for record in self.of_kind("req"):
            if " shall " not in f" {record.text} " or not record.text.endswith("."):
                self.fail(record.id, "no sentence with shall")
            if re.search(r"[.;] +[A-Z]", record.text):
                self.fail(record.id, "more than one sentence")
            has = {kind.lower() for kind in ("Contract", "Test") if record.fields.get(kind)}
            if not has:
                self.fail(record.id, "an orphan: neither contract nor test")
            needs = set(re.split(r",\s*", " ".join(record.fields.get("Needs", []))))
            if needs != has:
                self.fail(record.id, f"needs {sorted(needs)} but has {sorted(has)}")

    def check_covers(self):
        covered = collections.Counter()
        for record in self.records.values():
            for value in record.fields.get("Covers", []):
                for target in re.findall(r"`([^`]+)`", value) or [value]:
                    if target not in self.records:
                        self.fail(record.id, f"covers {target}, which there is not")
                    covered[target] += 1
        for record in self.of_kind("req"):
            if not record.fields.get("Covers"):
                self.fail(record.id, "covers no hazard")
        for record in self.of_kind("haz"):
            if not covered[record.id]:
                self.fail(record.id, "a hazard that no requirement covers")
            if record.fields.get("Needs") != ["req"]:
                self.fail(record.id, "a hazard needs req")

    def check_assumptions(self):
        for record in self.of_kind("aou"):
            means = re.split(r",\s*", " ".join(record.fields.get("Enforced by", [])))
            for mean in means:
                if mean not in MEANS:
                    self.fail(record.id, f"enforced by '{mean}'?")
                elif MEANS[mean] and not any(record.fields.get(kind) for kind in MEANS[mean]):
                    self.fail(record.id, f"enforced by {mean}, but no link shows it")

    def check_wild_bugs(self):
        for record in self.of_kind("wild"):
            shown = any(record.fields.get(kind) for kind in rec.LINKS)
            said = bool(record.fields.get("No check yet") or record.fields.get("Does not apply"))
            if shown == said:
                self.fail(record.id, "needs a check that refutes it, or else the reason for none")

    def check_orphans(self):
        """Each contract and each proof result belongs to a record."""
        for name, (path, _) in self.contracts.items():
            if name.startswith("tenon_") and not self.named[name]:
                self.fail("orphans", f"{path}: no record names the contract of {name}")
        owned = {module for name in self.named for module in self.proofs.get(name, {})}
        for name, results in self.proofs.items():
            for module, result in results.items():
                if name.startswith("tenon_") and not self.named[name]:
                    self.fail("orphans", f"proof result {module}/{name} belongs to no record")
                elif module not in owned:
                    self.fail("orphans", f"proof module {module} belongs to no record")
                if result["proved"] != result["goals"]:
                    self.fail("orphans", f"{module}/{name} is not proved")

    def check_matrix(self):
        if self.tree.read("safety/matrix.md") != matrix.text(self):
            self.fail("matrix", "safety/matrix.md is stale: safety/trace.py writes it")

    def run(self):
        self.check_links()
        self.check_requirements()
        self.check_covers()
        self.check_assumptions()
        self.check_wild_bugs()
        self.check_orphans()
        return self.wrong


def main(arguments):
    trace = Trace(rec.Tree())
    trace.run()
    if "--check" in arguments:
        trace.check_matrix()
    else:
        (rec.ROOT / "safety/matrix.md").write_text(matrix.text(trace), encoding="utf-8")
    for where, sentence in trace.wrong:
        print(f"FAIL {where}: {sentence}")
    bad = {where for where, _ in trace.wrong}
    if "--check" in arguments:
        for name in [*trace.records, RECORDED, "orphans", "matrix"]:
            if name not in bad:
                print(f"PASS {name}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
