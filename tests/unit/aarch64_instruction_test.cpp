// SPDX-License-Identifier: Apache-2.0
// What an instruction word is decoded to, against words made by an assembler.
#include "tenon/core/aarch64/instruction.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace {

constexpr std::uint32_t kSign = TENON_AARCH64_ACCESS_SIGN_EXTEND;
constexpr std::uint32_t kSimd = TENON_AARCH64_ACCESS_SIMD;
constexpr std::uint32_t kExcl = TENON_AARCH64_ACCESS_EXCLUSIVE;
constexpr std::uint32_t kWb = TENON_AARCH64_ACCESS_WRITEBACK;
constexpr std::uint32_t kLit = 0x80000000u;  // the base is PC

constexpr std::uint32_t kLoad = TENON_AARCH64_OPERATION_LOAD;
constexpr std::uint32_t kStore = TENON_AARCH64_OPERATION_STORE;
constexpr std::uint32_t kZero = TENON_AARCH64_OPERATION_ZERO;
constexpr std::uint32_t kSwap = TENON_AARCH64_OPERATION_SWAP;
constexpr std::uint32_t kCas = TENON_AARCH64_OPERATION_CAS;
constexpr std::uint32_t kAdd = TENON_AARCH64_OPERATION_ADD;
constexpr std::uint32_t kClr = TENON_AARCH64_OPERATION_CLR;
constexpr std::uint32_t kEor = TENON_AARCH64_OPERATION_EOR;
constexpr std::uint32_t kSet = TENON_AARCH64_OPERATION_SET;
constexpr std::uint32_t kSmax = TENON_AARCH64_OPERATION_SMAX;
constexpr std::uint32_t kSmin = TENON_AARCH64_OPERATION_SMIN;
constexpr std::uint32_t kUmax = TENON_AARCH64_OPERATION_UMAX;
constexpr std::uint32_t kUmin = TENON_AARCH64_OPERATION_UMIN;

struct Planned {
  std::uint32_t word;
  const char* text;
  std::uint32_t operation;
  std::uint32_t flags;
  std::uint32_t registers;
  std::uint32_t element;
  std::uint32_t register_width;
  std::uint32_t rt, rt2, rs, rn;
  std::int64_t offset;
  std::int64_t writeback;
};

constexpr Planned kPlanned[] = {
#include "aarch64_instructions_planned.inc"
};

struct Refused {
  std::uint32_t word;
  const char* text;
  std::uint32_t cause;
};

#define CAUSE(name) TENON_AARCH64_CAUSE_##name
constexpr Refused kRefused[] = {
#include "aarch64_instructions_refused.inc"
};

constexpr std::uint64_t kIpaPage = 0x9000000;
constexpr std::uint64_t kSp = 0x7000'0000'0000'0800;
constexpr std::uint64_t kPc = 0xffff'8000'1234'5678;

// Registers in the middle of a page each, so that nothing here crosses one; x9 to x11 as offsets.
tenon_aarch64_frame registers() {
  tenon_aarch64_frame frame{};
  for (std::uint64_t i = 0; i < 31; ++i) frame.x[i] = 0x0012'3456'0000'0800 + (i << 16);
  frame.x[9] = 0xffff'ffff'8000'0010;
  frame.x[10] = 0x10;
  frame.x[11] = static_cast<std::uint64_t>(-8);
  frame.pc = kPc;
  frame.pstate = 0x3c5;
  return frame;
}

constexpr std::uint64_t esr_of(bool write) { return 0x93800005u | (write ? 0x40u : 0u); }

tenon_aarch64_fault fault_of(std::uint32_t word, bool write, std::uint64_t far) {
  tenon_aarch64_fault fault{};
  fault.esr = esr_of(write) & ~0x1000000ull;
  fault.far = far;
  fault.ipa = kIpaPage + far % 0x1000;
  fault.sp = kSp;
  fault.valid = TENON_AARCH64_FAULT_IPA | TENON_AARCH64_FAULT_INSTRUCTION;
  fault.instruction = word;
  fault.zva_bytes = 64;
  return fault;
}

struct Outcome {
  std::uint32_t cause;
  tenon_aarch64_access access;
};

Outcome decode(const tenon_aarch64_fault& fault, const tenon_aarch64_frame& frame) {
  Outcome outcome;
  std::memset(&outcome, 0xa5, sizeof outcome);
  outcome.cause = tenon_aarch64_decode_instruction(&fault, &frame, &outcome.access);
  return outcome;
}

void expect_none(const tenon_aarch64_access& access) { EXPECT_EQ(access.remaining, 0); }

std::uint64_t base_of(const Planned& p, const tenon_aarch64_frame& frame) {
  if ((p.flags & kLit) != 0) return frame.pc;
  return p.rn == 31 ? kSp : frame.x[p.rn];
}

bool writes(std::uint32_t operation) { return operation == kStore || operation == kZero; }

TEST(Aarch64Instruction, PlansWhatTheAssemblerMade) {
  const tenon_aarch64_frame frame = registers();
  for (const Planned& p : kPlanned) {
    SCOPED_TRACE(p.text);
    const std::uint64_t base = base_of(p, frame);
    const std::uint64_t address = base + static_cast<std::uint64_t>(p.offset);
    const auto outcome = decode(fault_of(p.word, writes(p.operation), address), frame);
    ASSERT_EQ(outcome.cause, std::uint32_t{TENON_AARCH64_CAUSE_DATA_ABORT});
    const tenon_aarch64_access& a = outcome.access;
    const std::uint32_t width = p.element == 16 ? 8 : p.element;
    EXPECT_EQ(a.operation, p.operation);
    EXPECT_EQ(a.flags, p.flags & ~kLit);
    EXPECT_EQ(a.address, kIpaPage + address % 0x1000);
    EXPECT_EQ(a.element, p.element);
    EXPECT_EQ(a.width, width);
    EXPECT_EQ(a.remaining, p.operation >= kSwap ? 2 : p.registers * p.element / width);
    EXPECT_EQ(a.done, 0u);
    EXPECT_EQ(a.register_width, p.register_width);
    EXPECT_EQ(a.rt, p.rt);
    EXPECT_EQ(a.rt2, p.rt2);
    EXPECT_EQ(a.rs, p.rs);
    EXPECT_EQ(a.rn, p.rn);
    EXPECT_EQ(a.instruction_length, 4);
    for (const auto value : a.value) EXPECT_EQ(value, 0u);
    if ((p.flags & kWb) != 0) {
      EXPECT_EQ(a.writeback, base + static_cast<std::uint64_t>(p.writeback));
    }
  }
}

TEST(Aarch64Instruction, RefusesByName) {
  const tenon_aarch64_frame frame = registers();
  for (const Refused& r : kRefused) {
    SCOPED_TRACE(r.text);
    for (const bool write : {false, true}) {
      const auto outcome = decode(fault_of(r.word, write, frame.x[2]), frame);
      EXPECT_EQ(outcome.cause, r.cause);
      expect_none(outcome.access);
    }
  }
}

// Words that no assembler makes: unallocated in DDI 0487 C4.1.94, or (1)-bits that are 0.
TEST(Aarch64Instruction, RefusesWhatIsNoInstruction) {
  const tenon_aarch64_frame frame = registers();
  struct {
    std::uint32_t word;
    std::uint32_t cause;
  } const rows[] = {
      {0xe9400441, CAUSE(insn_unallocated)},    // pair, opc 3
      {0x68400441, CAUSE(insn_unallocated)},    // LDNP with the opc of LDPSW
      {0xdc000001, CAUSE(insn_unallocated)},    // SIMD literal, opc 3
      {0xb8c00441, CAUSE(insn_unallocated)},    // LDRSW to 32 bits
      {0xf8c00041, CAUSE(insn_unallocated)},    // 64 bits, opc 3
      {0xf8800441, CAUSE(insn_unallocated)},    // PRFM, post-index
      {0xf8600841, CAUSE(insn_unallocated)},    // register offset, option 0
      {0xfc600841, CAUSE(insn_unallocated)},    // the same of a SIMD register
      {0x3c400841, CAUSE(insn_unallocated)},    // LDTR of a SIMD register
      {0x7cc00041, CAUSE(insn_unallocated)},    // 16 bytes with size 1
      {0xd9800041, CAUSE(insn_unallocated)},    // LDAPUR, 64 bits, opc 2
      {0x99c00041, CAUSE(insn_unallocated)},    // LDAPURSW to 32 bits
      {0x885e7c41, CAUSE(insn_unpredictable)},  // LDXR with Rs 30
      {0x885f7841, CAUSE(insn_unpredictable)},  // LDXR with Rt2 30
      {0x88037841, CAUSE(insn_unpredictable)},  // STXR with Rt2 30
      {0x889e7c41, CAUSE(insn_unpredictable)},  // STLLR with Rs 30
      {0x88a37841, CAUSE(insn_unallocated)},    // CAS with Rt2 30
      {0x08207841, CAUSE(insn_unallocated)},    // CASP with Rt2 30
      {0xb8a0c041, CAUSE(insn_unpredictable)},  // LDAPR with Rs 0
      {0xb87fc041, CAUSE(insn_unallocated)},    // o3 = 1, opc 4, R = 1
      {0xb83f9041, CAUSE(insn_unallocated)},    // ST64B of 32 bits
      {0xb83fd041, CAUSE(insn_unallocated)},    // LD64B of 32 bits
      {0xfc200041, CAUSE(insn_unallocated)},    // atomic of a SIMD register
      {0xb8200441, CAUSE(insn_unallocated)},    // LDRAA of 32 bits
      {0x8c400041, CAUSE(insn_unallocated)},    // SIMD structure, bit 31
      {0x09000041, CAUSE(insn_unallocated)},    // 29:24 = 001001
      {0x1d000041, CAUSE(insn_unallocated)},    // LDAPUR of a SIMD register (FEAT_LRCPC3)
      {0x59000441, CAUSE(insn_unallocated)},    // MOPS with size 1
      {0x19200041, CAUSE(insn_unallocated)},    // tags with size 0
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.word);
    const auto outcome = decode(fault_of(row.word, false, frame.x[2]), frame);
    EXPECT_EQ(outcome.cause, row.cause);
    expect_none(outcome.access);
  }
}

constexpr std::uint32_t kLdrX1X2 = 0xf9400041;
constexpr std::uint32_t kStrX1X2 = 0xf9000041;
constexpr std::uint32_t kLdpX1X3X2 = 0xa9400c41;
constexpr std::uint32_t kLdaddW3W1X2 = 0xb8230041;
constexpr std::uint32_t kZvaX1 = 0xd50b7421;

TEST(Aarch64Instruction, ChecksTheFaultingAddress) {
  const tenon_aarch64_frame frame = registers();
  const std::uint64_t base = frame.x[2];
  for (std::int64_t delta = -3; delta < 20; ++delta) {
    const std::uint64_t far = base + static_cast<std::uint64_t>(delta);
    EXPECT_EQ(decode(fault_of(kLdrX1X2, false, far), frame).cause == 0, delta >= 0 && delta < 8);
    EXPECT_EQ(decode(fault_of(kLdpX1X3X2, false, far), frame).cause == 0, delta >= 0 && delta < 16);
  }
  const auto outcome = decode(fault_of(kLdrX1X2, false, base - 1), frame);
  EXPECT_EQ(outcome.cause, std::uint32_t{CAUSE(insn_mismatch)});
  expect_none(outcome.access);
}

TEST(Aarch64Instruction, ComparesTheFaultingAddressWithoutTagAndModulo2To52) {
  tenon_aarch64_frame frame = registers();
  frame.x[2] = 0x5a00'0000'4000'0800;  // a tag
  EXPECT_EQ(decode(fault_of(kLdrX1X2, false, 0x4000'0800), frame).cause, 0u);
  EXPECT_EQ(decode(fault_of(kLdrX1X2, false, 0xffff'0000'4000'0800), frame).cause,
            std::uint32_t{CAUSE(insn_mismatch)});
  frame.x[2] = 0xfff;  // base + offset below 0 lies in the upper half
  EXPECT_EQ(decode(fault_of(0xf85ff041, false, 0xffe), frame).cause,  // ldur x1, [x2, #-1]
            std::uint32_t{CAUSE(insn_crosses_page)});
  frame.x[2] = 0;
  const auto outcome = decode(fault_of(0xf85f8041, false, UINT64_MAX - 7), frame);
  EXPECT_EQ(outcome.cause, 0u);  // ldur x1, [x2, #-8]
  EXPECT_EQ(outcome.access.address, kIpaPage + 0xff8);
}

TEST(Aarch64Instruction, ChecksTheDirectionOfPlainLoadsAndStores) {
  const tenon_aarch64_frame frame = registers();
  const std::uint64_t far = frame.x[2];
  const std::uint32_t mismatch = CAUSE(insn_mismatch);
  EXPECT_EQ(decode(fault_of(kLdrX1X2, true, far), frame).cause, mismatch);
  EXPECT_EQ(decode(fault_of(kStrX1X2, false, far), frame).cause, mismatch);
  EXPECT_EQ(decode(fault_of(kZvaX1, false, frame.x[1]), frame).cause, mismatch);
  EXPECT_EQ(decode(fault_of(kLdaddW3W1X2, false, far), frame).cause, 0u);
  EXPECT_EQ(decode(fault_of(kLdaddW3W1X2, true, far), frame).cause, 0u);
}

TEST(Aarch64Instruction, StaysInOnePage) {
  tenon_aarch64_frame frame = registers();
  for (std::uint64_t offset = 0xfe0; offset < 0x1000; ++offset) {
    frame.x[2] = 0x40000000 + offset;
    const auto ldr = decode(fault_of(kLdrX1X2, false, frame.x[2]), frame);
    const auto ldp = decode(fault_of(kLdpX1X3X2, false, frame.x[2]), frame);
    const std::uint32_t crosses = CAUSE(insn_crosses_page);
    EXPECT_EQ(ldr.cause, offset <= 0xff8 ? 0u : crosses);
    EXPECT_EQ(ldp.cause, offset <= 0xff0 ? 0u : crosses);
  }
}

TEST(Aarch64Instruction, TakesThePageOfTheFaultAndTheOffsetOfTheAccess) {
  const tenon_aarch64_frame frame = registers();
  tenon_aarch64_fault fault = fault_of(kLdpX1X3X2, false, frame.x[2] + 8);
  fault.ipa = 0xabc'def0'1808;
  const auto outcome = decode(fault, frame);
  ASSERT_EQ(outcome.cause, 0u);
  EXPECT_EQ(outcome.access.address, 0xabc'def0'1800u);
}

TEST(Aarch64Instruction, KnowsTheGuestsByteOrder) {
  const tenon_aarch64_frame frame = registers();
  tenon_aarch64_fault fault = fault_of(kLdrX1X2, false, frame.x[2]);
  fault.valid |= TENON_AARCH64_FAULT_BIG_ENDIAN;
  EXPECT_EQ(decode(fault, frame).access.flags, TENON_AARCH64_ACCESS_BIG_ENDIAN);
}

TEST(Aarch64Instruction, ZeroesANaturallyAlignedBlock) {
  tenon_aarch64_frame frame = registers();
  for (std::uint32_t block = 4; block <= 2048; block *= 2) {
    SCOPED_TRACE(block);
    frame.x[1] = 0x40001000 - 1;
    tenon_aarch64_fault fault = fault_of(kZvaX1, true, frame.x[1]);
    fault.zva_bytes = block;
    const auto outcome = decode(fault, frame);
    ASSERT_EQ(outcome.cause, 0u);
    EXPECT_EQ(outcome.access.operation, kZero);
    EXPECT_EQ(outcome.access.address, kIpaPage + 0x1000 - block);
    EXPECT_EQ(outcome.access.width, block == 4 ? 4 : 8);
    EXPECT_EQ(outcome.access.remaining, block == 4 ? 1 : block / 8);
    EXPECT_EQ(outcome.access.rn, 31);
    EXPECT_EQ(outcome.access.flags, 0u);
  }
}

TEST(Aarch64Instruction, RefusesAnImpossibleBlock) {
  const tenon_aarch64_frame frame = registers();
  for (const std::uint32_t block : {0u, 1u, 2u, 3u, 12u, 2049u, 4096u, 0x80000000u}) {
    tenon_aarch64_fault fault = fault_of(kZvaX1, true, frame.x[1]);
    fault.zva_bytes = block;
    const auto outcome = decode(fault, frame);
    EXPECT_EQ(outcome.cause, std::uint32_t{CAUSE(insn_zva_prohibited)});
    expect_none(outcome.access);
  }
}

}  // namespace
