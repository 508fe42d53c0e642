#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks each rule of trace.py once, in memory, and sees the tracer say the right sentence."""
import json
import sys

import matrix
import records as rec
import trace

VCPU, DECODE = "safety/requirements/vcpu.md", "safety/requirements/decode.md"
ISOLATION, VM = "safety/requirements/isolation.md", "safety/requirements/vm.md"
HAZARDS, ASSUMPTIONS = "safety/hazards.md", "safety/assumptions.md"
WILD = "safety/wild-bugs.md"
DECODED = "proofs/results/aarch64_decode/tenon_aarch64_decode.json"
HELPER = "proofs/results/aarch64_decode/call.json"


def text(path):
    return rec.Tree().read(path)


def swap(path, old, new):
    """The file with the first `old` replaced, which has to be there."""
    before = text(path)
    if old not in before:
        raise SystemExit(f"trace_test: {path} does not say {old}")
    return {path: before.replace(old, new, 1)}


def unproved(path):
    result = json.loads(text(path))
    return {path: json.dumps(result | {"proved": result["goals"] - 1})}


def empty(path):
    result = json.loads(text(path))
    return {path: json.dumps(result | {"proved": 0, "goals": 0})}


def without(path, start, end):
    """The file without what lies from `start` up to `end`."""
    before = text(path)
    first = before.index(start)
    return {path: before[:first] + before[before.index(end, first):]}


def caught_by_nothing(program):
    rows = json.loads(text("tests/misuse/outcomes.json"))
    for row in rows:
        if row["program"] == program:
            row["caught"] = {net: "" for net in row["caught"]}
    return {"tests/misuse/outcomes.json": json.dumps(rows)}


def cases():
    """(what is broken, the changed files, what the tracer must say)."""
    yield "an id of no form", swap(VCPU, "`req~cpu-claim~1`", "`cpu-claim`"), "no id"
    yield "an id twice", swap(VCPU, "req~cpu-detect~1", "req~cpu-claim~1"), "stands twice"
    yield "a line that belongs nowhere", swap(VCPU, "* `haz~stolen-token~1`", "stray"), "belong to"
    yield "a placeholder", swap(VCPU, "at most once.", "at most TODO."), "placeholder"
    yield "a requirement without shall", swap(VCPU, "storage shall become", "storage becomes"), \
        "no sentence with shall"
    yield "two sentences", swap(VCPU, "at most once.", "at most once. It stays."), \
        "more than one sentence"
    yield "a requirement without contract and test", swap(
        VM, "Test:\n* `tests/fail/bus_changed_while_running.cpp`", ""), "an orphan"
    yield "a need that is not met", swap(VCPU, "Needs: contract, test", "Needs: contract"), "needs"
    yield "a requirement that covers nothing", without(VCPU, "Covers:", "Contract:"), \
        "covers no hazard"
    yield "a hazard that there is not", swap(VCPU, "haz~stolen-token~1", "haz~stolen-token~2"), \
        "which there is not"
    yield "a hazard that nobody covers", swap(
        HAZARDS, "## What a guest can do",
        "## More\n\n### Another\n`haz~another~1`\n\nIt is bad.\n\nNeeds: req\n\n## Rest"), \
        "no requirement covers"
    yield "a hazard without needs", swap(HAZARDS, "Needs: req", ""), "needs req"
    yield "a contract in no such header", swap(VCPU, "aarch64/percpu.h`", "aarch64/gone.h`"), \
        "has no contract of tenon_aarch64_claim"
    yield "a function that is gone", swap(VCPU, "`tenon_aarch64_claim`", "`tenon_aarch64_clam`"), \
        "has no contract of tenon_aarch64_clam"
    yield "a function without its contract", swap(
        "include/tenon/core/aarch64/percpu.h", "/*@ requires writable: \\valid(cpu);",
        "/* requires writable: \\valid(cpu);"), "has no contract of tenon_aarch64_claim"
    yield "a clause that is gone", swap(
        "include/tenon/core/aarch64/traps.h", "ensures mandatory:", "ensures others:"), \
        "no clause mandatory"
    yield "a proof result that is gone", {DECODED: None}, "has no proof result"
    yield "a goal that is not proved", unproved(DECODED), "goals proved"
    yield "a helper's goal that is not proved", unproved(HELPER), "is not proved"
    yield "a result of no goals", empty(DECODED), "0 of 0 goals"
    yield "a proof of a function that no record names", {
        "proofs/results/aarch64_decode/tenon_new.json": text(DECODED)}, \
        "aarch64_decode/tenon_new belongs to no record"
    yield "a proof of a module that no record names", {
        "proofs/results/new_module/helper.json": text(HELPER)}, "new_module belongs to no record"
    yield "a contract that no record names", swap(
        "include/tenon/core/stage2.h", "TENON_END_C", "/*@ assigns \\nothing; */\n"
        "void tenon_stage2_new(void);\nTENON_END_C"), "no record names the contract"
    yield "an assumed contract that no record names", swap(
        ASSUMPTIONS, "`tenon_hal_read_word`", "`tenon_aarch64_hw_barrier`"), \
        "no record names the contract of tenon_hal_read_word"
    yield "a test file that is gone", {"tests/fail/token_copied.cpp": None}, \
        "there is no tests/fail"
    yield "a unit test that is gone", swap(
        "tests/unit/lifecycle_test.cpp", "ACpuIsClaimedOnce", "ACpuIsClaimedTwice"), \
        "has no test Lifecycle.ACpuIsClaimedOnce"
    yield "a unit test that is commented out", swap(
        "tests/unit/lifecycle_test.cpp", "TEST_F(Lifecycle, ACpuIsClaimedOnce",
        "// TEST_F(Lifecycle, ACpuIsClaimedOnce"), "has no test Lifecycle.ACpuIsClaimedOnce"
    yield "a unit test without a name", swap(
        VCPU, "`tests/unit/lifecycle_test.cpp`: `Lifecycle.ACpuIsClaimedOnce`",
        "`tests/unit/lifecycle_test.cpp`"), "names no test"
    yield "a line that a script does not expect", swap(
        "tests/system/interrupts.expected", "InterruptEnd 43", "InterruptEnd 44"), "does not say"
    yield "a line that is only a comment", swap(
        "tests/system/interrupts.expected", "InterruptEnd 43", "# InterruptEnd 43"), "does not say"
    yield "a misuse that no net catches", caught_by_nothing("token_carried"), "no net catches it"
    yield "an assumption enforced by hope", swap(
        ASSUMPTIONS, "Enforced by: integrator", "Enforced by: hope"), "enforced by 'hope'"
    yield "an assumption enforced by an unnamed test", swap(
        ASSUMPTIONS, "Enforced by: integrator", "Enforced by: test"), "no link shows it"
    yield "a check that is gone", {"proofs/bitlogic.py": None}, "there is no proofs/bitlogic.py"
    yield "a check that says something else", swap(
        "proofs/framac.py", "gcc_x86_64", "x86_64"), "does not say gcc_x86_64"
    yield "a wild bug without check and reason", without(
        WILD, "No check yet:", "### CVE-2019-18422, XSA-303"), "needs a check that refutes it"
    yield "a red twin that is gone", swap(
        "proofs/red/aarch64_traps.c", "must fail: mandatory", "must fail: fmo"), "no red twin"
    yield "a red twin without a name", swap(
        WILD, "`proofs/red/aarch64_traps.c`: `tenon_aarch64_cptr__red_1(others)`",
        "`proofs/red/aarch64_traps.c`"), "names no red twin"


def stale_matrix():
    """The matrix of a tree in which one requirement is called differently."""
    traced = trace.Trace(rec.Tree(swap(ISOLATION, "req~vmid~1", "req~vmids~1")))
    traced.check_matrix()
    return any("stale" in sentence for _, sentence in traced.wrong)


def main():
    bad = 0
    for name, changes, sentence in cases():
        wrong = trace.Trace(rec.Tree(changes)).run()
        good = any(sentence in said for _, said in wrong)
        bad += not good
        print(f"{'PASS' if good else 'FAIL'} the tracer sees {name}")
        if not good:
            print(f"  expected: {sentence}", *[f"  said: {said}" for _, said in wrong], sep="\n")
    good = stale_matrix()
    print(f"{'PASS' if good else 'FAIL'} the tracer sees a stale matrix")
    untouched = trace.Trace(rec.Tree({})).run() == [] and matrix.HEAD in matrix.text(
        trace.Trace(rec.Tree()))
    print(f"{'PASS' if untouched else 'FAIL'} the tracer finds nothing in the tree as it is")
    return 0 if not bad and good and untouched else 1


if __name__ == "__main__":
    sys.exit(main())
