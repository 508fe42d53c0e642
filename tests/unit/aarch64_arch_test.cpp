// SPDX-License-Identifier: Apache-2.0
// The names that the AArch64 backend gives to registers and causes.
#include <gtest/gtest.h>

#include <set>
#include <string_view>

#include "tenon/aarch64.hpp"

namespace {

using tenon::aarch64::Register;
using tenon::aarch64::x;

TEST(AArch64Registers, HaveTheirIndexAndTheirName) {
  EXPECT_EQ(x(0), Register::x0);
  EXPECT_EQ(x(30), Register::x30);
  EXPECT_EQ(static_cast<std::uint32_t>(x(17)), 17U);
  EXPECT_EQ(static_cast<std::uint32_t>(Register::pc), TENON_AARCH64_REGISTER_PC);
  EXPECT_EQ(static_cast<std::uint32_t>(Register::SP_EL1), TENON_AARCH64_REGISTER_SP_EL1);
}

TEST(AArch64Registers, NumberThirtyOneAndBeyondIsZero) {
  EXPECT_EQ(x(31), Register::xzr);
  EXPECT_EQ(x(32), Register::xzr);
  EXPECT_EQ(x(~0U), Register::xzr);
}

TEST(AArch64Causes, EachHasANameAndASentence) {
  std::set<std::string_view> names;
  std::set<std::string_view> sentences;
  for (std::uint32_t cause = 0; cause < TENON_AARCH64_CAUSE_COUNT; ++cause) {
    const std::string_view sentence = tenon::aarch64::cause_sentence(cause);
    EXPECT_NE(tenon::aarch64::cause_name(cause), "unknown_cause") << cause;
    EXPECT_TRUE(names.insert(tenon::aarch64::cause_name(cause)).second) << cause;
    EXPECT_TRUE(sentences.insert(sentence).second) << sentence;
    EXPECT_FALSE(sentence.ends_with('.')) << sentence;
  }
  EXPECT_EQ(tenon::aarch64::cause_name(TENON_AARCH64_CAUSE_COUNT), "unknown_cause");
  EXPECT_EQ(tenon::aarch64::cause_sentence(~0U), "a cause that this version does not know");
  EXPECT_EQ(tenon::aarch64::cause_name(TENON_AARCH64_CAUSE_DATA_ABORT), "data_abort");
}

}  // namespace
