// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the serial devices of guests are connected to.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>

namespace example {

/// Where the characters go to and come from, and who hears of the interrupt.
template <class C>
concept Console = requires(C& console, std::uint8_t character) {
  { console.put(character) } noexcept -> std::same_as<void>;
  { console.get() } noexcept -> std::same_as<std::optional<std::uint8_t>>;
  { console.interrupt() } noexcept -> std::same_as<void>;
};

}  // namespace example
