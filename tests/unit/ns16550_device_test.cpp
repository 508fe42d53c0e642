// SPDX-License-Identifier: Apache-2.0
// The example's NS16550A: what drivers of it rely on.
#include "../../examples/common/ns16550_device.hpp"

#include <gtest/gtest.h>

#include "unit/terminal.hpp"

namespace {

using tenon_test::Terminal;

constexpr auto byte = tenon::AccessWidth::byte;

class Ns16550 : public testing::Test {
 protected:
  std::uint64_t get(std::uint64_t offset) { return *device.read(offset, byte); }
  void set(std::uint64_t offset, std::uint64_t value) {
    ASSERT_TRUE(device.write(offset, byte, value).has_value());
  }
  Terminal terminal;
  example::Ns16550Device<Terminal> device{terminal};
};

TEST_F(Ns16550, WhatIsWrittenAppears) {
  set(0, 'o');
  set(0, 'k');
  EXPECT_EQ(terminal.shown, "ok");
  EXPECT_EQ(get(5), 0x60U) << "empty, nothing received";
}

TEST_F(Ns16550, WhatIsTypedIsReadOnce) {
  terminal.typed = {'a', 'b'};
  EXPECT_EQ(get(5), 0x61U);
  EXPECT_EQ(get(0), std::uint64_t{'a'});
  EXPECT_EQ(get(0), std::uint64_t{'b'});
  EXPECT_EQ(get(5), 0x60U);
  EXPECT_EQ(get(0), 0U);
}

TEST_F(Ns16550, TheDivisorHidesTheData) {
  set(3, 0x83);
  set(0, 2);
  set(1, 1);
  EXPECT_EQ(get(0), 2U);
  EXPECT_EQ(get(1), 1U);
  set(3, 0x03);
  EXPECT_EQ(get(1), 0U) << "no interrupt was enabled";
  EXPECT_EQ(terminal.shown, "");
  EXPECT_EQ(get(3), 3U);
}

TEST_F(Ns16550, NamesTheMostUrgentInterrupt) {
  EXPECT_EQ(get(2), 1U);
  set(1, 3);
  EXPECT_EQ(terminal.interrupts, 1) << "the transmitter is empty";
  terminal.typed = {'x'};
  EXPECT_EQ(get(5), 0x61U);
  EXPECT_EQ(get(2), 4U);
  EXPECT_EQ(get(2), 4U) << "until it is read";
  EXPECT_EQ(get(0), std::uint64_t{'x'});
  EXPECT_EQ(get(2), 2U);
  EXPECT_EQ(get(2), 1U) << "named once";
  set(0, 'y');
  EXPECT_EQ(get(2), 2U);
  EXPECT_EQ(terminal.interrupts, 2);
}

TEST_F(Ns16550, MaskedInterruptsAreNotTold) {
  set(0, 'x');
  terminal.typed = {'y'};
  device.poll();
  EXPECT_EQ(terminal.interrupts, 0);
  EXPECT_EQ(get(2), 1U);
  set(1, 1);
  EXPECT_EQ(terminal.interrupts, 1);
}

TEST_F(Ns16550, SaysThatItHasFifos) {
  set(2, 1);
  EXPECT_EQ(get(2), 0xc1U);
  set(2, 0);
  EXPECT_EQ(get(2), 0x01U);
}

TEST_F(Ns16550, LoopsBack) {
  set(4, 0x1a);
  EXPECT_EQ(get(6), 0x90U) << "OUT2 and RTS are DCD and CTS";
  set(4, 0x15);
  EXPECT_EQ(get(6), 0x60U) << "OUT1 and DTR are RI and DSR";
  set(0, 'z');
  EXPECT_EQ(terminal.shown, "");
  EXPECT_EQ(get(0), std::uint64_t{'z'});
  set(4, 0xff);
  EXPECT_EQ(get(4), 0x1fU);
  set(4, 0);
  EXPECT_EQ(get(6), 0xb0U);
}

TEST_F(Ns16550, KeepsItsScratchRegister) {
  set(7, 0x5a);
  EXPECT_EQ(get(7), 0x5aU);
  set(5, 0xff);
  EXPECT_EQ(get(5), 0x60U) << "read-only";
  EXPECT_EQ(get(9), 0U);
}

}  // namespace
