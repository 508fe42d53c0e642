// SPDX-License-Identifier: Apache-2.0
// Controls of VMX from capability MSRs, of CPUs that are and of CPUs that are not, and the fields of
// the VMCS by name.
#include "tenon/core/x86_64/vmx/controls.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <string_view>

#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/vmx/fields.h"

namespace {

std::string_view name_of(std::uint32_t obstacle) {
  switch (obstacle) {
#define TENON_X86_64_OBSTACLE(name, sentence) \
  case TENON_X86_64_OBSTACLE_##name:          \
    return #name;
#include "tenon/core/x86_64/obstacles.def"
    default:
      return "?";
  }
}

struct Control {
  std::uint32_t word;
  std::uint32_t bit;
  std::string_view name;
  std::string_view need;
};

constexpr Control controls[] = {
#define TENON_VMX_CONTROL(word, bit, name, need, sentence) \
  {TENON_VMX_WORD_##word, bit, #name, #need},
#include "tenon/core/x86_64/vmx/controls.def"
};

/// Both MSRs of a Skylake-X: what may be 0 in the low half, what may be 1 in the high one.
tenon_vmx_capabilities skylake() {
  return {.allowed = {0x7f'0000'0016, 0xfff9'fffe'0400'6172, 0x217'7fff'0000'0000,
                      0x1ff'ffff'0003'6dfb, 0x3'ffff'0000'11fb},
          .legacy = {0x7f'0000'0016, 0xfff9'fffe'0401'e172, 0x217'7fff'0000'0000,
                     0x1ff'ffff'0003'6dff, 0x3'ffff'0000'11ff},
          .ept = 0xf01'0633'4141};
}

bool has(const tenon_vmx_controls& c, std::uint32_t word, std::uint32_t bit) {
  return (c.word[word] >> bit & 1) != 0;
}

TEST(VmxControls, ComposesThoseOfACpu) {
  const tenon_vmx_capabilities c = skylake();
  tenon_vmx_controls out;
  ASSERT_EQ(name_of(tenon_vmx_compose(&c, &out)), "none");
  // By hand, from the manual's default1 bits and the table of what is wanted.
  EXPECT_EQ(out.word[TENON_VMX_WORD_PIN], 0x7fU);
  EXPECT_EQ(out.word[TENON_VMX_WORD_PROCESSOR], 0xb618'6dfaU);
  EXPECT_EQ(out.word[TENON_VMX_WORD_SECONDARY], 0x0000'10eaU);
  EXPECT_EQ(out.word[TENON_VMX_WORD_EXIT], 0x007f'6fffU);
  EXPECT_EQ(out.word[TENON_VMX_WORD_ENTRY], 0x0000'd1ffU);
}

/// Each bit of each word: a CPU that forbids 1, one that forbids 0.
TEST(VmxControls, RefusesEachControlThatACpuCannotDoByName) {
  for (std::uint32_t word = 0; word < TENON_VMX_WORDS; ++word) {
    for (std::uint32_t bit = 0; bit < 32; ++bit) {
      const Control* control = nullptr;
      for (const Control& c : controls) {
        if (c.word == word && c.bit == bit) control = &c;
      }
      const std::string_view need = control != nullptr ? control->need : "";
      const std::string refused =
          control != nullptr ? "control_" + std::string(control->name) : "control_reserved";
      tenon_vmx_capabilities c{};
      for (std::uint64_t& allowed : c.allowed) allowed = 0xffff'ffff'0000'0000;
      tenon_vmx_controls out;

      c.allowed[word] = 0xffff'ffff'0000'0000 & ~(1ULL << (32 + bit));  // never 1
      const std::uint32_t cannot = tenon_vmx_compose(&c, &out);
      const bool refuses = need == "NEEDED" || need == "SWITCHED";
      EXPECT_EQ(name_of(cannot), refuses ? refused : "none") << word << " " << bit;
      EXPECT_FALSE(has(out, word, bit));
      for (const std::uint32_t w : out.word) EXPECT_TRUE(!refuses || w == 0);

      c.allowed[word] = 0xffff'ffff'0000'0000 | 1ULL << bit;  // always 1
      const std::uint32_t forced = tenon_vmx_compose(&c, &out);
      const bool refuses_1 = need == "UNWANTED" || need == "SWITCHED";
      EXPECT_EQ(name_of(forced), refuses_1 ? refused : "none") << word << " " << bit;
      EXPECT_EQ(has(out, word, bit), !refuses_1);

      c.allowed[word] = (0xffff'ffff'0000'0000 & ~(1ULL << (32 + bit))) | 1ULL << bit;  // neither
      EXPECT_EQ(name_of(tenon_vmx_compose(&c, &out)), refused) << word << " " << bit;
    }
  }
}

/// What a CPU without the TRUE MSRs says: CR3 exits are mandatory.
TEST(VmxControls, RefusesACpuWithoutTrueControls) {
  tenon_vmx_capabilities c = skylake();
  c.allowed[TENON_VMX_WORD_PROCESSOR] = c.legacy[TENON_VMX_WORD_PROCESSOR];
  tenon_vmx_controls out;
  EXPECT_EQ(name_of(tenon_vmx_compose(&c, &out)), "control_cr3_load_exiting");
}

/// Unknown bits keep the default; known ones never do.
TEST(VmxControls, KeepsTheDefaultsOfWhatItDoesNotKnow) {
  std::mt19937_64 random(7);
  int composed = 0;
  for (int round = 0; round < 20'000; ++round) {
    tenon_vmx_capabilities c{};
    for (std::uint32_t i = 0; i < TENON_VMX_WORDS; ++i) {
      std::uint64_t may = random() | random() | random(), must = random() & random() & random();
      for (const Control& control : controls) {  // mostly CPUs that can
        if (control.word != i || random() % 4096 == 0) continue;
        if (control.need != "LIKED") may |= 1ULL << control.bit;
        if (control.need != "NEEDED") must &= ~(1ULL << control.bit);
      }
      must &= may;
      c.allowed[i] = may << 32 | (must & 0xffff'ffff);
      c.legacy[i] = random();
    }
    tenon_vmx_controls out;
    const std::uint32_t obstacle = tenon_vmx_compose(&c, &out);
    if (obstacle != TENON_X86_64_OBSTACLE_none) continue;
    ++composed;
    for (std::uint32_t word = 0; word < TENON_VMX_WORDS; ++word) {
      for (std::uint32_t bit = 0; bit < 32; ++bit) {
        const bool may = (c.allowed[word] >> (32 + bit) & 1) != 0;
        const bool must = (c.allowed[word] >> bit & 1) != 0;
        bool wanted = must || (may && (c.legacy[word] >> bit & 1) != 0);
        for (const Control& control : controls) {
          if (control.word != word || control.bit != bit) continue;
          if (control.need == "NEEDED") wanted = true;
          if (control.need == "LIKED") wanted = may;
          if (control.need == "SWITCHED" || control.need == "UNWANTED") wanted = false;
        }
        ASSERT_EQ(has(out, word, bit), wanted) << word << " " << bit;
      }
    }
  }
  EXPECT_GT(composed, 5'000);
}

TEST(VmxControls, KnowsTheCapabilityMsrs) {
  constexpr std::uint32_t old[] = {0x481, 0x482, 0x48b, 0x483, 0x484};
  constexpr std::uint32_t exact[] = {0x48d, 0x48e, 0x48b, 0x48f, 0x490};
  for (std::uint32_t word = 0; word < TENON_VMX_WORDS; ++word) {
    EXPECT_EQ(tenon_vmx_capability_msr(word, 0), old[word]);
    EXPECT_EQ(tenon_vmx_capability_msr(word, 1), exact[word]);
  }
}

TEST(VmxControls, RefusesPoorNestedPaging) {
  EXPECT_EQ(name_of(tenon_vmx_ept_obstacle(skylake().ept)), "none");
  constexpr struct {
    std::uint32_t bit;
    std::string_view obstacle;
  } needed[] = {{6, "ept_walk"},     {14, "ept_write_back"}, {16, "ept_2m"},
                {20, "ept_invept"},  {25, "ept_invept"},     {26, "ept_invept"},
                {32, "ept_invvpid"}, {41, "ept_invvpid"},    {42, "ept_invvpid"}};
  for (std::uint32_t bit = 0; bit < 64; ++bit) {
    std::string_view wanted = "none";
    for (const auto& row : needed) wanted = row.bit == bit ? row.obstacle : wanted;
    EXPECT_EQ(name_of(tenon_vmx_ept_obstacle(~(1ULL << bit))), wanted) << bit;
  }
  EXPECT_EQ(name_of(tenon_vmx_ept_obstacle(0)), "ept_walk");
}

TEST(VmxControls, FixesControlRegisters) {
  EXPECT_EQ(tenon_vmx_fix(0, 0x8000'0021, 0xffff'ffff), 0x8000'0021U);
  EXPECT_EQ(tenon_vmx_fix(~0ULL, 0x2000, 0x3727ff), 0x3727ffU);
}

TEST(VmxFields, HaveAnEncodingEach) {
  std::set<std::uint32_t> encodings;
  std::uint32_t rows = 0;
#define TENON_VMX_FIELD(name, encoding, width, group) \
  encodings.insert(encoding);                         \
  ++rows;
#include "tenon/core/x86_64/vmx/fields.def"
  EXPECT_EQ(encodings.size(), rows);
}

}  // namespace
