#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the exit tour on each CPU model and compares every exit with the script, line for line.

Lines of exit_tour.expected that begin with a CPU model and a colon are for that model only.
With --write CPU the lines that CPU printed are put on standard output instead.
"""

import difflib
import pathlib
import sys

import machine

EXPECTED = pathlib.Path(__file__).with_name("exit_tour.expected")
LAST_LINE = "hypervisor: the guest has powered off"


def expected_lines(cpu):
    """The script for one CPU model."""
    lines = []
    for line in EXPECTED.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        model = line.split(":", 1)[0]
        if model not in machine.CPUS:
            lines.append(line)
        elif model == cpu:
            lines.append(line.split(": ", 1)[1])
    return lines


def tour(cpu):
    """What is wrong on this CPU model, and how many exits it compared."""
    lines, status = machine.boot(cpu, "exit-tour", machine.guest_image("exit_tour"))
    found = machine.without_boot(lines)
    expected = expected_lines(cpu)
    wrong = list(difflib.unified_diff(expected, found, "expected", "found", lineterm="", n=2))
    if status != 0 or LAST_LINE not in lines:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    if not expected:
        wrong.append(f"{EXPECTED} expects nothing")
    return wrong, len(expected)


def main(arguments):
    """Exit status 0 if every model's tour is as expected."""
    if arguments[:1] == ["--write"]:
        lines, _ = machine.boot(arguments[1], "exit-tour", machine.guest_image("exit_tour"))
        print("\n".join(machine.without_boot(lines)))
        return 0
    bad = 0
    for cpu in machine.CPUS:
        try:
            wrong, count = tour(cpu)
        except machine.Failure as failure:
            wrong, count = [str(failure)], 0
        for line in wrong:
            print(line)
        print(f"FAIL exit tour on {cpu}" if wrong
              else f"PASS exit tour on {cpu}: {count} lines as expected")
        bad += bool(wrong)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
