#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The register torture on two harts: torture.py says how.

  riscv64_torture.py [SEED]
"""

import sys

import riscv64
import torture


def boot(cpu, seed):
    """Twenty rounds of each kind of exit on three vCPUs."""
    return riscv64.boot_tour(cpu, "torture", "torture", options={"seed": seed, "rounds": 460},
                             timeout=200)


ISA = torture.Isa(
    name="riscv64", boot=boot, cpus=riscv64.CPUS, kinds=torture.KINDS, host_only=set(),
    constant={"rv64,h=true": set(), "rv64,h=true,sstc=false": {"VSTIMECMP"}},
    others={cpu: 0 for cpu in riscv64.CPUS})

if __name__ == "__main__":
    sys.exit(torture.main(sys.argv[1:], ISA))
