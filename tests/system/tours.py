#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the bare-metal tours on each CPU model and compares every exit with the script, line for line.

Lines of NAME.expected that begin with a CPU model and a colon are for that model only. With
--write NAME CPU the lines that CPU printed are put on standard output instead.
"""

import difflib
import pathlib
import sys

import machine

# Guest image and script of exits: what the hypervisor calls the guest.
TOURS = {"exit_tour": "exit-tour", "interrupts": "interrupts"}
HERE = pathlib.Path(__file__).parent
LAST_LINE = "hypervisor: the guest has powered off"


def expected_lines(name, cpu):
    """The script for one CPU model."""
    lines = []
    for line in (HERE / f"{name}.expected").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        model = line.split(":", 1)[0]
        if model not in machine.CPUS:
            lines.append(line)
        elif model == cpu:
            lines.append(line.split(": ", 1)[1])
    return lines


def tour(name, cpu):
    """What is wrong on this CPU model, and how many exits it compared."""
    lines, status = machine.boot(cpu, TOURS[name], machine.guest_image(name))
    found = machine.without_boot(lines)
    expected = expected_lines(name, cpu)
    wrong = list(difflib.unified_diff(expected, found, "expected", "found", lineterm="", n=2))
    if status != 0 or LAST_LINE not in lines:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    if not expected:
        wrong.append(f"{name}.expected expects nothing")
    return wrong, len(expected)


def main(arguments):
    """Exit status 0 if every model's tour is as expected."""
    if arguments[:1] == ["--write"]:
        name, cpu = arguments[1:]
        lines, _ = machine.boot(cpu, TOURS[name], machine.guest_image(name))
        print("\n".join(machine.without_boot(lines)))
        return 0
    good = True
    for name in TOURS:
        for cpu in machine.CPUS:
            try:
                wrong, count = tour(name, cpu)
            except machine.Failure as failure:
                wrong, count = [str(failure)], 0
            good &= machine.verdict(f"{TOURS[name]} on {cpu}", wrong, f"{count} lines as expected")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
