// SPDX-License-Identifier: Apache-2.0
// Decodes every STEPth value of htinst[31:0] from FIRST to LAST on the fixed records that RECORDS
// has bits for, holds each to the oracle, and prints two sums over all results.
//
//   usage: sweep_riscv64_htinst FIRST LAST STEP RECORDS
#include <array>

#include "harness/compare.hpp"
#include "oracle/riscv64_oracle.hpp"
#include "sweep/digest.hpp"
#include "tenon/core/riscv64/decode.h"

using tenon_sweep::mix;
using tenon_sweep::number;

namespace {

struct Record {
  tenon_riscv64_fault fault{};
  tenon_riscv64_frame frame{};
};

Record common(std::uint64_t seed, std::uint64_t scause) {
  Record record;
  for (std::size_t i = 0; i < 32; ++i) record.frame.x[i] = mix(seed + i);
  record.frame.pc = 0xffff'ffff'8012'3456;
  record.fault.scause = scause;
  record.fault.stval = 0xffff'ffd0'0a00'0018;
  record.fault.htval = 0x0a00'0018 >> 2;
  return record;
}

/// A load and a store; in a big-endian guest a store three bytes before the end of a page, and a
/// load whose instruction was fetched although it need not have been; a fetch.
std::array<Record, 5> make_records() {
  Record load = common(1, 21);
  Record store = common(2, 23);
  Record edge = common(3, 23);
  edge.fault.valid = TENON_RISCV64_FAULT_BIG_ENDIAN;
  edge.fault.stval = 0x8000'0ffd;
  edge.fault.htval = 0x8000'0ffd >> 2;
  Record fetched = common(4, 21);
  fetched.fault.valid = TENON_RISCV64_FAULT_BIG_ENDIAN | TENON_RISCV64_FAULT_INSTRUCTION;
  fetched.fault.instruction = 0x00052503;  // lw a0, 0(a0)
  fetched.frame.x[10] = fetched.fault.stval;
  const Record fetch = common(5, 20);
  return {load, store, edge, fetched, fetch};
}

struct Result {
  tenon_exit exit;
  tenon_riscv64_access access;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    (void)std::fprintf(stderr, "usage: sweep_riscv64_htinst FIRST LAST STEP RECORDS\n");
    return 2;
  }
  tenon_sweep::Digest<Result> digest;
  auto records = make_records();
  const std::uint64_t step = number(argv[3]);
  const std::uint64_t chosen = number(argv[4]);
  const tenon_fuzz::Riscv64Oracle& oracle = tenon_fuzz::Riscv64Oracle::get();
  for (std::size_t r = 0; r < records.size(); ++r) {
    if ((chosen >> r & 1) == 0) continue;
    Record& record = records[r];
    for (std::uint64_t htinst = number(argv[1]); htinst <= number(argv[2]); htinst += step) {
      Result result{};
      record.fault.htinst = htinst;
      tenon_riscv64_decode(&record.fault, &record.frame, &result.exit, &result.access);
      const auto expected = oracle.expect(record.fault, record.frame);
      tenon_fuzz::check_same(result.exit, expected.exit, "the sweep against the manual's table");
      tenon_fuzz::check_equal(result.access.remaining, 0, "the sweep against the manual's table",
                              "remaining");
      digest.add(htinst + (std::uint64_t{r} << 32) + 1, result);
    }
  }
  digest.print();
  return 0;
}
