#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every page is the right one: two VMs of two vCPUs, and one that comes and goes, on two CPUs.

All vCPUs use the same guest-virtual addresses and address-space ids for different pages; each page
says whose it is. They are time-sliced and migrated at random while the hypervisor takes pages away,
makes them read-only and exchanges their frames between VMs, and while VM identifiers run out again
and again.

  two_vms.py [SEED [TURNS]]
"""

import re
import sys

import machine

# Lines of the report, and the least that each of their numbers must be.
REPORT = (
    (r"two VMs: (\d+) turns, (\d+) migrations, (\d+) checks", (6000, 300, 100000)),
    (r"two VMs: (\d+) exchanges, (\d+) withdrawals, (\d+) protections, (\d+) faults answered",
     (1000, 1000, 1000, 1000)),
    (r"two VMs: (\d+) times a new VM, (\d+) generations of VM identifiers, 0 wrong", (50, 3)),
)


def check(lines, status, report):
    """What is wrong; nothing if all is well."""
    wrong = [line for line in lines if "WRONG" in line]
    if status != 0:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    for pattern, least in report:
        found = [match for match in (re.fullmatch(pattern, line) for line in lines) if match]
        if len(found) != 1:
            wrong.append(f"{len(found)} lines say {pattern}")
        elif any(int(n) < m for n, m in zip(found[0].groups(), least)):
            wrong.append(f"too little happened: {found[0][0]}")
    return wrong


def boot(cpu, seed, turns):
    """On AArch64."""
    return machine.boot(cpu, "two-vms", machine.guest_image("two_vms"),
                        options=f"seed={seed} turns={turns}", timeout=200)


def main(arguments, cpus=machine.CPUS, boot_on=boot, report=REPORT):
    """One PASS or FAIL line for each CPU model."""
    seed, turns = (arguments + ["1", str(report[0][1][0])][len(arguments):])[:2]
    good = True
    for cpu in cpus:
        try:
            lines, status = boot_on(cpu, int(seed), int(turns))
            wrong = check(lines, status, report)
        except machine.Failure as failure:
            lines, wrong = [], [str(failure)]
        numbers = "; ".join(line.removeprefix("two VMs: ") for line in lines
                            if re.match(r"two VMs: \d", line))
        good &= machine.verdict(f"two VMs on {cpu}, seed {seed}", wrong, numbers)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
