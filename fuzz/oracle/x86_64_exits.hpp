// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the record of an x86 exit must become, by x86_64_outcomes.def and the manuals' drawings:
/// written apart from the decoders, and in another form.
#pragma once

#include <cstdint>

#include "tenon/core/exit.h"
#include "tenon/core/x86_64/fault.h"
#include "tenon/core/x86_64/frame.h"

namespace tenon_fuzz {

/// What the outcome depends on; every other bit of the record and the frame may be anything.
struct X86Reads {
  std::uint64_t code = ~std::uint64_t{0};
  std::uint64_t info = 0;
  std::uint64_t info2 = 0;
  std::uint64_t linear = 0;
  std::uint64_t interruption = 0;
  std::uint32_t instruction_info = 0;
  bool length = false;
  std::uint32_t registers = 0;  ///< bit n: general register n
};

struct X86Expected {
  tenon_exit exit{};
  X86Reads reads;
};

[[nodiscard]] X86Expected expect_vmx(const tenon_x86_64_fault& fault,
                                     const tenon_x86_64_frame& frame);
[[nodiscard]] X86Expected expect_svm(const tenon_x86_64_fault& fault,
                                     const tenon_x86_64_frame& frame);

}  // namespace tenon_fuzz
