// SPDX-License-Identifier: Apache-2.0
#include "mmu.hpp"

#include <array>

namespace example {
namespace {

constexpr std::uint64_t page = 4096, block = 0x200000;
constexpr std::uint64_t valid = 1, table = 2, accessed = 1U << 10, inner_shareable = 3U << 8,
                        read_only = 1U << 7, unprivileged = 1U << 6;
constexpr std::uint64_t user_execute_never = std::uint64_t{1} << 54,
                        privileged_execute_never = std::uint64_t{1} << 53;
// MAIR_EL2: attribute 0 normal write-back, attribute 1 device-nGnRE.
constexpr std::uint64_t mair = 0x04ff, device_attribute = 1U << 2;
constexpr std::uint64_t address_mask = 0x0000'ffff'ffff'f000;

struct alignas(page) Table {
  std::array<std::uint64_t, 512> entry;
};
constinit std::array<Table, 24> tables{};
constinit std::uint32_t used = 1;  // the first is the root

// One execute-never bit (54) in the EL2 regime, where AP[1] is RES1; two in EL2&0, where AP[1]
// means EL0.
[[nodiscard]] std::uint64_t attributes(Mapping mapping) {
  const std::uint64_t never =
      vhe() ? user_execute_never | privileged_execute_never : user_execute_never;
  const std::uint64_t common = accessed | inner_shareable | (vhe() ? 0 : unprivileged);
  switch (mapping) {
    case Mapping::code:
      return common | read_only | (vhe() ? user_execute_never : 0);
    case Mapping::constants:
      return common | read_only | never;
    case Mapping::data:
      return common | never;
    case Mapping::device:
      return common | device_attribute | never;
  }
  return never;
}

// The table below `entry`, made if there is none; null: the pool is empty, or a block is there.
[[nodiscard]] Table* child(std::uint64_t& entry) {
  if ((entry & valid) == 0) {
    if (used == tables.size()) return nullptr;
    entry = reinterpret_cast<std::uint64_t>(&tables[used]) | table | valid;
    ++used;
  }
  return (entry & table) == 0 ? nullptr : reinterpret_cast<Table*>(entry & address_mask);
}

[[nodiscard]] bool is_block(std::uint64_t entry) { return (entry & (table | valid)) == valid; }

}  // namespace

bool vhe() noexcept {
  std::uint64_t hcr = 0;
  asm volatile("mrs %0, hcr_el2" : "=r"(hcr));
  return (hcr >> 34 & 1) != 0;
}

bool mmu_map(std::uint64_t address, std::uint64_t bytes, Mapping mapping) {
  const std::uint64_t end = address + bytes;
  while (address < end) {
    Table* level2 = child(tables[0].entry[address >> 30 & 511]);
    if (level2 == nullptr) return false;
    std::uint64_t& entry = level2->entry[address >> 21 & 511];
    if (is_block(entry)) {
      address = (address | (block - 1)) + 1;
      continue;
    }
    if (address % block == 0 && end - address >= block && (entry & valid) == 0) {
      entry = address | attributes(mapping) | valid;
      address += block;
      continue;
    }
    Table* level3 = child(entry);
    if (level3 == nullptr) return false;
    std::uint64_t& leaf = level3->entry[address >> 12 & 511];
    if ((leaf & valid) == 0) leaf = address | attributes(mapping) | table | valid;
    address += page;
  }
  // From invalid to valid: no TLB holds anything of it (DDI 0487 D8.14.1).
  asm volatile("dsb ishst\n isb" ::: "memory");
  return true;
}

}  // namespace example

extern "C" {
void enable_mmu(std::uint64_t ttbr, std::uint64_t tcr, std::uint64_t mair, std::uint64_t sctlr);
/// Read by secondary CPUs before their caches are on: ttbr, tcr, mair, sctlr.
constinit std::uint64_t mmu_settings[4] = {};
}

namespace example {

void mmu_enable() {
  std::uint64_t mmfr0 = 0;
  asm volatile("mrs %0, id_aa64mmfr0_el1" : "=r"(mmfr0));
  const std::uint64_t size = (mmfr0 & 15) < 5 ? mmfr0 & 15 : 5;  // at most 48 bits
  // T0SZ 25, write-back walks, inner shareable, 4 KiB granule; PS or IPS.
  const std::uint64_t walks = 25 | 1U << 8 | 1U << 10 | 3U << 12;
  const std::uint64_t tcr = vhe() ? walks | 1U << 23 | size << 32  // EPD1: no upper half
                                  : walks | 1U << 31 | 1U << 23 | size << 16;
  // RES1, then M, C, I and WXN.
  const std::uint64_t sctlr = 0x30c50830 | 1U << 0 | 1U << 2 | 1U << 12 | 1U << 19;
  mmu_settings[0] = reinterpret_cast<std::uint64_t>(&tables[0]);
  mmu_settings[1] = tcr;
  mmu_settings[2] = mair;
  mmu_settings[3] = sctlr;
  for (std::uint64_t& setting : mmu_settings) {
    asm volatile("dc civac, %0" ::"r"(&setting) : "memory");
  }
  asm volatile("dsb sy" ::: "memory");
  enable_mmu(mmu_settings[0], tcr, mair, sctlr);
}

}  // namespace example
