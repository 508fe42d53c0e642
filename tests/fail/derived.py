# SPDX-License-Identifier: Apache-2.0
"""Misuses that are derived from the sources: lifecycle.def, exit.def, the headers.

A derived program has one case a line, each in a function of its own. A compiler must refuse each
wrong line with the words that are expected of it and must not mention a right one.
"""
import dataclasses
import re

HEAD = """// SPDX-License-Identifier: Apache-2.0
#include "common.hpp"
#include "vm_common.hpp"
using Stage2 = tenon::ScriptedArch::Stage2;
"""


@dataclasses.dataclass
class Case:
    """One line. A net without words in `refused` accepts it."""
    label: str
    parameters: str
    body: str
    refused: dict  # of "gcc", "clang", "consumed": a regex

    def reaches(self, net):
        """-Wconsumed runs over what compiles."""
        return net != "consumed" or "clang" not in self.refused


def both(gcc, clang=None):
    return {"gcc": gcc, "clang": clang or gcc}


def program(cases, head=HEAD):
    """The text, and the line of each case."""
    lines = head.splitlines()
    lines += [f"void case{number}({case.parameters}); void case{number}({case.parameters}) "
              f"{{ {case.body} }}" for number, case in enumerate(cases)]
    return "\n".join(lines) + "\n", range(len(head.splitlines()) + 1, len(lines) + 1)


def judge(cases, lines, net, status, output):
    """Yields (good, label, why) for each case."""
    output = re.sub(r"[‘’]", "'", output)
    mentioned = {int(n) for n in re.findall(r"\.cpp:(\d+):\d+:", output)}
    for case, line in zip(cases, lines):
        words = case.refused.get(net)
        if words is None:
            good, why = line not in mentioned, f"line {line} is refused"
        else:
            # What a template refuses is told at the template, and the line in a note.
            place = "" if words.startswith("tenon: ") else rf"\.cpp:{line}:\d+: .*"
            good = status != 0 and line in mentioned and re.search(place + words, output)
            why = f"line {line} is not refused with: {words}"
        yield bool(good), case.label, f"{why}\n{case.body}\n{output[:1500]}"


def exits(folder):
    """Exit → its answers → their arguments, and exit → its questions, from exits/*.hpp."""
    found, questions = {}, {}
    for path in sorted(folder.glob("*.hpp")):
        for name, body in re.findall(r"TENON_TOKEN (\w+)\b[^{;]*\{\n(.*?)^\};", path.read_text(),
                                     flags=re.S | re.M):
            answers = {"stop": ""} if "TENON_EXIT_STOP()" in body else {}
            for call, parameters in re.findall(r"TENON_ENDS[^;{]*?(\w+)\(([^)]*)\) &&", body):
                answers[call] = {"": "", "std::uint64_t": "1"}[parameters.rpartition(" ")[0]]
            if not answers:  # ExitToken, the base of all
                continue
            found[name] = answers
            questions[name] = re.findall(r"TENON_NOT_ENDED[^;{(]*?(\w+)\(\)", body)
    return found, questions


def answered(answers_of, questions_of):
    """Every exit: each answer once, ignored, after each other answer, and looked at after it."""
    twice = "invalid invocation of method '{}' on .*'consumed' state"
    for name, answers in answers_of.items():
        for first, argument in answers.items():
            one = f"std::move(e).{first}({argument})"
            yield Case(f"{name}: {first}", f"{name} e", f"auto one = {one};", {})
            yield Case(f"{name}: {first} whose result is ignored", f"{name} e", f"{one};",
                       both("ignoring return", "ignoring (temporary of type|return value)"))
            for second, other in answers.items():
                yield Case(f"{name}: {first}, then {second}", f"{name} e",
                           f"auto one = {one}; auto two = std::move(e).{second}({other});",
                           {"consumed": twice.format(second)})
        for question in (*questions_of[name], "record", "vm", "cause_name"):
            yield Case(f"{name}: {question} after its answer", f"{name} e",
                       f"auto one = {one}; static_cast<void>(e.{question}());",
                       {"consumed": twice.format(question)})


def handlers(answers_of):
    """match() without a handler, with one that answers nothing, and with one that takes any."""
    def match(*some):
        return f"static_cast<void>(std::move(exit).match({', '.join(some)}));"

    def stop(name):
        return f"[]({name} e) -> Step {{ return std::move(e).stop(); }}"

    def rest(name):
        others = [n for n in answers_of if n not in (name, "EntryFailed")]
        failed = [] if name == "EntryFailed" else [stop("EntryFailed")]
        return [stop(f"tenon::OneOf<{', '.join(others)}>"), *failed]

    for name in answers_of:
        yield Case(f"match: {name}", "Exit exit", match(stop(name), *rest(name)), {})
        yield Case(f"match: no handler for {name}", "Exit exit", match(*rest(name)),
                   both(rf"tenon: match\(\) has no handler for {name},"))
        yield Case(f"match: {name} dropped by its handler", "Exit exit",
                   match(f"[]({name}) {{}}", *rest(name)),
                   both("tenon: each handler of match"))
        yield Case(f"match: the handler of {name} takes a reference", "Exit exit",
                   match(f"[]({name}& e) -> Step {{ return std::move(e).stop(); }}", *rest(name)),
                   both("tenon: a handler of match\\(\\) takes its exit by value"))
    for parameter in ("auto e", "auto&& e", "const auto& e", "auto... e"):
        yield Case(f"match: a handler of ({parameter})", "Exit exit",
                   match(stop("Halt"), f"[]({parameter}) -> Step {{ throw 0; }}"),
                   both(r"tenon: a handler of match\(\) must name the exit it takes"))
    yield Case("match: a handler that is a constrained template", "Exit exit",
               match(f"[]<class E>(E e) -> Step {{ return std::move(e).stop(); }}"),
               both(r"tenon: a handler of match\(\) must name the exit it takes"))


# What an operation of lifecycle.def takes, and what it gives when it changes the state.
ARGUMENTS = {"setup": "tenon::GuestPhysical(0), stage2", "bind": "std::move(idle)",
             "get_register": "Register::x0", "set_register": "Register::x0, 1",
             "inject_interrupt": "tenon::InterruptId(32), tenon::Trigger::edge",
             "lower_interrupt": "tenon::InterruptId(32)"}
ENDS = ("enable", "disable", "setup", "bind", "run", "unbind", "reset", "destroy")
GIVES = {"destroy": "VCpuStorage&", "run": "Exit", "reset": "CreatedVCpu",
         "enable": "tenon::Result<IdleCpu, tenon::Refused<OfflineCpu>>",
         "disable": "tenon::Result<OfflineCpu, tenon::Refused<IdleCpu>>",
         "setup": "tenon::Result<FreeVCpu, tenon::Refused<CreatedVCpu>>",
         "bind": "FreeVCpu::BindResult", "unbind": "tenon::Bundle<FreeVCpu, IdleCpu>"}


def edges(table):
    """Every edge of lifecycle.def: taken, taken without a move, and used after it was taken."""
    parameters = "{} token, [[maybe_unused]] IdleCpu idle, [[maybe_unused]] Stage2& stage2"
    for state, operation, target in table:
        call = f"token.{operation}({ARGUMENTS.get(operation, '')})"
        given = parameters.format(state)
        if operation not in ENDS:
            yield Case(f"{state}.{operation}", given, f"static_cast<void>({call});", {})
            continue
        moved = call.replace("token.", "std::move(token).", 1)
        gives = GIVES[operation]
        if operation not in ("destroy", "run") and f"{target}" not in gives + "BoundVCpu":
            raise SystemExit(f"lifecycle.def: {state}.{operation} leads to {target}, not {gives}")
        yield Case(f"{state}.{operation} gives {gives}", given,
                   f"static_cast<void>({moved}); "
                   f"static_assert(std::is_same_v<decltype({moved}), {gives}>);", {})
        yield Case(f"{state}.{operation} on what was not moved", given,
                   f"static_cast<void>({call});",
                   both("discards qualifiers", "function has rvalue ref-qualifier"))
        for other in (o for s, o, _ in table if s == state):
            again = f"token.{other}({ARGUMENTS.get(other, '').replace('idle', 'second')})"
            if other in ENDS:
                again = again.replace("token.", "std::move(token).", 1)
            yield Case(f"{state}.{other} after {operation}",
                       given + ", [[maybe_unused]] IdleCpu second",
                       f"static_cast<void>({moved}); static_cast<void>({again});",
                       {"consumed": f"invalid invocation of method '{other}' on .*"
                                    "'consumed' state"})


def fallible(texts):
    """Every member that gives a Result: ignored, and its value taken before it was asked."""
    calls = {"claim": ("CpuStorage& cpu", "OfflineCpu::claim(cpu, tenon::CpuId(0))"),
             "enable": ("OfflineCpu cpu", "std::move(cpu).enable()"),
             "disable": ("IdleCpu cpu", "std::move(cpu).disable()"),
             "create": ("VCpuStorage& vcpu", "CreatedVCpu::create(vcpu, "
                        "{.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(1)})"),
             "setup": ("CreatedVCpu vcpu, Stage2& stage2",
                       "std::move(vcpu).setup(tenon::GuestPhysical(0), stage2)"),
             "bind": ("FreeVCpu vcpu, IdleCpu cpu", "std::move(vcpu).bind(std::move(cpu))")}
    found = set(re.findall(r"\[\[nodiscard\]\] (?:static )?(?:Result<.*?>|BindResult)\s+(\w+)\(",
                           texts))
    if found != set(calls):
        raise SystemExit(f"members that give a Result: {found ^ set(calls)}")
    for name, (parameters, call) in calls.items():
        yield Case(f"{name}: its Result asked", parameters,
                   f"auto result = {call}; if (result) "
                   "static_cast<void>(std::move(result).value());", {})
        yield Case(f"{name}: its Result ignored", parameters, f"{call};",
                   both("ignoring return", "ignoring (temporary of type|return value)"))
        for read in ("std::move(result).value()", "*std::move(result)"):
            yield Case(f"{name}: {read} unchecked", parameters,
                       f"auto result = {call}; static_cast<void>({read});",
                       {"consumed": "invalid invocation of method '.*' on .*'unknown' state"})


ADDRESSES = ("GuestPhysical", "GuestVirtual", "HostPhysical", "HostVirtual")
IDS = ("VmId", "VCpuId", "CpuId", "InterruptId", "Port", "SysRegAddress")


def kinds():
    """Kinds of addresses and ids: each with each other, and with integers."""
    words = ("could not convert|no match|cannot convert|conversion from|no matching|deleted|"
             "no viable|invalid operands|no known conversion")
    numbers = ("std::uint64_t", "int")
    for family in (ADDRESSES, IDS):
        for kind in family:
            a = f"tenon::{kind}(1)"
            yield Case(f"{kind}: itself", "", f"[[maybe_unused]] tenon::{kind} a = {a}; "
                       f"static_cast<void>(a == {a});", {})
            for other in [f"tenon::{k}(1)" for k in family if k != kind] + \
                    [f"{n}(1)" for n in numbers]:
                for body in (f"[[maybe_unused]] tenon::{kind} a = {other};",
                             f"static_cast<void>({a} == {other});",
                             f"static_cast<void>({a} < {other});",
                             f"static_cast<void>({a} - {other});",
                             f"tenon::{kind} a = {a}; a = {other};"):
                    yield Case(f"kinds: {body}", "", body, both(words))
            for number in numbers:
                body = f"[[maybe_unused]] {number} n = {a};"
                yield Case(f"kinds: {body}", "", body, both(words))


SPACES = {"GuestPhysical": "Uart", "SysRegAddress": "Registers", "Port": "Uart"}
OVERLAPS = {"the same": ((0x100, 8), (0x100, 8)), "one address": ((0x100, 8), (0x107, 8)),
            "one within": ((0x100, 8), (0x102, 2)), "one around": ((0x102, 2), (0x100, 8))}


def windows():
    """Devices of a plan: windows that touch, and windows that overlap in each way."""
    for base, (space, device) in enumerate(SPACES.items()):
        # A compiler tells of each pair of types once: no two spaces have the same windows.
        def bus(*some, base=0x1000 * base, space=space, device=device):
            parts = ", ".join(f"tenon::Window<{base + at}, {size}, {device}>"
                              for at, size in some)
            return (f"static_assert(sizeof(tenon::StaticBus<tenon::{space}, "
                    f"tenon::Window<0x10, 1, {device}>, {parts}>) != 0);")
        yield Case(f"{space}: windows side by side", "", bus((0x100, 8), (0x108, 8)), {})
        for label, (one, other) in OVERLAPS.items():
            yield Case(f"{space}: windows that overlap, {label}", "", bus(one, other),
                       both("tenon: two Windows of a StaticBus overlap"))
