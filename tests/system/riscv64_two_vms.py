#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Two VMs, and one that comes and goes, on two harts: two_vms.py says how.

  riscv64_two_vms.py [SEED [TURNS]]
"""

import sys

import riscv64
import two_vms

# Less than on AArch64: each change of a page goes through the firmware to both harts. A remote fence
# that is missing was seen in 1,500 turns, not in 150.
LEAST = ((1000, 60, 18000), (200, 200, 200, 200), (15, 4))
REPORT = tuple((pattern, least) for (pattern, _), least in zip(two_vms.REPORT, LEAST))


def boot(cpu, seed, turns):
    """With the identifiers that the example keeps to, of those that the harts have."""
    return riscv64.boot_tour(cpu, "two-vms", "two_vms", timeout=600,
                             options={"seed": seed, "turns": turns})


if __name__ == "__main__":
    sys.exit(two_vms.main(sys.argv[1:], riscv64.CPUS[:1], boot, REPORT))
