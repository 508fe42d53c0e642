#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two VMs, and one that comes and goes, on two x86 CPUs with SVM and VMX: two_vms.py says how.

A page that is taken from a VM is forgotten at each vCPU's next entry: the hypervisor makes the one
that is in its guest on the other CPU leave it. Without that QEMU is wrong within 1,500 turns; Bochs, whose
CPUs run in turn, is not. Neither sees an entry that is not asked to forget: they forget at each one.

  x86_64_two_vms.py [SEED [TURNS]]
"""

import sys

import two_vms
import x86_64

QEMU, BOCHS = "SVM on QEMU", "corei7_skylake_x"
# What the least is of, and a tenth of that on Bochs.
LEAST = ((3000, 150, 50000), (500, 500, 500, 500), (25, 3))
FEWER = tuple(tuple(max(n // 10, 2) for n in line) for line in LEAST)


def boot(cpu, seed, turns):
    """QEMU runs two CPUs at once: in turn, each waits for the other one for long."""
    if cpu == QEMU:
        lines, status = x86_64.boot("two_vms_tour", "max", timeout=200, options=("-smp", "2"),
                                    tour={"seed": seed, "turns": turns})
        return lines, 0 if status == x86_64.GOOD else status
    return x86_64.boot_bochs("two_vms_tour", cpu, cpus=2, tour={"seed": seed, "turns": turns})


def report(least):
    """The lines with numbers that each must reach."""
    return tuple((pattern, numbers) for (pattern, _), numbers in zip(two_vms.REPORT, least))


def main(arguments):
    """One PASS or FAIL line for each."""
    good = two_vms.main(arguments, (QEMU,), boot, report(LEAST)) == 0
    good &= two_vms.main(arguments, (BOCHS,), boot, report(FEWER)) == 0
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
