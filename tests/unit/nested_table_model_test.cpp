// SPDX-License-Identifier: Apache-2.0
// The nested-table engine with the entry formats of four ISAs, against a plain model.
#include "tenon/core/nested_table.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <string>

#include "nested_fixture.hpp"

namespace {

using namespace tenon::testing;

INSTANTIATE_TEST_SUITE_P(Isas, NestedTable, testing::ValuesIn(isas),
                         [](const auto& isa) { return std::string(isa.param.name); });

TEST_P(NestedTable, AgreesWithTheModel) {
  std::mt19937_64 random(20260725);
  const bool all_access = GetParam().small == 3;
  for (int round = 0; round < 12; ++round) {
    const std::uint32_t levels = round % 2 == 0 ? 3 : 4;
    const std::uint32_t count = round % 3 == 0 ? 6 : 40;
    start(count, levels);
    NestedModel model;
    int refused_for_tables = 0;
    for (int step = 0; step < 250; ++step) {
      const std::uint64_t unit = std::array{kib4, kib4, mib2, gib1}[random() % 4];
      const std::uint64_t from = random() % 3 * gib1 + random() % 3 * mib2 + random() % 4 * kib4;
      const std::uint64_t start_at = from / unit * unit + (random() % 4 == 0 ? kib4 : 0);
      const std::uint64_t bytes = unit * (1 + random() % 3) - (random() % 4 == 0 ? kib4 : 0);
      const std::uint64_t to = start_at + bytes;
      const std::uint64_t hpa =
          random() % 64 * gib1 + start_at % gib1 + (random() % 3 == 0 ? kib4 : 0);
      const auto access = static_cast<std::uint32_t>(all_access ? random() % 8 : 1 + random() % 7);
      const auto memory = static_cast<std::uint32_t>(random() % 3);
      const std::uint32_t free = pool_.free;
      std::uint32_t error = TENON_OK;
      switch (random() % 3) {
        case 0:
          error = map(start_at, hpa, bytes, access, memory);
          if (bytes == 0) {
            ASSERT_EQ(error, TENON_ERROR_invalid_argument);
          } else if (model.any(start_at, to)) {
            ASSERT_TRUE(error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables);
          } else if (error != TENON_ERROR_out_of_tables) {
            ASSERT_EQ(error, TENON_OK);
            model.map(start_at, to, {hpa, access, memory});
          }
          break;
        case 1:
          error = unmap(start_at, bytes);
          if (bytes == 0) {
            ASSERT_EQ(error, TENON_ERROR_invalid_argument);
          } else if (!model.all(start_at, to)) {
            ASSERT_EQ(error, TENON_ERROR_not_mapped);
          } else if (error != TENON_ERROR_out_of_tables) {
            ASSERT_EQ(error, TENON_OK);
            model.unmap(start_at, to);
          }
          break;
        default:
          error = protect(start_at, bytes, access);
          if (bytes == 0) {
            ASSERT_EQ(error, TENON_ERROR_invalid_argument);
          } else if (!model.all(start_at, to)) {
            ASSERT_EQ(error, TENON_ERROR_not_mapped);
          } else if (error != TENON_ERROR_out_of_tables) {
            ASSERT_EQ(error, TENON_OK);
            model.protect(start_at, to, access);
          }
      }
      if (error == TENON_ERROR_out_of_tables) {
        ++refused_for_tables;
        ASSERT_EQ(pool_.free, free);
      }
      for (const std::uint64_t gpa : model.edges()) {
        if (gpa < std::uint64_t{1} << 39) {
          ASSERT_EQ(lookup(gpa), model.at(gpa)) << std::hex << gpa;
        }
      }
    }
    if (count == 6) {
      EXPECT_GT(refused_for_tables, 0);
    }
    for (std::uint64_t gpa : model.edges()) {
      tenon_nested_translation found{};
      gpa -= gpa % kib4;
      while (tenon_nested_translate(&pool_, root_, gpa, &found) == TENON_OK) {
        ASSERT_EQ(unmap(gpa, found.bytes), TENON_OK);
        gpa += found.bytes;
      }
    }
    EXPECT_EQ(pool_.free, count - 1) << "every table came back";
  }
}

}  // namespace
