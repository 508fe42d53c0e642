# SPDX-License-Identifier: Apache-2.0
"""Makes C++ of ACSL expressions.

ACSL's integers are __int128 here, which holds whatever 64-bit numbers add up and scale to. A label
is a template argument: 0 for the state before a call, 1 for the one after it.
"""
from acsl import AcslError

LABELS = {"Pre": "0", "Old": "0", "Here": None, "Post": "1"}


class Context:
    """What a name means: the labels in scope, the one that is current, pointers, bound names."""

    def __init__(self, current, labels, pointers, values):
        self.current, self.labels = current, labels
        self.pointers, self.values = pointers, values

    def at(self, label):
        if label in self.labels:
            return Context(label, self.labels, self.pointers, self.values)
        number = LABELS.get(label, label)
        return Context(self.current if number is None else number, self.labels, self.pointers,
                       self.values)

    def binding(self, names):
        return Context(self.current, self.labels, self.pointers, self.values | set(names))


class Translator:
    def __init__(self, headers):
        self.headers, self.needed, self.texts = headers, [], {}

    def use(self, name):
        if name not in self.texts:
            self.texts[name] = None
            self.texts[name] = self.definition(self.headers.definition(name))
            self.needed.append(name)

    def definition(self, d):
        pointers = {name for _, name, pointer in d.parameters if pointer}
        values = {name for _, name, pointer in d.parameters if not pointer}
        current = d.labels[0] if len(d.labels) == 1 else None
        context = Context(current, set(d.labels), pointers, values)
        body = self.value(d.body, context)
        parameters = ", ".join(
            f"Both<{type_}> {name}" if pointer else
            f"I {name}" if type_ in ("integer", "uint64_t", "uint32_t") else f"{type_} {name}"
            for type_, name, pointer in d.parameters)
        template = f"template <{', '.join('int ' + label for label in d.labels)}>\n" \
            if d.labels else ""
        head = f"{template}[[maybe_unused]] inline {'bool' if d.predicate else 'I'} " \
               f"{d.name}({parameters})"
        return f"{head};\n", f"{head} {{\n  return {body};\n}}\n"

    def value(self, e, c):
        return getattr(self, "value_" + e[0])(e, c)

    def value_number(self, e, _):
        high, low = divmod(e[1], 1 << 64)
        return f"I(0x{low:x}u)" if high == 0 else f"(I({high}) << 64 | I(0x{low:x}u))"

    def value_name(self, e, c):
        name = e[1]
        if name in ("\\true", "\\false"):
            return name[1:]
        if name == "\\result":
            return "returned"
        if name in c.values:
            return name
        if name in c.pointers:
            return name
        if name in self.headers.definitions:
            return self.value_call(("call", name, [], []), c)
        if name.startswith("\\") or not name.startswith("TENON_"):
            raise AcslError(f"{name} is not known")
        return f"I({name})"

    def value_call(self, e, c):
        _, name, labels, arguments = e
        if name not in self.headers.definitions:
            raise AcslError(f"{name} is not known")
        self.use(name)
        wanted = self.headers.definitions[name][2]
        template = ""
        if wanted:
            given = [c.at(label).current for label in labels] if labels else [c.current]
            if len(given) != len(wanted.split(",")) or None in given:
                raise AcslError(f"{name} lacks a label")
            template = f"<{', '.join(given)}>"
        return f"{name}{template}({', '.join(self.value(a, c) for a in arguments)})"

    def value_old(self, e, c):
        return self.value(e[1], c.at("Pre"))

    def value_at(self, e, c):
        return self.value(e[1], c.at(e[2]))

    def place(self, e, c):
        """An lvalue, without the conversion to I."""
        if e[0] == "at":
            return self.place(e[1], c.at(e[2]))
        if e[0] == "arrow" and e[1][0] == "name" and e[1][1] in c.pointers:
            if c.current is None:
                raise AcslError(f"{e[1][1]}->{e[2]} lacks a label")
            return f"{e[1][1]}.template at<{c.current}>().{e[2]}"
        if e[0] == "unary" and e[1] == "*" and e[2][0] == "name" and e[2][1] in c.pointers:
            return f"{e[2][1]}.template at<{c.current}>()"
        if e[0] == "dot":
            return f"{self.place(e[1], c)}.{e[2]}"
        if e[0] == "index":
            return f"element({self.place(e[1], c)}, {self.value(e[2], c)})"
        if e[0] == "name" and (e[1] in c.values or e[1] == "\\result"):
            return "returned" if e[1] == "\\result" else e[1]
        raise AcslError(f"no place: {e}")

    def value_arrow(self, e, c):
        return f"I({self.place(e, c)})"

    value_dot = value_index = value_arrow

    def value_unary(self, e, c):
        if e[1] == "*":
            return f"I({self.place(e, c)})"
        if e[1] in ("!", "-", "~"):
            return f"{e[1]}({self.value(e[2], c)})"
        raise AcslError(f"unary {e[1]}")

    def value_cast(self, e, c):
        return f"I(static_cast<{e[1]}>({self.value(e[2], c)}))"

    def value_binary(self, e, c):
        _, op, a, b = e
        a, b = self.value(a, c), self.value(b, c)
        if op == "==>":
            return f"(!({a}) || ({b}))"
        if op == "<==>":
            return f"(bool({a}) == bool({b}))"
        return f"({a} {op} {b})"

    def value_chain(self, e, c):
        chain = e[1]
        return "(" + " && ".join(
            f"{self.value(chain[i], c)} {chain[i + 1]} {self.value(chain[i + 2], c)}"
            for i in range(0, len(chain) - 2, 2)) + ")"

    def value_in(self, e, c):
        left = self.value(e[1], c)
        return "(" + " || ".join(f"{left} == {self.value(m, c)}" for m in e[2]) + ")"

    def value_if(self, e, c):
        return f"({self.value(e[1], c)} ? {self.value(e[2], c)} : {self.value(e[3], c)})"

    def value_forall(self, e, c):
        """Only over a range that the formula begins with: low <= i < high ==> ..."""
        (name,) = e[1]
        guard, rest = e[2], None
        if guard[0] == "binary" and guard[1] == "==>":
            guard, rest = guard[2], guard[3]
        conditions = []
        while guard[0] == "binary" and guard[1] == "&&":
            conditions.insert(0, guard[3])
            guard = guard[2]
        if rest is None or guard[0] != "chain" or len(guard[1]) != 5 \
                or guard[1][1] != "<=" or guard[1][2] != ("name", name) or guard[1][3] != "<":
            raise AcslError("a quantifier without a range")
        inner = c.binding([name])
        tests = "".join(f"!({self.value(t, inner)}) || " for t in conditions)
        return (f"every({self.value(guard[1][0], c)}, {self.value(guard[1][4], c)}, "
                f"[&](I {name}) {{ return {tests}({self.value(rest, inner)}); }})")

    value_range = value_exists = None
