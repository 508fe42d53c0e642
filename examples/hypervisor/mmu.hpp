// SPDX-License-Identifier: Apache-2.0
/// \file
/// The hypervisor's own address space: every address maps to itself, nothing is both writable and
/// executable (DDI 0487 D8, EL2 or EL2&0 regime, 4 KiB granule, 39 bits).
#pragma once

#include <cstdint>

namespace example {

/// Whether this host runs with HCR_EL2.E2H set.
[[nodiscard]] bool vhe() noexcept;

/// What a mapping allows.
enum class Mapping : std::uint8_t { code, constants, data, device };

/// Maps what is not mapped yet of `bytes` from `address`, both multiples of 4 KiB, below 512 GiB;
/// true unless the tables are exhausted.
[[nodiscard]] bool mmu_map(std::uint64_t address, std::uint64_t bytes, Mapping mapping);

/// Turns MMU and caches on, on this CPU, and tells secondary CPUs how.
void mmu_enable();

}  // namespace example
