#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves the C core: every goal of every file, with nothing assumed that is not listed.

Fails on an unproved goal, on any warning of Frama-C, on a function without a complete contract, on
an admit that is no audited bit lemma, on an assumption that proofs/ASSUMPTIONS.md does not list or
lists in vain, and on a red twin (a wrong body under a true contract) that is not refuted.
"""

import argparse
import concurrent.futures
import json
import pathlib
import re
import sys
import time

import audit
import bitlogic
import framac
import inlines
import lemmas
import progress
import red_twins
import results
import same_source
import shards
import smoke
from framac import ROOT, TIME_LIMIT
from red_twins import RED, refute
from rounds import JOBS, keep_log, prove_offline, prove_unit

BAD = ROOT / "proofs" / "bad"
BAD_TIME_LIMIT = 2  # seconds for each prover
SAID_AT_MOST = 8


def say(text):
    print(f"prove: {text}", flush=True)


class Report:
    """What went wrong, said when it happens."""

    def __init__(self):
        self.faults = 0
        self.texts = []

    def fault(self, text):
        self.faults += 1
        self.texts.append(text)
        say(f"FAILED {text}")

    def faults_of(self, name, texts):
        """Those of one file: many have one cause, so only the first ones are said."""
        self.faults += len(texts)
        self.texts += [f"{name}: {text}" for text in texts]
        for text in texts[:SAID_AT_MOST]:
            say(f"FAILED {name}: {text}")
        if len(texts) > SAID_AT_MOST:
            say(f"FAILED {name}: and {len(texts) - SAID_AT_MOST} more")


# Of arch/x86_64, what proves whole so far; docs/x86_64.md says what is missing.
X86_64 = ("access", "access_apply", "access_result", "cpuid", "event", "fetch", "flags", "icr",
          "instruction", "instruction_bytes", "instruction_modrm", "instruction_name",
          "instruction_opcode", "instruction_prefix", "instruction_read", "local_apic", "locate",
          "memory", "mmio", "msr", "nested_fault", "nmi", "operand", "percpu", "policy",
          "port_string", "shape", "string", "svm/decode", "svm/length", "svm/nested", "svm/percpu",
          "svm/registers", "svm/run", "svm/setup", "svm/vmcb", "vcpu", "vcpu_interrupts", "vectors",
          "vmx/bind", "vmx/control", "vmx/controls", "vmx/decode", "vmx/nested", "vmx/percpu",
          "vmx/registers", "vmx/run", "vmx/setup", "walk", "walk_entry", "walk_fetch", "xcr0")


def core():
    """module -> source, every C file of the proved core, and the theorems about it."""
    sources = [path for folder in ("arch/common", "arch/aarch64", "arch/riscv64",
                                          "proofs/theorems")
               for path in (ROOT / folder).glob("*.c")]
    sources += [ROOT / "arch" / "x86_64" / f"{name}.c" for name in X86_64]
    return {f"{path.parent.name}_{path.stem}": path.relative_to(ROOT) for path in sorted(sources)}


def check_lemmas(report):
    names = set()
    for path in sorted(lemmas.FOLDER.glob("*.list")):
        try:
            names |= {f"bits_{lemma.name}" for lemma in lemmas.check(path.stem)}
        except SystemExit as error:
            report.fault(str(error))
    say(f"{len(names)} bit lemmas confirmed by Z3")
    return names


def read_unit(source):
    return audit.parse(framac.normalized(source))


def check_rules(modules, names, everything, pool, report):
    units = {}
    for module, future in [(m, pool.submit(read_unit, s)) for m, s in modules.items()]:
        try:
            unit = future.result()
        except framac.Broken as broken:
            report.fault(f"{modules[module]} does not parse: {keep_log(module, str(broken))}")
            continue
        units[module] = unit
        report.faults_of(modules[module],
                         audit.unit_faults(unit) + same_source.faults(modules[module]))
    for fault in audit.source_faults():
        report.fault(fault)
    for name in audit.recursive(units.values()):
        report.fault(f"{name} calls itself")
    listed = audit.listed_assumptions(ROOT / "proofs" / "ASSUMPTIONS.md")
    faults, assumed = audit.assumption_faults(units.values(), listed, names, everything)
    for fault in faults:
        report.fault(fault)
    functions = {(f.name, module if f.local else "") for module, unit in units.items()
                 for f in unit.functions.values()}
    say(f"{len(functions)} functions, {assumed} assumptions")
    return units, {"functions": len(functions), "assumptions": assumed, "bit_lemmas": len(names)}


def prove_module(module, source, elsewhere, lemma_names, cold, offline=False):
    """One file, but for functions proved elsewhere."""
    start = time.monotonic()
    cache = results.load_cache(module)
    if cold:
        cache = results.doubts(cache)
    if offline:
        return prove_offline(source, cache, elsewhere), time.monotonic() - start
    run = prove_unit(source, cache, elsewhere, lemma_names)
    results.save_cache(module, cache)
    results.save_run(module, str(source), run)
    return run, time.monotonic() - start


def prove_all(modules, units, options, verdicts, pool, report):
    """module -> (goals, proved); goals near their limit."""
    sizes = {module: len(results.load_cache(module)) for module in modules}
    order = sorted(modules, key=lambda module: -sizes[module])
    owners = inlines.owners(core())
    elsewhere = {m: inlines.elsewhere(m, units[m], owners) for m in units}
    counts, near, started, keys = {}, [], {}, {}
    for module in order:
        if module not in units or audit.without_contract(units[module]):
            continue
        keys[module] = verdicts.key(units[module].text, *elsewhere[module])
        goals = verdicts.find(module, keys[module])
        if goals:
            counts[module] = (goals, goals)
            verdicts.keep(module, keys[module], goals)
        else:
            started[pool.submit(prove_module, module, modules[module], elsewhere[module],
                                units[module].lemmas, options.cold, options.offline)] = module
    if counts:
        say(f"{len(counts)} modules are as they were proved last, with the same tools")
    for future in progress.completed(started, len(counts), len(keys)):
        module = started[future]
        try:
            run, seconds = future.result()
        except framac.Broken as broken:
            counts[module] = (0, 0)
            report.fault(f"{modules[module]}: no verdict: {keep_log(module, str(broken))}")
            continue
        log = keep_log(module, run.log)
        counts[module] = (len(run.goals), run.proved)
        say(f"{module:32} {len(run.goals):5} goals, {run.proved:5} proved, {seconds:4.0f} s"
            f"  ({len(counts)}/{len(keys)})")
        if run.proved == len(run.goals) and not run.warnings and not options.offline:
            verdicts.keep(module, keys[module], run.proved)
            verdicts.save(everything=False)  # a run that is broken off is not lost
        report.faults_of(module, [f"{goal.name} is not proved ({log})" for goal in run.goals
                                  if not goal.proved] + run.warnings)
        near += [(goal.seconds, module, goal.name) for goal in run.goals
                 if goal.proved and goal.seconds > TIME_LIMIT / 4]
    return counts, near


def check_red_twins(paths, cold, verdicts, pool, report):
    """file -> twins refuted."""
    for path, twin in red_twins.of_nothing(paths):
        report.fault(f"{path.name}: {twin} is the twin of no function")
    twins = dict.fromkeys(paths, 0)
    for path, future in [(path, pool.submit(refute, path, cold, verdicts)) for path in paths]:
        try:
            refuted = future.result()
        except framac.Broken as broken:
            report.fault(f"{path.name}: no verdict: {keep_log(f'red_{path.stem}', str(broken))}")
            continue
        if not refuted:
            report.fault(f"{path.name} has no red twin")
        for twin, answer in refuted.items():
            twins[path] += answer
            if not answer:
                report.fault(f"{path.name}: {twin} is not refuted: its contract is too weak")
    say(f"{sum(twins.values())} red twins refuted")
    return twins


def findings(source):
    """Everything that speaks against one file."""
    texts = []
    try:
        unit = read_unit(source)
        texts += audit.unit_faults(unit) + same_source.faults(source)
        texts += [f"{name} calls itself" for name in audit.recursive([unit])]
        texts += audit.assumption_faults([unit], {}, set(), False)[0]
        owned = sorted(set(unit.functions) & inlines.owners(core()).keys())
        run = prove_unit(source, None, owned, unit.lemmas, (BAD_TIME_LIMIT,))
        texts += [f"{goal.name} is not proved" for goal in run.goals if not goal.proved]
        refuted = refute(ROOT / source, True, results.Verdicts("", False))
        texts += [f"{twin} is not refuted" for twin, answer in refuted.items() if not answer]
        return texts + run.warnings
    except framac.Broken as broken:
        return texts + str(broken).splitlines()


def check_itself(paths, pool, report):
    """Each file of bad/ breaks one rule, which has to be noticed; so has a lemma that is false, and
    one whose premise nothing satisfies."""
    x = bitlogic.variable("x")
    for lemma in (bitlogic.Lemma("false", [x], None, (x & 15) == x % 8),
                  bitlogic.Lemma("vacuous", [x], x < 0, (x & 7) == x % 8)):
        try:
            lemmas.audit([lemma])
            report.fault(f"a {lemma.name} lemma is not refused")
        except SystemExit:
            pass
    sources = [path.relative_to(ROOT) for path in paths]
    for source, future in [(source, pool.submit(findings, source)) for source in sources]:
        expected = re.search(r"must be refused: (.*) \*/", (ROOT / source).read_text())
        if not expected or not any(expected[1] in text for text in future.result()):
            report.fault(f"{source} is not refused")
    say(f"{len(sources)} bad files tried")


def arguments():
    parser = argparse.ArgumentParser(prog="script/prove", description=__doc__.splitlines()[0])
    parser.add_argument("--cold", action="store_true", help="prove anew, with no proof of the cache")
    parser.add_argument("--goals", action="store_true",
                        help="ask for every goal again, of the provers' cached answers first")
    parser.add_argument("--offline", action="store_true",
                        help="ask for every goal, of the cached answers alone")
    parser.add_argument("--only", metavar="PATTERN", default="",
                        help="only modules and red twins whose name contains PATTERN")
    parser.add_argument("--jobs", type=int, default=JOBS,
                        help=f"files at a time ({JOBS})")
    parser.add_argument("--shard", type=shards.shard, metavar="I/N",
                        help="the I-th of N parts; its results are left in build/proofs")
    parser.add_argument("--merge", nargs="+", type=pathlib.Path, metavar="FILE",
                        help="joins the results of all shards of a run, and proves nothing")
    parser.add_argument("--smoke", type=int, nargs="?", const=90, metavar="MINUTES",
                        help="smoke tests alone, of what has changed since its last ones, or "
                             "of all with --cold, in so many minutes (90)")
    return parser.parse_args()


def summarize(counts, numbers, twins):
    goals = sum(total for total, _ in counts.values())
    proved = sum(done for _, done in counts.values())
    results.write(results.RESULTS / "summary.json", {
        "goals": goals, "proved": proved, **numbers, "red_twins": twins,
        "modules": {m: {"goals": g, "proved": p} for m, (g, p) in sorted(counts.items())}})


def merge(options, modules, reds, bads, report):
    """The results of shards, as if one run had had them."""
    parts = [json.loads(path.read_text()) for path in options.merge]
    units, wrong = shards.merged(parts, shards.names(modules, reds, bads), shards.digest())
    for fault in wrong:
        report.fault(fault)
    counts = {name.partition(" ")[2]: tuple(numbers[:2]) for name, numbers in units.items()
              if name.startswith("module ")}
    if not wrong:
        shards.keep(parts)
        if not options.only:
            results.forget_modules(modules)
            summarize(counts, parts[0]["numbers"], sum(twins for *_, twins in units.values()))
    say(f"{len(parts)} shards, {len(units)} units")
    return counts


def prove_part(options, modules, reds, bads, report):
    """module -> (goals, proved), of all or of one shard."""
    everything = not options.only and not options.shard
    verdicts = results.Verdicts(framac.setting(),
                                not (options.cold or options.goals or options.offline))
    lemma_names = check_lemmas(report)
    mine = set(shards.names(modules, reds, bads))
    if options.shard:
        mine = shards.part(mine, *options.shard)
    reds = [path for path in reds if f"red {path.stem}" in mine]
    bads = [path for path in bads if f"bad {path.stem}" in mine]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        if bads:
            check_itself(bads, pool, report)
        # What is true of the core as a whole is no part of it: each shard checks that.
        units, numbers = check_rules(modules, lemma_names, not options.only, pool, report)
        counts, near = prove_all({m: s for m, s in modules.items() if f"module {m}" in mine},
                                 units, options, verdicts, pool, report)
        twins = check_red_twins(reds, options.cold, verdicts, pool, report)
    if not options.offline:
        verdicts.save(everything)
    if near:
        say(f"{len(near)} goals need more than a quarter of their {TIME_LIMIT} s:")
        for seconds, module, goal in sorted(near, reverse=True):
            say(f"  {seconds:4.1f} s  {module}: {goal}")
    if options.shard:
        done = {**{f"module {module}": [*both, 0] for module, both in counts.items()},
                **{f"red {path.stem}": [0, 0, number] for path, number in twins.items()},
                **{f"bad {path.stem}": [0, 0, 0] for path in bads}}
        path = shards.save(*options.shard, options.only, done, report.texts, verdicts.kept, numbers)
        say(f"{len(done)} units of this shard in {path.relative_to(ROOT)}")
    elif everything:
        tested = smoke.current(core(), units)
        say(f"{len(tested)} of {len(units)} modules have had their smoke tests as they are")
        smoke.judge(tested, core(), 0, report, say)
        results.forget_modules(modules)
        summarize(counts, numbers, sum(twins.values()))
    return counts


def main():
    options = arguments()
    modules = {m: s for m, s in core().items() if options.only in m}
    reds = [path for path in sorted(RED.glob("*.c")) if options.only in path.stem]
    bads = [] if options.only else sorted(BAD.glob("*.c"))
    if not modules and not reds:
        sys.exit(f"script/prove: no module's name contains {options.only}")
    report = Report()
    if options.smoke:
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            units, _ = check_rules(modules, check_lemmas(report), False, pool, report)
        tests = smoke.run(modules, core(), units, options.smoke, options.jobs, options.cold,
                              report, say)
        sys.exit(1 if report.faults or tests == 0 else 0)
    counts = (merge if options.merge else prove_part)(options, modules, reds, bads, report)
    goals = sum(total for total, _ in counts.values())
    proved = sum(done for _, done in counts.values())
    if report.faults:
        say(f"{report.faults} findings")
    print(f"{goals} goals, {proved} proved")
    sys.exit(1 if report.faults or proved != goals else 0)


if __name__ == "__main__":
    main()
