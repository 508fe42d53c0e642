#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts the instructions of KVM's round trips: Debian's own kernel, booted at EL2 under the same
emulator with the same clock as tenon's (tests/system/round_trips.py), and init.c on top of it. For
RISC-V, of which Debian 12 has no kernel, one of script/build-kvm. On x86 with SVM, Debian's kernel
for clouds and its modules.

KVM's interrupt controller is in the kernel, as every monitor has it; without one each round trip
costs it about 450 instructions more."""

import gzip
import os
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "tests" / "system"))

import machine  # noqa: E402
import round_trips  # noqa: E402

OUT = ROOT / "build" / "bench"
CACHE = pathlib.Path(os.environ.get("TENON_CACHE") or pathlib.Path(
    os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache", "tenon"))
# The kernel of Debian's installer is that of its linux-image package, and KVM is built in.
KERNEL = (CACHE / "guests/linux-arm64/usr/lib/debian-installer/images/12/arm64/text"
          / "debian-installer/arm64/linux")
RISCV64_KERNEL = CACHE / "guests/kvm-riscv64/linux"
X86_64 = CACHE / "guests/kvm-amd64"
X86_64_MODULES = ("virt/lib/irqbypass.ko", "arch/x86/kvm/kvm.ko", "arch/x86/kvm/kvm-amd.ko")
WARNINGS = ["-Wall", "-Wextra", "-Wconversion", "-Wsign-conversion", "-Werror"]


def newc(name, mode, data=b""):
    """One member of a cpio archive in the format that Linux takes."""
    name = name.encode() + b"\0"
    fields = (0, mode, 0, 0, 1, 0, len(data), 0, 0, 0, 0, len(name), 0)
    header = b"070701" + b"".join(b"%08X" % field for field in fields) + name
    return header + b"\0" * (-len(header) % 4) + data + b"\0" * (-len(data) % 4)


def the_one(pattern):
    """The file of Debian's x86 kernel whose name depends on its version."""
    found = list(X86_64.glob(pattern))
    if len(found) != 1:
        raise machine.Failure(f"{X86_64} has {len(found)} of {pattern}: run script/bootstrap")
    return found[0]


def build(isa="aarch64"):
    """The initial RAM disk: init, which the kernel starts first, and the modules that it loads."""
    OUT.mkdir(parents=True, exist_ok=True)
    guest = HERE / ("guest.S" if isa == "aarch64" else f"guest_{isa}.S")
    init, image = OUT / f"init-{isa}", OUT / f"kvm-{isa}.cpio.gz"
    subprocess.run([f"{isa}-linux-gnu-gcc", "-std=gnu11", "-O2", "-static", *WARNINGS,
                    f"-I{ROOT / 'tests' / 'guest'}", "-o", init, HERE / "init.c", guest],
                   check=True)
    files = [newc("init", 0o100755, init.read_bytes())]
    for module in X86_64_MODULES if isa == "x86_64" else ():
        path = the_one(f"lib/modules/*/kernel/{module}")
        files.append(newc(path.name, 0o100644, path.read_bytes()))
    image.write_bytes(gzip.compress(b"".join(files) + newc("TRAILER!!!", 0), mtime=0))
    return image


def boot(command, kernel, name, timeout):
    """What Linux and its init say until the power-off."""
    if not kernel.is_file():
        raise machine.Failure(f"{kernel} is missing: run script/bootstrap and script/build-kvm")
    command += ["-m", "512", "-nic", "none", "-display", "none", "-monitor", "none", "-serial",
                "stdio", "-kernel", str(kernel), "-no-reboot", *round_trips.COUNTING]
    try:
        run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             timeout=timeout, check=True)
    except subprocess.TimeoutExpired as expired:
        raise machine.Failure(f"Linux on {name} did not end within {timeout} s") from expired
    log = run.stdout.decode(errors="replace").replace("\r", "")
    (OUT / f"kvm-{name}.log").write_text(log, encoding="utf-8")
    if "kvm: the guest has powered off" not in log.splitlines():
        raise machine.Failure(f"KVM on {name} did not finish: {log.splitlines()[-3:]}")
    return log


def version_of(log):
    version = re.search(r"Linux version (\S+)", log)
    return version[1] if version else "unknown"


def measure(cpu, image, timeout=900):
    """The round trips on one AArch64 CPU model."""
    log = boot(["qemu-system-aarch64", "-M", "virt,virtualization=on,gic-version=3", "-cpu",
                f"{cpu},{round_trips.COUNTER}", "-initrd", str(image), "-append",
                "console=ttyAMA0 loglevel=7 panic=-1"], KERNEL, cpu, timeout)
    mode = re.search(r"kvm \[1\]: (\S+) mode initialized", log)
    return {"mode": mode[1] if mode else "unknown", "kernel": version_of(log),
            "round trips": round_trips.parse(log.splitlines())}


def measure_riscv64(image, timeout=900):
    """The round trips on a RISC-V hart with the H extension."""
    log = boot(["qemu-system-riscv64", "-M", "virt", "-cpu", "rv64,h=true", "-initrd", str(image),
                "-append", "console=ttyS0 loglevel=7 panic=-1"], RISCV64_KERNEL, "riscv64",
               timeout)
    return {"kernel": version_of(log), "round trips": round_trips.parse(log.splitlines())}


def measure_x86_64(image, timeout=900):
    """The round trips on an x86 CPU with SVM, which does not say where the next instruction is."""
    log = boot(["qemu-system-x86_64", "-accel", "tcg", "-cpu", "max", "-initrd", str(image),
                "-append", "console=ttyS0 loglevel=7 panic=-1 tsc=reliable"],
               the_one("boot/vmlinuz-*"), "x86_64", timeout)
    return {"kernel": version_of(log), "round trips": round_trips.parse(log.splitlines())}


OTHERS = {"riscv64": measure_riscv64, "x86_64": measure_x86_64}

if __name__ == "__main__":
    for model in sys.argv[1:] or (*machine.CPUS, *OTHERS):
        print(model, OTHERS[model](build(model)) if model in OTHERS else measure(model, build()),
              flush=True)
