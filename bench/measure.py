#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes every figure there is and writes bench/results.json. script/bench builds what it needs.

usage: bench/measure.py [--without-kvm]     leaves out the one that boots Linux, for a quick look
       bench/measure.py --riscv64           takes the RISC-V part anew and leaves the rest
       bench/measure.py --x86_64            takes the x86 part anew and leaves the rest
"""

import json
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "system"), str(ROOT / "bench" / "kvm")]

import machine  # noqa: E402
import kvm  # noqa: E402
import round_trips  # noqa: E402

RESULTS = ROOT / "bench" / "results.json"
CROSS = "aarch64-linux-gnu-"
ELF = machine.HYPERVISOR.with_suffix(".elf")
DECODE_BENCH = ROOT / "build" / "host-clang" / "bench" / "decode_bench"
# What each loop's own code is called in the hypervisor.
FUNCTIONS = {"typed": "run_typed", "C": "run_bare(", "C with kicks": "run_bare_with_kicks("}


def output(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, text=True,
                          stdout=subprocess.PIPE, **options).stdout


def package_version(name):
    return output("dpkg-query", "-W", "-f", "${Version}", name)


def slot_check():
    """The instructions from the read of this CPU's block to the branch that refuses the token."""
    counts = set()
    start = None
    function = ""
    dump = output(CROSS + "objdump", "-d", "-C", "--no-show-raw-insn", ELF)
    for number, line in enumerate(dump.splitlines()):
        if line.endswith(">:"):
            function, start = line, None
        elif "example::(anonymous namespace)::run_typed(" not in function:
            continue
        elif re.search(r"\tmrs\s+x\d+, tpidr_el2", line):
            start = number
        elif start is not None and re.search(r"\t(b\.(ne|eq)|cbn?z)\s", line):
            counts.add(number - start + 1)
            start = None
    if len(counts) != 1:
        raise machine.Failure(f"the slot checks of the typed loop have these lengths: {counts}")
    return counts.pop()


def text_bytes(library):
    return int(output(CROSS + "size", "-t", machine.BUILD / library).splitlines()[-1].split()[0])


def loop_bytes():
    """Code of each loop of the hypervisor, what it was split into included."""
    symbols = [line.split(maxsplit=3)
               for line in output(CROSS + "nm", "-S", "-C", "--defined-only", ELF).splitlines()]
    found = {}
    for loop, function in FUNCTIONS.items():
        found[loop] = sum(int(symbol[1], 16) for symbol in symbols
                          if len(symbol) == 4 and symbol[2] in "tT" and function in symbol[3])
        if found[loop] == 0:
            raise machine.Failure(f"{ELF} has no function {function}")
    return found


def bytes_of(structure, isa="aarch64"):
    """sizeof, as the cross compiler has it."""
    source = f'#include "tenon/core/{isa}/vcpu.h"\nchar size[sizeof(struct {structure})];\n'
    target = ROOT / "build" / "bench" / "size.o"
    target.parent.mkdir(parents=True, exist_ok=True)
    cross = f"{isa}-linux-gnu-"
    subprocess.run([cross + "gcc", "-ffreestanding", "-I", ROOT / "include", "-x", "c", "-c", "-o",
                    target, "-"], input=source, text=True, check=True)
    return int(output(cross + "nm", "-S", target).split()[1], 16)


def decoder():
    """Nanoseconds of processor time, the median of nine."""
    text = output(DECODE_BENCH, "--benchmark_format=json", "--benchmark_repetitions=9",
                  "--benchmark_min_time=0.1", stderr=subprocess.DEVNULL)
    runs = json.loads(text)["benchmarks"]
    wrong = [run["name"] for run in runs if run.get("error_occurred")]
    if wrong:
        raise machine.Failure(f"decode_bench: {', '.join(wrong)} did not decode what it says")
    return {run["run_name"].removeprefix("decode/"): round(run["cpu_time"], 1) for run in runs
            if run.get("aggregate_name") == "median"}


def host_processor():
    text = pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8")
    model = re.search(r"^model name\s*:\s*(.+)$", text, flags=re.M)
    return model[1] if model else "unknown"


def measure_riscv64(with_kvm=True):
    """tenon's round trips and KVM's, in the same emulator."""
    print("round trips on RISC-V", flush=True)
    results = {
        "emulator": output("qemu-system-riscv64", "--version").splitlines()[0],
        "compiler": output("riscv64-linux-gnu-gcc", "--version").splitlines()[0],
        "round trips": round_trips.measure_riscv64(),
        "bytes": {"vCPU": bytes_of("tenon_riscv64_vcpu", "riscv64"),
                  "CPU": bytes_of("tenon_riscv64_cpu", "riscv64")},
    }
    if with_kvm:
        results["kvm"] = kvm.measure_riscv64(kvm.build("riscv64"))
    return results


def measure_x86_64(with_kvm=True):
    """The same on x86 with SVM."""
    print("round trips on x86", flush=True)
    results = {
        "emulator": output("qemu-system-x86_64", "--version").splitlines()[0],
        "compiler": output("x86_64-linux-gnu-gcc", "--version").splitlines()[0],
        "round trips": round_trips.measure_x86_64(),
        "bochs": {"emulator": f"Bochs {package_version('bochs')}",
                  "round trips": {model: measure() for model, measure in
                                  round_trips.BOCHS.items()}},
        "bytes": {"vCPU": bytes_of("tenon_x86_64_vcpu", "x86_64"),
                  "VMCB": bytes_of("tenon_svm_vmcb", "x86_64"),
                  "CPU": bytes_of("tenon_x86_64_cpu", "x86_64")},
    }
    if with_kvm:
        results["kvm"] = kvm.measure_x86_64(kvm.build("x86_64"))
    return results


OTHERS = {"riscv64": measure_riscv64, "x86_64": measure_x86_64}


def main(arguments):
    """Exit status 0 if everything could be measured."""
    isa = arguments[0].removeprefix("--") if len(arguments) == 1 else ""
    if isa in OTHERS:
        results = json.loads(RESULTS.read_text(encoding="utf-8"))
        results[isa] = OTHERS[isa]()
        RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
        return 0
    print("tenon's round trips", flush=True)
    results = {
        "emulator": output("qemu-system-aarch64", "--version").splitlines()[0],
        "compiler": output(CROSS + "gcc", "--version").splitlines()[0],
        "round trips": {cpu: {loop: round_trips.measure(cpu, loop) for loop in round_trips.LOOPS}
                        for cpu in machine.CPUS},
        "slot check": slot_check(),
        "text bytes": {"libtenon_core.a": text_bytes("libtenon_core.a"),
                       "libtenon.a": text_bytes("libtenon.a"), "loops": loop_bytes()},
        "bytes": {"vCPU": bytes_of("tenon_aarch64_vcpu"), "CPU": bytes_of("tenon_aarch64_cpu")},
    }
    print("the decoder", flush=True)
    results["decoder"] = {"host": host_processor(), "nanoseconds": decoder()}
    results |= {isa: measure(arguments != ["--without-kvm"]) for isa, measure in OTHERS.items()}
    if arguments == ["--without-kvm"]:
        print(json.dumps(results, indent=2))
        return 0
    image = kvm.build()
    results["kvm"] = {}
    for cpu in machine.CPUS:
        print(f"KVM's round trips on {cpu}", flush=True)
        results["kvm"][cpu] = kvm.measure(cpu, image)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except machine.Failure as failure:
        sys.exit(f"bench/measure.py: {failure}")
