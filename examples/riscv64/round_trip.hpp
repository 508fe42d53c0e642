// SPDX-License-Identifier: Apache-2.0
/// \file
/// The loops that a self-timing guest runs in: on the typed API, and its twins on the C functions.
#pragma once

#include "tenon/native.hpp"

namespace example {

/// Prints what the guest counted. Off the loops' own path.
[[gnu::noinline, gnu::cold]] void print_time(std::uint64_t which, std::uint64_t instructions);

/// Run until the guest powers off, and return whether it did; the vCPU stays bound. `bare` leaves
/// out the kick protocol, which `bare_with_kicks` has like the typed loop.
[[nodiscard]] bool run_bare(tenon_riscv64_vcpu& vcpu);
[[nodiscard]] bool run_bare_with_kicks(tenon_riscv64_vcpu& vcpu);

}  // namespace example
