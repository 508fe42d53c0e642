// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#include <cstring>

#include "console.hpp"
#include "cpus.hpp"
#include "memory.hpp"

namespace example {
namespace {

constinit std::array<tenon::aarch64::CpuStorage, max_cpus> cpus{};

constexpr std::uint32_t pool_pages = 64;
alignas(4096) constinit std::array<tenon_nested_page, pool_pages> pages{};
constinit std::array<tenon_nested_table, pool_pages> tables{};
constinit tenon_nested_pool pool{};

constexpr std::uint32_t vmid_limit = 256;  // 8 bits, which every CPU has
constinit std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> vmids_live{}, vmids_used{};
constinit tenon_vmid_allocator vmids{};

}  // namespace

void require(tenon::Status status, std::string_view what) noexcept {
  if (status.has_value()) return;
  print("hypervisor: ", what, ": ", tenon::sentence(status.error()));
  finish(1);
}

tenon::aarch64::IdleCpu enable_this_cpu(const Board& board) noexcept {
  const std::uint32_t index = this_cpu(board);
  auto claimed = tenon::aarch64::OfflineCpu::claim(cpus[index], tenon::CpuId(index));
  if (!claimed) die(tenon::sentence(claimed.error()), index);
  auto enabled = std::move(claimed).value().enable();
  if (!enabled) die(tenon::sentence(enabled.error()), index);
  return std::move(enabled).value();
}

tenon::aarch64::Nested::Config nested_config(const Board& board, std::uint32_t /*vm*/) noexcept {
  if (pool.tree.count == 0) {
    const tenon_aarch64_features& features = cpus[this_cpu(board)].features;
    const auto error = static_cast<tenon_error>(
        tenon_aarch64_stage2_pool_init(&pool, pages.data(), tables.data(), pool_pages,
                                       reinterpret_cast<std::uint64_t>(pages.data()), &features));
    require(tenon::to_status(error), "table pool");
    require(tenon::to_status(static_cast<tenon_error>(
                tenon_vmid_init(&vmids, vmids_live.data(), vmids_used.data(), vmid_limit))),
            "VM identifiers");
    begin_account(pool);
  }
  return {.grants = grants(), .vmids = &vmids, .levels = 3};
}

std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept {
  const auto region = memory.region(bytes);
  if (!region || image.bytes > bytes) die("not enough memory for the guest", bytes);
  std::memcpy(reinterpret_cast<void*>(*region), reinterpret_cast<const void*>(image.start),
              image.bytes);
  clean_to_memory(*region, bytes);
  return *region;
}

void clean_to_memory(std::uint64_t start, std::uint64_t bytes) noexcept {
  for (std::uint64_t at = start; at < start + bytes; at += 16) {
    asm volatile("dc civac, %0" ::"r"(at) : "memory");
  }
  asm volatile("dsb ish\n ic ialluis\n dsb ish\n isb" ::: "memory");
}

}  // namespace example

extern "C" std::uint32_t tenon_hal_read_word(std::uint64_t physical, std::uint32_t* word) {
  if (!example::memory.contains(physical, sizeof(*word))) return 0;
  *word = *reinterpret_cast<const volatile std::uint32_t*>(physical);
  return 1;
}
