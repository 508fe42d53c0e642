// SPDX-License-Identifier: Apache-2.0
/// \file
/// The programs that every ISA's hypervisor has, on the same guests. `Board`, console, Hal and
/// machine are the ISA's own.
#pragma once

#include "board.hpp"

namespace example {

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
