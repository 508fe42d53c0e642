#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Which net catches which misuse: measures each net on each program of this folder.

  tests/misuse/run.py              compares what was measured with outcomes.json, cell by cell
  tests/misuse/run.py PROGRAM...   the same for some
  tests/misuse/run.py --write      writes outcomes.json, of which docs/generate.py makes a table

A program is built twice, with WRONG and without. Without, it does nothing wrong: it must run to
its end, and a net that catches it all the same raises a false alarm. The nets:

  types     g++ and clang++, front end alone, as every hypervisor is compiled: error or warning
  consumed  clang++ -Wconsumed, hosted
  tidy      clang-tidy's bugprone-use-after-move
  slot      BoundVCpu::run compares its token with this CPU's slot, and traps
  core      the core checks its state word or its CPU: the operation is refused, or traps
  trap      the token itself traps: it was ended, or is live where it must not be lost

The last three are told apart by who called the trap.
"""
import concurrent.futures
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
OUTCOMES = HERE / "outcomes.json"
GROUPS = ("state", "exit", "step", "result", "move", "token", "vm")
NETS = ("types", "consumed", "tidy", "slot", "core", "trap")
CORE = [*(ROOT / "arch/scripted").glob("*.c"), ROOT / "arch/common/range_map.c"]
FLAGS = ["-std=c++23", "-Wall", "-Wextra", "-Wno-missing-field-initializers",
         f"-I{ROOT / 'include'}"]
CLANG = "clang++-19"
# The innermost function of tenon's, below the trap itself.
CAUGHT = (("slot", r"tenon::BoundVCpu<.*>::run\(\)"),
          ("core", r"\((tenon::detail::must\(|tenon_scripted_)"),
          ("trap", r"tenon::detail::Token<|tenon::Step<|tenon::Result<"))


def run(*command):
    return subprocess.run([str(word) for word in command], stdout=subprocess.PIPE, text=True,
                          stderr=subprocess.STDOUT, check=False, errors="replace", timeout=120)


def must(*command):
    done = run(*command)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, command))}\n{done.stdout}")


def prepare(work):
    """What all programs share: the core, main(), and the headers, read once."""
    for source in CORE:
        must("clang-19", "-std=c11", "-g", f"-I{ROOT / 'include'}", "-c", source, "-o",
             work / f"{source.name}.o")
    must(CLANG, *FLAGS, "-g", "-c", HERE / "main.cpp", "-o", work / "main.o")
    for wrong in (0, 1):
        (work / f"gcc{wrong}").mkdir()
        # With its time: `#pragma once` then knows it for the file that the program includes.
        header = shutil.copy2(HERE / "misuse.hpp", work / f"gcc{wrong}")
        must("g++", *FLAGS, f"-DWRONG={wrong}", "-x", "c++-header", header)
        must(CLANG, *FLAGS, f"-DWRONG={wrong}", "-g", "-x", "c++-header", HERE / "misuse.hpp",
             "-o", work / f"{wrong}.pch")


def severity(done):
    if done.returncode != 0:
        return "error"
    return "warning" if "warning: " in done.stdout else ""


def demangled(text):
    return subprocess.run(["c++filt"], input=text, capture_output=True, text=True,
                          check=True).stdout.splitlines()


def caught_at_run_time(program):
    """The net's name, or "" for a program that ran to its end."""
    done = run(program)
    said = done.stdout.splitlines() or [f"nothing, status {done.returncode}"]
    if said == ["END"] and done.returncode == 0:
        return ""
    if said[0].startswith("REFUSED ") and done.returncode == 0:
        return "core"
    if said[0] == "TRAP":
        for frame in demangled(done.stdout):
            for net, pattern in CAUGHT:
                if re.search(pattern, frame):
                    return net
    return f"unknown: {said[:8]}"


def measure(source, wrong, work):
    """Net → what it says of this program."""
    flags = [*FLAGS, f"-DWRONG={wrong}"]
    cached = [*flags, "-include-pch", work / f"{wrong}.pch"]
    gcc = severity(run("g++", *flags, "-Winvalid-pch", "-include", work / f"gcc{wrong}/misuse.hpp",
                       "-fsyntax-only", source))
    binary = work / f"{source.stem}{wrong}"
    compiled = run(CLANG, *cached, "-g", "-c", source, "-o", f"{binary}.o")
    clang = severity(compiled)
    found = dict.fromkeys(NETS, "")
    found["types"] = gcc if gcc == clang else f"g++: {gcc or 'no'}, clang: {clang or 'no'}"
    if compiled.returncode != 0:
        return found
    if "-Wconsumed]" in run(CLANG, *cached, "-fsyntax-only", "-Wconsumed", source).stdout:
        found["consumed"] = "yes"
    tidy = run("clang-tidy-19", "--quiet", "--config={}", "--checks=-*,bugprone-use-after-move",
               source, "--", *cached)
    if "[bugprone-use-after-move]" in tidy.stdout:
        found["tidy"] = "yes"
    elif tidy.returncode != 0:
        found["tidy"] = f"unknown: {tidy.stdout[:300]}"
    must(CLANG, "-rdynamic", f"{binary}.o", work / "main.o", *work.glob("*.c.o"), "-o", binary)
    net = caught_at_run_time(binary)
    if net:
        found[net if net in NETS else "trap"] = "yes" if net in NETS else net
    return found


def row(source, work):
    misuse = re.search(r"^// MISUSE: (.*)$", source.read_text(), flags=re.M)
    if misuse is None:
        raise SystemExit(f"{source.name} does not say what its misuse is")
    return {"program": source.stem, "misuse": misuse[1],
            "caught": measure(source, 1, work), "false alarm": measure(source, 0, work)}


def rows(wanted=()):
    sources = [p for p in HERE.glob("*.cpp")
               if p.name != "main.cpp" and (not wanted or p.stem in wanted)]
    sources.sort(key=lambda p: (GROUPS.index(p.stem.partition("_")[0]), p.stem))
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        prepare(work)
        with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
            yield from pool.map(lambda source: row(source, work), sources)


def compare(found, said):
    """Prints a line for each net and each build of one program; true if all are as said."""
    good = True
    for build in ("caught", "false alarm"):
        for net in NETS:
            is_, was = found[build][net], said.get(build, {}).get(net)
            same = is_ == was
            good &= same
            print(f"{'PASS' if same else 'FAIL'} {found['program']}: {build} by {net}: "
                  f"{is_ or 'no'}" + ("" if same else f", but outcomes.json says {was or 'no'}"),
                  flush=True)
    return good


def main():
    if sys.argv[1:] == ["--write"]:
        OUTCOMES.write_text(json.dumps(list(rows()), indent=1) + "\n")
        return 0
    said = {one["program"]: one for one in json.loads(OUTCOMES.read_text())}
    wanted = sys.argv[1:] or said.keys()
    said = {name: said.get(name, {}) for name in wanted}
    good = True
    for found in rows(sys.argv[1:]):
        good &= compare(found, said.pop(found["program"], {}))
    for left in said:
        print(f"FAIL {left}: outcomes.json has it, and there is no such program")
    return 0 if good and not said else 1


if __name__ == "__main__":
    sys.exit(main())
