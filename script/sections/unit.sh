# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The unit tests, built by both compilers and under sanitizers; each GoogleTest test counts.

section_unit() {
  need cmake ninja clang-19 clang++-19 gcc g++ python3 || return
  local preset
  for preset in host-clang host-gcc host-asan; do
    build "$preset" || continue
    report --quiet "unit tests, $preset" script/run-unit-tests "$preset"
  done
}
