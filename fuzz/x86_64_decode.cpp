// SPDX-License-Identifier: Apache-2.0
// From the record of an x86 exit to the exit: tenon_vmx_decode and tenon_svm_decode against a second
// table of the manuals', and against each other: what a guest does is the same exit on both.
#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <cstring>

#include "harness/bus.hpp"
#include "harness/compare.hpp"
#include "oracle/x86_64_exits.hpp"
#include "tenon/core/x86_64/svm/capture.h"
#include "tenon/core/x86_64/svm/decode.h"
#include "tenon/core/x86_64/vmx/capture.h"
#include "tenon/core/x86_64/vmx/decode.h"

namespace tenon_fuzz {
namespace {

struct Record {
  tenon_x86_64_fault fault{};
  tenon_x86_64_frame frame{};
};

void fill_registers(tenon_x86_64_frame& frame, std::uint64_t seed) {
  std::uint64_t value = scramble(seed);
  for (std::uint64_t& x : frame.x) x = value += 0x9e3779b97f4a7c15;
  frame.rip = scramble(seed + 1);
  frame.rflags = scramble(seed + 2);
  frame.shadow = seed & 1;
}

/// `poison`: what the memory of the result held before.
tenon_exit decode(bool vmx, const Record& record, int poison) {
  tenon_exit exit;
  std::memset(&exit, poison, sizeof exit);
  if (vmx) {
    tenon_vmx_decode(&record.fault, &record.frame, &exit);
  } else {
    tenon_svm_decode(&record.fault, &record.frame, &exit);
  }
  return exit;
}

std::uint64_t read_code(FuzzedDataProvider& data, bool vmx) {
  const auto choice = data.ConsumeIntegral<std::uint8_t>();
  const auto code = data.ConsumeIntegral<std::uint32_t>();
  constexpr std::uint64_t vmx_usual[] = {48, 30, 28, 0, 31, 32, 46, 47, 29, 1};
  constexpr std::uint64_t svm_usual[] = {0x400, 0x7b, 0x7c, 0x81, 0x72, 0x41};
  if (choice < 100) {
    return vmx ? vmx_usual[choice % std::size(vmx_usual)]
               : svm_usual[choice % std::size(svm_usual)];
  }
  if (choice < 200) return vmx ? code % 96 : code % 0x500;
  if (choice < 220) return vmx ? code : ~std::uint64_t{code % 4};
  if (choice < 240) return std::uint64_t{code} | (vmx ? 1ULL << 32 : 0);
  return std::uint64_t{code} << 32 | choice;
}

Record read_record(FuzzedDataProvider& data, bool vmx) {
  Record record;
  tenon_x86_64_fault& fault = record.fault;
  fault.code = read_code(data, vmx);
  fault.info = data.ConsumeIntegral<std::uint64_t>();
  fault.info2 = data.ConsumeIntegral<std::uint64_t>();
  fault.linear = data.ConsumeIntegral<std::uint64_t>();
  fault.interruption = data.ConsumeIntegral<std::uint64_t>();
  fault.event = data.ConsumeIntegral<std::uint64_t>();
  fault.instruction_info = data.ConsumeIntegral<std::uint32_t>();
  const auto length = data.ConsumeIntegral<std::uint8_t>();
  fault.length = length < 240 ? length % 20U : data.ConsumeIntegral<std::uint32_t>();
  fill_registers(record.frame, data.ConsumeIntegral<std::uint32_t>());
  constexpr std::uint64_t numbers[] = {0x277, 0xc000'0080, 0x10, 0x830};
  const auto msr = data.ConsumeIntegral<std::uint8_t>();
  if (msr < 128) record.frame.x[1] = numbers[msr % 4] | (msr & 4 ? record.frame.x[1] << 32 : 0);
  return record;
}

/// Bits that mean nothing may be anything.
void check_independence(bool vmx, const Record& record, const tenon_exit& want,
                        const X86Reads& reads, std::uint64_t noise) {
  Record other = record;
  other.fault.code ^= scramble(noise) & ~reads.code;
  other.fault.info ^= scramble(noise + 1) & ~reads.info;
  other.fault.info2 ^= scramble(noise + 2) & ~reads.info2;
  other.fault.linear ^= scramble(noise + 3) & ~reads.linear;
  other.fault.interruption ^= scramble(noise + 4) & ~reads.interruption;
  other.fault.instruction_info ^=
      static_cast<std::uint32_t>(scramble(noise + 5)) & ~reads.instruction_info;
  other.fault.event = scramble(noise + 6);
  if (!reads.length) other.fault.length = static_cast<std::uint32_t>(scramble(noise + 7));
  fill_registers(other.frame, noise);
  for (std::size_t i = 0; i < 16; ++i) {
    if ((reads.registers >> i & 1) != 0) other.frame.x[i] = record.frame.x[i];
  }
  // On memory with other contents than before: every field is written.
  check_same(decode(vmx, other, 0xff), want, "decode depends on what means nothing");
}

void check_record(FuzzedDataProvider& data, bool vmx) {
  const Record record = read_record(data, vmx);
  const std::uint64_t noise = data.ConsumeIntegral<std::uint32_t>();
  const X86Expected expected =
      vmx ? expect_vmx(record.fault, record.frame) : expect_svm(record.fault, record.frame);
  const tenon_exit got = decode(vmx, record, 0);
  check_same(got, expected.exit, "decode against the manual's table");
  check_independence(vmx, record, got, expected.reads, noise);
}

/// What a guest does, as each CPU records it: one exit.
void check_both(FuzzedDataProvider& data) {
  struct Pair {
    std::uint64_t vmx, svm;
  };
  constexpr Pair pairs[] = {{30, 0x7b}, {31, 0x7c}, {32, 0x7c}, {18, 0x81}, {10, 0x72}, {12, 0x78},
                            {13, 0x76}, {40, 0x77}, {54, 0x89}, {55, 0x8d}, {39, 0x8a}, {36, 0x8b},
                            {15, 0x6f}, {2, 0x7f},  {3, 0x63},  {7, 0x64},  {27, 0x80}, {0, 0x40}};
  const Pair pair = pairs[data.ConsumeIntegral<std::uint8_t>() % std::size(pairs)];
  Record intel;
  fill_registers(intel.frame, data.ConsumeIntegral<std::uint32_t>());
  intel.fault.length = data.ConsumeIntegral<std::uint8_t>() % 15 + 1;
  Record amd = intel;
  intel.fault.code = pair.vmx;
  amd.fault.code = pair.svm;
  const std::uint64_t number = data.ConsumeIntegral<std::uint16_t>();
  const auto choice = data.ConsumeIntegral<std::uint8_t>();
  if (pair.svm == 0x7b) {
    const unsigned log2 = choice % 3;
    const std::uint64_t in = choice / 3 % 2;
    intel.fault.info = number << 16 | in << 3 | ((1U << log2) - 1);
    amd.fault.info = number << 16 | 0x10U << log2 | in;
  }
  if (pair.svm == 0x7c) amd.fault.info = pair.vmx - 31;
  if (pair.svm == 0x40) {
    amd.fault.code += choice % 32;
    intel.fault.interruption = 0x8000'0300U + choice % 32;
  }
  tenon_exit one = decode(true, intel, 0), other = decode(false, amd, 0xff);
  if (one.kind == TENON_EXIT_unhandled) one.address = other.address;  // the codes themselves
  check_same(one, other, "the same act on VMX and on SVM");
}

/// Interruption information as the words of event.h; the instruction's length.
void check_capture(FuzzedDataProvider& data) {
  tenon_vmx_record raw{};
  raw.reason = data.ConsumeIntegral<std::uint32_t>();
  raw.vectoring = data.ConsumeIntegral<std::uint32_t>();
  raw.vectoring_error = data.ConsumeIntegral<std::uint32_t>();
  raw.interruption = data.ConsumeIntegral<std::uint32_t>();
  raw.error_code = data.ConsumeIntegral<std::uint32_t>();
  raw.length = data.ConsumeIntegral<std::uint8_t>();
  raw.qualification = data.ConsumeIntegral<std::uint64_t>();
  tenon_x86_64_fault fault{};
  tenon_vmx_capture(&fault, &raw);
  constexpr int types[] = {0, -1, 2, 3, 4, 4, 3, -1};
  const int type = types[raw.vectoring >> 8 & 7];
  std::uint64_t event = 0;
  if (raw.vectoring >> 31 == 1 && type >= 0) {
    event = 1ULL << 31 | static_cast<std::uint64_t>(type) << 8 | (raw.vectoring & 0xff);
    if ((raw.vectoring & 0x800) != 0) event |= 0x800 | std::uint64_t{raw.vectoring_error} << 32;
  }
  check_equal(fault.event, event, "capture", "event");
  check_equal(fault.length, raw.length - 1U < 15 ? raw.length : 0, "capture", "length");
  check_equal(fault.interruption, std::uint64_t{raw.error_code} << 32 | raw.interruption, "capture",
              "interruption");
  check_equal(fault.code, raw.reason, "capture", "code");
  check_equal(fault.info, raw.qualification, "capture", "info");
}

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  if (mode < 208) {
    tenon_fuzz::check_record(data, mode % 2 == 0);
  } else if (mode < 240) {
    tenon_fuzz::check_both(data);
  } else {
    tenon_fuzz::check_capture(data);
  }
  return 0;
}
