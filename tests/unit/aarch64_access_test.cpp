// SPDX-License-Identifier: Apache-2.0
// What an emulated load or store does, step by step, to a page of device memory and to the guest.
#include "tenon/core/aarch64/access.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <random>
#include <type_traits>
#include <vector>

#include "tenon/core/aarch64/instruction.h"

namespace {

constexpr std::uint64_t kIpa = 0x9000000;
constexpr std::uint64_t kVa = 0x40000000;
constexpr std::uint64_t kGarbage = 0xdead'beef'dead'beef;

struct Step {
  bool write;
  std::uint64_t offset;
  std::uint32_t width;
  std::uint64_t value;
  bool operator==(const Step&) const = default;
};

// A guest with one page of device memory at kVa, in the hands of a hypervisor that answers every
// step as vcpu.c does. What it reads has garbage above the width.
struct Machine {
  tenon_aarch64_frame frame{};
  std::array<std::uint64_t, 64> q{};
  std::uint64_t sp = kVa + 0x200;
  std::array<std::uint8_t, 4096> memory{};
  bool big_endian = false;
  tenon_aarch64_access access{};
  std::vector<Step> steps;
  std::uint8_t exit_flags = 0;

  Machine() {
    for (std::uint64_t i = 0; i < 31; ++i) frame.x[i] = 0x1111'0000'0000'0000 * (i % 15) + i;
    for (std::uint64_t i = 0; i < 64; ++i) q[i] = 0xaaaa'0000'0000'0000 + i;
    for (std::size_t i = 0; i < memory.size(); ++i) {
      memory[i] = static_cast<std::uint8_t>(i * 7 + 3);
    }
    frame.pc = 0x1000;
    frame.pstate = 0x3c5;
  }

  std::uint64_t load(std::uint64_t offset, std::uint32_t width) const {
    std::uint64_t value = 0;
    std::memcpy(&value, &memory.at(offset), width);
    return value;
  }

  void store(std::uint64_t offset, std::uint64_t value, std::uint32_t width) {
    std::memcpy(&memory.at(offset), &value, width);
  }

  std::uint32_t plan(std::uint32_t word, std::uint64_t offset, bool write) {
    tenon_aarch64_fault fault{};
    fault.esr = 0x92000005u | (write ? 0x40u : 0u);
    fault.far = kVa + offset;
    fault.ipa = kIpa + offset;
    fault.sp = sp;
    fault.valid = TENON_AARCH64_FAULT_IPA | TENON_AARCH64_FAULT_INSTRUCTION |
                  (big_endian ? TENON_AARCH64_FAULT_BIG_ENDIAN : 0u);
    fault.instruction = word;
    fault.zva_bytes = 64;
    return tenon_aarch64_decode_instruction(&fault, &frame, &access);
  }

  // One exit and its answer; true after the last.
  bool step() {
    tenon_exit exit;
    std::memset(&exit, 0xa5, sizeof exit);
    tenon_aarch64_access_exit(&access, &frame, kVa, &exit);
    EXPECT_EQ(exit.virtual_address, kVa);
    EXPECT_EQ(exit.cause, std::uint32_t{TENON_AARCH64_CAUSE_DATA_ABORT});
    EXPECT_EQ(exit.argument, 0u);
    EXPECT_EQ(exit.level, 0);
    EXPECT_EQ(exit.instruction_length, access.instruction_length);
    exit_flags = exit.flags;
    const std::uint64_t offset = exit.address - kIpa;
    if (exit.kind == TENON_EXIT_mmio_read) {
      EXPECT_EQ(exit.access, TENON_ACCESS_READ);
      EXPECT_EQ(exit.value, 0u);
      std::uint64_t value = load(offset, exit.width);
      steps.push_back({false, offset, exit.width, value});
      if (exit.width < 8) value |= kGarbage << (8 * exit.width);
      return tenon_aarch64_access_complete_read(&access, &frame, value) == 1;
    }
    EXPECT_EQ(exit.kind, std::uint32_t{TENON_EXIT_mmio_write});
    EXPECT_EQ(exit.access, TENON_ACCESS_WRITE);
    EXPECT_EQ(exit.sign_extend, 0);
    std::uint64_t value = exit.value;
    const std::uint32_t source = tenon_aarch64_access_q_source(&access);
    if (source != TENON_NONE) {
      EXPECT_EQ(value, 0u);
      const std::uint32_t half = tenon_aarch64_access_q_half(&access);
      value = tenon_aarch64_access_q_store(&access, q.at(2 * source + half));
    }
    if (exit.width < 8) {
      EXPECT_EQ(value >> (8 * exit.width), 0u);
    }
    steps.push_back({true, offset, exit.width, value});
    store(offset, value, exit.width);
    return tenon_aarch64_access_complete_write(&access, &frame) == 1;
  }

  // The whole instruction. `offset`: that of the fault, the first byte of the access.
  void run(std::uint32_t word, std::uint64_t offset, bool write) {
    steps.clear();
    ASSERT_EQ(plan(word, offset, write), 0u);
    const tenon_aarch64_frame before = frame;
    while (!step()) {
      ASSERT_LT(steps.size(), 300u);
      // Nothing of the guest changes before the last step.
      ASSERT_EQ(std::memcmp(&frame, &before, sizeof frame), 0);
    }
    EXPECT_EQ(access.remaining, 0u);
    EXPECT_EQ(frame.pc, before.pc + 4);
    const std::uint32_t loads = tenon_aarch64_access_q_loads(&access);
    for (std::uint32_t i = 0; i < loads; ++i) {
      const std::size_t r = i == 0 ? access.rt : access.rt2;
      q.at(2 * r) = tenon_aarch64_access_q_loaded(&access, i, 0);
      q.at(2 * r + 1) = tenon_aarch64_access_q_loaded(&access, i, 1);
    }
    if (tenon_aarch64_access_writes_sp(&access) == 1) sp = access.writeback;
  }
};

// All registers but the given ones are what they were in a fresh machine.
void expect_unchanged(const Machine& m, std::initializer_list<std::uint32_t> but) {
  const Machine fresh;
  for (std::uint32_t i = 0; i < 31; ++i) {
    if (std::find(but.begin(), but.end(), i) == but.end()) {
      EXPECT_EQ(m.frame.x[i], fresh.frame.x[i]) << "x" << i;
    }
  }
}

std::uint64_t swapped(std::uint64_t value, std::uint32_t width) {
  std::uint64_t out = 0;
  for (std::uint32_t i = 0; i < width; ++i) out = out << 8 | ((value >> (8 * i)) & 0xff);
  return out;
}

struct Single {
  std::uint32_t word;
  const char* text;
  std::uint32_t width;
  std::uint32_t register_width;
  bool sign;
};

constexpr Single kLoads[] = {
    {0x39400041, "ldrb w1, [x2]", 1, 4, false}, {0x39800041, "ldrsb x1, [x2]", 1, 8, true},
    {0x39c00041, "ldrsb w1, [x2]", 1, 4, true}, {0x79400041, "ldrh w1, [x2]", 2, 4, false},
    {0x79800041, "ldrsh x1, [x2]", 2, 8, true}, {0x79c00041, "ldrsh w1, [x2]", 2, 4, true},
    {0xb9400041, "ldr w1, [x2]", 4, 4, false},  {0xb9800041, "ldrsw x1, [x2]", 4, 8, true},
    {0xf9400041, "ldr x1, [x2]", 8, 8, false},
};

std::uint64_t extended(std::uint64_t value, const Single& s) {
  if (s.width < 8) value &= (1ull << (8 * s.width)) - 1;
  if (!s.sign) return value;
  const std::uint64_t bit = 1ull << (8 * s.width - 1);
  const auto wide = static_cast<std::uint64_t>(static_cast<std::int64_t>((value ^ bit) - bit));
  return s.register_width == 4 ? wide & 0xffffffff : wide;
}

TEST(Aarch64Access, LoadsExtend) {
  for (const Single& s : kLoads) {
    for (const bool big : {false, true}) {
      for (const std::uint64_t data : {0x8182'8384'8586'8788ull, 0x7172'7374'7576'7778ull,
                                       0xffff'ffff'ffff'ff7full, 0x7fff'ffff'ffff'ff80ull}) {
        SCOPED_TRACE(s.text);
        Machine m;
        m.big_endian = big;
        m.frame.x[2] = kVa + 0x40;
        m.store(0x40, data, 8);
        m.run(s.word, 0x40, false);
        const std::uint64_t value = big ? swapped(data, s.width) : data;
        EXPECT_EQ(m.frame.x[1], extended(value, s));
        ASSERT_EQ(m.steps.size(), 1u);
        EXPECT_EQ(m.steps[0].offset, 0x40u);
        EXPECT_EQ(m.steps[0].width, s.width);
        EXPECT_EQ(m.exit_flags, big ? TENON_EXIT_FLAG_BIG_ENDIAN : 0U);
        expect_unchanged(m, {1, 2});
      }
    }
  }
}

TEST(Aarch64Access, StoresWriteTheirBytesAndNoMore) {
  for (const auto& [word, width] :
       {std::pair{0x39000041u, 1u}, {0x79000041u, 2u}, {0xb9000041u, 4u}, {0xf9000041u, 8u}}) {
    for (const bool big : {false, true}) {
      Machine m;
      m.big_endian = big;
      m.frame.x[1] = 0x0123'4567'89ab'cdef;
      m.frame.x[2] = kVa + 0x40;
      m.run(word, 0x40, true);
      const std::uint64_t low = width == 8 ? m.frame.x[1] : m.frame.x[1] % (1ull << 8 * width);
      EXPECT_EQ(m.load(0x40, width), big ? swapped(low, width) : low);
      const Machine fresh;
      for (std::size_t i = 0; i < m.memory.size(); ++i) {
        if (i < 0x40 || i >= 0x40 + width) {
          ASSERT_EQ(m.memory[i], fresh.memory[i]);
        }
      }
      expect_unchanged(m, {1, 2});
    }
  }
}

TEST(Aarch64Access, TheZeroRegisterStoresZeroAndIgnoresLoads) {
  Machine m;
  m.frame.x[2] = kVa;
  m.run(0xf940005f, 0, false);  // ldr xzr, [x2]
  expect_unchanged(m, {2});
  m.run(0xf900005f, 0, true);  // str xzr, [x2]
  EXPECT_EQ(m.load(0, 8), 0u);
}

TEST(Aarch64Access, TellsTheRegisterOfEachStep) {
  Machine m;
  m.frame.x[2] = kVa;
  ASSERT_EQ(m.plan(0x39c00041, 0, false), 0u);  // ldrsb w1, [x2]
  tenon_exit exit{};
  tenon_aarch64_access_exit(&m.access, &m.frame, kVa, &exit);
  EXPECT_EQ(exit.register_index, 1);
  EXPECT_EQ(exit.register_width, 4);
  EXPECT_EQ(exit.sign_extend, 1);
  ASSERT_EQ(m.plan(0xa9000c41, 0, true), 0u);  // stp x1, x3, [x2]
  for (const std::uint32_t index : {1u, 3u}) {
    tenon_aarch64_access_exit(&m.access, &m.frame, kVa, &exit);
    EXPECT_EQ(exit.register_index, index);
    EXPECT_EQ(exit.register_width, 8);
    EXPECT_EQ(exit.value, m.frame.x[index]);
    tenon_aarch64_access_complete_write(&m.access, &m.frame);
  }
}

TEST(Aarch64Access, PairsAreTwoStepsUpwards) {
  Machine m;
  m.frame.x[2] = kVa + 0x100;
  m.run(0xa9400c41, 0x100, false);  // ldp x1, x3, [x2]
  EXPECT_EQ(m.frame.x[1], m.load(0x100, 8));
  EXPECT_EQ(m.frame.x[3], m.load(0x108, 8));
  ASSERT_EQ(m.steps.size(), 2u);
  EXPECT_EQ(m.steps[0].offset, 0x100u);
  EXPECT_EQ(m.steps[1].offset, 0x108u);
  expect_unchanged(m, {1, 2, 3});
  m.run(0x29000c41, 0x100, true);  // stp w1, w3, [x2]
  EXPECT_EQ(m.load(0x100, 4), m.frame.x[1] % 0x100000000);
  EXPECT_EQ(m.load(0x104, 4), m.frame.x[3] % 0x100000000);
}

TEST(Aarch64Access, PairsOfABigEndianGuestSwapEachRegister) {
  Machine m;
  m.big_endian = true;
  m.frame.x[2] = kVa;
  m.run(0x29400c41, 0, false);  // ldp w1, w3, [x2]
  EXPECT_EQ(m.frame.x[1], swapped(m.load(0, 4), 4));
  EXPECT_EQ(m.frame.x[3], swapped(m.load(4, 4), 4));
}

TEST(Aarch64Access, PairsSignExtendBoth) {
  Machine m;
  m.frame.x[2] = kVa;
  m.store(0, 0x7fff'ffff'8000'0000, 8);
  m.run(0x69400c41, 0, false);  // ldpsw x1, x3, [x2]
  EXPECT_EQ(m.frame.x[1], 0xffff'ffff'8000'0000u);
  EXPECT_EQ(m.frame.x[3], 0x7fff'ffffu);
}

// The base may be a destination where nothing is written back; an abort that answers the second
// step must find it as it was.
TEST(Aarch64Access, KeepsTheBaseOfAPairUntilTheEnd) {
  for (const std::uint32_t word : {0xa9400c42u, 0xa9400841u}) {  // ldp x2, x3 / x1, x2, [x2]
    Machine m;
    m.frame.x[2] = kVa;
    m.run(word, 0, false);
    EXPECT_EQ(m.frame.x[2], m.load(word == 0xa9400c42u ? 0 : 8, 8));
  }
}

TEST(Aarch64Access, WritesTheBaseBackLast) {
  Machine m;
  m.frame.x[2] = kVa + 0x80;
  m.run(0xf8408441, 0x80, false);  // ldr x1, [x2], #8
  EXPECT_EQ(m.frame.x[1], m.load(0x80, 8));
  EXPECT_EQ(m.frame.x[2], kVa + 0x88);
  m.run(0xf81f8c41, 0x80, true);  // str x1, [x2, #-8]!
  EXPECT_EQ(m.frame.x[2], kVa + 0x80);
  m.run(0xa8c10c41, 0x80, false);  // ldp x1, x3, [x2], #16
  EXPECT_EQ(m.frame.x[2], kVa + 0x90);
  m.run(0xa9bf0c41, 0x80, true);  // stp x1, x3, [x2, #-16]!
  EXPECT_EQ(m.frame.x[2], kVa + 0x80);
  EXPECT_EQ(m.load(0x80, 8), m.frame.x[1]);
  EXPECT_EQ(m.load(0x88, 8), m.frame.x[3]);
  expect_unchanged(m, {1, 2, 3});
}

TEST(Aarch64Access, LeavesTheWritebackOfSpToTheCaller) {
  Machine m;
  m.run(0xf84107e1, 0x200, false);  // ldr x1, [sp], #16
  EXPECT_EQ(m.sp, kVa + 0x210);
  EXPECT_EQ(m.frame.x[1], m.load(0x200, 8));
  expect_unchanged(m, {1});
  m.run(0xf94003e1, 0x210, false);  // ldr x1, [sp]
  EXPECT_EQ(m.sp, kVa + 0x210);
}

TEST(Aarch64Access, LoadsQRegistersInTheGuestsByteOrder) {
  Machine m;
  m.frame.x[2] = kVa;
  m.run(0x3dc00041, 0, false);  // ldr q1, [x2]
  EXPECT_EQ(m.q[2], m.load(0, 8));
  EXPECT_EQ(m.q[3], m.load(8, 8));
  m.big_endian = true;
  m.run(0x3dc00041, 0, false);
  EXPECT_EQ(m.q[2], swapped(m.load(8, 8), 8));
  EXPECT_EQ(m.q[3], swapped(m.load(0, 8), 8));
  expect_unchanged(m, {2});
}

TEST(Aarch64Access, StoresQRegistersInTheGuestsByteOrder) {
  Machine m;
  m.frame.x[2] = kVa;
  m.q[2] = 0x0706'0504'0302'0100;
  m.q[3] = 0x0f0e'0d0c'0b0a'0908;
  m.run(0x3d800041, 0, true);  // str q1, [x2]
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(m.memory[i], i);
  m.big_endian = true;
  m.run(0x3d800041, 0, true);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_EQ(m.memory[i], 15 - i);
}

TEST(Aarch64Access, PairsOfQRegistersAreFourSteps) {
  for (const bool big : {false, true}) {
    Machine m;
    m.big_endian = big;
    m.frame.x[2] = kVa;
    m.run(0xacc10c41, 0, false);  // ldp q1, q3, [x2], #32
    ASSERT_EQ(m.steps.size(), 4u);
    for (std::uint64_t i = 0; i < 4; ++i) EXPECT_EQ(m.steps[i].offset, 8 * i);
    const std::uint64_t low = big ? 8 : 0;
    for (const std::uint64_t r : {1u, 3u}) {
      const std::uint64_t at = r == 1 ? 0 : 16;
      const auto half = [&](std::uint64_t o) {
        return big ? swapped(m.load(at + o, 8), 8) : m.load(at + o, 8);
      };
      EXPECT_EQ(m.q[2 * r], half(low));
      EXPECT_EQ(m.q[2 * r + 1], half(8 - low));
    }
    EXPECT_EQ(m.frame.x[2], kVa + 32);
    const auto page = m.memory;
    std::fill_n(m.memory.begin(), 32, std::uint8_t{0});
    m.run(0xadbf0c41, 0, true);  // stp q1, q3, [x2, #-32]!
    EXPECT_EQ(m.memory, page);
    EXPECT_EQ(m.frame.x[2], kVa);
  }
}

TEST(Aarch64Access, NarrowSimdLoadsZeroTheRest) {
  for (const auto& [word, width] :
       {std::pair{0x3d400041u, 1u}, {0x7d400041u, 2u}, {0xbd400041u, 4u}, {0xfd400041u, 8u}}) {
    for (const bool big : {false, true}) {
      Machine m;
      m.big_endian = big;
      m.frame.x[2] = kVa;
      m.run(word, 0, false);
      EXPECT_EQ(m.q[2], big ? swapped(m.load(0, width), width) : m.load(0, width));
      EXPECT_EQ(m.q[3], 0u);
      EXPECT_EQ(m.q[4], Machine{}.q[4]);
    }
  }
  Machine m;
  m.frame.x[2] = kVa;
  m.run(0x2d400c41, 0, false);  // ldp s1, s3, [x2]
  EXPECT_EQ(m.q[2], m.load(0, 4));
  EXPECT_EQ(m.q[6], m.load(4, 4));
  EXPECT_EQ(m.q[3] + m.q[7], 0u);
  m.run(0x6d000c41, 0, true);  // stp d1, d3, [x2]
  EXPECT_EQ(m.load(0, 8), m.q[2]);
  EXPECT_EQ(m.load(8, 8), m.q[6]);
}

TEST(Aarch64Access, ExclusivesSucceed) {
  Machine m;
  m.frame.x[2] = kVa;
  m.run(0xc85f7c41, 0, false);  // ldxr x1, [x2]
  EXPECT_EQ(m.frame.x[1], m.load(0, 8));
  EXPECT_EQ(m.exit_flags, TENON_EXIT_FLAG_ATOMIC);
  m.frame.x[1] = 0x1234567890;
  m.run(0x88037c41, 0, true);  // stxr w3, w1, [x2]
  EXPECT_EQ(m.frame.x[3], 0u);
  EXPECT_EQ(m.load(0, 4), 0x34567890u);
  EXPECT_EQ(m.exit_flags, TENON_EXIT_FLAG_ATOMIC);
  expect_unchanged(m, {1, 2, 3});
}

template <typename T>
T compute(std::uint32_t opc, T old, T operand) {
  using S = std::make_signed_t<T>;
  const S a = static_cast<S>(old);
  const S b = static_cast<S>(operand);
  switch (opc) {
    case 0:
      return static_cast<T>(old + operand);
    case 1:
      return static_cast<T>(old & static_cast<T>(~operand));
    case 2:
      return static_cast<T>(old ^ operand);
    case 3:
      return static_cast<T>(old | operand);
    case 4:
      return a > b ? old : operand;
    case 5:
      return a < b ? old : operand;
    case 6:
      return old > operand ? old : operand;
    case 7:
      return old < operand ? old : operand;
    default:
      return operand;
  }
}

template <typename T>
void check_atomic(std::uint32_t size, std::uint32_t opc, T old, T operand, bool big) {
  constexpr std::uint32_t width = sizeof(T);
  SCOPED_TRACE(::testing::Message() << "opc " << opc << " width " << width << " old " << +old
                                    << " operand " << +operand << " big " << big);
  Machine m;
  m.big_endian = big;
  m.frame.x[2] = kVa + 8;
  const std::uint64_t high = width < 8 ? kGarbage << (8 * (width % 8)) : 0;
  m.frame.x[3] = high | operand;
  m.store(8, big ? swapped(old, width) : old, width);
  // ldadd w3, w1, [x2] and its kin; opc 8 is SWP.
  const std::uint32_t code = opc == 8 ? 0x8000u : opc * 0x1000u;
  m.run(0x38230041u + size * 0x40000000u + code, 8, true);
  const std::uint64_t expected = compute<T>(opc, old, operand);
  EXPECT_EQ(m.load(8, width), big ? swapped(expected, width) : expected);
  EXPECT_EQ(m.frame.x[1], std::uint64_t{old});
  EXPECT_EQ(m.frame.x[3], high | operand);
  ASSERT_EQ(m.steps.size(), 2u);
  EXPECT_FALSE(m.steps[0].write);
  EXPECT_TRUE(m.steps[1].write);
  EXPECT_EQ(m.steps[0].offset, 8u);
  EXPECT_EQ(m.steps[1].offset, 8u);
  EXPECT_EQ(m.exit_flags, TENON_EXIT_FLAG_ATOMIC + (big ? TENON_EXIT_FLAG_BIG_ENDIAN : 0U));
  expect_unchanged(m, {1, 2, 3});
}

template <typename T>
void check_atomics(std::uint32_t size) {
  std::mt19937_64 random(size + 1);
  std::vector<T> values = {0, 1, static_cast<T>(~T{0}), static_cast<T>(T{1} << (8 * sizeof(T) - 1)),
                           static_cast<T>((T{1} << (8 * sizeof(T) - 1)) - 1)};
  for (int i = 0; i < 6; ++i) values.push_back(static_cast<T>(random()));
  for (std::uint32_t opc = 0; opc <= 8; ++opc) {
    for (const T old : values) {
      for (const T operand : values) check_atomic<T>(size, opc, old, operand, operand % 2 == 1);
    }
  }
}

TEST(Aarch64Access, AtomicsOfEveryKindAndWidth) {
  check_atomics<std::uint8_t>(0);
  check_atomics<std::uint16_t>(1);
  check_atomics<std::uint32_t>(2);
  check_atomics<std::uint64_t>(3);
}

TEST(Aarch64Access, AtomicsWhoseOperandIsTheirTarget) {
  Machine m;
  m.frame.x[2] = kVa;
  m.frame.x[1] = 5;
  m.store(0, 7, 8);
  m.run(0xf8210041, 0, false);  // ldadd x1, x1, [x2]
  EXPECT_EQ(m.load(0, 8), 12u);
  EXPECT_EQ(m.frame.x[1], 7u);
  m.run(0xf821005f, 0, false);  // stadd x1, [x2]
  EXPECT_EQ(m.load(0, 8), 19u);
  EXPECT_EQ(m.frame.x[1], 7u);
  expect_unchanged(m, {1, 2});
}

TEST(Aarch64Access, CompareAndSwap) {
  for (const auto& [size, width] : {std::pair{0u, 1u}, {1u, 2u}, {2u, 4u}, {3u, 8u}}) {
    for (const bool big : {false, true}) {
      for (const bool equal : {false, true}) {
        SCOPED_TRACE(::testing::Message() << width << " bytes, big " << big << ", equal " << equal);
        Machine m;
        m.big_endian = big;
        m.frame.x[2] = kVa;
        const std::uint64_t before = m.load(0, width);
        const std::uint64_t old = big ? swapped(before, width) : before;
        // Bits above the width must not take part.
        m.frame.x[3] = old + (equal ? 0 : 1) + (width < 8 ? kGarbage << (8 * (width % 8)) : 0);
        m.frame.x[1] = 0x0102'0304'0506'0708;
        m.run(0x08a37c41 + size * 0x40000000, 0, true);  // cas w3, w1, [x2]
        const std::uint64_t fresh = m.frame.x[1] % (width == 8 ? ~0ull : 1ull << (8 * (width % 8)));
        EXPECT_EQ(m.frame.x[3], old);
        EXPECT_EQ(m.steps.size(), equal ? 2u : 1u);
        EXPECT_EQ(m.load(0, width), !equal ? before : big ? swapped(fresh, width) : fresh);
        expect_unchanged(m, {1, 2, 3});
      }
    }
  }
}

TEST(Aarch64Access, CompareAndSwapTellsItsRegisters) {
  Machine m;
  m.frame.x[2] = kVa;
  m.frame.x[3] = m.load(0, 8);
  ASSERT_EQ(m.plan(0xc8a37c41, 0, true), 0u);
  tenon_exit exit{};
  tenon_aarch64_access_exit(&m.access, &m.frame, kVa, &exit);
  EXPECT_EQ(exit.register_index, 3);
  tenon_aarch64_access_complete_read(&m.access, &m.frame, m.load(0, 8));
  tenon_aarch64_access_exit(&m.access, &m.frame, kVa, &exit);
  EXPECT_EQ(exit.register_index, 1);
  EXPECT_EQ(exit.value, m.frame.x[1]);
}

TEST(Aarch64Access, ZeroesABlockEightBytesAStep) {
  Machine m;
  m.frame.x[1] = kVa + 0x7f;
  m.run(0xd50b7421, 0x7f, true);  // dc zva, x1
  ASSERT_EQ(m.steps.size(), 8u);
  const Machine fresh;
  for (std::size_t i = 0; i < m.memory.size(); ++i) {
    ASSERT_EQ(m.memory[i], i >= 0x40 && i < 0x80 ? 0 : fresh.memory[i]) << i;
  }
  for (std::uint64_t i = 0; i < 8; ++i) EXPECT_EQ(m.steps[i].offset, 0x40 + 8 * i);
  expect_unchanged(m, {1});
}

TEST(Aarch64Access, AnAbortMidwayLeavesTheGuestAsItWas) {
  Machine m;
  m.frame.x[2] = kVa;
  m.q[2] = 77;
  for (const std::uint32_t word : {0xa8c10c41u, 0xacc10c41u, 0xf8230041u}) {
    ASSERT_EQ(m.plan(word, 0, false), 0u);
    const tenon_aarch64_frame before = m.frame;
    EXPECT_FALSE(m.step());
    EXPECT_EQ(std::memcmp(&m.frame, &before, sizeof before), 0);
  }
}

// Without a step to complete, or with the wrong one, nothing changes.
TEST(Aarch64Access, IgnoresAnAnswerThatNobodyWaitsFor) {
  Machine m;
  m.frame.x[2] = kVa;
  const auto expect_nothing = [&](auto complete) {
    const tenon_aarch64_access plan = m.access;
    const tenon_aarch64_frame before = m.frame;
    EXPECT_EQ(complete(), 1u);
    EXPECT_EQ(std::memcmp(&m.access, &plan, sizeof plan), 0);
    EXPECT_EQ(std::memcmp(&m.frame, &before, sizeof before), 0);
  };
  const auto read = [&] { return tenon_aarch64_access_complete_read(&m.access, &m.frame, 1); };
  const auto write = [&] { return tenon_aarch64_access_complete_write(&m.access, &m.frame); };
  expect_nothing(read);
  expect_nothing(write);
  ASSERT_EQ(m.plan(0xf9400041, 0, false), 0u);
  expect_nothing(write);
  ASSERT_EQ(m.plan(0xf9000041, 0, true), 0u);
  expect_nothing(read);
  ASSERT_EQ(m.plan(0xf8230041, 0, true), 0u);  // ldadd reads first
  expect_nothing(write);
  tenon_aarch64_access_complete_read(&m.access, &m.frame, 0);
  expect_nothing(read);
}

TEST(Aarch64Access, QueriesNameOnlySimdRegisters) {
  Machine m;
  m.frame.x[2] = kVa;
  ASSERT_EQ(m.plan(0xf9000041, 0, true), 0u);
  EXPECT_EQ(tenon_aarch64_access_q_source(&m.access), TENON_NONE);
  EXPECT_EQ(tenon_aarch64_access_q_loads(&m.access), 0u);
  ASSERT_EQ(m.plan(0x3dc00041, 0, false), 0u);  // a load has no source
  EXPECT_EQ(tenon_aarch64_access_q_source(&m.access), TENON_NONE);
  ASSERT_EQ(m.plan(0x3d800041, 0, true), 0u);
  EXPECT_EQ(tenon_aarch64_access_q_source(&m.access), 1u);
  EXPECT_EQ(tenon_aarch64_access_q_loads(&m.access), 0u);
  m.access.remaining = 0;
  EXPECT_EQ(tenon_aarch64_access_q_source(&m.access), TENON_NONE) << "all steps are done";
}

}  // namespace
