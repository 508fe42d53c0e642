// SPDX-License-Identifier: Apache-2.0
// The short ways make the exit that decode makes, and take what they are there for.
#include "tenon/core/riscv64/short_way.h"

#include <gtest/gtest.h>

#include <cstring>

#include "tenon/core/riscv64/decode.h"

namespace {

struct Outcome {
  std::uint32_t taken;
  tenon_exit exit;
};

tenon_exit blank() {
  tenon_exit exit;
  std::memset(&exit, 0xa5, sizeof exit);
  return exit;
}

bool same(const tenon_exit& a, const tenon_exit& b) {
  return a.kind == b.kind && a.cause == b.cause && a.address == b.address && a.value == b.value &&
         a.argument == b.argument && a.virtual_address == b.virtual_address && a.width == b.width &&
         a.register_index == b.register_index && a.register_width == b.register_width &&
         a.sign_extend == b.sign_extend && a.access == b.access &&
         a.instruction_length == b.instruction_length && a.flags == b.flags && a.level == b.level;
}

tenon_riscv64_frame frame_of_registers() {
  tenon_riscv64_frame frame{};
  frame.sstatus = 0x100;  // from VS-mode
  for (std::uint32_t i = 1; i < 32; ++i) frame.x[i] = 0x9876'5432'10fe'dc00 + i * 0x1'0001'0101;
  return frame;
}

/// The instruction `word` faulted at `stval`.
Outcome data(std::uint64_t scause, std::uint32_t word, std::uint64_t stval, std::uint64_t gpa,
             tenon_exit& want) {
  const tenon_riscv64_frame frame = frame_of_registers();
  const tenon_riscv64_fault fault{.scause = scause,
                                  .stval = stval,
                                  .htval = gpa / 4,
                                  .htinst = 0,
                                  .valid = TENON_RISCV64_FAULT_INSTRUCTION,
                                  .instruction = word};
  tenon_riscv64_access access{};
  want = blank();
  tenon_riscv64_decode(&fault, &frame, &want, &access);
  Outcome got{.taken = 0, .exit = blank()};
  const std::uint64_t exact = tenon_riscv64_fault_gpa(fault.htval, stval);
  got.taken = scause == 21 ? tenon_riscv64_short_load(word, stval, exact, &frame, &got.exit)
                           : tenon_riscv64_short_store(word, stval, exact, &frame, &got.exit);
  return got;
}

/// What `word` accesses if it is C.LW or C.SW (`width` 4), C.LD or C.SD (8): "C" extension, CL and CS.
std::uint64_t if_compressed(std::uint32_t word, std::uint32_t width,
                            const tenon_riscv64_frame& frame) {
  const std::uint32_t low = word >> 5 & 3;
  const std::uint32_t offset =
      (word >> 10 & 7) << 3 | (width == 4 ? low >> 1 << 2 | low % 2 << 6 : low << 6);
  return frame.x[8 + (word >> 7 & 7)] + offset;
}

/// What the short way takes of `word` is what decode makes of it; \return whether it takes it.
bool agrees(std::uint32_t word) {
  const tenon_riscv64_frame frame = frame_of_registers();
  tenon_riscv64_instruction known{};
  tenon_riscv64_decode_instruction(word, &known);
  const std::uint64_t at = (known.base == 0 ? 0 : frame.x[known.base]) + known.offset;
  bool taken = false;
  for (const std::uint64_t scause : {21U, 23U}) {
    for (const std::uint64_t stval :
         {at, at + 1, at + 0x1000, if_compressed(word, 4, frame), if_compressed(word, 8, frame)}) {
      for (const std::uint64_t page : {0x1000'0000U, 0x1000'0ffcU}) {
        tenon_exit want;
        const Outcome got = data(scause, word, stval, page, want);
        EXPECT_TRUE(got.taken == 0 || same(got.exit, want))
            << std::hex << word << " scause " << scause << " stval " << stval;
        EXPECT_LE(got.taken, 1U);
        taken |= got.taken == 1;
      }
    }
  }
  return taken;
}

TEST(RiscV64ShortWay, TakesCompressedWordsAndDoubles) {
  std::uint32_t taken = 0;
  for (std::uint32_t word = 0; word < 0x10000; ++word) {
    if (word % 4 == 3) continue;
    const bool is_taken = agrees(word);
    taken += is_taken ? 1 : 0;
    // C.LW, C.LD, C.SW, C.SD: quadrant 0, funct3 2, 3, 6, 7.
    ASSERT_EQ(is_taken, word % 4 == 0 && word / 0x4000 % 2 == 1) << std::hex << word;
  }
  EXPECT_EQ(taken, 4U * 0x800);
}

TEST(RiscV64ShortWay, TakesEachLoadAndStore) {
  std::uint32_t taken = 0;
  for (std::uint32_t opcode = 3; opcode < 128; opcode += 4) {
    for (std::uint32_t f3 = 0; f3 < 8; ++f3) {
      for (std::uint32_t other = 0; other < 0x20000; other += 37) {
        // rd, rs1 and the upper half of the immediate.
        const std::uint32_t word = opcode | f3 << 12 | other % 32 << 7 | other / 32 % 32 << 15 |
                                   (other * 2654435761U) >> 20 << 20;
        const bool is_taken = agrees(word);
        taken += is_taken ? 1 : 0;
        const bool known = (opcode == 3 && f3 != 7) || (opcode == 0x23 && f3 < 4);
        ASSERT_EQ(is_taken, known) << std::hex << word;
      }
    }
  }
  EXPECT_GT(taken, 10000U);
}

TEST(RiscV64ShortWay, TakesReadsOfEachCsr) {
  const tenon_riscv64_frame frame = frame_of_registers();
  std::uint32_t taken = 0;
  for (std::uint32_t word = 0; word < 0x100000; ++word) {
    for (const std::uint32_t csr : {0x000U, 0x600U, 0xfffU}) {
      const std::uint32_t whole = word | csr << 20;
      if (tenon_riscv64_is_plain_csr_read(whole) == 0) continue;
      ++taken;
      tenon_exit got = blank();
      tenon_riscv64_plain_csr_read(whole, &got);
      tenon_exit want = blank();
      tenon_riscv64_access access{
          .operand = 0, .old = 0, .csr = 0, .operation = 0, .rd = 0, .remaining = 9};
      tenon_riscv64_decode_virtual(whole, &frame, &want, &access);
      ASSERT_TRUE(same(got, want)) << std::hex << whole;
      ASSERT_EQ(access.remaining, 0U);
    }
  }
  EXPECT_EQ(taken, 3U * 32);
}

TEST(RiscV64ShortWay, TakesCallsThatAreNoExitsOfTheirOwn) {
  for (const std::uint64_t extension :
       {0x0ULL, 0x1ULL, 0x2ULL, 0x10ULL, 0x54494d45ULL, 0x52464e43ULL, 0x4442434eULL, 0x0a000002ULL,
        0xffff'ffff'ffff'ffffULL}) {
    EXPECT_EQ(tenon_riscv64_is_plain_call(extension), 1U) << std::hex << extension;
  }
  tenon_riscv64_frame frame = frame_of_registers();
  for (std::uint64_t extension = 0; extension < 0x60000000; extension += 0x2f1) {
    for (const std::uint64_t special : {0x8ULL, 0x48534dULL, 0x735049ULL, 0x53525354ULL}) {
      frame.x[17] = extension % 16 == 0 ? special : extension;
      tenon_exit want = blank();
      tenon_riscv64_decode_sbi(&frame, &want);
      if (tenon_riscv64_is_plain_call(frame.x[17]) == 0) continue;
      tenon_exit got = blank();
      tenon_riscv64_plain_call(&got, frame.x[17], frame.x[16]);
      ASSERT_TRUE(same(got, want)) << std::hex << frame.x[17];
    }
  }
}

}  // namespace
