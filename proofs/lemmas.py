#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes proofs/lemmas/MODULE.h, the bit lemmas that MODULE's proof may use, from MODULE.list.

WP knows bit operations on integers only as opaque functions. Each family below is one fact that
links them to arithmetic, written once and printed twice: as an ACSL lemma, and as a bit-vector
query that Z3 must refute (and whose premise it must find satisfiable) before anything is written.
Every lemma enters every goal of its module: keep the lists short.

A list has one family a line, with its numbers: `mask 1 5 16`, `field 12 36`, `land_ub`.
"""

import argparse
import pathlib
import subprocess
import sys

from bitlogic import (WORD, Lemma, choose, either, every, for_bits, same, term, variable)

FOLDER = pathlib.Path(__file__).resolve().parent / "lemmas"
TIMEOUT_SECONDS = 30

x, y, w, m = (variable(name) for name in "xywm")


def bits_of(value, low, high):
    number = int(value)
    if not low <= number <= high:
        raise ValueError(f"{number} is not within {low} to {high}")
    return number


def equals(a, b):
    return a == term(b)


def test(word, bit):
    return (word & (term(1) << bit)) != 0


def mask(n):
    """Keeping the low n bits is the remainder."""
    n = bits_of(n, 1, 63)
    return Lemma(f"mask{n}", [x], None, (x & (1 << n) - 1) == x % (1 << n))


def align(n):
    """Clearing the low n bits subtracts the remainder."""
    n = bits_of(n, 1, 63)
    return Lemma(f"align{n}", [x], None, (x & (WORD + 1 - (1 << n))) == x - x % (1 << n))


def orlow(n):
    """Or-ing below n free bits is adding."""
    n = bits_of(n, 1, 63)
    free = every(equals(x % (1 << n), 0), y < 1 << n)
    return Lemma(f"orlow{n}", [x, y], free, (x | y) == x + y)


def shr(n):
    n = bits_of(n, 1, 63)
    return Lemma(f"shr{n}", [x], None, (x >> n) == x // (1 << n))


def shl(n):
    n = bits_of(n, 1, 63)
    return Lemma(f"shl{n}", [x], None, (x << n) == x * (1 << n))


def bit(n):
    """One bit, kept in place."""
    n = bits_of(n, 0, 63)
    return Lemma(f"bit{n}", [x], None, (x & 1 << n) == x // (1 << n) % 2 * (1 << n))


def field(low, width):
    """A field, kept in place."""
    low, width = bits_of(low, 1, 63), bits_of(width, 1, 63)
    high = bits_of(low + width, 2, 64)
    return Lemma(f"field{low}_{width}", [x], None,
                 (x & (1 << high) - (1 << low)) == x % (1 << high) - x % (1 << low))


def lowkept(n, wide):
    """A mask that has the low n bits keeps the remainder by 2^n."""
    n, wide = bits_of(n, 1, 63), int(wide, 0)
    return Lemma(f"lowkept{n}_{wide:x}", [x], None, (x & wide) % (1 << n) == x % (1 << n))


def half(n):
    """Dividing by 2^n moves every bit down by n."""
    n = bits_of(n, 1, 63)
    k = variable("k", 0, 63 - n)
    return Lemma(f"half{n}", [w, k], None, same(test(w // (1 << n), k), test(w, k + n)))


def low(n):
    """A multiple of 2^n has no bit below n."""
    n = bits_of(n, 1, 63)
    k = variable("k", 0, n - 1)
    return Lemma(f"low{n}", [w, k], equals(w % (1 << n), 0), equals(w & (term(1) << k), 0))


def rest(n):
    """The remainder by 2^n keeps the bits below n."""
    n = bits_of(n, 1, 63)
    k = variable("k", 0, n - 1)
    return Lemma(f"rest{n}", [w, k], None, same(test(w % (1 << n), k), test(w, k)))


def high(n):
    """A number below 2^n has no bit from n on."""
    n = bits_of(n, 1, 63)
    k = variable("k", 0, 63)
    return Lemma(f"high{n}", [w, k], every(w < 1 << n, term(n) <= k),
                 equals(w & (term(1) << k), 0))


def members(word):
    """Which bits a constant has."""
    word = int(word, 0)
    k = variable("k", 0, 63)
    return Lemma(f"members{word:x}", [k], None,
                 same(test(term(word), k), either(*(k == n for n in range(64) if word >> n & 1))))


def cast(n):
    n = bits_of(n, 8, 32)
    return Lemma(f"ucast{n}", [x], None, x.cast(n, signed=False) == x % (1 << n))


def scast(n):
    n = bits_of(n, 8, 64)
    rest = x % (1 << n)
    return Lemma(f"scast{n}", [x], None,
                 x.cast(n, signed=True) == choose(rest < 1 << (n - 1), rest, rest - (1 << n)))


def ucast_neg(n):
    """A small negative number becomes unsigned by adding the modulus."""
    n = bits_of(n, 8, 64)
    z = variable("x", -(1 << (n - 1)), -1)
    return Lemma(f"ucast{n}neg", [z], None, z.cast(n, signed=False) == z + (1 << n))


def xor(n):
    """Flipping the sign bit n of an (n+1)-bit number: the first half of a sign extension."""
    n = bits_of(n, 1, 62)
    v, half = variable("x", 0, (2 << n) - 1), 1 << n
    return Lemma(f"xor{n}", [v], None, (v ^ half) == choose(v < half, v + half, v - half))


def pow2():
    s = variable("s", 0, 3)
    return Lemma("pow2", [s], None, (term(1) << s) ==
                 choose(s == 0, 1, choose(s == 1, 2, choose(s == 2, 4, 8))))


def shl1_ub():
    s = variable("s", 0, 63)
    return Lemma("shl1_ub", [s], None, every(term(1) <= term(1) << s, (term(1) << s) < WORD + 1))


def shl1_within(low, high):
    """Between two powers."""
    low, high = bits_of(low, 0, 63), bits_of(high, 0, 63)
    s = variable("s", 0, high)
    return Lemma(f"shl1_within{low}_{high}", [s], term(low) <= s,
                 every(term(1 << low) <= term(1) << s, (term(1) << s) <= 1 << high))


def land_ub():
    return Lemma("land_ub", [x, y], None,
                 every(term(0) <= (x & y), (x & y) <= x, (x & y) <= y))


def lor_lb():
    return Lemma("lor_lb", [x, y], None, every(x <= (x | y), y <= (x | y), (x | y) <= x + y))


def lor_disj():
    return Lemma("lor_disj", [x, y], equals(x & y, 0), (x | y) == x + y)


def or_bit():
    """Setting bit n sets that bit and no other."""
    n, k = variable("n", 0, 63), variable("k", 0, 63)
    return Lemma("or_bit", [w, n, k], None,
                 same(test(w | term(1) << n, k), either(k == n, test(w, k))))


def clear_bit():
    """Masking bit n out clears that bit and no other."""
    n, k = variable("n", 0, 63), variable("k", 0, 63)
    return Lemma("clear_bit", [w, n, k], None,
                 same(test(w & term(WORD) - (term(1) << n), k), every(k != n, test(w, k))))


def bit_test():
    """The two ways to ask for bit n."""
    n = variable("n", 0, 63)
    return Lemma("bit_test", [w, n], None, same(equals((w >> n) & 1, 1), test(w, n)))


def bits_zero():
    """A word without a set bit is zero."""
    return Lemma("zero", [w], for_bits(64, lambda k: equals(w & (term(1) << k), 0)),
                 equals(w, 0))


def submask():
    """A word that has every bit of a mask has the mask."""
    return Lemma("submask", [w, m],
                 for_bits(64, lambda k: either(equals(m & (term(1) << k), 0), test(w, k))),
                 (w & m) == m)


def disjoint():
    """A word that has no bit of a mask has nothing of it."""
    return Lemma("disjoint", [w, m],
                 for_bits(64, lambda k: either(equals(m & (term(1) << k), 0),
                                               equals(w & (term(1) << k), 0))),
                 equals(w & m, 0))


def apart():
    """Words that share nothing have no bit in common."""
    k = variable("k", 0, 63)
    return Lemma("apart", [x, y, k], equals(x & y, 0),
                 either(equals(x & (term(1) << k), 0), equals(y & (term(1) << k), 0)))


EACH = {f.__name__: f for f in (mask, align, orlow, shr, shl, bit, half, low, rest, high,
                                members, cast, scast, ucast_neg, xor)}
PAIR = {f.__name__: f for f in (field, lowkept, shl1_within)}
ONCE = {f.__name__: f for f in (pow2, shl1_ub, land_ub, lor_lb, lor_disj, or_bit, clear_bit,
                                bit_test, bits_zero, submask, disjoint, apart)}


def parse(path):
    lemmas = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        words = line.split("#")[0].split()
        if not words:
            continue
        family, arguments = words[0], words[1:]
        try:
            if family in EACH and arguments:
                new = [EACH[family](argument) for argument in arguments]
            elif family in PAIR and len(arguments) == 2:
                new = [PAIR[family](*arguments)]
            elif family in ONCE and not arguments:
                new = [ONCE[family]()]
            else:
                raise ValueError(f"no such family, or wrong numbers: {' '.join(words)}")
        except ValueError as error:
            sys.exit(f"{path}:{number}: {error}")
        lemmas.update((lemma.name, lemma) for lemma in new)
    return list(lemmas.values())


def audit(lemmas):
    """Exits unless Z3 finds each premise satisfiable and each negated lemma unsatisfiable."""
    scripts = [query for lemma in lemmas for query in lemma.queries()]
    answer = subprocess.run(["z3", "-in", f"-t:{TIMEOUT_SECONDS * 1000}"], text=True,
                            input="(reset)".join(scripts), capture_output=True, check=False)
    verdicts = answer.stdout.split()
    if len(verdicts) != len(scripts):
        sys.exit(f"lemmas.py: z3 did not answer every query:\n{answer.stdout}{answer.stderr}")
    wrong = [lemma.name for index, lemma in enumerate(lemmas)
             if verdicts[2 * index:2 * index + 2] != ["sat", "unsat"]]
    if wrong:
        sys.exit(f"lemmas.py: z3 does not confirm: {' '.join(wrong)}")


def render(module, lemmas):
    lines = ["/* SPDX-License-Identifier: Apache-2.0 */",
             f"/* Generated by proofs/lemmas.py from {module}.list; Z3 confirmed each lemma in"
             " QF_BV. */", "#include <stdint.h>"]
    for lemma in lemmas:
        guard = f"TENON_LEMMA_{lemma.name}"
        lines += [f"#ifndef {guard}", f"#define {guard}",
                  f"/*@ admit lemma bits_{lemma.name}: {lemma.acsl()}; */", "#endif"]
    return "\n".join(lines) + "\n"


def stray_headers():
    return [p.name for p in FOLDER.glob("*.h") if not p.with_suffix(".list").exists()]


def check(module):
    """The audited lemmas of a module; exits unless its header is what its list says."""
    source, header = FOLDER / f"{module}.list", FOLDER / f"{module}.h"
    lemmas = parse(source)
    audit(lemmas)
    if not header.exists() or header.read_text() != render(module, lemmas):
        sys.exit(f"lemmas.py: {header} is not what {source.name} says; run lemmas.py {module}")
    if stray_headers():
        sys.exit(f"lemmas.py: no list generates {' '.join(stray_headers())}")
    return lemmas


def write(module):
    source, header = FOLDER / f"{module}.list", FOLDER / f"{module}.h"
    if not source.exists():
        sys.exit(f"lemmas.py: there is no {source}")
    lemmas = parse(source)
    audit(lemmas)
    header.write_text(render(module, lemmas))
    return lemmas


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module", nargs="*", help="such as aarch64_decode")
    parser.add_argument("--all", action="store_true", help="every list")
    parser.add_argument("--check", action="store_true",
                        help="write nothing; fail if a header is not what its list says")
    options = parser.parse_args()
    modules = options.module
    if options.all or (options.check and not modules):
        modules = sorted(path.stem for path in FOLDER.glob("*.list"))
    if not modules and not options.all:
        parser.error("name a module, or say --all")
    count = sum(len(check(module) if options.check else write(module)) for module in modules)
    print(f"{count} lemmas of {len(modules)} modules confirmed")


if __name__ == "__main__":
    main()
