#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sequences of TLB maintenance and barriers are the manual's, instruction for instruction.

QEMU does maintenance at once and on every CPU, so no guest there notices a barrier that is missing.
The built code is compared with sequences written from DDI 0487: D8.14 (break-before-make and
its barriers), B2.3.12 (DSB), D8.16.1.
"""

import re
import shutil
import subprocess
import sys

import machine

OBJDUMP = "aarch64-linux-gnu-objdump"
# Everything that is not a move between general registers, in order.
# VTCR_EL2.VS decides whether the upper half of the VMID counts, and may be the host's (D19.2.162).
ENTER = ["mrs daif", "msr daifset", "mrs hcr_el2", "mrs vttbr_el2", "mrs vtcr_el2", "dsb ishst",
         "msr hcr_el2", "msr vtcr_el2", "msr vttbr_el2", "isb"]
LEAVE = ["dsb ish", "msr vttbr_el2", "msr vtcr_el2", "msr hcr_el2", "isb", "msr daif", "ret"]
SEQUENCES = {
    # Table writes are visible to walks before anything that relies on them.
    "table_written": ["dsb ishst", "isb", "ret"],
    # Stage 2 first, complete, and only then the combined entries made from it.
    "invalidate_ipa": [*ENTER, "tlbi ipas2e1is", "dsb ish", "tlbi vmalle1is", *LEAVE],
    "invalidate_vmid": [*ENTER, "tlbi vmalls12e1is", *LEAVE],
    "forget_vm": [*ENTER, "tlbi vmalls12e1", "ic iallu", *LEAVE],
    "forget_all": ["dsb nshst", "tlbi alle1", "ic iallu", "dsb nsh", "isb", "ret"],
}
NO_EFFECT = {"and", "bic", "cset", "orr", "tst", "ubfx"}


def instructions(name):
    """What the function does, with the operands that matter."""
    archive = machine.BUILD / "libtenon_core.a"
    if not archive.is_file():
        raise machine.Failure(f"{archive} is missing: build the aarch64 preset")
    text = subprocess.run([OBJDUMP, "-d", "--no-show-raw-insn",
                           f"--disassemble=tenon_aarch64_hw_{name}", str(archive)],
                          stdout=subprocess.PIPE, check=True, text=True).stdout
    found = []
    for match in re.finditer(r"^ +[0-9a-f]+:\t(\w+)[ \t]*(.*)$", text, re.M):
        operation, operands = match[1], re.split(r",\s*", match[2].split("//")[0].strip())
        if operation in NO_EFFECT:
            continue
        operand = operands[1 if operation == "mrs" else 0]
        found.append(f"{operation} {operand}".strip())
    return found


def main():
    """One PASS or FAIL line for each function."""
    if shutil.which(OBJDUMP) is None:
        print(f"FAIL maintenance: {OBJDUMP} is not installed: run script/bootstrap")
        return 1
    bad = 0
    for name, wanted in SEQUENCES.items():
        try:
            found = instructions(name)
        except machine.Failure as failure:
            found = [str(failure)]
        if found == wanted:
            print(f"PASS {name}: {len(found)} instructions as the manual wants them")
        else:
            bad += 1
            print(f"FAIL {name}: {found}, not {wanted}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
