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
    used = {}
    runs = [refute_clauses(path, twins, cache, used)]
    answers = {twin: breaks(runs[0], twin, clause) for twin, clause in twins.items()}
    for twin, clause in twins.items():
        # WP drops the last words of long names. Of a twin alone, with its clause alone, they say
        # nothing that is needed.
        if not answers[twin]:
            runs.append(refute_clauses(path, {twin: clause}, cache, used))
            answers[twin] = breaks(runs[-1], twin, "")
    results.save_cache(name, used)
    keep_log(name, "\n".join(run.log for run in runs))
    return answers


def refute_clauses(path, twins, cache, used):
    """One run over these twins and what they must break. Adds to `used` what it used of the cache,
    and what is new."""
    entries = dict(cache)
    functions = [twin.rpartition("__red_")[0] for twin in twins]
    provers, seconds = effort.of(functions, path)
    run = framac.prove(path.relative_to(ROOT), entries, seconds,
                       ["-wp-fct", ",".join(twins), "-wp-prop", ",".join(set(twins.values()))],
                       provers)
    results.asked_for(entries, seconds)
    used.update(entries)
    return run


def breaks(run, twin, clause):
    """Is a goal of the twin that names the clause not proved?"""
    printed = twin.replace("__", "_") + "_"
    return any(goal.name.replace("__", "_").startswith(printed) and clause in goal.name
               and not goal.proved for goal in run.goals)
