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

/// Runs three vCPUs of tests/guest/torture on both CPUs, moved at random by `seed=N`, and prints
/// which exits their registers survived. Returns whether all of them did.
[[nodiscard]] bool run_torture(const Board& board, Range image);

/// Runs tests/guest/hostile, which tries everything at random, until there were `exits=N` exits;
/// prints them by kind, class and cause. Returns whether the hypervisor saw nothing that must not
/// be.
[[nodiscard]] bool run_hostile(const Board& board, Range image);

/// Runs two VMs of two vCPUs and a third VM that comes and goes (tests/guest/two_vms) on both CPUs
/// at once, for `turns=N` turns, and moves their pages. Returns whether every page was the right
/// one whenever a guest looked.
[[nodiscard]] bool run_two_vms(const Board& board, Range image);

/// Takes `steps` random steps over two CPUs and vCPUs of two VMs, which run the guest at `image`
/// (tests/guest/walk.S), and holds each against the model of the lifecycle. Returns whether all
/// went as modelled; prints what was done.
[[nodiscard]] bool run_walk(const Board& board, Range image, std::uint64_t steps,
                            std::uint64_t seed);

}  // namespace example
