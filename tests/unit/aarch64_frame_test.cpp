// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "tenon/core/aarch64/frame.h"

namespace {

tenon_aarch64_frame numbered() {
  tenon_aarch64_frame frame{};
  for (std::uint64_t i = 0; i < 31; ++i) frame.x[i] = 0x1000 + i;
  frame.pc = 0xaaaa;
  frame.pstate = 0x3c5;
  return frame;
}

TEST(Aarch64Frame, ReadsEveryRegisterByIndex) {
  const tenon_aarch64_frame frame = numbered();
  for (std::uint32_t i = 0; i < 31; ++i) EXPECT_EQ(tenon_aarch64_get_x(&frame, i), 0x1000u + i);
}

TEST(Aarch64Frame, ReadsZeroFrom31AndBeyond) {
  const tenon_aarch64_frame frame = numbered();
  for (const std::uint32_t index : {31u, 32u, 63u, 0xffffffffu}) {
    EXPECT_EQ(tenon_aarch64_get_x(&frame, index), 0u);
  }
}

TEST(Aarch64Frame, WritesOneRegisterAndNothingElse) {
  for (std::uint32_t index = 0; index < 31; ++index) {
    tenon_aarch64_frame frame = numbered();
    tenon_aarch64_set_x(&frame, index, 0x5555);
    const tenon_aarch64_frame before = numbered();
    for (std::uint32_t i = 0; i < 31; ++i) {
      EXPECT_EQ(frame.x[i], i == index ? 0x5555u : before.x[i]);
    }
    EXPECT_EQ(frame.pc, before.pc);
    EXPECT_EQ(frame.pstate, before.pstate);
  }
}

TEST(Aarch64Frame, IgnoresWritesTo31AndBeyond) {
  for (const std::uint32_t index : {31u, 32u, 33u, 0xffffffffu}) {
    tenon_aarch64_frame frame = numbered();
    tenon_aarch64_set_x(&frame, index, 0x5555);
    const tenon_aarch64_frame before = numbered();
    for (std::uint32_t i = 0; i < 31; ++i) EXPECT_EQ(frame.x[i], before.x[i]);
    EXPECT_EQ(frame.pc, before.pc);
    EXPECT_EQ(frame.pstate, before.pstate);
  }
}

}  // namespace
