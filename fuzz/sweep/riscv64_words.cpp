// SPDX-License-Identifier: Apache-2.0
// Reads instruction words in hexadecimal, one a line, and prints what tenon makes of each: the name
// of its cause and, of a load or store, width, sign extension, register, base, offset; of a CSR
// access, number, register, whether it reads and writes, operand. fuzz/sweep/riscv64_llvm.py
// compares that with a disassembler's text.
#include <cstdint>
#include <cstdio>

#include "tenon/core/riscv64/instruction.h"
#include "tenon/core/riscv64/virtual.h"

namespace {

const char* cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_RISCV64_CAUSE(name, sentence) \
  case TENON_RISCV64_CAUSE_##name:          \
    return #name;
#include "tenon/core/riscv64/causes.def"
    default:
      return "?";
  }
}

/// The exit of `word` as a virtual instruction, in a guest whose registers hold their numbers.
void print_virtual(std::uint32_t word) {
  tenon_riscv64_frame frame{};
  frame.sstatus = 0x100;  // from VS-mode
  for (std::size_t i = 0; i < 32; ++i) frame.x[i] = 1000 + i;
  tenon_exit exit{};
  tenon_riscv64_access access{};
  tenon_riscv64_decode_virtual(word, &frame, &exit, &access);
  std::printf("%s", cause_name(exit.cause));
  if (exit.cause == TENON_RISCV64_CAUSE_csr) {
    const bool read = exit.kind == TENON_EXIT_sysreg_read;
    const bool writes = !read || access.remaining == 1;
    const std::uint64_t operand = read ? access.operand : exit.value;
    std::printf(" %llu %u %u %u", static_cast<unsigned long long>(exit.address),
                unsigned{exit.register_index}, read ? 1U : 0U, writes ? 1U : 0U);
    if (writes) std::printf(" %llu", static_cast<unsigned long long>(operand));
  }
  std::printf("\n");
}

}  // namespace

int main() {
  std::uint32_t word = 0;
  while (std::scanf("%x", &word) == 1) {
    if (word % 128 == 0x73 || word % 128 == 0x0f) {
      print_virtual(word);
      continue;
    }
    tenon_riscv64_instruction i{};
    tenon_riscv64_decode_instruction(word, &i);
    std::printf("%s", cause_name(i.cause));
    if (i.width != 0) {
      std::printf(" %u %u %u %u %lld", unsigned{i.width}, unsigned{i.extend}, unsigned{i.reg},
                  unsigned{i.base}, static_cast<long long>(i.offset));
    }
    std::printf("\n");
  }
  return 0;
}
