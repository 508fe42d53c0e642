// SPDX-License-Identifier: Apache-2.0
/// \file
/// Programs that the hypervisor runs without a VM layer, on the typed API alone: every exit is
/// seen and answered here.
#pragma once

#include "board.hpp"

namespace example {

/// Runs the guest at `image` and prints each exit as one line (tests/guest/exit_tour). Returns
/// whether the guest ended by powering off.
[[nodiscard]] bool run_exit_tour(const Board& board, Range image);

/// Which loop answers the guest that times itself.
enum class Timed {
  typed,           ///< the typed API
  bare,            ///< the core's C functions alone, which cannot be kicked
  bare_with_kicks  ///< the same between `mailbox::enter` and `mailbox::leave`
};

/// Runs the guest at `image`, which times itself (tests/guest/round_trip), with the fewest
/// instructions between exit and entry, and prints what it reports. The bare loops end where the
/// guest first asks for an interrupt.
[[nodiscard]] bool run_round_trip(const Board& board, Range image, Timed timed);

/// Runs the guest at `image`, which takes virtual interrupts in each way there is
/// (tests/guest/interrupts.S) with the second CPU's help, and prints each exit as one line.
[[nodiscard]] bool run_interrupt_tour(const Board& board, Range image);

/// Translates addresses for a guest whose tables cannot be read. Returns whether each translation
/// failed, and nothing else happened.
[[nodiscard]] bool run_abort_tour(const Board& board, Range image);

}  // namespace example
