# SPDX-License-Identifier: Apache-2.0
"""Smoke tests: of a contract that nobody can fulfil, of a branch that cannot be taken, everything
is proved. WP is asked to prove false there, and must not be able to."""

import concurrent.futures
import json
import re
import time

import framac
import inlines
from framac import ROOT

BAD = ROOT / "proofs" / "bad" / "smoke"
REPORT = ROOT / "build" / "proofs" / "smoke.json"
# Names of tests that fail for a good reason, `name: reason` a line.
LISTED = ROOT / "proofs" / "smoke.list"
SECONDS = 1  # a test passes when this is over: what is doomed is seen at once
# Everything but the smoke tests themselves, which no category names.
OTHERS = ",".join(f"-@{kind}" for kind in (
    "lemma", "requires", "assigns", "ensures", "exits", "assert", "check", "invariant", "variant",
    "breaks", "continues", "returns", "complete_behaviors", "disjoint_behaviors"))
ANSWER = re.compile(r"^\[wp\] \[(\w+)\] Smoke-test (\S+)", re.M)


def tests(source, elsewhere=()):
    """smoke test -> passed, for the functions of a file that are not proved elsewhere."""
    extra = ["-wp-skip-fct", ",".join(elsewhere)] if elsewhere else []
    status, log = framac.frama_c([
        *framac.source_options(), str(source), *framac.MODEL, "-wp-prover", "z3", "-wp-par", "1",
        "-wp-timeout", str(SECONDS), "-wp-smoke-tests", "-wp-smoke-timeout", str(SECONDS),
        "-wp-cache", "none", f"-wp-prop={OTHERS}", *extra])
    if status != 0 or not framac.TOTAL.search(log):
        raise framac.Broken(log)
    found = {}
    for answer, name in ANSWER.findall(log):
        name = name.removeprefix("typed_")
        found[name] = found.get(name, True) and answer == "Passed"
    return found


def doomed(found):
    """What failed."""
    return sorted(name for name, passed in found.items() if not passed)


def listed():
    """test -> why it may fail."""
    lines = [line for line in LISTED.read_text().splitlines() if not line.startswith("#")]
    return {name: reason.strip() for name, _, reason in
            (line.partition(":") for line in lines if line.strip())}


def check_itself(report):
    """Each file of bad/smoke has a test that fails."""
    for path in sorted(BAD.glob("*.c")):
        expected = re.search(r"must be refused: (\w+) \*/", path.read_text())
        names = doomed(tests(path.relative_to(ROOT)))
        if not expected or not any(expected[1] in name for name in names):
            report.fault(f"{path.name} passes every smoke test")


def run(modules, core, units, minutes, jobs, report, say):
    """Smoke tests of these modules, none of which begins after so many minutes."""
    check_itself(report)
    owners, start = inlines.owners(core), time.monotonic()
    known, everything, late = listed(), {}, []

    def one(module):
        if time.monotonic() - start > 60 * minutes:
            return None
        return tests(modules[module], sorted(name for name in units[module].functions
                                             if owners.get(name, module) != module))

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        started = {pool.submit(one, module): module for module in modules if module in units}
        for number, future in enumerate(concurrent.futures.as_completed(started), 1):
            module = started[future]
            try:
                found = future.result()
            except framac.Broken as broken:
                report.fault(f"{module}: no smoke tests\n{broken}")
                continue
            if found is None:
                late.append(module)
                continue
            everything[module] = found
            for name in doomed(found):
                if name not in known:
                    report.fault(f"{module}: {name}: false is proved there")
            say(f"{module:32} {len(found):5} smoke tests  ({number}/{len(started)})")
    if late:
        report.fault(f"no smoke tests of {' '.join(sorted(late))} within {minutes} min")
    failed = {name for found in everything.values() for name in doomed(found)}
    if len(everything) == len(core):
        for name in sorted(set(known) - failed):
            report.fault(f"{LISTED.name} lists {name}, which does not fail")
    REPORT.parent.mkdir(parents=True, exist_ok=True)
    REPORT.write_text(json.dumps({module: {"tests": len(found), "doomed": doomed(found)}
                                  for module, found in sorted(everything.items())}, indent=1))
    number = sum(map(len, everything.values()))
    say(f"{number} smoke tests, {number - len(failed)} passed, {len(failed & set(known))} of the "
        f"others have a reason, {(time.monotonic() - start) / 60:.0f} min of {minutes}")
    return number
