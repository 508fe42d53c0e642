#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes what registers.def promises as ACSL, one line for each row, into two headers.

  proofs/registers.py          rewrites them
  proofs/registers.py --check  fails if one is out of date

registers_moved.h: the switched registers, which bind and unbind move. registers_trapped.h: the
registers that exit, each with the control that its row names.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "include/tenon/core/aarch64"
TABLE = FOLDER / "registers.def"

# What a row calls its control: for every value of the ID registers, in both layouts of E2H
# (DDI 0487 D19.2). CLOSED is what enabling the CPU writes.
CONTROLS = {
    "HCR_EL2.TACR": "(hcr & 0x200000) != 0",
    "HCR_EL2.TIDCP": "(hcr & 0x100000) != 0",
    "HCR_EL2.APK": "(hcr & 0x10000000000) == 0",
    "HCR_EL2.ATA": "(hcr & 0x100000000000000) == 0",
    "HCR_EL2.EnSCXT": "(hcr & 0x20000000000000) == 0",
    "HCR_EL2.TLOR": "id_field(f->id_aa64mmfr1, 0x10000) != 0 ==> (hcr & 0x800000000) != 0",
    "HCR_EL2.TERR": "id_field(f->id_aa64pfr0, 0x10000000) != 0 ==> (hcr & 0x1000000000) != 0",
    "MDCR_EL2.TDA": "(mdcr & 0x200) != 0",
    "MDCR_EL2.TDOSA": "(mdcr & 0x400) != 0",
    "MDCR_EL2.TDRA": "(mdcr & 0x800) != 0",
    "MDCR_EL2.TPM": "has_pmu(f->id_aa64dfr0) ==> (mdcr & 0x40) != 0",
    "MDCR_EL2.TPM and TPMCR":
        "has_pmu(f->id_aa64dfr0) ==> (mdcr & 0x20) != 0 && (mdcr & 0x40) != 0",
    "MDCR_EL2.TPMS and E2PB":
        "(id_field(f->id_aa64dfr0, 0x100000000) != 0 ==> (mdcr & 0x4000) != 0) &&\n      "
        " (mdcr & 0x3000) == 0",
    "MDCR_EL2.TTRF": "id_field(f->id_aa64dfr0, 0x10000000000) != 0 ==> (mdcr & 0x80000) != 0",
    "MDCR_EL2.E2TB": "(mdcr & 0x3000000) == 0",
    "CPTR_EL2.TTA":
        "id_field(f->id_aa64dfr0, 0x10) != 0 ==>\n       "
        " (f->e2h == 0 ? (cptr & 0x100000) != 0 : (cptr & 0x10000000) != 0)",
    "CPTR_EL2.TAM":
        "id_field(f->id_aa64pfr0, 0x100000000000) != 0 ==> (cptr & 0x40000000) != 0",
    "CPTR_EL2.TZ or ZEN": "f->e2h == 0 ? (cptr & 0x100) != 0 : (cptr & 0x30000) == 0",
    "CPTR_EL2.TSM or SMEN": "f->e2h == 0 ? (cptr & 0x1000) != 0 : (cptr & 0x3000000) == 0",
}
# What tenon_aarch64_hw_refuse_extensions closed, on a CPU that has it (D24.2).
HCX = "id_field(f->id_aa64mmfr1, 0x10000000000) != 0 ==> closed % 2 == 1"
FGT = "id_field(f->id_aa64mmfr0, 0x100000000000000) != 0 ==> (closed / 2) % 2 == 1"
MPAM = ("id_field(f->id_aa64pfr0, 0x10000000000) != 0 || id_field(f->id_aa64pfr1, 0x10000) != 0 ==>"
        "\n       (closed / 4) % 2 == 1")
FGT2 = "id_field(f->id_aa64mmfr0, 0x100000000000000) >= 2 ==> (closed / 8) % 2 == 1"
CLOSED = {
    "HCRX_EL2.TCR2En": HCX,
    "HCRX_EL2.SCTLR2En": HCX,
    "HFGRTR_EL2.nPIR_EL1": FGT,
    "HFGRTR2_EL2.nPFAR_EL1": FGT2,
    "HFGRTR2_EL2.nRCWSMASK_EL1": FGT2,
    "MPAM2_EL2.TRAPMPAM1EL1": MPAM,
    "MPAM2_EL2.TRAPMPAM0EL1": MPAM,
    "MPAM2_EL2.EnMPAMSM": MPAM,
}
CONDITIONS = {"TENON_AARCH64_HAS_RAS": 1, "TENON_AARCH64_HAS_SME": 2, "TENON_AARCH64_HAS_GIC": 4}

TOP = """/* SPDX-License-Identifier: Apache-2.0 */
/// \\file
/// {about}
/// Written by proofs/registers.py from registers.def; script/test format fails when it is stale.
#ifndef TENON_CORE_AARCH64_{guard}_H
#define TENON_CORE_AARCH64_{guard}_H

#include "tenon/core/aarch64/{include}"

"""
END = "\n\n#endif\n"


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


def all_of(lines):
    return " &&\n".join("      " + line for line in lines) + ";"


def one_of(lines):
    return " ||\n".join("      " + line for line in lines) + ";"


def moved():
    """registers_moved.h."""
    registers = switched()
    index, condition = "TENON_AARCH64_SAVED_", ""
    for bit in CONDITIONS.values():
        names = [f"i == {index}{name}" for name, unit in registers.items() if unit == bit]
        condition += f"{' || '.join(names)} ? {bit} :\n      "
    listed = [f"((has / {bit}) % 2 == 1 && i == {index}{name})" if bit else f"i == {index}{name}"
              for name, bit in registers.items()]
    return TOP.format(guard="REGISTERS_MOVED", include="registers.h",
                      about="The registers that bind and unbind move, in ACSL.") + f"""\
/*@ ghost uint64_t tenon_hw_register[TENON_AARCH64_SAVED_COUNT]; */ // the CPU's

/*@ // The condition of register `i` as a bit of features.has, 0 for none.
    logic integer register_condition(integer i) =
      {condition}0;

    predicate register_exists(integer has, integer i) =
      register_condition(i) == 0 || (has / register_condition(i)) % 2 == 1;

    // Row by row: register `i` is one that the CPU has.
    predicate register_listed(integer has, integer i) =
{one_of(listed)}

    // Each of them is in memory at M what the CPU holds at C.
    predicate registers_equal{{M, C}}(uint64_t *sysreg, integer has) =
      \\forall integer i; register_listed(has, i) ==>
        \\at(sysreg[i], M) == \\at(tenon_hw_register[i], C);

    // The others stay in memory as they were.
    predicate registers_lacking{{A, B}}(uint64_t *sysreg, integer has) =
      \\forall integer i; 0 <= i < {index}COUNT && !register_listed(has, i) ==>
        \\at(sysreg[i], A) == \\at(sysreg[i], B); */""" + END


def trap_lines(controls):
    for name, *_, control, _ in rows("TRAPPED"):
        if control not in CONTROLS | CLOSED:
            raise SystemExit(f"proofs/registers.py: {name}: no meaning of {control}")
        if control in controls:
            yield f"// {name}: {control}.\n      ({controls[control]})"


def trapped():
    """registers_trapped.h."""
    return TOP.format(guard="REGISTERS_TRAPPED", include="cpu.h",
                      about="The registers whose accesses exit, in ACSL, by control.") + f"""\
/*@ // By HCR_EL2, CPTR_EL2 and MDCR_EL2 of a guest.
    predicate registers_trapped{{L}}(struct tenon_aarch64_features *f, integer hcr, integer cptr,
                                   integer mdcr) =
{all_of(trap_lines(CONTROLS))}

    // By what enabling a CPU closes.
    predicate registers_closed{{L}}(struct tenon_aarch64_features *f, integer closed) =
{all_of(trap_lines(CLOSED))} */""" + END


def main():
    stale = []
    for name, text in (("registers_moved.h", moved()), ("registers_trapped.h", trapped())):
        path = FOLDER / name
        if path.exists() and path.read_text(encoding="utf-8") == text:
            continue
        if "--check" in sys.argv[1:]:
            stale.append(name)
        else:
            path.write_text(text, encoding="utf-8")
    if stale:
        raise SystemExit(f"{', '.join(stale)} out of date: run proofs/registers.py")


if __name__ == "__main__":
    main()
