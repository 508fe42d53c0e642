// SPDX-License-Identifier: Apache-2.0
// Instructions carried out by tenon against the CPU that runs this test: the same bytes, registers
// and memory, and afterwards the same registers, flags and memory. 64-bit code; a host that is no
// x86 cannot be asked, and says so.
#include "tenon/core/x86_64/access_result.h"

#include <gtest/gtest.h>

#if defined(__x86_64__)

#include <cstdio>
#include <map>

#include "x86_64_cpu.hpp"
#include "x86_64_generator.hpp"

namespace {

using x86::Code;
using x86::Cpu;
using x86::Numbers;
using x86::State;
using Insn = tenon_x86_64_instruction;

constexpr std::uint64_t low32 = 0xffffffff;

Insn decode(const Code& code) {
  Insn i{};
  tenon_x86_64_instruction_decode(code.bytes.data(), 15, code.mode, &i);
  return i;
}

bool is_string(const Insn& i) {
  return i.operation == TENON_X86_64_OPERATION_MOVS || i.operation == TENON_X86_64_OPERATION_STOS;
}

std::size_t opcode_at(const Code& code) {
  std::size_t at = 0;
  const auto is_prefix = [](std::uint8_t byte) {
    return (byte & 0xf0) == 0x40 || std::find(std::begin(x86::prefixes), std::end(x86::prefixes),
                                              byte) != std::end(x86::prefixes);
  };
  while (is_prefix(code.bytes[at])) ++at;
  return at;
}

/// Bytes of the immediate, to find the displacement before it.
std::size_t immediate_size(const Code& code, const Insn& i) {
  if (i.immediate_used == 0) return 0;
  const std::uint8_t opcode = code.bytes[opcode_at(code)];
  if (opcode == 0x83 || opcode == 0x0f) return 1;
  return std::min<std::size_t>(i.width, 4);
}

/// Changes bytes and registers such that the operand lies in the memory.
class Aim {
 public:
  Aim(const Cpu& cpu, Numbers& numbers)
      : cpu_(cpu), numbers_(numbers), segments_{0, 0, 0, 0, cpu.fs_base(), Cpu::gs_base} {}

  [[nodiscard]] const std::uint64_t* segments() const { return segments_; }

  /// Whether one register, or the displacement, moves the operand anywhere.
  static bool can_take(const Insn& i) {
    // The host's FS base is too far away for 32 bits.
    const bool far = i.segment == TENON_X86_64_FS;
    if (far && i.address_width == 4) return false;
    if (is_string(i)) return true;
    if (far && i.base >= 16 && i.index >= 16) return false;
    if (i.base < 16 && i.base == i.index) return false;
    const bool bit = i.operation == TENON_X86_64_OPERATION_BT && i.immediate_used == 0;
    return !bit || (i.reg != i.base && i.reg != i.index);
  }

  void take(Code& code, const Insn& i, State& state) {
    const std::uint64_t base = i.segment >= TENON_X86_64_FS ? segments_[i.segment] : 0;
    if (is_string(i)) {
      set(state, TENON_X86_64_RSI, i.address_width, target() - base);
      set(state, TENON_X86_64_RDI, i.address_width, target());
      if (i.repeat != 1) return;
      // ECX = 0: CPUs differ in what becomes of the upper halves (docs/x86_64-instructions.md).
      const std::uint64_t least = i.address_width == 4 ? 1 : 0;
      set(state, TENON_X86_64_RCX, i.address_width, least + numbers_.below(20));
      return;
    }
    if (i.operation == TENON_X86_64_OPERATION_BT && i.immediate_used == 0) {
      const std::uint64_t bit = numbers_.below(32768) - 16384;
      state.x[i.reg] = i.width == 8   ? bit
                       : i.width == 4 ? (state.x[i.reg] & ~low32) | (bit & low32)
                                      : (state.x[i.reg] & ~0xffffULL) | (bit & 0xffff);
    }
    const std::uint64_t mask = i.address_width == 4 ? low32 : ~std::uint64_t{0};
    const std::uint64_t is = tenon_x86_64_effective_address(&i, state.x.data(), state.rip);
    std::uint64_t move = (target() - base - is) & mask;
    if (i.base < 16) {
      state.x[i.base] += move;
    } else if (i.index < 16) {
      move -= move % i.scale;
      state.x[i.index] += static_cast<std::uint64_t>(static_cast<std::int64_t>(move) / i.scale);
    } else {
      const bool offset = (code.bytes[opcode_at(code)] & 0xfc) == 0xa0;
      const std::size_t size = offset ? i.address_width : 4;
      const std::uint64_t displacement = i.displacement + move;
      std::memcpy(code.bytes.data() + i.length - immediate_size(code, i) - size, &displacement,
                  size);
    }
  }

 private:
  std::uint64_t target() { return cpu_.memory_address() + 0x1000 + numbers_.below(0x2000); }
  static void set(State& state, std::size_t reg, std::uint32_t width, std::uint64_t value) {
    state.x[reg] = width == 4 ? (state.x[reg] & ~low32) | (value & low32) : value;
  }

  const Cpu& cpu_;
  Numbers& numbers_;
  std::uint64_t segments_[6];
};

/// What the manuals define of the status flags afterwards, and DF.
std::uint64_t defined_flags(const Insn& i) {
  switch (i.operation) {
    case TENON_X86_64_OPERATION_AND:
    case TENON_X86_64_OPERATION_OR:
    case TENON_X86_64_OPERATION_XOR:
    case TENON_X86_64_OPERATION_TEST:
      return 0xcd5 & ~TENON_X86_64_FLAG_AF;
    case TENON_X86_64_OPERATION_BT:
      return TENON_X86_64_FLAG_CF | TENON_X86_64_FLAG_ZF | TENON_X86_64_FLAG_DF;
    default:
      return 0xcd5;
  }
}

std::string text(const Code& code, const Insn& i) {
  std::string out;
  char byte[4];
  for (std::size_t at = 0; at < i.length; ++at) {
    std::snprintf(byte, sizeof byte, "%02x ", unsigned{code.bytes[at]});
    out += byte;
  }
  return out;
}

std::uint64_t interesting(Numbers& numbers) {
  switch (numbers.below(6)) {
    case 0:
      return std::uint64_t{1} << numbers.below(64);
    case 1:
      return (std::uint64_t{1} << numbers.below(64)) - 1;
    case 2:
      return ~numbers.below(4);
    default:
      return numbers.next();
  }
}

class Execution : public testing::Test {
 protected:
  /// False if it is no instruction of the set, or no register moves its operand into the memory.
  bool try_one(Numbers& numbers) {
    Code code = x86::generate(numbers);
    code.mode = 64;
    Insn i = decode(code);
    if (i.cause != TENON_X86_64_INSN_known || !Aim::can_take(i)) return false;
    State before;
    for (std::uint64_t& x : before.x) x = interesting(numbers);
    before.rip = cpu_.rip();
    before.rflags = 0x202 | (numbers.next() & 0xcd5);
    Aim aim(cpu_, numbers);
    aim.take(code, i, before);
    i = decode(code);
    x86::Memory memory{cpu_.memory_address(), std::vector<std::uint8_t>(Cpu::memory_size)};
    // A window of fresh numbers, the rest as it was left.
    const std::size_t from = numbers.below(Cpu::memory_size / 8) * 8;
    for (std::size_t at = from; at < from + 256 && at < Cpu::memory_size; at += 8) {
      const std::uint64_t value = interesting(numbers);
      std::memcpy(cpu_.memory() + at, &value, 8);
    }
    std::memcpy(memory.bytes.data(), cpu_.memory(), Cpu::memory_size);
    State ours = before;
    if (!x86::emulate(i, aim.segments(), ours, memory)) {
      ADD_FAILURE() << "elsewhere: " << text(code, i);
      return false;
    }
    State theirs = before;
    const bool done = cpu_.run(code.bytes.data(), i.length, theirs);
    EXPECT_TRUE(done) << "the CPU faults: " << text(code, i);
    for (std::size_t reg = 0; reg < 16; ++reg) {
      EXPECT_EQ(ours.x[reg], theirs.x[reg]) << std::hex << "register " << reg << ": "
                                            << text(code, i) << "; before " << before.x[reg];
    }
    EXPECT_EQ(ours.rip, theirs.rip) << text(code, i);
    EXPECT_EQ((ours.rflags ^ theirs.rflags) & defined_flags(i), 0U)
        << std::hex << ours.rflags << " is not " << theirs.rflags << ": " << text(code, i);
    EXPECT_EQ(std::memcmp(memory.bytes.data(), cpu_.memory(), Cpu::memory_size), 0)
        << "memory: " << text(code, i);
    const std::uint8_t opcode = code.bytes[opcode_at(code)];
    ++seen_[opcode == 0x0f ? 0x0f00U + code.bytes[opcode_at(code) + 1] : opcode];
    return true;
  }

  Cpu cpu_;
  std::map<std::uint32_t, std::uint32_t> seen_;
};

TEST_F(Execution, AsTheCpuDoes) {
  ASSERT_TRUE(cpu_.good());
  Numbers numbers(3);
  std::uint32_t done = 0;
  for (int n = 0; n < 400000 && !HasFailure(); ++n) done += try_one(numbers) ? 1U : 0U;
  std::printf("  executed %u instructions of %zu opcodes\n", done, seen_.size());
  EXPECT_GE(done, 200000U);
  for (const x86::Opcode& opcode : x86::opcodes) {
    if (opcode.number == 0x82) continue;  // not in 64-bit code
    EXPECT_GE(seen_[opcode.number], 300U) << std::hex << opcode.number;
  }
}

}  // namespace

#else

TEST(Execution, AsTheCpuDoes) { GTEST_SKIP() << "the host is no x86"; }

#endif
