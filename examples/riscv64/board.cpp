// SPDX-License-Identifier: Apache-2.0
#include "board.hpp"

namespace example {
namespace {

struct Option {
  std::uint64_t name, value;
};
constexpr std::uint64_t table = 0x83e00000, most = 16;

/// Its characters as a number, the first one lowest.
[[nodiscard]] constexpr std::uint64_t word(std::string_view name) noexcept {
  std::uint64_t value = 0;
  for (std::size_t n = name.size(); n != 0; --n) {
    value = value << 8 | static_cast<std::uint8_t>(name[n - 1]);
  }
  return value;
}

}  // namespace

std::optional<std::uint64_t> Board::number(std::string_view name) noexcept {
  const auto* option = reinterpret_cast<const volatile Option*>(table);
  for (std::uint64_t n = 0; n < most && option[n].name != 0; ++n) {
    if (option[n].name == word(name)) return option[n].value;
  }
  return std::nullopt;
}

Range Board::options() noexcept { return {table, most * sizeof(Option)}; }

Range Board::image() noexcept { return {number("start").value_or(0), number("bytes").value_or(0)}; }

bool Board::wants(std::string_view guest) noexcept { return number("guest") == word(guest); }

}  // namespace example

// What a string literal costs where there is no C library.
extern "C" std::size_t strlen(const char* text) {
  std::size_t length = 0;
  while (text[length] != 0) ++length;
  return length;
}
