# SPDX-License-Identifier: Apache-2.0
"""Finds contracts and logic definitions in the core's headers."""
import re

from acsl import AcslError, Parser, split

DEFINITION = re.compile(r"^\s*(predicate|logic\s+\w+)\s+(\w+)\s*"
                        r"(?:\{([^}]*)\})?\s*(?:\(([^()]*)\))?\s*=", re.S)


class Definition:
    """A predicate or a logic function."""

    def __init__(self, kind, name, labels, parameters, body):
        self.predicate = kind == "predicate"
        self.name = name
        self.labels = [label.strip() for label in labels.split(",")] if labels else []
        self.parameters = [parameter(text) for text in split(parameters, ",")] if parameters else []
        self.body = body


def parameter(text):
    """(type without const, name, pointer)"""
    match = re.match(r"\s*(?:const\s+)?((?:struct\s+)?\w+)\s*(\*?)\s*(\w+)\s*$", text)
    if match is None:
        raise AcslError(f"no parameter: '{text.strip()}'")
    return match.group(1), match.group(3), match.group(2) == "*"


class Headers:
    def __init__(self, paths):
        self.macros, self.definitions, self.contracts = {}, {}, {}
        for path in paths:
            text = path.read_text()
            self.read_macros(text)
            self.read_comments(path, text)

    def read_macros(self, text):
        define = re.compile(r"^#define (\w+)(\(([^()]*)\))?((?:[^\n]*\\\n)*[^\n]*)", re.M)
        for match in define.finditer(text):
            body = match.group(4).replace("\\\n", "\n")
            parameters = match.group(3).split(",") if match.group(2) else None
            self.macros[match.group(1)] = ([p.strip() for p in parameters] if parameters else None,
                                           body)

    def read_comments(self, path, text):
        for match in re.finditer(r"/\*@(.*?)\*/\s*([^;{#/]*)", text, re.S):
            body, after = match.group(1), " ".join(match.group(2).split())
            if re.match(r"(\s|//[^\n]*\n)*(predicate|logic|axiomatic|lemma)\b", body):
                self.read_definitions(path, body)
            function = re.match(r"(.*?)(\w+)\s*\((.*)\)$", after)
            if function and re.search(r"\b(terminates|ensures|requires|behavior)\b", body):
                self.contracts.setdefault(function.group(2), (function.group(1).strip(),
                                                              function.group(3), body))

    def read_definitions(self, path, body):
        body = re.sub(r"//[^\n]*", "", body)
        for text in re.split(r"(?<=;)\s*(?=predicate\b|logic\b|axiomatic\b|lemma\b)", body):
            match = DEFINITION.match(text)
            if match is None:
                continue
            kind, name, labels, parameters = match.groups()
            definition = (kind, name, labels, parameters, text[match.end():].strip().rstrip(";"))
            if self.definitions.setdefault(name, definition)[4] != definition[4]:
                raise AcslError(f"{path}: {name} is defined twice")

    def definition(self, name):
        kind, name, labels, parameters, body = self.definitions[name]
        return Definition(kind, name, labels, parameters, Parser(body).whole())

    def expand(self, text):
        """Puts what the macros with clauses stand for in their place."""
        clause = re.compile(r"\b(TENON_\w*(?:OUTCOMES|ACCESS_KEPT|ACCESS_FINISHED|"
                            r"ACCESS_UNFINISHED|FORM_IS|EACH_\w+_FIELD|"
                            r"RISCV64_INSTRUCTION_(?:32|ZCB|C0|C2)))\b")
        while match := clause.search(text):
            parameters, body = self.macros[match.group(1)]
            end = match.end()
            if parameters is not None:
                depth, end = 1, text.index("(", end) + 1
                start = end
                while depth > 0:
                    depth += {"(": 1, ")": -1}.get(text[end], 0)
                    end += 1
                arguments = split(text[start:end - 1], ",")
                for name, argument in zip(parameters, arguments, strict=True):
                    body = re.sub(rf"\b{name}\b", lambda _, a=argument: a.strip(), body)
            text = text[:match.start()] + body + text[end:]
        return text
