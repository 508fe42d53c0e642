# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Programs that must not compile, each with the message it must be refused with.

section_fail() {
  need python3 clang++-19 g++ || return
  report --quiet 'compile-fail tests' python3 tests/fail/run.py
}
