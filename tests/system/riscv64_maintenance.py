#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The sequences of fences are the manual's, instruction for instruction.

QEMU forgets all translations of a hart at every fence and at every exit of a guest, so no guest
there notices a fence of its own hart that is missing. The built code is compared with sequences
written from the Privileged ISA: 3.2.1 and 5.2.1 (table writes and fences), 18.3.2 (HFENCE), and from
the SBI specification 2.0, chapter 8 (remote fences).
"""

import re
import shutil
import subprocess
import sys

import machine
import riscv64

OBJDUMP = "riscv64-linux-gnu-objdump"
# Instructions that the assembler has no names for: funct7 of SYSTEM, funct3 0, rd x0.
FENCES = {0x31: "hfence.gvma", 0x11: "hfence.vvma", 0x09: "sfence.vma"}
NAMES = ["zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1"]
NAMES += [f"a{n}" for n in range(8)] + [f"s{n}" for n in range(2, 12)]
NAMES += [f"t{n}" for n in range(3, 7)]
SEQUENCES = {
    # Table writes are visible to this hart's walks before anything that relies on them.
    "table_written": ["fence w,rw", "ret"],
    # All harts: mask 0 from base -1; start, size, VMID. What was written before is visible to them.
    # An error is a breakpoint, and never a return.
    "invalidate": ["mv a4,a2", "mv a2,a0", "mv a3,a1", "li a0,0", "li a1,-1", "li a6,3",
                   "lui a7,0x52465", "addw a7,a7,-445", "fence rw,rw", "ecall",
                   "bnez a0,@12", "ret", "ebreak", "j @12"],
    # All addresses under one VMID, or all VMIDs; then what the first stage has left under the VMID
    # that is in hgatp; then instructions.
    "forget_vm": ["hfence.gvma zero,a0", "hfence.vvma zero,zero", "fence.i", "ret"],
    "forget_all": ["hfence.gvma zero,zero", "hfence.vvma zero,zero", "fence.i", "ret"],
    "write_hgatp": ["csrw hgatp,a0", "ret"],
}


# A handler of the host's traps that runs a vCPU, a scheduler's tick, leaves hstatus.SPV 1: SRET would
# go on with the host's code and registers in VS-mode ("Hypervisor Status Register": "When an SRET
# instruction is executed when V=0, V is set to SPV").

# An SC, to a word of the vCPU's own, before the guest's SC can meet an LR of before the exit: whoever
# was on the hart meanwhile may have stored there (Unprivileged ISA, 14.2, "a store-conditional
# instruction to a scratch word of memory should be used to forcibly invalidate any existing load
# reservation: during a preemptive context switch").
RESERVATION = "sc.d zero,zero,(a0)"


def named(word):
    """A fence by its name."""
    if word & 0x7fff != 0x73 or word >> 25 not in FENCES:
        return f"{word:#x}"
    return f"{FENCES[word >> 25]} {NAMES[word >> 15 & 31]},{NAMES[word >> 20 & 31]}"


def instructions(name, prefix="tenon_riscv64_hw_"):
    """What the function does; `@n` is its instruction n."""
    program = riscv64.FOLDER / "tours.elf"
    if not program.is_file():
        raise machine.Failure(f"{program} is missing: build the riscv64 preset")
    text = subprocess.run([OBJDUMP, "-d", "--no-show-raw-insn",
                           f"--disassemble={prefix}{name}", str(program)],
                          stdout=subprocess.PIPE, check=True, text=True).stdout
    found, lines = [], re.findall(r"^ +([0-9a-f]+):\t([^#<\n]*)", text, re.M)
    places = {address: f"@{number}" for number, (address, _) in enumerate(lines)}
    for _, line in lines:
        operation, _, operands = line.strip().partition("\t")
        operands = ",".join(places.get(operand, operand) for operand in operands.split(","))
        found.append(named(int(operands, 16)) if operation == ".4byte"
                     else f"{operation} {operands}".strip())
    return found


def main():
    """One PASS or FAIL line for each function."""
    if shutil.which(OBJDUMP) is None:
        print(f"FAIL maintenance: {OBJDUMP} is not installed: run script/bootstrap")
        return 1
    good = True
    for name, wanted in SEQUENCES.items():
        try:
            found = instructions(name)
        except machine.Failure as failure:
            found = [str(failure)]
        wrong = [] if found == wanted else [f"{found}, not {wanted}"]
        good &= machine.verdict(f"riscv64 {name}", wrong,
                                f"{len(found)} instructions as the manual wants them")
    found = instructions("enter", "tenon_riscv64_")
    wrong = [] if any(line.startswith(RESERVATION) for line in found) else ["no SC before SRET"]
    good &= machine.verdict("riscv64 enter", wrong, "no reservation of before the exit is left")
    found = instructions("vector", "tenon_riscv64_")
    back = found[next(n for n, line in enumerate(found) if "call" in line or line.startswith("jal")):]
    wrong = [] if "csrc hstatus,t0" in back and "li t0,128" in back else ["SPV is as a guest left it"]
    good &= machine.verdict("riscv64 vector", wrong, "the host goes on with V=0")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
