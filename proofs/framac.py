# SPDX-License-Identifier: Apache-2.0
"""Runs Frama-C and reads what it says: it exits 0 when goals fail, so nothing is taken on trust."""

import dataclasses
import json
import os
import pathlib
import re
import shlex
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
TIME_LIMIT = 5  # seconds for one prover on one goal
INCLUDES = ["include", "proofs"]  # folders of headers; a project of its own adds others
LANGUAGE = ["-c11", "-machdep", "gcc_x86_64"]
MODEL = ["-wp", "-wp-rte", "-warn-signed-overflow", "-warn-unsigned-overflow",
         "-warn-signed-downcast", "-warn-unsigned-downcast", "-wp-check-memory-model",
         "-wp-no-warn-memory-model"]
PROVERS = ("z3", "cvc4", "z3-plain")
# Where many quantified facts about memory meet: the order decides how long a cold run takes.
QUANTIFIED_PROVERS = ("z3-plain", "cvc4", "z3")
QUANTIFIED = re.compile("nested|vcpu_run|vcpu_bind|vcpu_answer|lifecycle")

GOAL = re.compile(r"^\[wp\] \[([^\]]+)\] (?:Goal|Smoke-test) (\S+)(?: : (\w+))?(.*)$")
TOTAL = re.compile(r"^\[wp\] Proved goals:\s+(\d+) / (\d+)", re.M)
DURATION = re.compile(r"\(([0-9.]+)(ms|s)\)")


class Broken(Exception):
    """Frama-C did not come to a verdict."""


@dataclasses.dataclass
class Goal:
    name: str
    prover: str
    proved: bool
    seconds: float


@dataclasses.dataclass
class Run:
    goals: list
    functions: dict  # function -> prover -> number of goals
    warnings: list
    log: str

    @property
    def proved(self):
        return sum(goal.proved for goal in self.goals)


def frama_c(arguments):
    environment = dict(os.environ, WHY3CONFIG=str(ROOT / "proofs" / "why3.conf"), PWD=str(ROOT))
    for variable in ("FRAMAC_WP_CACHE", "FRAMAC_WP_CACHEDIR"):
        environment.pop(variable, None)
    answer = subprocess.run(["frama-c", *arguments], cwd=ROOT, env=environment, text=True,
                            capture_output=True, check=False)
    return answer.returncode, answer.stdout + answer.stderr


def source_options():
    folders = " ".join(f"-I {shlex.quote(folder)}" for folder in INCLUDES)
    return [*LANGUAGE, f"-cpp-extra-args={folders}"]


def warnings_of(log):
    """Every warning and error counts: none is known to be harmless."""
    lines = log.splitlines()
    return [" ".join(part.strip() for part in lines[index:index + 2])
            for index, line in enumerate(lines) if re.search(r"\b(Warning|Error):", line)]


def normalized(source):
    """The translation unit as Frama-C understands it, annotations included."""
    with tempfile.NamedTemporaryFile(suffix=".c") as out:
        status, log = frama_c([*source_options(), str(source), "-print", "-no-unicode", "-ocode",
                               out.name])
        text = pathlib.Path(out.name).read_text()
    if status != 0 or not text:
        raise Broken(log)
    return text


def setting():
    """Everything but the source that a verdict depends on: the tools' versions and this file."""
    versions = [subprocess.run(command, text=True, capture_output=True, check=True).stdout
                for command in (["frama-c", "-version"], ["why3", "--version"],
                                ["z3", "--version"], ["cvc4", "--version"])]
    files = [pathlib.Path(__file__), ROOT / "proofs" / "why3.conf"]
    return "".join([*versions, *(path.read_text() for path in files)])


def provers_for(source):
    return QUANTIFIED_PROVERS if QUANTIFIED.search(pathlib.Path(source).name) else PROVERS


def prove(source, cache, timeout=TIME_LIMIT, extra=(), provers=None):
    """Runs WP over one file, with the file's provers unless others are given. `cache` maps entry
    names to contents and is replaced by what this run used, or is None: then every goal is proved
    anew."""
    with tempfile.TemporaryDirectory() as folder:
        session = pathlib.Path(folder) / "session"
        entries = session / "cache"
        entries.mkdir(parents=True)
        for name, content in (cache or {}).items():
            (entries / name).write_text(content)
        report = pathlib.Path(folder) / "report.json"
        status, log = frama_c([
            *source_options(), str(source), *MODEL,
            "-wp-prover", ",".join(provers or provers_for(source)),
            "-wp-par", "1", "-wp-timeout", str(timeout),
            "-wp-session", str(session), "-wp-cache", "none" if cache is None else "cleanup",
            "-wp-report-json", str(report), *extra])
        total = TOTAL.search(log)
        if status != 0 or not total or not report.exists():
            raise Broken(log)
        if cache is not None:
            cache.clear()
            cache.update((path.name, path.read_text()) for path in sorted(entries.iterdir()))
        goals = goals_of(log)
        if (sum(goal.proved for goal in goals), len(goals)) != tuple(map(int, total.groups())):
            raise Broken(f"the goals listed do not add up to the total\n{log}")
        return Run(goals, functions_of(json.loads(report.read_text()), goals), warnings_of(log),
                   log)


def replaced(run, goals_by_function, again):
    """A run with the functions of another one in place of its own."""
    gone = {id(goal) for name in again.functions for goal in goals_by_function.get(name, [])}
    functions = {**run.functions, **again.functions}
    return Run([goal for goal in run.goals if id(goal) not in gone] + again.goals, functions,
               run.warnings + again.warnings, run.log + again.log)


def joined(one, other):
    """Two runs over one file as one."""
    functions = {name: dict(counts) for name, counts in one.functions.items()}
    for name, counts in other.functions.items():
        mine = functions.setdefault(name, {})
        for key, number in counts.items():
            mine[key] = mine.get(key, 0) + number
    return Run(one.goals + other.goals, functions, one.warnings + other.warnings,
               one.log + other.log)


def goals_of(log):
    goals = []
    for line in log.splitlines():
        match = GOAL.match(line)
        if match:
            prover, name, verdict, rest = match.groups()
            seconds = max((float(number) * (0.001 if unit == "ms" else 1)
                           for number, unit in DURATION.findall(rest)), default=0.0)
            proved = verdict == "Valid" or prover == "Passed"
            goals.append(Goal(name.removeprefix("typed_"), prover, proved, seconds))
    return goals


def count_section(section, counts):
    for prover, numbers in section.items():
        if prover == "wp:main":
            counts["goals"] = numbers["total"]
            counts["proved"] = numbers.get("valid", 0)
        elif numbers.get("valid"):
            counts[prover] = numbers["valid"]


def functions_of(report, goals):
    """WP's own count by function and prover; the control-flow goals are in the log only."""
    functions = {}
    for function, sections in report.get("wp:functions", {}).items():
        count_section(sections["wp:section"], functions.setdefault(function, {}))
    for axiomatic, sections in report.get("wp:axiomatics", {}).items():
        count_section(sections["wp:section"], functions.setdefault(axiomatic or "lemmas", {}))
    for goal in goals:
        match = re.fullmatch(r"(\w+)_(exits|terminates)", goal.name)
        if goal.prover == "CFG" and match:
            counts = functions.setdefault(match[1], {"goals": 0, "proved": 0})
            counts["goals"] += 1
            counts["proved"] += int(goal.proved)
            counts["control flow"] = counts.get("control flow", 0) + 1
    return functions
