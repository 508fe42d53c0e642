// SPDX-License-Identifier: Apache-2.0
/// \file
/// Bytes that are an x86 instruction of the set more often than not, from a number.
#ifndef TENON_TESTS_UNIT_X86_64_GENERATOR_HPP
#define TENON_TESTS_UNIT_X86_64_GENERATOR_HPP

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>

namespace x86 {

/// splitmix64.
class Numbers {
 public:
  explicit Numbers(std::uint64_t seed) : state_(seed) {}
  std::uint64_t next() {
    std::uint64_t n = state_ += 0x9e3779b97f4a7c15;
    n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
    n = (n ^ n >> 27) * 0x94d049bb133111eb;
    return n ^ n >> 31;
  }
  std::uint64_t below(std::uint64_t limit) { return next() % limit; }
  bool one_in(std::uint64_t count) { return below(count) == 0; }

 private:
  std::uint64_t state_;
};

struct Code {
  std::array<std::uint8_t, 15> bytes{};
  std::uint32_t mode = 64;
};

/// Opcode, with 0F in the second byte, and the reg field if it belongs to the opcode.
struct Opcode {
  std::uint16_t number;
  std::int8_t reg = -1;
  bool modrm = true;
};

inline constexpr Opcode opcodes[] = {{0x00},
                                     {0x01},
                                     {0x02},
                                     {0x03},
                                     {0x08},
                                     {0x09},
                                     {0x0a},
                                     {0x0b},
                                     {0x20},
                                     {0x21},
                                     {0x22},
                                     {0x23},
                                     {0x28},
                                     {0x29},
                                     {0x2a},
                                     {0x2b},
                                     {0x30},
                                     {0x31},
                                     {0x32},
                                     {0x33},
                                     {0x38},
                                     {0x39},
                                     {0x3a},
                                     {0x3b},
                                     {0x63},
                                     {0x80, 0},
                                     {0x80, 1},
                                     {0x80, 4},
                                     {0x80, 5},
                                     {0x80, 6},
                                     {0x80, 7},
                                     {0x81, 0},
                                     {0x81, 1},
                                     {0x81, 4},
                                     {0x81, 5},
                                     {0x81, 6},
                                     {0x81, 7},
                                     {0x82, 0},
                                     {0x82, 7},
                                     {0x83, 0},
                                     {0x83, 1},
                                     {0x83, 4},
                                     {0x83, 5},
                                     {0x83, 6},
                                     {0x83, 7},
                                     {0x84},
                                     {0x85},
                                     {0x86},
                                     {0x87},
                                     {0x88},
                                     {0x89},
                                     {0x8a},
                                     {0x8b},
                                     {0xa0, -1, false},
                                     {0xa1, -1, false},
                                     {0xa2, -1, false},
                                     {0xa3, -1, false},
                                     {0xa4, -1, false},
                                     {0xa5, -1, false},
                                     {0xaa, -1, false},
                                     {0xab, -1, false},
                                     {0xc6, 0},
                                     {0xc7, 0},
                                     {0xf6, 0},
                                     {0xf7, 0},
                                     {0xf6, 1},
                                     {0xf7, 1},
                                     {0x0fa3},
                                     {0x0fb6},
                                     {0x0fb7},
                                     {0x0fba, 4},
                                     {0x0fbe},
                                     {0x0fbf}};

inline constexpr std::uint8_t prefixes[] = {0x66, 0x66, 0x67, 0x67, 0x26, 0x2e, 0x36,
                                            0x3e, 0x64, 0x65, 0xf0, 0xf2, 0xf3};

/// Every byte is set; what follows the instruction is noise.
inline Code generate(Numbers& numbers) {
  Code code;
  for (std::uint8_t& byte : code.bytes) byte = static_cast<std::uint8_t>(numbers.next());
  const std::uint64_t mode = numbers.below(4);
  code.mode = mode == 0 ? 16 : mode == 1 ? 32 : 64;
  if (numbers.one_in(64)) return code;  // noise from the start
  std::size_t at = 0;
  const auto put = [&](std::uint64_t byte) {
    if (at < code.bytes.size()) code.bytes[at++] = static_cast<std::uint8_t>(byte);
  };
  std::uint64_t count = numbers.one_in(32) ? numbers.below(15) : numbers.below(3);
  for (; count > 0; --count) {
    const bool rex = code.mode == 64 && numbers.one_in(16);  // one that does not count
    put(rex ? 0x40 + numbers.below(16) : prefixes[numbers.below(std::size(prefixes))]);
  }
  if (code.mode == 64 && numbers.below(2) == 0) put(0x40 + numbers.below(16));
  const Opcode& opcode = opcodes[numbers.below(std::size(opcodes))];
  if (opcode.number >= 0x100) put(0x0f);
  put(opcode.number % 0x100);
  if (!opcode.modrm) return code;
  const std::uint64_t mod = numbers.one_in(32) ? 3 : numbers.below(3);
  const std::uint64_t reg =
      opcode.reg >= 0 ? static_cast<std::uint64_t>(opcode.reg) : numbers.below(8);
  const std::uint64_t rm = numbers.one_in(3) ? 4 : numbers.below(8);
  put(mod * 0x40 + reg * 8 + rm);
  return code;
}

}  // namespace x86

#endif
