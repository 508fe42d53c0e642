#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Registers survive every kind of exit and every move, on each CPU model.

Three vCPUs put random values into every register that a guest can change, found by trying every
encoding, and into all general, floating-point and vector registers; after each kind of exit they
go on where they are, are unbound and bound again, with another vCPU in between, or on the other
CPU. A fourth one never runs: the hypervisor itself compares all of registers.def in it.

  torture.py [SEED]
"""

import dataclasses
import re
import sys
import typing

import machine

MOVES = ("stayed", "rebound", "intruded", "migrated")
# Every exit that AArch64 and RISC-V have; EntryFailed has no cause on them.
KINDS = {"Hypercall", "MmioRead", "MmioWrite", "SysRegRead", "SysRegWrite", "ExternalInterrupt",
         "NestedPageFault", "Halt", "CpuUp", "CpuDown", "CpuSuspend", "SystemDown", "SystemReset",
         "SendIpi", "Preempted", "Unhandled"}


@dataclasses.dataclass(frozen=True)
class Isa:
    """What a run on it must have shown."""
    name: str  # of its folder
    boot: typing.Callable  # (cpu, seed) to (lines, status)
    cpus: tuple
    kinds: set
    host_only: set  # rows that a guest names otherwise, or not at all: compared from the host
    constant: dict  # by model: what QEMU makes constant or leaves out: nothing to lose there
    others: dict  # by model: how many registers are no row
    # Rows of registers.def that a guest can change.
    row: str = r"^TENON_\w+_SWITCHED(?:_IF)?\((?:TENON\w+, )?(\w+), \d"
    lost: dict = dataclasses.field(default_factory=dict)  # by model: what the emulator loses


def boot_aarch64(cpu, seed):
    """On AArch64."""
    return machine.boot(cpu, "torture", machine.guest_image("torture"), options=f"seed={seed}",
                        timeout=200)


AARCH64 = Isa(
    name="aarch64", boot=boot_aarch64, cpus=machine.CPUS, kinds=KINDS | {"InterruptEnd"},
    host_only={"SP_EL1", "CNTVOFF_EL2", "VDISR_EL2", "VSESR_EL2"},
    constant={"cortex-a72": {"AFSR0_EL1", "AFSR1_EL1", "AMAIR_EL1", "VDISR_EL2", "VSESR_EL2",
                             "TPIDR2_EL0", "ICC_SRE_EL1"},
              "max": {"AFSR0_EL1", "AFSR1_EL1", "AMAIR_EL1", "ICC_SRE_EL1"}},
    # State behind EL1 registers: list registers' interface, DISR_EL1, FPCR, FPSR.
    others={"cortex-a72": 8, "max": 9})


def rows(isa):
    """The names in registers.def of what a guest can change."""
    path = machine.ROOT / "include/tenon/core" / isa.name / "registers.def"
    table = path.read_text(encoding="utf-8")
    table = re.sub(r"/\*.*?\*/", "", table, flags=re.S)
    return set(re.findall(isa.row, table, re.M))


def check(isa, cpu, lines, status):
    """What is wrong; nothing if all is well."""
    wrong = [line for line in lines if "WRONG" in line]
    if status != 0 or "torture: 0 wrong" not in lines:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    table = {}
    for line in lines:
        if found := re.match(r"torture: (\w+): " + ", ".join(rf"{m} (\d+)" for m in MOVES), line):
            table[found[1]] = [int(n) for n in found.groups()[1:]]
    for kind in sorted(isa.kinds):
        for move, count in zip(MOVES, table.get(kind, [0] * len(MOVES))):
            if count == 0:
                wrong.append(f"no vCPU {move} after {kind}")
    wrong += [f"an exit that this test does not know: {kind}" for kind in table.keys() - isa.kinds]
    text = "\n".join(lines)
    found = re.findall(r"^torture: register \S+ (\w+) can change 0x[1-9a-f]", text, re.M)
    constant = set(re.findall(r"^torture: ([\w ]+) never changes on this CPU", text, re.M))
    if constant != isa.constant[cpu]:
        wrong.append(f"constant registers: {sorted(constant)}, not {sorted(isa.constant[cpu])}")
    missing = rows(isa) - set(found) - isa.host_only - constant - isa.lost.get(cpu, set())
    wrong += [f"the guest did not find {name}" for name in sorted(missing)]
    others = len(re.findall(r"^torture: register \S+ \(no row\) can change", text, re.M))
    if others != isa.others[cpu]:
        wrong.append(f"{others} registers that are no row, not {isa.others[cpu]}")
    return wrong, len(found) + others, sum(map(sum, table.values()))


def main(arguments, isa=AARCH64):
    """One PASS or FAIL line for each CPU model."""
    good = True
    seed = arguments[0] if arguments else "1"
    for cpu in isa.cpus:
        try:
            lines, status = isa.boot(cpu, int(seed))
            wrong, registers, exits = check(isa, cpu, lines, status)
        except machine.Failure as failure:
            wrong, registers, exits = [str(failure)], 0, 0
        good &= machine.verdict(f"torture on {cpu}, seed {seed}", wrong,
                                f"{registers} system registers, {exits} exits")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
