# SPDX-License-Identifier: Apache-2.0
"""What script/mutate-system takes out of the sources, one at a time, and who should notice."""

import dataclasses
import hashlib
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]

# Checks, cheapest first. `direct:` builds one test with the sources named; `unit:` builds it with
# everything; `script:` looks at the libraries; `system:` boots the hypervisor of AArch64, `riscv64:`
# and `x86_64:` those of the others.
REGISTERS = "direct:aarch64_registers_test arch/aarch64/traps.c"
TRAPS = "direct:aarch64_traps_test arch/aarch64/traps.c"
TOURS = ("system:tours", "system:torture", "system:two_vms", "system:hostile")
STAGE2 = ("unit:residency_test", "unit:vmid_test", "unit:aarch64_nested_test",
          "unit:aarch64_bind_test", "unit:aarch64_vm_memory_test")
RISCV64 = ("unit:riscv64_percpu_test", "unit:riscv64_vcpu_test", "unit:riscv64_vcpu_exit_test",
           "riscv64:riscv64", "riscv64:riscv64_harts",
           "riscv64:riscv64_torture", "riscv64:riscv64_hostile")
RISCV64_STAGE2 = ("unit:riscv64_nested_test", "unit:riscv64_vcpu_test", "riscv64:riscv64_two_vms")
X86_64 = ("x86_64:x86_64 SVM tour, QEMU", "x86_64:x86_64 VMX tour, corei7_skylake_x",
          "x86_64:x86_64 SVM tour, Bochs", "x86_64:x86_64_torture", "x86_64:x86_64 two CPUs")
X86_64_CORE = ("unit:x86_64_vcpu_test", "unit:x86_64_vmx_controls_test", "unit:x86_64_nested_test",
               "unit:x86_64_vmx_nested_test", "unit:x86_64_vmx_vcpu_test", *X86_64)
MASKED = ("script:check-masking", "system:maintenance")
VM = ("unit:grants_test", "unit:vm_test", "unit:vcpu_table_test", "unit:run_loop_test",
      "unit:device_bus_test",
      "unit:policy_test", "unit:aarch64_vm_memory_test", "unit:aarch64_system_registers_test")


@dataclasses.dataclass(frozen=True)
class Mutant:
    """`name` replaces `file`[start:end] by `text`."""
    name: str
    file: str
    start: int
    end: int
    text: str
    checks: tuple

    def apply(self, source):
        """The mutated file."""
        return source[:self.start] + self.text + source[self.end:]

    def key(self, source):
        """Changes when the mutated file does."""
        return hashlib.sha256(self.apply(source).encode()).hexdigest()[:16]


def numbered(seen, name):
    """The name, with a number behind it from its second time on."""
    seen[name] = seen.get(name, 0) + 1
    return name if seen[name] == 1 else f"{name} #{seen[name]}"


def trap_bits(file, source):
    """Each bit of each constant that traps.c composes a control register from."""
    isa, checks = ("riscv64 ", RISCV64) if "riscv64" in file else ("", (TRAPS, *TOURS))
    for match in re.finditer(r"^#define (\w+) 0x([0-9a-f]+)u$", source, re.M):
        value = int(match[2], 16)
        for bit in range(64):
            if value >> bit & 1:
                yield Mutant(f"{isa}trap {match[1]} bit {bit}", file, *match.span(),
                             f"#define {match[1]} {value & ~(1 << bit):#x}u", checks)


def rows(file, source):
    """Each row of registers.def."""
    for match in re.finditer(r"^TENON_AARCH64_[A-Z_]+\((?:TENON_\w+, )?(\w+), \d.*?\"\)\n", source,
                             re.M | re.S):
        yield Mutant(f"row {match[1]}", file, *match.span(), "", (REGISTERS, *TOURS))


def riscv64_rows(file, source):
    """Each row of RISC-V's registers.def is not saved, or not restored: the assembly that the table
    makes has a hole at its number."""
    table = (ROOT / "include/tenon/core/riscv64/registers.def").read_text(encoding="utf-8")
    moves = list(re.finditer(r"csrr t0, number; sd t0, \(8 \* index\)\(a0\);|"
                             r"ld t0, \(8 \* index\)\(a0\); csrw number, t0;", source))
    for condition, name, number in re.findall(
            r"^TENON_RISCV64_SWITCHED(_IF)?\((?:TENON\w+, )?(\w+), (0x\w+)", table, re.M):
        for match in moves[1::2] if condition else moves[::2]:
            done = "saved" if match[0].startswith("csrr") else "restored"
            yield Mutant(f"riscv64 row {name} is not {done}", file, *match.span(),
                         f".if number - {number}; {match[0]} .endif;", RISCV64[1:])


def riscv64_registers(file, source):
    """Each general register is not saved at an exit, or not loaded at an entry."""
    for verb, done in (("store", "saved"), ("load", "loaded")):
        match = re.search(rf"^    {verb}_registers a[01], (.*)$", source, re.M)
        numbers = match[1].split(", ")
        for number in numbers:
            rest = ", ".join(other for other in numbers if other != number)
            yield Mutant(f"riscv64 x{number} is not {done}", file, *match.span(1), rest, RISCV64[1:])


def x86_64_masks(file, source):
    """Each bit of what must exit under SVM, and of the controls that VMX must have."""
    pattern = r"^#define (TENON_SVM_MANDATORY_\w+|TENON_SVM_V_INTR_MASKING|TENON_VMX_\w+_NEEDED) " \
              r"0x([0-9a-f]+)u$"
    for match in re.finditer(pattern, source, re.M):
        value = int(match[2], 16)
        for bit in range(32):
            if value >> bit & 1:
                yield Mutant(f"x86_64 trap {match[1]} bit {bit}", file, *match.span(),
                             f"#define {match[1]} {value & ~(1 << bit):#x}u", X86_64_CORE)


def x86_64_instructions(file, source):
    """Each instruction of the assembly but returns: whatever moves a register, and what guards it."""
    seen = {}
    heads = list(re.finditer(r"^    (?:function|\.macro) +(\w+)", source, re.M))
    for match in re.finditer(r"^(?:\d:)? +([a-z\\][\w\\]*(?: +[^\n/]*)?)", source, re.M):
        words = " ".join(match[1].split())
        before = [head for head in heads if head.start() < match.start()]
        if not before or re.match(r"(?:function|finish|ret)\b", words):
            continue
        place = file.removeprefix("arch/x86_64/")
        name = numbered(seen, f"x86_64 {place} {before[-1][1]}: {words}")
        yield Mutant(name, file, *match.span(1), "", X86_64)


def calls(file, source):
    """Each call that makes a CPU forget, or a table walk see."""
    verbs = r"(?:tenon_\w+_hw_(?:forget\w+|invalidate\w*|table_written)|invalidate|publish|" \
            r"forget)"
    statement = rf"^ +(?:if \(error [!=]= TENON_OK\) )?({verbs}\(.*\));(?: /\*.*)?$"
    checks = (RISCV64_STAGE2 if "riscv64" in file else X86_64_CORE if "x86_64" in file else
              (*STAGE2, *TOURS))
    for number, match in enumerate(re.finditer(statement, source, re.M)):
        # Never made, and yet no argument is unused.
        text = f"{source[match.start():match.start(1)]}{{ if (0) {{ {match[1]}; }} }}"
        yield Mutant(f"invalidation {file} #{number + 1} {match[1]}", file, *match.span(), text,
                     checks)


def answers(file, source):
    """Each answer that tells a CPU to forget."""
    for number, match in enumerate(re.finditer(r"return TENON_STAGE2_FORGET_\w+;", source)):
        yield Mutant(f"invalidation {file} #{number + 1} {match[0]}", file, *match.span(),
                     "return TENON_STAGE2_KEEP;", (*STAGE2, *TOURS))


def generations(file, source):
    """A new generation of VM identifiers that nobody hears of."""
    for number, match in enumerate(re.finditer(r"\*renewed = 1;|before \+ renewed", source)):
        text = "*renewed = 0;" if match[0].endswith(";") else "before + 0u * renewed"
        yield Mutant(f"invalidation {file} #{number + 1} {match[0]}", file, *match.span(), text,
                     (*STAGE2, *TOURS))


def instructions(file, source):
    """Each maintenance instruction and barrier of the assembly."""
    seen = {}
    heads = list(re.finditer(r"^    (?:function|\.macro) +(\w+)|^(\w+):", source, re.M))
    checks = ("system:two_vms", "system:maintenance", "system:tours", "system:torture",
              "system:hostile")
    if "riscv64" in file:
        checks = ("riscv64:riscv64_maintenance",)
    verbs = r"tlbi|ic|dsb|isb|hfence_\w+|fence(?:\.i)?"
    for match in re.finditer(rf"^ +((?:{verbs})\b[^/\n]*).*$", source, re.M):
        head = [h[1] or h[2] for h in heads if h.start() < match.start()][-1]
        name = numbered(seen, f"invalidation {file} {head}: {' '.join(match[1].split())}")
        yield Mutant(name, file, *match.span(), "", checks)


def unmaskings(file, source):
    """Interrupts let in at each exception entry and before each way out, and masked nowhere."""
    def where(at):
        """The function or macro that this belongs to."""
        heads = re.findall(r"^(?:[a-z_]\w+:|    (?:\.macro|function) +\w+)", source[:at], re.M)
        return f"unmasking {file} {heads[-1].split()[-1].rstrip(':')}"

    heads = r"^(?:\w+:|    \.balign 0x80)\n(?=    (?:ldp|stp|str|sub|mov|mrs|msr) )"
    for match in re.finditer(rf"{heads}|^(?=    (bl|eret|ret)\b)", source, re.M):
        place = f"before {match[1]}" if match[1] else "at its head"
        yield Mutant(f"{where(match.end())} {place}", file, match.end(), match.end(),
                     "    msr     daifclr, #2\n", MASKED)
    for match in re.finditer(r"^    msr +(daifset|daif), .*\n", source, re.M):
        yield Mutant(f"{where(match.end())} {match[1]}", file, *match.span(),
                     "" if match[1] == "daifset" else "    msr     daifclr, #0xf\n", MASKED)


def closing(source, at):
    """The index behind the parenthesis that closes the one at `at`."""
    depth = 0
    for index in range(at, len(source)):
        depth += {"(": 1, ")": -1}.get(source[index], 0)
        if depth == 0:
            return index + 1
    raise ValueError("parentheses")


def conditions(file, source):
    """Each `if` that refuses, leaves or skips is never taken."""
    seen = {}
    for match in re.finditer(r"\bif \(", source):
        end = closing(source, match.end() - 1)
        then = source[end:].lstrip(" {\n")
        inside = source[match.end():end - 1]
        if not re.match(r"(return|continue|die|break)\b", then) or "constexpr" in inside:
            continue
        name = numbered(seen, f"check {file}: {' '.join(inside.split())}")
        # An initializer stays in front; whatever is evaluated still is.
        head, _, condition = inside.rpartition(";")
        if declared := re.match(r"const auto (\w+) = ", condition):
            head, condition = condition, declared[1]
        text = f"if ({head + '; ' if head else ''}({condition.strip()}) && false)"
        yield Mutant(name, file, match.start(), end, text,
                     (*VM, "system:tours", "system:hostile"))


SOURCES = (
    ("arch/aarch64/traps.c", trap_bits),
    ("include/tenon/core/aarch64/registers.def", rows),
    ("arch/aarch64/nested.c", calls),
    ("arch/aarch64/vcpu_bind.c", calls),
    ("arch/common/residency.c", answers),
    ("arch/common/vmid.c", generations),
    ("arch/aarch64/hardware_nested.S", instructions),
    ("arch/aarch64/entry.S", unmaskings),
    ("arch/aarch64/hardware_nested.S", unmaskings),
    ("src/aarch64_system_registers.cpp", conditions),
    ("src/psci.cpp", conditions),
    ("src/vcpu_table.cpp", conditions),
    ("include/tenon/vm/address_space.hpp", conditions),
    ("include/tenon/vm/aarch64/nested.hpp", conditions),
    ("include/tenon/vm/answers.hpp", conditions),
    ("include/tenon/vm/device_bus.hpp", conditions),
    ("include/tenon/vm/ipi.hpp", conditions),
    ("include/tenon/vm/policy.hpp", conditions),
    ("include/tenon/vm/psci.hpp", conditions),
    ("include/tenon/vm/static_bus.hpp", conditions),
    ("include/tenon/vm/turn.hpp", conditions),
    ("include/tenon/vm/vm.hpp", conditions),
    ("arch/riscv64/traps.c", trap_bits),
    ("arch/riscv64/hardware_registers.S", riscv64_rows),
    ("arch/riscv64/entry.S", riscv64_registers),
    ("arch/riscv64/nested.c", calls),
    ("arch/riscv64/vcpu_bind.c", calls),
    ("arch/riscv64/hardware.S", instructions),
    ("include/tenon/core/x86_64/svm/intercepts.h", x86_64_masks),
    ("include/tenon/core/x86_64/vmx/controls.h", x86_64_masks),
    ("arch/x86_64/nested.c", calls),
    ("arch/x86_64/vmx/run.c", calls),
    ("arch/x86_64/svm/entry.S", x86_64_instructions),
    ("arch/x86_64/vmx/entry.S", x86_64_instructions),
    ("arch/x86_64/assembly.h", x86_64_instructions),
    ("arch/x86_64/hardware.S", x86_64_instructions),
    ("arch/x86_64/hardware_fp.S", x86_64_instructions),
    ("arch/x86_64/vmx/hardware.S", x86_64_instructions),
)


def all_mutants(root):
    """Every mutant, by name; a table that yields none is an error."""
    found = {}
    for file, make in SOURCES:
        source = (root / file).read_text(encoding="utf-8")
        mutants = list(make(file, source))
        if not mutants and make is not conditions:
            raise ValueError(f"{file} has nothing to take out")
        for mutant in mutants:
            if mutant.name in found:
                raise ValueError(f"two mutants are called {mutant.name}")
            found[mutant.name] = mutant
    return found
