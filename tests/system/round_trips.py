#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of each round trip on each CPU model, on RISC-V and on x86: under QEMU, and
under Bochs on SVM with NRIPS and on VMX.

Holds them to the ceilings in bench/ceilings.json. With --write the ceilings become what was
counted now. Every count is exact and the same each time: the emulator's clock advances by one tick
an instruction.
"""

import functools
import json
import re
import sys

import machine
import riscv64
import x86_64

CEILINGS = machine.ROOT / "bench" / "ceilings.json"
# The loops of examples/hypervisor/round_trip*.cpp, by the name of the guest that starts them.
LOOPS = {"typed": "round-trip", "C": "round-trip-c", "C with kicks": "round-trip-c-kicks"}
# The virtual counter counts instructions.
COUNTING = ("-icount", "shift=0,sleep=off")
COUNTER = "cntfrq=1000000000"


def parse(lines):
    """Name of each round trip and its instructions, without those of the measurement."""
    found = dict(match.groups() for line in lines
                 if (match := re.fullmatch(r"round trip: (.+) (\d+)", line)))
    own = int(found.pop("nothing", 0))
    if own == 0 or not found:
        raise machine.Failure(f"the guest timed nothing: {lines[-3:]}")
    return {name: int(ticks) - own for name, ticks in found.items()}


def measure(cpu, loop="typed"):
    """The round trips of one loop on one CPU model."""
    lines, status = machine.boot(f"{cpu},{COUNTER}", LOOPS[loop],
                                 machine.guest_image("round_trip"), qemu=COUNTING, timeout=60)
    if status != 0:
        raise machine.Failure(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return parse(lines)


def by_loop(lines):
    """The round trips of each loop, which one boot runs one after another."""
    loops, found = {}, []
    for line in lines:
        if line.startswith("loop: "):
            found = loops.setdefault(line.removeprefix("loop: "), [])
        found.append(line)
    if loops.keys() != LOOPS.keys():
        raise machine.Failure(f"the hypervisor ran these loops: {list(loops)}")
    return {loop: parse(loops[loop]) for loop in LOOPS}


def measure_riscv64():
    """The same on a RISC-V hart with the H extension."""
    lines, status = riscv64.boot("rv64,h=true", "round_trip.elf", "round_trips.bin",
                                 qemu=COUNTING)
    if status != 0:
        raise machine.Failure(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return by_loop(lines)


def measure_x86_64():
    """The same on a CPU with SVM, which does not say where the next instruction is."""
    lines, status = x86_64.boot("round_trip", "max")
    if status != x86_64.GOOD:
        raise machine.Failure(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return by_loop(lines)


def measure_bochs(model):
    """The same on a CPU that says where the next instruction is. Bochs counts a tick for each."""
    lines, status = x86_64.boot_bochs("round_trip", model)
    if status != 0:
        raise machine.Failure(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return by_loop(lines)


BOCHS = {model: functools.partial(measure_bochs, model) for model in ("ryzen", "corei7_skylake_x")}
OTHERS = {"riscv64": measure_riscv64, "x86_64": measure_x86_64, **BOCHS}


def count_all():
    """CPU model, or ISA, → loop → name → instructions."""
    counted = {cpu: {loop: measure(cpu, loop) for loop in LOOPS} for cpu in machine.CPUS}
    return counted | {isa: count() for isa, count in OTHERS.items()}


def over_ceiling(counted, ceilings):
    """Names of round trips without a ceiling, of ceilings without a round trip, and of excesses."""
    wrong = [f"{name} has no {'count' if name in ceilings else 'ceiling'}"
             for name in sorted(counted.keys() ^ ceilings.keys())]
    wrong += [f"{name}: {counted[name]} instructions, the ceiling is {ceilings[name]}"
              for name in counted.keys() & ceilings.keys() if counted[name] > ceilings[name]]
    return wrong


def main(arguments):
    """Exit status 0 if nothing exceeds its ceiling."""
    if arguments == ["--write"]:
        CEILINGS.write_text(json.dumps(count_all(), indent=2) + "\n", encoding="utf-8")
        return 0
    ceilings = json.loads(CEILINGS.read_text(encoding="utf-8"))
    good = True
    for cpu in (*machine.CPUS, *OTHERS):
        try:
            counts = (OTHERS[cpu]() if cpu in OTHERS
                      else {loop: measure(cpu, loop) for loop in LOOPS})
        except machine.Failure as failure:
            good = machine.verdict(f"round trips, {cpu}", [str(failure)], "")
            continue
        for loop, counted in counts.items():
            wrong = over_ceiling(counted, ceilings[cpu][loop])
            spare = [f"{name} {counted[name]} (ceiling {ceiling})" for name, ceiling
                     in ceilings[cpu][loop].items() if counted.get(name, ceiling) < ceiling]
            if spare:
                print(f"below its ceiling, which --write lowers: {', '.join(spare)}")
            good &= machine.verdict(f"round trips, {loop} loop, {cpu}", wrong,
                                    f"{len(counted)} within their ceilings")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
