#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves C files of another project against tenon's contracts, by the rules of tenon's own core.

Fails on an unproved goal, on any warning of Frama-C, on a function without a complete contract, on
an admit, and on an assumed contract that neither tenon proved nor the project lists: those of the
functions that are called and have no body here. Functions of tenon count as proved only under the
very contract that tenon's headers have.
"""

import argparse
import concurrent.futures
import dataclasses
import json
import pathlib
import re
import shutil
import sys
import tempfile
import time

import audit
import framac
import inlines
import prove
import rounds

TOOLS = ("frama-c", "why3", "z3", "cvc4", "gcc")


def tenon_headers(include):
    return sorted((include / "tenon" / "core").rglob("*.h"))


def reference(include):
    """Everything that tenon's headers declare, as Frama-C prints it. Inline functions are printed
    only if they are used."""
    headers = tenon_headers(include)
    names = [name for header in headers for name in inlines.INLINE.findall(header.read_text())]
    lines = [f'#include "{header.relative_to(include)}"' for header in headers]
    lines += ["void uses(void) {", *(f"(void)&{name};" for name in names), "}"]
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "reference.c"
        path.write_text("\n".join(lines) + "\n")
        return audit.parse(framac.normalized(path))


def proved_by_tenon():
    results = map(json.loads, (path.read_text()
                               for path in (framac.ROOT / "proofs" / "results").glob("*/*.json")))
    return {result["function"] for result in results if result["goals"] == result["proved"]}


def contracts(unit):
    return {**unit.prototypes, **{name: f.contract for name, f in unit.functions.items()}}


def same(one, other):
    return "".join(one.split()) == "".join(other.split())


def tenons(units, tenon):
    """The functions that have the contract of tenon's headers, and what is wrong with others."""
    known = contracts(tenon)
    mine = [(source, name, contract) for source, unit in units.items()
            for name, contract in contracts(unit).items() if name in known]
    other = [(source, name) for source, name, contract in mine if not same(contract, known[name])]
    return ({name for _, name, _ in mine} - {name for _, name in other},
            [f"{source}: {name} has another contract than in tenon's headers"
             for source, name in other])


def inline_of(tenon, unit):
    """Inline functions of tenon's headers, proved there."""
    return sorted(name for name, function in unit.functions.items() if name in tenon.functions
                  and same(function.contract + function.body,
                           tenon.functions[name].contract + tenon.functions[name].body))


def listed(path):
    """The project's own list: tests are named from its folder on."""
    if path is None:
        return {}
    return {name: [str(path.parent / test) for test in tests]
            for name, tests in audit.listed_assumptions(path).items()}


def assumption_faults(units, given, path, report):
    """`given`: functions of tenon, which tenon has proved or lists itself."""
    lemmas = prove.check_lemmas(report) if any(unit.axioms for unit in units.values()) else set()
    own = audit.listed_assumptions(framac.ROOT / "proofs" / "ASSUMPTIONS.md")
    vouched = given & (proved_by_tenon() | set(own))
    theirs = audit.Unit(dict.fromkeys(vouched), {}, set(), set(), set(), [], "")
    called = set().union(*(audit.calls(function) for unit in units.values()
                           for function in unit.functions.values()))
    used = [dataclasses.replace(unit, prototypes={name: contract for name, contract
                                                  in unit.prototypes.items() if name in called})
            for unit in units.values()]
    faults, _ = audit.assumption_faults([*used, theirs], listed(path), lemmas, True)
    if path is None:
        return [fault.replace("proofs/ASSUMPTIONS.md does not list it",
                              "the project lists no assumptions") for fault in faults]
    return [fault.replace("proofs/ASSUMPTIONS.md", str(path)) for fault in faults]


def prove_source(source, unit, elsewhere, limits):
    start = time.monotonic()
    run = rounds.prove_unit(source, None, elsewhere, unit.lemmas, limits)
    return run, time.monotonic() - start


def prove_sources(units, tenon, limits, pool, report):
    """(goals, proved) of all sources."""
    goals = proved = 0
    started = {}
    for source, unit in units.items():
        if not audit.without_contract(unit):
            elsewhere = inline_of(tenon, unit)
            started[pool.submit(prove_source, source, unit, elsewhere, limits)] = source
    for future in concurrent.futures.as_completed(started):
        source = started[future]
        try:
            run, seconds = future.result()
        except framac.Broken as broken:
            report.fault(f"{source}: no verdict\n{broken}")
            continue
        goals += len(run.goals)
        proved += run.proved
        prove.say(f"{source.name}: {len(run.goals)} goals, {run.proved} proved, {seconds:.0f} s")
        open_goals = [goal.name for goal in run.goals if not goal.proved]
        report.faults_of(source, [f"{name} is not proved" for name in open_goals] + run.warnings)
    return goals, proved


def read(sources, report):
    units = {}
    for source in sources:
        try:
            units[source] = prove.read_unit(source)
        except framac.Broken as broken:
            report.fault(f"{source} does not parse\n{broken}")
            continue
        # A project may keep state of its own; the core may not.
        report.faults_of(source, [fault for fault in audit.unit_faults(units[source])
                                  if not fault.startswith("a variable that can change")])
    for name in audit.recursive(units.values()):
        report.fault(f"{name} calls itself")
    return units


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--name", required=True, help="what is proved, for the last line")
    parser.add_argument("--tenon", type=pathlib.Path, required=True, help="tenon's include folder")
    parser.add_argument("--include", action="append", default=[], help="a folder of headers")
    parser.add_argument("--assumptions", type=pathlib.Path,
                        help="a table like tenon's ASSUMPTIONS.md: what is assumed, and its test")
    parser.add_argument("--seconds", type=int, default=rounds.TIME_LIMITS[-1],
                        help="for each prover on a goal, at most (%(default)s)")
    parser.add_argument("--jobs", type=int, default=rounds.JOBS,
                        help=f"files at a time ({rounds.JOBS})")
    parser.add_argument("source", type=pathlib.Path, nargs="+")
    options = parser.parse_args()
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        sys.exit(f"{options.name}: not installed: {' '.join(missing)} (Debian: apt-get install"
                 " frama-c-base why3 z3 cvc4 gcc)")
    include = options.tenon.resolve()
    framac.INCLUDES[:] = [*options.include, str(include), str(framac.ROOT / "proofs")]
    limits = (*(limit for limit in rounds.TIME_LIMITS if limit < options.seconds), options.seconds)
    report = prove.Report()
    units = read([source.resolve() for source in options.source], report)
    tenon = reference(include)
    given, wrong = tenons(units, tenon)
    for fault in [*wrong, *assumption_faults(units, given, options.assumptions, report)]:
        report.fault(fault)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        goals, proved = prove_sources(units, tenon, limits, pool, report)
    print(f"{options.name}: {goals} goals, {proved} proved")
    sys.exit(1 if report.faults or proved != goals or goals == 0 else 0)


if __name__ == "__main__":
    main()
