# SPDX-License-Identifier: Apache-2.0
"""Reads the part of ACSL that the core's contracts are written in.

Expressions become tuples: ("number", n), ("name", n), ("call", name, labels, arguments),
("old", e), ("at", e, label), ("cast", type, e), ("arrow", e, field), ("dot", e, field),
("index", e, i), ("range", low, high), ("unary", op, e), ("binary", op, a, b), ("chain", [e, op, e, ...]),
("in", e, [e, ...]), ("if", c, a, b), ("forall" | "exists", [names], e).
"""
import re

TOKEN = re.compile(r"""\s*(?:
    (?P<number>0x[0-9a-fA-F]+|\d+)
  | (?P<name>\\?[A-Za-z_]\w*)
  | (?P<op><==>|==>|->|<=|>=|==|!=|&&|\|\||<<|>>|\.\.|[-+*/%&|^!~<>?:;,.()\[\]{}=])
  )""", re.X)
# Loosest first; comparisons are read as chains.
BINARY = [["<==>"], ["==>"], ["||"], ["&&"], ["|"], ["^"], ["&"], None, ["<<", ">>"],
          ["+", "-"], ["*", "/", "%"]]
COMPARISONS = {"==", "!=", "<", "<=", ">", ">="}
TYPES = {"integer", "struct", "uint64_t", "uint32_t", "const", "boolean"}


class AcslError(Exception):
    pass


def tokens(text):
    found, at = [], 0
    text = re.sub(r"//[^\n]*", "", text)
    while text[at:].strip():
        match = TOKEN.match(text, at)
        if match is None:
            raise AcslError(f"cannot read '{text[at:at + 40]}'")
        found.append(match.group(match.lastgroup))
        at = match.end()
    return found


class Parser:
    def __init__(self, text):
        self.tokens = tokens(text)
        self.at = 0

    def peek(self, ahead=0):
        return self.tokens[self.at + ahead] if self.at + ahead < len(self.tokens) else None

    def take(self, wanted=None):
        token = self.peek()
        if token is None or (wanted is not None and token != wanted):
            raise AcslError(f"expected {wanted}, found {token} in {' '.join(self.tokens)[:200]}")
        self.at += 1
        return token

    def accept(self, wanted):
        if self.peek() == wanted:
            self.at += 1
            return True
        return False

    def whole(self):
        expression = self.expression()
        if self.peek() is not None:
            raise AcslError(f"'{self.peek()}' is left of {' '.join(self.tokens)[:200]}")
        return expression

    def expression(self):
        if self.peek() in ("\\forall", "\\exists"):
            kind = self.take()[1:]
            self.take()  # the type
            names = [self.take()]
            while self.accept(","):
                names.append(self.take())
            self.take(";")
            return (kind, names, self.expression())
        condition = self.binary(0)
        if self.accept("?"):
            yes = self.expression()
            self.take(":")
            return ("if", condition, yes, self.expression())
        return condition

    def binary(self, level):
        if level == len(BINARY):
            return self.unary()
        if BINARY[level] is None:
            return self.comparison(level)
        left = self.binary(level + 1)
        while self.peek() in BINARY[level]:
            op = self.take()
            if self.peek() in ("\\forall", "\\exists"):
                return ("binary", op, left, self.expression())
            # An implication is read from the right.
            right = self.binary(level if op == "==>" else level + 1)
            left = ("binary", op, left, right)
        return left

    def comparison(self, level):
        left = self.binary(level + 1)
        if self.accept("\\in"):
            self.take("{")
            members = [self.expression()]
            while self.accept(","):
                members.append(self.expression())
            self.take("}")
            return ("in", left, members)
        chain = [left]
        while self.peek() in COMPARISONS:
            chain += [self.take(), self.binary(level + 1)]
        return left if len(chain) == 1 else ("chain", chain)

    def unary(self):
        if self.peek() in ("-", "!", "~", "*", "&"):
            return ("unary", self.take(), self.unary())
        if self.peek() == "(" and self.peek(1) in TYPES:
            _, kind, end = self.take(), self.take(), self.take()
            if end != ")":
                raise AcslError("a cast")
            return ("cast", kind, self.unary())
        return self.postfix(self.primary())

    def primary(self):
        token = self.take()
        if token == "(":
            inner = self.expression()
            self.take(")")
            return inner
        if token[0].isdigit():
            return ("number", int(token, 0))
        if token in ("\\old", "\\at"):
            self.take("(")
            inner = self.expression()
            label = None
            if token == "\\at":
                self.take(",")
                label = self.take()
            self.take(")")
            return ("old", inner) if label is None else ("at", inner, label)
        return ("name", token)

    def postfix(self, left):
        while True:
            if left[0] == "name" and self.peek() in ("{", "("):
                labels = []
                if self.accept("{"):
                    labels.append(self.take())
                    while self.accept(","):
                        labels.append(self.take())
                    self.take("}")
                arguments = []
                if self.accept("(") and not self.accept(")"):
                    arguments.append(self.expression())
                    while self.accept(","):
                        arguments.append(self.expression())
                    self.take(")")
                left = ("call", left[1], labels, arguments)
            elif self.accept("->"):
                left = ("arrow", left, self.take())
            elif self.accept("."):
                left = ("dot", left, self.take())
            elif self.accept("["):
                index = self.expression()
                if self.accept(".."):
                    index = ("range", index, self.expression())
                self.take("]")
                left = ("index", left, index)
            else:
                return left


def split(text, separator):
    """Cuts at a separator that is in no bracket."""
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        if char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
        elif char == separator and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return parts + [text[start:]]


CLAUSE = re.compile(r"\s*(?:(?P<behavior>behavior)\s+(?P<name>\w+)\s*:"
                    r"|(?P<sets>complete|disjoint)\s+behaviors\b"
                    r"|(?P<clause>requires|ensures|assumes|assigns|terminates|exits)\b)")


def clause_end(text, at):
    """The ';' that ends a clause: one behind a quantifier's names does not."""
    depth = 0
    while True:
        if text[at] in "([{":
            depth += 1
        elif text[at] in ")]}":
            depth -= 1
        elif text[at] == ";" and depth == 0 \
                and not re.search(r"\\(?:forall|exists)\s+\w+\s+[\w\s,]*$", text[:at]):
            return at
        at += 1


def clauses(text):
    """(behaviour or None, kind, name or None, text) of each clause of a contract."""
    text = re.sub(r"//[^\n]*", "", text)
    found, behavior, at = [], None, 0
    while text[at:].strip():
        match = CLAUSE.match(text, at)
        if match is None:
            raise AcslError(f"no clause: '{text[at:at + 60].strip()}'")
        if match.group("behavior"):
            behavior, at = match.group("name"), match.end()
            continue
        end = clause_end(text, match.end())
        body = text[match.end():end].strip()
        at = end + 1
        if match.group("sets"):
            found.append((None, match.group("sets"), None, body))
            continue
        named = re.match(r"(\w+)\s*:(?!:)\s*", body)
        if match.group("clause") in ("requires", "ensures", "assumes") and named:
            found.append((behavior, match.group("clause"), named.group(1), body[named.end():]))
        else:
            found.append((behavior, match.group("clause"), None, body))
    return found
