# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# A sample of the core's mutants: each is caught, or has a reason. script/mutate tries all.

section_mutation() {
  need clang-19 llvm-profdata-19 aarch64-linux-gnu-gcc riscv64-linux-gnu-gcc \
    x86_64-linux-gnu-gcc frama-c why3 z3 cvc4 python3 || return
  build host-clang || return
  check "the table of the core's mutants is of the core as it is" script/mutate --check
  check "the table of the system's mutants names them all" script/mutate-system --check
  check "a sample of the core's mutants" script/mutate --sample 50 --again
}
