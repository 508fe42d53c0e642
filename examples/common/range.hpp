// SPDX-License-Identifier: Apache-2.0
/// \file
/// A range of the machine's memory.
#pragma once

#include <cstdint>

namespace example {

struct Range {
  std::uint64_t start = 0;
  std::uint64_t bytes = 0;
};

}  // namespace example
