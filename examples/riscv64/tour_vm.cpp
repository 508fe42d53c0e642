// SPDX-License-Identifier: Apache-2.0
#include "tour_vm.hpp"

#include <bit>

#include "console.hpp"

namespace example {
namespace {

constexpr std::uint32_t table_count = 32;
constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;
constexpr std::uint32_t vmid = 1;

alignas(4096) constinit tenon_nested_page pages[table_count]{};
constinit tenon_nested_table tables[table_count]{};
constinit tenon_nested_pool pool{};
alignas(16384) constinit tenon_riscv64_root root{};
constinit tenon_riscv64_stage2 stage2{};

/// The hypervisor runs without translation.
[[nodiscard]] std::uint64_t physical(const void* object) noexcept {
  return std::bit_cast<std::uint64_t>(object);
}

void require(std::uint32_t error, std::string_view what) noexcept {
  if (error != TENON_OK) die(what, error);
}

}  // namespace

tenon_stage2& make_stage2(std::uint32_t levels) noexcept {
  require(tenon_riscv64_stage2_pool_init(&pool, pages, tables, table_count, physical(pages)),
          "no pool");
  require(tenon_riscv64_stage2_create(&pool, &stage2, &root, physical(&root), levels, 1),
          "no second stage");
  stage2.common.vmid = vmid;
  stage2.common.generation = 1;
  require(tenon_riscv64_stage2_map(&pool, &stage2, guest_base, guest_memory, guest_bytes, all,
                                   TENON_MEMORY_NORMAL),
          "guest memory");
  require(tenon_riscv64_stage2_protect(&pool, &stage2, read_only_page, 0x1000, TENON_ACCESS_READ),
          "read-only page");
  return stage2.common;
}

const std::uint8_t* guest_bytes_at(std::uint64_t address, std::uint64_t bytes) noexcept {
  if (address < guest_base || address - guest_base > guest_bytes ||
      bytes > guest_bytes - (address - guest_base)) {
    return nullptr;
  }
  return std::bit_cast<const std::uint8_t*>(guest_memory + (address - guest_base));
}

}  // namespace example
