// SPDX-License-Identifier: Apache-2.0
// What fault records become: every class, every fault status with every combination of what a
// record may lack, every condition. The expected values are tables made from the manual
// (DDI 0487 D24.2.40, F1.3.1), not the decoder's own arithmetic.
#include "tenon/core/aarch64/decode.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>

namespace {

#define CAUSE(name) TENON_AARCH64_CAUSE_##name

constexpr std::uint64_t aarch64 = 0x3c5;  // EL1h
constexpr std::uint64_t aarch32 = 0x1d0;  // User, 32 bits
constexpr std::uint64_t far = 0xffff'8000'1234'5678;
constexpr std::uint64_t ipa = 0x0a00'0678;
constexpr std::uint32_t str_w1_x2 = 0xb9000041;  // STR W1, [X2]

struct Outcome {
  tenon_exit exit;
  tenon_aarch64_access access;
};

tenon_aarch64_fault fault_of(std::uint64_t esr, std::uint32_t valid = 0) {
  return {.esr = esr,
          .vector = 0,
          .valid = valid,
          .far = far,
          .ipa = ipa,
          .sp = 0x8000,
          .instruction = str_w1_x2,
          .zva_bytes = 64};
}

tenon_aarch64_frame frame_of(std::uint64_t pstate) {
  tenon_aarch64_frame frame{};
  for (std::uint64_t n = 0; n < 31; ++n) frame.x[n] = 0x8877'6655'4433'2200 + n;
  frame.x[2] = far;
  frame.pstate = pstate;
  return frame;
}

/// The exit, on memory with other contents than before: every field of it is written.
Outcome decode(const tenon_aarch64_fault& fault, const tenon_aarch64_frame& frame) {
  Outcome one;
  Outcome other;
  std::memset(&one, 0x5a, sizeof one);
  std::memset(&other, 0xa5, sizeof other);
  tenon_aarch64_decode(&fault, &frame, &one.exit, &one.access);
  tenon_aarch64_decode(&fault, &frame, &other.exit, &other.access);
  EXPECT_EQ(std::memcmp(&one.exit, &other.exit, sizeof one.exit), 0) << std::hex << fault.esr;
  EXPECT_EQ(one.access.remaining, other.access.remaining) << std::hex << fault.esr;
  return one;
}

Outcome decode(std::uint64_t esr, std::uint64_t pstate = aarch64, std::uint32_t valid = 0) {
  return decode(fault_of(esr, valid), frame_of(pstate));
}

constexpr std::uint64_t syndrome(std::uint64_t ec, std::uint64_t iss = 0, std::uint64_t il = 1) {
  return ec << 26 | il << 25 | iss;
}

TEST(Aarch64Decode, EveryVectorHasItsExit) {
  auto fault = fault_of(syndrome(0x16));
  const auto frame = frame_of(aarch64);
  for (std::uint32_t vector = 1; vector < 8; ++vector) {
    fault.vector = vector;
    const auto exit = decode(fault, frame).exit;
    const bool interrupt = vector <= 2;
    EXPECT_EQ(exit.kind, interrupt ? TENON_EXIT_external_interrupt : TENON_EXIT_unhandled);
    EXPECT_EQ(exit.cause, vector == 1   ? CAUSE(irq)
                          : vector == 2 ? CAUSE(fiq)
                          : vector == 3 ? CAUSE(serror)
                                        : CAUSE(unknown_vector));
    EXPECT_EQ(exit.address, interrupt ? 0 : fault.esr);
  }
}

TEST(Aarch64Decode, EveryClassHasItsExit) {
  const std::map<std::uint64_t, std::uint32_t> handled{
      {0x01, TENON_EXIT_halt},         {0x03, TENON_EXIT_sysreg_write},
      {0x05, TENON_EXIT_sysreg_write}, {0x12, TENON_EXIT_hypercall},
      {0x13, TENON_EXIT_hypercall},    {0x16, TENON_EXIT_hypercall},
      {0x17, TENON_EXIT_hypercall},    {0x18, TENON_EXIT_sysreg_write}};
  for (std::uint64_t ec = 0; ec < 64; ++ec) {
    const auto [exit, access] = decode(syndrome(ec));
    const auto found = handled.find(ec);
    EXPECT_EQ(exit.kind,
              found != handled.end() ? found->second : std::uint32_t{TENON_EXIT_unhandled})
        << ec;
    EXPECT_EQ(access.remaining, 0);
    if (found != handled.end()) continue;
    EXPECT_EQ(exit.address, syndrome(ec)) << "the raw syndrome is kept";
    const bool has_far = ec == 0x22 || ec == 0x34 || ec == 0x20 || ec == 0x24;
    EXPECT_EQ(exit.virtual_address, has_far ? far : 0) << ec;
  }
}

TEST(Aarch64Decode, NamesTheFormsOfEret) {
  EXPECT_EQ(decode(syndrome(0x1a, 0)).exit.cause, CAUSE(eret));
  EXPECT_EQ(decode(syndrome(0x1a, 1)).exit.cause, CAUSE(eret)) << "ERETA means nothing then";
  EXPECT_EQ(decode(syndrome(0x1a, 2)).exit.cause, CAUSE(eretaa));
  EXPECT_EQ(decode(syndrome(0x1a, 3)).exit.cause, CAUSE(eretab));
}

TEST(Aarch64Decode, HaltsWithTheirDeadline) {
  const std::array causes{CAUSE(wfi), CAUSE(wfe), CAUSE(wfit), CAUSE(wfet)};
  for (std::uint64_t ti = 0; ti < 4; ++ti) {
    for (std::uint64_t rv = 0; rv < 2; ++rv) {
      for (std::uint64_t il = 0; il < 2; ++il) {
        const auto exit = decode(syndrome(0x01, 7 << 5 | rv << 2 | ti, il)).exit;
        EXPECT_EQ(exit.kind, TENON_EXIT_halt);
        EXPECT_EQ(exit.cause, causes.at(ti));
        EXPECT_EQ(exit.value, ti >= 2 && rv == 1 ? 0x8877'6655'4433'2207 : 0);
        EXPECT_EQ(exit.flags, ti == 1 || ti == 3 ? TENON_EXIT_FLAG_EVENT : 0U);
        EXPECT_EQ(exit.instruction_length, il == 1 ? 4 : 2);
      }
    }
  }
}

/// The table of condition codes: which of the 16 values of NZCV let the condition hold.
constexpr std::array<std::uint16_t, 16> holding{0xf0f0, 0x0f0f, 0xcccc, 0x3333, 0xff00, 0x00ff,
                                                0xaaaa, 0x5555, 0x0c0c, 0xf3f3, 0xaa55, 0x55aa,
                                                0x0a05, 0xf5fa, 0xffff, 0xffff};

TEST(Aarch64Decode, SkipsAArch32InstructionsWhoseConditionFails) {
  const std::uint64_t conditional = 1 << 0x01 | 1 << 0x03 | 1 << 0x04 | 1 << 0x05 | 1 << 0x06 |
                                    1 << 0x07 | 1 << 0x08 | 1 << 0x0c | 1 << 0x13;
  for (std::uint64_t ec = 0; ec < 0x14; ++ec) {
    for (std::uint64_t condition = 0; condition < 16; ++condition) {
      for (std::uint64_t nzcv = 0; nzcv < 16; ++nzcv) {
        const std::uint64_t known_pass = ec == 0x13 ? 1 << 19 : 0;
        const std::uint64_t esr =
            syndrome(ec, 1 << 24 | condition << 20 | known_pass, condition % 2);
        const auto exit = decode(esr, aarch32 | nzcv << 28).exit;
        const bool holds = (holding.at(condition) >> nzcv & 1) != 0;
        EXPECT_EQ(exit.kind == TENON_EXIT_NONE, !holds && (conditional >> ec & 1) != 0)
            << "class " << ec << " condition " << condition << " NZCV " << nzcv;
        if (exit.kind == TENON_EXIT_NONE) {
          EXPECT_EQ(exit.cause, CAUSE(condition_failed));
          EXPECT_EQ(exit.instruction_length, condition % 2 == 1 ? 4 : 2);
        }
        EXPECT_NE(decode(esr, aarch64 | nzcv << 28).exit.kind, TENON_EXIT_NONE);
      }
    }
  }
}

TEST(Aarch64Decode, TakesTheConditionOfTheItBlockWhereTheSyndromeHasNone) {
  // IT[7:4] is the condition EQ or NE; PSTATE has IT[7:2] at bit 10 and IT[1:0] at bit 25.
  const std::uint64_t esr = syndrome(0x01, 0);
  const std::uint64_t z = std::uint64_t{1} << 30;
  EXPECT_EQ(decode(esr, aarch32).exit.kind, TENON_EXIT_halt) << "outside an IT block";
  EXPECT_EQ(decode(esr, aarch32 | 2 << 10).exit.kind, TENON_EXIT_NONE) << "EQ, Z clear";
  EXPECT_EQ(decode(esr, aarch32 | 2 << 10 | z).exit.kind, TENON_EXIT_halt) << "EQ, Z set";
  EXPECT_EQ(decode(esr, aarch32 | 4 << 10 | 1 << 25 | z).exit.kind, TENON_EXIT_NONE) << "NE";
  EXPECT_EQ(decode(esr, aarch32 | 1 << 25).exit.kind, TENON_EXIT_NONE) << "EQ, low bits alone";
}

TEST(Aarch64Decode, AnSmcThatPassedHasNoCondition) {
  const std::uint64_t never = 1 << 24;  // EQ, Z clear
  EXPECT_EQ(decode(syndrome(0x13, never), aarch32).exit.kind, TENON_EXIT_hypercall);
  EXPECT_EQ(decode(syndrome(0x13, 0), aarch32 | 2 << 10).exit.kind, TENON_EXIT_hypercall);
  EXPECT_EQ(decode(syndrome(0x13, never | 1 << 19), aarch32).exit.kind, TENON_EXIT_NONE);
}

TEST(Aarch64Decode, AWatchpointMaySayThatItsAddressIsNotValid) {
  EXPECT_EQ(decode(syndrome(0x34, 0)).exit.virtual_address, far);
  EXPECT_EQ(decode(syndrome(0x34, 1 << 10)).exit.virtual_address, 0);
  EXPECT_EQ(decode(syndrome(0x22, 1 << 10)).exit.virtual_address, far) << "no FnV here";
}

TEST(Aarch64Decode, AArch64InstructionsHaveNoCondition) {
  const std::uint64_t never = syndrome(0x01, 1 << 24);  // EQ, Z clear
  EXPECT_EQ(tenon_aarch64_condition_failed(never, aarch32), 1U);
  EXPECT_EQ(tenon_aarch64_condition_failed(never, aarch64), 0U);
}

TEST(Aarch64Decode, AArch32AccessesAndCalls) {
  for (const std::uint64_t ec : {0x03U, 0x05U}) {
    for (std::uint64_t read = 0; read < 2; ++read) {
      const std::uint64_t iss = 1 << 17 | 2 << 14 | 3 << 10 | 4 << 5 | 5 << 1 | read;
      const auto exit = decode(syndrome(ec, iss, read)).exit;
      EXPECT_EQ(exit.kind, read != 0 ? TENON_EXIT_sysreg_read : TENON_EXIT_sysreg_write);
      EXPECT_EQ(exit.cause, ec == 3 ? CAUSE(mcr_mrc_cp15) : CAUSE(mcr_mrc_cp14));
      EXPECT_EQ(exit.address, TENON_AARCH32_SYSREG(ec == 3 ? 1 : 0, 2, 3, 5, 1));
      EXPECT_EQ(exit.value, read != 0 ? 0 : 0x4433'2204) << "32 bits";
      EXPECT_EQ(exit.register_index, 4);
      EXPECT_EQ(exit.width, 4);
      EXPECT_EQ(exit.instruction_length, read != 0 ? 4 : 2);
    }
  }
  const auto hvc = decode(syndrome(0x12, 0x1234)).exit;
  EXPECT_EQ(hvc.cause, CAUSE(hvc32));
  EXPECT_EQ(hvc.address, 0x1234);
  EXPECT_EQ(hvc.value, 0x4433'2200);
  EXPECT_EQ(hvc.instruction_length, 0);
  const auto smc = decode(syndrome(0x13, 0, 0)).exit;
  EXPECT_EQ(smc.cause, CAUSE(smc32));
  EXPECT_EQ(smc.flags, TENON_EXIT_FLAG_SMC);
  EXPECT_EQ(smc.instruction_length, 2);
  EXPECT_EQ(decode(syndrome(0x13, 0, 1)).exit.instruction_length, 4);
}

TEST(Aarch64Decode, SystemRegistersAndSoftwareInterrupts) {
  const auto iss = [](std::uint64_t op2, std::uint64_t crm, std::uint64_t read) {
    return std::uint64_t{3} << 20 | op2 << 17 | 12 << 10 | 9 << 5 | crm << 1 | read;
  };
  auto frame = frame_of(aarch64);
  frame.x[9] = 0x12ab'3456'0789'fedc;
  for (std::uint64_t op2 = 4; op2 < 8; ++op2) {
    EXPECT_EQ(decode(fault_of(syndrome(0x18, iss(op2, 11, 1))), frame).exit.kind,
              TENON_EXIT_sysreg_read);
    const auto exit = decode(fault_of(syndrome(0x18, iss(op2, 11, 0))), frame).exit;
    if (op2 == 4) {
      EXPECT_EQ(exit.kind, TENON_EXIT_sysreg_write);
      EXPECT_EQ(exit.value, frame.x[9]);
      EXPECT_EQ(exit.address, TENON_AARCH64_SYSREG(3, 0, 12, 11, 4));
      continue;
    }
    EXPECT_EQ(exit.kind, TENON_EXIT_send_ipi);
    EXPECT_EQ(exit.cause, op2 == 5 ? CAUSE(sgi1) : op2 == 6 ? CAUSE(asgi1) : CAUSE(sgi0));
    EXPECT_EQ(exit.value, 0x7) << "INTID";
    EXPECT_EQ(exit.address, 0xab'0056'8930) << "Aff3 Aff2 Aff1 and RS * 16";
    EXPECT_EQ(exit.argument, 0xfedc) << "the target list";
    EXPECT_EQ(exit.flags, 0);
  }
  frame.x[9] |= std::uint64_t{1} << 40;
  const auto all = decode(fault_of(syndrome(0x18, iss(5, 11, 0))), frame).exit;
  EXPECT_EQ(all.flags, TENON_EXIT_FLAG_ALL_BUT_SELF);
  EXPECT_EQ(all.address, 0);
  EXPECT_EQ(decode(fault_of(syndrome(0x18, iss(0, 12, 0))), frame).exit.kind,
            TENON_EXIT_sysreg_write);
}

TEST(Aarch64Decode, PowerCalls) {
  struct Call {
    std::uint64_t function;
    std::uint32_t kind;
    std::uint64_t address, value, argument;  // in terms of x1, x2, x3 below
  };
  constexpr std::uint64_t x1 = 0x1'0000'0011;
  constexpr std::uint64_t x2 = 0x2'0000'0022;
  constexpr std::uint64_t x3 = 0x3'0000'0033;
  const std::array calls{Call{0x84000001, TENON_EXIT_cpu_suspend, 0x11, 0x22, 0x33},
                         Call{0xc4000001, TENON_EXIT_cpu_suspend, 0x11, x2, x3},
                         Call{0x84000002, TENON_EXIT_cpu_down, 0, 0, 0},
                         Call{0x84000003, TENON_EXIT_cpu_up, 0x11, 0x22, 0x33},
                         Call{0xc4000003, TENON_EXIT_cpu_up, x1, x2, x3},
                         Call{0x84000008, TENON_EXIT_system_down, 0, 0, 0},
                         Call{0x84000009, TENON_EXIT_system_reset, 0, 0, 0},
                         Call{0x84000012, TENON_EXIT_system_reset, 0x11, 0x22, 0},
                         Call{0xc4000012, TENON_EXIT_system_reset, 0x11, x2, 0},
                         Call{0xffffffff'84000008, TENON_EXIT_system_down, 0, 0, 0}};
  auto frame = frame_of(aarch64);
  frame.x[1] = x1;
  frame.x[2] = x2;
  frame.x[3] = x3;
  for (const auto& [function, kind, address, value, argument] : calls) {
    frame.x[0] = function;
    for (const std::uint64_t ec : {0x16U, 0x17U}) {
      const auto exit = decode(fault_of(syndrome(ec, 0)), frame).exit;
      EXPECT_EQ(exit.kind, kind) << std::hex << function;
      EXPECT_EQ(exit.address, address) << std::hex << function;
      EXPECT_EQ(exit.value, value) << std::hex << function;
      EXPECT_EQ(exit.argument, argument) << std::hex << function;
      EXPECT_EQ(exit.flags, ec == 0x17 ? TENON_EXIT_FLAG_SMC : 0U);
      EXPECT_EQ(exit.instruction_length, ec == 0x17 ? 4 : 0);
      const auto own = decode(fault_of(syndrome(ec, 1)), frame).exit;
      EXPECT_EQ(own.kind, TENON_EXIT_hypercall) << "an immediate is the hypervisor's";
      EXPECT_EQ(own.address, 1);
      EXPECT_EQ(own.value, function);
    }
  }
  for (const std::uint64_t function : {0x84000000, 0x84000005, 0x8400001f, 0xc4000000, 0x84000020,
                                       0xc4000020, 0xc4000002, 0x80000000}) {
    frame.x[0] = function;
    EXPECT_EQ(decode(fault_of(syndrome(0x16, 0)), frame).exit.kind, TENON_EXIT_hypercall);
  }
}

TEST(Aarch64Decode, FirmwareAnswersThatNeedNoState) {
  struct Answer {
    std::uint32_t function;
    std::uint64_t argument, result;
  };
  const std::array answers{
      Answer{0x84000000, 0, 0x10001},    Answer{0x80000000, 0, 0x10001},
      Answer{0x84000006, 0, 2},          Answer{0x80000001, 0x80000000, 0},
      Answer{0x80000001, 0x80000001, 0}, Answer{0x80000001, 0x80000002, UINT64_MAX}};
  std::uint64_t result = 1;
  for (const auto& [function, argument, expected] : answers) {
    EXPECT_EQ(tenon_aarch64_smccc_answer(function, argument, &result), 1U);
    EXPECT_EQ(result, expected) << std::hex << function << " " << argument;
  }
  const std::map<std::uint64_t, bool> has{
      {0x84000000, true}, {0x84000001, true},  {0x84000002, true},  {0x84000003, true},
      {0x84000004, true}, {0x84000005, false}, {0x84000006, true},  {0x84000007, false},
      {0x84000008, true}, {0x84000009, true},  {0x8400000a, true},  {0x8400000b, false},
      {0x84000012, true}, {0xc4000001, true},  {0xc4000002, false}, {0xc4000003, true},
      {0xc4000004, true}, {0xc4000012, true},  {0x80000000, true},  {0x80000001, false}};
  for (const auto& [function, there] : has) {
    EXPECT_EQ(tenon_aarch64_smccc_answer(0x8400000a, function, &result), 1U);
    EXPECT_EQ(result, there ? 0 : UINT64_MAX) << std::hex << function;
  }
  EXPECT_EQ(tenon_aarch64_smccc_answer(0x84000004, 0, &result), 0U) << "it needs the VM";
}

/// Names of fault statuses that are no fault of the nested table; 0: translation, 1: permission.
std::uint32_t status_name(std::uint32_t fsc, bool data) {
  const auto in = [&](std::uint32_t low, std::uint32_t high) { return fsc >= low && fsc <= high; };
  if (in(0x04, 0x07) || fsc == 0x2a || fsc == 0x2b) return 0;
  if (in(0x0c, 0x0f)) return 1;
  if (in(0x00, 0x03) || fsc == 0x29 || fsc == 0x2c) return CAUSE(address_size_fault);
  if (in(0x08, 0x0b)) return CAUSE(access_flag_fault);
  if (in(0x12, 0x17)) return CAUSE(external_abort_on_walk);
  if (in(0x1b, 0x1f)) return CAUSE(parity_error_on_walk);
  if (in(0x22, 0x27)) return CAUSE(granule_protection_fault_on_walk);
  const std::map<std::uint32_t, std::uint32_t> both{{0x10, CAUSE(external_abort)},
                                                    {0x18, CAUSE(parity_error)},
                                                    {0x28, CAUSE(granule_protection_fault)},
                                                    {0x30, CAUSE(tlb_conflict)},
                                                    {0x31, CAUSE(unsupported_atomic_update)}};
  const std::map<std::uint32_t, std::uint32_t> of_data{{0x11, CAUSE(tag_check_fault)},
                                                       {0x21, CAUSE(alignment_fault)},
                                                       {0x34, CAUSE(lockdown_fault)},
                                                       {0x35, CAUSE(unsupported_access)}};
  if (both.contains(fsc)) return both.at(fsc);
  if (data && of_data.contains(fsc)) return of_data.at(fsc);
  return CAUSE(reserved_fault_status);
}

void check_nested(const tenon_exit& exit, std::uint64_t iss, std::uint32_t access,
                  std::uint32_t name) {
  const std::uint32_t fsc = iss & 0x3f;
  EXPECT_EQ(exit.kind, TENON_EXIT_nested_page_fault);
  EXPECT_EQ(exit.address, ipa);
  EXPECT_EQ(exit.virtual_address, far);
  EXPECT_EQ(exit.access, access);
  EXPECT_EQ(exit.level, fsc < 0x10 ? fsc & 3 : 0);
  EXPECT_EQ(exit.flags, ((iss >> 7 & 1) != 0 ? TENON_EXIT_FLAG_WALK : 0U) |
                            (name == 1 ? TENON_EXIT_FLAG_PERMISSION : 0U));
}

TEST(Aarch64Decode, EveryInstructionAbort) {
  for (std::uint64_t iss = 0; iss < 0x800; ++iss) {
    for (std::uint32_t valid = 0; valid < 2; ++valid) {
      const auto [exit, access] = decode(syndrome(0x20, iss), aarch64, valid);
      const std::uint32_t name = status_name(iss & 0x3f, false);
      EXPECT_EQ(access.remaining, 0);
      if (name <= 1 && valid == 1) {
        EXPECT_EQ(exit.cause, CAUSE(instruction_abort));
        check_nested(exit, iss, TENON_ACCESS_EXECUTE, name);
        continue;
      }
      if (name <= 1) {
        EXPECT_EQ(exit.kind, TENON_EXIT_NONE) << "tried again";
        EXPECT_EQ(exit.cause, CAUSE(ipa_unknown));
        EXPECT_EQ(exit.instruction_length, 0);
        continue;
      }
      EXPECT_EQ(exit.kind, TENON_EXIT_unhandled);
      EXPECT_EQ(exit.cause, name) << std::hex << iss;
      const bool unknown = (iss & 0x43f) == 0x410;  // FnV, an external abort
      EXPECT_EQ(exit.virtual_address, unknown ? 0 : far);
    }
  }
}

TEST(Aarch64Decode, EveryDataAbort) {
  for (std::uint64_t iss = 0; iss < 0x2000000; iss += (iss & 0x7ff) == 0x7ff ? 0x3ff801 : 1) {
    for (const std::uint32_t valid : {0U, 1U, 2U, 3U, 9U, 11U}) {
      for (const std::uint64_t pstate : {aarch64, aarch32}) {
        const auto [exit, access] = decode(syndrome(0x24, iss), pstate, valid);
        const std::uint32_t name = status_name(iss & 0x3f, true);
        const bool walk = (iss >> 7 & 1) != 0;
        const bool write = (iss >> 6 & 1) != 0;
        const bool isv = (iss >> 24 & 1) != 0;
        SCOPED_TRACE(testing::Message()
                     << std::hex << "ISS " << iss << " valid " << valid << " PSTATE " << pstate);
        if (name == 0 && !walk && (iss >> 8 & 1) != 0) {
          ASSERT_EQ(exit.kind, TENON_EXIT_NONE);
          ASSERT_EQ(exit.cause, CAUSE(cache_maintenance));
          ASSERT_EQ(exit.instruction_length, 4);
        } else if (name <= 1 && (valid & 1) == 0) {
          ASSERT_EQ(exit.kind, TENON_EXIT_NONE) << "tried again";
          ASSERT_EQ(exit.cause, CAUSE(ipa_unknown));
          ASSERT_EQ(exit.instruction_length, 0);
        } else if (name > 1) {
          ASSERT_EQ(exit.kind, TENON_EXIT_unhandled);
          ASSERT_EQ(exit.cause, name);
          ASSERT_EQ(exit.virtual_address, (iss & 0x43f) == 0x410 ? 0 : far);
        } else if (name == 1 || walk) {
          ASSERT_EQ(exit.cause, CAUSE(data_abort));
          check_nested(exit, iss, write ? TENON_ACCESS_WRITE : TENON_ACCESS_READ, name);
        } else if (!isv && pstate == aarch64 && valid == 9) {
          ASSERT_EQ(exit.kind, TENON_EXIT_NONE) << "tried again";
          ASSERT_EQ(exit.cause, CAUSE(instruction_gone));
          ASSERT_EQ(exit.instruction_length, 0);
        } else if (!isv && (pstate == aarch32 || (valid & 2) == 0)) {
          ASSERT_EQ(exit.kind, TENON_EXIT_unhandled);
          ASSERT_EQ(exit.cause,
                    pstate == aarch32 ? CAUSE(aarch32_instruction) : CAUSE(instruction_unknown));
        } else if (!isv && !write) {  // the instruction stores, the syndrome says that it loads
          ASSERT_EQ(exit.kind, TENON_EXIT_unhandled);
          ASSERT_EQ(access.remaining, 0);
        } else {
          ASSERT_EQ(exit.kind, write ? TENON_EXIT_mmio_write : TENON_EXIT_mmio_read);
          ASSERT_EQ(exit.address, ipa);
          ASSERT_EQ(access.remaining, isv ? 0 : 1);
          ASSERT_EQ(exit.width, isv ? 1 << (iss >> 22 & 3) : 4);
        }
      }
    }
  }
}

TEST(Aarch64Decode, AccessesThatTheSyndromeDescribes) {
  for (std::uint64_t bits = 0; bits < 0x100; ++bits) {
    const std::uint64_t sas = bits & 3;
    const bool sse = (bits >> 2 & 1) != 0;
    const bool sf = (bits >> 3 & 1) != 0;
    const bool write = (bits >> 4 & 1) != 0;
    const bool big = (bits >> 5 & 1) != 0;
    const std::uint64_t il = bits >> 6 & 1;
    const std::uint64_t rt = (bits >> 7 & 1) != 0 ? 31 : 3;
    const std::uint64_t iss = 1 << 24 | sas << 22 | (sse ? 1 << 21 : 0) | rt << 16 |
                              (sf ? 1 << 15 : 0) | (write ? 1 << 6 : 0) | 6;
    const auto [exit, access] =
        decode(syndrome(0x24, iss, il), aarch64, 1U | (big ? TENON_AARCH64_FAULT_BIG_ENDIAN : 0U));
    constexpr std::array<std::uint64_t, 4> little{0x03, 0x2203, 0x4433'2203, 0x8877'6655'4433'2203};
    constexpr std::array<std::uint64_t, 4> swapped{0x03, 0x0322, 0x0322'3344,
                                                   0x0322'3344'5566'7788};
    EXPECT_EQ(exit.width, 1 << sas);
    EXPECT_EQ(exit.register_index, rt);
    EXPECT_EQ(exit.register_width, sf ? 8 : 4);
    EXPECT_EQ(exit.sign_extend, sse && !write ? 1 : 0);
    EXPECT_EQ(exit.value, !write || rt == 31 ? 0 : big ? swapped.at(sas) : little.at(sas));
    EXPECT_EQ(exit.instruction_length, il == 1 ? 4 : 2);
    EXPECT_EQ(exit.flags, big ? TENON_EXIT_FLAG_BIG_ENDIAN : 0U);
    EXPECT_EQ(access.remaining, 0) << "the exit says all";
  }
  auto fault = fault_of(syndrome(0x24, 1 << 24 | 3 << 22 | 6), 1);
  fault.ipa = 0x0a00'0ff8;
  EXPECT_EQ(decode(fault, frame_of(aarch64)).exit.kind, TENON_EXIT_mmio_read);
  fault.ipa = 0x0a00'0ff9;
  EXPECT_EQ(decode(fault, frame_of(aarch64)).exit.cause, CAUSE(access_crosses_page));
}

}  // namespace
