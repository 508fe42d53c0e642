# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Programs that must not compile, each with the message it must be refused with; misuses, each with
# the nets that catch it.

section_fail() {
  need python3 clang-19 clang++-19 clang-tidy-19 g++ c++filt || return
  report --quiet 'compile-fail tests' python3 tests/fail/run.py
  report --quiet 'nets and misuses' python3 tests/misuse/run.py
}
