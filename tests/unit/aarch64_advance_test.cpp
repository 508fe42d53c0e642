// SPDX-License-Identifier: Apache-2.0
#include "tenon/core/aarch64/advance.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace {

tenon_aarch64_frame advanced(std::uint64_t pc, std::uint64_t pstate, std::uint32_t length) {
  tenon_aarch64_frame frame{};
  frame.pc = pc;
  frame.pstate = pstate;
  tenon_aarch64_advance(&frame, length);
  for (const auto x : frame.x) EXPECT_EQ(x, 0u);
  return frame;
}

TEST(Aarch64Advance, MovesThePc) {
  EXPECT_EQ(advanced(0x1000, 0x3c5, 4).pc, 0x1004u);
  EXPECT_EQ(advanced(0x1000, 0x3c5, 0).pc, 0x1000u);
  EXPECT_EQ(advanced(0xffff'ffff'ffff'fffc, 0x3c5, 4).pc, 0u);
}

TEST(Aarch64Advance, ClearsBranchTypeAndSingleStepAndNothingElse) {
  EXPECT_EQ(advanced(0, ~0x10ull, 4).pstate, ~0x10ull & ~0x200c00ull);
  EXPECT_EQ(advanced(0, 0x3c5, 4).pstate, 0x3c5u);
}

TEST(Aarch64Advance, WrapsTheAArch32Pc) {
  EXPECT_EQ(advanced(0xffff'fffe, 0x1d3, 2).pc, 0u);
  EXPECT_EQ(advanced(0xffff'fffe, 0x1d3, 4).pc, 2u);
}

std::uint64_t with_it(std::uint32_t it) {
  return 0xf00001f0u | (std::uint64_t{it / 4} << 10) | (std::uint64_t{it % 4} << 25);
}

// DDI 0487 F1.2.5: the base condition stays, the mask moves up; the last instruction ends the block.
TEST(Aarch64Advance, MovesTheItBlock) {
  for (std::uint32_t it = 0; it < 256; ++it) {
    const std::uint32_t next = (it & 7) == 0 ? 0 : (it & 0xe0) | ((it << 1) & 0x1f);
    EXPECT_EQ(advanced(0, with_it(it), 2).pstate, with_it(next)) << it;
    EXPECT_EQ(advanced(0, with_it(it) | 0x200000, 2).pstate, with_it(next)) << it;
  }
}

}  // namespace
