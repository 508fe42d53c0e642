// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whose memory is whose: the account that all VMs of a hypervisor share.
#pragma once

#include <cstdint>

#include "tenon/vm/grants.hpp"

namespace example {

/// Nothing is given yet; `pool` has the tables of every VM. Once, before any VM is made.
void begin_account(tenon_nested_pool& pool) noexcept;

/// The account itself.
[[nodiscard]] tenon::Grants grants() noexcept;

/// Gives memory to a VM for as long as the machine runs, if it does not have it already; dies if it
/// is another's.
void give(tenon::VmId vm, std::uint64_t start, std::uint64_t bytes) noexcept;

}  // namespace example
