// SPDX-License-Identifier: Apache-2.0
/// \file
/// What AArch64 hardware makes of stage 2 tables: a walk, and everything that a CPU may keep of it.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "nested_model.hpp"
#include "tenon/core/nested_tree.h"

namespace tenon::testing {

inline constexpr std::uint64_t pool_base = 0x9000'0000;

/// What DDI 0487 D8.3 says of one stage-2 leaf.
struct Descriptor {
  std::uint64_t output = 0;
  std::uint64_t span = 0;
  std::uint32_t mem_attr = 0;
  std::uint32_t s2ap = 0;
  std::uint32_t sh = 0;
  std::uint32_t af = 0;
  std::uint32_t xn = 0;
  bool contiguous_or_dbm = false;
};

inline std::uint32_t bits(std::uint64_t value, int high, int low) {
  return static_cast<std::uint32_t>((value >> low) & ((std::uint64_t{1} << (high - low + 1)) - 1));
}

/// A walker, a TLB and a walk cache. The pool is memory at pool_base, the rest is not looked at.
class Stage2Machine {
 public:
  std::vector<tenon_nested_page> pages;

  /// The walk of DDI 0487 D8.2, start level 1 or 0.
  [[nodiscard]] std::optional<Descriptor> walk(std::uint64_t vttbr, std::uint32_t levels,
                                               std::uint64_t ipa) const {
    std::uint64_t table = vttbr & 0xffff'ffff'fffe;
    for (std::uint32_t level = 4 - levels; level < 4; ++level) {
      const int shift = 39 - 9 * static_cast<int>(level);
      const std::uint64_t entry = pages.at((table - pool_base) / kib4).entry[(ipa >> shift) & 511];
      if ((entry & 1) == 0) return std::nullopt;
      const bool leaf = level == 3 || (entry & 2) == 0;
      if (!leaf) {
        EXPECT_EQ(entry & ~std::uint64_t{0xffff'ffff'f003}, 0u) << "RES0 in a table descriptor";
        table = entry & 0xffff'ffff'f000;
        continue;
      }
      EXPECT_TRUE(level == 3 ? (entry & 2) != 0 : level != 0) << "reserved encoding";
      const std::uint64_t span = std::uint64_t{1} << shift;
      const std::uint64_t output = entry & 0xffff'ffff'f000;
      EXPECT_EQ(output % span, 0u) << "a block's low address bits are RES0";
      EXPECT_EQ(entry & 0xff98'0000'0000'0800, 0u) << "unused bits";
      return Descriptor{.output = output,
                        .span = span,
                        .mem_attr = bits(entry, 5, 2),
                        .s2ap = bits(entry, 7, 6),
                        .sh = bits(entry, 9, 8),
                        .af = bits(entry, 10, 10),
                        .xn = bits(entry, 54, 53),
                        .contiguous_or_dbm = bits(entry, 52, 51) != 0};
    }
    return std::nullopt;
  }

  /// Translations that CPUs may hold: leaves by the address of their first byte.
  std::map<std::uint64_t, Descriptor> tlb;
  /// Valid entries since each was last invalidated: what a walk cache may hold of the tables.
  std::vector<tenon_nested_page> cached;
  /// What walks of other CPUs see: the tables as they were at the last barrier.
  std::vector<tenon_nested_page> visible;
  int by_ipa = 0;
  int by_vmid = 0;
  int barriers = 0;
  std::uint64_t vttbr = 0;
  std::uint32_t levels = 0;

  /// Break-before-make: a valid entry only becomes another one if it was invalid at an
  /// invalidation in between, but for its permissions (DDI 0487 D8.16.1).
  void check_break_before_make() {
    constexpr std::uint64_t permissions = 0x0060'0000'0000'00c0;
    for (std::size_t p = 0; p < pages.size(); ++p) {
      for (std::size_t i = 0; i < 512; ++i) {
        const std::uint64_t before = cached[p].entry[i];
        const std::uint64_t now = pages[p].entry[i];
        if ((before & 1) != 0 && (now & 1) != 0) {
          ASSERT_EQ(before & ~permissions, now & ~permissions) << "table " << p << " entry " << i;
        }
        if ((now & 1) != 0) cached[p].entry[i] = now;
      }
    }
  }
  /// Is there an entry on the way from this table that walks do not see yet?
  [[nodiscard]] bool waits(std::uint64_t table, std::uint32_t level) const {
    const std::size_t p = (table - pool_base) / kib4;
    for (std::size_t i = 0; i < 512; ++i) {
      const std::uint64_t entry = pages.at(p).entry[i];
      if ((entry & 1) == 0) continue;
      if ((visible[p].entry[i] & 1) == 0) return true;
      if (level < 3 && (entry & 2) != 0 && waits(entry & 0xffff'ffff'f000, level + 1)) return true;
    }
    return false;
  }
  /// A barrier.
  void publish() {
    ++barriers;
    check_break_before_make();
    visible = pages;
  }
  void forget_tables() {
    EXPECT_FALSE(waits(vttbr & 0xffff'ffff'fffe, 4 - levels))
        << "an entry waits for an invalidation to be seen";
    visible = pages;
    check_break_before_make();
    cached = pages;
  }
};

}  // namespace tenon::testing
