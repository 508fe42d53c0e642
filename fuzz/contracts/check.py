#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the contracts in the headers with the checks in the generated C++, name by name.

Each header below is about decoding or completing an exit: every function that it declares, and
every named clause of each, is executed in the fuzz targets.
"""
import pathlib
import re
import sys

from headers import Headers

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORE = ROOT / "include" / "tenon" / "core"
GENERATED = ROOT / "build" / "fuzz" / "fuzz"
# Generated file, ISA, headers.
SETS = (("fuzz_contracts", "aarch64", (
    "decode", "decode_abort", "decode_access", "decode_class", "decode_sysreg", "outcome", "psci",
    "condition", "instruction", "instruction_class", "instruction_cause", "instruction_form",
    "instruction_address", "access", "access_q", "atomic", "../value")),
        ("fuzz_contracts_riscv64", "riscv64", (
            "access", "decode", "exception", "frame", "instruction", "sbi", "virtual")),
        ("fuzz_contracts_x86_64", "x86_64", ("shape", "svm/decode", "vmx/decode")))


def named(contract):
    """(behaviour, clause) of each clause that has a name; pointers' validity is not executed."""
    found, behavior = set(), "-"
    pattern = re.compile(r"\bbehavior\s+(\w+)\s*:|\b(ensures|requires)\s+(\w+)\s*:([^;]*);")
    for match in pattern.finditer(re.sub(r"//[^\n]*", "", contract)):
        if match.group(1):
            behavior = match.group(1)
        elif match.group(2) == "ensures" or not re.search(r"\\(valid|separated)", match.group(4)):
            found.add((behavior, match.group(3)))
    return found


def compare(generated, isa, names):
    """How many clauses of how many functions, and how many are wrong."""
    headers = Headers(sorted([*CORE.glob("*.h"), *(CORE / isa).rglob("*.h")]))
    text = (GENERATED / f"{generated}.cpp").read_text()
    checked = {}
    for function, behavior, clause in re.findall(r'"(\w+)", "([\w-]+)", "([\w ]+)"\);', text):
        checked.setdefault(function, set()).add((behavior, clause))
    bad = count = 0
    for path in (CORE / isa / f"{name}.h" for name in names):
        own = Headers([path]).contracts
        for function, (returns, _, _) in own.items():
            if function not in checked and "static" not in returns:
                print(f"{path.name}: {function} has a contract that is not executed")
                bad += 1
    for function, found in checked.items():
        wanted = named(headers.expand(headers.contracts[function][2]))
        unnamed = {each for each in found if re.match(r"assigns |complete |disjoint ", each[1])}
        for lost in sorted(wanted - found):
            print(f"{function}: behavior {lost[0]}: clause {lost[1]} is not executed")
        for more in sorted(found - unnamed - wanted):
            print(f"{function}: behavior {more[0]}: clause {more[1]} is in no header")
        bad += len(wanted ^ (found - unnamed))
        count += len(found)
    print(f"{isa}: {count} clauses of {len(checked)} functions are executed")
    return bad if checked else 1


def main():
    return 1 if sum(compare(*each) for each in SETS) else 0


if __name__ == "__main__":
    sys.exit(main())
