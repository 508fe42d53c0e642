// SPDX-License-Identifier: Apache-2.0
// The proved bank of registers at work, and the one thing that its proof assumes.
#include "proofs/bank.h"

#include <array>
#include <cstdint>

#include "checks.hpp"

namespace {
std::uint32_t rung = BANK_REGISTERS;
}

void bank_bell(std::uint32_t index) { rung = index; }

void the_bank_answers_in_its_window_alone() {
  std::array<tenon_range, 2> ranges{};
  tenon_range_map map{};
  tenon_range_map_init(&map, ranges.data(), 2);
  expect(tenon_range_map_insert(&map, 0x1000, 0x1fff, 7) == TENON_OK, "the bank has a window");
  bank registers{.claim = 7, .start = 0x1000, .value = {}};

  expect(bank_write(&map, &registers, 0x1008, 4, 42) == BANK_DONE && registers.value[2] == 42,
         "a register of the bank is written");
  expect(rung == 2, "the bell says which one");
  expect(bank_write(&map, &registers, 0x1ffc, 4, 1) == BANK_FAULT, "past its last register");
  expect(bank_write(&map, &registers, 0x1ffe, 4, 1) == BANK_NOT_MINE, "across its window's edge");
  expect(bank_write(&map, &registers, 0x3000, 4, 1) == BANK_NOT_MINE, "outside of its window");
}
