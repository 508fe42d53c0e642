// SPDX-License-Identifier: Apache-2.0
// Decodes compressed instructions from FIRST to LAST: as such, and fetched after a guest-page fault
// of a load and of a store whose address is the instruction's; holds each to the oracle, and prints
// two sums over all results.
//
//   usage: sweep_riscv64_compressed FIRST LAST STEP RECORDS
#include "harness/compare.hpp"
#include "oracle/riscv64_oracle.hpp"
#include "sweep/digest.hpp"
#include "tenon/core/riscv64/decode.h"
#include "tenon/core/riscv64/instruction.h"

using tenon_sweep::mix;
using tenon_sweep::number;

namespace {

struct Result {
  std::uint64_t offset, cause, width, reg, extend, base, length;
  tenon_exit exit;
};

/// The instruction itself, by its drawing.
void check_instruction(std::uint32_t word, const tenon_riscv64_instruction& got) {
  const char* what = "an instruction against its drawing";
  const tenon_fuzz::Drawing& drawn = tenon_fuzz::find_drawing(word);
  const bool load = drawn.what == tenon_fuzz::Insn::load;
  tenon_fuzz::check_equal(got.length, drawn.length, what, "length");
  tenon_fuzz::check(load == (got.cause == TENON_RISCV64_CAUSE_load_guest_page_fault), what);
  tenon_fuzz::check((drawn.what == tenon_fuzz::Insn::store) ==
                        (got.cause == TENON_RISCV64_CAUSE_store_guest_page_fault),
                    what);
  if (!load && drawn.what != tenon_fuzz::Insn::store) return;
  tenon_fuzz::check_equal(got.width, drawn.bytes, what, "width");
  tenon_fuzz::check_equal(got.extend, load && drawn.extend ? 1 : 0, what, "extend");
  tenon_fuzz::check_equal(got.reg, drawn.transfer(word), what, "reg");
  tenon_fuzz::check_equal(got.base, drawn.base(word), what, "base");
  tenon_fuzz::check_equal(got.offset, drawn.offset(word), what, "offset");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 5) {
    (void)std::fprintf(stderr, "usage: sweep_riscv64_compressed FIRST LAST STEP RECORDS\n");
    return 2;
  }
  tenon_sweep::Digest<Result> digest;
  const std::uint64_t chosen = number(argv[4]);
  const tenon_fuzz::Riscv64Oracle& oracle = tenon_fuzz::Riscv64Oracle::get();
  for (std::uint64_t r = 0; r < 2; ++r) {
    if ((chosen >> r & 1) == 0) continue;
    for (std::uint64_t word = number(argv[1]); word <= number(argv[2]); word += number(argv[3])) {
      if (word % 4 == 3) continue;
      tenon_riscv64_fault fault{};
      tenon_riscv64_frame frame{};
      for (std::size_t n = 0; n < 32; ++n) frame.x[n] = mix(r * 32 + n) & ~std::uint64_t{0xfff};
      tenon_riscv64_instruction i{};
      fault.instruction = static_cast<std::uint32_t>(word);
      tenon_riscv64_decode_instruction(fault.instruction, &i);
      check_instruction(fault.instruction, i);
      Result result{i.offset, i.cause, i.width, i.reg, i.extend, i.base, i.length, {}};
      fault.scause = r == 0 ? 21 : 23;
      fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
      fault.stval = (i.base == 0 ? 0 : frame.x[i.base]) + i.offset;
      fault.htval = fault.stval >> 2;
      tenon_riscv64_access access{};
      tenon_riscv64_decode(&fault, &frame, &result.exit, &access);
      tenon_fuzz::check_same(result.exit, oracle.expect(fault, frame).exit,
                             "the sweep against the manual's table");
      digest.add(word + (r << 32) + 1, result);
    }
  }
  digest.print();
  return 0;
}
