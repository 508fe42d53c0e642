// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#include <array>
#include <cstring>

#include "console.hpp"
#include "memory.hpp"

namespace example {
namespace {

using namespace tenon::native;

constexpr std::uint64_t first_page_table = guest_memory_start + 0x1000;
constexpr std::uint32_t pool_pages = 64, most_cpus = 2;
alignas(4096) constinit std::array<tenon_nested_page, pool_pages> pages{};
constinit std::array<tenon_nested_table, pool_pages> tables{};
constinit tenon_nested_pool pool{};

constexpr std::uint32_t vmid_limit = 16;  // few: so that they run out
constinit std::array<std::uint64_t, TENON_VMID_WORDS(vmid_limit)> vmids_live{}, vmids_used{};
constinit tenon_vmid_allocator vmids{};

constinit tenon_x86_64_policy policy{};
constinit std::array<CpuStorage, most_cpus> cpus{};

[[nodiscard]] tenon::HostPhysical physical(const void* object) noexcept {
  return tenon::HostPhysical(std::bit_cast<std::uint64_t>(object));
}

}  // namespace

void require(tenon::Status status, std::string_view what) noexcept {
  if (status.has_value()) return;
  print("hypervisor: ", what, ": ", tenon::sentence(status.error()));
  finish(1);
}

IdleCpu enable_this_cpu(const Board& /*board*/) noexcept {
  CpuStorage& cpu = cpus[this_cpu() % most_cpus];
  auto claimed = OfflineCpu::claim(cpu, tenon::CpuId(this_cpu()));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu)});
  if (!enabled) die(tenon::sentence(enabled.error()));
  return std::move(enabled).value();
}

Nested::Config nested_config(const Board& /*board*/, std::uint32_t /*vm*/) noexcept {
  if (pool.tree.count == 0) {
    require(tenon::to_status(static_cast<tenon_error>(tenon_x86_64_stage2_pool_init(
                &pool, pages.data(), tables.data(), pool_pages, physical(pages.data()).value()))),
            "table pool");
    require(tenon::to_status(static_cast<tenon_error>(
                tenon_vmid_init(&vmids, vmids_live.data(), vmids_used.data(), vmid_limit))),
            "VM identifiers");
    begin_account(pool);
    tenon_x86_64_policy_init(&policy);
  }
  return {.grants = grants(), .vmids = &vmids};
}

tenon::X86Arch::SetupConfig setup_config() noexcept {
  return {.policy = &policy,
          .policy_address = physical(&policy),
          .mode = Mode::long_64,
          .page_table = tenon::GuestPhysical(first_page_table),
          .trap_pause = true,
          .local_apic = true};
}

std::uint64_t load_image(Range image, std::uint64_t bytes) noexcept {
  const auto region = memory.region(bytes);
  if (!region || image.bytes > bytes) die("not enough memory for the guest", bytes);
  if (image.bytes == 0) return *region;
  std::memcpy(reinterpret_cast<void*>(*region), reinterpret_cast<const void*>(image.start),
              image.bytes);
  return *region;
}

}  // namespace example
