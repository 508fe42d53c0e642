#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What must not compile, and the words with which it must not.

Sources:
  lifecycle.def  every state x operation that is no edge, with the message that the type designs;
  exit.def       every exit x continuation that does not answer it;
  derived.py     every edge and every exit misused in each way that needs no message of its own,
                 kinds of addresses and ids mixed, windows of devices that overlap;
  *.cpp          one misuse a file; its first lines say what to expect:
                   // EXPECT: regex            on both compilers (types)
                   // EXPECT-GCC: / EXPECT-CLANG: where their own words differ
                   // EXPECT-CONSUMED: regex   in Clang's hosted -Wconsumed pass alone
                   // COMPILES                 the positive twin

Prints PASS or FAIL and a name per check; exit status 1 if any failed.
"""
import concurrent.futures
import pathlib
import re
import subprocess
import sys
import tempfile

import derived

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CORE = ROOT / "include" / "tenon" / "core"
FLAGS = ["-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Werror",
         "-Wno-missing-field-initializers", f"-I{ROOT / 'include'}", f"-I{HERE}"]
COMPILERS = {
    "clang": ["clang++-19", *FLAGS, "-ferror-limit=0"],
    "gcc": ["g++", *FLAGS, "-fmax-errors=0"],
}
CONSUMED = [*COMPILERS["clang"], "-Wconsumed"]
NETS = {**COMPILERS, "consumed": CONSUMED}


def rows(path, macro, fields):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    text = re.sub(r"^\s*#.*$", "", text, flags=re.M)
    pattern = rf"^{macro}\((.*)\)$"
    for arguments in re.findall(pattern, text, flags=re.M):
        yield [a.strip().strip('"') for a in re.split(r',\s*(?=(?:[^"]*"[^"]*")*[^"]*$)',
                                                      arguments, maxsplit=fields - 1)]


def compile_text(command, text):
    with tempfile.NamedTemporaryFile("w", suffix=".cpp", dir=HERE.parent) as source:
        source.write(text)
        source.flush()
        return compile_file(command, source.name)


def compile_file(command, path):
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def program(type_name, calls):
    lines = "\n".join(f"  token.{call}();" for call in calls)
    return ('// SPDX-License-Identifier: Apache-2.0\n#include "tenon/scripted.hpp"\n'
            f"void misuse(tenon::scripted::{type_name}& token);\n"
            f"void misuse(tenon::scripted::{type_name}& token) {{\n{lines}\n}}\n")


def matrix(name, type_name, expected):
    """One program per compiler holds all misuses of a type; each must bring its own message."""
    results = []
    text = program(type_name, expected)
    for compiler, command in COMPILERS.items():
        status, output = compile_text(command, text)
        output = re.sub(r"[‘’]", "'", output)
        for call, message in expected.items():
            ok = status != 0 and message in output
            results.append((ok, f"{name} {type_name}.{call} [{compiler}]",
                            "" if ok else f"expected: {message}\n{output[:600]}"))
    return results


def lifecycle():
    states = [s for s, _ in rows(CORE / "lifecycle.def", "TENON_STATE", 2)]
    needs = dict(rows(CORE / "lifecycle.def", "TENON_OPERATION", 2))
    edges = {(f, o) for f, o, _ in rows(CORE / "lifecycle.def", "TENON_EDGE", 3)}
    if not states or not needs or not edges:
        raise SystemExit("lifecycle.def could not be read")
    for state in states:
        yield matrix, ("lifecycle", state, {
            operation: f"tenon: {operation}() needs {need}, but this is {state}"
            for operation, need in needs.items() if (state, operation) not in edges})


def continuations():
    exits = [n for n, _, _ in rows(CORE / "exit.def", "TENON_EXIT", 3)]
    answers = {(n, c) for n, c in rows(CORE / "exit.def", "TENON_CONTINUATION", 2)}
    every = sorted({c for _, c in answers})
    if not exits or not answers:
        raise SystemExit("exit.def could not be read")
    for name in exits:
        wrong = {c: f"tenon: {c}() does not answer {name}"
                 for c in every if (name, c) not in answers}
        yield matrix, ("continuation", name, wrong)


def derived_cases():
    answers, questions = derived.exits(ROOT / "include" / "tenon" / "exits")
    said = {}
    for name, _, _ in rows(CORE / "exit.def", "TENON_EXIT", 3):
        said[name] = {"stop"}
    for name, continuation in rows(CORE / "exit.def", "TENON_CONTINUATION", 2):
        said[name].add(continuation)
    for name in said.keys() | answers.keys():
        if said.get(name) != set(answers.get(name, ())):
            raise SystemExit(f"exits/*.hpp and exit.def differ over the answers of {name}")
    edges = list(rows(CORE / "lifecycle.def", "TENON_EDGE", 3))
    headers = "".join((ROOT / "include/tenon" / name).read_text()
                      for name in ("cpu.hpp", "vcpu.hpp"))
    for cases in (derived.answered(answers, questions), derived.handlers(answers),
                  derived.edges(edges),
                  derived.fallible(headers), derived.kinds(), derived.windows()):
        cases = list(cases)
        for net in NETS:
            reached = [case for case in cases if case.reaches(net)]
            yield derived_net, (reached, net)


def derived_net(cases, net):
    text, lines = derived.program(cases)
    status, output = compile_text(NETS[net], text)
    return [(good, f"{label} [{net}]", "" if good else why)
            for good, label, why in derived.judge(cases, lines, net, status, output)]


def single(path):
    head = path.read_text().splitlines()[:12]
    said = {m[1]: m[2].strip() for line in head
            if (m := re.match(r"// (EXPECT[A-Z-]*|COMPILES):?(.*)", line))}
    if not said:
        return [(False, path.name, "the file does not say what it expects")]
    results = []
    for compiler, command in COMPILERS.items():
        want = said.get("EXPECT-" + compiler.upper(), said.get("EXPECT"))
        status, output = compile_file(command, path)
        output = re.sub(r"[‘’]", "'", output)
        if want is None:
            ok = status == 0
        else:
            ok = status != 0 and re.search(want, output) is not None
        results.append((ok, f"{path.name} [{compiler}]",
                        "" if ok else f"expected: {want}\n{output[:800]}"))
    status, output = compile_file(CONSUMED, path)
    want = said.get("EXPECT-CONSUMED")
    if want is not None:
        ok = status != 0 and re.search(want, output) is not None
        results.append((ok, f"{path.name} [-Wconsumed]",
                        "" if ok else f"expected: {want}\n{output[:800]}"))
    elif "COMPILES" in said:
        results.append((status == 0, f"{path.name} [-Wconsumed]", output[:800]))
    return results


def main():
    tasks = [*derived_cases(), *lifecycle(), *continuations()]
    tasks += [(single, (path,)) for path in sorted(HERE.glob("*.cpp"))]
    failed = 0
    with concurrent.futures.ThreadPoolExecutor(max_workers=2) as pool:
        for results in pool.map(lambda task: task[0](*task[1]), tasks):
            for ok, name, why in results:
                print(f"{'PASS' if ok else 'FAIL'} {name}", flush=True)
                if not ok:
                    failed += 1
                    print("  " + why.replace("\n", "\n  "), flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
