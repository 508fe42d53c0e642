// SPDX-License-Identifier: Apache-2.0
// The short ways against decode, and what they leave to it: each condition once on either side.
#include "tenon/core/aarch64/short_way.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>

namespace {

constexpr std::uint64_t el1h = 0x3c5;
constexpr std::uint64_t user32 = 0x1d0;
constexpr std::uint64_t translation = 6;
constexpr std::uint64_t isv = 1 << 24;
constexpr std::uint64_t psci_cpu_on = 0xc400'0003;

constexpr std::uint64_t syndrome(std::uint64_t ec, std::uint64_t iss, std::uint64_t il = 1) {
  return ec << 26 | il << 25 | iss;
}

TEST(ShortWay, ASyndromeDescribesOneKindOfAbortAlone) {
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | translation)), 1);
  for (std::uint64_t level = 4; level < 8; ++level) {
    EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | level)), 1) << level;
  }
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x20, isv | translation)), 0) << "a fetch";
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | translation, 0)), 0) << "16 bits";
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, translation)), 0) << "ISV";
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | 1 << 8 | translation)), 0) << "CM";
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | 1 << 7 | translation)), 0) << "S1PTW";
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | 0x0e)), 0) << "a permission fault";
  EXPECT_EQ(tenon_aarch64_esr_describes(syndrome(0x24, isv | 0x2b)), 0) << "level -1";
}

TEST(ShortWay, APlainHypercallIsNoPsciCall) {
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(syndrome(0x16, 7), psci_cpu_on), 1) << "immediate";
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(syndrome(0x16, 0x8000), psci_cpu_on), 1);
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(syndrome(0x16, 0), 0xf600'0000), 1);
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(syndrome(0x16, 0), psci_cpu_on), 0);
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(syndrome(0x16, 0), 0x8400'0003), 0);
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(syndrome(0x17, 7), 0), 0) << "an SMC";
  EXPECT_EQ(tenon_aarch64_is_plain_hypercall(std::uint64_t{1} << 32 | syndrome(0x16, 7), 0), 1)
      << "ISS2 is no part of the class";
}

TEST(ShortWay, APlainAccessIsOneOfAArch64) {
  EXPECT_EQ(tenon_aarch64_is_plain_access(syndrome(0x24, isv | translation), el1h), 1);
  EXPECT_EQ(tenon_aarch64_is_plain_access(syndrome(0x24, isv | 1 << 6 | translation), el1h), 1);
  EXPECT_EQ(tenon_aarch64_is_plain_access(syndrome(0x24, isv | translation), el1h | 1 << 5), 1)
      << "M[4] alone tells";
  EXPECT_EQ(tenon_aarch64_is_plain_access(syndrome(0x24, isv | translation), user32), 0);
  EXPECT_EQ(tenon_aarch64_is_plain_access(syndrome(0x24, translation), el1h), 0);
}

TEST(ShortWay, MakesTheExitsThatDecodeMakes) {
  tenon_aarch64_frame frame{};
  frame.pstate = el1h;
  frame.x[0] = 0xf600'0000;
  const auto same = [&](const tenon_aarch64_fault& fault, const auto& make) {
    tenon_exit want;
    tenon_exit got;
    tenon_aarch64_access plan{};
    tenon_aarch64_access none{};
    none.remaining = 9;
    std::memset(&want, 0x5a, sizeof want);
    std::memset(&got, 0xa5, sizeof got);
    tenon_aarch64_decode(&fault, &frame, &want, &plan);
    make(fault, &got, &none);
    EXPECT_EQ(std::memcmp(&got, &want, sizeof got), 0) << std::hex << fault.esr;
    EXPECT_EQ(none.remaining, 0);
    EXPECT_EQ(plan.remaining, 0);
  };
  tenon_aarch64_fault call{};
  call.esr = syndrome(0x16, 7);
  same(call, [&](const auto& fault, tenon_exit* exit, tenon_aarch64_access* access) {
    tenon_aarch64_hypercall(fault.esr, frame.x[0], exit, access);
  });
  for (std::uint64_t bits = 0; bits < 0x100; ++bits) {
    const std::uint64_t big = bits >> 7;
    tenon_aarch64_fault load{};
    load.esr = syndrome(0x24, isv | (bits & 3) << 22 | (bits >> 2 & 1) << 21 |
                                  (bits >> 3 & 1) << 15 | (bits >> 4 & 7) << 18 | translation);
    load.far = 0xffff'0000'0a00'0010;
    load.ipa = 0x0a00'0010;
    load.valid = TENON_AARCH64_FAULT_IPA | (big != 0 ? TENON_AARCH64_FAULT_BIG_ENDIAN : 0U);
    same(load, [&](const auto& fault, tenon_exit* exit, tenon_aarch64_access* access) {
      tenon_aarch64_load(fault.esr, fault.ipa, fault.far, big, exit, access);
    });
    load.esr |= 1 << 6;
    same(load, [&](const auto& fault, tenon_exit* exit, tenon_aarch64_access* access) {
      tenon_aarch64_access_from_syndrome(&fault, &frame, exit, access);
    });
  }
}

}  // namespace
