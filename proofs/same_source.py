# SPDX-License-Identifier: Apache-2.0
"""What is proved is what is built: a file's own tokens, after preprocessing, are the same for the
proof as for each target: freestanding, with either compiler, and the hosts of the unit tests."""

import functools
import re
import subprocess

from framac import ROOT

RELEASE = ["-O2", "-DNDEBUG"]
TARGETS = {
    "the target": ["aarch64-linux-gnu-gcc", "-ffreestanding", *RELEASE],
    "clang's target": ["clang-19", "--target=aarch64-none-elf", "-ffreestanding", *RELEASE],
    "gcc's host": ["gcc", *RELEASE],
    "clang's host": ["clang-19", *RELEASE],
}
# In place of the first two, for the files of that ISA.
RISCV64 = {
    "the target": ["riscv64-linux-gnu-gcc", "-march=rv64imac_zicsr_zifencei", "-mabi=lp64",
                   "-ffreestanding", "-isystem", "cmake/riscv64", *RELEASE],
    "clang's target": ["clang-19", "--target=riscv64-none-elf", "-ffreestanding", *RELEASE],
}
X86_64 = {
    "the target": ["x86_64-linux-gnu-gcc", "-mgeneral-regs-only", "-ffreestanding", *RELEASE],
    "clang's target": ["clang-19", "--target=x86_64-none-elf", "-ffreestanding", *RELEASE],
}
# TENON_RARE tells a compiler how likely a condition is, which it computes all the same.
LIKELIHOOD = re.compile(r"\( __builtin_expect \( (\( .*? \)) , 0 \) ! = 0 \)")
# Assembly is no part of it: of that the proof reads the declarations, which are the same.
OWN = re.compile(r"(include/tenon|arch|proofs)/(?!.*_asm\.h$)")


@functools.cache
def proof_compiler():
    share = subprocess.run(["frama-c", "-print-share-path"], text=True, capture_output=True,
                           check=True).stdout.strip()
    return ["gcc", "-m64", "-nostdinc", f"-I{share}/libc", "-D__FRAMAC__",
            "-D__FC_MACHDEP_GCC_X86_64", "-Iproofs"]


def own_tokens(compiler, source):
    """Tokens that come from the project's own files. The constants of <stdint.h> are spelled
    differently from one to the other, so a number stands for its value, without parentheses."""
    text = subprocess.run([*compiler, "-std=c11", "-E", "-Iinclude", str(source)], cwd=ROOT,
                          text=True, capture_output=True, check=True).stdout
    own, tokens = False, []
    for line in text.splitlines():
        marker = re.match(r'# \d+ "([^"]*)"', line)
        if marker:
            own = bool(OWN.match(marker[1]))
        elif own:
            tokens += re.findall(r"\w+|[^\w\s]", line)
    text = LIKELIHOOD.sub(r"\1", " ".join(number(token) for token in tokens))
    return re.sub(r"(?<![\w] )\( (\d+) \)", r"\1", text).split()


def number(token):
    match = re.fullmatch(r"(0[xX][0-9a-fA-F]+|\d+)[uUlL]*", token)
    return str(int(match[1], 0)) if match and match[1] != "00" else token


def targets_of(source):
    if "riscv64" in source:
        return TARGETS | RISCV64
    if "x86_64" in source:
        return TARGETS | X86_64
    if "common" in source:
        return (TARGETS | {f"RISC-V: {name}": compiler for name, compiler in RISCV64.items()} |
                {f"x86: {name}": compiler for name, compiler in X86_64.items()})
    return TARGETS


def faults(source):
    proved = own_tokens(proof_compiler(), source)
    found = []
    for name, compiler in targets_of(str(source)).items():
        built = own_tokens(compiler, source)
        if proved != built:
            index = next((i for i, pair in enumerate(zip(proved, built)) if pair[0] != pair[1]),
                         min(len(proved), len(built)))
            found.append(f"the proof reads `{' '.join(proved[index:index + 6])}` where {name} has "
                         f"`{' '.join(built[index:index + 6])}`")
    return found
