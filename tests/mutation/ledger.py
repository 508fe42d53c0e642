# SPDX-License-Identifier: Apache-2.0
"""What became of each mutant, and the reasons of those that nobody catches."""

import json
import sys

NONE = ("not C", "too large", "same code")  # no mutants after all


def reasons(path):
    """mutant -> why it is equivalent to the original."""
    given = json.loads(path.read_text(encoding="utf-8"))
    given.pop("SPDX-License-Identifier", None)
    return given


def reason_faults(found, survivors, caught, given):
    """Survivors without a reason, and reasons of none."""
    faults = [f"{name} survives without a reason" for name in survivors if name not in given]
    faults += [f"there is a reason for {name}, which is caught" for name in given
               if name in caught]
    faults += [f"there is a reason for {name}, which is no mutant" for name in given
               if name not in found]
    return faults


def entry(key, by, words, proofs):
    """One result. `proofs`: the proof was asked too, if nothing else caught it."""
    return {"key": key, "by": by, "words": words, "proofs": proofs}


def load(store):
    """A line each; the last of a name counts. A line that was cut short is none."""
    known = {}
    for line in store.read_text(encoding="utf-8").splitlines() if store.is_file() else ():
        try:
            name, result = json.loads(line)
        except ValueError:
            continue
        known[name] = result
    return known


def _place(folder, mutant):
    return folder / f"{mutant.file.replace('/', '_')}.json"


def kept(folder, found):
    """What `keep` wrote, for the mutants as they are now: who caught what, not in which words."""
    texts = {path: json.loads(path.read_text(encoding="utf-8"))
             for path in {_place(folder, mutant) for mutant in found.values()} if path.is_file()}
    return {name: entry(mutant.key, texts[_place(folder, mutant)][mutant.key], "", True)
            for name, mutant in found.items()
            if mutant.key in texts.get(_place(folder, mutant), {})}


def keep(folder, found, known):
    """A file for each source, a line for each mutant. The keys are of the mutated functions' text:
    what became of a function that has changed since is forgotten."""
    texts = {}
    for mutant in found.values():
        result = current([mutant], known).get(mutant.name)
        if result and (result["by"] or result["proofs"]):
            texts.setdefault(_place(folder, mutant), {})[mutant.key] = result["by"]
    folder.mkdir(exist_ok=True)
    for path in set(folder.glob("*.json")) - set(texts):
        path.unlink()
    for path, lines in texts.items():
        path.write_text(json.dumps(lines, indent=0, sort_keys=True) + "\n", encoding="utf-8")


def known(folder, store, found):
    """What was kept, and above it what became of mutants here, as they are now: an older result of
    this machine hides no newer one of another."""
    return kept(folder, found) | current(found.values(), load(store))


def append(store, name, result):
    """A run that is broken off has lost nothing."""
    with store.open("a", encoding="utf-8") as out:
        out.write(json.dumps([name, result]) + "\n")


def write(store, known):
    """Everything anew."""
    store.parent.mkdir(parents=True, exist_ok=True)
    store.write_text("".join(json.dumps(item) + "\n" for item in known.items()), encoding="utf-8")


def merged(stores, wanted, before):
    """The results of shards as one. Each mutant is in exactly one of them, as it is now, but for
    what was known before the shards began."""
    known, wrong = {}, []
    for store in stores:
        if not store.is_file():
            wrong.append(f"there is no {store}")
        part = load(store)
        wrong += [f"{name} is in two shards" for name in part if name in known]
        known |= part
    keys = {mutant.name: mutant.key for mutant in wanted}
    wrong += [f"{name} is in no shard" for name, key in keys.items()
              if (known.get(name) or before.get(name, {})).get("key") != key]
    wrong += [f"{name} is no mutant" for name in known if name not in keys]
    if wrong:
        sys.exit("\n".join([*wrong[:10], f"mutate: {len(wrong)} faults in what was to be merged"]))
    return known


def is_known(known, mutant, given, proofs):
    """Needs not be tried again. A survivor whose reason is known is left alone; others may have
    met their test by now."""
    result = known.get(mutant.name)
    if result is None or result["key"] != mutant.key:
        return False
    return result["by"] is not None or (
        mutant.name in given and (result["proofs"] or not proofs))


def current(mutants, known):
    """name -> result, of those that were tried as they are now."""
    return {mutant.name: known[mutant.name] for mutant in mutants
            if mutant.name in known and known[mutant.name]["key"] == mutant.key}


def counts(results):
    """How many of these became what."""
    by = [result["by"] for result in results]
    none = sum(one in NONE for one in by)
    proof, survive = by.count("proof"), by.count(None)
    return {"none": none, "tests": len(by) - none - proof - survive, "proof": proof,
            "survive": survive}


def percent(caught, number):
    """Rounded down: 100.0 is all."""
    return f"{int(1000 * caught / number) / 10 if number else 100.0:.1f} %"


def score(number):
    """What was caught of what could be."""
    caught = number["tests"] + number["proof"]
    return (f"{caught} of {caught + number['survive']} caught "
            f"({percent(caught, caught + number['survive'])})")


def core_table(found, known, given):
    """The results of the core's mutants as Markdown."""
    lines = ["<!-- SPDX-License-Identifier: Apache-2.0 -->", "# Mutants of the core", "",
             "Made by `script/mutate --write`; see [README.md](README.md).", "",
             "| file | made | none | not run | by tests | by proof | survive | score |",
             "|---|---|---|---|---|---|---|---|"]
    by_file = {}
    for mutant in found.values():
        by_file.setdefault(mutant.file, []).append(mutant)

    def row(title, mutants):
        done = current(mutants, known)
        number = counts(done.values())
        caught = number["tests"] + number["proof"]
        return (f"| {title} | {len(mutants)} | {number['none']} | {len(mutants) - len(done)} | "
                f"{number['tests']} | {number['proof']} | {number['survive']} | "
                f"{percent(caught, caught + number['survive']) if done else ''} |")

    lines += [row(f"`{file}`", mutants) for file, mutants in sorted(by_file.items())]
    lines.append(row("**all**", list(found.values())))
    survivors = [name for name, result in current(found.values(), known).items()
                 if result["by"] is None]
    lines += ["", "## Survivors", "", "| mutant | why it is equivalent |", "|---|---|"]
    for name in sorted(survivors):
        words = name.replace("`", "'").replace("|", "\\|")
        lines.append(f"| `{words}` | {given.get(name, '**no reason given**')} |")
    return "\n".join(lines) + "\n"


def verdict(program, found, wanted, known, given):
    """Says what there is to say; 0 if all is well."""
    done = current(wanted, known)
    survivors = [name for name, result in done.items() if result["by"] is None]
    caught = {name for name, result in current(found.values(), known).items()
              if result["by"] is not None}
    for name in survivors:
        print(f"survivor: {name}: {given.get(name, 'no reason given')}")
    faults = reason_faults(found, survivors, caught, given)
    for fault in faults:
        print(f"{program}: {fault}")
    number = counts(done.values())
    print(f"{len(wanted)} mutants: {len(wanted) - len(done)} not run, {number['none']} are none, "
          f"{number['tests']} caught by tests, {number['proof']} by proof, "
          f"{number['survive']} survive, {len(survivors) - sum(n in given for n in survivors)} "
          "of them without a reason")
    print(score(number))
    return 1 if faults else 0
