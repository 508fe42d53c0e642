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
/// (tests/guest/interrupts.S), and prints each exit as one line. The second CPU runs run_errands().
[[nodiscard]] bool run_interrupt_tour(const Board& board, Range image);

/// The second CPU's part: requests interrupts and kicks. Never returns.
[[noreturn]] void run_errands() noexcept;

/// Takes `steps` random steps over two CPUs and vCPUs of two VMs, which run the guest at `image`
/// (tests/guest/walk.S), and holds each against the model of the lifecycle. Returns whether all
/// went as modelled; prints what was done. The second CPU runs run_jobs().
[[nodiscard]] bool run_walk(const Board& board, Range image, std::uint64_t steps,
                            std::uint64_t seed);

/// The second CPU's part: calls what the walk wants done there. Never returns.
[[noreturn]] void run_jobs() noexcept;

}  // namespace example
