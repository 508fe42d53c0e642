# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Boots under an emulator: every executable in tests/system reports on one machine.

section_system() {
  need qemu-system-aarch64 qemu-system-riscv64 qemu-system-x86_64 bochs || return
  build aarch64 || return
  build riscv64 || return
  build x86_64 || return
  local test
  for test in tests/system/*; do
    [ -f "$test" ] && [ -x "$test" ] && report "$test" "$test"
  done
}
