// SPDX-License-Identifier: Apache-2.0
/// \file
/// How often a guest exited, as lines.
#pragma once

#include "printer.hpp"
#include "tenon/vm/exit_counts.hpp"

namespace example {

/// A line for each kind that there was. Returns the sum.
inline std::uint64_t print_exits(const tenon::ExitCounts& counts) noexcept {
  std::uint64_t all = 0;
  for (std::uint32_t kind = 0; kind < counts.size(); ++kind) {
    all += counts[kind];
    if (counts[kind] != 0) print("  ", tenon::exit_name(kind), ": ", counts[kind]);
  }
  return all;
}

}  // namespace example
