// SPDX-License-Identifier: Apache-2.0
/// \file
/// The physical CPUs: who this one is, and how another one is started.
#pragma once

#include <cstdint>

#include "board.hpp"

namespace example {

/// Index of this CPU in Board::mpidr.
[[nodiscard]] std::uint32_t this_cpu(const Board& board) noexcept;

/// Starts CPU `index`, which then calls `secondary_main(index)`; false if the firmware refuses.
[[nodiscard]] bool start_cpu(const Board& board, std::uint32_t index) noexcept;

/// The program of secondary CPUs.
void secondary_main(std::uint32_t index) noexcept;

}  // namespace example
