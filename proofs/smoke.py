# SPDX-License-Identifier: Apache-2.0
"""Smoke tests: of a contract that nobody can fulfil, of a branch that cannot be taken, everything
is proved. WP is asked to prove false there, and must not be able to."""

import collections
import concurrent.futures
import json
import re
import time

import framac
import inlines
import results
from framac import ROOT

BAD = ROOT / "proofs" / "bad" / "smoke"
# What was tested last, and by what: it takes too long for every day.
STORE = ROOT / "proofs" / "smoke.json"
# What fails for a good reason, `number name: reason` a line.
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
    """test -> how many of that name may fail."""
    lines = [line for line in LISTED.read_text().splitlines() if not line.startswith("#")]
    return {name: int(number) for number, name in
            re.findall(r"^(\d+) (\w+): \S", "\n".join(lines), re.M)}


def unnumbered(name):
    """Statements are numbered through the file: any change renames what it does not touch."""
    return re.sub(r"_s\d+$", "", name)


def check_itself(report):
    """Each file of bad/smoke has a test that fails."""
    for path in sorted(BAD.glob("*.c")):
        expected = re.search(r"must be refused: (\w+) \*/", path.read_text())
        names = doomed(tests(path.relative_to(ROOT)))
        if not expected or not any(expected[1] in name for name in names):
            report.fault(f"{path.name} passes every smoke test")


def keys(core, units):
    """module -> hash of all that the answers depend on."""
    owners, verdicts = inlines.owners(core), results.Verdicts(framac.setting(), False)
    return {module: verdicts.key(units[module].text, str(SECONDS),
                                 *inlines.elsewhere(module, units[module], owners)) for module in units}


def current(core, units):
    """module -> what became of its tests, of those that are as they were tested last."""
    stored = json.loads(STORE.read_text()) if STORE.exists() else {}
    return {module: stored[module] for module, key in keys(core, units).items()
            if stored.get(module, {}).get("key") == key}


def keep(core, units, found):
    """Of a module at a time, so that a run that is broken off goes on."""
    stored = json.loads(STORE.read_text()) if STORE.exists() else {}
    known = keys(core, {module: units[module] for module in found})
    stored.update({module: {"key": known[module], "tests": len(answers),
                            "doomed": doomed(answers)} for module, answers in found.items()})
    results.write(STORE, {module: entry for module, entry in stored.items() if module in core})


def run(modules, core, units, minutes, jobs, anew, report, say):
    """Smoke tests of these modules, none of which begins after so many minutes, but for those that
    are as they were tested last."""
    check_itself(report)
    owners, start = inlines.owners(core), time.monotonic()
    done, late = {} if anew else current(core, units), []
    pending = [module for module in modules if module in units and module not in done]
    if done:
        say(f"{len(done)} modules are as they were tested last")

    def one(module):
        if time.monotonic() - start > 60 * minutes:
            return None
        return tests(modules[module], inlines.elsewhere(module, units[module], owners))

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        started = {pool.submit(one, module): module for module in pending}
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
            keep(core, units, {module: found})
            done[module] = {"tests": len(found), "doomed": doomed(found)}
            say(f"{module:32} {len(found):5} smoke tests  ({number}/{len(pending)})")
    if late:
        report.fault(f"no smoke tests of {' '.join(sorted(late))} within {minutes} min")
    return judge(done, core, (time.monotonic() - start) / 60, report, say)


def judge(done, core, minutes, report, say):
    """How many tests there are; those that fail need a reason, and only those have one."""
    known = listed()
    failed = {name: module for module, entry in done.items() for name in entry["doomed"]}
    counts = collections.Counter(map(unnumbered, failed))
    for name in sorted(failed):
        if counts[unnumbered(name)] > known.get(unnumbered(name), 0):
            report.fault(f"{failed[name]}: {name}: false is proved there")
    if len(done) == len(core):
        for name in sorted(name for name, number in known.items() if counts[name] < number):
            report.fault(f"{LISTED.name} lists {name} more often than it fails")
    number = sum(entry["tests"] for entry in done.values())
    reasons = sum(min(count, known.get(name, 0)) for name, count in counts.items())
    say(f"{number} smoke tests, {number - len(failed)} passed, {reasons} of "
        f"the others have a reason, {minutes:.0f} min")
    return number
