// SPDX-License-Identifier: Apache-2.0
/// \file
/// The loops that a self-timing guest runs in: on the typed API, and its twins on the C functions.
#pragma once

#include "guests/calls.h"
#include "tenon/native.hpp"

namespace example {

/// The guest's hypercall that reports: what in RBX, instructions in RCX.
inline constexpr std::uint64_t call_report = 0x11;

/// Prints what the guest counted. Off the loops' own path.
[[gnu::noinline, gnu::cold]] void print_time(std::uint64_t which, std::uint64_t instructions);

/// Run until the guest powers off, and return whether it did; the vCPU stays bound. `bare` leaves
/// out the kick protocol, which `bare_with_kicks` has like the typed loop.
[[nodiscard]] bool run_bare(tenon_x86_64_vcpu& vcpu);
[[nodiscard]] bool run_bare_with_kicks(tenon_x86_64_vcpu& vcpu);

}  // namespace example
