#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Address translations for a guest whose tables cannot be read fail, and the hypervisor goes on."""

import sys

import machine

WANTED = "abort tour: AT S1E1R 1, AT S12E1R 1, PAR_EL1 0x1234000"


def main():
    """One PASS or FAIL line for each CPU model."""
    good = True
    for cpu in machine.CPUS:
        try:
            lines, status = machine.boot(cpu, "abort-tour", machine.guest_image("interrupts"))
            wrong = [] if status == 0 and WANTED in lines else [f"status {status}", *lines[-2:]]
        except machine.Failure as failure:
            wrong = [str(failure)]
        good &= machine.verdict(f"aborts on {cpu}", wrong, "translations fail, nothing else")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
