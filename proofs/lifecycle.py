#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the lifecycle theorem: that every sequence which lifecycle.def allows meets the
precondition of every call, and so of every assembly stub; and a red twin for each pair of state
and operation that it forbids.

  proofs/lifecycle.py          rewrites theorems/*_lifecycle.[hc] and red/*_lifecycle_*.c
  proofs/lifecycle.py --check  fails if one is out of date
"""
import dataclasses
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORE = ROOT / "include/tenon/core"
THEOREMS = ROOT / "proofs/theorems"
RED = ROOT / "proofs/red"
LICENCE = "/* SPDX-License-Identifier: Apache-2.0 */\n"
NOTE = "Written by proofs/lifecycle.py from core/lifecycle.def and exit.def."

# operation -> the calls of the core behind it: name behind tenon_<isa>_, arguments, how it answers
# (an `error` that may be a refusal, an error that is `never` one, `nothing`, or a `value`), and of
# what kind it is: an ISA may have to say something after it.
KEPT, SAID, LOADS, LEAVES, QUEUES = "kept", "said", "loads", "leaves", "queues"
NUMBER, VALUE = "choice->number", "choice->value"
CALLS = {
    "claim": [("claim", f"cpu, {NUMBER}", "error", SAID)],
    "enable": [("enable", "cpu", "error", SAID)],
    "disable": [("disable", "cpu", "never", SAID)],
    "create": [("vcpu_create", f"v, choice->vm_id, {NUMBER}, choice->preferred_cpu, {VALUE}, "
                               "&choice->config", "error", SAID)],
    "setup": [("vcpu_setup", f"v, {VALUE}, s, &choice->setup", "error", SAID)],
    "bind": [("vcpu_bind", "v, cpu", "error", LOADS)],
    "run": [("vcpu_run", "v", "nothing", SAID), ("vcpu_preempt", "v", "nothing", SAID)],
    "unbind": [("vcpu_unbind", "v", "never", LEAVES)],
    "get_register": [("vcpu_get_register", f"v, {NUMBER}", "value", KEPT)],
    "set_register": [("vcpu_set_register", f"v, {NUMBER}, {VALUE}", "nothing", KEPT)],
    "inject_interrupt": [("vcpu_inject_interrupt", f"v, {NUMBER}, choice->flags", "error",
                          QUEUES)],
    "lower_interrupt": [("vcpu_lower_interrupt", f"v, {NUMBER}", "error", QUEUES)],
    "handle": [("handle", "v->common.generation", "word", SAID)],
    "reason": [("reason", "v->common.error", "word", SAID)],
    "reset": [("vcpu_reset", "v", "never", SAID)],
    "destroy": [("vcpu_destroy", "v", "never", SAID)],
    # Continuations of exits.
    "complete": [("vcpu_complete_read", f"v, {VALUE}", "never", KEPT),
                 ("vcpu_complete_write", "v", "never", KEPT),
                 ("vcpu_complete_call", f"v, {VALUE}", "never", KEPT)],
    "inject_undefined": [("vcpu_inject_undefined", "v", "never", KEPT)],
    "inject_abort": [("vcpu_inject_abort", "v", "never", KEPT)],
    "resume": [("vcpu_resume", "v", "never", KEPT)],
    "abandon": [("vcpu_abandon", "v", "never", KEPT)],
    "inject_serror": [("vcpu_inject_serror", f"v, {VALUE}", "never", KEPT)],
}
# What is another continuation to the core: Halt's wait resumes when the CPU has waited.
AS = {"wait": "resume"}
CPU_STATES = ["UnclaimedCpu", "OfflineCpu", "IdleCpu"]
LOADED = ["BoundVCpu", "Exit"]
# How each life begins, and what the C API has besides the table: stop() abandons and unbinds.
MORE = [("UnclaimedCpu", "claim", "OfflineCpu"), ("NoVCpu", "create", "CreatedVCpu"),
        ("Exit", "abandon", "BoundVCpu")]
SERRORS = [(state, "inject_serror", state) for state in ("FreeVCpu", "BoundVCpu", "Exit")]

# What an operation's contract requires of a state, or gives it besides the table: a CPU's storage
# that nobody has claimed holds anything, a vCPU that is not loaded may name any CPU and, before it is
# set up, any second stage, and interrupts may be queued while an exit is open.
REQUIRED = [*(("UnclaimedCpu", operation) for operation in ("enable", "disable", "bind")),
            *((state, "bind") for state in ("NoVCpu", "CreatedVCpu", "FailedVCpu")),
            *((state, "unbind") for state in ("NoVCpu", "FreeVCpu", "FailedVCpu")),
            *(("Exit", operation) for operation in ("inject_interrupt", "lower_interrupt"))]

# What is left as it is: said array by array, since provers lose sight of it otherwise.
UNCHANGED = """  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
"""
SOUND = """  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
"""
CPU_SAME = """  //@ assert same: cpu->claimed == \\at(cpu->claimed, Pre) && \
cpu->id == \\at(cpu->id, Pre);
  //@ assert enabled: cpu->enabled == \\at(cpu->enabled, Pre);
  //@ assert stage2: v->stage2 == s;
"""
LEFT = """  //@ assert last: v->cpu == cpu;
  //@ assert free: lifecycle_FreeVCpu(v, s);
  //@ assert sane: cpu_sound(cpu) && cpu->loaded == \\null;
""" + CPU_SAME
STILL = """  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_is_loaded(v) ==> vcpu_here(v);
  //@ assert sound: vcpu_sound(v);
  //@ assert interrupts: vcpu_interrupts_sound(v);
  //@ assert where: v->cpu == \\at(v->cpu, Pre) && v->stage2 == s;
  //@ assert state: v->common.state == \\at(v->common.state, Pre);
  //@ assert same: cpu->claimed == \\at(cpu->claimed, Pre) && \
cpu->id == \\at(cpu->id, Pre);
"""
FREE = """  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert sound: vcpu_sound(v);
  //@ assert interrupts: vcpu_interrupts_sound(v);
"""
RISCV64_FREE = """  //@ assert same: rv_vcpu_stage2_same{Pre, Here}(v);
  //@ assert stage2: rv_vcpu_has_stage2(v);
  //@ assert sound: rv_vcpu_sound(v);
"""


def of_free(text):
    """The same asserts, of a vCPU that was free."""
    return re.sub(r"(assert \w+: )(.*);", r"\1lifecycle_FreeVCpu{Pre}(v, s) ==> \2;", text)


@dataclasses.dataclass(frozen=True)
class Isa:
    """What differs: `host` is what a CPU's pointer comes back from when it is disabled."""
    name: str
    this_cpu: str
    host: str
    after: dict  # kind of call -> what has to be said after it
    beside: str  # the same of a vCPU beside a CPU to which something was done
    more: list   # what only this ISA has

    @property
    def world(self):
        return (f"struct tenon_{self.name}_vcpu *v, struct tenon_{self.name}_cpu *cpu, "
                "struct tenon_stage2 *s, const struct lifecycle_choice *choice")

    @property
    def worlds(self):
        return self.world.replace("choice *choice", "choice *choices")

    @property
    def assigns_this_cpu(self):
        return f"assigns {self.this_cpu} \\from cpu, cpu->host.{self.host};"

    def call(self, name):
        return f"tenon_{self.name}_{name}"

    def edge(self, name, state):
        return f"{self.name}_lifecycle_{name.removeprefix('vcpu_')}_{state}"


AARCH64 = Isa("aarch64", "tenon_hw_cpu", "tpidr",
              {KEPT: UNCHANGED + SOUND, LOADS: CPU_SAME, LEAVES: LEFT, QUEUES: STILL},
              UNCHANGED + of_free(SOUND + FREE), SERRORS)
RISCV64 = Isa("riscv64", "rv_hw_cpu", "sscratch", {LOADS: CPU_SAME},
              of_free(RISCV64_FREE), [])
ISAS = (AARCH64, RISCV64)


def rows(path, macro):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    return [[a.strip().strip('"') for a in re.split(r',\s*(?=(?:[^"]*"[^"]*")*[^"]*$)', row)]
            for row in re.findall(rf"^{macro}\((.*)\)$", text, flags=re.M)]


def edges(isa):
    """(state, operation, next state), where a run leads to an Exit and a life ends in NoVCpu."""
    table = rows(CORE / "lifecycle.def", "TENON_EDGE")
    if not table:
        sys.exit("lifecycle.def could not be read")
    found = []
    for state, operation, target in table:
        if operation not in CALLS:
            sys.exit(f"proofs/lifecycle.py does not know what {operation} calls")
        found.append((state, operation, {"run": "Exit", "destroy": "NoVCpu"}.get(operation,
                                                                                 target)))
    answers = sorted({AS.get(name, name)
                      for _, name in rows(CORE / "exit.def", "TENON_CONTINUATION")})
    return found + [("Exit", answer, "BoundVCpu") for answer in answers] + MORE + isa.more


def holds(state):
    """The predicate of a state."""
    if state in CPU_STATES:
        return f"lifecycle_{state}(cpu)"
    if state in LOADED:
        return f"lifecycle_{state}(v, cpu, s)"
    return f"lifecycle_{state}(v, s)" if state == "FreeVCpu" else f"lifecycle_{state}(v)"


def assigns(state, operation):
    if state in CPU_STATES:
        return "LIFECYCLE_CPU(cpu)"
    if state in LOADED or operation == "bind":
        return "LIFECYCLE_LOADED(v, cpu, s)"
    return "LIFECYCLE_UNLOADED(v)"


def contract(isa, state, operation, target, call, given=None):
    """`given`: what a red twin has instead."""
    name, _, answer, _ = call
    before, after = holds(state), holds(target)
    if operation == "bind":
        before += " && lifecycle_IdleCpu(cpu)"
    if operation == "unbind":
        after += " && lifecycle_IdleCpu(cpu)"
    ends = "\\false" if name.endswith("vcpu_run") else "\\true"
    lines = ["requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);",
             f"requires from: {given or before};",
             f"terminates {ends}; exits \\false;",
             f"assigns {assigns(state, operation)};"]
    if state in CPU_STATES:
        lines.append(isa.assigns_this_cpu)
    if answer == "error" and before != after:
        lines += [f"ensures next_state: \\result == TENON_OK ==> {after};",
                  f"ensures kept_state: \\result != TENON_OK ==> {before};"]
    else:
        lines += ["ensures accepted: \\result == TENON_OK;"] if answer == "never" else []
        lines.append(f"ensures next_state: {after};")
    return "/*@ " + "\n    ".join(lines) + " */\n"


TYPES = {"error": "enum tenon_error", "never": "enum tenon_error", "nothing": "void",
         "value": "uint64_t", "word": "uint32_t"}


def prototype(isa, name, call):
    return f"{TYPES[call[2]]} {name}({isa.world})"


def body(isa, call):
    name, arguments, answer, kept = call
    after = isa.after.get(kept, "")
    if answer == "word":
        return f" {{ return {arguments}; }}\n"
    if answer == "nothing":
        return f" {{\n  {isa.call(name)}({arguments});\n{after}}}\n"
    return (f" {{\n  {TYPES[answer]} answer = {isa.call(name)}({arguments});\n{after}"
            "  return answer;\n}\n")


def header(isa, found):
    text = LICENCE + f"""/// \\file
/// {NOTE}
/// A function for each operation that a state has: it requires what holds in that state and
/// nothing else, and ensures what holds in the next one.
#ifndef TENON_PROOFS_{isa.name.upper()}_LIFECYCLE_H
#define TENON_PROOFS_{isa.name.upper()}_LIFECYCLE_H

#include "{isa.name}_states.h"

enum lifecycle_operation {{
"""
    for state, operation, _ in found:
        for call in CALLS[operation]:
            text += f"  {isa.edge(call[0], state).upper()},\n"
    text += "};\n\n"
    for state, operation, target in found:
        for call in CALLS[operation]:
            text += contract(isa, state, operation, target, call)
            text += prototype(isa, isa.edge(call[0], state), call) + ";\n\n"
    return text + sequence(isa) + "\n#endif\n"


NEEDS = "requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);"
BESIDE = """  //@ assert created: lifecycle_CreatedVCpu{Pre}(v) ==> lifecycle_CreatedVCpu(v);
  //@ assert failed: lifecycle_FailedVCpu{Pre}(v) ==> lifecycle_FailedVCpu(v);
  //@ assert stays: lifecycle_FreeVCpu{Pre}(v, s) ==> lifecycle_FreeVCpu(v, s);
  //@ assert unloaded: lifecycle_unloaded(v, s);
"""


def tokens(isa):
    return f"""/* Is the token of a CPU an IdleCpu? */
/*@ requires cpu: \\valid_read(cpu) && lifecycle_cpu(cpu);
    terminates \\true; exits \\false; assigns \\nothing;
    ensures idle: \\result == 1 ==> lifecycle_IdleCpu(cpu);
    ensures boolean: \\result <= 1; */
static uint32_t is_idle(const struct tenon_{isa.name}_cpu *cpu) {{
  return cpu->claimed != 0u && cpu->enabled != 0u ? 1u : 0u;
}}

"""


def step(isa, state, found):
    """Whatever a program that holds the state's token chooses of what its type has."""
    have, after, ends = holds(state), "", "\\true"
    if state in CPU_STATES:
        have += " && lifecycle_unloaded(v, s)"
        after = isa.beside + BESIDE
    elif state not in LOADED:
        have += " && lifecycle_cpu(cpu)"
    elif state == "BoundVCpu":
        ends = "\\false"
    words = []
    for _, operation, _ in [edge for edge in found if edge[0] == state]:
        for call in CALLS[operation]:
            name = isa.edge(call[0], state)
            token = " && is_idle(cpu) == 1u" if operation == "bind" else ""
            kept = ("" if state in LOADED + CPU_STATES or operation == "bind" else
                    "    //@ assert cpu: lifecycle_cpu(cpu);\n")
            cast = "" if call[2] == "nothing" else "(void)"
            words.append(f"if (choice->operation == (uint32_t){name.upper()}{token}) {{\n"
                         f"    {cast}{name}(v, cpu, s, choice);\n{after}{kept}"
                         "    //@ assert any: lifecycle_any(v, cpu, s);\n  }")
    return f"""/*@ {NEEDS}
    requires from: {have};
    terminates {ends}; exits \\false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    {isa.assigns_this_cpu}
    ensures any: lifecycle_any(v, cpu, s); */
static void step_{state}({isa.world}) {{
  {" else ".join(words)}
}}

"""


def pick(isa):
    return f"""/* A program holds the token of a state, and does with it what the state's type has. */
/*@ {NEEDS}
    requires cpu: lifecycle_cpu(cpu) && lifecycle_unloaded(v, s);
    terminates \\true; exits \\false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    {isa.assigns_this_cpu}
    ensures any: lifecycle_any(v, cpu, s); */
static void step_cpu({isa.world}) {{
  if (cpu->claimed == 0u) {{
    step_UnclaimedCpu(v, cpu, s, choice);
  }} else if (cpu->enabled == 0u) {{
    step_OfflineCpu(v, cpu, s, choice);
  }} else {{
    step_IdleCpu(v, cpu, s, choice);
  }}
}}

/*@ {NEEDS}
    requires vcpu: lifecycle_cpu(cpu) && lifecycle_unloaded(v, s);
    terminates \\true; exits \\false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    {isa.assigns_this_cpu}
    ensures any: lifecycle_any(v, cpu, s); */
static void step_unloaded({isa.world}) {{
  if (v->common.state == (uint32_t)TENON_VCPU_NONE) {{
    step_NoVCpu(v, cpu, s, choice);
  }} else if (v->common.state == (uint32_t)TENON_VCPU_CREATED) {{
    step_CreatedVCpu(v, cpu, s, choice);
  }} else if (v->common.state == (uint32_t)TENON_VCPU_FREE) {{
    step_FreeVCpu(v, cpu, s, choice);
  }} else {{
    step_FailedVCpu(v, cpu, s, choice);
  }}
}}

/*@ {NEEDS}
    requires any: lifecycle_any(v, cpu, s);
    terminates \\false; exits \\false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    {isa.assigns_this_cpu}
    ensures any: lifecycle_any(v, cpu, s); */
static void step_any({isa.world}) {{
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {{
    step_BoundVCpu(v, cpu, s, choice);
  }} else if (v->common.state == (uint32_t)TENON_VCPU_EXITED) {{
    step_Exit(v, cpu, s, choice);
  }} else if (choice->on_cpu != 0u) {{
    step_cpu(v, cpu, s, choice);
  }} else {{
    step_unloaded(v, cpu, s, choice);
  }}
}}

void {isa.name}_lifecycle_sequence({isa.worlds}, uint32_t count) {{
  /*@ loop invariant range: 0 <= i <= count;
      loop invariant any: lifecycle_any(v, cpu, s);
      loop assigns i, LIFECYCLE_LOADED(v, cpu, s), {isa.this_cpu};
      loop variant count - i; */
  for (uint32_t i = 0; i < count; i++) {{
    step_any(v, cpu, s, &choices[i]);
  }}
}}
"""


def sequence(isa):
    return f"""/// The theorem. Whatever `count` operations a program chooses, with any arguments,
/// of those that its token's type has: every call's precondition holds, and so, since the core is
/// proved, does that of every assembly stub, world_switch's among them (hardware_entry.h):
/// configured, loaded on this CPU, what isolates a guest on.
/*@ requires apart: lifecycle_apart(v, cpu, s) && \\valid_read(choices + (0 .. count - 1)) &&
      \\separated(v, choices + (0 .. count - 1)) && \\separated(cpu, choices + (0 .. count - 1)) &&
      \\separated(s, choices + (0 .. count - 1));
    requires any: lifecycle_any(v, cpu, s);
    terminates \\false; exits \\false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    {isa.assigns_this_cpu}
    ensures any: lifecycle_any(v, cpu, s); */
void {isa.name}_lifecycle_sequence({isa.worlds}, uint32_t count);
"""


def source(isa, found):
    text = LICENCE + f'/* {NOTE} */\n#include "{isa.name}_lifecycle.h"\n\n'
    for state, operation, _ in found:
        for call in CALLS[operation]:
            text += prototype(isa, isa.edge(call[0], state), call) + body(isa, call) + "\n"
    states = dict.fromkeys(edge[0] for edge in found)
    return (text + tokens(isa) + "".join(step(isa, state, found) for state in states)
            + pick(isa))


def forbidden(found):
    """state -> (operation, an edge that has it, what the twin holds instead)"""
    states = list(dict.fromkeys(edge[0] for edge in found))
    allowed = {(state, operation) for state, operation, _ in found}
    for given in states:
        for operation in dict.fromkeys(edge[1] for edge in found):
            edge = next(edge for edge in found if edge[1] == operation)
            of_cpu = edge[0] in CPU_STATES
            # A vCPU that is not loaded says nothing of a CPU, nor a CPU's token of a vCPU.
            if (given, operation) in allowed or of_cpu and given not in CPU_STATES + LOADED or (
                    not of_cpu and given in CPU_STATES):
                continue
            holder = holds(given)
            if operation == "bind" and given not in LOADED:
                holder += " && lifecycle_IdleCpu(cpu)"
            yield given, edge, holder
    bind = next(edge for edge in found if edge[1] == "bind")
    yield "OfflineCpu", bind, holds("FreeVCpu") + " && " + holds("OfflineCpu")
    yield "UnclaimedCpu", bind, holds("FreeVCpu") + " && " + holds("UnclaimedCpu")


def refuses(given, operation):
    """Does the core itself look at the state? Then that is a theorem; of the others the contracts
    require it, and each has a red twin."""
    return (CALLS[operation][0][2] in ("error", "never")
            and (given, operation) not in REQUIRED)


def refusals(isa, found):
    """(header, source)"""
    header = LICENCE + f"""/// \\file
/// {NOTE}
/// What a state lacks, asked of the core all the same, is refused.
#ifndef TENON_PROOFS_{isa.name.upper()}_REFUSALS_H
#define TENON_PROOFS_{isa.name.upper()}_REFUSALS_H

#include "{isa.name}_states.h"

"""
    source = LICENCE + f'/* {NOTE} */\n#include "{isa.name}_refusals.h"\n'
    for given, (state, operation, _), holder in forbidden(found):
        if refuses(given, operation):
            call = CALLS[operation][0]
            name = f"{isa.name}_refuses_{call[0].removeprefix('vcpu_')}_{given}"
            declared = f"enum tenon_error {name}({isa.world})"
            header += refusal(isa, state, operation, holder) + declared + ";\n\n"
            source += f"\n{declared} {{\n  return {isa.call(call[0])}({call[1]});\n}}\n"
    return header + "#endif\n", source


def refusal(isa, state, operation, holder):
    of_cpu = f"\n    {isa.assigns_this_cpu}" if state in CPU_STATES else ""
    changes = "LIFECYCLE_LOADED(v, cpu, s)" if operation == "bind" else assigns(state, operation)
    return f"""/*@ {NEEDS}
    requires from: {holder};
    terminates \\true; exits \\false;
    assigns {changes};{of_cpu}
    ensures refused: \\result != TENON_OK; */
"""


def red(isa, found):
    """path -> text: each twin calls what the state lacks, and claims what the edge ensures."""
    twins, numbers = {}, {}
    for given, (state, operation, target), holder in forbidden(found):
        call = CALLS[operation][0]
        if refuses(given, operation):
            continue
        base = isa.edge(call[0], state)
        numbers[base] = numbers.get(base, 0) + 1
        clause = ("accepted" if call[2] == "never" else
                  "kept_state" if call[2] == "error" and holds(state) != holds(target) else
                  "next_state")
        name = f"{base}__red_{numbers[base]}"
        text = (f"/* {name} must fail: {clause} */\n"
                + contract(isa, state, operation, target, call, holder)
                + prototype(isa, name, call)
                + body(isa, (*call[:3], SAID)) + "\n")
        twins[given] = twins.get(given, "") + text
    return {RED / f"{isa.name}_lifecycle_{state}.c":
            LICENCE + f"/* {NOTE}\n * What {state} lacks, done all the same: none of these may "
            f'prove. */\n#include "theorems/{isa.name}_lifecycle.h"\n\n' + text
            for state, text in twins.items()}


def formatted(text, path):
    return subprocess.run(["clang-format-19", f"--assume-filename={path}"], input=text, text=True,
                          capture_output=True, check=True).stdout


def main():
    texts = {}
    for isa in ISAS:
        found, theorem = edges(isa), THEOREMS / f"{isa.name}_lifecycle"
        refused = THEOREMS / f"{isa.name}_refusals"
        texts |= {theorem.with_suffix(".h"): header(isa, found),
                  theorem.with_suffix(".c"): source(isa, found),
                  **dict(zip((refused.with_suffix(".h"), refused.with_suffix(".c")),
                             refusals(isa, found))), **red(isa, found)}
    stale = len(gone := set(RED.glob("*_lifecycle_*.c")) - set(texts))
    for path in gone if "--check" not in sys.argv[1:] else ():
        path.unlink()
    for path, text in texts.items():
        text = formatted(text, path)
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        if "--check" in sys.argv[1:]:
            print(f"{path.relative_to(ROOT)} is not what proofs/lifecycle.py writes")
        else:
            path.write_text(text)
    sys.exit(1 if stale and "--check" in sys.argv[1:] else 0)


if __name__ == "__main__":
    main()
