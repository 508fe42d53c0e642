// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#include <array>
#include <cstring>

#include "console.hpp"
#include "firmware.hpp"
#include "harts.hpp"
#include "memory.hpp"

namespace example {
namespace {

constexpr std::uint32_t pool_pages = 64, most_vms = 4;
alignas(4096) constinit std::array<tenon_nested_page, pool_pages> pages{};
constinit std::array<tenon_nested_table, pool_pages> tables{};
constinit tenon_nested_pool pool{};
alignas(16384) constinit std::array<tenon_riscv64_root, most_vms> roots{};

constexpr std::uint32_t vmid_limit = 64;  // few: so that they run out
constinit std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> vmids_live{}, vmids_used{};
constinit tenon_vmid_allocator vmids{};

}  // namespace

void require(tenon::Status status, std::string_view what) noexcept {
  if (status.has_value()) return;
  print("hypervisor: ", what, ": ", tenon::sentence(status.error()));
  finish(1);
}

void be_cpu(std::uint32_t index) noexcept { asm volatile("mv tp, %0" ::"r"(std::uint64_t{index})); }
std::uint32_t this_cpu() noexcept {
  std::uint64_t index = 0;
  asm volatile("mv %0, tp" : "=r"(index));
  return static_cast<std::uint32_t>(index);
}

tenon::riscv64::IdleCpu enable_this_cpu(const Board& /*board*/) noexcept {
  return enable_cpu(this_cpu());
}

tenon::riscv64::Nested::Config nested_config(const Board& /*board*/, std::uint32_t vm) noexcept {
  if (pool.tree.count == 0) {
    require(tenon::to_status(static_cast<tenon_error>(
                tenon_riscv64_stage2_pool_init(&pool, pages.data(), tables.data(), pool_pages,
                                               reinterpret_cast<std::uint64_t>(pages.data())))),
            "table pool");
    require(tenon::to_status(static_cast<tenon_error>(
                tenon_vmid_init(&vmids, vmids_live.data(), vmids_used.data(), vmid_limit))),
            "VM identifiers");
    begin_account(pool);
  }
  tenon_riscv64_root& root = roots[vm];
  return {.grants = grants(),
          .vmids = &vmids,
          .levels = 3,
          .root = &root,
          .root_address = tenon::HostPhysical(reinterpret_cast<std::uint64_t>(&root))};
}

std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept {
  const auto region = memory.region(bytes);
  if (!region || image.bytes > bytes) die("not enough memory for the guest", bytes);
  std::memcpy(reinterpret_cast<void*>(*region), reinterpret_cast<const void*>(image.start),
              image.bytes);
  clean_to_memory(*region, image.bytes);
  return *region;
}

void clean_to_memory(std::uint64_t /*start*/, std::uint64_t /*bytes*/) noexcept {
  firmware_fence_instructions();
}

}  // namespace example
