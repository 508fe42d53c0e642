// SPDX-License-Identifier: Apache-2.0
/// \file
/// The record of a RISC-V trap and the guest's registers, from a fuzzer's bytes; what
/// tenon_riscv64_decode makes of them.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>
#include <cstring>

#include "harness/bus.hpp"
#include "harness/compare.hpp"
#include "tenon/core/riscv64/decode.h"
#include "tenon/core/riscv64/vcpu_answer.h"

namespace tenon_fuzz {

static_assert(std::has_unique_object_representations_v<tenon_riscv64_access>);
static_assert(std::has_unique_object_representations_v<tenon_riscv64_frame>);

struct Riscv64Guest {
  tenon_riscv64_fault fault{};
  tenon_riscv64_frame frame{};
};

inline void fill_registers(tenon_riscv64_frame& frame, std::uint64_t seed) {
  std::uint64_t value = scramble(seed);
  for (std::uint64_t& x : frame.x) x = value += 0x9e3779b97f4a7c15;
  frame.pc = scramble(seed + 1) & ~std::uint64_t{1};
  frame.sstatus = scramble(seed + 2);
  frame.hstatus = scramble(seed + 3);
}

struct Riscv64Decoded {
  tenon_exit exit;
  tenon_riscv64_access access;
};

/// `poison`: what the memory of the result held before. Without an access under way the rest of the
/// plan counts for nothing.
inline Riscv64Decoded decode(const Riscv64Guest& guest, int poison) {
  Riscv64Decoded result;
  std::memset(&result, poison, sizeof result);
  tenon_riscv64_decode(&guest.fault, &guest.frame, &result.exit, &result.access);
  if (result.access.remaining == 0) result.access = {};
  return result;
}

inline void check_same(const tenon_riscv64_access& got, const tenon_riscv64_access& want,
                       const char* what) {
  if (same_bytes(got, want)) return;
  check_equal(got.operand, want.operand, what, "access.operand");
  check_equal(got.old, want.old, what, "access.old");
  check_equal(got.csr, want.csr, what, "access.csr");
  check_equal(got.operation, want.operation, what, "access.operation");
  check_equal(got.rd, want.rd, what, "access.rd");
  check_equal(got.remaining, want.remaining, what, "access.remaining");
  finding(what);
}

inline void check_same(const tenon_riscv64_frame& got, const tenon_riscv64_frame& want,
                       const char* what) {
  if (same_bytes(got, want)) return;
  for (std::size_t i = 0; i < 32; ++i) {
    if (got.x[i] == want.x[i]) continue;
    const char name[] = {'x', static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10), 0};
    finding(what, name, got.x[i], want.x[i]);
  }
  check_equal(got.pc, want.pc, what, "PC");
  check_equal(got.sstatus, want.sstatus, what, "sstatus");
  check_equal(got.hstatus, want.hstatus, what, "hstatus");
}

inline void check_same(const Riscv64Decoded& got, const Riscv64Decoded& want, const char* what) {
  check_same(got.exit, want.exit, what);
  check_same(got.access, want.access, what);
}

/// The vCPU that every answer is given to: EXITED, with this exit, on a fake hart.
tenon_riscv64_vcpu& exited(const Riscv64Guest& guest, const Riscv64Decoded& decoded);

/// Answers the exit and compares the whole guest with what the architecture changes; then injects
/// exceptions instead.
void check_answers(const Riscv64Guest& guest, const Riscv64Decoded& decoded, std::uint64_t value);

}  // namespace tenon_fuzz
