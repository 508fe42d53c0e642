#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes C++ of the contracts of functions, so that a fuzz run executes them.

usage: generate.py OUTPUT FUNCTION...    writes __wrap_FUNCTION for each (ld --wrap)
       generate.py --list FUNCTION...    prints the clauses that the checks are made of

All functions are of one ISA, or of none. A clause that cannot be translated is an error, but for
`requires` about the validity of pointers: those a program cannot test.
"""
import pathlib
import re
import sys

from acsl import AcslError, Parser, clauses, split
from headers import Headers, parameter
from translate import Context, Translator

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNTESTABLE = re.compile(r"\\(valid|valid_read|separated|initialized|allocable|freeable)\b")


class Generator(Translator):
    """Wrappers of functions."""

    def function(self, name):
        """The wrapper, and the clauses it checks."""
        returns, declared, body = self.headers.contracts[name]
        parameters = [parameter(text) for text in split(declared, ",")]
        const = {p[1]: "const" in text for p, text in zip(parameters, split(declared, ","))}
        pointers = {p[1] for p in parameters if p[2]}
        values = {p[1] for p in parameters if not p[2]}
        pre = Context("0", set(), pointers, values)
        post = Context("1", set(), pointers, values)
        found = clauses(self.headers.expand(body))
        out, listed = [], []

        def test(behavior, kind, clause, expression):
            listed.append(f"{name} {behavior or '-'} {kind} {clause or '-'}")
            return f'check_clause({expression}, "{name}", "{behavior or "-"}", ' \
                   f'"{clause or kind}");'

        for behavior, kind, clause, text in found:
            if kind == "requires" and not UNTESTABLE.search(text):
                out.append(test(behavior, kind, clause, self.value(Parser(text).whole(), pre)))
        behaviors = list(dict.fromkeys(b for b, *_ in found if b))
        for behavior in behaviors:
            assumed = [self.value(Parser(text).whole(), pre) for b, kind, _, text in found
                       if b == behavior and kind == "assumes"]
            out.append(f"const bool in_{behavior} = {' && '.join(assumed) or 'true'};")
        out += self.sets(name, found, behaviors, listed)
        for type_, parameter_, pointer in parameters:
            if pointer and not const[parameter_]:
                out.append(f"const {type_} {parameter_}_before = *{parameter_}.post;")
                out.append(f"{parameter_}.pre = &{parameter_}_before;")
        call = f"__real_{name}({', '.join(self.given(p) for p in parameters)})"
        out.append(f"{call};" if returns == "void" else f"const {returns} outcome = {call};")
        if returns != "void":
            value = "outcome" if "struct" in returns else "I(outcome)"
            out.append(f"const auto returned = {value};")
        for behavior, kind, clause, text in found:
            if kind == "ensures":
                line = test(behavior, kind, clause, self.value(Parser(text).whole(), post))
                out.append(f"if (in_{behavior}) {line}" if behavior else line)
        out += self.unassigned(name, found, parameters, const, listed)
        if returns != "void":
            out.append("return outcome;")
        return self.wrapper(name, returns, declared, parameters, const, out), listed

    def sets(self, name, found, behaviors, listed):
        lines = []
        for _, kind, _, text in found:
            if kind not in ("complete", "disjoint"):
                continue
            chosen = [b.strip() for b in text.split(",")] if text.strip() else behaviors
            count = " + ".join(f"int(in_{b})" for b in chosen)
            listed.append(f"{name} - {kind} behaviors")
            test = ">= 1" if kind == "complete" else "<= 1"
            lines.append(f'check_clause({count} {test}, "{name}", "-", "{kind} behaviors");')
        return lines

    def unassigned(self, name, found, parameters, const, listed):
        """What `assigns` leaves out is as it was."""
        (text,) = [text for b, kind, _, text in found if kind == "assigns" and b is None]
        places = [] if text == "\\nothing" else [Parser(part).whole()
                                                 for part in split(text, ",")]
        lines = []
        for _, pointer, is_pointer in parameters:
            if not is_pointer or const[pointer]:
                continue
            own = []
            for place in places:
                root = place
                while root[0] in ("arrow", "index", "dot", "unary"):
                    root = root[2] if root[0] == "unary" else root[1]
                if root == ("name", pointer):
                    own.append(place)
            if ("unary", "*", ("name", pointer)) in own:
                continue
            lines.append(f"auto {pointer}_rest = *{pointer}.post;")
            for place in own:
                lines.append(self.restored(place, pointer))
            listed.append(f"{name} - assigns {pointer}")
            lines.append(f'check_clause(same_bytes({pointer}_rest, *{pointer}.pre), "{name}", "-", '
                         f'"assigns {pointer}");')
        return lines

    def restored(self, place, pointer):
        if place[0] == "arrow":
            return f"{pointer}_rest.{place[2]} = {pointer}.pre->{place[2]};"
        _, (_, _, field), index = place
        low, high = (index[1][1], index[2][1]) if index[0] == "range" else (index[1], index[1])
        return f"for (std::size_t k = {low}; k <= {high}; ++k) " \
               f"{pointer}_rest.{field}[k] = {pointer}.pre->{field}[k];"

    def wrapper(self, name, returns, declared, parameters, const, lines):
        given = ", ".join(self.named(p, const[p[1]]) for p in parameters)
        head = f"{returns} __real_{name}({declared});\n" \
               f"{returns} __wrap_{name}({declared});\n" \
               f"{returns} __wrap_{name}({given}) {{\n"
        for type_, parameter_, pointer in parameters:
            if pointer:
                constant = "const " if const[parameter_] else ""
                head += f"  [[maybe_unused]] Both<{type_}, {constant}{type_}> {parameter_}" \
                        f"{{{parameter_}_given, {parameter_}_given}};\n"
            elif "struct" not in type_:
                head += f"  [[maybe_unused]] const I {parameter_} = {parameter_}_given;\n"
        return head + "".join(f"  {line}\n" for line in lines) + "}\n"

    def given(self, parameter_):
        """An argument as the wrapper got it; the clauses know it by its own name."""
        type_, name, pointer = parameter_
        return name if not pointer and "struct" in type_ else f"{name}_given"

    def named(self, parameter_, const):
        type_, _, pointer = parameter_
        return f"{'const ' if const and pointer else ''}{type_}{' *' if pointer else ' '}" \
               f"{self.given(parameter_)}"


def isa_of(functions):
    if any(re.search(r"_(x86_64|svm|vmx)_", name) for name in functions):
        return "x86_64"
    return "riscv64" if any("_riscv64_" in name for name in functions) else "aarch64"


def headers_of(functions):
    core = ROOT / "include" / "tenon" / "core"
    return Headers(sorted([*core.glob("*.h"), *(core / isa_of(functions)).rglob("*.h")]))


INCLUDED = {"aarch64": ("decode", "instruction"),
            "riscv64": ("decode", "exception", "instruction"),
            "x86_64": ("svm/decode", "vmx/decode")}
HEAD = """// SPDX-License-Identifier: Apache-2.0
// Generated by fuzz/contracts/generate.py from the contracts in include/tenon/core.
#include "contracts/runtime.hpp"
%s
using namespace tenon_fuzz;
namespace {
"""


def main():
    output, functions = sys.argv[1], sys.argv[2:]
    headers = headers_of(functions)
    generator = Generator(headers)
    wrappers, listed = [], []
    for name in functions:
        try:
            wrapper, clauses_ = generator.function(name)
        except (AcslError, KeyError) as error:
            sys.exit(f"generate.py: {name}: {error}")
        wrappers.append(wrapper)
        listed += clauses_
    if output == "--list":
        print("\n".join(listed))
        return
    text = HEAD % "".join(f'#include "tenon/core/{isa_of(functions)}/{name}.h"\n'
                          for name in INCLUDED[isa_of(functions)])
    text += "".join(generator.texts[name][0] for name in generator.needed)
    text += "\n" + "\n".join(generator.texts[name][1] for name in generator.needed)
    text += '}  // namespace\n\nextern "C" {\n' + "\n".join(wrappers) + "}\n"
    pathlib.Path(output).write_text(text)


if __name__ == "__main__":
    main()
