#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the RISC-V tour under QEMU and OpenSBI and compares every exit with the script, line by line.

With --write the lines that it printed are put on standard output instead.
"""

import difflib
import os
import pathlib
import shutil
import subprocess
import sys

import machine

BUILD = pathlib.Path(os.environ.get("TENON_RISCV64_BUILD", machine.ROOT / "build" / "riscv64"))
FOLDER = BUILD / "examples" / "riscv64"
SCRIPT = pathlib.Path(__file__).with_name("riscv64_tour.expected")
GUEST_ADDRESS = 0x84000000
OPTIONS_ADDRESS = 0x83e00000
# With the timer of Sstc, and with the hypervisor's.
CPUS = ("rv64,h=true", "rv64,h=true,sstc=false")
# script/mutate-system waits less long for what will not end.
TIMEOUT = float(os.environ.get("TENON_RISCV64_TIMEOUT", "60"))
LAST_LINE = "hypervisor: the guest has powered off"


def option_table(options):
    """QEMU's arguments that write it."""
    words = [word for name, value in options.items()
             for word in (int.from_bytes(name.encode(), "little"), value)]
    return [argument for number, word in enumerate(words) for argument in
            ("-device", f"loader,addr={OPTIONS_ADDRESS + 8 * number:#x},data={word:#x},data-len=8")]


def boot_tour(cpu, name, image, *, options, timeout=TIMEOUT, qemu=()):
    """Runs one of the tours of examples/common/tours on two harts, with the guest image of that
    name in tests/guest."""
    image = BUILD / "tests" / "guest" / f"{image}.bin"
    if not image.is_file():
        raise machine.Failure(f"{image} is missing: build the riscv64 preset")
    known = {"guest": int.from_bytes(name.encode(), "little"), "start": GUEST_ADDRESS,
             "bytes": image.stat().st_size}
    return boot(cpu, "tours.elf", image, harts=2, timeout=timeout, qemu=qemu,
                options=known | options)


def boot(cpu, hypervisor="hypervisor.elf", guest="tour.bin", *, address=GUEST_ADDRESS, harts=1,
         memory=256, qemu=(), timeout=TIMEOUT, options=None):
    """Runs a guest to its end; returns (lines behind the firmware's, exit status). `options`, a
    name for each number, are left where examples/riscv64/board.cpp looks for them."""
    emulator = shutil.which("qemu-system-riscv64")
    if emulator is None:
        raise machine.Failure("qemu-system-riscv64 is not installed: run script/bootstrap")
    hypervisor = FOLDER / hypervisor
    guest = guest if isinstance(guest, pathlib.Path) else FOLDER / guest
    for file in (hypervisor, guest):
        if not file.is_file():
            raise machine.Failure(f"{file} is missing: build the riscv64 preset")
    command = [
        emulator, "-machine", "virt", "-cpu", cpu, "-smp", str(harts), "-m", str(memory), *qemu,
        "-nic", "none",
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-kernel", str(hypervisor),
        "-device", f"loader,file={guest},addr={address:#x},force-raw=on",
        *option_table(options or {}),
    ]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                             timeout=timeout, check=False)
    except subprocess.TimeoutExpired as expired:
        said = (expired.stdout or b"").decode(errors="replace").splitlines()[-3:]
        raise machine.Failure(f"no end within {timeout} s; the last lines: {said}") from expired
    lines = run.stdout.decode(errors="replace").replace("\r", "").splitlines()
    start = next((n for n, line in enumerate(lines)
                  if line.startswith(("hypervisor: ", "loop: "))), 0)
    return lines[start:], run.returncode


def tour():
    """What is wrong, and how many lines were compared."""
    lines, status = boot("rv64,h=true")
    expected = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines()
                if line and not line.startswith("#")]
    wrong = list(difflib.unified_diff(expected, lines, "expected", "found", lineterm="", n=2))
    if status != 0 or lines[-1:] != [LAST_LINE]:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    if not expected:
        wrong.append(f"{SCRIPT.name} expects nothing")
    return wrong, len(expected)


def without_extension():
    """On a hart without the H extension the hypervisor says so."""
    lines, status = boot("rv64,h=false")
    if status == 1 and lines == ["hypervisor: no hypervisor extension (0x0)"]:
        return []
    return [f"ended with status {status}: {lines}"]


def without_doubles():
    """A hart with F and without D has no floating point that the core can move: guests have none."""
    lines, _ = boot("rv64,h=true,d=false")
    return [] if any(" FP 0x0," in line for line in lines[:1]) else [
        f"{lines[:1]}, and then {lines[-1:]}"]


def interrupt_architecture():
    """AIA is seen where it is; the tour was without."""
    lines, _ = boot("rv64,h=true,svpbmt=true", qemu=("-machine", "aia=aplic-imsic"))
    wanted = "hypervisor: VMID bits 0xe, modes 0x300, Sstc 0x1, FP 0x1, Svpbmt 0x1, AIA 0x1"
    return [] if lines[:1] == [wanted] else [f"{lines[:1]}, not {wanted}"]


def main(arguments):
    """Exit status 0 if everything is as expected."""
    if arguments == ["--write"]:
        print("\n".join(boot("rv64,h=true")[0]))
        return 0
    good = True
    try:
        wrong, count = tour()
        good &= machine.verdict("riscv64 tour", wrong, f"{count} lines as expected")
        good &= machine.verdict("riscv64 without H", without_extension(), "refused by name")
        good &= machine.verdict("riscv64 without D", without_doubles(), "no floating point")
        good &= machine.verdict("riscv64 with AIA", interrupt_architecture(), "it is seen")
    except machine.Failure as failure:
        good = machine.verdict("riscv64", [str(failure)], "")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
