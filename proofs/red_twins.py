# SPDX-License-Identifier: Apache-2.0
"""Red twins: wrong bodies under true contracts, each of which must break the clause it names."""

import re

import effort
import framac
import results
from framac import ROOT
from rounds import keep_log

RED = ROOT / "proofs" / "red"


def named(path):
    """twin -> the clause that its body must break, from `... f__red_1 ... must fail: clause`."""
    return dict(re.findall(r"\b(\w+__red_\d+)\b.*?must fail: (\w+)", path.read_text()))


def of_nothing(paths):
    """Twins of functions that no header of the core declares any more: they refute no contract."""
    folders = ("include/tenon/core", "arch", "proofs/theorems")
    headers = "\n".join(header.read_text() for folder in folders
                        for header in (ROOT / folder).rglob("*.h"))
    declared = set(re.findall(r"\b(\w+)\(", headers))
    return [(path, twin) for path in paths for twin in named(path)
            if twin.rpartition("__red_")[0] not in declared]


def refute(path, cold, verdicts):
    """twin -> whether it is refuted."""
    twins = named(path)
    if not twins:
        return {}
    name = f"red_{path.stem}"
    key = verdicts.key(framac.normalized(path.relative_to(ROOT)), *sorted(map(str, twins.items())))
    if not verdicts.find(name, key):
        answers = refute_anew(path, name, twins, cold)
        if not all(answers.values()):
            return answers
    verdicts.keep(name, key, len(twins))
    return dict.fromkeys(twins, True)


def refute_anew(path, name, twins, cold):
    cache = {} if cold else results.load_cache(name)
    used, answers, log = {}, {}, ""
    for (clause, provers, seconds), group in groups(path, twins).items():
        run = refute_clause(path, group, clause, provers, seconds, cache, used)
        answers.update((twin, breaks(run, twin, clause)) for twin in group)
        log += run.log
    for twin, clause in twins.items():
        # WP drops the last words of long names. Of a twin alone, with its clause alone, they say
        # nothing that is needed.
        if not answers[twin]:
            asked = effort.of([function_of(twin)], path, clause)
            run = refute_clause(path, [twin], clause, *asked, cache, used)
            answers[twin] = breaks(run, twin, "")
            log += run.log
    results.save_cache(name, used)
    keep_log(name, log)
    return answers


def function_of(twin):
    return twin.rpartition("__red_")[0]


def groups(path, twins):
    """(clause, provers, seconds) -> the twins that must break it, and of which no more is asked."""
    found = {}
    for twin, clause in twins.items():
        found.setdefault((clause, *effort.of([function_of(twin)], path, clause)), []).append(twin)
    return found


def refute_clause(path, twins, clause, provers, seconds, cache, used):
    """One run over these twins. Adds to `used` what it used of the cache, and what is new."""
    entries = dict(cache)
    run = framac.prove(path.relative_to(ROOT), entries, seconds,
                       ["-wp-fct", ",".join(twins), "-wp-prop", clause], provers)
    results.asked_for(entries, seconds)
    used.update(entries)
    return run


def breaks(run, twin, clause):
    """Is a goal of the twin that names the clause not proved?"""
    printed = twin.replace("__", "_") + "_"
    return any(goal.name.replace("__", "_").startswith(printed) and clause in goal.name
               and not goal.proved for goal in run.goals)
