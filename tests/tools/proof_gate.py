#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""script/prove in parts, offline, and its smoke tests: nothing can be lost on the way."""
import contextlib
import io
import json
import pathlib
import re
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "proofs"))
import framac  # noqa: E402
import prove  # noqa: E402
import results  # noqa: E402
import rounds  # noqa: E402
import same_source  # noqa: E402
import shards  # noqa: E402
import smoke  # noqa: E402

SMALL = "common_residency"
failed = []


def check(name, why=""):
    print(f"FAIL {name}: {why}" if why else f"PASS {name}", flush=True)
    if why:
        failed.append(name)


def shard(number, units, **other):
    """What a shard of three leaves behind."""
    return {"shard": [number, 3], "only": "", "digest": "tree", "units": units, "faults": [],
            **other}


def check_parts():
    units = shards.names(prove.core(), sorted(prove.RED.glob("*.c")),
                         sorted(prove.BAD.glob("*.c")))
    for count in (1, 2, 3, 7):
        parts = [shards.part(units, index, count) for index in range(1, count + 1)]
        once = sorted(name for part in parts for name in part) == sorted(units)
        check(f"{count} shards have each unit once", "" if once else f"{parts}")
    heavy = [sum(map(shards.weight, shards.part(units, index, 3))) for index in (1, 2, 3)]
    check("three shards are about as heavy as each other",
          "" if max(heavy) < 1.3 * min(heavy) else f"{heavy}")


def check_merge():
    expected = ["module a", "red a", "bad a"]
    good = [shard(1, {"module a": [5, 5, 0]}), shard(2, {"red a": [0, 0, 2]}),
            shard(3, {"bad a": [0, 0, 0]})]
    units, wrong = shards.merged(good, expected, "tree")
    check("complete shards are joined", "" if units["module a"] == [5, 5, 0] and not wrong
          else f"{wrong}")
    for name, bad in {
            "a shard that is missing": good[:2],
            "a shard that is there twice": [*good, good[0]],
            "a unit of two shards": [*good[:2], shard(3, {"bad a": [0] * 3, "red a": [0, 0, 2]})],
            "a unit that is gone": [*good[:2], shard(3, {"bad a": [0] * 3, "red b": [0, 0, 2]})],
            "a goal that is not proved": [shard(1, {"module a": [5, 4, 0]}), *good[1:]],
            "a finding of a shard": [shard(1, {"module a": [5, 5, 0]}, faults=["x"]), *good[1:]],
            "another tree": [shard(1, {"module a": [5, 5, 0]}, digest="old"), *good[1:]],
            "another pattern": [shard(1, {"module a": [5, 5, 0]}, only="a"), *good[1:]],
    }.items():
        check(f"{name} is noticed", "" if shards.merged(bad, expected, "tree")[1] else "it is not")


def run_of(goals, functions):
    """A run of these goals (name -> proved)."""
    return framac.Run([framac.Goal(name, "Z3", proved, 1.0) for name, proved in goals.items()],
                      functions, [], "")


def check_open():
    """What is open is asked again, and nothing but that; what is answered counts once."""
    run = run_of({"lemma_a": True, "lemma_b": False, "f_ensures_x": False, "f_ensures_y": True,
                  "g_ensures_z": True},
                 {"lemmas": {"goals": 2, "proved": 1, "Z3": 1}, "f": {"goals": 2, "proved": 1},
                  "g": {"goals": 1, "proved": 1}})
    asked = rounds.still_open(run)
    check("what is open is asked again alone",
          "" if asked == [("-wp-prop", ["b"]), ("-wp-fct", ["f"])] else f"{asked}")
    for answer in (True, False):
        again = run_of({"lemma_b": answer, "f_assert_b": True},
                       {"lemmas": {"goals": 1, "proved": int(answer), "CVC4": int(answer)},
                        "f": {"goals": 1, "proved": 1}})
        whole = results.with_lemmas(run, again)
        check(f"a lemma that is then {'proved' if answer else 'open still'} counts once",
              "" if (len(whole.goals), whole.proved) == (5, 3 + answer) and
              whole.functions["lemmas"]["proved"] == 1 + answer and
              whole.functions["lemmas"]["goals"] == 2 and
              whole.functions["f"] == {"goals": 2, "proved": 1} else f"{whole}")


def check_rounds():
    """Z3 that runs out of time is asked again when there is more of it."""
    asked = []

    def prove_late(_source, cache, timeout, _extra=(), _provers=None):
        knows = json.loads(cache.get("entry", '{"verdict": "none", "time": 0}'))
        asked.append(timeout)
        valid = timeout >= 5 and (knows["verdict"], knows["time"]) == ("timeout", 1.0)
        cache["entry"] = json.dumps({"prover": "Z3:4.8.12", "time": 0.5,
                                     "verdict": "valid" if valid else "failed"})
        cache["cut"] = '{"prover": "Z3'
        goal = framac.Goal("f_ensures", "Z3 4.8.12", valid, 1.0)
        return framac.Run([goal], {"f": {"goals": 1, "proved": int(valid)}}, [], "")

    real, framac.prove = framac.prove, prove_late
    cache = {}
    try:
        run = rounds.patiently("file.c", cache, (1, 5, 20), [])
    finally:
        framac.prove = real
    check("who ran out of time is asked again", "" if asked == [1, 5] and run.proved == 1 and
          list(cache) == ["entry"] else f"{asked}, {run.goals}, {cache}")


def check_verdicts():
    """A run that asks for one file anew forgets no verdict but that file's."""
    real = results.VERDICTS
    with tempfile.TemporaryDirectory() as folder:
        results.VERDICTS = pathlib.Path(folder) / "verdicts.json"
        try:
            before = results.Verdicts("tools", True)
            for name in ("a", "b"):
                before.keep(name, before.key(name), 1)
            before.save(everything=True)
            anew = results.Verdicts("tools", False)
            found = anew.find("a", anew.key("a"))
            anew.save(everything=False)
            left = sorted(json.loads(results.VERDICTS.read_text()))
        finally:
            results.VERDICTS = real
    check("what is asked anew loses its verdict", "" if found is None and "a" not in left
          else f"{found}, {left}")
    check("and no other file does", "" if "b" in left else f"{left}")


def check_offline():
    source, cache = prove.core()[SMALL], results.load_cache(SMALL)
    run = rounds.prove_offline(source, cache, [])
    check("the committed cache answers offline", "" if run.proved == len(run.goals) > 0
          else f"{run.proved} of {len(run.goals)}")
    # One answer less.
    run = rounds.prove_offline(source, dict(sorted(cache.items())[1:]), [])
    check("an answer that the cache lacks is no proof", "" if run.proved == len(run.goals) - 1
          else f"{run.proved} of {len(run.goals)}")
    run = rounds.prove_offline(source, results.doubts(cache), [])
    wrong = [goal.name for goal in run.goals if goal.proved and goal.prover not in ("Qed", "CFG")]
    check("what a cold run begins with proves nothing", " ".join(wrong)
          or ("" if run.proved < len(run.goals) else "all goals are WP's own"))
    # A cache cannot say that what failed is proved: the questions are others.
    with tempfile.TemporaryDirectory(dir=ROOT / "build") as folder:
        path = pathlib.Path(folder) / "residency.c"
        path.write_text((ROOT / source).read_text().replace("*cpu_generation = stage2->generation",
                                                            "*cpu_generation = 0"))
        run = rounds.prove_offline(path.relative_to(ROOT), cache, [])
        check("a change is not hidden by the cache", "" if run.proved < len(run.goals)
              else "all is proved")


def check_smoke():
    report = prove.Report()
    for path in sorted(smoke.BAD.glob("*.c")):
        found = smoke.tests(path.relative_to(ROOT))
        check(f"{path.name} fails a smoke test", "" if smoke.doomed(found) else f"{found}")
    smoke.check_itself(report)
    check("the gate expects so", "; ".join(report.texts))
    found = smoke.tests(prove.core()[SMALL])
    check("a sound file passes its smoke tests", " ".join(smoke.doomed(found))
          or ("" if found else "there are none"))
    check_smoke_store(found)
    # Without smoke tests nobody would notice: all of its goals are proved.
    path = smoke.BAD / "doomed.c"
    run = framac.prove(path.relative_to(ROOT), None, 1)
    check("of a doomed contract everything is proved", "" if run.proved == len(run.goals)
          else f"{run.proved} of {len(run.goals)}")


def check_smoke_store(found):
    """What is kept is of the unit as it was, and a failure that is kept stays one."""
    core = {SMALL: prove.core()[SMALL]}
    units, store = {SMALL: prove.read_unit(core[SMALL])}, smoke.STORE
    with tempfile.TemporaryDirectory() as folder:
        smoke.STORE = pathlib.Path(folder) / "smoke.json"
        check("nothing is kept at first", f"{smoke.current(core, units)}".strip("{}"))
        smoke.keep(core, units, {SMALL: found})
        check("what was tested is kept", "" if SMALL in smoke.current(core, units) else "it is not")
        smoke.keep(core, units, {SMALL: {**found, "a_test": False}})
        report = prove.Report()
        with contextlib.redirect_stdout(io.StringIO()):
            smoke.judge(smoke.current(core, units), core, 0, report, lambda text: None)
        check("a kept failure without a reason is one", "" if report.faults else "it is none")
        units[SMALL].text += " "
        check("another text was not tested", f"{smoke.current(core, units)}".strip("{}"))
        smoke.STORE = store


def check_smoke_list():
    """A reason counts as often as it is listed, whatever the statements' numbers, and no longer."""
    listed = smoke.listed
    smoke.listed = lambda: {"f_wp_smoke_dead_code": 1}
    for doomed, faults, name in ((["f_wp_smoke_dead_code_s7"], 0, "a listed failure is none"),
                                 (["f_wp_smoke_dead_code_s7", "f_wp_smoke_dead_code_s9"], 2,
                                  "one more than listed is noticed"),
                                 (["g_wp_smoke_dead_code_s7"], 2, "another's reason is none"),
                                 ([], 1, "a reason for nothing is noticed")):
        report = prove.Report()
        with contextlib.redirect_stdout(io.StringIO()):
            smoke.judge({SMALL: {"tests": 9, "doomed": doomed}}, {SMALL: None}, 0, report,
                        lambda text: None)
        check(name, "" if report.faults == faults else "; ".join(report.texts) or "no fault")
    smoke.listed = listed
    rows = [line for line in smoke.LISTED.read_text().splitlines() if line[:1] not in ("", "#")]
    check("the list is read whole", "" if len(smoke.listed()) == len(rows) else f"{rows}")


def check_machine():
    """What src/machine.cpp asserts of each target is true of Frama-C's machine, and is checked."""
    text = (ROOT / "src" / "machine.cpp").read_text().replace("static_assert", "_Static_assert")
    text = re.sub(r"<c(\w+)>", r"<\1.h>", text)
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "machine.c"
        for name, new, expected in (("as it is", text, True),
                                    ("that is wrong", text.replace("(long) == 8", "(long) == 4"),
                                     False)):
            path.write_text(new)
            status, log = framac.frama_c([*framac.source_options(), str(path)])
            check(f"the machine of the proofs, {name}", "" if (status == 0) == expected else log)


def check_sources():
    """A file whose code depends on the compiler is noticed, whichever compiler it is."""
    with tempfile.TemporaryDirectory(dir=ROOT / "proofs") as folder:
        path = pathlib.Path(folder) / "other.c"
        for name, macro in (("the cross compiler", "__aarch64__"), ("the host", "__x86_64__"),
                            ("clang", "__clang__"), ("a freestanding build", "__STDC_HOSTED__ - 1"),
                            ("Frama-C", "__FRAMAC__")):
            path.write_text(f"#if {macro}\nint a;\n#endif\nint b;\n")
            check(f"what {name} alone reads is noticed",
                  "" if same_source.faults(path.relative_to(ROOT)) else "it is not")
        path.write_text('#include "tenon/core/base.h"\n'
                        "int a(int b) { return TENON_RARE(b > 1) ? 2 : 3; }\n")
        check("how likely a condition is is no difference",
              "; ".join(same_source.faults(path.relative_to(ROOT))))
        path.write_text("#ifdef __FRAMAC__\nint a(int b) { return (b > 1); }\n#else\n"
                        "int a(int b) { return (__builtin_expect((b > 2), 0) != 0); }\n#endif\n")
        check("another condition is", "" if same_source.faults(path.relative_to(ROOT))
              else "it is not")
        path.write_text("#include <stdint.h>\nuint64_t a = UINT64_MAX;\n")
        check("what all read alike is not", "; ".join(same_source.faults(path.relative_to(ROOT))))


def check_digest():
    """Shards of two trees are not joined, whichever file they differ in."""
    covered = {path for pattern in shards.SOURCES for path in ROOT.glob(pattern)}
    missing = [str(source) for source in prove.core().values() if ROOT / source not in covered]
    check("the digest of a tree has every module", " ".join(missing))


def check_report():
    texts = json.loads((ROOT / "proofs" / "results" / "summary.json").read_text())
    check("the summary has every module", "" if set(texts["modules"]) == set(prove.core())
          else f"{set(texts['modules']) ^ set(prove.core())}")


def main():
    (ROOT / "build").mkdir(exist_ok=True)
    check_parts()
    check_merge()
    check_open()
    check_rounds()
    check_verdicts()
    check_offline()
    check_smoke()
    check_smoke_list()
    check_machine()
    check_sources()
    check_digest()
    check_report()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
