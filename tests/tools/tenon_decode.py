#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Golden tests of tenon-decode: what it prints, its exit status, its JSON's shape.

With --write the expected outputs are written anew.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "tenon-decode"
TOOL = pathlib.Path(os.environ.get(
    "TENON_DECODE", ROOT / "build" / "host-clang" / "tools" / "tenon-decode" / "tenon-decode"))
failed = []


def run(*arguments, stdin=""):
    return subprocess.run([str(TOOL), *arguments], input=stdin, capture_output=True, text=True,
                          check=False)


def check(name, ok, why=""):
    print(f"{'PASS' if ok else 'FAIL'} {name}{'' if ok else ': ' + why}", flush=True)
    if not ok:
        failed.append(name)


def golden(name, arguments, expected):
    done = run(*arguments)
    if "--write" in sys.argv:
        expected.write_text(done.stdout)
    wanted = expected.read_text() if expected.exists() else ""
    check(name, done.returncode == 0 and done.stdout == wanted and wanted != "" and
          done.stderr == "", f"status {done.returncode}, {done.stderr}\n{done.stdout}")
    return done.stdout


def batch_of(isa, name, first):
    """Line by line, so that one wrong syndrome is one failed check."""
    batch = GOLDEN / f"{name}.batch"
    count = sum(1 for line in batch.read_text().splitlines() if line and line[0] != "#")
    golden(f"{count} {name} as text", [isa, "--batch", str(batch)], GOLDEN / f"{name}.out")
    expected = GOLDEN / f"{name}.json"
    done = run(isa, "--json", "--batch", str(batch))
    if "--write" in sys.argv:
        expected.write_text(done.stdout)
    wanted = expected.read_text().splitlines()
    found = done.stdout.splitlines()
    check(f"a line of JSON for each of the {name}", len(found) == len(wanted) == count >= 80)
    for line, want in zip(found, wanted):
        record = json.loads(line)
        # Independent of the tool's tables: the fields tile the bits that they name.
        tiles = all(field["value"] == int(field.get("of") or record[field.get("register", first)],
                                          16) >> field["low"]
                    & (1 << (field["high"] - field["low"] + 1)) - 1 for field in record["fields"])
        check(f"{record[first]} {record['exit']}", line == want and tiles,
              f"found {line}\n  expected {want}")


def main():
    if not TOOL.is_file():
        print(f"FAIL {TOOL} is missing: build the host-clang preset")
        return 1
    for file in sorted(GOLDEN.glob("*.args")):
        golden(file.stem, file.read_text().split(), file.with_suffix(".out"))
    batch_of("aarch64", "syndromes", "esr")
    batch_of("riscv64", "traps", "scause")
    batch_of("x86-insn", "instructions", "bytes")
    batch_of("vmx", "vmx-exits", "reason")
    batch_of("svm", "svm-exits", "exitcode")
    for arguments, word in ((["aarch64"], "--esr"), (["aarch64", "--esr", "12x"], "not a number"),
                            (["aarch64", "--esr", "0x1" + "0" * 16], "64 bits"),
                            (["aarch64", "--esr", "0", "--insn", "0x100000000"], "32 bits"),
                            (["aarch64", "--esr", "0", "--nonsense"], "--help"), ([], "--help"),
                            (["sparc"], "--help"),
                            (["aarch64", "--batch", "/nonexistent"], "cannot read"),
                            (["riscv64"], "--scause"),
                            (["riscv64", "--scause", "0x15", "--htinst", "x"], "not a number"),
                            (["riscv64", "--scause", "0x15", "--insn", "0x100000000"], "32 bits"),
                            (["riscv64", "--esr", "1"], "--help"),
                            (["x86-insn"], "--bytes"),
                            (["x86-insn", "--bytes", "48", "--mode", "8"], "16, 32 or 64"),
                            (["x86-insn", "--bytes", "488"], "hexadecimal"),
                            (["x86-insn", "--bytes", "4x"], "hexadecimal"),
                            (["x86-insn", "--bytes", "90" * 16], "15 bytes"),
                            (["x86-insn", "--bytes", "48", "--esr", "1"], "--help"),
                            (["vmx"], "--reason"), (["svm"], "--exitcode"),
                            (["vmx", "--reason", "48", "--gpa", "x"], "not a number"),
                            (["vmx", "--reason", "31", "--ecx", "0x100000000"], "32 bits"),
                            (["vmx", "--reason", "48", "--insn-bytes", "4"], "hexadecimal"),
                            (["vmx", "--exitcode", "1"], "--help"),
                            (["svm", "--exitcode", "0x400", "--mode", "8"], "16, 32 or 64"),
                            (["svm", "--exitcode", "1", "--linear", "0"], "--help")):
        done = run(*arguments)
        lines = done.stderr.splitlines()
        check(f"refused: {' '.join(arguments) or 'nothing'}",
              done.returncode == 2 and len(lines) == 1 and word in lines[0] and not done.stdout,
              f"status {done.returncode}: {done.stderr}")
    done = run("aarch64", "--batch", "-", stdin="0x5a000000\nbad\n0x5a000001\n")
    check("a bad line leaves the others", done.returncode == 2 and "line 2" in done.stderr and
          done.stdout.count("exit Hypercall") == 2)
    done = run("riscv64", "--batch", "-", stdin="0xa\n0xa 1 2 3 4 5\n0xa -\n")
    check("a line with too many numbers", done.returncode == 2 and "line 2" in done.stderr and
          done.stdout.count("exit Hypercall") == 2)
    check("help", run("--help").returncode == 0 and run("aarch64", "--help").returncode == 0
          and run("riscv64", "--help").returncode == 0
          and all(run(isa, "--help").returncode == 0 for isa in ("x86-insn", "vmx", "svm")))
    forms = [run("x86-insn", "--bytes", form).stdout for form in
             ("488b4310", "48 8b 43 10", "0x48, 0x8B, 0x43, 0x10")]
    check("bytes in three forms", len(set(forms)) == 1 and "mov rax" in forms[0])
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
