// SPDX-License-Identifier: Apache-2.0
// Completion is total: an access with counts that no decoded instruction has keeps to the contract.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>

#include "tenon/core/aarch64/access.h"

namespace {

constexpr std::uint32_t most = ~std::uint32_t{0};
constexpr std::array<std::uint64_t, 4> kept{11, 12, 13, 14};

tenon_aarch64_access access_of(std::uint8_t operation, std::uint32_t done) {
  tenon_aarch64_access access{};
  access.operation = operation;
  access.done = done;
  access.remaining = 2;
  access.width = 8;
  access.register_width = 8;
  access.rt = 3;
  access.rt2 = 4;
  access.address = 0x1000;
  for (std::size_t i = 0; i < kept.size(); ++i) access.value[i] = kept.at(i);
  return access;
}

TEST(AccessCount, AReadBeyondTheFourthKeepsNoValue) {
  for (const std::uint32_t done : {4U, 7U, most}) {
    tenon_aarch64_frame frame{};
    tenon_aarch64_access access = access_of(TENON_AARCH64_OPERATION_LOAD, done);
    EXPECT_EQ(tenon_aarch64_access_complete_read(&access, &frame, 99), 0U);
    EXPECT_EQ(access.done, done + 1) << "modulo 2^32";
    EXPECT_EQ(access.remaining, 1U);
    EXPECT_EQ(access.address, 0x1008U);
    for (std::size_t i = 0; i < kept.size(); ++i) EXPECT_EQ(access.value[i], kept.at(i));
    EXPECT_EQ(tenon_aarch64_access_complete_read(&access, &frame, 98), 1U);
    EXPECT_EQ(frame.x[3], done == most ? 98U : kept[0]) << "the first step's, counted anew";
  }
}

TEST(AccessCount, WritesCountModuloTheWord) {
  tenon_aarch64_frame frame{};
  tenon_aarch64_access access = access_of(TENON_AARCH64_OPERATION_STORE, most);
  EXPECT_EQ(tenon_aarch64_access_complete_write(&access, &frame), 0U);
  EXPECT_EQ(access.done, 0U);
  EXPECT_EQ(tenon_aarch64_access_complete_write(&access, &frame), 1U);
  EXPECT_EQ(access.done, 1U);
  EXPECT_EQ(access.remaining, 0U);
  EXPECT_EQ(access.address, 0x1008U) << "the last step moves nothing";
}

}  // namespace
