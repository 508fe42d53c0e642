#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A guest that tries everything does not harm the hypervisor, on two CPU models of an ISA.

The guest (tests/guest/hostile) runs random system register accesses, loads and stores of every
form, calls, branches, waits and undefined instructions at EL1 and EL0, AArch64 and AArch32, or in
VS-mode and VU-mode, under stage 1 tables that point anywhere. The hypervisor answers by the
library's run loop, counts, and resets a guest that has driven itself into the ground.

  hostile.py [--isa NAME] [--long] [--seed N] [--exits N] [--cpu MODEL] [--show]

--long goes on with seed after seed until the guest has executed 10^9 instructions on each model;
what an attempt costs is measured under -icount first. --show prints what was counted.
"""

import argparse
import dataclasses
import re
import sys
import typing

import machine
import riscv64

LONG = 10**9
KINDS = {"Hypercall", "MmioRead", "MmioWrite", "SysRegRead", "SysRegWrite", "ExternalInterrupt",
         "NestedPageFault", "Halt", "CpuUp", "CpuDown", "CpuSuspend", "SystemDown", "SystemReset",
         "SendIpi", "Preempted", "Unhandled"}


@dataclasses.dataclass(frozen=True)
class Isa:
    """What a run on it must have shown."""
    boot: typing.Callable  # (cpu, options, qemu, timeout) to (lines, status)
    cpus: tuple
    exits: int
    icount: tuple  # QEMU's arguments
    nanoseconds: int  # per count of the virtual machine's counter; under icount: instructions
    levels: tuple  # the hypervisor's and the guest's, as the tour calls them
    taken: dict  # by model: classes of exceptions at the first
    own: set  # classes at the second
    refused: set


def boot_aarch64(cpu, options, qemu, timeout):
    """The hypervisor reads its command line."""
    return machine.boot(cpu, "hostile", machine.guest_image("hostile"), qemu=qemu, timeout=timeout,
                        options=" ".join(f"{name}={value}" for name, value in options.items()))


def boot_riscv64(cpu, options, qemu, timeout):
    """The hypervisor reads a table."""
    return riscv64.boot_tour(cpu, "hostile", "hostile", options=options, qemu=qemu, timeout=timeout)


# ESR_EL2.EC: waits, AArch32 coprocessors 15 (MCR, MCRR) and 14, HVC, SMC, MSR, aborts; pointer
# authentication, SVE and SME where the CPU has them. QEMU has no 64-bit or LDC access to CP14.
AT_EL2 = {"cortex-a72": {0x01, 0x03, 0x04, 0x05, 0x16, 0x17, 0x18, 0x20, 0x24}}
AT_EL2["max"] = AT_EL2["cortex-a72"] | {0x09, 0x19, 0x1d}
# scause: calls, guest-page faults of fetches, loads and stores, virtual instructions.
AT_HS = {10, 20, 21, 22, 23}
ISAS = {
    "aarch64": Isa(
        boot=boot_aarch64, cpus=machine.CPUS, exits=100000,
        icount=("-icount", "shift=0,sleep=off"), nanoseconds=16, levels=("EL2", "EL1"),
        taken=AT_EL2,
        # ESR_EL1.EC: undefined, illegal state, SVC of both kinds, MSR from EL0, aborts from both
        # levels, misaligned PC, BKPT, BRK. QEMU checks no SP alignment.
        own={0x00, 0x0e, 0x11, 0x15, 0x18, 0x20, 0x21, 0x22, 0x24, 0x25, 0x38, 0x3c},
        refused={"data_abort", "instruction_abort", "msr_mrs", "mcr_mrc_cp15", "mcrr_mrrc_cp15",
                 "aarch32_instruction", "insn_unpredictable", "insn_crosses_page",
                 "insn_simd_structure"}),
    "riscv64": Isa(
        boot=boot_riscv64, cpus=riscv64.CPUS, exits=30000,
        icount=("-icount", "shift=0", "-accel", "tcg,thread=single"), nanoseconds=100,
        levels=("HS", "VS"),
        taken={cpu: AT_HS for cpu in riscv64.CPUS},
        # scause: access faults, illegal instructions, breakpoints, misaligned atomics, calls of
        # VU-mode, page faults. QEMU carries out misaligned loads; no PC is misaligned with C.
        own={1, 2, 3, 5, 6, 7, 8, 12, 13, 15},
        refused={"instruction_guest_page_fault", "load_guest_page_fault", "store_guest_page_fault",
                 "walk_read", "fp_load", "fp_store", "atomic", "across_pages", "hfence",
                 "hypervisor_access", "csr"}),
}
RESETS = ("made no progress", "only caused exits", "powered off", "stopped its CPU",
          "asked for a reset")
LAST = re.compile(r"hostile: (\d+) attempts, (\d+) exits in (\d+) counts, 0 wrong, "
                  r"the hypervisor lives")


def end_of(lines):
    """(attempts, exits, counts) of a run that ended well, or nothing."""
    for line in lines:
        if found := LAST.fullmatch(line):
            return tuple(int(n) for n in found.groups())
    return None


def numbers(lines, pattern):
    """What a kind of line counted, by name."""
    found = (re.match(pattern, line) for line in lines)
    return {match[1]: int(match[2]) for match in found if match}


def check(isa, cpu, lines, status, wanted_exits):
    """What is wrong; nothing if all is well."""
    wrong = [line for line in lines if "WRONG" in line]
    end = end_of(lines)
    if status != 0 or end is None:
        return wrong + [f"the hypervisor ended with status {status}: {lines[-1:]}"]
    if end[1] < wanted_exits:
        wrong.append(f"{end[1]} exits, not {wanted_exits}")
    if wanted_exits < isa.exits:
        return wrong
    for level, wanted in zip(isa.levels, (isa.taken[cpu], isa.own)):
        found = numbers(lines, rf"hostile: class (\S+) at {level}: (\d+)")
        wrong += [f"no exception of class {number:#x} at {level}"
                  for number in sorted(wanted - {int(name, 16) for name in found})]
    wrong += [f"no exit {kind}" for kind in
              sorted(KINDS - numbers(lines, r"hostile: exit (\w+): (\d+)").keys())]
    wrong += [f"nothing was refused as {cause}" for cause in
              sorted(isa.refused - numbers(lines, r"hostile: refused (\w+): (\d+)").keys())]
    resets = numbers(lines, r"hostile: reset because the guest (.+): (\d+)")
    wrong += [f"no guest {reason}" for reason in RESETS if not resets.get(reason)]
    return wrong


def run(isa, cpu, seed, exits, show):
    """One run; (what is wrong, attempts, exits)."""
    try:
        lines, status = isa.boot(cpu, {"seed": seed, "exits": exits}, (), 600)
    except machine.Failure as failure:
        return [str(failure)], 0, 0
    if show:
        print("\n".join(machine.without_boot(lines)))
    wrong = check(isa, cpu, lines, status, exits)
    attempts, found, _ = end_of(lines) or (0, 0, 0)
    return wrong, attempts, found


def cost_of_attempt(isa, cpu):
    """Instructions of one attempt with its exit, counted by the emulator."""
    lines, _ = isa.boot(cpu, {"mild": 1, "exits": 10000}, isa.icount, 120)
    end = end_of(lines)
    if end is None:
        raise machine.Failure(f"the cost of an attempt was not measured: {lines[-1:]}")
    attempts, _, counts = end
    return counts * isa.nanoseconds // attempts


def run_long(isa, cpu, seed, exits, show):
    """Seed after seed."""
    try:
        cost = cost_of_attempt(isa, cpu)
    except machine.Failure as failure:
        return machine.verdict(f"hostile guest on {cpu}", [str(failure)], "")
    print(f"an attempt on {cpu} costs {cost} instructions, measured", flush=True)
    attempts = 0
    while attempts * cost < LONG:
        wrong, more, found = run(isa, cpu, seed, exits, show)
        attempts += more
        text = f"{found} exits, {attempts * cost:.3g} instructions so far"
        if not machine.verdict(f"hostile guest on {cpu}, seed {seed}", wrong, text):
            return False
        seed += 1
    return True


def main(arguments):
    """Exit status 0 if the hypervisor always lived."""
    parser = argparse.ArgumentParser(description="Runs the hostile guest.")
    parser.add_argument("--isa", choices=ISAS, default="aarch64")
    parser.add_argument("--long", action="store_true", help="10^9 instructions on each model")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--exits", type=int)
    parser.add_argument("--cpu", action="append")
    parser.add_argument("--show", action="store_true", help="what was counted")
    options = parser.parse_args(arguments)
    isa = ISAS[options.isa]
    exits = options.exits or isa.exits
    good = True
    for cpu in options.cpu or isa.cpus:
        if options.long:
            good &= run_long(isa, cpu, options.seed, exits, options.show)
        else:
            wrong, attempts, found = run(isa, cpu, options.seed, exits, options.show)
            good &= machine.verdict(f"hostile guest on {cpu}, seed {options.seed}", wrong,
                                    f"{attempts} attempts, {found} exits")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
