# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What a hypervisor links: no symbol but its own HAL's, no floating point, no mutable global, no
# interrupt let in on the way from an exception.

section_freestanding() {
  need aarch64-linux-gnu-g++ aarch64-linux-gnu-nm aarch64-linux-gnu-objdump || return
  build aarch64 || return
  report --quiet 'freestanding objects' script/check-freestanding build/aarch64 aarch64-linux-gnu-
  need riscv64-linux-gnu-g++ riscv64-linux-gnu-nm riscv64-linux-gnu-objdump || return
  build riscv64 || return
  report --quiet 'freestanding objects, riscv64' \
    script/check-freestanding build/riscv64 riscv64-linux-gnu-
  build x86_64 || return
  report --quiet 'freestanding objects, x86_64' \
    script/check-freestanding build/x86_64 x86_64-linux-gnu-
  report --quiet 'masked exceptions' script/check-masking build/aarch64 aarch64-linux-gnu-
}
