#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Tells in which functions the instructions of a round trip are spent, from the emulator's trace.

usage: bench/profile.py [CPU]       after a build of the aarch64 preset; takes half a minute
"""

import bisect
import collections
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import machine  # noqa: E402
import round_trips  # noqa: E402

CROSS = "aarch64-linux-gnu-"
# The guest's instruction that each round trip begins with, as objdump writes it.
BEGINNINGS = {r"hvc #0x7": "null hypercall", r"ldr w4, \[x9, #4\]": "device read",
              r"mrs x4, id_aa64pfr0_el1": "ID register read", r"wfi": "wait for interrupt"}
# The guest's image, at its own addresses, lies below the hypervisor's.
GUEST_END = 0x40001000


def output(*command):
    return subprocess.run([str(word) for word in command], check=True, text=True,
                          stdout=subprocess.PIPE).stdout


def beginnings():
    """Address → round trip."""
    found = {}
    guest = machine.guest_image("round_trip").with_suffix(".elf")
    for line in output(CROSS + "objdump", "-d", "--no-show-raw-insn", guest).splitlines():
        if match := re.match(r"\s*([0-9a-f]+):\s+(.*?)\s*(?://.*)?$", line):
            text = " ".join(match[2].split())
            for pattern, name in BEGINNINGS.items():
                if re.fullmatch(pattern, text):
                    found[int(match[1], 16)] = name
    if len(found) != len(BEGINNINGS):
        raise machine.Failure(f"the guest begins these round trips alone: {found}")
    return found


def functions():
    symbols = [line.split(maxsplit=2) for line in output(
        CROSS + "nm", "-C", "--defined-only", machine.HYPERVISOR.with_suffix(".elf")).splitlines()]
    return sorted((int(address, 16), name.split("(tenon")[0]) for address, kind, name in symbols
                  if kind in "tTwW" and not name.startswith("$"))


def profiles(trace):
    """Of each round trip the shortest one: function → instructions."""
    starts, symbols, best = beginnings(), functions(), {}
    addresses = [address for address, _ in symbols]
    name, counts = None, collections.Counter()
    for line in trace:
        fields = line.split("/")
        if not line.startswith("Trace") or len(fields) < 4:
            continue
        pc = int(fields[1], 16)
        if pc >= GUEST_END:
            if name is not None:
                counts[symbols[bisect.bisect(addresses, pc) - 1][1]] += 1
            continue
        if name is not None and (name not in best or counts.total() < best[name].total()):
            best[name] = counts
        name, counts = starts.get(pc), collections.Counter()
    return best


def main(arguments):
    """Exit status 0 if each round trip was seen."""
    cpu = arguments[0] if arguments else "max"
    with tempfile.TemporaryDirectory() as folder:
        trace = pathlib.Path(folder, "trace")
        os.mkfifo(trace)
        options = (*round_trips.COUNTING, "-singlestep", "-d", "exec,nochain", "-D", str(trace))
        boot = threading.Thread(daemon=True, target=lambda: machine.boot(
            f"{cpu},{round_trips.COUNTER}", "round-trip", machine.guest_image("round_trip"),
            qemu=options, timeout=500))
        boot.start()
        with trace.open(encoding="utf-8", errors="replace") as lines:
            found = profiles(lines)
        boot.join()
    for name, counts in found.items():
        print(f"{name}: {counts.total()} instructions of the hypervisor on {cpu}")
        for function, count in counts.most_common():
            print(f"  {count:5} {function}")
    return 0 if len(found) == len(BEGINNINGS) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
