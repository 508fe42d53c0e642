// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the record of a RISC-V trap must become, by the tables of this folder: written from the
/// specifications' drawings and lists, and in another form than the decoder.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "oracle/drawing.hpp"
#include "oracle/table.hpp"
#include "tenon/core/riscv64/fault.h"
#include "tenon/core/riscv64/frame.h"
#include "tenon/core/riscv64/virtual.h"

namespace tenon_fuzz {

/// What the outcome depends on; every other bit of the record and the frame may be anything.
struct Riscv64Reads {
  std::uint64_t stval = 0;
  std::uint64_t htval = 0;
  std::uint64_t htinst = 0;
  std::uint32_t valid = 0;
  std::uint32_t instruction = 0;
  std::uint32_t registers = 0;  ///< bit n: xn
  bool privilege = false;       ///< sstatus.SPP
};

struct Riscv64Expected {
  tenon_exit exit{};
  tenon_riscv64_access access{};  ///< zero if none is under way
  Riscv64Reads reads;
};

class Riscv64Oracle {
 public:
  static const Riscv64Oracle& get();

  [[nodiscard]] Riscv64Expected expect(const tenon_riscv64_fault& fault,
                                       const tenon_riscv64_frame& frame) const;

 private:
  Riscv64Oracle();

  static constexpr std::uint32_t classes = 66;  ///< exceptions, reserved ones, interrupts
  std::array<std::vector<Row>, classes> rows_;
  /// Rows that may fit, by what is known of the instruction: values of `given` and `insn`.
  std::array<std::array<std::vector<std::uint8_t>, 128>, classes> candidates_;
};

/// Where the record says that an access went which is none of a page-table walk.
[[nodiscard]] inline std::uint64_t riscv64_gpa(const tenon_riscv64_fault& fault) {
  return fault.htval << 2 | (fault.stval & 3);
}

/// The instruction that the hart puts into htinst for `word`, whose access faulted `behind` bytes
/// after its first one (privileged specification, "Transformed instruction"). 0 if there is none.
[[nodiscard]] std::uint64_t transformed(std::uint32_t word, std::uint32_t behind);

}  // namespace tenon_fuzz
