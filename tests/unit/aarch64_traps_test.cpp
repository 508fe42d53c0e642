// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

#include "tenon/core/aarch64/traps.h"

namespace {

using Features = tenon_aarch64_features;
using Choice = tenon_aarch64_setup;  // gtest has a Setup of its own

constexpr std::uint64_t bit(unsigned number) { return std::uint64_t{1} << number; }
constexpr std::uint64_t field(std::uint64_t word, unsigned high, unsigned low) {
  return (word >> low) & (bit(high - low + 1) - 1);
}

/// An Armv8.0 CPU like Cortex-A72: none of the optional extensions.
Features plain() {
  Features f{};
  f.pa_bits = 44;
  f.vmid_bits = 8;
  return f;
}

/// Every field of every ID register as large as it gets.
Features everything() {
  Features f{};
  f.id_aa64pfr0 = f.id_aa64pfr1 = f.id_aa64mmfr1 = ~std::uint64_t{0};
  f.id_aa64dfr0 = ~std::uint64_t{0} - (std::uint64_t{15 - 6} << 8);  // PMUVer 6
  f.pa_bits = 52;
  f.vmid_bits = 16;
  f.vhe = 1;
  f.pmu_counters = 31;
  return f;
}

tenon_aarch64_controls compose(const Features& f, const Choice& s, std::uint32_t levels = 4) {
  tenon_aarch64_controls out{};
  tenon_aarch64_compose_controls(&f, &s, levels, &out);
  return out;
}

std::vector<Choice> setups() {
  std::vector<Choice> all;
  for (std::uint32_t n = 0; n < 16; ++n) {
    // Any value but 0 means yes.
    all.push_back({(n & 1) * 7, (n >> 1 & 1) * 0x80000000, n >> 2 & 1, n >> 3 & 1});
  }
  return all;
}

TEST(Aarch64Traps, HcrKeepsMandatoryAndForbiddenBitsInEveryConfiguration) {
  constexpr std::array mandatory = {0, 1, 2, 5, 9, 10, 16, 18, 19, 20, 21, 31};
  constexpr std::array free = {3, 4, 13, 14, 34, 35, 36, 58};
  std::uint64_t known = 0;
  std::uint64_t required = 0;
  for (const int n : mandatory) required |= bit(static_cast<unsigned>(n));
  for (const int n : free) known |= bit(static_cast<unsigned>(n));
  known |= required;
  for (Features f : {plain(), everything()}) {
    for (const std::uint32_t e2h : {0u, 1u}) {
      f.e2h = e2h;
      for (const Choice& s : setups()) {
        const std::uint64_t hcr = compose(f, s).hcr;
        EXPECT_EQ(hcr & required, required);
        EXPECT_EQ(hcr & ~known, 0u);
        EXPECT_EQ(field(hcr, 4, 3), s.passthrough_interrupts != 0 ? 0u : 3u);  // IMO, FMO
        EXPECT_EQ(field(hcr, 13, 13), s.trap_wfi != 0 ? 1u : 0u);
        EXPECT_EQ(field(hcr, 14, 14), s.trap_wfe != 0 ? 1u : 0u);
        EXPECT_EQ(field(hcr, 34, 34), e2h);
      }
    }
  }
}

TEST(Aarch64Traps, HcrTrapsOptionalRegistersOnlyWhereTheyExist) {
  EXPECT_EQ(compose(plain(), {}).hcr & (bit(35) | bit(36) | bit(58)), 0u);
  Features f = plain();
  f.id_aa64mmfr1 = 1u << 16;  // LO
  EXPECT_EQ(compose(f, {}).hcr & (bit(35) | bit(36) | bit(58)), bit(35));
  f = plain();
  f.id_aa64pfr0 = 1u << 28;  // RAS
  EXPECT_EQ(compose(f, {}).hcr & (bit(35) | bit(36) | bit(58)), bit(36));
  f = plain();
  f.id_aa64pfr1 = 1u << 8;  // MTE of EL0 only: no GMID_EL1
  EXPECT_EQ(compose(f, {}).hcr & bit(58), 0u);
  f.id_aa64pfr1 = 2u << 8;  // MTE2
  EXPECT_EQ(compose(f, {}).hcr & bit(58), bit(58));
}

TEST(Aarch64Traps, CptrInTheLayoutOfNvheHosts) {
  EXPECT_EQ(compose(plain(), {}).cptr, 0x33ffu);
  EXPECT_EQ(compose(everything(), {}).cptr, 0x33ffu | bit(20) | bit(30));
}

TEST(Aarch64Traps, CptrInTheLayoutOfVheHosts) {
  Features f = plain();
  f.e2h = 1;
  EXPECT_EQ(compose(f, {}).cptr, std::uint64_t{3} << 20);
  f = everything();
  f.e2h = 1;
  EXPECT_EQ(compose(f, {}).cptr, std::uint64_t{3} << 20 | bit(28) | bit(30));
}

TEST(Aarch64Traps, MdcrTrapsDebugAlwaysAndMonitorsWhereTheyExist) {
  EXPECT_EQ(compose(plain(), {}).mdcr, bit(9) | bit(10) | bit(11));
  EXPECT_EQ(compose(everything(), {}).mdcr,
            bit(9) | bit(10) | bit(11) | bit(5) | bit(6) | bit(14) | bit(19) | 31u);
  Features f = plain();
  f.id_aa64dfr0 = 0xf00;  // an implementation defined monitor is none of PMUv3
  EXPECT_EQ(compose(f, {}).mdcr, bit(9) | bit(10) | bit(11));
  for (std::uint32_t n = 0; n < 32; ++n) {
    f.pmu_counters = n;
    EXPECT_EQ(field(compose(f, {}).mdcr, 4, 0), n);
  }
}

TEST(Aarch64Traps, CnthctlGivesTheTimerOnlyWhenItIsPassedThrough) {
  Features f = plain();
  for (const Choice& s : setups()) {
    const bool own = s.passthrough_timer != 0;
    f.e2h = 0;
    EXPECT_EQ(compose(f, s).cnthctl, own ? 3u : 1u);
    f.e2h = 1;
    EXPECT_EQ(compose(f, s).cnthctl, own ? 0xc00u : 0x400u);
  }
}

struct Vtcr {
  std::uint32_t pa_bits;
  std::uint32_t levels;
  std::uint32_t t0sz;
  std::uint32_t sl0;
  std::uint32_t ps;
};

TEST(Aarch64Traps, VtcrForEverySizeThatArmDefines) {
  constexpr std::array<Vtcr, 10> rows = {{{32, 3, 32, 1, 0},
                                          {36, 3, 28, 1, 1},
                                          {40, 3, 25, 1, 2},
                                          {42, 3, 25, 1, 3},
                                          {44, 3, 25, 1, 4},
                                          {48, 3, 25, 1, 5},
                                          {52, 3, 25, 1, 5},
                                          {44, 4, 20, 2, 4},
                                          {48, 4, 16, 2, 5},
                                          {52, 4, 16, 2, 5}}};
  for (const Vtcr& row : rows) {
    Features f = plain();
    f.pa_bits = row.pa_bits;
    for (const std::uint32_t vmid_bits : {8u, 16u}) {
      f.vmid_bits = vmid_bits;
      const std::uint64_t vtcr = compose(f, {}, row.levels).vtcr;
      EXPECT_EQ(field(vtcr, 5, 0), row.t0sz);
      EXPECT_EQ(field(vtcr, 7, 6), row.sl0);
      EXPECT_EQ(field(vtcr, 9, 8), 1u);    // IRGN0: write-back, write-allocate
      EXPECT_EQ(field(vtcr, 11, 10), 1u);  // ORGN0
      EXPECT_EQ(field(vtcr, 13, 12), 3u);  // SH0: inner
      EXPECT_EQ(field(vtcr, 15, 14), 0u);  // TG0: 4 KiB
      EXPECT_EQ(field(vtcr, 18, 16), row.ps);
      EXPECT_EQ(field(vtcr, 19, 19), vmid_bits == 16 ? 1u : 0u);
      EXPECT_EQ(vtcr >> 20, 0x800u);  // RES1, and nothing else
      EXPECT_EQ(tenon_aarch64_ipa_bits(row.pa_bits, row.levels), 64u - row.t0sz);
    }
  }
}

TEST(Aarch64Traps, NoAddressSpaceIsBelow32Bits) {
  EXPECT_EQ(tenon_aarch64_ipa_bits(31, 3), 32u) << "the least that Arm defines";
  EXPECT_EQ(tenon_aarch64_ipa_bits(0, 4), 32u);
}

TEST(Aarch64Traps, FourLevelsNeed44Bits) {
  for (std::uint32_t bits = 32; bits <= 52; ++bits) {
    EXPECT_EQ(tenon_aarch64_levels_supported(bits, 3), 1u);
    EXPECT_EQ(tenon_aarch64_levels_supported(bits, 4), bits >= 44 ? 1u : 0u);
    EXPECT_EQ(tenon_aarch64_levels_supported(bits, 2), 0u);
    EXPECT_EQ(tenon_aarch64_levels_supported(bits, 5), 0u);
  }
}

}  // namespace
