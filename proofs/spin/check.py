#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Searches the model of the kick protocol exhaustively, and holds it to the C++.

A PASS or FAIL line each: the model has no error, every statement of it is reached, SPIN refutes
each mistake in it for the right reason, and each function has the same atomic operations in the
same order as the one of its name in include/tenon.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

import cplusplus
import promela

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODEL = ROOT / "proofs" / "spin" / "kick.pml"
DEEPEST = 1000000

# What each mistake must be refuted by; a deadlock is SPIN's "invalid end state".
BROKEN = {
    "BUG_LOOK_FIRST": "lost_wake_up",
    "BUG_CPU_READ_FIRST": "lost_wake_up",
    "BUG_SIGN_CLEARED_LAST": "lost_wake_up",
    "BUG_TAKE_BY_LOAD_AND_STORE": "lost_wake_up",
    "BUG_FORGETS_AT_UNBIND": "lost_wake_up",
    "BUG_INTERRUPTS_NOT_MASKED": "lost_wake_up",
    "BUG_WAITS_UNANNOUNCED": "lost_wake_up",
    "BUG_REQUEST_BY_LOAD_AND_STORE": "taken_twice",
    "BUG_LIFE_IS_NOT_HELD": "wrong_vcpu",
    "BUG_WAITS_FIRST": "wrong_vcpu",
    "BUG_REFUSAL_IS_NEVER_ENDED": "deadlock",
    "BUG_FENCE_DOES_NOT_WAIT": "stale_guest",
    "BUG_FENCE_LOOKS_FIRST": "stale_guest",
}
failed = []


def check(name, why=""):
    print(f"FAIL {name}: {why}" if why else f"PASS {name}", flush=True)
    if why:
        failed.append(name)


def search(values, *options):
    """Everything that SPIN's search prints. Breadth first finds the shortest way to an error,
    depth first needs less time for all states."""
    with tempfile.TemporaryDirectory() as folder:
        def run(*command):
            done = subprocess.run(command, cwd=folder, text=True, stdout=subprocess.PIPE,
                                  stderr=subprocess.STDOUT, check=False)
            if done.returncode != 0:
                sys.exit(f"FAIL {' '.join(command)}\n{done.stdout}")
            return done.stdout
        macros = [f"-D{name}={value}" for name, value in values.items()]
        # A copy, because SPIN writes beside its input.
        (pathlib.Path(folder) / MODEL.name).write_text(MODEL.read_text())
        run("spin", *macros, "-a", MODEL.name)
        run("gcc", "-O2", "-w", "-DSAFETY", *options, "-o", "pan", "pan.c")
        return run("./pan", f"-m{DEEPEST}")


def states(log):
    found = re.search(r"(\d+) states, stored", log)
    return int(found[1]) if found else 0


def error(log):
    """The first error that was found, or None."""
    found = re.search(r"^pan:\d+: (?:assertion violated +!\((\w+)\)|(invalid end state))", log,
                      re.M)
    if found:
        return found[1] or "deadlock"
    return None if re.search(r"errors: 0$", log, re.M) else "an error of another kind"


def never_reached(log):
    """Statements that no state reaches, but for the ends of processes that never end."""
    return re.findall(r"^\t\S+, state \d+, (?!\"-end-\").*", log, re.M)


def check_all(name, log):
    """Whether a search went through all states and found no error."""
    incomplete = "max search depth too small" in log or "Search not completed" in log
    exhaustive = "Full statespace search for" in log and not incomplete
    check(f"{name}: all {states(log)} states: no lost wake-up, no request taken twice or by the "
          "wrong vCPU, no deadlock",
          "" if exhaustive and error(log) is None and states(log) > 100000
          else f"{error(log)}, exhaustive: {exhaustive}\n{log}")


def check_model(values):
    protocol = search(values)
    check_all("the kick protocol", protocol)
    fences = search({**values, "FENCE": 1})
    check_all("a fence that waits, and no guest on what it had before", fences)
    idle = set(never_reached(protocol)) | set(never_reached(fences))
    check("every statement of the model is reached", "; ".join(sorted(idle)))


def check_broken(values):
    known = set(re.findall(r"#if\w* (BUG_\w+)", MODEL.read_text()))
    check("each mistake in the model is named here", " ".join(sorted(known ^ set(BROKEN))))
    for name, wanted in BROKEN.items():
        with_fence = {"FENCE": 1} if name.startswith("BUG_FENCE") else {}
        log = search({**values, **with_fence, name: 1}, "-DBFS")
        found = error(log)
        check(f"{name} is refuted by {wanted} ({states(log)} states)",
              "" if found == wanted else f"found {found}")


def check_names(header):
    """The states of core/vcpu.h are the model's, and every function is the C++ one of its name."""
    model = promela.Model(MODEL.read_text())
    check("the model has the states of core/vcpu.h",
          " ".join(sorted(set(header) ^ model.states())))
    for path, function, name in cplusplus.FUNCTIONS:
        code = cplusplus.steps(path, function)
        steps = model.steps(name)
        check(f"{function} ({path}) does in the same order what {name} does in the model",
              "" if code and code == steps else f"C++ {code}, model {steps}")
    strangers = cplusplus.strangers()
    check("nothing else touches the mailbox", "; ".join(strangers))


def main():
    header = cplusplus.states()
    check_names(header)
    check_model(header)
    check_broken(header)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
