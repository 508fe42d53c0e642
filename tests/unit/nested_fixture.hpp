// SPDX-License-Identifier: Apache-2.0
/// \file
/// A pool of tables with one root, changed in the order in which a backend calls the engine.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

#include "nested_formats.hpp"
#include "nested_model.hpp"
#include "tenon/core/nested_table.h"

namespace tenon::testing {

/// Takes the entry format of an ISA as its parameter.
class NestedTable : public ::testing::TestWithParam<Isa> {
 protected:
  void start(std::uint32_t pages, std::uint32_t height = 3) {
    pages_.resize(pages);
    for (auto& page : pages_) page.entry[17] = 0xdead;  // the pool zeroes its memory
    tables_.resize(pages);
    const tenon_nested_format format = format_of(GetParam());
    ASSERT_EQ(
        tenon_nested_pool_init(&pool_, pages_.data(), tables_.data(), pages, 0x8000'0000, &format),
        TENON_OK);
    root_ = tenon_nested_root_new(&pool_, height, 42);
    ASSERT_NE(root_, TENON_NONE);
    ASSERT_EQ(pool_.free, pages - 1);
  }
  std::uint32_t map(std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                    std::uint32_t access = 7, std::uint32_t memory = 0) {
    return tenon_nested_map(&pool_, root_, gpa, hpa, bytes, access, memory);
  }
  void divide(std::uint64_t at) {
    for (;;) {
      const std::uint32_t table = tenon_nested_break(&pool_, root_, at);
      if (table == TENON_NONE) return;
      EXPECT_FALSE(lookup(at).has_value()) << "a broken block translates nothing";
      tenon_nested_make(&pool_, table);
    }
  }
  std::uint32_t unmap(std::uint64_t gpa, std::uint64_t bytes) {
    const std::uint32_t error = tenon_nested_check(&pool_, root_, gpa, bytes);
    if (error != TENON_OK) return error;
    divide(gpa);
    divide(gpa + bytes);
    tenon_nested_clear(&pool_, root_, gpa, gpa + bytes);
    return TENON_OK;
  }
  std::uint32_t protect(std::uint64_t gpa, std::uint64_t bytes, std::uint32_t access) {
    const std::uint32_t error = tenon_nested_check(&pool_, root_, gpa, bytes);
    if (error != TENON_OK) return error;
    divide(gpa);
    divide(gpa + bytes);
    tenon_nested_protect(&pool_, root_, gpa, gpa + bytes, access);
    return TENON_OK;
  }
  std::optional<NestedModel::Leaf> lookup(std::uint64_t gpa) {
    tenon_nested_translation found{
        .hpa = 1, .bytes = 1, .access = 1, .memory = 1, .height = 1, .reserved = 1};
    const std::uint32_t error = tenon_nested_translate(&pool_, root_, gpa, &found);
    if (error != TENON_OK) {
      EXPECT_EQ(found.hpa + found.bytes + found.access + found.memory + found.height, 0u);
      return std::nullopt;
    }
    EXPECT_GT(found.bytes, 0u);
    return NestedModel::Leaf{found.hpa, found.access, found.memory};
  }
  std::uint32_t height(std::uint64_t gpa) {
    tenon_nested_translation found{};
    EXPECT_EQ(tenon_nested_translate(&pool_, root_, gpa, &found), TENON_OK);
    return found.height;
  }

  std::vector<tenon_nested_page> pages_;
  std::vector<tenon_nested_table> tables_;
  tenon_nested_pool pool_{};
  std::uint32_t root_ = 0;
};

}  // namespace tenon::testing
