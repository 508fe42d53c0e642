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


# With siselect, which no trap keeps from a guest (AIA 1.0, 5.3; KVM: kvm_riscv_vcpu_aia_load).
AIA = "rv64,h=true,x-smaia=true,x-ssaia=true"
CPUS = (*riscv64.CPUS, AIA)

ISA = torture.Isa(
    name="riscv64", boot=boot, cpus=CPUS, kinds=torture.KINDS, host_only=set(),
    constant={"rv64,h=true": {"VSISELECT"}, "rv64,h=true,sstc=false": {"VSTIMECMP", "VSISELECT"},
              AIA: set()},
    others={cpu: 0 for cpu in CPUS})

if __name__ == "__main__":
    sys.exit(torture.main(sys.argv[1:], ISA))
