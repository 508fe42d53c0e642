#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Third-party guests from Debian packages, to their own power-off.

U-Boot to its prompt and `poweroff`; Linux to a shell command's output and `poweroff`: on AArch64 in
both interrupt modes, on both CPU models; on RISC-V with one hart and with two; on x86 with SVM.
SeaBIOS is a guest there and with VMX.
"""
import subprocess
import sys

import machine
import x86_64 as bochs

BOOT = machine.ROOT / "script" / "boot"
POWERED_OFF = "hypervisor: the guest has powered off"
LINUX = ["Linux version 6.1.", "guest: Linux 6.1.", "guest: 1 CPU", "arch_timer",
         "guest: 1 / 7 = 0.142857142857143", "reboot: Power down", POWERED_OFF]
LINUX_RISCV64 = ["Linux version 6.1.", "guest: Linux 6.1.", "riscv-timer",
                 "guest: 1 / 7 = 0.142857142857143", "reboot: Power down", "SystemDown: 1",
                 POWERED_OFF]
# The second hart comes by HSM and is reached by IPIs.
OF_HARTS = {1: ["Brought up 1 node, 1 CPU", "guest: 1 CPU,"],
            2: ["Brought up 1 node, 2 CPUs", "guest: 2 CPU,", "CpuUp: 1", "SendIpi: "]}
# Without ACPI a PC's Linux cannot power off: it halts, and says so.
LINUX_X86_64 = ["Linux version 6.1.", "guest: Linux 6.1.", "guest: 1 CPU", "XT-PIC",
                "guest: 1 / 7 = 0.142857142857143", "reboot: System halted",
                "ExternalInterrupt: ", POWERED_OFF]
SEABIOS_IMAGE = machine.ROOT / "build" / "guests" / "x86_64" / "seabios.bin"
SEABIOS = ["SeaBIOS (version ", "No bootable device.",
           "hypervisor: the firmware has found nothing to boot"]
U_BOOT = ["U-Boot 2023.01", "=> ", "poweroff ...", POWERED_OFF]
TYPED = ("--type", "autoboot", "", "--type", "=> ", "version", "--type", "=> ", "poweroff")


def run(name, wanted, *options):
    """Boots and looks for each wanted text; prints one PASS or FAIL line."""
    done = subprocess.run([str(BOOT), *options, "--timeout", "400"], stdin=subprocess.DEVNULL,
                          capture_output=True, check=False)
    text = done.stdout.decode(errors="replace")
    log = machine.ROOT / "build" / "test-logs" / "system" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text(text)
    missing = [line for line in wanted if line not in text]
    if done.returncode == 0 and not missing:
        print(f"PASS {name}", flush=True)
        return True
    print(f"FAIL {name}: status {done.returncode}, {done.stderr.decode().strip()}", flush=True)
    for line in missing:
        print(f"  not seen: {line}")
    print("  the end:", *text.splitlines()[-15:], sep="\n  | ", flush=True)
    return False


def aarch64():
    """Whether the guests on AArch64 do as they should."""
    good = True
    for cpu in machine.CPUS:
        for irq in ("hypervisor", "guest"):
            # With interrupts at EL2 the timer's reach the guest through list registers only.
            extra = ["ExternalInterrupt: "] if irq == "hypervisor" else []
            good &= run(f"linux {cpu} irq={irq}", LINUX + extra,
                        "--guest", "linux", "--cpu", cpu, "--irq", irq)
        good &= run(f"u-boot {cpu}", U_BOOT, "--guest", "u-boot", "--cpu", cpu, *TYPED)
    return good


def riscv64():
    """Whether the guests on RISC-V do as they should."""
    good = run("u-boot riscv64", U_BOOT + ["riscv64-linux-gnu-gcc", "SystemDown: 1"],
               "--isa", "riscv64", "--guest", "u-boot", *TYPED)
    # Without Sstc the guest's timer is the hypervisor's.
    for harts, cpu in ((1, "rv64,h=true"), (2, "rv64,h=true"), (2, "rv64,h=true,sstc=false")):
        good &= run(f"linux riscv64 {cpu} harts={harts}", LINUX_RISCV64 + OF_HARTS[harts],
                    "--isa", "riscv64", "--guest", "linux", "--cpu", cpu, "--harts", str(harts))
    return good


def x86_64():
    """Whether the guests on SVM, and SeaBIOS on VMX, do as they should."""
    good = run("seabios x86_64", SEABIOS, "--isa", "x86_64", "--guest", "seabios")
    for model in bochs.VMX_MODELS:
        lines, status = bochs.boot_bochs("firmware", model, SEABIOS_IMAGE.read_bytes())
        missing = [text for text in SEABIOS if not any(text in line for line in lines)]
        good &= machine.verdict(f"seabios x86_64 {model}",
                                [f"not seen: {text}" for text in missing] +
                                ([f"status {status}: {lines[-3:]}"] if status != 0 else []),
                                "found nothing to boot")
    good &= run("linux x86_64", LINUX_X86_64, "--isa", "x86_64", "--guest", "linux")
    return good


def main():
    good = True
    for isa in (aarch64, riscv64, x86_64):
        subprocess.run([str(machine.ROOT / "script" / "guests"), isa.__name__], check=True,
                       stdout=subprocess.DEVNULL)
        good &= isa()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
