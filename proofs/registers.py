#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the switched registers of registers.def as ACSL, one line for each row, into
registers_moved.h: what save and restore move.

  proofs/registers.py          rewrites it
  proofs/registers.py --check  fails if it is out of date
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "include/tenon/core/aarch64/registers.def"
HEADER = TABLE.with_name("registers_moved.h")

CONDITIONS = {"TENON_AARCH64_HAS_RAS": 1, "TENON_AARCH64_HAS_SME": 2, "TENON_AARCH64_HAS_GIC": 4}

TEXT = """/* SPDX-License-Identifier: Apache-2.0 */
/// \\file
/// The registers that bind and unbind move, in ACSL.
/// Written by proofs/registers.py from registers.def; script/test format fails when it is stale.
#ifndef TENON_CORE_AARCH64_REGISTERS_MOVED_H
#define TENON_CORE_AARCH64_REGISTERS_MOVED_H

#include "tenon/core/aarch64/registers.h"

/*@ ghost uint64_t tenon_hw_register[TENON_AARCH64_SAVED_COUNT]; */ // the CPU's

/*@ // The condition of register `i` as a bit of features.has, 0 for none.
    logic integer register_condition(integer i) =
      {condition};

    predicate register_exists(integer has, integer i) =
      register_condition(i) == 0 || (has / register_condition(i)) % 2 == 1;

    // Row by row: register `i` is one that the CPU has.
    predicate register_listed(integer has, integer i) =
{listed};

    // Each of them is in memory at M what the CPU holds at C.
    predicate registers_equal{{M, C}}(uint64_t *sysreg, integer has) =
      \\forall integer i; register_listed(has, i) ==>
        \\at(sysreg[i], M) == \\at(tenon_hw_register[i], C);

    // The others stay in memory as they were.
    predicate registers_lacking{{A, B}}(uint64_t *sysreg, integer has) =
      \\forall integer i; 0 <= i < TENON_AARCH64_SAVED_COUNT && !register_listed(has, i) ==>
        \\at(sysreg[i], A) == \\at(sysreg[i], B); */

#endif
"""
SAVED = "TENON_AARCH64_SAVED_"


def rows(macro):
    """The arguments of each row of a kind."""
    text = re.sub(r"/\*.*?\*/", "", TABLE.read_text(encoding="utf-8"), flags=re.S)
    for arguments in re.findall(rf'^TENON_AARCH64_{macro}\((.*?")\)$', text, flags=re.M | re.S):
        yield [a.strip().strip('"') for a in re.split(r',\s*(?=(?:[^"]*"[^"]*")*[^"]*$)',
                                                      arguments)]


def switched():
    """name -> the bit of tenon_aarch64_features.has that it depends on, 0 for none."""
    always = {row[0]: 0 for row in rows("SWITCHED")}
    return always | {row[1]: CONDITIONS[row[0]] for row in rows("SWITCHED_IF")}


def header():
    """The text of registers_moved.h."""
    registers = switched()
    condition = ""
    for bit in CONDITIONS.values():
        names = [f"i == {SAVED}{name}" for name, unit in registers.items() if unit == bit]
        condition += f"{' || '.join(names)} ? {bit} :\n      "
    listed = [f"((has / {bit}) % 2 == 1 && i == {SAVED}{name})" if bit else f"i == {SAVED}{name}"
              for name, bit in registers.items()]
    return TEXT.format(condition=condition + "0",
                       listed=" ||\n".join("      " + line for line in listed))


def main():
    text = header()
    if HEADER.exists() and HEADER.read_text(encoding="utf-8") == text:
        return
    if "--check" in sys.argv[1:]:
        raise SystemExit(f"{HEADER.name} is out of date: run proofs/registers.py")
    HEADER.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
