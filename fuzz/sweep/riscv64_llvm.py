#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""tenon's RISC-V instruction decoders against LLVM's disassembler, on text.

usage: riscv64_llvm.py PROGRAM [COUNT]    PROGRAM is sweep_riscv64_words

All 2^16 compressed words, and COUNT (4000) random words of each opcode and funct3 that touches
memory or can trap as a virtual instruction. Debian 12's Capstone knows no RISC-V.
"""
import random
import re
import subprocess
import sys

LLVM = ["llvm-mc-19", "-triple=riscv64", "--disassemble", "-M", "no-aliases", "-M", "numeric",
        "-mattr=+a,+f,+d,+c,+v,+h,+zfh,+zcb,+zacas,+zabha,+svinval,+zicbom,+zicboz,+zawrs"]
OPCODES = (0x03, 0x07, 0x0f, 0x23, 0x27, 0x2f, 0x73)
LOADS = {"lb": (1, 1), "lh": (2, 1), "lw": (4, 1), "ld": (8, 0), "lbu": (1, 0), "lhu": (2, 0),
         "lwu": (4, 0)}
STORES = {"sb": 1, "sh": 2, "sw": 4, "sd": 8}
NAMES = ((r"c\.fl(d|w)(sp)?$|fl[hwd]$", "fp_load"), (r"c\.fs(d|w)(sp)?$|fs[hwd]$", "fp_store"),
         (r"vl", "vector_load"), (r"vs", "vector_store"), (r"lr\.", "load_reserved"),
         (r"sc\.", "store_conditional"), (r"amo", "atomic"), (r"wfi$", "wfi"),
         (r"wrs\.nto$", "wrs"), (r"sret$", "sret"),
         (r"sfence|sinval", "sfence"), (r"hfence|hinval", "hfence"),
         (r"hlv|hsv", "hypervisor_access"), (r"cbo\.", "cache_block"))


def words(count):
    chosen = random.Random(1)
    yield from (word for word in range(1 << 16) if word % 4 != 3)
    for opcode in OPCODES:
        for funct3 in range(8):
            for _ in range(count):
                yield chosen.getrandbits(32) & ~0x707f | funct3 << 12 | opcode
    # Whole words that random bits would miss, and the families whose funct7 decides.
    for funct7 in range(128):
        for _ in range(32):
            yield chosen.getrandbits(25) & 0x1f8000 | funct7 << 25 | 0x73
    yield from (0x10500073, 0x00d00073, 0x01d00073, 0x10200073, 0x30200073, 0x00000073, 0x00100073)


def disassembled(chosen):
    """The text of each word; nothing where LLVM refuses."""
    lines = []
    for word in chosen:
        size = 4 if word % 4 == 3 else 2
        lines.append(" ".join(f"0x{byte:02x}" for byte in word.to_bytes(size, "little")))
    done = subprocess.run(LLVM, input="\n".join(lines), text=True, capture_output=True, check=False)
    refused = {int(line) for line in re.findall(r"^<stdin>:(\d+):\d+: warning", done.stderr, re.M)}
    texts = [line.strip() for line in done.stdout.splitlines() if line.strip() != ".text"]
    if len(texts) != len(lines) - len(refused):
        sys.exit(f"FAIL {len(texts)} lines of text for {len(lines) - len(refused)} instructions")
    rest = iter(texts)
    return ["" if number in refused else next(rest) for number in range(1, len(lines) + 1)]


def register(name):
    return int(name.removeprefix("x"))


def csr(name, operand, rd, text):
    """What an access of a CSR prints in a guest where xn holds 1000 + n."""
    immediate = name.endswith("i")
    field = int(operand) if immediate else register(operand)
    writes = name.startswith("csrrw") or field != 0
    reads = not name.startswith("csrrw") or rd != 0
    value = field if immediate else 1000 + field if field else 0
    return f"csr {text} {rd if reads else 0} {int(reads)} {int(writes)}" + (
        f" {value}" if writes else "")


def expected(text, word):
    """What tenon must print; nothing where the text does not say."""
    name, _, operands = text.replace("\t", " ").partition(" ")
    plain = name.removeprefix("c.").removesuffix("sp")
    match = re.fullmatch(r"(x\d+), (-?\d+)\((x\d+)\)", operands)
    if plain in LOADS and match:
        width, extend = LOADS[plain]
        return f"load_guest_page_fault {width} {extend} {register(match[1])} " \
               f"{register(match[3])} {match[2]}"
    if plain in STORES and match:
        return f"store_guest_page_fault {STORES[plain]} 0 {register(match[1])} " \
               f"{register(match[3])} {match[2]}"
    if name.startswith("csrr"):
        rd, _, operand = operands.split(", ")
        return csr(name, operand, register(rd), str(word >> 20))
    for pattern, cause in NAMES:
        if re.match(pattern, name):
            return cause
    return "virtual_instruction" if word % 128 in (0x73, 0x0f) else "unknown_instruction"


def main():
    chosen = list(words(int(sys.argv[2]) if len(sys.argv) > 2 else 4000))
    texts = disassembled(chosen)
    done = subprocess.run([sys.argv[1]], input="\n".join(f"{word:x}" for word in chosen),
                          text=True, capture_output=True, check=True)
    ours = done.stdout.splitlines()
    known = bad = 0
    for word, text, got in zip(chosen, texts, ours, strict=True):
        # What LLVM refuses is reserved: tenon may name it, but a reserved compressed word is no
        # access (in RV64I's LOAD and STORE no encoding is reserved but the widths).
        if not text:
            wrong = "page_fault" in got
            want = "no load and no store"
        else:
            known += 1
            want = expected(text, word)
            wrong = got != want
        if wrong:
            bad += 1
            print(f"FAIL {word:#010x} '{text}': found {got}, expected {want}")
            if bad > 20:
                break
    print(f"{len(chosen)} words, {known} of them known to LLVM, {bad} differ")
    return 1 if bad or known < 50000 else 0


if __name__ == "__main__":
    sys.exit(main())
