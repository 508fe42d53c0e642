// SPDX-License-Identifier: Apache-2.0
#include "machine.hpp"

#include <algorithm>
#include <array>

#include "console.hpp"
#include "guests/calls.h"

extern "C" const std::uint8_t guest_image[];
extern "C" const std::uint8_t guest_image_end[];

namespace example {
namespace {

constexpr std::uint32_t table_count = 16;
constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;

alignas(4096) constinit tenon_nested_page pages[table_count]{};
constinit tenon_nested_table tables[table_count]{};
constinit tenon_nested_pool pool{};
constinit tenon_x86_64_stage2 stage2{};
constinit tenon_x86_64_policy policy{};
alignas(4096) constinit std::uint8_t memory[guest_bytes]{};

void require(std::uint32_t error, std::string_view what) noexcept {
  if (error != TENON_OK) die(what, error);
}

/// The guest has been assembled with VMMCALL, which is undefined under VMX.
void call_by_vmcall() noexcept {
  constexpr std::array<std::uint8_t, 3> vmmcall{0x0f, 0x01, 0xd9};
  std::uint8_t* const end = memory + guest_entry + (guest_image_end - guest_image);
  for (std::uint8_t* at = memory + guest_entry;
       (at = std::search(at, end, vmmcall.begin(), vmmcall.end())) != end; at += vmmcall.size()) {
    at[2] = 0xc1;
  }
}

}  // namespace

tenon_x86_64_stage2& make_stage2() noexcept {
  std::copy(guest_image, guest_image_end, memory + guest_entry);
  if (tenon_vmx_is_here() != 0) call_by_vmcall();
  require(tenon_x86_64_stage2_pool_init(&pool, pages, tables, table_count, physical(pages).value()),
          "no pool");
  require(tenon_x86_64_stage2_create(&pool, &stage2, 1), "no second stage");
  stage2.common.vmid = 1;
  stage2.common.generation = 1;
  require(tenon_x86_64_stage2_map(&pool, &stage2, 0, physical(memory).value(), NOTHING, all,
                                  TENON_MEMORY_NORMAL),
          "guest memory");
  require(tenon_x86_64_stage2_protect(&pool, &stage2, READ_ONLY_PAGE, 0x1000, TENON_ACCESS_READ),
          "read-only page");
  require(tenon_x86_64_stage2_protect(&pool, &stage2, NO_EXECUTE_PAGE, 0x1000,
                                      TENON_ACCESS_READ | TENON_ACCESS_WRITE),
          "page without code");
  unmap_late_page();
  return stage2;
}

void unmap_late_page() noexcept {
  const std::uint32_t error = tenon_x86_64_stage2_unmap(&pool, &stage2, LATE_PAGE, 0x1000);
  if (error != std::uint32_t{TENON_ERROR_not_mapped}) require(error, "late page");
}

void map_late_page(std::uint64_t page) noexcept {
  require(tenon_x86_64_stage2_map(&pool, &stage2, LATE_PAGE,
                                  physical(memory).value() + page % guest_bytes, 0x1000, all,
                                  TENON_MEMORY_NORMAL),
          "late page");
}

const tenon_x86_64_policy& make_policy() noexcept {
  tenon_x86_64_policy_init(&policy);
  return policy;
}

}  // namespace example
