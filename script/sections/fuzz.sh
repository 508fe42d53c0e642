# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The fuzz targets: what is kept is replayed, some new inputs are tried, a sample is swept.

section_fuzz() {
  need clang-19 clang++-19 llvm-mc-19 python3 ld || return
  build fuzz || return
  report 'fuzz targets' script/fuzz --replay 20000
  check 'each seeded bug has the code that it changes' script/fuzz-efficacy --check
  check 'every clause of the contracts is executed' python3 fuzz/contracts/check.py
  check 'a sample of the syndromes has its digest' script/sweep aarch64-esr --sample
  check 'a sample of htinst has its digest' script/sweep riscv64-htinst --sample
  check 'all compressed instructions have their digest' script/sweep riscv64-compressed
  check 'a sample of the x86 instructions has its digest' script/sweep x86_64-insn --sample
  check 'a sample of the x86 exits has its digest' script/sweep x86_64-exits --sample
  check 'a sample of the MSRs has its digest' script/sweep x86_64-msr --sample
  build host-clang || return
  check 'RISC-V instructions are what LLVM prints' \
    python3 fuzz/sweep/riscv64_llvm.py build/host-clang/fuzz/sweep_riscv64_words
}
