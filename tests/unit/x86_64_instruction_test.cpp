// SPDX-License-Identifier: Apache-2.0
// The x86 instruction decoder: rows made by hand from the manuals' tables, what is refused and how
// it is called, and a sample of generated instructions against Capstone. script/sweep x86_64-insn
// compares ten million.
#include "tenon/core/x86_64/instruction.h"

#include <capstone/capstone.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

#include "x86_64_capstone.hpp"

namespace {

using x86::Code;
using x86::decode;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t none = TENON_X86_64_NO_REGISTER;
constexpr std::uint32_t rip = TENON_X86_64_BASE_RIP;

#define INSN(name) TENON_X86_64_INSN_##name
#define OP(name) TENON_X86_64_OPERATION_##name
#define DIR(name) TENON_X86_64_DIRECTION_##name

Code code_of(std::uint32_t mode, const Bytes& bytes, std::uint8_t rest = 0xcc) {
  Code code;
  code.mode = mode;
  code.bytes.fill(rest);
  std::copy(bytes.begin(), bytes.end(), code.bytes.begin());
  return code;
}

std::string text(const Code& code) {
  std::string out = std::to_string(code.mode) + " bits:";
  char byte[4];
  for (const unsigned b : code.bytes) {
    std::snprintf(byte, sizeof byte, " %02x", b);
    out += byte;
  }
  return out;
}

/// The memory operand.
struct Place {
  std::uint32_t mode;
  Bytes bytes;  ///< of an instruction that has nothing behind its displacement
  std::uint32_t base, index, scale;
  std::int64_t displacement;
  std::uint32_t segment, address_width;
};

TEST(X8664Instruction, MemoryOperands) {
  constexpr std::uint32_t es = TENON_X86_64_ES, cs = TENON_X86_64_CS, ss = TENON_X86_64_SS,
                          ds = TENON_X86_64_DS, fs = TENON_X86_64_FS, gs = TENON_X86_64_GS;
  const Place rows[] = {
      // 16-bit addresses, table 2-1
      {16, {0x8a, 0x00}, 3, 6, 1, 0, ds, 2},     // [bx+si]
      {16, {0x8a, 0x01}, 3, 7, 1, 0, ds, 2},     // [bx+di]
      {16, {0x8a, 0x02}, 5, 6, 1, 0, ss, 2},     // [bp+si]
      {16, {0x8a, 0x03}, 5, 7, 1, 0, ss, 2},     // [bp+di]
      {16, {0x8a, 0x04}, 6, none, 1, 0, ds, 2},  // [si]
      {16, {0x8a, 0x05}, 7, none, 1, 0, ds, 2},  // [di]
      {16, {0x8a, 0x06, 0x34, 0x92}, none, none, 1, -0x6dcc, ds, 2},
      {16, {0x8a, 0x07}, 3, none, 1, 0, ds, 2},           // [bx]
      {16, {0x8a, 0x46, 0x80}, 5, none, 1, -128, ss, 2},  // [bp-128]
      {16, {0x8a, 0x87, 0x00, 0x80}, 3, none, 1, -32768, ds, 2},
      {32, {0x67, 0x8a, 0x42, 0x7f}, 5, 6, 1, 127, ss, 2},
      // 32-bit addresses, tables 2-2 and 2-3
      {32, {0x8a, 0x00}, 0, none, 1, 0, ds, 4},
      {32, {0x8a, 0x45, 0x00}, 5, none, 1, 0, ss, 4},
      {32, {0x8a, 0x05, 1, 2, 3, 4}, none, none, 1, 0x04030201, ds, 4},
      {32, {0x8a, 0x04, 0x24}, 4, none, 1, 0, ss, 4},
      {32, {0x8a, 0x04, 0xc8}, 0, 1, 8, 0, ds, 4},  // [eax+8*ecx]
      {32, {0x8a, 0x04, 0x6d, 0, 0, 0, 0x80}, none, 5, 2, -0x80000000LL, ds, 4},
      {32, {0x8a, 0x44, 0x6d, 0xff}, 5, 5, 2, -1, ss, 4},
      {32, {0x8a, 0x84, 0x60, 1, 0, 0, 0}, 0, none, 2, 1, ds, 4},
      {16, {0x67, 0x8a, 0x84, 0x88, 1, 0, 0, 0}, 0, 1, 4, 1, ds, 4},
      // 64-bit addresses, table 2-7
      {64, {0x8a, 0x05, 1, 2, 3, 0x84}, rip, none, 1, -0x7bfcfdffLL, ds, 8},
      {64, {0x67, 0x8a, 0x05, 1, 0, 0, 0}, rip, none, 1, 1, ds, 4},
      {64, {0x8a, 0x04, 0x25, 0, 0, 0, 0x80}, none, none, 1, -0x80000000LL, ds, 8},
      {64, {0x41, 0x8a, 0x00}, 8, none, 1, 0, ds, 8},
      {64, {0x41, 0x8a, 0x45, 0x00}, 13, none, 1, 0, ds, 8},
      {64, {0x41, 0x8a, 0x05, 1, 0, 0, 0}, rip, none, 1, 1, ds, 8},
      {64, {0x41, 0x8a, 0x04, 0x24}, 12, none, 1, 0, ds, 8},
      {64, {0x42, 0x8a, 0x04, 0x24}, 4, 12, 1, 0, ss, 8},  // R12 can be an index
      {64, {0x43, 0x8a, 0x04, 0x65, 1, 0, 0, 0}, none, 12, 2, 1, ds, 8},
      {64, {0x43, 0x8a, 0x44, 0xe5, 0x10}, 13, 12, 8, 16, ds, 8},
      {64, {0x67, 0x8a, 0x00}, 0, none, 1, 0, ds, 4},
      // overrides: the last one; in 64-bit code only FS and GS
      {32, {0x26, 0x8a, 0x00}, 0, none, 1, 0, es, 4},
      {32, {0x2e, 0x8a, 0x00}, 0, none, 1, 0, cs, 4},
      {32, {0x36, 0x8a, 0x00}, 0, none, 1, 0, ss, 4},
      {32, {0x3e, 0x8a, 0x45, 0x00}, 5, none, 1, 0, ds, 4},
      {32, {0x64, 0x65, 0x8a, 0x00}, 0, none, 1, 0, gs, 4},
      {32, {0x65, 0x26, 0x8a, 0x00}, 0, none, 1, 0, es, 4},
      {64, {0x26, 0x8a, 0x00}, 0, none, 1, 0, ds, 8},
      {64, {0x3e, 0x8a, 0x45, 0x00}, 5, none, 1, 0, ss, 8},
      {64, {0x64, 0x2e, 0x8a, 0x00}, 0, none, 1, 0, fs, 8},
      {64, {0x64, 0x65, 0x8a, 0x00}, 0, none, 1, 0, gs, 8},
      // MOV with an offset: no ModRM
      {64, {0xa0, 1, 2, 3, 4, 5, 6, 7, 0x88}, none, none, 1, -0x77f8f9fafbfcfdffLL, ds, 8},
      {64, {0x67, 0xa0, 1, 2, 3, 0x84}, none, none, 1, 0x84030201, ds, 4},
      {32, {0xa0, 1, 2, 3, 0x84}, none, none, 1, 0x84030201, ds, 4},
      {16, {0x64, 0xa0, 1, 0x82}, none, none, 1, 0x8201, fs, 2},
  };
  for (const Place& row : rows) {
    const Code code = code_of(row.mode, row.bytes);
    const x86::Ours is = decode(code);
    ASSERT_EQ(is.cause, INSN(known)) << text(code);
    EXPECT_EQ(is.length, row.bytes.size()) << text(code);
    EXPECT_EQ(is.base, row.base) << text(code);
    EXPECT_EQ(is.index, row.index) << text(code);
    EXPECT_EQ(is.scale, row.scale) << text(code);
    EXPECT_EQ(static_cast<std::int64_t>(is.displacement), row.displacement) << text(code);
    EXPECT_EQ(is.segment, row.segment) << text(code);
    EXPECT_EQ(is.address_width, row.address_width) << text(code);
    EXPECT_EQ(is.operation, OP(MOV));
    EXPECT_EQ(is.direction, DIR(LOAD));
    EXPECT_EQ(is.mode, row.mode);
  }
}

/// Operation and operands of an instruction.
struct What {
  std::uint32_t mode;
  Bytes bytes;
  std::uint32_t operation, direction, width, register_width, to_register;
  int reg = -1;  ///< 100 and more: AH, CH, DH, BH; -1: an immediate
  std::int64_t immediate = 0;
  std::uint32_t extend = 0, lock = 0, repeat = 0;
};

const std::vector<What>& table() {
  constexpr std::uint32_t mov = OP(MOV), load = DIR(LOAD), store = DIR(STORE), update = DIR(UPDATE);
  static const std::vector<What> rows = {
      // MOV
      {64, {0x88, 0x38}, mov, store, 1, 1, 0, 103},       // mov [rax], bh
      {64, {0x40, 0x88, 0x38}, mov, store, 1, 1, 0, 7},   // mov [rax], dil
      {64, {0x44, 0x88, 0x20}, mov, store, 1, 1, 0, 12},  // mov [rax], r12b
      {64, {0x89, 0x20}, mov, store, 4, 4, 0, 4},         // mov [rax], esp
      {64, {0x66, 0x89, 0x20}, mov, store, 2, 2, 0, 4},
      {64, {0x48, 0x89, 0x20}, mov, store, 8, 8, 0, 4},
      {64, {0x66, 0x48, 0x89, 0x20}, mov, store, 8, 8, 0, 4},  // REX.W wins over 66
      {64, {0x48, 0x66, 0x89, 0x20}, mov, store, 2, 2, 0, 4},  // a REX that is not the last
      {64, {0x40, 0x48, 0x89, 0x20}, mov, store, 8, 8, 0, 4},
      {64, {0x8a, 0x20}, mov, load, 1, 1, 1, 100},  // mov ah, [rax]
      {32, {0x8b, 0x38}, mov, load, 4, 4, 1, 7},
      {16, {0x8b, 0x38}, mov, load, 2, 2, 1, 7},
      {16, {0x66, 0x8b, 0x38}, mov, load, 4, 4, 1, 7},
      {64, {0xa1, 0, 0, 0, 0, 0, 0, 0, 0}, mov, load, 4, 4, 1, 0},
      {64, {0x48, 0xa3, 0, 0, 0, 0, 0, 0, 0, 0}, mov, store, 8, 8, 0, 0},
      {64, {0xc6, 0x00, 0x80}, mov, store, 1, 1, 0, -1, -128},
      {64, {0xc7, 0x00, 0xff, 0xff, 0xff, 0x7f}, mov, store, 4, 4, 0, -1, 0x7fffffff},
      {64, {0x48, 0xc7, 0x00, 0, 0, 0, 0x80}, mov, store, 8, 8, 0, -1, -0x80000000LL},
      {64, {0x66, 0xc7, 0x00, 0x34, 0x92}, mov, store, 2, 2, 0, -1, -0x6dcc},
      {16, {0x66, 0xc7, 0x07, 1, 2, 3, 4}, mov, store, 4, 4, 0, -1, 0x04030201},
      // MOVZX, MOVSX, MOVSXD
      {64, {0x0f, 0xb6, 0x20}, mov, load, 1, 4, 1, 4},  // movzx esp, byte: never AH
      {64, {0x4c, 0x0f, 0xb7, 0x20}, mov, load, 2, 8, 1, 12},
      {64, {0x66, 0x0f, 0xb7, 0x20}, mov, load, 2, 2, 1, 4},
      {16, {0x0f, 0xbe, 0x07}, mov, load, 1, 2, 1, 0, 0, 1},
      {64, {0x48, 0x0f, 0xbf, 0x00}, mov, load, 2, 8, 1, 0, 0, 1},
      {64, {0x63, 0x00}, mov, load, 4, 4, 1, 0, 0, 1},
      {64, {0x48, 0x63, 0x00}, mov, load, 4, 8, 1, 0, 0, 1},
      {64, {0x66, 0x63, 0x00}, mov, load, 2, 2, 1, 0, 0, 1},
      // strings
      {64, {0xa4}, OP(MOVS), DIR(COPY), 1, 1, 0, 0},
      {64, {0xf3, 0x48, 0xa5}, OP(MOVS), DIR(COPY), 8, 8, 0, 0, 0, 0, 0, 1},
      {16, {0xf2, 0xa5}, OP(MOVS), DIR(COPY), 2, 2, 0, 0, 0, 0, 0, 1},
      {64, {0xaa}, OP(STOS), store, 1, 1, 0, 0},
      {32, {0xf3, 0xab}, OP(STOS), store, 4, 4, 0, 0, 0, 0, 0, 1},
      // two operands
      {64, {0x00, 0x18}, OP(ADD), update, 1, 1, 0, 3},
      {64, {0xf0, 0x01, 0x18}, OP(ADD), update, 4, 4, 0, 3, 0, 0, 1},
      {64, {0x02, 0x18}, OP(ADD), load, 1, 1, 1, 3},
      {64, {0x4c, 0x03, 0x18}, OP(ADD), load, 8, 8, 1, 11},
      {64, {0x08, 0x18}, OP(OR), update, 1, 1, 0, 3},
      {64, {0x23, 0x18}, OP(AND), load, 4, 4, 1, 3},
      {64, {0x29, 0x18}, OP(SUB), update, 4, 4, 0, 3},
      {64, {0x33, 0x18}, OP(XOR), load, 4, 4, 1, 3},
      {64, {0x38, 0x18}, OP(CMP), load, 1, 1, 0, 3},  // cmp [rax], bl
      {64, {0x3b, 0x18}, OP(CMP), load, 4, 4, 1, 3},  // cmp ebx, [rax]
      {64, {0x80, 0x00, 0xff}, OP(ADD), update, 1, 1, 0, -1, -1},
      {32, {0x82, 0x00, 0xff}, OP(ADD), update, 1, 1, 0, -1, -1},
      {64, {0x81, 0x08, 1, 2, 3, 4}, OP(OR), update, 4, 4, 0, -1, 0x04030201},
      {64, {0x48, 0x81, 0x20, 1, 2, 3, 0x84}, OP(AND), update, 8, 8, 0, -1, -0x7bfcfdffLL},
      {64, {0x66, 0x81, 0x28, 1, 2}, OP(SUB), update, 2, 2, 0, -1, 0x0201},
      {64, {0xf0, 0x83, 0x30, 0x80}, OP(XOR), update, 4, 4, 0, -1, -128, 0, 1},
      {64, {0x83, 0x38, 0x7f}, OP(CMP), load, 4, 4, 0, -1, 127},
      {64, {0x84, 0x20}, OP(TEST), load, 1, 1, 0, 100},
      {64, {0x85, 0x20}, OP(TEST), load, 4, 4, 0, 4},
      {64, {0xf6, 0x00, 0x01}, OP(TEST), load, 1, 1, 0, -1, 1},
      {64, {0xf6, 0x08, 0x01}, OP(TEST), load, 1, 1, 0, -1, 1},  // /1 is /0 (APM table A-6)
      {16, {0xf7, 0x07, 0x01, 0x80}, OP(TEST), load, 2, 2, 0, -1, -32767},
      {64, {0x86, 0x20}, OP(XCHG), update, 1, 1, 0, 100, 0, 0, 1},
      {64, {0x4c, 0x87, 0x20}, OP(XCHG), update, 8, 8, 0, 12, 0, 0, 1},
      {64, {0x0f, 0xa3, 0x20}, OP(BT), load, 4, 4, 0, 4},
      {64, {0x48, 0x0f, 0xba, 0x20, 0x3f}, OP(BT), load, 8, 8, 0, -1, 0x3f},
  };
  return rows;
}

TEST(X8664Instruction, OperationsAndOperands) {
  for (const What& row : table()) {
    const Code code = code_of(row.mode, row.bytes);
    const x86::Ours is = decode(code);
    ASSERT_EQ(is.cause, INSN(known)) << text(code);
    EXPECT_EQ(is.length, row.bytes.size()) << text(code);
    EXPECT_EQ(is.operation, row.operation) << text(code);
    EXPECT_EQ(is.direction, row.direction) << text(code);
    EXPECT_EQ(is.width, row.width) << text(code);
    EXPECT_EQ(is.register_width, row.register_width) << text(code);
    EXPECT_EQ(is.to_register, row.to_register) << text(code);
    EXPECT_EQ(is.extend, row.extend) << text(code);
    EXPECT_EQ(is.immediate_used, row.reg < 0 ? 1 : 0) << text(code);
    EXPECT_EQ(is.high * 100 + is.reg, row.reg < 0 ? 0 : row.reg) << text(code);
    EXPECT_EQ(static_cast<std::int64_t>(is.immediate), row.immediate) << text(code);
    EXPECT_EQ(is.lock, row.lock) << text(code);
    EXPECT_EQ(is.repeat, row.repeat) << text(code);
  }
}

TEST(X8664Instruction, RefusedByName) {
  struct Row {
    std::uint32_t mode;
    Bytes bytes;
    std::uint32_t cause;
  };
  const Row rows[] = {
      {64, {0x11, 0x00}, INSN(add_with_carry)},
      {64, {0x80, 0x18, 1}, INSN(add_with_carry)},
      {64, {0xff, 0x00}, INSN(increment)},
      {64, {0xfe, 0x08}, INSN(increment)},
      {64, {0xf7, 0x18}, INSN(negate)},
      {64, {0xf6, 0x10}, INSN(negate)},
      {64, {0xf7, 0x20}, INSN(multiply)},
      {64, {0x0f, 0xaf, 0x00}, INSN(multiply)},
      {64, {0x69, 0x00}, INSN(multiply)},
      {64, {0xd1, 0x00}, INSN(shift)},
      {64, {0x0f, 0xa4, 0x00}, INSN(shift)},
      {64, {0x0f, 0xab, 0x00}, INSN(bit_change)},
      {64, {0x0f, 0xba, 0x28}, INSN(bit_change)},
      {64, {0x0f, 0xba, 0x18}, INSN(undefined)},
      {64, {0xf3, 0x0f, 0xb8, 0}, INSN(bit_scan)},
      {64, {0xf0, 0x0f, 0xb1, 0x00}, INSN(compare_exchange)},
      {64, {0x48, 0x0f, 0xc7, 0x08}, INSN(compare_exchange)},
      {64, {0x0f, 0xc1, 0x00}, INSN(exchange_add)},
      {64, {0x0f, 0x44, 0}, INSN(conditional)},
      {64, {0x0f, 0x94, 0x00}, INSN(conditional)},
      {64, {0xf3, 0xa6}, INSN(string_compare)},
      {64, {0xaf}, INSN(string_compare)},
      {64, {0xac}, INSN(string_load)},
      {64, {0x6c}, INSN(string_io)},
      {64, {0x50}, INSN(stack)},
      {64, {0xff, 0x30}, INSN(stack)},
      {64, {0x8f, 0x00}, INSN(stack)},
      {64, {0xff, 0x10}, INSN(stack)},
      {64, {0xc3}, INSN(stack)},
      {32, {0xc4, 0x00}, INSN(far_pointer)},
      {64, {0xc4, 0x00}, INSN(vex)},
      {32, {0xc5, 0xf8}, INSN(vex)},
      {64, {0x62, 0x00}, INSN(vex)},
      {64, {0x8f, 0x08}, INSN(vex)},
      {64, {0x8c, 0x00}, INSN(segment_register)},
      {64, {0x8e, 0x00}, INSN(segment_register)},
      {64, {0x0f, 0x01, 0}, INSN(table_register)},
      {64, {0xd9, 0x00}, INSN(x87)},
      {64, {0x0f, 0x6f, 0x00}, INSN(simd)},
      {64, {0xf3, 0x0f, 0x6f, 0}, INSN(simd)},
      {64, {0x0f, 0xe7, 0x00}, INSN(simd)},
      {64, {0x0f, 0x7f, 0x00}, INSN(simd)},
      {64, {0x0f, 0xc2, 0x00}, INSN(simd)},
      {64, {0x0f, 0xa0}, INSN(stack)},
      {64, {0x0f, 0xa1}, INSN(stack)},
      {64, {0x0f, 0xa8}, INSN(stack)},
      {64, {0x0f, 0xa9}, INSN(stack)},
      {64, {0x0f, 0xa5, 0x00}, INSN(shift)},
      {64, {0x0f, 0xac, 0x00}, INSN(shift)},
      {64, {0x0f, 0xad, 0x00}, INSN(shift)},
      {64, {0x0f, 0xb3, 0x00}, INSN(bit_change)},
      {64, {0x0f, 0xbb, 0x00}, INSN(bit_change)},
      {64, {0x0f, 0xbc, 0x00}, INSN(bit_scan)},
      {64, {0x0f, 0xbd, 0x00}, INSN(bit_scan)},
      {64, {0x0f, 0xb0, 0x00}, INSN(compare_exchange)},
      {64, {0x0f, 0xc0, 0x00}, INSN(exchange_add)},
      {64, {0x0f, 0xb2, 0x00}, INSN(far_pointer)},
      {64, {0x0f, 0xb4, 0x00}, INSN(far_pointer)},
      {64, {0x0f, 0xb5, 0x00}, INSN(far_pointer)},
      {64, {0x0f, 0x38, 0xf0}, INSN(unknown)},
      {64, {0x0f, 0xae, 0x38}, INSN(unknown)},
      {32, {0x63, 0x00}, INSN(unknown)},
      {64, {0xf4}, INSN(unknown)},
      {64, {0x82, 0x00, 1}, INSN(undefined)},
      {64, {0x06}, INSN(undefined)},
      {32, {0x06}, INSN(stack)},
      {64, {0xff, 0x38}, INSN(undefined)},
      {32, {0x40}, INSN(no_memory)},
      {64, {0x89, 0xc0}, INSN(no_memory)},
      {64, {0xb0, 0x01}, INSN(no_memory)},
      {64, {0x8d, 0x00}, INSN(no_memory)},
      {64, {0xf0, 0x89, 0x00}, INSN(illegal_lock)},
      {64, {0xf0, 0x03, 0x00}, INSN(illegal_lock)},
      {64, {0xf0, 0x39, 0x00}, INSN(illegal_lock)},
      {64, {0xf0, 0x80, 0x38, 1}, INSN(illegal_lock)},
      {64, {0xf0, 0x0f, 0xa3, 0}, INSN(illegal_lock)},
      {64, {0xf0, 0xa4}, INSN(illegal_lock)},
      {64, {0xf0, 0x01, 0xc0}, INSN(illegal_lock)},  // ADD of registers
      {64, {0xf0, 0x87, 0xc0}, INSN(illegal_lock)},
  };
  for (const Row& row : rows) {
    const Code code = code_of(row.mode, row.bytes);
    const x86::Ours is = decode(code);
    EXPECT_EQ(is.cause, row.cause) << text(code);
    x86::Ours empty{};
    empty.cause = is.cause;
    empty.mode = is.mode;
    EXPECT_EQ(std::memcmp(&is, &empty, sizeof is), 0) << text(code);
  }
}

// SDM volume 2, tables: what has the superscript i64, and no more.
TEST(X8664Instruction, GoneInLongMode) {
  const Bytes gone = {0x06, 0x07, 0x0e, 0x16, 0x17, 0x1e, 0x1f, 0x27, 0x2f, 0x37,
                      0x3f, 0x60, 0x61, 0x82, 0x9a, 0xce, 0xd4, 0xd5, 0xea};
  for (unsigned opcode = 0; opcode < 0x100; ++opcode) {
    const auto byte = static_cast<std::uint8_t>(opcode);
    const bool is = std::find(gone.begin(), gone.end(), byte) != gone.end();
    EXPECT_EQ(decode(code_of(64, {byte, 0}, 0)).cause == INSN(undefined), is) << opcode;
    EXPECT_NE(decode(code_of(32, {byte, 0}, 0)).cause, INSN(undefined)) << opcode;
  }
}

TEST(X8664Instruction, FifteenBytes) {
  // 81 /0 with SIB, disp32 and imm32 is 11 bytes: four prefixes are allowed, five are not.
  for (std::size_t prefixes = 0; prefixes < 12; ++prefixes) {
    Code code = code_of(64, {});
    code.bytes.fill(0x2e);
    const Bytes tail = {0x81, 0x84, 0x24, 1, 2, 3, 4, 5, 6, 7, 8};
    std::copy_n(tail.begin(), std::min(tail.size(), 15 - prefixes),
                code.bytes.begin() + static_cast<std::ptrdiff_t>(prefixes));
    const x86::Ours is = decode(code);
    EXPECT_EQ(is.cause, prefixes <= 4 ? INSN(known) : INSN(too_long)) << prefixes;
    EXPECT_EQ(is.length, prefixes <= 4 ? 11 + prefixes : 0U) << prefixes;
  }
  Code all = code_of(64, {});
  all.bytes.fill(0x66);
  EXPECT_EQ(decode(all).cause, INSN(too_long));
  EXPECT_EQ(decode(all, 14).cause, INSN(too_short));
  EXPECT_EQ(decode(all, 0).cause, INSN(too_short));
}

// What is told apart with few bytes stays so with more, and what lies behind does not count.
TEST(X8664Instruction, EveryNumberOfBytes) {
  x86::Numbers numbers(7);
  for (int i = 0; i < 60000; ++i) {
    const Code code = x86::generate(numbers);
    const x86::Ours whole = decode(code);
    ASSERT_NE(whole.cause, INSN(too_short)) << text(code);
    bool told = false;
    for (std::uint32_t count = 0; count <= 15; ++count) {
      Code other = code;
      for (std::uint32_t j = count; j < 15; ++j) other.bytes[j] ^= 0xff;
      const x86::Ours part = decode(other, count, 0x5a);
      told = told || part.cause != INSN(too_short);
      if (!told) continue;
      ASSERT_EQ(std::memcmp(&part, &whole, sizeof part), 0) << count << " of " << text(code);
    }
    if (whole.cause == INSN(known)) {
      ASSERT_EQ(decode(code, whole.length - 1U).cause, INSN(too_short)) << text(code);
    }
  }
}

TEST(X8664Instruction, AnyOtherModeIs64) {
  const Code code = code_of(64, {0x48, 0x89, 0x20});
  for (const std::uint32_t mode : {0U, 1U, 48U, 65U, 272U, 0xffffffffU}) {
    Code odd = code;
    odd.mode = mode;
    const x86::Ours is = decode(odd);
    EXPECT_EQ(is.mode, 64);
    EXPECT_EQ(is.width, 8);
  }
}

TEST(X8664Instruction, AgreesWithCapstone) {
  x86::Capstone capstone;
  ASSERT_TRUE(capstone.good());
  x86::Numbers numbers(20250101);
  for (int i = 0; i < 200000 && !HasFailure(); ++i) {
    const Code code = x86::generate(numbers);
    EXPECT_EQ(capstone.compare(code, decode(code)), "") << text(code);
  }
  EXPECT_GE(capstone.known(), 150000U);
  for (const auto& [why, count] : capstone.excused()) {
    std::printf("  excused %u: %s\n", static_cast<unsigned>(count), why.c_str());
  }
}

}  // namespace
