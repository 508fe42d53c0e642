# SPDX-License-Identifier: Apache-2.0
"""What the functions of the kick protocol do in C++, step by step."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include" / "tenon"
MAILBOX = "mailbox.hpp"

# File, function, name in the model.
FUNCTIONS = [
    *((MAILBOX, name, name) for name in ("begin", "end", "retire", "notify", "post", "kick",
                                         "enter", "leave", "unload", "drain", "clear",
                                         "runs_without")),
    ("handle.hpp", "request", "request"),
    ("vcpu.hpp", "run", "run_vcpu"),
    ("vcpu.hpp", "take_requests", "take_requests"),
    ("vcpu.hpp", "unbind", "unbind"),
    ("vcpu.hpp", "reset", "reset"),
    ("vcpu.hpp", "destroy", "reset"),
    ("exits/common.hpp", "waited", "wait"),
    ("exits/common.hpp", "stopped", "unbind"),
    ("exits/common.hpp", "failed", "unbind"),
    ("vm/fence.hpp", "fence", "fence"),
]
# Where the functions of mailbox.hpp are called; each of them has its twin in the model.
CALLERS = {
    "handle.hpp": ["post", "begin", "end", "kick"],
    "vcpu.hpp": ["retire", "clear", "retire", "clear",  # reset, destroy
                 "enter", "leave", "unload", "drain", "enter"],
    "exits/common.hpp": ["enter", "leave", "unload", "unload"],
    "vm/fence.hpp": ["runs_without"],
}
MEMBER = r"(?:mailbox|vcpu)\.(\w+)(?:\[[^\]]*\])?"
OPERATION = re.compile(
    rf"(?:std::atomic_ref\({MEMBER}\)|\b(requesters)\(vcpu\)|\b(bits))\s*"
    r"\.(load|store|fetch_or|fetch_add|fetch_sub|exchange)\(((?:[^()]|\([^()]*\))*)\)")
CALL = re.compile(r"(?:\b(?:mailbox|A|H|detail)::|(?<![\w.:>]))"
                  r"(begin|end|notify|post|kick|leave|enter|unload|drain|clear|retire|send_kick|"
                  r"mask_interrupts|wait_for_interrupt|take_requests|run|preempt|request|"
                  r"runs_without)\(")


def code_of(path):
    return re.sub(r"//[^\n]*", "", (INCLUDE / path).read_text())


def states():
    """TENON_RUN_*: name -> value."""
    text = (INCLUDE / "core" / "vcpu.h").read_text()
    return dict(re.findall(r"#define TENON_RUN_(\w+) (\d+)u", text))


def body(text, function):
    """What stands in the braces of the first function of this name."""
    head = re.search(rf"\b{function}\((?:[^()]|\([^()]*\))*\)(?: &&)?(?: const)?(?: noexcept)? \{{",
                     text)
    if not head:
        return ""
    depth = 1
    for position in range(head.end(), len(text)):
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[head.end():position]
    return ""


def request_body(text):
    """A request leaves what its caller wants, and then the CPU is interrupted."""
    wants = re.findall(r"return mailbox::(?:post|kick)\(", text)
    whole = body(text, "request").replace("leave(", "; ".join(wants) + ";(")
    return whole + body(text, "interrupt_if_left")


def steps(path, function):
    text = code_of(path)
    # The bits of a word of interrupts have a name in `drain`.
    text = text.replace("std::atomic_ref bits(mailbox.interrupt[word]);", "")
    text = request_body(text) if function == "request" else body(text, function)
    text = text.replace("VCpuHandle(*vcpu).request_interrupt(", "request(")
    found = [(match.start(), operation(match)) for match in OPERATION.finditer(text)]
    found += [(match.start(), called(match[1])) for match in CALL.finditer(text)]
    return [step for _, step in sorted(found)]


def called(name):
    return "guest" if name == "run" else name


def operation(match):
    word = match[1] or match[2] or "interrupt"
    kind, arguments = match[4].upper(), match[5]
    value, _, order = arguments.partition(", std::memory_order_")
    if kind == "LOAD" and arguments:
        order = arguments.removeprefix("std::memory_order_")
    if order:
        kind += f"_{order.upper()}"
    if kind.startswith(("LOAD", "FETCH_OR")):
        return f"{kind} {word}"
    value = re.sub(r"TENON_RUN_|std::uint64_t|[{}]", "", value)
    return f"{kind} {word} {value}"


def strangers():
    """Whoever reaches into a mailbox past the functions above, or calls them from a new place."""
    found = []
    for path in sorted([*INCLUDE.rglob("*.hpp"), *(ROOT / "src").glob("*.cpp")]):
        name = str(path.relative_to(INCLUDE if path.is_relative_to(INCLUDE) else ROOT))
        if name == MAILBOX:
            continue
        text = re.sub(r"//[^\n]*", "", path.read_text())
        calls = re.findall(r"\bmailbox::(\w+)\(", text)
        if calls != CALLERS.get(name, []):
            found.append(f"{name} calls {calls}")
        found += [f"{name}: {direct}" for direct in
                  re.findall(r"mailbox\(?\)?\.(?:run|any|kick|interrupt)\b", text)]
        if "common.requesters" in text or "vcpu.requesters" in text:
            found.append(f"{name}: the word that counts requesters")
    return found
