// SPDX-License-Identifier: Apache-2.0
/// \file
/// SBI 2.0 for a guest of one hart: base, TIME, HSM status, DBCN, legacy console. Everything else
/// is not supported, and nothing goes to the firmware.
#pragma once

#include "tenon/native.hpp"

namespace example {

/// Answers an SBI call.
[[nodiscard]] tenon::native::BoundVCpu answer_call(tenon::native::Hypercall call) noexcept;

}  // namespace example
