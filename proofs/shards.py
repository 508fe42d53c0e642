# SPDX-License-Identifier: Apache-2.0
"""A run of script/prove in parts, on several machines, and their results as one."""

import argparse
import hashlib
import json
import re

import results
from framac import ROOT

FOLDER = ROOT / "build" / "proofs"
# What a verdict depends on; results and caches do not belong to it.
SOURCES = ("arch/**/*", "include/tenon/core/**/*", "proofs/*.*",
           "proofs/bad/**/*", "proofs/red/*", "proofs/lemmas/*", "proofs/theorems/*")


def shard(text):
    """`I/N`, from 1 on."""
    match = re.fullmatch(r"(\d+)/(\d+)", text)
    if not match or not 1 <= int(match[1]) <= int(match[2]):
        raise argparse.ArgumentTypeError(f"{text} is not I/N")
    return int(match[1]), int(match[2])


def digest():
    """Of the tree whose proofs are shared out."""
    found = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file() and path.suffix not in (".pyc", ".md"):
                found.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return found.hexdigest()


def names(modules, reds, bads):
    """Every unit of a run."""
    return [*(f"module {module}" for module in modules), *(f"red {path.stem}" for path in reds),
            *(f"bad {path.stem}" for path in bads)]


def weight(name):
    """About how long a unit takes: how much the committed cache has of it."""
    kind, _, stem = name.partition(" ")
    path = results.CACHE / f"{'red_' if kind == 'red' else ''}{stem}.json"
    return path.stat().st_size if path.exists() else 0


def part(units, index, count, weigh=weight):
    """The units of one shard: back and forth from the heaviest on, so that none has them all."""
    ordered = sorted(units, key=lambda name: (-weigh(name), name))
    turn = [*range(count), *reversed(range(count))]
    return {name for number, name in enumerate(ordered)
            if turn[number % len(turn)] == index - 1}


def save(index, count, pattern, units, faults, verdicts, numbers):
    """What this shard has to say: unit -> [goals, proved, twins], what is wrong, verdicts and
    results to keep."""
    path = FOLDER / f"shard-{index}-of-{count}.json"
    modules = [name.partition(" ")[2] for name in units if name.startswith("module ")]
    functions = {str(file.relative_to(results.RESULTS)): json.loads(file.read_text())
                 for module in modules for file in (results.RESULTS / module).glob("*.json")}
    results.write(path, {"shard": [index, count], "only": pattern, "digest": digest(),
                         "units": units, "faults": faults, "verdicts": verdicts,
                         "numbers": numbers, "results": functions})
    return path


def merged(shards, expected, tree):
    """(unit -> counts, what is wrong). Every unit is there exactly once, from this tree."""
    units, wrong = {}, []
    for one in shards:
        title = "shard {}/{}".format(*one["shard"])
        if one["digest"] != tree:
            wrong.append(f"{title} proved another tree")
        wrong += [f"{title}: {fault}" for fault in one["faults"]]
        wrong += [f"{name} is in two shards" for name in one["units"] if name in units]
        units.update(one["units"])
    wrong += [f"{name} is in no shard" for name in expected if name not in units]
    wrong += [f"{name} is no unit" for name in units if name not in expected]
    wrong += [f"{name}: {goals - proved} goals are not proved"
              for name, (goals, proved, _) in units.items() if goals != proved]
    if len({tuple(one["shard"][1:]) + (one["only"],) for one in shards}) > 1:
        wrong.append("the shards are of different runs")
    return units, wrong


def keep(shards):
    """Writes the results of all functions, and the verdicts."""
    known = json.loads(results.VERDICTS.read_text()) if results.VERDICTS.exists() else {}
    for one in shards:
        known.update(one["verdicts"])
        for place, content in one["results"].items():
            results.write(results.RESULTS / place, content)
    results.write(results.VERDICTS, known)
