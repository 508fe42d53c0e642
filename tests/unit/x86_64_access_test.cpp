// SPDX-License-Identifier: Apache-2.0
// Where instructions reach and what they leave, in rows made by hand: what the CPU of the host cannot
// show (16- and 32-bit code, segments with a base), and the arithmetic at its corners.
#include "tenon/core/x86_64/access_result.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <vector>

#include "x86_64_machine.hpp"

namespace {

using Bytes = std::vector<std::uint8_t>;
using x86::State;

constexpr std::uint64_t segments[] = {0xe0000, 0xc0000, 0x50000, 0xd0000, 0xf0000000, 0x90000000};
constexpr std::uint64_t cf = 1, pf = 4, af = 0x10, zf = 0x40, sf = 0x80, df = 0x400, of = 0x800;

tenon_x86_64_instruction decode(std::uint32_t mode, const Bytes& bytes) {
  std::array<std::uint8_t, 15> code{};
  std::copy(bytes.begin(), bytes.end(), code.begin());
  tenon_x86_64_instruction i{};
  tenon_x86_64_instruction_decode(code.data(), 15, mode, &i);
  EXPECT_EQ(i.cause, TENON_X86_64_INSN_known);
  EXPECT_EQ(i.length, bytes.size());
  return i;
}

tenon_x86_64_access access_of(const tenon_x86_64_instruction& i, const State& s) {
  tenon_x86_64_access access;
  std::memset(&access, 0xa5, sizeof access);
  tenon_x86_64_instruction_access(&i, s.x.data(), s.rip, segments, &access);
  return access;
}

State numbered() {
  State s;
  for (std::size_t n = 0; n < 16; ++n) s.x[n] = 0x1111111111111111 * n;
  s.rip = 0x1000;
  return s;
}

TEST(X8664Access, LinearAddresses) {
  struct Row {
    std::uint32_t mode;
    Bytes bytes;
    std::uint64_t linear;
  };
  const Row rows[] = {
      // 16 bits: BX 3333, SI 6666, BP 5555, DI 7777
      {16, {0x8a, 0x00}, 0xd9999},                       // [bx+si]
      {16, {0x8a, 0x83, 0x00, 0x80}, 0x50000 + 0x4ccc},  // [bp+di-8000]: SS, wraps at 2^16
      {16, {0x8a, 0x06, 0xfe, 0xff}, 0xdfffe},           // [fffe]
      {16, {0x26, 0x8a, 0x07}, 0xe3333},                 // es:[bx]
      {16, {0x67, 0x8a, 0x00}, 0xd0000},                 // [eax]
      {16, {0x64, 0xa0, 0x34, 0x12}, 0xf0001234},
      // 32 bits: wraps at 2^32, and again with the base
      {32, {0x8a, 0x43, 0xff}, 0x33403332},  // [ebx-1]
      {32, {0x8a, 0x04, 0xcb}, 0x33333333 + 0x88888888 + 0xd0000},
      {32, {0x8a, 0x04, 0xfb}, (0x33333333 + 8ULL * 0x77777777) % 0x100000000 + 0xd0000},
      {32, {0x65, 0x8a, 0x87, 0, 0, 0, 0x80}, 0x87777777},  // gs:[edi-80000000]
      {32, {0x67, 0x8a, 0x00}, 0xd9999},
      // 64 bits: only FS and GS have a base; RIP is that of the next instruction
      {64, {0x8a, 0x43, 0xff}, 0x3333333333333332},
      {64, {0x26, 0x8a, 0x03}, 0x3333333333333333},
      {64, {0x64, 0x8a, 0x03}, 0x3333333423333333},
      {64, {0x8a, 0x05, 0xf0, 0xff, 0xff, 0xff}, 0xff6},
      {64, {0x67, 0x8a, 0x05, 0, 0, 0, 0x80}, 0x80001007},
      {64, {0xc6, 0x05, 1, 0, 0, 0, 0x55}, 0x1008},  // an immediate lies before it
      {64, {0x67, 0x8a, 0x04, 0x9f}, (0x77777777 + 4ULL * 0x33333333) % 0x100000000},
      // BT: 4 * floor(offset / 32) of edx = 22222222, 2 * floor(offset / 16) of dx = 2222
      {32, {0x0f, 0xa3, 0x10}, 0xd0000 + 0x4444444},
      {32, {0x66, 0x0f, 0xa3, 0x10}, 0xd0000 + 0x444},
      {64, {0x48, 0x0f, 0xba, 0x23, 0xff}, 0x3333333333333333},  // an immediate does not reach out
  };
  for (const Row& row : rows) {
    const auto i = decode(row.mode, row.bytes);
    const State s = numbered();
    const auto access = access_of(i, s);
    EXPECT_EQ(i.direction == TENON_X86_64_DIRECTION_STORE ? access.store : access.load, row.linear)
        << std::hex << unsigned{row.bytes[0]} << ' ' << unsigned{row.bytes[1]};
  }
}

TEST(X8664Access, ScaledIndicesWrap) {
  State s;
  s.x[14] = 0xeeeeeeeeeeeeeeee;
  s.x[12] = 0x4aaaaaaaaaaaaaaa;  // times 8 modulo 2^64 is 5555555555555550
  EXPECT_EQ(access_of(decode(64, {0x43, 0x8a, 0x04, 0xe6}), s).load, 0x444444444444443eU);
}

TEST(X8664Access, BitOffsetsAreSigned) {
  const auto i = decode(32, {0x0f, 0xa3, 0x10});  // bt [eax], edx
  State s = numbered();
  s.x[0] = 0x1000;
  for (const auto& [number, offset] : {std::pair{-1, -4},
                                       {-32, -4},
                                       {-33, -8},
                                       {31, 0},
                                       {32, 4},
                                       {-2147483647 - 1, -0x10000000}}) {
    s.x[2] = static_cast<std::uint32_t>(number);
    const auto want = (0x1000 + static_cast<std::int64_t>(offset)) & 0xffffffff;
    EXPECT_EQ(access_of(i, s).load, (static_cast<std::uint64_t>(want) + 0xd0000) & 0xffffffff);
  }
}

TEST(X8664Access, WhatIsLoadedAndStored) {
  struct Row {
    Bytes bytes;
    unsigned loads, stores;
  };
  const Row rows[] = {{{0x8b, 0x00}, 1, 0},
                      {{0x89, 0x00}, 0, 1},
                      {{0x01, 0x00}, 1, 1},
                      {{0x03, 0x00}, 1, 0},
                      {{0x39, 0x00}, 1, 0},
                      {{0x87, 0x00}, 1, 1},
                      {{0xc6, 0x00, 0x01}, 0, 1},
                      {{0x0f, 0xa3, 0x00}, 1, 0},
                      {{0xa4}, 1, 1},
                      {{0xaa}, 0, 1},
                      {{0xf6, 0x00, 0x01}, 1, 0}};
  for (const Row& row : rows) {
    const auto access = access_of(decode(32, row.bytes), numbered());
    EXPECT_EQ(access.loads, row.loads) << unsigned{row.bytes[0]};
    EXPECT_EQ(access.stores, row.stores) << unsigned{row.bytes[0]};
  }
}

TEST(X8664Access, StringsHaveTwoSegments) {
  const auto i = decode(32, {0x65, 0xa4});  // gs: movsb
  const State s = numbered();
  const auto access = access_of(i, s);
  EXPECT_EQ(access.load, (0x66666666 + 0x90000000ULL) % 0x100000000);
  EXPECT_EQ(access.store, 0x77777777U + 0xe0000);
  EXPECT_EQ(access.load_segment, TENON_X86_64_GS);
  EXPECT_EQ(access.store_segment, TENON_X86_64_ES);
  const auto stos = access_of(decode(16, {0x64, 0xab}), s);  // the override does not count
  EXPECT_EQ(stos.store, 0x7777U + 0xe0000);
  EXPECT_EQ(stos.width, 2);
}

/// One element, with `loaded` from memory.
State stepped(const tenon_x86_64_instruction& i, State s, std::uint64_t loaded = 0) {
  tenon_x86_64_result result;
  tenon_x86_64_instruction_result(&i, s.x.data(), s.rflags, loaded, &result);
  tenon_x86_64_instruction_apply(&i, &result, s.x.data(), &s.rip, &s.rflags);
  return s;
}

TEST(X8664Access, RepeatedStringsStepByStep) {
  const auto i = decode(16, {0xf3, 0xa5});  // rep movsw with 16-bit addresses
  State s;
  s.rip = 0x100;
  s.x[1] = 0xaaaaaaaaaaaa0002;
  s.x[6] = 0xbbbbbbbbbbbbfffe;
  s.x[7] = 0xcccccccccccc0000;
  s = stepped(i, s);
  EXPECT_EQ(s.x[1], 0xaaaaaaaaaaaa0001);
  EXPECT_EQ(s.x[6], 0xbbbbbbbbbbbb0000);
  EXPECT_EQ(s.x[7], 0xcccccccccccc0002);
  EXPECT_EQ(s.rip, 0x100U);  // until the count is 0
  s.rflags |= df;
  s = stepped(i, s);
  EXPECT_EQ(s.x[1], 0xaaaaaaaaaaaa0000);
  EXPECT_EQ(s.x[6], 0xbbbbbbbbbbbbfffe);
  EXPECT_EQ(s.x[7], 0xcccccccccccc0000);
  EXPECT_EQ(s.rip, 0x102U);
  const auto access = access_of(i, s);  // a count of 0
  EXPECT_EQ(access.loads + access.stores, 0);
  const State same = stepped(i, s);
  EXPECT_EQ(same.rip, 0x104U);
  EXPECT_EQ(same.x, s.x);
  // 32-bit addresses in 64-bit code clear the upper halves.
  State t = numbered();
  t.x[1] = 0xaaaaaaaa00000003;
  t = stepped(decode(64, {0x67, 0xf3, 0xaa}), t);
  EXPECT_EQ(t.x[1], 2U);
  EXPECT_EQ(t.x[7], 0x77777778U);
  EXPECT_EQ(t.x[6], 0x6666666666666666U);  // STOS has no source
}

TEST(X8664Access, RipWrapsAtThirtyTwoBits) {
  State s = numbered();
  s.rip = 0xffffffff;
  EXPECT_EQ(stepped(decode(32, {0x89, 0x00}), s).rip, 1U);
  EXPECT_EQ(stepped(decode(64, {0x89, 0x00}), s).rip, 0x100000001U);
}

TEST(X8664Access, Flags) {
  struct Row {
    std::uint32_t operation;
    std::uint64_t a, b;
    std::uint32_t width;
    std::uint64_t value, flags;
  };
  constexpr std::uint32_t add = TENON_X86_64_OPERATION_ADD, sub = TENON_X86_64_OPERATION_SUB,
                          cmp = TENON_X86_64_OPERATION_CMP, land = TENON_X86_64_OPERATION_AND,
                          lor = TENON_X86_64_OPERATION_OR, lxor = TENON_X86_64_OPERATION_XOR,
                          test = TENON_X86_64_OPERATION_TEST;
  const Row rows[] = {
      {add, 0x7f, 0x01, 1, 0x80, of | sf | af},
      {add, 0xff, 0x01, 1, 0x00, cf | zf | af | pf},
      {add, 0x80, 0x80, 1, 0x00, cf | zf | of | pf},
      {add, 0x1ff, 0x101, 1, 0x00, cf | zf | af | pf},  // what is above the width does not count
      {add, 0x7fff, 0x7fff, 2, 0xfffe, of | sf | af},
      {add, 0x0f00, 0x00f0, 2, 0x0ff0, pf},
      {add, 0xffffffff, 2, 4, 1, cf | af},
      {add, 0x7fffffffffffffff, 1, 8, 0x8000000000000000, of | sf | af | pf},
      {add, 0xffffffffffffffff, 0xffffffffffffffff, 8, 0xfffffffffffffffe, cf | sf | af},
      {sub, 0x00, 0x01, 1, 0xff, cf | sf | af | pf},
      {sub, 0x80, 0x01, 1, 0x7f, of | af},
      {sub, 0x7f, 0xff, 1, 0x80, cf | of | sf},
      {cmp, 0x1234, 0x1234, 2, 0, zf | pf},
      {sub, 0x80000000, 0x7fffffff, 4, 1, of | af},
      {sub, 0, 0x8000000000000000, 8, 0x8000000000000000, cf | of | sf | pf},
      {land, 0xf0, 0x3c, 1, 0x30, pf},
      {test, 0x8000, 0xffff, 2, 0x8000, sf | pf},
      {lor, 0x80000000, 1, 4, 0x80000001, sf},
      {lxor, 0xffffffffffffffff, 0xffffffffffffffff, 8, 0, zf | pf},
  };
  for (const Row& row : rows) {
    const auto sum = tenon_x86_64_arithmetic(row.operation, row.a, row.b, row.width);
    EXPECT_EQ(sum.value, row.value);
    EXPECT_EQ(tenon_x86_64_with_flags(2, sum), 2 | row.flags) << row.operation << ' ' << row.a;
    const std::uint64_t all = cf | pf | af | zf | sf | of;
    EXPECT_EQ(tenon_x86_64_with_flags(0x3f7fd7, sum), (0x3f7fd7 & ~all) | row.flags);
  }
}

TEST(X8664Access, RegistersMerge) {
  constexpr std::uint64_t old = 0x1122334455667788;
  EXPECT_EQ(tenon_x86_64_register_merge(old, 0xaabbccddeeff, 1, 0), 0x11223344556677ffU);
  EXPECT_EQ(tenon_x86_64_register_merge(old, 0xaabbccddeeff, 1, 1), 0x112233445566ff88U);
  EXPECT_EQ(tenon_x86_64_register_merge(old, 0xaabbccddeeff, 2, 0), 0x112233445566eeffU);
  EXPECT_EQ(tenon_x86_64_register_merge(old, 0xaabbccddeeff, 4, 0), 0xccddeeffU);
  EXPECT_EQ(tenon_x86_64_register_merge(old, 0xaabbccddeeff, 8, 0), 0xaabbccddeeffU);
  EXPECT_EQ(tenon_x86_64_register_part(old, 1, 1), 0x77U);
  EXPECT_EQ(tenon_x86_64_register_part(old, 2, 0), 0x7788U);
}

// A device's word, whatever else is on the bus, and a store that has no more than its width.
TEST(X8664Access, ValuesOfDevices) {
  const std::uint64_t noise = 0xffffffffffffff80;
  State s = stepped(decode(64, {0x48, 0x0f, 0xb6, 0x08}), numbered(), noise);  // movzx rcx, byte
  EXPECT_EQ(s.x[1], 0x80U);
  s = stepped(decode(64, {0x0f, 0xbe, 0x08}), numbered(), 0x80);  // movsx ecx, byte
  EXPECT_EQ(s.x[1], 0xffffff80U);
  s = stepped(decode(64, {0x48, 0x63, 0x08}), numbered(), 0x80000000);  // movsxd rcx, dword
  EXPECT_EQ(s.x[1], 0xffffffff80000000U);
  s = stepped(decode(64, {0x8a, 0x28}), numbered(), noise);  // mov ch, byte
  EXPECT_EQ(s.x[1], 0x1111111111118011U);
  tenon_x86_64_result result;
  const auto i = decode(64, {0x66, 0x89, 0x18});  // mov word, bx
  tenon_x86_64_instruction_result(&i, numbered().x.data(), 2, noise, &result);
  EXPECT_EQ(result.value, 0x3333U);
  EXPECT_EQ(result.writes_register, 0);
  EXPECT_EQ(result.rflags, 2U);
}

TEST(X8664Access, NoneOfAnInstructionWithoutAnOperandInMemory) {
  auto i = decode(64, {0x8a, 0x03});
  i.direction = TENON_X86_64_DIRECTION_NONE;
  const auto access = access_of(i, numbered());
  EXPECT_EQ(access.loads, 0U);
  EXPECT_EQ(access.stores, 0U);
}

/// There is no BT of bytes, but a bit of each width.
TEST(X8664Access, BitsOfBytes) {
  EXPECT_EQ(tenon_x86_64_bit(0x180, 7, 1), 1U);
  EXPECT_EQ(tenon_x86_64_bit(0x180, 8, 1), 0U) << "bit 0 of the byte";
  auto i = decode(32, {0x0f, 0xa3, 0x10});  // bt [eax], edx
  i.width = 1;
  State s = numbered();
  s.x[0] = 0x1000;
  s.x[2] = 23;
  EXPECT_EQ(access_of(i, s).load, 0xd1002U);
  s.x[2] = 0xff;  // -1
  EXPECT_EQ(access_of(i, s).load, 0xd0fffU);
}

}  // namespace
