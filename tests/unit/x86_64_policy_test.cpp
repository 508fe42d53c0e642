// SPDX-License-Identifier: Apache-2.0
// What a guest sees and reaches of the machine: MSRs and ports against their lists, CPUID, XCR0,
// EFER, PAT, events. The expected values are the manual's, written down again.
#include "tenon/core/x86_64/policy.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <memory>
#include <set>

#include "tenon/core/x86_64/cpu.h"
#include "tenon/core/x86_64/cpuid.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vectors.h"
#include "tenon/core/x86_64/xcr0.h"

namespace {

std::unique_ptr<tenon_x86_64_policy> make_policy() {
  auto policy = std::make_unique<tenon_x86_64_policy>();
  tenon_x86_64_policy_init(policy.get());
  return policy;
}

/// SYSENTER, STAR, LSTAR, CSTAR, SFMASK, FS, GS, KernelGSBase, TSC_AUX: what is switched.
const std::set<std::uint32_t> passed = {0x174,      0x175,      0x176,      0xc0000081,
                                        0xc0000082, 0xc0000083, 0xc0000084, 0xc0000100,
                                        0xc0000101, 0xc0000102, 0xc0000103};

TEST(X86Policy, PassesTheListedMsrsAndNoOther) {
  const auto policy = make_policy();
  for (const std::uint32_t base : {0U, 0xc0000000U, 0xc0010000U}) {
    for (std::uint32_t msr = base; msr < base + 0x2000; ++msr) {
      // The CPU's own look: 2 bits per MSR, 2 KiB per range (15.11).
      const std::uint32_t range = base == 0 ? 0 : base == 0xc0000000 ? 1 : 2;
      const std::uint32_t bit = range * 0x4000 + (msr - base) * 2;
      const unsigned both = policy->msr[bit / 8] >> (bit % 8) & 3;
      EXPECT_EQ(both, passed.contains(msr) ? 0U : 3U) << std::hex << msr;
      for (const std::uint32_t write : {0U, 1U}) {
        EXPECT_EQ(tenon_x86_64_policy_msr_exits(policy.get(), msr, write),
                  passed.contains(msr) ? 0U : 1U);
      }
    }
  }
  for (const std::uint32_t msr :
       {0x2000U, 0x40000000U, 0xbfffffffU, 0xc0002000U, 0xc0012000U, 0xffffffffU}) {
    EXPECT_EQ(tenon_x86_64_policy_msr_exits(policy.get(), msr, 0), 1U) << std::hex << msr;
  }
  for (std::uint32_t i = 0x1800; i < TENON_X86_64_MSRPM_BYTES; ++i) {
    EXPECT_EQ(policy->msr[i], 0xff) << i;
  }
}

/// Intel SDM volume 3, 25.6.9: a bit per MSR, reads of two ranges and then writes.
TEST(X86Policy, SaysTheSameInTheFormOfVmx) {
  const auto policy = make_policy();
  for (std::uint32_t bit = 0; bit < 0x8000; ++bit) {
    const std::uint32_t msr = (bit / 0x2000 % 2 == 0 ? 0U : 0xc0000000U) + bit % 0x2000;
    EXPECT_EQ(policy->vmx_msr[bit / 8] >> (bit % 8) & 1, passed.contains(msr) ? 0 : 1)
        << std::hex << msr;
  }
}

TEST(X86Policy, PassesTheGivenPortsAndNoOther) {
  const auto policy = make_policy();
  EXPECT_EQ(tenon_x86_64_policy_pass_ports(policy.get(), 0x3f8, 8), TENON_OK);
  EXPECT_EQ(tenon_x86_64_policy_pass_ports(policy.get(), 0xffff, 1), TENON_OK);
  EXPECT_EQ(tenon_x86_64_policy_pass_ports(policy.get(), 0, 0), TENON_OK);
  EXPECT_EQ(tenon_x86_64_policy_pass_ports(policy.get(), 0xffff, 2), TENON_ERROR_out_of_range);
  EXPECT_EQ(tenon_x86_64_policy_pass_ports(policy.get(), 0x10000, 1), TENON_ERROR_out_of_range);
  EXPECT_EQ(tenon_x86_64_policy_pass_ports(policy.get(), 0, 0x10001), TENON_ERROR_out_of_range);
  for (std::uint32_t port = 0; port < 0x10000; ++port) {
    const bool free = (port >= 0x3f8 && port < 0x400) || port == 0xffff;
    EXPECT_EQ(policy->port[port / 8] >> (port % 8) & 1, free ? 0 : 1) << port;
    EXPECT_EQ(tenon_x86_64_policy_port_exits(policy.get(), port), free ? 0U : 1U) << port;
  }
  // A wide access at the last port looks three bits further.
  for (std::uint32_t i = 0x2000; i < TENON_X86_64_IOPM_BYTES; ++i) EXPECT_EQ(policy->port[i], 0xff);
}

tenon_x86_64_cpuid ask(std::uint32_t leaf, std::uint32_t subleaf, std::uint64_t cr4,
                       std::uint64_t xcr0, std::uint32_t has) {
  const tenon_x86_64_cpuid everything{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff};
  const tenon_x86_64_identity identity{.xcr0 = xcr0, .apic_id = 0x17, .has = has};
  tenon_x86_64_cpuid out{0xa5, 0xa5, 0xa5, 0xa5};
  tenon_x86_64_cpuid_answer(leaf, subleaf, &everything, &identity, cr4, &out);
  return out;
}

TEST(X86Cpuid, ShowsFeaturesThatAreSwitched) {
  const auto with = ask(1, 0, 0x40000, 7, TENON_X86_64_HAS_TSC_AUX);
  EXPECT_EQ(with.ebx >> 24, 0x17U);
  EXPECT_EQ(with.ebx >> 16 & 0xff, 1U) << "one logical processor";
  constexpr std::uint32_t hidden_ecx[] = {3, 5, 6, 7, 8, 15, 17, 18, 21, 24};
  for (const std::uint32_t bit : hidden_ecx) EXPECT_EQ(with.ecx >> bit & 1, 0U) << bit;
  for (const std::uint32_t bit : {0U, 1U, 26U, 27U, 28U, 31U}) {
    EXPECT_EQ(with.ecx >> bit & 1, 1U) << bit;
  }
  for (const std::uint32_t bit : {7U, 9U, 12U, 14U, 18U, 21U, 22U, 28U}) {
    EXPECT_EQ(with.edx >> bit & 1, 0U) << bit;
  }
  EXPECT_EQ(ask(1, 0, 0, 7, 0).ecx >> 27 & 1, 0U) << "OSXSAVE is CR4's";
  const auto without = ask(1, 0, 0x40000, 0, 0);
  for (const std::uint32_t bit : {12U, 26U, 27U, 28U, 29U}) {
    EXPECT_EQ(without.ecx >> bit & 1, 0U) << bit;
  }
  EXPECT_EQ(ask(1, 0, 0x40000, 3, 0).ecx >> 28 & 1, 0U) << "no AVX in XCR0";
  EXPECT_EQ(ask(1, 0, 0x40000, 3, 0).ecx >> 26 & 1, 1U);
}

TEST(X86Cpuid, HidesWhatTheCoreDoesNotSwitch) {
  EXPECT_EQ(ask(7, 0, 0, 7, 0).ebx & 0xdc630456, 0U) << "TSX, PQM, MPX, AVX-512, PT, INVPCID";
  EXPECT_EQ(ask(7, 0, 0, 7, 0).ecx & ~4U, 0U) << "PKU, CET, LA57, RDPID, WAITPKG";
  EXPECT_EQ(ask(7, 0, 0, 7, 0).ebx >> 5 & 1, 1U);
  EXPECT_EQ(ask(7, 0, 0, 3, 0).ebx >> 5 & 1, 0U) << "AVX2";
  EXPECT_EQ(ask(7, 1, 0, 7, 0).eax, 0U);
  EXPECT_EQ(ask(0x80000001, 0, 0, 7, 0).ecx >> 2 & 1, 0U) << "SVM";
  EXPECT_EQ(ask(0x80000001, 0, 0, 7, 0).edx >> 27 & 1, 0U) << "RDTSCP";
  EXPECT_EQ(ask(0x80000001, 0, 0, 7, TENON_X86_64_HAS_TSC_AUX).edx >> 27 & 1, 1U);
  EXPECT_EQ(ask(0x80000001, 0, 0, 7, 0).edx >> 29 & 1, 1U) << "long mode";
  EXPECT_EQ(ask(0, 0, 0, 7, 0).eax, 0xdU);
  EXPECT_EQ(ask(0x80000000, 0, 0, 7, 0).eax, 0x80000008U);
  for (const std::uint32_t leaf :
       {2U, 3U, 4U, 5U, 6U, 8U, 0xaU, 0xbU, 0xcU, 0xeU, 0x14U, 0x40000001U, 0x80000009U,
        0x8000000aU, 0x8000001fU, 0xffffffffU}) {
    const auto out = ask(leaf, 0, 0, 7, 0);
    EXPECT_EQ(out.eax | out.ebx | out.ecx | out.edx, 0U) << std::hex << leaf;
  }
}

TEST(X86Cpuid, DescribesExtendedState) {
  EXPECT_EQ(ask(0xd, 0, 0, 7, 0).eax, 7U);
  EXPECT_EQ(ask(0xd, 0, 0, 7, 0).ecx, 832U);
  EXPECT_EQ(ask(0xd, 0, 0, 3, 0).eax, 3U);
  EXPECT_EQ(ask(0xd, 0, 0, 3, 0).ecx, 576U);
  EXPECT_EQ(ask(0xd, 0, 0, 7, 0).edx, 0U);
  EXPECT_EQ(ask(0xd, 1, 0, 7, 0).eax, 5U) << "no XSAVEC, no XSAVES";
  EXPECT_EQ(ask(0xd, 2, 0, 3, 0).eax, 0U);
  EXPECT_NE(ask(0xd, 2, 0, 7, 0).eax, 0U);
  for (const std::uint32_t subleaf : {0U, 1U, 2U}) {
    const auto out = ask(0xd, subleaf, 0, 0, 0);
    EXPECT_EQ(out.eax | out.ebx | out.ecx | out.edx, 0U) << subleaf;
  }
  EXPECT_EQ(ask(0xd, 3, 0, 7, 0).eax, 0U);
}

TEST(X86Xcr0, IsWritableAsTheManualSays) {
  for (std::uint64_t allowed = 0; allowed < 8; ++allowed) {
    for (std::uint64_t value = 0; value < 64; ++value) {
      const bool good =
          value == 1 || (value == 3 && (allowed & 2) != 0) || (value == 7 && (allowed & 6) == 6);
      EXPECT_EQ(tenon_x86_64_xcr0_is_writable(value, allowed), good ? 1U : 0U)
          << value << " of " << allowed;
    }
  }
  EXPECT_EQ(tenon_x86_64_xcr0_is_writable(0x2'0000'0001, 7), 0U);
}

TEST(X86Msr, EferKeepsItsRules) {
  for (const std::uint64_t paging : {0ULL, 0x8000'0000ULL}) {
    for (std::uint32_t bit = 0; bit < 64; ++bit) {
      const std::uint64_t value = 1ULL << bit;
      const bool known = bit == 0 || bit == 11 || (bit == 8 && paging == 0);
      EXPECT_EQ(tenon_x86_64_efer_is_writable(0, value, paging), known ? 1U : 0U) << bit;
    }
  }
  EXPECT_EQ(tenon_x86_64_efer_is_writable(0x500, 0x501, 0x8000'0000), 1U);
  EXPECT_EQ(tenon_x86_64_efer_is_writable(0x500, 0x401, 0x8000'0000), 0U) << "LME under paging";
  EXPECT_EQ(tenon_x86_64_efer_is_writable(0x500, 0x101, 0x8000'0000), 0U) << "LMA";
  EXPECT_EQ(tenon_x86_64_efer_is_writable(0, 0x1000, 0), 0U) << "SVME";
}

TEST(X86Msr, PatTakesMemoryTypes) {
  for (std::uint32_t place = 0; place < 8; ++place) {
    for (std::uint64_t type = 0; type < 256; ++type) {
      const std::uint64_t value =
          (0x0007'0406'0007'0406 & ~(0xffULL << place * 8)) | type << place * 8;
      const bool good = type < 2 || (type > 3 && type < 8);
      EXPECT_EQ(tenon_x86_64_pat_is_writable(value), good ? 1U : 0U) << place << " " << type;
    }
  }
}

TEST(X86Event, CarriesAnErrorCodeWhereTheManualHasOne) {
  const std::set<std::uint32_t> with = {8, 10, 11, 12, 13, 14, 17, 21, 29, 30};
  for (std::uint32_t vector = 0; vector < 32; ++vector) {
    const std::uint64_t plain = 0x8000'0300 + vector;
    const std::uint64_t event = tenon_x86_64_event_exception(vector, 0x12, 1);
    EXPECT_EQ(event, with.contains(vector) ? plain + 0x800 + (0x12ULL << 32) : plain) << vector;
    EXPECT_EQ(tenon_x86_64_event_exception(vector, 0x12, 0), plain) << "real mode pushes none";
  }
  EXPECT_EQ(tenon_x86_64_event_interrupt(0x20), 0x8000'0020U);
}

TEST(X86Event, IsDeliveredAgainUnlessTheGuestMakesItAgain) {
  EXPECT_EQ(tenon_x86_64_event_again(0x0000'0020), 0U) << "not valid";
  EXPECT_EQ(tenon_x86_64_event_again(0x8000'0020), 0x8000'0020U);
  EXPECT_EQ(tenon_x86_64_event_again(0x8000'0202), 0x8000'0202U) << "NMI";
  EXPECT_EQ(tenon_x86_64_event_again(0x4'8000'0b0e), 0x4'8000'0b0eU) << "#PF";
  EXPECT_EQ(tenon_x86_64_event_again(0x8000'0303), 0U) << "INT3";
  EXPECT_EQ(tenon_x86_64_event_again(0x8000'0304), 0U) << "INTO";
  EXPECT_EQ(tenon_x86_64_event_again(0x8000'0480), 0U) << "INT n";
}

/// Table 8-3: rows are the first, columns the second exception.
TEST(X86Event, CombinesExceptionsAsTheManualSays) {
  const std::set<std::uint32_t> contributory = {0, 10, 11, 12, 13};
  for (std::uint32_t first = 0; first < 32; ++first) {
    for (std::uint32_t second = 0; second < 32; ++second) {
      const std::uint64_t before = tenon_x86_64_event_exception(first, 0, 1);
      const std::uint64_t next = tenon_x86_64_event_exception(second, 0, 1);
      const bool twice = contributory.contains(first) && contributory.contains(second);
      const bool after_fault = first == 14 && (second == 14 || contributory.contains(second));
      std::uint64_t wanted = next;
      if (twice || after_fault) wanted = 0x8000'0b08;
      if (first == 8) wanted = 0;
      EXPECT_EQ(tenon_x86_64_event_combine(before, next, 1) & 0xffff'ffff, wanted & 0xffff'ffff)
          << first << " " << second;
    }
  }
  const std::uint64_t fault = tenon_x86_64_event_exception(13, 0, 1);
  EXPECT_EQ(tenon_x86_64_event_combine(0, fault, 1), fault);
  EXPECT_EQ(tenon_x86_64_event_combine(0x8000'0020, fault, 1), fault);
}

TEST(X86Vectors, GivesTheHighestFirst) {
  std::array<std::uint64_t, 4> waiting{};
  EXPECT_EQ(tenon_x86_64_vectors_highest(waiting.data()), TENON_NONE);
  for (std::uint32_t vector = 0; vector < 256; ++vector) {
    waiting.at(vector / 64) |= 1ULL << (vector % 64);
    EXPECT_EQ(tenon_x86_64_vectors_highest(waiting.data()), vector);
  }
}

/// SDM volume 1, 13.2: EBX is the size of the compacted form, which XSAVEC needs; Linux uses no XSAVE
/// where it is 0 beside XSAVEC.
TEST(X86Cpuid, SaysTheSizeThatXsavecNeeds) {
  const tenon_x86_64_cpuid cpu{0x7, 0x340, 0, 0};
  const tenon_x86_64_identity identity{
      .xcr0 = 7, .apic_id = 0, .has = 0, .local_apic = 0, .reserved = 0};
  tenon_x86_64_cpuid out{};
  tenon_x86_64_cpuid_answer(0xd, 1, &cpu, &identity, 0x40000, &out);
  EXPECT_TRUE((out.eax & 2) == 0 || out.ebx == 0x340);
}

}  // namespace
