# SPDX-License-Identifier: Apache-2.0
"""Boots the example hypervisor under QEMU and returns what its serial line said."""

import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("TENON_BUILD", ROOT / "build" / "aarch64"))
HYPERVISOR = BUILD / "examples" / "hypervisor" / "hypervisor.bin"

# nVHE and VHE: cortex-a72 has no FEAT_VHE, max has everything that QEMU knows.
CPUS = ("cortex-a72", "max")

# Where a module is put; the hypervisor learns it from its command line.
MODULE_ADDRESS = 0x50000000


class Failure(Exception):
    """A machine that cannot be started, or did not end by itself."""


def guest_image(name):
    """The flat image of tests/guest/NAME."""
    return BUILD / "tests" / "guest" / f"{name}.bin"


def boot(cpu, guest, image, *, options="", qemu=(), memory=512, timeout=120):
    """Runs `guest` to its end; returns (lines, exit status of the hypervisor)."""
    emulator = shutil.which("qemu-system-aarch64")
    if emulator is None:
        raise Failure("qemu-system-aarch64 is not installed: run script/bootstrap")
    for file in (HYPERVISOR, image):
        if not file.is_file():
            raise Failure(f"{file} is missing: build the aarch64 preset")
    command_line = f"guest={guest} image={MODULE_ADDRESS:#x},{image.stat().st_size}"
    command = [
        emulator, "-M", "virt,virtualization=on,gic-version=3", "-cpu", cpu, "-smp", "2",
        "-m", str(memory), "-nic", "none", "-display", "none", "-monitor", "none",
        "-serial", "stdio", "-semihosting", "-kernel", str(HYPERVISOR),
        "-append", f"{command_line} {options}".strip(),
        "-device", f"loader,file={image},addr={MODULE_ADDRESS:#x},force-raw=on", *qemu,
    ]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                             timeout=timeout, check=False)
    except subprocess.TimeoutExpired as expired:
        said = (expired.stdout or b"").decode(errors="replace").splitlines()[-3:]
        raise Failure(f"no end within {timeout} s; the last lines: {said}") from expired
    text = run.stdout.decode(errors="replace").replace("\r", "")
    if run.stderr:
        print(run.stderr.decode(errors="replace"), file=sys.stderr, end="")
    return text.splitlines(), run.returncode


def without_boot(lines):
    """The lines between the hypervisor's own first words and its last one."""
    return [line for line in lines if not re.match(r"hypervisor: ", line)]


def verdict(name, wrong, text):
    """Prints what is wrong, and one PASS or FAIL line; whether nothing was."""
    for line in wrong:
        print(line)
    print(f"FAIL {name}" if wrong else f"PASS {name}: {text}", flush=True)
    return not wrong
