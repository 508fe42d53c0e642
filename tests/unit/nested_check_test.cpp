// SPDX-License-Identifier: Apache-2.0
// The check before a change asks for as many free tables as the change then takes: with one less it
// would have to stop halfway, and to ask for more would refuse what can be done.
#include <algorithm>
#include <array>

#include "nested_fixture.hpp"

namespace tenon::testing {
namespace {

constexpr std::uint64_t kib4 = 0x1000;
constexpr std::uint64_t mib2 = 0x20'0000;
constexpr std::uint64_t gib1 = 0x4000'0000;

// Around the ends of two leaves of 1 GiB and, behind them, four of 2 MiB.
constexpr std::array ends = {std::uint64_t{0},   kib4,
                             mib2 - kib4,        mib2,
                             mib2 + kib4,        2 * mib2 + kib4,
                             gib1 - kib4,        gib1,
                             gib1 + kib4,        gib1 + mib2,
                             gib1 + mib2 + kib4, 2 * gib1,
                             2 * gib1 + kib4,    2 * gib1 + 2 * kib4,
                             2 * gib1 + mib2,    2 * gib1 + mib2 + kib4,
                             2 * gib1 + 3 * mib2};

class NestedCheck : public NestedTable {
 protected:
  void start_with_free(std::uint32_t free) {
    start(2 + free);
    ASSERT_EQ(map(0, 0, 2 * gib1), TENON_OK);
    ASSERT_EQ(map(2 * gib1, 2 * gib1, 4 * mib2), TENON_OK);
    ASSERT_EQ(pool_.free, free);
  }
};

INSTANTIATE_TEST_SUITE_P(Isas, NestedCheck, ::testing::ValuesIn(isas),
                         [](const auto& isa) { return isa.param.name; });

TEST_P(NestedCheck, AsksForTheTablesThatAreTaken) {
  std::uint32_t most = 0;
  for (const std::uint64_t from : ends) {
    for (const std::uint64_t to : ends) {
      if (from >= to) continue;
      start_with_free(8);
      divide(from);
      divide(to);
      const std::uint32_t taken = 8 - pool_.free;
      most = std::max(most, taken);
      start_with_free(taken);
      EXPECT_EQ(tenon_nested_check(&pool_, root_, from, to - from), TENON_OK) << from << ' ' << to;
      if (taken == 0) continue;
      start_with_free(taken - 1);
      EXPECT_EQ(tenon_nested_check(&pool_, root_, from, to - from), TENON_ERROR_out_of_tables)
          << from << ' ' << to;
    }
  }
  EXPECT_EQ(most, 4u);
}

}  // namespace
}  // namespace tenon::testing
