# SPDX-License-Identifier: Apache-2.0
"""Results and prover caches as files that change only when what they say changes."""

import dataclasses
import hashlib
import json

from framac import ROOT, TIME_LIMIT

RESULTS = ROOT / "proofs" / "results"
CACHE = ROOT / "proofs" / "cache"
VERDICTS = CACHE / "verdicts.json"
SHARES = [(1 / 16, "under 1/16"), (1 / 8, "under 1/8"), (1 / 4, "under 1/4"), (1, "under 1")]
TIMES = [(1, "under 1 s"), (10, "under 10 s"), (60, "under 1 min")]


def step(value, steps, beyond):
    """Times differ from run to run; their order of magnitude does not."""
    return next((name for limit, name in steps if value < limit), beyond)


def share(seconds):
    return step(seconds / TIME_LIMIT, SHARES, "all of it")


def write(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, indent=2, sort_keys=True) + "\n"
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def load_cache(module):
    path = CACHE / f"{module}.json"
    if not path.exists():
        return {}
    return {name: json.dumps(entry) for name, entry in json.loads(path.read_text()).items()}


def doubts(cache):
    """What of the provers' answers proves nothing: which of them knew none in which time. A cold
    run begins with it, so as not to wait for the wrong prover again."""
    return {name: content for name, content in cache.items()
            if json.loads(content)["verdict"] != "valid"}


def timed_out(content, limit):
    """An entry as it is kept, or None. Z3 meets the time limit by itself, which Why3 takes for a
    failure: WP would never ask for that again, however long the next limit. An answer that is cut
    short is none."""
    try:
        entry = json.loads(content)
    except json.JSONDecodeError:
        return None
    if entry["verdict"] == "failed":
        return {"prover": entry["prover"], "time": float(limit), "verdict": "timeout"}
    return entry


def asked_for(cache, limit):
    """Makes of a cache that a run with this limit has left one for a run with more."""
    entries = {name: timed_out(content, limit) for name, content in cache.items()}
    cache.clear()
    cache.update((name, json.dumps(entry)) for name, entry in entries.items() if entry)


def save_cache(module, cache):
    path = CACHE / f"{module}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(json.loads(content), sort_keys=True)}"
                       for name, content in sorted(cache.items()))
    path.write_text("{\n" + lines + "\n}\n")


class Verdicts:
    """What was proved whole, by a hash of all that the verdict depends on: the unit as Frama-C
    prints it back, annotations included, the options, the tools and their versions. Only complete
    successes are kept, so that whatever changed is proved again."""

    def __init__(self, setting, use):
        self.setting, self.use = setting, use
        self.known = json.loads(VERDICTS.read_text()) if VERDICTS.exists() else {}
        self.kept = {}

    def key(self, *parts):
        digest = hashlib.sha256()
        for part in (self.setting, *parts):
            digest.update(part.encode() + b"\0")
        return digest.hexdigest()

    def find(self, name, key):
        """What is asked anew has no verdict until it is kept again."""
        if not self.use:
            self.known.pop(name, None)
        entry = self.known.get(name)
        return entry["verdict"] if entry and entry["key"] == key else None

    def keep(self, name, key, verdict):
        self.kept[name] = {"key": key, "verdict": verdict}

    def save(self, everything):
        """A complete run forgets what no longer exists."""
        write(VERDICTS, self.kept if everything else {**self.known, **self.kept})


def goals_by_function(run):
    """WP prefixes a goal with its function: the longest name that fits is the one."""
    names = sorted(run.functions, key=len, reverse=True)
    goals = {name: [] for name in names}
    for goal in run.goals:
        owner = next((name for name in names if goal.name.startswith(f"{name}_")), None)
        if owner is None and "lemmas" in goals:
            owner = "lemmas"
        if owner is not None:
            goals[owner].append(goal)
    return goals


def with_lemmas(run, again):
    """A run with the lemmas of another one, which were open, in place of its own. Assertions that
    have a lemma's name were asked as well; nothing is taken of them."""
    renewed = {goal.name: goal for goal in again.goals if goal.name.startswith("lemma_")}
    counts = dict(run.functions["lemmas"])
    for key, number in again.functions["lemmas"].items():
        if key != "goals":
            counts[key] = counts.get(key, 0) + number
    return dataclasses.replace(
        run, goals=[renewed.get(goal.name, goal) for goal in run.goals],
        functions={**run.functions, "lemmas": counts}, warnings=run.warnings + again.warnings,
        log=run.log + again.log)


def slow(goals):
    """What every goal needs that does not take the least that is told apart."""
    found = {goal.name: share(goal.seconds) for goal in goals if goal.seconds >= TIME_LIMIT / 16}
    return {"slow": found} if found else {}


def save_run(module, source, run):
    goals = goals_by_function(run)
    for function, counts in run.functions.items():
        slowest = max(goals[function], key=lambda goal: goal.seconds, default=None)
        seconds = slowest.seconds if slowest else 0.0
        write(RESULTS / module / f"{function}.json", {
            "function": function,
            "source": source,
            "goals": counts["goals"],
            "proved": counts["proved"],
            "provers": {name: number for name, number in counts.items()
                        if name not in ("goals", "proved")},
            "time": step(sum(goal.seconds for goal in goals[function]), TIMES, "over 1 min"),
            "slowest": {
                "goal": slowest.name if seconds >= TIME_LIMIT / 16 else "",
                "share_of_time_limit": share(seconds),
            },
            **slow(goals[function]),
            "unproved": sorted(goal.name for goal in goals[function] if not goal.proved),
        })
    for path in (RESULTS / module).glob("*.json"):
        if path.stem not in run.functions:
            path.unlink()


def forget_modules(modules):
    """Removes what is left of modules that are gone."""
    for path in [*RESULTS.glob("*/*.json"), *CACHE.glob("*.json")]:
        if path == VERDICTS:
            continue
        module = path.parent.name if path.parent != CACHE else path.stem
        if module not in modules and not module.startswith("red_"):
            path.unlink()
    for folder in RESULTS.glob("*/"):
        if not any(folder.iterdir()):
            folder.rmdir()
