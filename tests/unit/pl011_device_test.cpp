// SPDX-License-Identifier: Apache-2.0
// The example's PL011: what drivers of it rely on.
#include "../../examples/hypervisor/pl011_device.hpp"

#include <gtest/gtest.h>

#include "unit/terminal.hpp"

namespace {

using tenon_test::Terminal;

constexpr auto word = tenon::AccessWidth::word;

TEST(Pl011Device, WhatIsWrittenAppears) {
  Terminal terminal;
  example::Pl011Device device(terminal);
  ASSERT_TRUE(device.write(0x00, word, 'o').has_value());
  ASSERT_TRUE(device.write(0x00, word, 'k').has_value());
  EXPECT_EQ(terminal.shown, "ok");
  EXPECT_EQ(*device.read(0x18, word) & 0x20, 0U) << "never full";
}

TEST(Pl011Device, WhatIsTypedIsReadOnce) {
  Terminal terminal;
  example::Pl011Device device(terminal);
  EXPECT_EQ(*device.read(0x18, word) & 0x10, 0x10U) << "receive FIFO empty";
  terminal.typed = {'a', 'b'};
  EXPECT_EQ(*device.read(0x18, word) & 0x10, 0U);
  EXPECT_EQ(*device.read(0x00, word), std::uint64_t{'a'});
  EXPECT_EQ(*device.read(0x00, word), std::uint64_t{'b'});
  EXPECT_EQ(*device.read(0x18, word) & 0x10, 0x10U);
}

TEST(Pl011Device, TheRisingLineOfUnmaskedInterruptsIsTold) {
  Terminal terminal;
  example::Pl011Device device(terminal);
  ASSERT_TRUE(device.write(0x00, word, 'x').has_value());
  EXPECT_EQ(terminal.interrupts, 0) << "masked after reset";
  ASSERT_TRUE(device.write(0x38, word, 0x20).has_value());
  EXPECT_EQ(terminal.interrupts, 1);
  EXPECT_EQ(*device.read(0x40, word), 0x20U);
  ASSERT_TRUE(device.write(0x00, word, 'y').has_value());
  EXPECT_EQ(terminal.interrupts, 1) << "still high";
  ASSERT_TRUE(device.write(0x44, word, 0x20).has_value());
  EXPECT_EQ(*device.read(0x40, word), 0U);
  ASSERT_TRUE(device.write(0x00, word, 'z').has_value());
  EXPECT_EQ(terminal.interrupts, 2);
  ASSERT_TRUE(device.write(0x38, word, 0x10).has_value());
  terminal.typed = {'y'};
  device.poll();
  EXPECT_EQ(terminal.interrupts, 3);
}

TEST(Pl011Device, SaysWhatItIs) {
  Terminal terminal;
  example::Pl011Device device(terminal);
  std::uint32_t id = 0;
  for (std::uint64_t i = 0; i < 4; i++) {
    id |= static_cast<std::uint32_t>(*device.read(0xfe0 + 4 * i, word)) << 8 * i;
  }
  EXPECT_EQ(id & 0xfffff, 0x41011U) << "part 0x011, designer 0x41";
  EXPECT_EQ(*device.read(0xff0, word), 0x0dU);
  EXPECT_EQ(*device.read(0xffc, word), 0xb1U);
}

}  // namespace
