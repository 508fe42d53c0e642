// SPDX-License-Identifier: Apache-2.0
/// \file
/// How often a guest left for each reason: a plain array that the caller of the run loop gives.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "tenon/core/exit.h"

namespace tenon {

/// Indexed by enum tenon_exit_kind. One per vCPU, so that counting needs no atomic.
using ExitCounts = std::array<std::uint64_t, TENON_EXIT_COUNT>;

/// The name of an exit kind, as the types have it.
[[nodiscard]] constexpr std::string_view exit_name(std::uint32_t kind) noexcept {
  switch (kind) {
#define TENON_EXIT(Name, name, meaning) \
  case TENON_EXIT_##name:               \
    return #Name;
#include "tenon/core/exit.def"
    default:
      return "?";
  }
}

}  // namespace tenon
