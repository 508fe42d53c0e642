// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers for registers, and what a load makes of a number on the bus.
#pragma once

#include <cstdint>
#include <cstring>

namespace tenon_fuzz {

/// Numbers without a pattern, so that two registers never agree by accident.
inline std::uint64_t scramble(std::uint64_t n) {
  n += 0x9e3779b97f4a7c15;
  n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
  n = (n ^ n >> 27) * 0x94d049bb133111eb;
  return n ^ n >> 31;
}

/// A value that a load of `width` bytes returns, in its register.
[[nodiscard]] inline std::uint64_t loaded(std::uint64_t bus, std::uint32_t width, bool swap,
                                          bool sign_extend, std::uint32_t register_width) {
  unsigned char in[8];
  unsigned char out[8] = {};
  std::memcpy(in, &bus, sizeof in);
  for (std::uint32_t i = 0; i < width; ++i) out[i] = in[swap ? width - 1 - i : i];
  if (sign_extend && (out[width - 1] & 0x80) != 0) {
    for (std::uint32_t i = width; i < register_width; ++i) out[i] = 0xff;
  }
  std::uint64_t value = 0;
  std::memcpy(&value, out, sizeof value);
  return value;
}

}  // namespace tenon_fuzz
