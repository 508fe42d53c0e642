// SPDX-License-Identifier: Apache-2.0
// The one guest of a hypervisor for PCs: its second stage, its vCPU on this CPU, and its end.
#pragma once

#include <array>
#include <string_view>

#include "console.hpp"
#include "host.hpp"
#include "machine.hpp"

namespace example::guest {

using namespace tenon::native;
using tenon::GuestPhysical;

inline constexpr std::uint32_t table_count = 64, absent_count = 16;
inline constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;

alignas(4096) inline constinit std::array<tenon_nested_page, table_count> pages{};
inline constinit std::array<tenon_nested_table, table_count> tables{};
inline constinit tenon_nested_pool pool{};
inline constinit tenon_x86_64_stage2 stage2{};
inline constinit tenon_x86_64_policy policy{};
alignas(4096) inline constinit std::array<std::array<std::uint8_t, 0x1000>, absent_count> absent{};
inline constinit std::uint32_t absent_used = 0;

inline constinit CpuStorage cpu_storage{};
inline constinit VCpuStorage vcpu_storage{};

inline void require(std::uint32_t error, std::string_view what) noexcept {
  if (error != TENON_OK) die(what, error);
}

inline void map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                std::uint32_t access) noexcept {
  require(tenon_x86_64_stage2_map(&pool, &stage2, gpa, hpa, bytes, access, TENON_MEMORY_NORMAL),
          "guest memory");
}

/// Where nothing is, a PC reads all ones: a page of them in its stead. Not where something is that the
/// guest must not write, and not without end.
[[nodiscard]] inline bool map_absent(GuestPhysical address) noexcept {
  if (absent_used == absent_count) return false;
  std::array<std::uint8_t, 0x1000>& page = absent[absent_used];
  page.fill(0xff);
  if (tenon_x86_64_stage2_map(
          &pool, &stage2, address.value() / 0x1000 * 0x1000, physical(page.data()).value(), 0x1000,
          TENON_ACCESS_READ | TENON_ACCESS_WRITE, TENON_MEMORY_NORMAL) != TENON_OK) {
    return false;
  }
  ++absent_used;
  return true;
}

/// The second stage, with the guest's memory from address 0.
inline void make_memory(std::uint64_t host, std::uint64_t bytes) noexcept {
  require(tenon_x86_64_stage2_pool_init(&pool, pages.data(), tables.data(), table_count,
                                        physical(pages.data()).value()),
          "no pool");
  require(tenon_x86_64_stage2_create(&pool, &stage2, 1), "no second stage");
  stage2.common.vmid = 1;
  stage2.common.generation = 1;
  map(0, host, bytes, all);
}

/// The vCPU on this CPU, at `entry` and with `rsi`.
[[nodiscard]] inline BoundVCpu begin(GuestPhysical entry, tenon::x86_64::Mode mode,
                                     std::uint64_t rsi) noexcept {
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) die(tenon::sentence(enabled.error()));
  auto created = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)},
                                     {.address = physical(&vcpu_storage)});
  if (!created) die(tenon::sentence(created.error()));
  tenon_x86_64_policy_init(&policy);
  auto ready = std::move(created).value().setup(
      entry, stage2, {.policy = &policy, .policy_address = physical(&policy), .mode = mode});
  if (!ready) die(tenon::sentence(ready.error()));
  FreeVCpu vcpu = std::move(ready).value();
  vcpu.set_register(Register::rsi, rsi);
  auto bound = std::move(vcpu).bind(std::move(enabled).value());
  if (!bound) die(tenon::sentence(bound.error()));
  return std::move(bound).value();
}

inline void end(Step step) noexcept {
  std::move(step).finish(
      [](FreeVCpu vcpu, IdleCpu cpu) {
        std::move(vcpu).destroy();
        if (!std::move(cpu).disable()) die("virtualization stays on");
      },
      [](FailedVCpu vcpu, IdleCpu) { die("the entry failed", vcpu.hardware_reason()); });
}

}  // namespace example::guest
