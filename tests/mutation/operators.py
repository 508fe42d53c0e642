# SPDX-License-Identifier: Apache-2.0
"""Small mistakes that a C file of the core could hold, made one at a time."""

import dataclasses
import hashlib
import re

import clang_ast
from clang_ast import children

# A wrong comparison, sign, mask or direction.
OTHER = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "+": "-", "-": "+",
         "&": "|", "|": "&", "^": "|", "<<": ">>", ">>": "<<", "*": "/", "/": "%", "%": "/",
         "+=": "-=", "-=": "+=", "|=": "&=", "&=": "|=", "<<=": ">>=", ">>=": "<<=", "^=": "|="}
# Of these either operand alone is a mistake of its own: a check, a bit, that was forgotten.
LINKS = ("&&", "||", "|")
STATEMENTS = ("CallExpr", "BinaryOperator", "CompoundAssignOperator", "UnaryOperator")
JUMPS = ("ReturnStmt", "BreakStmt", "ContinueStmt")
SAID = 60  # characters of either side in a mutant's name


@dataclasses.dataclass(frozen=True)
class Mutant:
    """`text` in place of `file`[start:end], in `functions`."""
    name: str
    file: str
    functions: tuple
    start: int
    end: int
    text: str
    key: str  # changes when the mutated function does

    def apply(self, source):
        """The mutated file."""
        return source[:self.start] + self.text + source[self.end:]


class Finder:
    """Collects (start, end, text) -> functions of one file."""

    def __init__(self, file, source, folder):
        self.file, self.source = file, source
        self.found = {}
        self.places = {}  # function -> where it stands
        self.unit = clang_ast.load(file, folder)
        self.fields, self.enumerators = {}, {}
        for node in clang_ast.descendants(self.unit):
            if node["kind"] == "RecordDecl":
                fields = [child for child in children(node) if child["kind"] == "FieldDecl"]
                self.fields.update((field["id"], (field, fields)) for field in fields)
            elif node["kind"] == "EnumDecl":
                names = [c for c in children(node) if c["kind"] == "EnumConstantDecl"]
                self.enumerators.update((name["id"], (name, names)) for name in names)

    def all(self):
        """Everything in functions of this file, and in constants that they read."""
        constants = {}
        for node in children(self.unit):
            if not clang_ast.is_defined_in(node, self.file):
                continue
            if node["kind"] == "VarDecl":
                constants[node["id"]] = node
            elif node["kind"] == "FunctionDecl" and children(node)[-1]["kind"] == "CompoundStmt":
                name = node["name"]
                self.places[name] = clang_ast.used(node, self.file, self.source)
                self.visit(children(node)[-1], name)
                for part in clang_ast.descendants(node):
                    constant = constants.get(part.get("referencedDecl", {}).get("id"))
                    if constant:
                        self.visit(constant, name)
        return self.found

    def add(self, start, end, text, function):
        """One mutant; what several functions are made of is one mutant of all."""
        if self.source[start:end] != text:
            functions = self.found.setdefault((start, end, text), [])
            if function not in functions:
                functions.append(function)

    def visit(self, node, function):
        """The node's own mistakes, then those below it."""
        place = self.place(node, node)
        if place:
            make = getattr(self, f"on_{node['kind']}", None)
            if make:
                make(node, *place, function)
        for child in children(node):
            self.visit(child, function)

    def place(self, node, part):
        """Where a part of the node stands: in the macro's text, if the node is there as well."""
        if clang_ast.is_in_macro(node):
            return clang_ast.spelled(part, self.file)
        return clang_ast.used(part, self.file, self.source)

    # --- expressions ---

    def on_BinaryOperator(self, node, start, end, function):
        """Another operator; one operand alone."""
        sides = [self.place(node, side) for side in children(node)]
        if None in sides:
            return
        (_, left), (right, _) = sides
        symbol = node["opcode"]
        if self.source[left:right].strip() != symbol:
            return
        at = self.source.index(symbol, left)
        if symbol in OTHER:
            self.add(at, at + len(symbol), OTHER[symbol], function)
        if symbol in LINKS:
            self.add(start, end, self.source[start:left], function)
            self.add(start, end, self.source[right:end], function)

    on_CompoundAssignOperator = on_BinaryOperator

    def on_UnaryOperator(self, node, start, end, function):
        """Without it; the other way."""
        symbol = node["opcode"]
        text = self.source[start:end]
        if symbol in ("!", "~", "-") and text.startswith(symbol):
            self.add(start, end, text[1:], function)
        elif symbol in ("++", "--"):
            self.add(start, end, text.replace(symbol, "--" if symbol == "++" else "++"), function)

    def on_IntegerLiteral(self, node, start, end, function):
        """One more, one less; of a mask a bit less at either end, and one more."""
        match = re.fullmatch(r"(0x[0-9a-fA-F]+|\d+)([uUlL]*)", self.source[start:end])
        if not match:
            return
        value = int(match[1], 0)
        wrong = [value + 1, value - 1]
        if match[1].startswith("0x") and value > 9:
            top = 1 << (value.bit_length() - 1)
            wrong = [value & (value - 1), value | top << 1]
            if value & (value - 1):
                wrong.append(value - top)
        for number in wrong:
            if 0 <= number < 1 << 64:
                text = f"{number:#x}" if match[1].startswith("0x") else str(number)
                self.add(start, end, text + match[2], function)

    def on_DeclRefExpr(self, node, start, end, function):
        """The enumerator that comes next."""
        name, names = self.enumerators.get(node["referencedDecl"]["id"], (None, ()))
        if name and len(names) > 1 and self.source[start:end] == name["name"]:
            text = names[(names.index(name) + 1) % len(names)]["name"]
            self.add(start, end, text, function)

    def on_MemberExpr(self, node, start, end, function):
        """The next field of the same type."""
        field, fields = self.fields.get(node.get("referencedMemberDecl"), (None, ()))
        if field and self.source[start:end].endswith(field["name"]):
            alike = [one for one in fields
                     if one["type"]["qualType"] == field["type"]["qualType"]]
            text = alike[(alike.index(field) + 1) % len(alike)]["name"]
            self.add(end - len(field["name"]), end, text, function)

    def on_CallExpr(self, node, start, end, function):
        """Two neighbours of the arguments change places, if both are of one type."""
        arguments = children(node)[1:]
        for one, other in zip(arguments, arguments[1:]):
            places = [self.place(node, argument) for argument in (one, other)]
            if None not in places and one["type"]["qualType"] == other["type"]["qualType"]:
                (first, middle), (second, last) = places
                if middle <= second:
                    text = (self.source[second:last] + self.source[middle:second]
                            + self.source[first:middle])
                    self.add(first, last, text, function)

    def on_InitListExpr(self, node, _start, _end, function):
        """A member that is forgotten."""
        for child in children(node):
            place = self.place(node, child)
            aggregate = child["kind"] == "InitListExpr" or "struct" in child["type"]["qualType"]
            if place and not aggregate:
                self.nothing(*place, function)

    def nothing(self, start, end, function):
        """0 in place of what is not 0 already."""
        if not re.fullmatch(r"(0|0x0)[uUlL]*|NULL|TENON_OK", self.source[start:end]):
            self.add(start, end, "0", function)

    def on_VarDecl(self, node, _start, _end, function):
        """A value that is forgotten."""
        kind = node["type"].get("desugaredQualType", node["type"]["qualType"])
        value = children(node)[-1] if node.get("init") else None
        place = value and self.place(node, value)
        if place and value["kind"] != "InitListExpr" and "[" not in kind:
            if "struct" not in kind or kind.endswith("*"):
                self.nothing(*place, function)
            else:
                self.add(*place, "{0}", function)

    # --- conditions and statements ---

    def negated(self, node, function):
        """The other way about, unless a comparison is turned round anyway."""
        condition = children(node)[0]
        place = self.place(node, condition)
        if place and condition.get("opcode") not in ("==", "!="):
            self.add(*place, f"!({self.source[slice(*place)]})", function)

    def on_IfStmt(self, node, _start, _end, function):
        """The other branch."""
        self.negated(node, function)

    def on_ConditionalOperator(self, node, _start, _end, function):
        """The other value."""
        self.negated(node, function)

    def loop(self, node, condition, function):
        """Never run. Taken out as a whole, its annotations would belong to nothing."""
        place = self.place(node, condition)
        if place:
            self.add(*place, "0", function)

    def on_WhileStmt(self, node, _start, _end, function):
        """No turn."""
        self.loop(node, children(node)[0], function)

    def on_ForStmt(self, node, _start, _end, function):
        """No turn. The condition is the part that is a value."""
        parts = node["inner"]
        if len(parts) == 5 and parts[2].get("kind"):
            self.loop(node, parts[2], function)

    def on_ReturnStmt(self, node, _start, _end, function):
        """The answer of a call is forgotten."""
        for value in children(node)[:1]:
            place = self.place(node, value)
            if place and value["kind"] == "CallExpr" and "struct" not in value["type"]["qualType"]:
                self.nothing(*place, function)

    def on_CompoundStmt(self, node, _start, _end, function):
        """Each statement is left out."""
        for child in children(node):
            while child["kind"] in ("CaseStmt", "DefaultStmt"):
                child = children(child)[-1]
            place = self.place(node, child)
            if place is None:
                continue
            if child["kind"] in STATEMENTS or child["kind"] in JUMPS:
                self.add(*place, "", function)
            elif child["kind"] in ("IfStmt", "SwitchStmt"):
                self.add(*place, ";", function)


def _short(text):
    text = " ".join(text.split())
    return text if len(text) <= SAID else f"{text[:SAID - 3]}..."


def _line(source, start, end):
    """The line around a small change, without its ends' blanks."""
    first = source.rfind("\n", 0, start) + 1
    last = source.find("\n", end)
    return source[first:last]


def mutants(file, folder):
    """Every mutant of a file, in the order in which they stand. Names have no line numbers, so that
    they last."""
    source = (folder / file).read_text(encoding="utf-8")
    finder = Finder(file, source, folder)
    counts = {}
    for (start, end, text), functions in sorted(finder.all().items()):
        old = _short(source[start:end])
        dropped = text in ("", ";")
        change = f"without `{old}`" if dropped else f"`{old}` -> `{_short(text)}`"
        if end - start < 16 and not dropped:
            change += f" in `{_short(_line(source, start, end))}`"
        name = f"{file} {functions[0]}: {change}"
        counts[name] = counts.get(name, 0) + 1
        if counts[name] > 1:
            name += f" #{counts[name]}"
        first, last = finder.places[functions[0]]
        if not first <= start < last:
            first, last = 0, len(source)
        mutated = f"{source[first:start]}\0{text}\0{source[end:last]}"
        yield Mutant(name, file, tuple(functions), start, end, text,
                     hashlib.sha256(mutated.encode()).hexdigest()[:16])
