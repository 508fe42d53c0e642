# SPDX-License-Identifier: Apache-2.0
"""What the functions of the model do, step by step."""

import re

OPERATION = (r"(LOAD|STORE(?:_RELEASE)?|FETCH_OR|FETCH_ADD|FETCH_SUB|EXCHANGE|AWAIT)"
             r"\((\w+), ([^;]*)\)")
CALL = r"\b([a-z_]+)\(\)"


class Model:
    """The model without its mistakes."""

    def __init__(self, text):
        text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
        lines, keep = [], [True]
        for line in text.splitlines():
            if match := re.match(r"#(ifdef|ifndef) (BUG_)?", line):
                keep.append((match[1] == "ifndef") == bool(match[2]))
            elif line.startswith("#else"):
                keep[-1] = not keep[-1]
            elif line.startswith("#endif"):
                keep.pop()
            elif all(keep):
                lines.append(line)
        text = "\n".join(lines)
        self.text = text
        self.inlines = dict(re.findall(r"^inline (\w+)\(\) \{\n(.*?)^\}", text, re.M | re.S))
        # What a request leaves is a choice of two functions.
        self.choice = re.search(r"#define LEAVE_IT (.*)", text)[1]

    def states(self):
        """The values of the run word, by name."""
        uses = re.findall(r"\brun(?:_\w+)?(?:,| =) ([A-Z_]{3,})", self.text)
        return set(uses)

    def steps(self, name):
        body = self.inlines.get(name, "").replace("LEAVE_IT", self.choice)
        found = []
        for match in re.finditer(f"{OPERATION}|{CALL}", body):
            if match[1]:
                found.append(operation(match[1], match[2], match[3]))
            else:
                found.append(match[4])
        return found


def operation(kind, word, value):
    """Loads give a value, or wait for it; the bits of a request are whose request it is."""
    if kind in ("LOAD", "AWAIT"):
        return f"LOAD {word}"
    return f"{kind} {word}" if kind == "FETCH_OR" else f"{kind} {word} {value.strip()}"
