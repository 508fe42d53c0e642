// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the loops of the self-timing guest share.
#pragma once

#include "console.hpp"
#include "machine.hpp"

namespace example {

/// What tests/guest/round_trip.S asks for by the immediate of HVC; any other is a null hypercall.
enum RoundTripCall : std::uint64_t {
  call_report = 8,     ///< x1 = what was timed, x2 = ticks
  call_interrupt = 9,  ///< injects an edge
  call_switch = 10     ///< unbinds this vCPU, binds and runs the other one
};

/// The one that call_interrupt injects.
inline constexpr std::uint32_t interrupt = 40;

void print_time(std::uint64_t which, std::uint64_t ticks);

/// The core's C functions alone, on a vCPU that is bound to this CPU and another one of its VM that
/// is bound nowhere. `kicks`: with the protocol that lets other CPUs kick them. Returns whether the
/// guest has powered off; then each vCPU is where it was.
[[nodiscard]] bool run_bare(tenon_aarch64_vcpu& vcpu, tenon_aarch64_vcpu& waiting);
[[nodiscard]] bool run_bare_with_kicks(tenon_aarch64_vcpu& vcpu, tenon_aarch64_vcpu& waiting);

}  // namespace example
