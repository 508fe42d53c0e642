#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The proofs as one HTML page and as SARIF, from proofs/results and the safety records.

  proofs/report.py [FOLDER]    writes FOLDER/proofs.html and FOLDER/proofs.sarif (build/proofs)

Proves nothing: it shows what the last complete run of script/prove left, function by function, with
links to the contract, the code, the requirement, the tests and the red twins of each.
"""

import dataclasses
import json
import pathlib
import re
import sys

import audit
import report_page
from framac import ROOT

sys.path.insert(0, str(ROOT / "safety"))
import records  # noqa: E402

# From the guest to the theorem: title, what it is, modules.
LAYERS = [
    ("A guest's exit becomes one record", "total decoders of what the hardware reports",
     r"_(capture|length|decode\w*|shape|psci|sbi|icr|virtual|condition|instruction\w*|"
     r"nested_fault)$"),
    ("The hypervisor's answer reaches the guest", "registers, emulated accesses, exceptions",
     r"_(access\w*|mmio|string|walk\w*|locate|fetch|memory|atomic|value|advance|frame|inject|"
     r"exception|event|flags|operand)$"),
    ("Interrupts are kept", "sets, list registers, what is pending and active",
     r"_(interrupt\w*|flush\w*|list_registers|bits|vectors|nmi|local_apic)$"),
    ("What a guest must not do traps", "control registers and what a guest sees of the CPU",
     r"_(traps|cpuid|id_registers|debug_registers|delegation|msr|controls|vmcb|policy|xcr0)$"),
    ("Memory is the guest's own", "second-stage tables, ranges, identifiers",
     r"_(nested\w*|memory_grants|handover|given|range_map|vmid|residency)$"),
    ("The world switch happens in its state alone", "the life of CPUs and vCPUs",
     r"_(percpu|vcpu\w*|lifecycle|refusals|aarch64_registers)$|^svm_(registers|run|setup)$|"
     r"^vmx_(bind|control|registers|run|setup)$"),
]
REST = ("Other modules", "", "")


@dataclasses.dataclass
class Row:
    """One proved function."""
    module: str
    result: dict
    contract: tuple = None  # header, line
    code: tuple = None  # source, line
    requirements: list = dataclasses.field(default_factory=list)  # records
    reds: list = dataclasses.field(default_factory=list)
    assumes: list = dataclasses.field(default_factory=list)

    @property
    def goals(self):
        return self.result["goals"]

    @property
    def proved(self):
        return self.result["proved"]


def line_of(path, pattern):
    text = (ROOT / path).read_text()
    found = re.search(pattern, text, re.M)
    return text.count("\n", 0, found.start(1)) + 1 if found else 0


def declared(path, name):
    """Where a header declares the function, or an inline one stands."""
    return path, line_of(path, rf"^(?:static inline )?[A-Za-z_][\w ]*[ *]+({name})\(")


def defined(path, name, headers):
    """Where the function's body is: in the module's source, or inline in one of its headers."""
    for place in [path, *headers]:
        line = line_of(place, rf"^[A-Za-z_][\w \*]*?\b({name})\((?:[^;{{()]|\([^()]*\))*\)\s*\{{")
        if line:
            return place, line
    return path, 0


def body(place):
    """The text of a function that begins at a line: to the brace in the first column."""
    path, line = place
    rest = (ROOT / path).read_text().split("\n", line - 1)[-1] if line else ""
    return rest.partition("\n}")[0]


def rows():
    tree = records.Tree()
    contracts, reds = records.contracts(tree), records.red_twins(tree)
    listed = audit.listed_assumptions(ROOT / "proofs" / "ASSUMPTIONS.md")
    owners = {}
    for path in tree.glob("safety/requirements/*.md"):
        for record in records.parse(path, tree.read(path))[0]:
            for _, names in record.links("Contract"):
                for name in names:
                    owners.setdefault(name.partition("(")[0], []).append(record)
    headers = tree.glob(*records.HEADERS)
    for name, results in sorted(records.proofs(tree).items()):
        for module, result in sorted(results.items()):
            row = Row(module, result, reds=reds.get(name, []), requirements=owners.get(name, []))
            row.code = defined(result["source"], name, headers)
            row.contract = declared(contracts[name][0], name) if name in contracts else None
            row.assumes = [other for other in listed if re.search(rf"\b{other}\(", body(row.code))]
            yield row


def by_layer(all_rows):
    """[(title, what, rows)], every row once."""
    layers = [(*layer, []) for layer in [*LAYERS, REST]]
    for row in all_rows:
        layer = next((layer for layer in layers if layer[2] and re.search(layer[2], row.module)),
                     layers[-1])
        layer[3].append(row)
    return [(title, what, found) for title, what, _, found in layers if found]


# --- SARIF 2.1.0 ------------------------------------------------------------------------------

def finding(row):
    result, good = row.result, row.goals == row.proved
    place = {"artifactLocation": {"uri": row.code[0], "uriBaseId": "SRCROOT"},
             "region": {"startLine": max(row.code[1], 1)}}
    unproved = ", ".join(result["unproved"]) or "see the log of script/prove"
    text = (f"{result['function']}: {row.proved} of {row.goals} goals proved"
            + ("" if good else f"; not: {unproved}"))
    return {"ruleId": "contract", "kind": "pass" if good else "fail",
            "level": "none" if good else "error", "message": {"text": text},
            "locations": [{"physicalLocation": place, "logicalLocations": [
                {"name": result["function"], "kind": "function"}]}],
            "partialFingerprints": {"function": f"{row.module}/{result['function']}"}}


def sarif(all_rows):
    rule = {"id": "contract", "shortDescription": {"text": "A function fulfils its ACSL contract"},
            "help": {"text": "proofs/README.md says how to read a goal that is not proved"}}
    driver = {"name": "tenon proofs", "informationUri": "https://frama-c.com", "rules": [rule]}
    return {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0",
            "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints",
                      "originalUriBaseIds": {"SRCROOT": {"uri": f"{ROOT.as_uri()}/"}},
                      "results": [finding(row) for row in all_rows]}]}


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    layers = by_layer(rows())
    (folder / "proofs.html").write_text(report_page.Page(folder).text(layers))
    everything = [row for _, _, found in layers for row in found]
    (folder / "proofs.sarif").write_text(json.dumps(sarif(everything), indent=1) + "\n")
    return everything


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "build" / "proofs").resolve()
    goals, proved = report_page.total(write(folder))
    print(f"{folder / 'proofs.html'}: {goals} goals, {proved} proved")


if __name__ == "__main__":
    main()
