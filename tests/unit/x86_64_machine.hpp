// SPDX-License-Identifier: Apache-2.0
/// \file
/// One x86 instruction on a machine: on the CPU that runs the test, with chosen registers, and the
/// same by tenon on a copy of the memory.
#ifndef TENON_TESTS_UNIT_X86_64_MACHINE_HPP
#define TENON_TESTS_UNIT_X86_64_MACHINE_HPP

#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "tenon/core/x86_64/access_result.h"

namespace x86 {

struct State {
  std::array<std::uint64_t, 16> x{};
  std::uint64_t rip = 0;
  std::uint64_t rflags = 0x202;
};

/// Bytes at a linear address.
struct Memory {
  std::uint64_t at = 0;
  std::vector<std::uint8_t> bytes;

  [[nodiscard]] bool has(std::uint64_t address, std::size_t size) const {
    return address >= at && address - at <= bytes.size() && size <= bytes.size() - (address - at);
  }
  [[nodiscard]] std::uint64_t load(std::uint64_t address, std::size_t width) const {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes.data() + (address - at), width);
    return value;
  }
  void store(std::uint64_t address, std::size_t width, std::uint64_t value) {
    std::memcpy(bytes.data() + (address - at), &value, width);
  }
};

/// How many elements were done; nothing if one of them would have left the memory.
inline std::optional<std::uint32_t> emulate(const tenon_x86_64_instruction& i,
                                            const std::uint64_t* segment_base, State& state,
                                            Memory& memory) {
  const std::uint64_t start = state.rip;
  std::uint32_t elements = 0;
  while (state.rip == start) {
    tenon_x86_64_access access;
    tenon_x86_64_result result;
    std::memset(&access, 0xa5, sizeof access);
    std::memset(&result, 0xa5, sizeof result);
    tenon_x86_64_instruction_access(&i, state.x.data(), state.rip, segment_base, &access);
    if (access.loads == 1 && !memory.has(access.load, access.width)) return std::nullopt;
    if (access.stores == 1 && !memory.has(access.store, access.width)) return std::nullopt;
    // Above the width lies what is none of the instruction's business.
    std::uint64_t loaded = 0xfeedfacecafebeef;
    if (access.loads == 1) {
      const std::uint64_t value = memory.load(access.load, access.width);
      loaded = access.width == 8 ? value : (loaded << (8 * access.width) | value);
    }
    tenon_x86_64_instruction_result(&i, state.x.data(), state.rflags, loaded, &result);
    if (access.stores == 1) memory.store(access.store, access.width, result.value);
    tenon_x86_64_instruction_apply(&i, &result, state.x.data(), &state.rip, &state.rflags);
    if (++elements > 1000) return std::nullopt;
  }
  return elements;
}

}  // namespace x86

#endif
