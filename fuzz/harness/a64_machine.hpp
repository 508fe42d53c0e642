// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a load or store does, by its assembly text: the address, the registers, the bytes. Whole
/// and at once, on an array of bytes, as the manual's pseudocode (DDI 0487 C6.2, C7.2) does it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "harness/guest.hpp"
#include "tenon/core/aarch64/access_plan.h"
#include "tenon/core/aarch64/instruction_form.h"

namespace tenon_fuzz {

/// Where the access goes.
struct Place {
  std::uint64_t address;
  std::uint64_t target;  ///< base + offset
  std::uint32_t span;    ///< bytes
};
[[nodiscard]] Place place_of(const tenon_aarch64_form& form, const Guest& guest);

/// Why tenon must refuse it although the form is fine; 0: it must not.
[[nodiscard]] std::uint32_t objection(const tenon_aarch64_form& form, const Guest& guest,
                                      const Place& place);

/// Every field of the access that tenon must plan.
[[nodiscard]] tenon_aarch64_access plan_of(const tenon_aarch64_form& form, const Guest& guest,
                                           const Place& place);

struct Machine {
  tenon_aarch64_frame frame{};
  std::uint64_t sp = 0;
  bool sp_written = false;
  std::array<std::uint64_t, 64> q{};
  std::array<bool, 64> q_written{};
  std::vector<std::uint8_t> memory;  ///< the bytes of the access
};

/// Does the instruction.
void execute(const tenon_aarch64_form& form, const Guest& guest, const Place& place,
             Machine& machine);

}  // namespace tenon_fuzz
