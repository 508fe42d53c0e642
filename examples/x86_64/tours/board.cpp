// SPDX-License-Identifier: Apache-2.0
#include "board.hpp"

extern "C" const std::uint8_t guest_image[], guest_image_end[];

namespace example {
namespace {

struct Option {
  std::uint64_t name, value;
};
/// Its characters as a number, the first one lowest.
[[nodiscard]] constexpr std::uint64_t word(std::string_view name) noexcept {
  std::uint64_t value = 0;
  for (std::size_t n = name.size(); n != 0; --n) {
    value = value << 8 | static_cast<std::uint8_t>(name[n - 1]);
  }
  return value;
}

/// Whoever starts the machine finds the table by its first row and fills in the others
/// (tests/system/x86_64.py).
constinit volatile Option table[8] = {{word("options "), word("of tours")}};

}  // namespace

std::optional<std::uint64_t> Board::number(std::string_view name) noexcept {
  for (const volatile Option& option : table) {
    if (option.name == word(name)) return option.value;
  }
  return std::nullopt;
}

Range Board::image() noexcept {
  const auto start = reinterpret_cast<std::uint64_t>(guest_image);
  return {start, reinterpret_cast<std::uint64_t>(guest_image_end) - start};
}

}  // namespace example

// What a string literal costs where there is no C library.
extern "C" std::size_t strlen(const char* text) {
  std::size_t length = 0;
  while (text[length] != 0) ++length;
  return length;
}
