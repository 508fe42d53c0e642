// SPDX-License-Identifier: Apache-2.0
#include "tenon/core/aarch64/inject.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace {

using Input = tenon_aarch64_exception_input;
using Entry = tenon_aarch64_exception_entry;

constexpr std::uint32_t undefined = TENON_AARCH64_EXCEPTION_UNDEFINED;
constexpr std::uint32_t data_abort = TENON_AARCH64_EXCEPTION_DATA_ABORT;
constexpr std::uint32_t instruction_abort = TENON_AARCH64_EXCEPTION_INSTRUCTION_ABORT;
constexpr std::uint32_t serror = TENON_AARCH64_EXCEPTION_SERROR;
constexpr std::uint32_t every_feature = 31;

constexpr std::uint64_t el0 = 0;
constexpr std::uint64_t el1t = 4;
constexpr std::uint64_t el1h = 5;
constexpr std::uint64_t usr32 = 0x10;

constexpr std::uint64_t bit(unsigned n) { return std::uint64_t{1} << n; }

Entry enter(const Input& in) {
  Entry out{~0ull, ~0ull, ~0ull, ~0ull, ~0ull, ~0ull, 77, 77};
  tenon_aarch64_take_exception(&in, &out);
  return out;
}

Input input(std::uint32_t kind, std::uint64_t pstate) {
  Input in{};
  in.kind = kind;
  in.pc = 0xffff800010001234;
  in.pstate = pstate;
  in.vbar = 0xffff800010000800;
  in.sctlr = bit(23);
  in.far = 0xffff0000dead0008;
  in.flags = TENON_AARCH64_EXCEPTION_FAR;
  in.features = every_feature;
  return in;
}

TEST(Aarch64Inject, ChoosesTheVectorByWhereTheGuestWas) {
  const std::uint64_t base = input(undefined, 0).vbar;
  EXPECT_EQ(enter(input(undefined, el1t)).pc, base);
  EXPECT_EQ(enter(input(undefined, el1h)).pc, base + 0x200);
  EXPECT_EQ(enter(input(undefined, el0)).pc, base + 0x400);
  EXPECT_EQ(enter(input(undefined, usr32)).pc, base + 0x600);
  EXPECT_EQ(enter(input(serror, el1t)).pc, base + 0x180);
  EXPECT_EQ(enter(input(serror, el1h)).pc, base + 0x380);
  EXPECT_EQ(enter(input(serror, el0)).pc, base + 0x580);
  EXPECT_EQ(enter(input(serror, usr32)).pc, base + 0x780);
}

TEST(Aarch64Inject, IgnoresTheLowBitsOfVbar) {
  Input in = input(undefined, el1h);
  in.vbar |= 0x7ff;
  EXPECT_EQ(enter(in).pc, 0xffff800010000a00u);
  in.vbar = ~std::uint64_t{0};
  in.kind = serror;
  in.pstate = usr32;
  EXPECT_EQ(enter(in).pc, 0xffffffffffffff80u);
}

TEST(Aarch64Inject, SavesWhereTheGuestWas) {
  const Input in = input(data_abort, bit(31) | bit(21) | bit(10) | el1h);
  const Entry out = enter(in);
  EXPECT_EQ(out.taken, 1u);
  EXPECT_EQ(out.elr, in.pc);
  EXPECT_EQ(out.spsr, in.pstate) << "BTYPE, SS and IL too, as the hardware would";
}

// The syndromes as Linux prints them, by hand.
TEST(Aarch64Inject, ComposesSyndromes) {
  EXPECT_EQ(enter(input(undefined, el1h)).esr, 0x02000000u);
  EXPECT_EQ(enter(input(undefined, usr32 | bit(5))).esr, 0x02000000u) << "EC 0: IL 1, in T32 too";
  EXPECT_EQ(enter(input(data_abort, el1h)).esr, 0x96000010u);
  EXPECT_EQ(enter(input(data_abort, el1t)).esr, 0x96000010u);
  EXPECT_EQ(enter(input(data_abort, el0)).esr, 0x92000010u);
  EXPECT_EQ(enter(input(data_abort, usr32)).esr, 0x92000010u);
  EXPECT_EQ(enter(input(instruction_abort, el1h)).esr, 0x86000010u);
  EXPECT_EQ(enter(input(instruction_abort, el0)).esr, 0x82000010u);
  EXPECT_EQ(enter(input(instruction_abort, usr32)).esr, 0x82000010u);
  EXPECT_EQ(enter(input(serror, el0)).esr, 0xbe000000u);
}

TEST(Aarch64Inject, AStoreAndCacheMaintenanceAreNamed) {
  Input in = input(data_abort, el1h);
  in.flags |= TENON_AARCH64_EXCEPTION_WRITE;
  EXPECT_EQ(enter(in).esr, 0x96000050u);
  in.flags |= TENON_AARCH64_EXCEPTION_MAINTENANCE;
  EXPECT_EQ(enter(in).esr, 0x96000150u);
  in.kind = instruction_abort;
  EXPECT_EQ(enter(in).esr, 0x86000010u) << "an instruction abort has neither";
}

TEST(Aarch64Inject, AnUnknownAddressIsSaidToBeUnknown) {
  for (const std::uint32_t kind : {data_abort, instruction_abort}) {
    Input in = input(kind, el1h);
    EXPECT_EQ(enter(in).writes_far, 1u);
    EXPECT_EQ(enter(in).far, in.far);
    in.flags = 0;
    EXPECT_EQ(enter(in).esr & bit(10), bit(10));
    EXPECT_EQ(enter(in).writes_far, 0u);
    EXPECT_EQ(enter(in).far, 0u);
  }
  for (const std::uint32_t kind : {undefined, serror}) {
    EXPECT_EQ(enter(input(kind, el1h)).writes_far, 0u);
    EXPECT_EQ(enter(input(kind, el1h)).far, 0u);
  }
}

TEST(Aarch64Inject, AnSErrorTakesItsSyndromeAndNoMore) {
  Input in = input(serror, el1h);
  in.syndrome = ~std::uint64_t{0};
  EXPECT_EQ(enter(in).esr, 0xbfffffffu);
  in.syndrome = bit(24) | 0x11;
  EXPECT_EQ(enter(in).esr, 0xbf000011u);
}

TEST(Aarch64Inject, AMaskedSErrorIsHeldBack) {
  Input in = input(serror, el1h | bit(8));
  const Entry out = enter(in);
  EXPECT_EQ(out.taken, 0u);
  EXPECT_EQ(out.pc, in.pc);
  EXPECT_EQ(out.pstate, in.pstate);
  EXPECT_EQ(out.elr | out.spsr | out.esr | out.far | out.writes_far, 0u);
  for (const std::uint32_t kind : {undefined, data_abort, instruction_abort}) {
    in.kind = kind;
    EXPECT_EQ(enter(in).taken, 1u) << "a synchronous exception knows no mask";
  }
}

TEST(Aarch64Inject, AnUnknownKindIsUndefined) {
  for (const std::uint32_t kind : {4u, 5u, 0xffffffffu}) {
    EXPECT_EQ(enter(input(kind, el0)).esr, 0x02000000u);
    EXPECT_EQ(enter(input(kind, el0)).pc, input(kind, el0).vbar + 0x400);
  }
}

/// PSTATE bit by bit, as AArch64.TakeException changes it.
std::uint64_t expected_pstate(std::uint64_t old, std::uint64_t sctlr, std::uint32_t features) {
  std::uint64_t now = 0;
  for (unsigned n = 0; n < 64; ++n) {
    bool set = false;
    switch (n) {
      case 31:
      case 30:
      case 29:
      case 28:
        set = (old & bit(n)) != 0;
        break;
      case 25:
        set = (features & TENON_AARCH64_PSTATE_TCO) != 0;
        break;
      case 24:
        set = (features & TENON_AARCH64_PSTATE_DIT) != 0 && (old & bit(24)) != 0;
        break;
      case 22:
        set = (features & TENON_AARCH64_PSTATE_PAN) != 0 &&
              ((old & bit(22)) != 0 || (sctlr & bit(23)) == 0);
        break;
      case 13:
        set = (features & TENON_AARCH64_PSTATE_ALLINT) != 0 && (sctlr & bit(62)) == 0;
        break;
      case 12:
        set = (features & TENON_AARCH64_PSTATE_SSBS) != 0 && (sctlr & bit(44)) != 0;
        break;
      case 9:
      case 8:
      case 7:
      case 6:
      case 2:
      case 0:
        set = true;
        break;
      default:
        break;
    }
    if (set) now |= bit(n);
  }
  return now;
}

TEST(Aarch64Inject, ChangesPstateBitByBit) {
  for (std::uint32_t features = 0; features < 32; ++features) {
    for (unsigned choice = 0; choice < 8; ++choice) {
      const std::uint64_t sctlr =
          (choice & 1 ? bit(23) : 0) | (choice & 2 ? bit(44) : 0) | (choice & 4 ? bit(62) : 0);
      for (const std::uint64_t rest : {std::uint64_t{0}, ~(bit(23) | bit(44) | bit(62))}) {
        for (unsigned n = 0; n < 64; ++n) {
          for (const std::uint64_t old : {bit(n), ~bit(n)}) {
            ASSERT_EQ(tenon_aarch64_exception_pstate(old, sctlr | rest, features),
                      expected_pstate(old, sctlr | rest, features))
                << n << " " << features << " " << choice;
          }
        }
      }
    }
  }
}

TEST(Aarch64Inject, EntersWithThatPstate) {
  const Input in = input(undefined, bit(30) | bit(24) | bit(20) | el0);
  EXPECT_EQ(enter(in).pstate, expected_pstate(in.pstate, in.sctlr, in.features));
  EXPECT_EQ(enter(in).pstate, 0x430023c5u);
}

TEST(Aarch64Inject, FeaturesComeFromTheIdRegisters) {
  tenon_aarch64_features f{};
  EXPECT_EQ(tenon_aarch64_exception_features(&f), 0u);
  f.id_aa64mmfr1 = std::uint64_t{3} << 20;
  EXPECT_EQ(tenon_aarch64_exception_features(&f), TENON_AARCH64_PSTATE_PAN);
  f.id_aa64mmfr1 = ~(std::uint64_t{15} << 20);
  EXPECT_EQ(tenon_aarch64_exception_features(&f), 0u);
  f = {};
  f.id_aa64pfr1 = std::uint64_t{2} << 4;
  EXPECT_EQ(tenon_aarch64_exception_features(&f), TENON_AARCH64_PSTATE_SSBS);
  f.id_aa64pfr1 = std::uint64_t{1} << 8;
  EXPECT_EQ(tenon_aarch64_exception_features(&f), 0u) << "MTE instructions alone have no TCO";
  f.id_aa64pfr1 = std::uint64_t{2} << 8;
  EXPECT_EQ(tenon_aarch64_exception_features(&f), TENON_AARCH64_PSTATE_TCO);
  f.id_aa64pfr1 = std::uint64_t{1} << 36;
  EXPECT_EQ(tenon_aarch64_exception_features(&f), TENON_AARCH64_PSTATE_ALLINT);
  f = {};
  f.id_aa64pfr0 = std::uint64_t{1} << 48;
  EXPECT_EQ(tenon_aarch64_exception_features(&f), TENON_AARCH64_PSTATE_DIT);
}

}  // namespace
