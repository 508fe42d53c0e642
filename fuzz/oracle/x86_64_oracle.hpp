// SPDX-License-Identifier: Apache-2.0
/// \file
/// An x86 instruction of tenon's set, done at once: on a memory that has every address, with the
/// integers of the compiler. What the instruction is, Capstone has confirmed.
#pragma once

#include <array>
#include <cstdint>
#include <map>

#include "harness/check.hpp"
#include "tenon/core/x86_64/instruction.h"

namespace tenon_fuzz {

/// Bytes that were never written come from their address.
class X86Memory {
 public:
  explicit X86Memory(std::uint64_t seed) : seed_(seed) {}
  [[nodiscard]] std::uint64_t load(std::uint64_t at, unsigned width) const {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < width; ++i) value |= std::uint64_t{byte(at + i)} << (8 * i);
    return value;
  }
  void store(std::uint64_t at, unsigned width, std::uint64_t value) {
    for (unsigned i = 0; i < width; ++i) {
      bytes_[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
  }
  bool operator==(const X86Memory&) const = default;

 private:
  [[nodiscard]] std::uint8_t byte(std::uint64_t at) const {
    const auto found = bytes_.find(at);
    if (found != bytes_.end()) return found->second;
    return static_cast<std::uint8_t>(((at ^ seed_) * 0x9e3779b97f4a7c15) >> 56);
  }
  std::uint64_t seed_;
  std::map<std::uint64_t, std::uint8_t> bytes_;
};

struct X86State {
  std::array<std::uint64_t, 16> x{};
  std::uint64_t rip = 0;
  std::uint64_t rflags = 2;
  bool operator==(const X86State&) const = default;
};

class X86Oracle {
 public:
  X86Oracle(const tenon_x86_64_instruction& i, const std::uint64_t* segments, X86State& state,
            X86Memory& memory)
      : i_(i), segments_(segments), s_(state), m_(memory) {}

  void execute() {
    if (i_.operation == TENON_X86_64_OPERATION_MOVS ||
        i_.operation == TENON_X86_64_OPERATION_STOS) {
      strings();
    } else {
      const std::uint64_t at = linear(i_.segment, offset());
      const std::uint64_t old =
          i_.direction == TENON_X86_64_DIRECTION_STORE ? 0 : m_.load(at, i_.width);
      operate(at, old);
    }
    s_.rip += i_.length;
    if (i_.mode != 64) s_.rip &= 0xffffffff;
  }

 private:
  static std::uint64_t mask(unsigned width) {
    return width == 8 ? ~std::uint64_t{0} : (std::uint64_t{1} << (8 * width)) - 1;
  }
  static std::int64_t as_signed(std::uint64_t value, unsigned width) {
    const unsigned unused = 64 - 8 * width;
    return static_cast<std::int64_t>(value << unused) >> unused;
  }
  [[nodiscard]] std::uint64_t linear(unsigned segment, std::uint64_t where) const {
    const std::uint64_t address = where & mask(i_.address_width);
    if (i_.mode == 64) return segment < TENON_X86_64_FS ? address : address + segments_[segment];
    return (address + segments_[segment]) & 0xffffffff;
  }
  [[nodiscard]] std::uint64_t reg() const {
    return (i_.high != 0 ? s_.x[i_.reg] >> 8 : s_.x[i_.reg]) & mask(i_.register_width);
  }
  void set_reg(std::uint64_t value) {
    const unsigned shift = i_.high != 0 ? 8 : 0;
    if (i_.register_width >= 4) {
      s_.x[i_.reg] = value & mask(i_.register_width);
      return;
    }
    const std::uint64_t field = mask(i_.register_width) << shift;
    s_.x[i_.reg] = (s_.x[i_.reg] & ~field) | (value << shift & field);
  }
  [[nodiscard]] std::uint64_t operand() const {
    return i_.immediate_used != 0 ? i_.immediate & mask(i_.width) : reg();
  }
  [[nodiscard]] std::uint64_t offset() const {
    std::uint64_t at = i_.displacement;
    if (i_.base == TENON_X86_64_BASE_RIP) at += s_.rip + i_.length;
    if (i_.base < 16) at += s_.x[i_.base];
    if (i_.index < 16) at += s_.x[i_.index] * i_.scale;
    if (i_.operation == TENON_X86_64_OPERATION_BT && i_.immediate_used == 0) {
      const int bits = 8 * i_.width;
      const std::int64_t number = as_signed(s_.x[i_.reg], i_.width);
      const std::int64_t part = (number - ((number % bits) + bits) % bits) / bits;
      at += static_cast<std::uint64_t>(part) * i_.width;
    }
    return at;
  }
  void set_flag(unsigned bit, bool on) {
    s_.rflags = (s_.rflags & ~(std::uint64_t{1} << bit)) | (std::uint64_t{on} << bit);
  }
  /// CF, AF and OF as given, the others from the result.
  void set_flags(std::uint64_t value, bool carry, bool adjust, bool overflow) {
    set_flag(0, carry);
    set_flag(2, __builtin_parity(static_cast<unsigned>(value & 0xff)) == 0);
    set_flag(4, adjust);
    set_flag(6, value == 0);
    set_flag(7, as_signed(value, i_.width) < 0);
    set_flag(11, overflow);
  }
  std::uint64_t compute(std::uint64_t a, std::uint64_t b) {
    using Wide = __int128;
    const Wide sa = as_signed(a, i_.width);
    const Wide sb = as_signed(b, i_.width);
    const bool subtracts =
        i_.operation == TENON_X86_64_OPERATION_SUB || i_.operation == TENON_X86_64_OPERATION_CMP;
    if (subtracts || i_.operation == TENON_X86_64_OPERATION_ADD) {
      const Wide exact = subtracts ? sa - sb : sa + sb;
      const Wide plain = subtracts ? Wide{a} - Wide{b} : Wide{a} + Wide{b};
      const std::uint64_t value = static_cast<std::uint64_t>(plain) & mask(i_.width);
      set_flags(value, plain != Wide{value}, ((a ^ b ^ value) & 0x10) != 0,
                exact != Wide{as_signed(value, i_.width)});
      return value;
    }
    const std::uint64_t value = i_.operation == TENON_X86_64_OPERATION_OR    ? a | b
                                : i_.operation == TENON_X86_64_OPERATION_XOR ? a ^ b
                                                                             : a & b;
    set_flags(value, false, false, false);
    return value;
  }
  void operate(std::uint64_t at, std::uint64_t old) {
    const std::uint64_t other = operand();
    switch (i_.operation) {
      case TENON_X86_64_OPERATION_MOV:
        if (i_.to_register == 0) {
          m_.store(at, i_.width, other);
        } else {
          set_reg(i_.extend != 0 ? static_cast<std::uint64_t>(as_signed(old, i_.width)) : old);
        }
        return;
      case TENON_X86_64_OPERATION_XCHG:
        m_.store(at, i_.width, other);
        set_reg(old);
        return;
      case TENON_X86_64_OPERATION_BT:
        set_flag(0, (old >> (other % (8ULL * i_.width)) & 1) != 0);
        return;
      default:
        break;
    }
    const std::uint64_t value = i_.to_register != 0 ? compute(other, old) : compute(old, other);
    if (i_.operation == TENON_X86_64_OPERATION_CMP || i_.operation == TENON_X86_64_OPERATION_TEST) {
      return;
    }
    if (i_.to_register != 0) {
      set_reg(value);
    } else {
      m_.store(at, i_.width, value);
    }
  }
  void add_to(unsigned number, std::uint64_t amount) {
    std::uint64_t& x = s_.x[number];
    const std::uint64_t next = x + amount;
    x = i_.address_width == 2 ? (x & ~std::uint64_t{0xffff}) | (next & 0xffff)
                              : next & mask(i_.address_width);
  }
  void strings() {
    const std::uint64_t step = (s_.rflags >> 10 & 1) != 0 ? -std::uint64_t{i_.width} : i_.width;
    std::uint64_t left = i_.repeat != 0 ? s_.x[1] & mask(i_.address_width) : 1;
    for (; left > 0; --left) {
      std::uint64_t value = s_.x[0];
      if (i_.operation == TENON_X86_64_OPERATION_MOVS) {
        value = m_.load(linear(i_.segment, s_.x[6]), i_.width);
        add_to(6, step);
      }
      m_.store(linear(TENON_X86_64_ES, s_.x[7]), i_.width, value);
      add_to(7, step);
      if (i_.repeat != 0) add_to(1, ~std::uint64_t{0});
    }
  }

  const tenon_x86_64_instruction& i_;
  const std::uint64_t* segments_;
  X86State& s_;
  X86Memory& m_;
};

}  // namespace tenon_fuzz
