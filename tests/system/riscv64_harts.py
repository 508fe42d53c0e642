#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two harts of a RISC-V guest start, suspend, stop, interrupt and fence each other by SBI's calls.

The guest (examples/riscv64/guests/harts.S) checks what each call returns and what a started or
resumed hart finds; here it is held to its end, on harts with the guest's own timer and without.
"""

import sys

import machine
import riscv64

GUEST_ADDRESS = 0x90200000  # of the machine; the guest's 0x80200000
STEPS = ["begun", *(f"hart 1 is {step}" for step in ("started", "resumed", "fenced", "stopped",
                                                     "started again"))]
# The hypervisor's own count of what was asked of it. Each suspend of a state that there is not is
# one more, and each wait may end early.
AT_LEAST = {"CpuUp": 5, "CpuDown": 1, "CpuSuspend": 5, "SendIpi": 4, "SystemDown": 1}


def check(cpu):
    """What is wrong."""
    lines, status = riscv64.boot(cpu, "system.elf", "harts.bin", address=GUEST_ADDRESS, harts=2,
                                 memory=512)
    said = [line.removeprefix("harts: ") for line in lines if line.startswith("harts: ")]
    wrong = [f"{step!r} was not reached: {lines[-4:]}" for step in STEPS if step not in said]
    if status != 0:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    wrong += [line for line in lines if "the guest touched" in line]
    counts = dict(line.strip().split(": ") for line in lines if line.startswith("  "))
    wrong += [f"{name}: {counts.get(name, 0)} exits, at least {least} were due"
              for name, least in AT_LEAST.items() if int(counts.get(name, 0)) < least]
    return wrong


def main():
    """Exit status 0 if all is as it should be."""
    good = True
    for cpu in ("rv64,h=true", "rv64,h=true,sstc=false"):
        try:
            wrong = check(cpu)
        except machine.Failure as failure:
            wrong = [str(failure)]
        good &= machine.verdict(f"riscv64 harts {cpu}", wrong, "started, suspended, stopped, fenced")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
