#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The hostile guest on RISC-V: hostile.py says how."""

import sys

import hostile

if __name__ == "__main__":
    sys.exit(hostile.main(["--isa", "riscv64", *sys.argv[1:]]))
