// SPDX-License-Identifier: Apache-2.0
// Asks of every STEPth MSR from FIRST to LAST what a guest's RDMSR and WRMSR become: without an exit
// by the policy's bitmaps, the core's, or an exit of the API; holds each to the list of those that a
// guest has, and prints two sums over all results.
//
//   usage: sweep_x86_64_msr FIRST LAST STEP RECORDS     (RECORDS: 1)
#include <initializer_list>
#include <memory>

#include "harness/compare.hpp"
#include "oracle/x86_64_exits.hpp"
#include "sweep/digest.hpp"
#include "tenon/core/x86_64/policy.h"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/vmx/decode.h"

using tenon_fuzz::check_equal;
using tenon_sweep::number;

namespace {

constexpr const char* what = "an MSR";

/// SYSENTER's, SYSCALL's, the segment bases, TSC_AUX: what the core switches for each guest.
bool is_guests_own(std::uint64_t msr) {
  return (msr >= 0x174 && msr <= 0x176) || (msr >= 0xc000'0081 && msr <= 0xc000'0084) ||
         (msr >= 0xc000'0100 && msr <= 0xc000'0103);
}

/// The bit that SVM's CPU looks at (APM volume 2, 15.11); what lies outside always exits.
bool svm_exits(const tenon_x86_64_policy& policy, std::uint64_t msr, bool write) {
  constexpr std::uint64_t ranges[] = {0, 0xc000'0000, 0xc001'0000};
  for (std::size_t i = 0; i < 3; ++i) {
    if (msr - ranges[i] >= 0x2000) continue;
    const std::uint64_t at = 0x4000 * i + (msr - ranges[i]) * 2 + (write ? 1 : 0);
    return (policy.msr[at / 8] >> at % 8 & 1) != 0;
  }
  return true;
}

struct Result {
  tenon_exit read;
  tenon_exit write;
  std::uint64_t exits;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    (void)std::fprintf(stderr, "usage: sweep_x86_64_msr FIRST LAST STEP RECORDS\n");
    return 2;
  }
  const auto policy = std::make_unique<tenon_x86_64_policy>();
  tenon_x86_64_policy_init(policy.get());
  tenon_sweep::Digest<Result> digest;
  tenon_x86_64_frame frame{};
  frame.x[TENON_X86_64_RAX] = 0x1111'2222'3333'4444;
  frame.x[TENON_X86_64_RDX] = 0x5555'6666'7777'8888;
  for (std::uint64_t msr = number(argv[1]); msr <= number(argv[2]); msr += number(argv[3])) {
    frame.x[TENON_X86_64_RCX] = 0xdead'beef'0000'0000 | msr;
    Result result{};
    for (const std::uint32_t write : {0U, 1U}) {
      const bool exits = !is_guests_own(msr);
      check_equal(
          tenon_x86_64_policy_msr_exits(policy.get(), static_cast<std::uint32_t>(msr), write),
          exits ? 1 : 0, what, "exits by the policy");
      check_equal(svm_exits(*policy, msr, write == 1) ? 1 : 0, exits ? 1 : 0, what,
                  "exits by SVM's bitmap");
      result.exits = result.exits * 2 + (exits ? 1 : 0);
      tenon_x86_64_fault intel{}, amd{};
      intel.code = 31 + write;
      amd.code = 0x7c;
      amd.info = write;
      tenon_exit& exit = write == 1 ? result.write : result.read;
      tenon_exit other;
      tenon_vmx_decode(&intel, &frame, &exit);
      tenon_svm_decode(&amd, &frame, &other);
      tenon_fuzz::check_same(exit, other, "an MSR on VMX and on SVM");
      tenon_fuzz::check_same(exit, tenon_fuzz::expect_vmx(intel, frame).exit, what);
    }
    digest.add(msr + 1, result);
  }
  digest.print();
  return 0;
}
