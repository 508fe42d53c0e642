// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <random>
#include <string_view>

#include "tenon/core/aarch64/debug_registers.h"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/id_registers.h"

namespace {

using Features = tenon_aarch64_features;

constexpr std::uint32_t id(unsigned crm, unsigned op2) {
  return static_cast<std::uint32_t>(TENON_AARCH64_SYSREG(3, 0, 0, crm, op2));
}

/// What a guest sees of the 16 fields of a register, from field 0 on: a digit is the most that is
/// shown of the host's value, `=` the host's value, `F` always 15, `!` always 1, `g` 15 or 0.
struct Shown {
  const char* name;
  std::uint64_t Features::* host;
  unsigned crm;
  unsigned op2;
  std::string_view fields;
};

constexpr std::array<Shown, 9> table = {{
    {"ID_AA64PFR0_EL1", &Features::id_aa64pfr0, 4, 0, "!!00==1000001011"},
    {"ID_AA64PFR1_EL1", &Features::id_aa64pfr1, 4, 1, "1200000000000000"},
    {"ID_AA64DFR0_EL1", &Features::id_aa64dfr0, 5, 0, "800!0!000F000000"},
    {"ID_AA64ISAR0_EL1", &Features::id_aa64isar0, 6, 0, "0212120111111221"},
    {"ID_AA64ISAR1_EL1", &Features::id_aa64isar1, 6, 1, "2001120011121100"},
    {"ID_AA64ISAR2_EL1", &Features::id_aa64isar2, 6, 2, "2100010100000100"},
    {"ID_AA64MMFR0_EL1", &Features::id_aa64mmfr0, 7, 0, "521011gg00000000"},
    {"ID_AA64MMFR1_EL1", &Features::id_aa64mmfr1, 7, 1, "2001031002010001"},
    // BBM: a guest that changes block sizes without break-before-make may cause TLB conflict aborts,
    // which may be taken to EL2 while stage 2 is on, and decode refuses them (DDI 0487 D8.16).
    {"ID_AA64MMFR2_EL1", &Features::id_aa64mmfr2, 7, 2, "0100110111001001"},
}};

std::uint64_t expected(char rule, std::uint64_t host) {
  switch (rule) {
    case '=':
      return host;
    case 'F':
      return 15;
    case '!':
      return 1;
    case 'g':
      return host == 15 ? 15 : 0;
    default:
      return std::min<std::uint64_t>(host, static_cast<std::uint64_t>(rule - '0'));
  }
}

void expect_shown(const Shown& row, std::uint64_t host) {
  Features f{};
  f.*row.host = host;
  std::uint64_t value = 0xdead;
  ASSERT_EQ(tenon_aarch64_id_register(&f, id(row.crm, row.op2), &value), 1u);
  for (unsigned n = 0; n < 16; ++n) {
    EXPECT_EQ(value >> (4 * n) & 15, expected(row.fields[n], host >> (4 * n) & 15))
        << row.name << " bits " << 4 * n + 3 << ":" << 4 * n << " of " << std::hex << host;
  }
}

TEST(Aarch64IdRegisters, ShowsEachValueOfEachFieldByPolicy) {
  for (const Shown& row : table) {
    for (std::uint64_t value = 0; value < 16; ++value) {
      expect_shown(row, value * 0x1111111111111111);
    }
  }
}

TEST(Aarch64IdRegisters, FieldsDoNotTouchEachOther) {
  std::mt19937_64 random(20);  // any fixed seed
  for (const Shown& row : table) {
    for (int n = 0; n < 1000; ++n) expect_shown(row, random());
  }
}

TEST(Aarch64IdRegisters, EveryOtherRegisterOfTheSpaceReadsAsZero) {
  Features f{};
  for (const Shown& row : table) f.*row.host = ~std::uint64_t{0};
  unsigned zero = 0;
  for (unsigned crm = 1; crm <= 7; ++crm) {
    for (unsigned op2 = 0; op2 <= 7; ++op2) {
      std::uint64_t value = 0xdead;
      EXPECT_EQ(tenon_aarch64_id_register(&f, id(crm, op2), &value), 1u);
      zero += value == 0 ? 1 : 0;
    }
  }
  EXPECT_EQ(zero, 56u - table.size());
}

TEST(Aarch64IdRegisters, AnswersNothingOutsideTheSpace) {
  const Features f{};
  for (std::uint32_t any = 0; any < 0x20000; ++any) {
    const bool in_space = (any >= id(1, 0) && any <= id(7, 7)) || any == id(0, 6) ||
                          any == TENON_AARCH64_SYSREG(3, 1, 0, 0, 7);
    std::uint64_t value = 0xdead;
    ASSERT_EQ(tenon_aarch64_id_register(&f, any, &value), in_space ? 1u : 0u) << std::hex << any;
    if (!in_space) {
      ASSERT_EQ(value, 0u);
    }
  }
}

TEST(Aarch64DebugRegisters, AreAsManyAsTheIdRegisterShows) {
  unsigned answered = 0;
  for (std::uint32_t any = 0; any < 0x20000; ++any) {
    std::uint64_t value = 0xdead;
    const std::uint32_t yes = tenon_aarch64_debug_register(any, &value);
    answered += yes;
    EXPECT_EQ(value, any == TENON_AARCH64_SYSREG(2, 0, 1, 1, 4) ? 8u : 0u);
    if (yes == 1) {
      EXPECT_TRUE(any >> 14 == 2 || any == TENON_AARCH64_SYSREG(3, 0, 1, 0, 1)) << any;
    }
  }
  EXPECT_EQ(answered, 25u);
  std::uint64_t value = 0;
  for (unsigned op2 = 4; op2 <= 7; ++op2) {
    for (unsigned n = 0; n < 16; ++n) {
      const auto point = static_cast<std::uint32_t>(TENON_AARCH64_SYSREG(2, 0, 0, n, op2));
      EXPECT_EQ(tenon_aarch64_debug_register(point, &value), n < 2 ? 1u : 0u);
    }
  }
}

}  // namespace
