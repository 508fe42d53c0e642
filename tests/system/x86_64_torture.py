#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The register torture on two x86 CPUs, with SVM and VMX: torture.py says how.

  x86_64_torture.py [SEED]
"""

import sys

import torture
import x86_64

# SVM on QEMU, of which two CPUs run in turn or at once, and on Bochs; VMX on Bochs.
QEMU = {f"QEMU, {name}": options for name, options in x86_64.TWO_CPUS_ON_QEMU.items()}
BOCHS = x86_64.TWO_CPUS_ON_BOCHS
CR2 = 1  # tests/guest/torture/x86_64/picture.h
LOST = {"ryzen": {"CR2"}}  # Bochs 2.7 never loads the guest's under SVM


def boot(cpu, seed):
    """Forty rounds of each kind of exit on three vCPUs, half as many on Bochs."""
    if cpu in QEMU:
        lines, status = x86_64.boot("torture_tour", "max", timeout=200,
                                    options=("-smp", "2", *QEMU[cpu]),
                                    tour={"seed": seed, "rounds": 1120})
        return lines, 0 if status == x86_64.GOOD else status
    tour = {"seed": seed, "rounds": 560} | ({"without": CR2} if cpu in LOST else {})
    return x86_64.boot_bochs("torture_tour", cpu, cpus=2, tour=tour)


CPUS = (*QEMU, *BOCHS)

ISA = torture.Isa(
    name="x86_64", boot=boot, cpus=CPUS,
    # SystemReset is the end of a vCPU: nothing comes after it. Its firmware starts, stops and
    # suspends nothing by calls.
    kinds=torture.KINDS - {"CpuDown", "CpuSuspend", "SystemDown", "SystemReset"} |
    {"IoRead", "IoWrite", "InterruptWindow"},
    host_only=set(), lost=LOST,
    constant={cpu: {"PKRU"} if cpu in BOCHS else set() for cpu in CPUS},
    # CR8, which is in the VMCB's word of virtual interrupts.
    others={cpu: 1 for cpu in CPUS},
    row=r"^TENON_X86_64_(?:HELD|LOADED|SEGMENT|TABLE|SWITCHED)\((\w+),")

if __name__ == "__main__":
    sys.exit(torture.main(sys.argv[1:], ISA))
