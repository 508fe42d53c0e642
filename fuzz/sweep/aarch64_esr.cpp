// SPDX-License-Identifier: Apache-2.0
// Decodes every STEPth value of ESR_EL2[31:0] from FIRST to LAST on the fixed records that RECORDS
// has bits for, holds each to the oracle, and prints two sums over all results. Sums do not depend
// on the order, so that ranges can be swept apart and added.
//
//   usage: sweep_aarch64_esr FIRST LAST STEP RECORDS
#include <array>

#include "harness/compare.hpp"
#include "oracle/esr_oracle.hpp"
#include "sweep/digest.hpp"
#include "tenon/core/aarch64/decode.h"

using tenon_sweep::mix;
using tenon_sweep::number;

namespace {

struct Record {
  tenon_aarch64_fault fault{};
  tenon_aarch64_frame frame{};
};

Record common(std::uint64_t seed, std::uint64_t x0) {
  Record record;
  for (std::size_t i = 0; i < 31; ++i) record.frame.x[i] = mix(seed + i);
  record.frame.x[0] = x0;
  record.frame.pc = 0xffff'8000'1234'5678;
  record.frame.pstate = 0x3c5;
  record.fault.far = 0xffff'0000'0a00'0018;
  record.fault.ipa = 0x0a00'0018;
  record.fault.sp = 0xffff'0000'0a00'0100;
  record.fault.valid = TENON_AARCH64_FAULT_IPA;
  record.fault.zva_bytes = 64;
  return record;
}

/// Each one opens another part of the decision table.
std::array<Record, 4> make_records() {
  // A 64-bit guest; x0 is PSCI CPU_ON.
  Record plain = common(1, 0xc4000003);
  // A 32-bit EL0 in an IT block, Z set; x0 is nobody's function.
  Record aarch32 = common(2, 0x1234'5678'9abc'def0);
  aarch32.frame.pstate = 0x4000'0010 | 0x0600'1c00;
  // Nothing valid but the syndrome; every register says "all but self" to an SGI.
  Record bare = common(3, 0x84000001);
  bare.fault.valid = 0;
  for (std::size_t i = 1; i < 31; ++i) bare.frame.x[i] |= std::uint64_t{1} << 40;
  // A big-endian guest, three bytes before the end of a page.
  Record edge = common(4, 0x84000009);
  edge.fault.valid |= TENON_AARCH64_FAULT_BIG_ENDIAN;
  edge.fault.ipa = edge.fault.far = 0x8000'0ffd;
  return {plain, aarch32, bare, edge};
}

struct Result {
  tenon_exit exit;
  tenon_aarch64_access access;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    (void)std::fprintf(stderr, "usage: sweep_aarch64_esr FIRST LAST STEP RECORDS\n");
    return 2;
  }
  tenon_sweep::Digest<Result> digest;
  std::array<Record, 4> records = make_records();
  const std::uint64_t step = number(argv[3]);
  const std::uint64_t chosen = number(argv[4]);
  const tenon_fuzz::EsrOracle& oracle = tenon_fuzz::EsrOracle::get();
  for (std::size_t r = 0; r < records.size(); ++r) {
    if ((chosen >> r & 1) == 0) continue;
    Record& record = records[r];
    for (std::uint64_t esr = number(argv[1]); esr <= number(argv[2]); esr += step) {
      Result result{};
      record.fault.esr = esr;
      tenon_aarch64_decode(&record.fault, &record.frame, &result.exit, &result.access);
      const tenon_fuzz::Expected expected = oracle.expect(record.fault, record.frame);
      tenon_fuzz::check_same(result.exit, expected.exit, "the sweep against the manual's table");
      tenon_fuzz::check_equal(result.access.remaining, 0, "the sweep against the manual's table",
                              "remaining");
      digest.add(esr + (std::uint64_t{r} << 32) + 1, result);
    }
  }
  digest.print();
  return 0;
}
