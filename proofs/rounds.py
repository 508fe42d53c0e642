# SPDX-License-Identifier: Apache-2.0
"""Proves one file: little time for each prover first, then more for what is still open."""

import os

import framac
import results
from framac import ROOT, TIME_LIMIT

LOGS = ROOT / "build" / "proofs"
# Seconds for each prover on a goal, from round to round. The last round is for a busy machine:
# whatever needs a quarter of the middle one is named.
TIME_LIMITS = (1, TIME_LIMIT, 4 * TIME_LIMIT)
# Files at a time: each of them waits half of its time for a prover to start or to be heard.
JOBS = 2 * (os.cpu_count() or 1)


def keep_log(name, text):
    LOGS.mkdir(parents=True, exist_ok=True)
    (LOGS / f"{name}.log").write_text(text)
    return (LOGS / f"{name}.log").relative_to(ROOT)


def prove_unit(source, cache, elsewhere, lemma_names, limits=TIME_LIMITS):
    """The functions of a file that are not proved elsewhere, and its lemmas: WP leaves those out,
    and still uses them, as soon as it is told which functions to prove."""
    if not elsewhere:
        return patiently(source, cache, limits, [])
    known = None if cache is None else dict(cache)
    run = patiently(source, cache, limits, ["-wp-skip-fct", ",".join(elsewhere)])
    if lemma_names:
        lemma_run = patiently(source, known, limits, ["-wp-prop", "@lemma"])
        if cache is not None:
            cache.update(known)
        run = framac.joined(run, lemma_run)
    missing = lemma_names - {goal.name.removeprefix("lemma_") for goal in run.goals}
    run.warnings.extend(f"no goal for the lemma {name}" for name in sorted(missing))
    return run


def prove_offline(source, cache, elsewhere):
    """No prover is asked: what the cache does not answer is not proved. It stays as it is."""
    extra = ["-wp-cache", "offline"]
    extra += ["-wp-skip-fct", ",".join(elsewhere)] if elsewhere else []
    return framac.prove(source, dict(cache), TIME_LIMITS[-1], extra)


def patiently(source, cache, limits, extra):
    """First with little time for each prover, because what one of them does not see at once
    another one often does; then with more, for the functions and lemmas that are still open."""
    run = within(source, cache, limits[0], extra)
    for limit in limits[1:]:
        for option, names in still_open(run):
            known = None if cache is None else dict(cache)
            again = within(source, known, limit, [option, ",".join(names)])
            if cache is not None:
                cache.update(known)
            whole = results.with_lemmas(run, again) if option == "-wp-prop" else \
                framac.replaced(run, results.goals_by_function(run), again)
            if len(whole.goals) != len(run.goals):
                raise framac.Broken(f"{len(run.goals)} goals became {len(whole.goals)}\n"
                                    f"{again.log}")
            run = whole
    return run


def within(source, cache, limit, extra):
    """One round."""
    run = framac.prove(source, cache, limit, extra)
    if cache is not None:
        results.asked_for(cache, limit)
    return run


def still_open(run):
    """What is to be asked again: pairs of WP's option and names."""
    goals = {name: [goal.name for goal in goals if not goal.proved]
             for name, goals in results.goals_by_function(run).items()}
    lemmas = [name.removeprefix("lemma_") for name in goals.pop("lemmas", [])]
    functions = [name for name, unproved in goals.items() if unproved]
    return [pair for pair in (("-wp-prop", lemmas), ("-wp-fct", functions)) if pair[1]]
