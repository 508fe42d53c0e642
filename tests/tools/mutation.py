#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""script/mutate: it makes the mistakes that it should, and nothing it counts can be lost."""
import json
import pathlib
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "mutation"))
import judges  # noqa: E402
import ledger  # noqa: E402
import operators  # noqa: E402

TABLE = ROOT / "tests" / "mutation" / "core_results.md"
REASONS = ROOT / "tests" / "mutation" / "core_survivors.json"
SOURCE = """
enum fruit { APPLE, PEAR };
struct box { int left, right; int *where; };
#define MASK 0x30u
static int add(int a, int b) { return a + b; }
int f(struct box box, int n) {
  int sum = n < 5 && box.left != 2 ? add(n, box.right) : PEAR;
  if (sum > 3) return 0;
  for (int i = 0; i < n; i++) {
    sum += *box.where;
  }
  return (int)(sum & MASK) | 1;
}
"""
# function, what stood there, what is there instead
EXPECTED = [
    ("add", "+", "-"), ("add", "return a + b", ""),
    ("f", "<", "<="), ("f", "5", "6"), ("f", "5", "4"), ("f", "!=", "=="), ("f", "left", "right"),
    ("f", "n < 5 && box.left != 2", "n < 5"), ("f", "n < 5 && box.left != 2", "box.left != 2"),
    ("f", "n < 5 && box.left != 2", "!(n < 5 && box.left != 2)"),
    ("f", "n, box.right", "box.right, n"), ("f", "PEAR", "APPLE"),
    ("f", "if (sum > 3) return 0", ";"), ("f", "i < n", "0"),
    ("f", "i++", "i--"), ("f", "+=", "-="), ("f", "sum += *box.where", ""), ("f", "&", "|"),
    ("f", "0x30u", "0x20u"), ("f", "0x30u", "0x70u"), ("f", "0x30u", "0x10u"),
    ("f", "(int)(sum & MASK) | 1", "(int)(sum & MASK)"), ("f", "(int)(sum & MASK) | 1", "1"),
]
failed = []


def check(name, why=""):
    print(f"FAIL {name}: {why}" if why else f"PASS {name}", flush=True)
    if why:
        failed.append(name)


def check_judges():
    with tempfile.TemporaryDirectory() as name:
        part, library = pathlib.Path(name) / "a.s", pathlib.Path(name) / "a.so"
        part.write_text(".data\n.byte 1\n")
        check("a mutant is linked", "" if judges.link([part], library) else "it is not")
        part.write_text(f".data\n.byte 1\n.zero {2**36}\n")
        check("what no memory holds is no mutant", "it is one" if judges.link([part], library) else "")
        try:
            judges.link([part.with_name("none.s")], library)
            check("a linker that fails is no verdict", "it is one")
        except SystemExit:
            check("a linker that fails is no verdict")
    provers, seconds = judges.effort.of(["tenon_value_add"], "arch/common/value.c")
    check("the proof of a mutant is asked with what proves the original",
          "" if provers and seconds else f"{provers}, {seconds} s")


def check_operators():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "a.c").write_text(SOURCE)
        found = list(operators.mutants("a.c", folder))
        made = {(mutant.functions[0], SOURCE[mutant.start:mutant.end], mutant.text)
                for mutant in found}
        missing = [one for one in EXPECTED if one not in made]
        check("the expected mistakes are made", f"{missing}" if missing else "")
        names = {mutant.name for mutant in found}
        check("no two have one name", "" if len(names) == len(found) else f"{len(found)}")
        (folder / "a.c").write_text("\n\n" + SOURCE)
        moved = {mutant.name: mutant.key for mutant in operators.mutants("a.c", folder)}
        lasting = {m.name for m in found if moved.get(m.name) == m.key}
        # What a #define says belongs to the whole file.
        check("lines that are added before change neither names nor keys",
              "" if {name for name in names if "0x30u" not in name} <= lasting
              else f"{sorted(names - lasting)}")
        return found


def refuses(stores, wanted):
    try:
        ledger.merged(stores, wanted, {})
        return False
    except SystemExit:
        return True


def check_merge(found):
    with tempfile.TemporaryDirectory() as name:
        stores = [pathlib.Path(name) / f"{number}" for number in range(3)]
        parts = [found[number::3] for number in range(3)]
        for store, part in zip(stores, parts):
            ledger.write(store, {m.name: ledger.entry(m.key, "a_test", "", True) for m in part})
        check("shards are joined", "" if len(ledger.merged(stores, found, {})) == len(found)
              else "some are lost")
        check("a shard that is missing is noticed",
              "" if refuses(stores[:2], found) else "it is not")
        known = {m.name: ledger.entry(m.key, "a_test", "", True) for m in parts[2]}
        check("what was known before is in no shard",
              "" if len(ledger.merged(stores[:2], found, known)) == len(found) - len(known)
              else "it must be")
        check("a shard that is there twice is noticed",
              "" if refuses([*stores, stores[0]], found) else "it is not")
        with stores[1].open("a", encoding="utf-8") as out:
            out.write('["cut sho')
        check("a line that was cut short loses nothing else",
              "" if len(ledger.merged(stores, found, {})) == len(found) else "it does")
        old = found[0]
        ledger.append(stores[0], old.name, ledger.entry("old", "a_test", "", True))
        check("a result of another text is noticed",
              "" if refuses(stores, found) else "it is not")


def check_kept(found):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        mutants = {mutant.name: mutant for mutant in found}
        first, second, third, *_ = found
        ledger.keep(folder, mutants, {
            first.name: ledger.entry(first.key, "a_test", "", True),
            second.name: ledger.entry(second.key, None, "", False),
            third.name: ledger.entry("old", "a_test", "", True)})
        known = ledger.kept(folder, mutants)
        check("what is kept is of the text as it is, and was proved if no test saw it",
              "" if list(known) == [first.name] and known[first.name]["by"] == "a_test"
              else f"{sorted(known)}")
        store = folder / "results.jsonl"
        ledger.append(store, first.name, ledger.entry("old", None, "", True))
        check("an older result does not hide what is kept",
              "" if ledger.known(folder, store, mutants) == known else "it does")
        store.unlink()
        ledger.keep(folder, {}, {})
        check("nothing is kept of files that are gone",
              "there is some" if list(folder.iterdir()) else "")


def check_reasons():
    found = {"a": 1, "b": 1, "c": 1}
    faults = ledger.reason_faults(found, ["a"], {"b"}, {"b": "", "d": ""})
    check("a survivor needs a reason, and only a survivor has one",
          "" if len(faults) == 3 else f"{faults}")
    number = ledger.counts([{"by": by} for by in ("same code", "a_test", "proof", None)])
    check("the score", "" if ledger.score(number) == "2 of 3 caught (66.6 %)"
          else ledger.score(number))
    table = TABLE.read_text()
    unlisted = [name for name in json.loads(REASONS.read_text())
                if name != "SPDX-License-Identifier"
                and name.replace("`", "'").replace("|", "\\|") not in table]
    check("each reason is in the table", "; ".join(unlisted))
    check("no survivor of the table is without a reason",
          "there is one" if "no reason given" in table else "")


def main():
    check_judges()
    found = check_operators()
    check_merge(found)
    check_kept(found)
    check_reasons()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
