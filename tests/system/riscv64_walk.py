#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A random walk over the lifecycle on two harts: walk.py says how.

  tests/system/riscv64_walk.py [STEPS [SEED]]
"""

import sys

import riscv64
import walk


def boot(cpu, steps, seed):
    """On RISC-V."""
    return riscv64.boot_tour(cpu, "walk", "walk", options={"steps": steps, "seed": seed},
                             timeout=600)


if __name__ == "__main__":
    sys.exit(walk.main(sys.argv[1:], riscv64.CPUS[:1], boot))
