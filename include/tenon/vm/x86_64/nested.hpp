// SPDX-License-Identifier: Apache-2.0
/// \file
/// The x86 second stage as a VM's second stage.
#pragma once

#include "tenon/core/x86_64/nested.h"
#include "tenon/vm/second_stage.hpp"

namespace tenon::x86_64 {

/// See SecondStage. `create` refuses `out_of_tables`. A CPU on which a vCPU of the VM runs forgets what
/// was unmapped when it enters the guest again: it is to be kicked.
struct Stage2Isa {
  using Tables = tenon_x86_64_stage2;
  using Stage2 = tenon_x86_64_stage2;
  struct Config {
    Grants grants;                          ///< whose memory is whose, and the pool of tables
    tenon_vmid_allocator* vmids = nullptr;  ///< ASIDs and VPIDs; never null: 0 is the host's
  };

  [[nodiscard]] static Stage2& stage2(Tables& tables) noexcept { return tables; }
  [[nodiscard]] static tenon_stage2& common(Tables& tables) noexcept { return tables.common; }
  [[nodiscard]] static std::uint32_t create(const Config& config, Tables& tables,
                                            std::uint32_t owner) noexcept {
    return tenon_x86_64_stage2_create(config.grants.pool(), &tables, owner);
  }
  static void destroy(const Config& config, Tables& tables) noexcept {
    tenon_x86_64_stage2_destroy(config.grants.pool(), &tables);
  }
  [[nodiscard]] static std::uint32_t map(const Config& config, Tables& tables,
                                         const MemoryRegion& region) noexcept {
    return tenon_x86_64_stage2_map(config.grants.pool(), &tables, region.start.value(),
                                   region.host.value(), region.bytes, region.access, region.memory);
  }
  [[nodiscard]] static std::uint32_t unmap(const Config& config, Tables& tables,
                                           std::uint64_t start, std::uint64_t bytes) noexcept {
    return tenon_x86_64_stage2_unmap(config.grants.pool(), &tables, start, bytes);
  }
  [[nodiscard]] static std::uint32_t protect(const Config& config, Tables& tables,
                                             std::uint64_t start, std::uint64_t bytes,
                                             std::uint32_t access) noexcept {
    return tenon_x86_64_stage2_protect(config.grants.pool(), &tables, start, bytes, access);
  }
  [[nodiscard]] static std::uint32_t translate(const Config& config, const Tables& tables,
                                               std::uint64_t address,
                                               tenon_nested_translation* found) noexcept {
    return tenon_x86_64_stage2_translate(config.grants.pool(), &tables, address, found);
  }
};

using Nested = SecondStage<Stage2Isa>;
static_assert(NestedTable<Nested>);

}  // namespace tenon::x86_64
