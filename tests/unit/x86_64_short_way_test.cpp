// SPDX-License-Identifier: Apache-2.0
// SVM's short ways make the exit that capture and decode make, and take what they are there for.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <iterator>
#include <memory>
#include <random>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/svm/enter.h"
#include "tenon/x86_64.hpp"

namespace {

using tenon_test::x86_hardware;

constexpr std::uint64_t rip = 0x7000;

bool same(const tenon_exit& a, const tenon_exit& b) {
  return a.kind == b.kind && a.cause == b.cause && a.address == b.address && a.value == b.value &&
         a.argument == b.argument && a.virtual_address == b.virtual_address && a.width == b.width &&
         a.register_index == b.register_index && a.register_width == b.register_width &&
         a.sign_extend == b.sign_extend && a.access == b.access &&
         a.instruction_length == b.instruction_length && a.flags == b.flags && a.level == b.level;
}

struct ShortWay : testing::Test {
  std::unique_ptr<tenon_x86_64_vcpu> v = std::make_unique<tenon_x86_64_vcpu>();
  tenon_x86_64_stage2 stage2{};

  ShortWay() {
    for (std::uint64_t i = 0; i < std::size(v->frame.x); ++i) {
      v->frame.x[i] = 0x9876'5432'10fe'dc00 + i * 0x1'0001'0101;
    }
    v->frame.rip = rip;
    v->stage2 = &stage2;
    v->identity.has = TENON_X86_64_HAS_NEXT_RIP;
    v->vmcb.next_rip = rip + 2;
    x86_hardware = {};
  }
  void leave(std::uint64_t code, std::uint64_t info = 0, std::uint64_t info2 = 0) const {
    v->vmcb.exitcode = code;
    v->vmcb.exitinfo1 = info;
    v->vmcb.exitinfo2 = info2;
  }
  /// What it takes is what the long way makes; \return whether it takes it.
  [[nodiscard]] bool agrees() const {
    tenon_x86_64_fault fault{};
    tenon_exit want;
    std::memset(&want, 0xa5, sizeof want);
    std::memset(&v->exit, 0x5a, sizeof v->exit);
    tenon_svm_capture(&fault, &v->vmcb, v->frame.rip, v->identity.has);
    tenon_svm_decode(&fault, &v->frame, &want);
    const std::uint32_t taken = tenon_svm_look_shortly(v.get());
    EXPECT_LE(taken, 1U);
    if (taken == 0) return false;
    if (want.cause == TENON_X86_64_CAUSE_cpuid) {  // no token is made of it
      EXPECT_EQ(v->exit.kind, want.kind);
      EXPECT_EQ(v->exit.cause, want.cause);
      EXPECT_EQ(v->exit.instruction_length, want.instruction_length);
    } else {
      EXPECT_TRUE(same(v->exit, want)) << std::hex << fault.code << " " << fault.info;
    }
    return true;
  }
};

TEST_F(ShortWay, TakesPlainPorts) {
  for (std::uint64_t info = 0; info < 0x80; ++info) {
    for (const std::uint64_t port : {0x0ULL, 0x60ULL, 0xffffULL}) {
      for (const std::uint64_t next :
           {std::uint64_t{0}, rip - 1, rip, rip + 1, rip + 15, rip + 16}) {
        leave(0x7b, info + port * 0x10000, next);
        const std::uint64_t size = info / 0x10;
        const bool plain = info / 4 % 4 == 0 && (size == 1 || size == 2 || size == 4);
        EXPECT_EQ(agrees(), plain && next > rip && next < rip + 16) << info << " " << next;
      }
    }
  }
}

TEST_F(ShortWay, TakesInstructionsWhoseLengthTheCpuSays) {
  for (const std::uint64_t next : {std::uint64_t{0}, rip, rip + 1, rip + 15, rip + 16}) {
    v->vmcb.next_rip = next;
    for (const std::uint64_t code : {0x72U, 0x78U, 0x7cU, 0x81U}) {
      leave(code);
      EXPECT_EQ(agrees(), next > rip && next < rip + 16) << code << " " << next;
      EXPECT_EQ(x86_hardware.reads, 0U);
    }
  }
}

TEST_F(ShortWay, LeavesTheRestToTheLongWay) {
  leave(0x7c, 1);
  EXPECT_FALSE(agrees()) << "WRMSR";
  for (const std::uint64_t msr : {0xc000'0080ULL, 0x277ULL, 0x1bULL, 0x830ULL}) {
    v->frame.x[TENON_X86_64_RCX] = 0xffff'ffff'0000'0000 + msr;
    leave(0x7c);
    EXPECT_FALSE(agrees()) << "an MSR that the core answers";
  }
  v->vmcb.exitintinfo = 0x8000'0030;
  for (const std::uint64_t code : {0x72U, 0x78U, 0x81U}) {
    leave(code);
    EXPECT_FALSE(agrees()) << "a delivery was cut short";
  }
}

TEST_F(ShortWay, AgreesOnAnyVmcb) {
  std::mt19937_64 random(7);
  constexpr std::uint64_t codes[] = {0x72, 0x78, 0x7b, 0x7c, 0x81, 0x400, 0x60, ~0ULL};
  int taken = 0;
  for (int i = 0; i < 200'000; ++i) {
    leave(i % 8 == 0 ? random() % 0x410 : codes[random() % std::size(codes)],
          i % 2 == 0 ? random() % 0x80 + random() % 0x10000 * 0x10000 : random(),
          i % 3 == 0 ? random() : rip + random() % 18 - 1);
    v->vmcb.next_rip = rip + random() % 18 - 1;
    v->vmcb.exitintinfo = i % 16 == 0 ? random() : random() % 0x8000'0000;
    v->identity.has = random() % 8 == 0 ? 0 : TENON_X86_64_HAS_NEXT_RIP;
    v->frame.x[TENON_X86_64_RAX] = random();
    v->frame.x[TENON_X86_64_RCX] = random();
    taken += agrees() ? 1 : 0;
  }
  EXPECT_GT(taken, 50'000);
}

}  // namespace
