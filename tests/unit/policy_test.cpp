// SPDX-License-Identifier: Apache-2.0
// What becomes of an access that no device answers.
#include "tenon/vm/policy.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace {

using tenon::ReadAnswer;
using tenon::Refusal;
using tenon::Unclaimed;
using tenon::WriteAnswer;

constexpr std::uint64_t top = std::numeric_limits<std::uint64_t>::max();

TEST(PolicyTest, SettlesWhatNobodyAnswered) {
  using tenon::detail::settle_read;
  using tenon::detail::settle_write;
  const ReadAnswer nobody = std::unexpected(Refusal::unclaimed);
  const ReadAnswer partly = std::unexpected(Refusal::straddles);
  EXPECT_EQ(settle_read(nobody, Unclaimed::zeros, Unclaimed::fault), ReadAnswer(0));
  EXPECT_EQ(settle_read(nobody, Unclaimed::ones, Unclaimed::fault), ReadAnswer(top));
  EXPECT_EQ(settle_read(nobody, Unclaimed::fault, Unclaimed::zeros),
            ReadAnswer(std::unexpected(Refusal::fault)));
  EXPECT_EQ(settle_read(nobody, Unclaimed::leave, Unclaimed::zeros),
            ReadAnswer(std::unexpected(Refusal::leave)));
  EXPECT_EQ(settle_read(partly, Unclaimed::fault, Unclaimed::zeros), ReadAnswer(0));
  EXPECT_EQ(settle_read(partly, Unclaimed::zeros, Unclaimed::leave),
            ReadAnswer(std::unexpected(Refusal::leave)));
  // What a device said itself is not the policy's business.
  EXPECT_EQ(settle_read(7, Unclaimed::zeros, Unclaimed::zeros), ReadAnswer(7));
  EXPECT_EQ(settle_read(std::unexpected(Refusal::fault), Unclaimed::zeros, Unclaimed::zeros),
            ReadAnswer(std::unexpected(Refusal::fault)));
  EXPECT_EQ(settle_read(std::unexpected(Refusal::leave), Unclaimed::zeros, Unclaimed::zeros),
            ReadAnswer(std::unexpected(Refusal::leave)));
  EXPECT_EQ(settle_write(WriteAnswer(), Unclaimed::fault, Unclaimed::fault), WriteAnswer());
  EXPECT_EQ(settle_write(std::unexpected(Refusal::unclaimed), Unclaimed::ones, Unclaimed::fault),
            WriteAnswer());
  EXPECT_EQ(settle_write(std::unexpected(Refusal::straddles), Unclaimed::ones, Unclaimed::fault),
            WriteAnswer(std::unexpected(Refusal::fault)));
}

TEST(PolicyTest, DeniesByDefault) {
  const tenon::Policy policy;
  EXPECT_EQ(policy.mmio, Unclaimed::fault);
  EXPECT_EQ(policy.mmio_straddle, Unclaimed::fault);
  EXPECT_EQ(policy.system_register, Unclaimed::fault);
  EXPECT_EQ(policy.port, Unclaimed::fault);
  EXPECT_EQ(policy.port_straddle, Unclaimed::fault);
}

}  // namespace
