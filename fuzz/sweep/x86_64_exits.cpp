// SPDX-License-Identifier: Apache-2.0
// Decodes every STEPth record from FIRST to LAST of VMX (RECORDS bit 0) and SVM (bit 1), holds each
// to the oracle, and prints two sums over all results.
//
//   usage: sweep_x86_64_exits FIRST LAST STEP RECORDS
//
// A record of VMX, 27 bits: 26:20 the basic exit reason; 19 an instruction length of 7, else 0; 18 a
// failed entry; 17:16 instruction information 29:28, and 16 bits 16 and 31 of the qualification; 15
// interruption information 31; 12:0 those bits of the qualification and of the interruption
// information. One of SVM, 25 bits: 24:14 the exit code, those from 0x700 on counted from the last
// one down; 13 a length of 7; 12:0 bits 33, 31, 16, 9:0 of EXITINFO1.
#include "oracle/x86_64_exits.hpp"
#include <initializer_list>

#include "harness/compare.hpp"
#include "sweep/digest.hpp"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/vmx/decode.h"

using tenon_sweep::mix;
using tenon_sweep::number;

namespace {

constexpr const char* what = "the sweep against the manual's table";

tenon_x86_64_fault common(bool length) {
  tenon_x86_64_fault fault{};
  fault.info2 = 0x3'fee0'00b0;
  fault.linear = 0xffff'8000'fee0'00b0;
  fault.length = length ? 7 : 0;
  return fault;
}

tenon_x86_64_fault vmx_record(std::uint64_t n) {
  tenon_x86_64_fault fault = common((n >> 19 & 1) != 0);
  const std::uint64_t high = n >> 16 & 1;
  fault.code = (n >> 20 & 0x7f) | (n >> 18 & 1) << 31;
  fault.info = (n & 0x1fff) | high << 16 | high << 31;
  fault.interruption = (n & 0x1fff) | (n >> 15 & 1) << 31;
  fault.instruction_info = static_cast<std::uint32_t>(n >> 16 & 3) << 28;
  return fault;
}

tenon_x86_64_fault svm_record(std::uint64_t n) {
  tenon_x86_64_fault fault = common((n >> 13 & 1) != 0);
  const std::uint64_t code = n >> 14 & 0x7ff;
  fault.code = code < 0x700 ? code : 0xffff'ffff'ffff'ffff - (code - 0x700);
  if (code == 0x7ff) fault.code = 0xffff'ffff;
  fault.info = (n & 0x3ff) | (n >> 10 & 1) << 16 | (n >> 11 & 1) << 31 | (n >> 12 & 1) << 33;
  return fault;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    (void)std::fprintf(stderr, "usage: sweep_x86_64_exits FIRST LAST STEP RECORDS\n");
    return 2;
  }
  tenon_sweep::Digest<tenon_exit> digest;
  tenon_x86_64_frame frame{};
  for (std::size_t i = 0; i < 16; ++i) frame.x[i] = mix(i + 1);
  const std::uint64_t chosen = number(argv[4]);
  for (const bool vmx : {true, false}) {
    if ((chosen >> (vmx ? 0 : 1) & 1) == 0) continue;
    for (std::uint64_t n = number(argv[1]); n <= number(argv[2]); n += number(argv[3])) {
      const tenon_x86_64_fault fault = vmx ? vmx_record(n) : svm_record(n);
      tenon_exit exit;
      if (vmx) {
        tenon_vmx_decode(&fault, &frame, &exit);
        tenon_fuzz::check_same(exit, tenon_fuzz::expect_vmx(fault, frame).exit, what);
      } else {
        tenon_svm_decode(&fault, &frame, &exit);
        tenon_fuzz::check_same(exit, tenon_fuzz::expect_svm(fault, frame).exit, what);
      }
      digest.add(n + (std::uint64_t{vmx} << 32) + 1, exit);
    }
  }
  digest.print();
  return 0;
}
