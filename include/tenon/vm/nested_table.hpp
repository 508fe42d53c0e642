// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the VM layer asks of an ISA's second stage.
#pragma once

#include <concepts>
#include <cstdint>
#include <expected>

#include "tenon/address.hpp"
#include "tenon/core/exit.h"
#include "tenon/core/nested_table.h"
#include "tenon/error.hpp"
#include "tenon/ids.hpp"

namespace tenon {

/// The memory behind one guest-physical address.
struct Translation {
  HostPhysical host;
  std::uint64_t bytes = 0;   ///< from `host` to the end of its page or block
  std::uint32_t access = 0;  ///< TENON_ACCESS_*
  tenon_memory memory = TENON_MEMORY_NORMAL;
};

/// Memory of the machine that a guest has at `start`. Addresses and length are multiples of 4 KiB.
struct MemoryRegion {
  GuestPhysical start;
  HostPhysical host;
  std::uint64_t bytes = 0;
  std::uint32_t access = 0;  ///< TENON_ACCESS_*
  tenon_memory memory = TENON_MEMORY_NORMAL;
};

/// A second stage. `open` takes its tables and its VM identifier, `close` gives them back once no
/// CPU holds the VM's translations. Every operation refuses `wrong_state` while it is closed. One
/// caller at a time.
template <class N>
concept NestedTable = requires(N& table, const N& seen, VmId owner, const MemoryRegion& region,
                               GuestPhysical address, std::uint64_t bytes, std::uint32_t access) {
  typename N::Stage2;
  typename N::Config;
  { table.open(owner) } noexcept -> std::same_as<Status>;
  { table.close() } noexcept -> std::same_as<void>;
  { table.stage2() } noexcept -> std::same_as<typename N::Stage2&>;
  { table.map(region) } noexcept -> std::same_as<Status>;
  { table.unmap(address, bytes) } noexcept -> std::same_as<Status>;
  { table.protect(address, bytes, access) } noexcept -> std::same_as<Status>;
  { seen.translate(address) } noexcept -> std::same_as<std::expected<Translation, Error>>;
};

}  // namespace tenon
