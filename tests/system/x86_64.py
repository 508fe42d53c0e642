#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the tour on SVM and VMX and compares every exit with the script, line by line.

SVM: QEMU's CPU has no NRIPS: the core fetches instructions for their lengths; Bochs's ryzen has it.
VMX: Bochs's models of an old and of a newer CPU. With --write the lines that QEMU printed are put
on standard output instead; with names, what begins so is run alone.

  x86_64.py [--write | NAME...]
"""

import difflib
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import machine

BUILD = pathlib.Path(os.environ.get("TENON_X86_64_BUILD", machine.ROOT / "build" / "x86_64"))
FOLDER = BUILD / "examples" / "x86_64"
SCRIPT = pathlib.Path(__file__).with_name("x86_64_tour.expected")
LAST_LINE = "hypervisor: the guest has powered off"
LAST_HOSTILE_LINE = "hypervisor: the CPU is still its own"
GOOD = 33  # what isa-debug-exit makes of the hypervisor's word for success

# What Bochs 2.7 does otherwise: none of these models has protection keys. Under SVM it never loads
# the guest's CR2, and a triple fault of a guest ends the machine instead of being an exit.
BOCHS_KEYS = tuple(f"guest {n}:" for n in ("0 check 0x353", "1 check 0x403", "1 check 0x406"))
BOCHS_SVM = {"first": "hypervisor: ASIDs 0x8000, has 0x33, XCR0 0x7",
             "others": tuple(f"guest {n}:" for n in (
                 "0 check 0x352", "0 check 0x378", "1 check 0x402", "1 check 0x405")),
             "last": "guest 1 check 0x406:", "replaced": ()}
# VMX's number of the exit; the address of what is no port is the exit's number.
VMX_FIRST = "hypervisor: ASIDs 0x10000, has 0xb0, XCR0 0x7"
VMX_CODE = ("operand_memory address 0x7b", "operand_memory address 0x1e")
# An old CPU has neither A and D in EPT, so that its walks only read, nor F16C and RDRAND.
VMX_MODELS = {
    "corei7_sandy_bridge_2600k": {
        "first": VMX_FIRST, "others": (), "last": None,
        "replaced": (VMX_CODE, ("nested_walk address 0x81000 value 0x0 width 0x0 length 0x0 flags "
                                "0x8 access 0x2", "nested_walk address 0x81000 value 0x0 width 0x0 "
                                "length 0x0 flags 0x8 access 0x1"),
                     ("0 check 0x339: 0xfc000000", "0 check 0x339: 0x9c000000"))},
    "corei7_skylake_x": {"first": VMX_FIRST, "others": (), "last": None, "replaced": (VMX_CODE,)},
}
REFUSED_MODELS = {
    "corei5_lynnfield_750": "the CPU's VMX does not do: guests in real mode (unrestricted guest)",
    "core2_penryn_t9600": "the CPU's VMX does not do: nested paging (EPT)",
}
# No physical interrupt was seen to end a guest that has its interrupts off, so no window opens: the
# loop that lets none in goes to its end.
BOCHS_LATE = tuple(f"guest 0 check {n}:" for n in ("0x113", "0x213", "0x313"))
BOCHS_NO_WINDOW = tuple(f"guest 0 check {n}:" for n in ("0x114", "0x214", "0x314"))
# What follows the exit of VMX's own window for an NMI. SVM has none: it is where an interrupt is let in.
NMI_WINDOWS = tuple(f"guest 0 check {n}: 0x2" for n in ("0x191", "0x291", "0x391", "0x393"))
BOCHS_RC = """megs: 128
cpu: model=MODEL, count=CPUS, ips=50000000, reset_on_triple_fault=0, ignore_bad_msrs=1
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
# Rounds there and back; beside their interrupts the first vCPU sends INIT, and the second start-up
# finds the other one on. QEMU runs two CPUs in turn or, without a count of instructions, at once.
TWO_CPUS_LINES = {"guest: 2000 interrupts": 2, "  CpuUp: 2": 1, "  SendIpi: 2001": 1,
                  "  SendIpi: 2000": 1}
TWO_CPUS_ON_QEMU = {"in turn": ("-icount", "shift=0,sleep=off"), "at once": ()}
TWO_CPUS_ON_BOCHS = ("ryzen", "corei7_sandy_bridge_2600k", "corei7_skylake_x")
# Seconds for a boot, and for a long one or one under Bochs.
TIMEOUT = float(os.environ.get("TENON_X86_64_TIMEOUT", "60"))
LONG_TIMEOUT = float(os.environ.get("TENON_X86_64_TIMEOUT", "400"))
DISK_BYTES = 20 * 16 * 63 * 512
# examples/x86_64/disk_boot.S: the number of sectors, of modules, and where one is from 1 MiB on.
SECTORS_AT, MODULES_AT, MODULE_AT, MODULE_BYTES = 452, 476, 0xc0000, 0x20000


def need(program, *files):
    """The path of an installed program, once the build's files are there too."""
    path = shutil.which(program)
    if path is None:
        raise machine.Failure(f"{program} is not installed: run script/bootstrap")
    for file in files:
        if not file.is_file():
            raise machine.Failure(f"{file} is missing: build the x86_64 preset")
    return path


OURS = ("hypervisor: ", "guest: ", "loop: ", "round trip: ", "torture: ", "two VMs: ")
# The first row of examples/x86_64/tours/board.cpp's table, and how many follow it.
OPTIONS_MARK, MOST_OPTIONS = b"options of tours", 7


def with_options(image, options):
    """An image of the tours with its table of options filled in; each is a name and a number."""
    if not options:
        return image
    at = image.find(OPTIONS_MARK) + len(OPTIONS_MARK)
    if image.count(OPTIONS_MARK) != 1 or len(options) > MOST_OPTIONS:
        raise machine.Failure("the image has no room for these options")
    table = b"".join(name.encode().ljust(8, b"\0") + number.to_bytes(8, "little")
                     for name, number in options.items())
    return image[:at] + table + image[at + len(table):]


def lines_of(text, ours=OURS):
    """What the hypervisor and its guest said, from the first line that begins so."""
    lines = text.decode(errors="replace").replace("\r", "").splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(ours)), 0)
    return lines[start:]


def boot(name, cpu, timeout=TIMEOUT, options=("-icount", "shift=0,sleep=off"), tour=None):
    """Runs a hypervisor of the example under QEMU; returns (lines, exit status). `tour`: the options
    of one of the tours."""
    image = FOLDER / f"{name}.elf32"
    emulator = need("qemu-system-x86_64", image)
    with tempfile.NamedTemporaryFile(suffix=".elf32") as file:
        file.write(with_options(image.read_bytes(), tour))
        file.flush()
        return boot_image(emulator, file.name, cpu, timeout, options)


def boot_image(emulator, image, cpu, timeout, options):
    """The same of an image as it is."""
    command = [
        emulator, "-machine", "q35", "-accel", "tcg", "-cpu", cpu, "-m", "256", "-nic", "none",
        "-display", "none", "-monitor", "none", "-serial", "stdio", "-no-reboot",
        *options, "-device", "isa-debug-exit,iobase=0xf4,iosize=4",
        "-kernel", image,
    ]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                             timeout=timeout, check=False)
    except subprocess.TimeoutExpired as expired:
        said = lines_of(expired.stdout or b"")[-3:]
        raise machine.Failure(f"no end within {timeout} s; the last lines: {said}") from expired
    return lines_of(run.stdout), run.returncode


def make_disk(sector, image, module):
    """A disk with a hypervisor and, if there is one, a module."""
    if module:
        if len(module) != MODULE_BYTES or len(image) > MODULE_AT:
            raise machine.Failure("the module does not fit where the boot sector has it")
        sector = bytearray(sector)
        sector[SECTORS_AT:SECTORS_AT + 2] = (2048).to_bytes(2, "little")
        sector[MODULES_AT:MODULES_AT + 4] = (1).to_bytes(4, "little")
        image = image.ljust(MODULE_AT, b"\0") + module
    return (bytes(sector) + image).ljust(DISK_BYTES, b"\0")


def boot_bochs_once(name, model, module, cpus, tour=None, timeout=LONG_TIMEOUT):
    """Returns (lines, exit status), the latter negative if a signal ended Bochs."""
    sector, image = FOLDER / "disk_boot.bin", FOLDER / f"{name}.bin"
    emulator = need("bochs", sector, image)
    with tempfile.TemporaryDirectory() as folder:
        place = pathlib.Path(folder)
        disk = make_disk(sector.read_bytes(), with_options(image.read_bytes(), tour), module)
        (place / "disk.img").write_bytes(disk)
        settings = BOCHS_RC.replace("MODEL", model).replace("CPUS", str(cpus))
        (place / "bochsrc").write_text(settings, encoding="utf-8")
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
        return lines_of(serial.read_bytes(), ("SeaBIOS ",) if module else OURS), run.returncode


def boot_bochs(name, model, module=b"", cpus=1, tour=None):
    """The same under Bochs, from a disk. Bochs 2.7 has crashed while it closed, when the machine
    had been switched off: then, and only then, it is asked once more."""
    lines, status = boot_bochs_once(name, model, module, cpus, tour)
    if status == -signal.SIGSEGV and lines[-1:] in ([LAST_LINE], [LAST_HOSTILE_LINE]):
        print("Bochs crashed when all was said; once more", flush=True)
        lines, status = boot_bochs_once(name, model, module, cpus, tour)
    return lines, status


def script():
    """The expected lines."""
    expected = [line for line in SCRIPT.read_text(encoding="utf-8").splitlines()
                if line and not line.startswith("#")]
    if len(expected) < 300:
        raise machine.Failure(f"{SCRIPT.name} expects too little")
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


def bochs_tour(model, differs):
    """The same under Bochs, as far as it goes."""
    lines, status = boot_bochs("hypervisor", model)
    expected = script()
    expected[0] = differs["first"]
    last = len(expected)
    if differs["last"] is not None:
        last = next(n for n, line in enumerate(expected) if line.startswith(differs["last"]))
    for ours, theirs in differs["replaced"]:
        expected = [line.replace(ours, theirs) for line in expected]
    expected = [line for line, following in zip(expected[:last], [*expected[1:], ""])
                if not (line.startswith("InterruptWindow ") and
                        following.startswith(BOCHS_NO_WINDOW))]
    if model in VMX_MODELS:
        expected = [line.replace("interrupt_window", "nmi_window")
                    if following.startswith(NMI_WINDOWS) else line
                    for line, following in zip(expected, [*expected[1:], ""])]
    others = (*BOCHS_KEYS, *differs["others"], *BOCHS_LATE)
    without = [[line for line in some if not line.startswith(others)]
               for some in (expected, lines)]
    wrong = difference(*without)
    if differs["last"] is None and (status != 0 or lines[-1:] != [LAST_LINE]):
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return wrong, len(without[0])


def refused_model(model, sentence):
    """A CPU whose VMX lacks something is refused by name."""
    lines, _ = boot_bochs("hypervisor", model)
    return [] if lines == [f"hypervisor: {sentence}"] else [f"ended: {lines[-3:]}"]


def without_extension(cpu, sentence):
    """A CPU that cannot run guests is refused by name."""
    lines, status = boot("hypervisor", cpu)
    if status == 3 and lines == [f"hypervisor: {sentence}"]:
        return []
    return [f"ended with status {status}: {lines}"]


def hostile(lines, status, good, wanted):
    """Guests of random privileged instructions: what is wrong of their exits and their end."""
    wanted = ("NestedPageFault", "SysRegWrite", "IoRead", "IoWrite", "SystemReset", "Unhandled",
              *wanted)
    wrong = [f"no exit is {kind}" for kind in wanted
             if not any(line.startswith(f"  {kind}: ") for line in lines)]
    if status != good or lines[-1:] != [LAST_HOSTILE_LINE]:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return wrong


def hostile_on_svm():
    """Under QEMU."""
    return hostile(*boot("hostile", "max", timeout=LONG_TIMEOUT), GOOD, ("EntryFailed",))


def hostile_on_vmx():
    """Fewer guests, under Bochs."""
    return hostile(*boot_bochs("hostile_few", "corei7_skylake_x"), 0, ("Preempted",))


def two_cpus(lines, status, good):
    """A guest that starts its second vCPU and sends interrupts there and back: what is wrong."""
    wrong = [f"{count} times instead of {wanted}: {line}"
             for line, wanted in TWO_CPUS_LINES.items() if (count := lines.count(line)) != wanted]
    if status != good or lines[-1:] != [LAST_LINE]:
        wrong.append(f"the hypervisor ended with status {status}: {lines[-1:]}")
    return wrong


def two_cpus_on_qemu(options):
    """On SVM."""
    return two_cpus(*boot("smp", "max", options=("-smp", "2", *options)), GOOD)


def two_cpus_on_bochs(model):
    """On SVM with NRIPS, or on VMX."""
    return two_cpus(*boot_bochs("smp", model, cpus=2), 0)


def checks():
    """(name, function that returns what is wrong and what is to be said if nothing is)."""
    def told(function, text, *arguments):
        return lambda: (function(*arguments), text)

    def counted(function, *arguments):
        def check():
            wrong, count = function(*arguments)
            return wrong, f"{count} lines as expected"
        return check

    yield "SVM tour, QEMU", counted(tour)
    yield "SVM tour, Bochs", counted(bochs_tour, "ryzen", BOCHS_SVM)
    for model, differs in VMX_MODELS.items():
        yield f"VMX tour, {model}", counted(bochs_tour, model, differs)
    for model, sentence in REFUSED_MODELS.items():
        yield f"VMX, {model}", told(refused_model, "refused by name", model, sentence)
    rounds = "2000 interrupts there and back"
    for name, options in TWO_CPUS_ON_QEMU.items():
        yield f"two CPUs, SVM on QEMU, {name}", told(two_cpus_on_qemu, rounds, options)
    for model in TWO_CPUS_ON_BOCHS:
        yield f"two CPUs, {model}", told(two_cpus_on_bochs, rounds, model)
    own = "the CPU is still its own"
    yield "hostile guests on SVM", told(hostile_on_svm, own)
    yield "hostile guests on VMX", told(hostile_on_vmx, own)
    yield "without SVM", told(without_extension, "refused by name", "max,svm=off",
                              "the CPU has no virtualization extension that tenon knows")
    yield "without nested paging", told(without_extension, "refused by name", "max,npt=off",
                                        "the CPU has no nested paging")


def main(arguments):
    """Exit status 0 if everything is as expected, or all whose name begins as one argument."""
    if arguments == ["--write"]:
        print("\n".join(boot("hypervisor", "max")[0]))
        return 0
    wanted = [(name, check) for name, check in checks()
              if not arguments or name.startswith(tuple(arguments))]
    good = bool(wanted)
    for name, check in wanted:
        try:
            wrong, text = check()
        except machine.Failure as failure:
            wrong, text = [str(failure)], ""
        good &= machine.verdict(name, wrong, text)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
