#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Random walks over the lifecycle on two emulated CPUs, each step held against the model.

  tests/system/walk.py [STEPS [SEED]]   10,000 steps of walk 1 unless told otherwise

The hypervisor stops at the first step that is not as modelled. Here it is checked that the walk was
one: every operation was done, each that can be was refused, and every exit of the guest's came.
"""
import re
import sys

import machine

# The walk leaves these out where they would be refused.
NEVER_REFUSED = {"stop", "write", "handle"}
OPERATIONS = {"claim", "enable", "disable", "create", "setup", "bind", "run", "answer", "unbind",
              "reset", "destroy", "inject", "lower", "request", "kick"} | NEVER_REFUSED
# What tests/guest/*/walk.S does, and what a kick makes.
EXITS = {"hypercall", "mmio_read", "mmio_write", "sysreg_read", "sysreg_write", "halt", "cpu_up",
         "cpu_down", "cpu_suspend", "system_down", "system_reset", "send_ipi", "unhandled",
         "nested_page_fault", "preempted"}


def exit_names():
    """Exits by number, from exit.def."""
    text = (machine.ROOT / "include/tenon/core/exit.def").read_text(encoding="utf-8")
    return re.findall(r"^TENON_EXIT\(\w+, (\w+),", text, flags=re.M)


def boot(cpu, steps, seed):
    """On AArch64."""
    return machine.boot(cpu, "walk", machine.guest_image("walk"), timeout=600,
                        options=f"steps={steps} seed={seed}")


def walk(boot_on, cpu, steps, seed):
    """What is wrong, and how many steps were refused."""
    lines, status = boot_on(cpu, steps, seed)
    text = "\n".join(lines)
    wrong = []
    if status != 0 or f"walk: {steps} steps as modelled, seed {seed}" not in lines:
        wrong.append(f"status {status}: {lines[-3:]}")
    counts = {name: (int(done), int(refused)) for name, done, refused in
              re.findall(r"^walk: (\w+) done (\d+) refused (\d+)$", text, flags=re.M)}
    if counts.keys() != OPERATIONS:
        wrong.append(f"operations: {sorted(counts.keys() ^ OPERATIONS)}")
    for name, (done, refused) in counts.items():
        if done == 0 or (refused == 0) != (name in NEVER_REFUSED):
            wrong.append(f"{name}: {done} done, {refused} refused")
    if sum(map(sum, counts.values())) != steps:
        wrong.append("the operations are not as many as the steps")
    names = exit_names()
    seen = {names[int(number)] for number in re.findall(r"^walk: exit (\d+) ", text, flags=re.M)}
    if seen != EXITS:
        wrong.append(f"exits: {sorted(seen ^ EXITS)}")
    return wrong, sum(refused for _, refused in counts.values())


def main(arguments, cpus=machine.CPUS, boot_on=boot):
    """Exit status 0 if the walk went as modelled on every CPU model."""
    steps, seed = (int(number) for number in arguments + ["10000", "1"][len(arguments):])
    good = True
    for cpu in cpus:
        try:
            wrong, refused = walk(boot_on, cpu, steps, seed)
        except machine.Failure as failure:
            wrong, refused = [str(failure)], 0
        good &= machine.verdict(f"random walk on {cpu}", wrong,
                                f"{steps} steps, {refused} of them refused")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
