# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# The command-line tools: every executable in tests/tools reports on one.

section_tools() {
  build host-clang || return
  local test
  for test in tests/tools/*; do
    [ -f "$test" ] && [ -x "$test" ] && report --quiet "$test" "$test"
  done
}
