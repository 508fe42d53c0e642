// SPDX-License-Identifier: Apache-2.0
// Values by width and byte order, against casts of the compiler's own integers.
#include "tenon/core/value.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cstdint>

namespace {

constexpr std::array<std::uint64_t, 9> values{0,
                                              1,
                                              0x7f,
                                              0x80,
                                              0x7f'8000,
                                              0x8000'7f80,
                                              0x7fff'ffff'0000'00ff,
                                              0x8000'0000'7fff'8000,
                                              ~std::uint64_t{0}};

TEST(Value, SignExtendsToTheRegisterAndNoFurther) {
  for (const std::uint64_t value : values) {
    const auto expect = [value](std::uint32_t width, std::int64_t extended) {
      const auto whole = static_cast<std::uint64_t>(extended);
      EXPECT_EQ(tenon_value_sign_extend(value, width, 8), whole) << std::hex << value;
      EXPECT_EQ(tenon_value_sign_extend(value, width, 4), whole & 0xffff'ffff) << std::hex << value;
    };
    expect(1, static_cast<std::int8_t>(value));
    expect(2, static_cast<std::int16_t>(value));
    expect(4, static_cast<std::int32_t>(value));
  }
}

TEST(Value, EightBytesHaveNoSignToExtend) {
  for (const std::uint64_t value : values) {
    for (const std::uint32_t width : {8U, 0U, 3U, 16U}) {
      for (const std::uint32_t register_width : {4U, 8U}) {
        EXPECT_EQ(tenon_value_sign_extend(value, width, register_width), value);
      }
      EXPECT_EQ(tenon_value_low(value, width), value);
      EXPECT_EQ(tenon_value_swap(value, width), std::byteswap(value));
    }
  }
}

TEST(Value, SwapsAndCutsToTheWidth) {
  for (const std::uint64_t value : values) {
    EXPECT_EQ(tenon_value_low(value, 1), static_cast<std::uint8_t>(value));
    EXPECT_EQ(tenon_value_low(value, 2), static_cast<std::uint16_t>(value));
    EXPECT_EQ(tenon_value_low(value, 4), static_cast<std::uint32_t>(value));
    EXPECT_EQ(tenon_value_swap(value, 1), static_cast<std::uint8_t>(value));
    EXPECT_EQ(tenon_value_swap(value, 2), std::byteswap(static_cast<std::uint16_t>(value)));
    EXPECT_EQ(tenon_value_swap(value, 4), std::byteswap(static_cast<std::uint32_t>(value)));
  }
}

TEST(Value, AddsAndSubtractsModuloTheRegister) {
  for (const std::uint64_t a : values) {
    for (const std::uint64_t b : values) {
      EXPECT_EQ(tenon_value_add(a, b), a + b);
      EXPECT_EQ(tenon_value_subtract(a, b), a - b);
    }
  }
}

}  // namespace
