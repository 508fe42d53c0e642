#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the SVM tour under QEMU and Bochs and compares every exit with the script, line by line.

QEMU's CPU has no NRIPS: the core fetches instructions for their lengths. Bochs's ryzen has it. With
--write the lines that QEMU printed are put on standard output instead.
"""

import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import machine

BUILD = pathlib.Path(os.environ.get("TENON_X86_64_BUILD", machine.ROOT / "build" / "x86_64"))
FOLDER = BUILD / "examples" / "x86_64"
SCRIPT = pathlib.Path(__file__).with_name("x86_64_tour.expected")
LAST_LINE = "hypervisor: the guest has powered off"
GOOD = 33  # what isa-debug-exit makes of the hypervisor's word for success

# What Bochs 2.7 does otherwise: it never loads the guest's CR2, its ryzen has no protection keys,
# and a triple fault of a guest ends the machine instead of being an exit.
BOCHS_FIRST_LINE = "hypervisor: ASIDs 0x8000, has 0x33, XCR0 0x7"
BOCHS_OTHERS = tuple(f"guest {n}:" for n in (
    "0 check 0x352", "0 check 0x353", "0 check 0x378", "1 check 0x402", "1 check 0x403",
    "1 check 0x405"))
BOCHS_LAST_LINE = "guest 1 check 0x406:"
# No physical interrupt was seen to end a guest that has its interrupts off, so no window opens: the
# loop that lets none in goes to its end.
BOCHS_LATE = tuple(f"guest 0 check {n}:" for n in ("0x113", "0x213", "0x313"))
BOCHS_NO_WINDOW = tuple(f"guest 0 check {n}:" for n in ("0x114", "0x214", "0x314"))
BOCHS_RC = """megs: 64
cpu: model=ryzen, count=1, ips=50000000, reset_on_triple_fault=0, ignore_bad_msrs=1
romimage: file=/usr/share/bochs/BIOS-bochs-latest, options=fastboot
vgaromimage: file=/usr/share/bochs/VGABIOS-lgpl-latest
ata0-master: type=disk, path=disk.img, mode=flat, cylinders=20, heads=16, spt=63
boot: disk
display_library: term
com1: enabled=1, mode=file, dev=serial.txt
magic_break: enabled=1
clock: sync=none
log: bochs.log
panic: action=fatal
error: action=report
info: action=report
"""
DISK_BYTES = 20 * 16 * 63 * 512


def need(program, *files):
    """The path of an installed program, once the build's files are there too."""
    path = shutil.which(program)
    if path is None:
        raise machine.Failure(f"{program} is not installed: run script/bootstrap")
    for file in files:
        if not file.is_file():
            raise machine.Failure(f"{file} is missing: build the x86_64 preset")
    return path


def lines_of(text):
    """What the hypervisor and its guest said."""
    lines = text.decode(errors="replace").replace("\r", "").splitlines()
    ours = ("hypervisor: ", "loop: ", "round trip: ")
    start = next((n for n, line in enumerate(lines) if line.startswith(ours)), 0)
    return lines[start:]


def boot(name, cpu, timeout=60):
    """Runs a hypervisor of the example under QEMU; returns (lines, exit status)."""
    image = FOLDER / f"{name}.elf32"
    emulator = need("qemu-system-x86_64", image)
    command = [
        emulator, "-machine", "q35", "-accel", "tcg", "-cpu", cpu, "-m", "256", "-nic", "none",
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
        "-icount", "shift=0", "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        "-kernel", str(image),
    ]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                             timeout=timeout, check=False)
    except subprocess.TimeoutExpired as expired:
        said = lines_of(expired.stdout or b"")[-3:]
        raise machine.Failure(f"no end within {timeout} s; the last lines: {said}") from expired
    return lines_of(run.stdout), run.returncode


def boot_bochs(name, timeout=120):
    """The same under Bochs, from a disk."""
    sector, image = FOLDER / "disk_boot.bin", FOLDER / f"{name}.bin"
    emulator = need("bochs", sector, image)
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        disk = sector.read_bytes() + image.read_bytes()
        (place / "disk.img").write_bytes(disk.ljust(DISK_BYTES, b"\0"))
        (place / "bochsrc").write_text(BOCHS_RC, encoding="utf-8")
        (place / "commands").write_text("c\nq\n", encoding="utf-8")
        try:
            run = subprocess.run([emulator, "-q", "-f", "bochsrc", "-rc", "commands"], cwd=place,
                                 stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout,
                                 check=False, env={**os.environ, "TERM": "dumb"})
        except subprocess.TimeoutExpired as expired:
            raise machine.Failure(f"Bochs: no end within {timeout} s") from expired
        serial = place / "serial.txt"
        if not serial.is_file():
            raise machine.Failure(f"Bochs has not started: {run.stdout[-300:]!r}")
        return lines_of(serial.read_bytes()), run.returncode


def script():
    """The expected lines."""
    expected = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines()
                if line and not line.startswith("#")]
    if not expected:
        raise machine.Failure(f"{SCRIPT.name} expects nothing")
    return expected


def difference(expected, found):
    """The two as a diff, empty if they agree."""
    return list(difflib.unified_diff(expected, found, "expected", "found", lineterm="", n=2))


def tour():
    """What is wrong under QEMU, and how many lines were compared."""
    lines, status = boot("hypervisor", "max")
    expected = script()
    wrong = difference(expected, lines)
    if status != GOOD or lines[-1:] != [LAST_LINE]:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return wrong, len(expected)


def bochs_tour():
    """The same under Bochs, as far as it goes."""
    lines, _ = boot_bochs("hypervisor")
    expected = script()
    expected[0] = BOCHS_FIRST_LINE
    last = next(n for n, line in enumerate(expected) if line.startswith(BOCHS_LAST_LINE))
    expected = [line for line, following in zip(expected[:last], expected[1:])
                if not (line.startswith("InterruptWindow ") and
                        following.startswith(BOCHS_NO_WINDOW))]
    others = (*BOCHS_OTHERS, *BOCHS_LATE, BOCHS_LAST_LINE)
    without = [[line for line in some if not line.startswith(others)]
               for some in (expected, lines)]
    return difference(*without), len(without[0])


def without_extension(cpu, sentence):
    """A CPU that cannot run guests is refused by name."""
    lines, status = boot("hypervisor", cpu)
    if status == 3 and lines == [f"hypervisor: {sentence}"]:
        return []
    return [f"ended with status {status}: {lines}"]


def hostile():
    """Guests of random privileged instructions."""
    lines, status = boot("hostile", "max", timeout=180)
    last = "hypervisor: the CPU is still its own"
    wanted = ("NestedPageFault", "SysRegWrite", "IoRead", "IoWrite", "SystemReset", "Unhandled",
              "EntryFailed")
    wrong = [f"no exit is {kind}" for kind in wanted
             if not any(line.startswith(f"  {kind}: ") for line in lines)]
    if status != GOOD or lines[-1:] != [last]:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return wrong


def main(arguments):
    """Exit status 0 if everything is as expected."""
    if arguments == ["--write"]:
        print("\n".join(boot("hypervisor", "max")[0]))
        return 0
    good = True
    try:
        wrong, count = tour()
        good &= machine.verdict("SVM tour, QEMU", wrong, f"{count} lines as expected")
        wrong, count = bochs_tour()
        good &= machine.verdict("SVM tour, Bochs", wrong, f"{count} lines as expected")
        good &= machine.verdict("hostile guests on SVM", hostile(), "the CPU is still its own")
        good &= machine.verdict(
            "without SVM", without_extension(
                "max,svm=off", "the CPU has no virtualization extension that tenon knows"),
            "refused by name")
        good &= machine.verdict(
            "without nested paging", without_extension(
                "max,npt=off", "the CPU has no nested paging"), "refused by name")
    except machine.Failure as failure:
        good = machine.verdict("x86_64", [str(failure)], "")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
