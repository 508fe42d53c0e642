# SPDX-License-Identifier: Apache-2.0
"""Terms over integers that print both as ACSL and as an SMT-LIB bit-vector query.

A lemma is written once, with these terms. The bit-vector reading is exact: every term carries
its interval, and a term whose interval does not fit WIDTH-bit two's complement is an error, so no
query can wrap around where the ACSL integers do not.
"""

WIDTH = 132
WORD = (1 << 64) - 1


class Term:
    """An integer term: its ACSL text, its SMT text, and the interval of its values."""

    def __init__(self, acsl, smt, low, high):
        if not -(1 << (WIDTH - 1)) <= low <= high < 1 << (WIDTH - 1):
            raise ValueError(f"{acsl} does not fit {WIDTH} bits")
        self.acsl, self.smt, self.low, self.high = acsl, smt, low, high

    def _binary(self, other, acsl, smt, low, high):
        return Term(f"({self.acsl} {acsl} {other.acsl})", f"({smt} {self.smt} {other.smt})",
                    low, high)

    def _bits(self, other, acsl, smt, high):
        natural(self), natural(other)
        return self._binary(other, acsl, smt, 0, high)

    def __and__(self, other):
        other = term(other)
        return self._bits(other, "&", "bvand", min(self.high, other.high))

    def __or__(self, other):
        other = term(other)
        return self._bits(other, "|", "bvor", all_ones(max(self.high, other.high)))

    def __xor__(self, other):
        other = term(other)
        return self._bits(other, "^", "bvxor", all_ones(max(self.high, other.high)))

    def __lshift__(self, other):
        other = term(other)
        return self._bits(other, "<<", "bvshl", self.high << other.high)

    def __rshift__(self, other):
        other = term(other)
        return self._bits(other, ">>", "bvlshr", self.high)

    def __floordiv__(self, other):
        other = natural(term(other))
        if other.low == 0:
            raise ValueError(f"{other.acsl} may be zero")
        return natural(self)._binary(other, "/", "bvudiv", 0, self.high // other.low)

    def __mod__(self, other):
        other = natural(term(other))
        if other.low == 0:
            raise ValueError(f"{other.acsl} may be zero")
        return natural(self)._binary(other, "%", "bvurem", 0, other.high - 1)

    def __mul__(self, other):
        other = natural(term(other))
        return natural(self)._binary(other, "*", "bvmul", 0, self.high * other.high)

    def __add__(self, other):
        other = term(other)
        return self._binary(other, "+", "bvadd", self.low + other.low, self.high + other.high)

    def __sub__(self, other):
        other = term(other)
        return self._binary(other, "-", "bvsub", self.low - other.high, self.high - other.low)

    def cast(self, bits, signed):
        """The C conversion to an exact-width type: the low bits, zero- or sign-extended."""
        extend, kind = ("sign_extend", "int") if signed else ("zero_extend", "uint")
        low, high = (-(1 << (bits - 1)), (1 << (bits - 1)) - 1) if signed else (0, (1 << bits) - 1)
        return Term(f"({kind}{bits}_t){self.acsl}",
                    f"((_ {extend} {WIDTH - bits}) ((_ extract {bits - 1} 0) {self.smt}))",
                    low, high)

    def __eq__(self, other):
        return compare(self, "==", "=", term(other))

    def __ne__(self, other):
        return negate(compare(self, "==", "=", term(other)))

    def __lt__(self, other):
        return compare(self, "<", "bvslt", term(other))

    def __le__(self, other):
        return compare(self, "<=", "bvsle", term(other))

    __hash__ = None


class Formula:
    """A proposition about terms."""

    def __init__(self, acsl, smt):
        self.acsl, self.smt = acsl, smt


def all_ones(value):
    return (1 << value.bit_length()) - 1


def natural(t):
    if t.low < 0:
        raise ValueError(f"{t.acsl} may be negative")
    return t


def term(value):
    if isinstance(value, Term):
        return value
    pattern = value % (1 << WIDTH)
    return Term(f"0x{value:X}" if value >= 10 else str(value), f"(_ bv{pattern} {WIDTH})",
                value, value)


def variable(name, low=0, high=WORD):
    return Term(name, name, low, high)


def compare(a, acsl, smt, b):
    return Formula(f"{a.acsl} {acsl} {b.acsl}", f"({smt} {a.smt} {b.smt})")


def negate(f):
    return Formula(f"!({f.acsl})", f"(not {f.smt})")


def every(*formulas):
    return Formula(" && ".join(f"({f.acsl})" for f in formulas),
                   "(and true " + " ".join(f.smt for f in formulas) + ")")


def either(*formulas):
    return Formula(" || ".join(f"({f.acsl})" for f in formulas),
                   "(or false " + " ".join(f.smt for f in formulas) + ")")


def same(a, b):
    return Formula(f"(({a.acsl}) <==> ({b.acsl}))", f"(= {a.smt} {b.smt})")


def choose(condition, a, b):
    a, b = term(a), term(b)
    return Term(f"({condition.acsl} ? {a.acsl} : {b.acsl})",
                f"(ite {condition.smt} {a.smt} {b.smt})", min(a.low, b.low), max(a.high, b.high))


def for_bits(count, body):
    """`body(k)` for every bit number below `count`: a quantifier in ACSL, unrolled for SMT."""
    quantified = body(variable("k", 0, count - 1)).acsl
    return Formula(f"(\\forall integer k; 0 <= k < {count} ==> {quantified})",
                   "(and true " + " ".join(body(term(k)).smt for k in range(count)) + ")")


class Lemma:
    """`premise ==> conclusion` for all `variables`; `premise` may be None."""

    def __init__(self, name, variables, premise, conclusion):
        self.name, self.variables, self.premise, self.conclusion = \
            name, variables, premise, conclusion

    def acsl(self):
        guards, words, integers = [], [], []
        for v in self.variables:
            if v.low == 0:
                words.append(v.acsl)
                if v.high < WORD:
                    guards.append(f"{v.acsl} < {term(v.high + 1).acsl}")
            else:
                integers.append(v.acsl)
                guards.append(f"-0x{-v.low:X} <= {v.acsl} <= {signed_text(v.high)}")
        if self.premise:
            guards.append(self.premise.acsl)
        binders = [f"uint64_t {', '.join(words)}"] * bool(words)
        binders += [f"integer {', '.join(integers)}"] * bool(integers)
        head = "".join(f"\\forall {b}; " for b in binders)
        return head + "".join(f"({g}) ==> " for g in guards) + self.conclusion.acsl

    def queries(self):
        """Two scripts: the first must be satisfiable (not vacuous), the second must not be."""
        given = "".join(f"(declare-const {v.smt} (_ BitVec {WIDTH}))" for v in self.variables)
        given += "".join(f"(assert (bvsle {term(v.low).smt} {v.smt}))"
                         f"(assert (bvsle {v.smt} {term(v.high).smt}))" for v in self.variables)
        if self.premise:
            given += f"(assert {self.premise.smt})"
        return (f"(set-logic QF_BV){given}(check-sat)",
                f"(set-logic QF_BV){given}(assert (not {self.conclusion.smt}))(check-sat)")


def signed_text(value):
    return str(value) if value > -10 else f"-0x{-value:X}"
