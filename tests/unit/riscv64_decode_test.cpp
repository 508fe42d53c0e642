// SPDX-License-Identifier: Apache-2.0
// What fault records become: every cause, every form of htinst, virtual instructions, SBI calls. The
// expected values are tables made from the specifications, not the decoder's own arithmetic.
#include "tenon/core/riscv64/decode.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <string_view>

#include "tenon/riscv64.hpp"

namespace {

#define CAUSE(name) TENON_RISCV64_CAUSE_##name

constexpr std::uint64_t interrupt = 0x8000'0000'0000'0000;
constexpr std::uint64_t va = 0xffff'ffff'8000'1679;
constexpr std::uint64_t gpa = 0x1001'0679;  // bits 1:0 are those of `va`

struct Outcome {
  tenon_exit exit;
  tenon_riscv64_access access;
};

tenon_riscv64_frame frame_with(std::uint32_t index = 0, std::uint64_t value = 0) {
  tenon_riscv64_frame frame{};
  for (std::uint32_t i = 0; i < 32; ++i) frame.x[i] = 0x1111'1111'1111'1111U * (i % 16);
  frame.x[0] = 0xdead;  // never read
  frame.x[index] = value;
  frame.sstatus = 0x2'0000'0100;  // from VS-mode
  return frame;
}

tenon_riscv64_fault fault_of(std::uint64_t scause) {
  return {
      .scause = scause, .stval = va, .htval = gpa / 4, .htinst = 0, .valid = 0, .instruction = 0};
}

/// Poisoned before, so that a field that is not set shows.
Outcome decode(const tenon_riscv64_fault& fault, const tenon_riscv64_frame& frame) {
  Outcome out;
  std::memset(&out, 0xa5, sizeof out);
  tenon_riscv64_decode(&fault, &frame, &out.exit, &out.access);
  return out;
}

void expect_exit(const tenon_exit& is, const tenon_exit& wanted, std::string_view what) {
  EXPECT_EQ(is.kind, wanted.kind) << what;
  EXPECT_EQ(is.cause, wanted.cause) << what;
  EXPECT_EQ(is.address, wanted.address) << what;
  EXPECT_EQ(is.value, wanted.value) << what;
  EXPECT_EQ(is.argument, wanted.argument) << what;
  EXPECT_EQ(is.virtual_address, wanted.virtual_address) << what;
  EXPECT_EQ(is.width, wanted.width) << what;
  EXPECT_EQ(is.register_index, wanted.register_index) << what;
  EXPECT_EQ(is.register_width, wanted.register_width) << what;
  EXPECT_EQ(is.sign_extend, wanted.sign_extend) << what;
  EXPECT_EQ(is.access, wanted.access) << what;
  EXPECT_EQ(is.instruction_length, wanted.instruction_length) << what;
  EXPECT_EQ(is.flags, wanted.flags) << what;
  EXPECT_EQ(is.level, wanted.level) << what;
}

TEST(RiscV64Decode, EveryExceptionHasItsOwnName) {
  // "Supervisor cause register (scause) values after trap", but for those with an exit of their own.
  const std::map<std::uint64_t, std::string_view> names = {
      {0, "instruction_misaligned"},
      {1, "instruction_access_fault"},
      {2, "illegal_instruction"},
      {3, "breakpoint"},
      {4, "load_misaligned"},
      {5, "load_access_fault"},
      {6, "store_misaligned"},
      {7, "store_access_fault"},
      {8, "ecall_vu"},
      {9, "ecall_hs"},
      {11, "ecall_m"},
      {12, "instruction_page_fault"},
      {13, "load_page_fault"},
      {14, "reserved_exception_14"},
      {15, "store_page_fault"},
      {16, "double_trap"},
      {17, "reserved_exception_17"},
      {18, "software_check"},
      {19, "hardware_error"},
      {24, "custom_exception_24"},
      {31, "custom_exception_31"},
      {32, "reserved_exception_32"},
      {47, "reserved_exception_47"},
      {48, "custom_exception_48"},
      {63, "custom_exception_63"},
      {64, "reserved_exception"},
      {interrupt - 1, "reserved_exception"},
  };
  const auto has_address = [](std::uint64_t code) {
    return code == 0 || code == 1 || (code >= 3 && code <= 7) || code == 12 || code == 13 ||
           code == 15;
  };
  for (std::uint64_t code = 0; code < 70; ++code) {
    if (code == 10 || (code >= 20 && code <= 23)) continue;
    const auto is = decode(fault_of(code), frame_with());
    tenon_exit wanted{};
    wanted.kind = TENON_EXIT_unhandled;
    wanted.cause = code < 64 ? static_cast<std::uint32_t>(code)
                             : static_cast<std::uint32_t>(CAUSE(reserved_exception));
    wanted.address = code;
    wanted.virtual_address = has_address(code) ? va : 0;
    expect_exit(is.exit, wanted, std::to_string(code));
    EXPECT_EQ(is.access.remaining, 0U);
    if (names.contains(code)) {
      EXPECT_EQ(tenon::riscv64::cause_name(is.exit.cause), names.at(code));
    }
  }
}

TEST(RiscV64Decode, EveryInterruptHasItsOwnName) {
  const std::map<std::uint64_t, std::string_view> names = {{0, "reserved_interrupt_0"},
                                                           {1, "supervisor_software"},
                                                           {2, "vs_software"},
                                                           {5, "supervisor_timer"},
                                                           {6, "vs_timer"},
                                                           {9, "supervisor_external"},
                                                           {10, "vs_external"},
                                                           {12, "guest_external"},
                                                           {13, "counter_overflow"},
                                                           {15, "reserved_interrupt_15"},
                                                           {16, "platform_interrupt"},
                                                           {99, "platform_interrupt"},
                                                           {interrupt - 1, "platform_interrupt"}};
  for (const auto& [code, name] : names) {
    const auto is = decode(fault_of(interrupt + code), frame_with());
    tenon_exit wanted{};
    wanted.kind = TENON_EXIT_external_interrupt;
    wanted.cause = is.exit.cause;
    wanted.value = code;
    expect_exit(is.exit, wanted, name);
    EXPECT_EQ(tenon::riscv64::cause_name(is.exit.cause), name);
  }
}

struct Access {
  std::string_view what;
  std::uint64_t htinst;
  std::uint32_t kind, cause, width, reg, extend, length;
};

TEST(RiscV64Decode, TransformedInstructions) {
  // The manual's drawing: rs1 and the offset are replaced by Addr. Offset and 0; bit 1 is 0 if the
  // instruction was compressed.
  const Access loads[] = {
      {"lb x5", 0x283, TENON_EXIT_mmio_read, 21, 1, 5, 1, 4},
      {"lhu x31", 0x5f83, TENON_EXIT_mmio_read, 21, 2, 31, 0, 4},
      {"ld x1", 0x3083, TENON_EXIT_mmio_read, 21, 8, 1, 0, 4},
      {"c.lw x8", 0x2401, TENON_EXIT_mmio_read, 21, 4, 8, 1, 2},
      {"flw", 0x2007, TENON_EXIT_nested_page_fault, CAUSE(fp_load), 0, 0, 0, 0},
      {"lr.d", 0x1000302f, TENON_EXIT_nested_page_fault, CAUSE(load_reserved), 0, 0, 0, 0},
      {"a store", 0x503023, TENON_EXIT_nested_page_fault, CAUSE(changed_instruction), 0, 0, 0, 0},
      {"bit 0 clear", 0x2402, TENON_EXIT_nested_page_fault, CAUSE(reserved_htinst), 0, 0, 0, 0},
      {"above 32 bits", 0x1'0000'2403, TENON_EXIT_nested_page_fault, CAUSE(reserved_htinst), 0, 0,
       0, 0},
      {"the highest bit", 0x8000'0000'0000'2403, TENON_EXIT_nested_page_fault,
       CAUSE(reserved_htinst), 0, 0, 0, 0},
  };
  for (const Access& row : loads) {
    auto fault = fault_of(21);
    fault.htinst = row.htinst;
    const auto is = decode(fault, frame_with());
    tenon_exit wanted{};
    wanted.kind = row.kind;
    wanted.cause = row.cause;
    wanted.address = gpa;
    wanted.virtual_address = va;
    wanted.width = static_cast<std::uint8_t>(row.width);
    wanted.register_index = static_cast<std::uint8_t>(row.reg);
    wanted.register_width = row.width == 0 ? 0 : 8;
    wanted.sign_extend = static_cast<std::uint8_t>(row.extend);
    wanted.access = TENON_ACCESS_READ;
    wanted.instruction_length = static_cast<std::uint8_t>(row.length);
    expect_exit(is.exit, wanted, row.what);
  }
  auto fault = fault_of(23);
  fault.htinst = 0x1f02023;  // sw x31
  const auto is = decode(fault, frame_with(31, 0x1234'5678'9abc'def0));
  EXPECT_EQ(is.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_mmio_write));
  EXPECT_EQ(is.exit.value, 0x9abc'def0U);
  EXPECT_EQ(is.exit.access, TENON_ACCESS_WRITE);
  fault.htinst = 0x1f0a023;  // the same, one byte behind its start
  EXPECT_EQ(decode(fault, frame_with()).exit.cause, CAUSE(across_pages));
  fault.htinst = 0x302f;  // amoadd.d
  EXPECT_EQ(decode(fault, frame_with()).exit.cause, CAUSE(atomic));
}

TEST(RiscV64Decode, FetchedInstructions) {
  auto fault = fault_of(21);
  fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  fault.instruction = 0x00453583;  // ld a1, 4(a0)
  auto is = decode(fault, frame_with(10, va - 4));
  EXPECT_EQ(is.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_mmio_read));
  EXPECT_EQ(is.exit.register_index, 11);
  EXPECT_EQ(is.exit.instruction_length, 4);
  // The access began elsewhere: it lies across two pages.
  is = decode(fault, frame_with(10, va - 8));
  EXPECT_EQ(is.exit.cause, CAUSE(across_pages));
  // It begins in the last bytes of a page.
  fault.stval = va - va % 0x1000 + 0xffa;
  fault.htval = (gpa - gpa % 0x1000 + 0xff8) / 4;
  is = decode(fault, frame_with(10, fault.stval - 4));
  EXPECT_EQ(is.exit.cause, CAUSE(across_pages));
  EXPECT_EQ(is.exit.address, gpa - gpa % 0x1000 + 0xffa);
  fault = fault_of(23);
  fault.valid = TENON_RISCV64_FAULT_INSTRUCTION | TENON_RISCV64_FAULT_BIG_ENDIAN;
  fault.instruction = 0xc14c;  // c.sw a1, 4(a0)
  auto frame = frame_with(10, va - 4);
  frame.x[11] = 0x1122'3344'5566'7788;
  is = decode(fault, frame);
  EXPECT_EQ(is.exit.value, 0x8877'6655U);
  EXPECT_EQ(is.exit.flags, TENON_EXIT_FLAG_BIG_ENDIAN);
  EXPECT_EQ(is.exit.instruction_length, 2);
  fault.valid = 0;
  EXPECT_EQ(decode(fault, frame).exit.cause, CAUSE(no_instruction));
  // x0 is zero, whatever lies in its place.
  fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  fault.instruction = 0x00053023;  // sd zero, 0(a0)
  EXPECT_EQ(decode(fault, frame_with(10, va)).exit.value, 0U);
}

TEST(RiscV64Decode, WalksAndFetches) {
  struct Row {
    std::uint64_t scause, htinst;
    std::uint32_t cause, access, flags;
    std::uint64_t address;
  };
  const Row rows[] = {
      {20, 0, CAUSE(instruction_guest_page_fault), TENON_ACCESS_EXECUTE, 0, gpa},
      {20, 0x3000, CAUSE(walk_read), TENON_ACCESS_READ, TENON_EXIT_FLAG_WALK, gpa - 1},
      {21, 0x3000, CAUSE(walk_read), TENON_ACCESS_READ, TENON_EXIT_FLAG_WALK, gpa - 1},
      {23, 0x3020, CAUSE(walk_write), TENON_ACCESS_WRITE, TENON_EXIT_FLAG_WALK, gpa - 1},
      {21, 0x2000, CAUSE(walk_read), TENON_ACCESS_READ, TENON_EXIT_FLAG_WALK, gpa - 1},
      {21, 0x2020, CAUSE(walk_write), TENON_ACCESS_WRITE, TENON_EXIT_FLAG_WALK, gpa - 1},
  };
  for (const Row& row : rows) {
    auto fault = fault_of(row.scause);
    fault.htinst = row.htinst;
    tenon_exit wanted{};
    wanted.kind = TENON_EXIT_nested_page_fault;
    wanted.cause = row.cause;
    wanted.address = row.address;
    wanted.virtual_address = va;
    wanted.access = static_cast<std::uint8_t>(row.access);
    wanted.flags = static_cast<std::uint8_t>(row.flags);
    expect_exit(decode(fault, frame_with()).exit, wanted, std::to_string(row.htinst));
  }
}

TEST(RiscV64Decode, VirtualInstructions) {
  struct Row {
    std::uint32_t word, kind, cause;
    std::uint64_t address, value;
    std::uint32_t reg, remaining;
  };
  constexpr std::uint64_t a1 = 0x1122'3344'5566'7788;
  const Row rows[] = {
      {0x600022f3, TENON_EXIT_sysreg_read, CAUSE(csr), 0x600, 0, 5, 0},    // csrr t0, hstatus
      {0x68059073, TENON_EXIT_sysreg_write, CAUSE(csr), 0x680, a1, 0, 0},  // csrw hgatp, a1
      {0x680592f3, TENON_EXIT_sysreg_read, CAUSE(csr), 0x680, 0, 5, 1},    // csrrw t0, hgatp, a1
      {0x6805a073, TENON_EXIT_sysreg_read, CAUSE(csr), 0x680, 0, 0, 1},    // csrs hgatp, a1
      {0x6067f073, TENON_EXIT_sysreg_read, CAUSE(csr), 0x606, 0, 0, 1},    // csrci hcounteren, 15
      {0x6067d073, TENON_EXIT_sysreg_write, CAUSE(csr), 0x606, 15, 0, 0},  // csrwi hcounteren, 15
      {0x60603073, TENON_EXIT_sysreg_read, CAUSE(csr), 0x606, 0, 0, 0},    // csrc hcounteren, zero
      {0x10500073, TENON_EXIT_halt, CAUSE(wfi), 0, 0, 0, 0},
      {0x10200073, TENON_EXIT_unhandled, CAUSE(sret), 0x10200073, 0, 0, 0},
      {0x12000073, TENON_EXIT_unhandled, CAUSE(sfence), 0x12000073, 0, 0, 0},
      {0x16000073, TENON_EXIT_unhandled, CAUSE(sfence), 0x16000073, 0, 0, 0},  // sinval.vma
      {0x18100073, TENON_EXIT_unhandled, CAUSE(sfence), 0x18100073, 0, 0, 0},
      {0x62000073, TENON_EXIT_unhandled, CAUSE(hfence), 0x62000073, 0, 0, 0},
      {0x22000073, TENON_EXIT_unhandled, CAUSE(hfence), 0x22000073, 0, 0, 0},
      {0x26000073, TENON_EXIT_unhandled, CAUSE(hfence), 0x26000073, 0, 0, 0},  // hinval.vvma
      {0x66000073, TENON_EXIT_unhandled, CAUSE(hfence), 0x66000073, 0, 0, 0},  // hinval.gvma
      {0x64000073, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x64000073, 0, 0, 0},
      {0x00000073, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x73, 0, 0, 0},
      {0xfe000073, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0xfe000073, 0, 0, 0},
      {0x12000033, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x12000033, 0, 0, 0},
      {0x6c0542b3, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x6c0542b3, 0, 0, 0},
      {0x00452013, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x00452013, 0, 0, 0},
      {0x0000100f, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x100f, 0, 0, 0},  // fence.i
      {0x6c0542f3, TENON_EXIT_unhandled, CAUSE(hypervisor_access), 0x6c0542f3, 0, 0, 0},
      {0x0045200f, TENON_EXIT_unhandled, CAUSE(cache_block), 0x0045200f, 0, 0, 0},
      {0x00000013, TENON_EXIT_unhandled, CAUSE(virtual_instruction), 0x13, 0, 0, 0},
  };
  for (const Row& row : rows) {
    auto fault = fault_of(22);
    fault.stval = row.word;
    const auto is = decode(fault, frame_with(11, a1));
    EXPECT_EQ(is.exit.kind, row.kind) << std::hex << row.word;
    EXPECT_EQ(is.exit.cause, row.cause) << std::hex << row.word;
    EXPECT_EQ(is.exit.address, row.address) << std::hex << row.word;
    EXPECT_EQ(is.exit.value, row.value) << std::hex << row.word;
    EXPECT_EQ(is.exit.register_index, row.reg) << std::hex << row.word;
    EXPECT_EQ(is.access.remaining, row.remaining) << std::hex << row.word;
    EXPECT_EQ(is.exit.instruction_length, row.kind == TENON_EXIT_unhandled ? 0 : 4);
    EXPECT_EQ(is.exit.virtual_address, 0U) << std::hex << row.word;
    EXPECT_EQ(is.exit.flags, 0U) << std::hex << row.word;
  }
  // Without the bits in stval, the fetched ones count; without both, it has only its class.
  auto fault = fault_of(22);
  fault.stval = 0;
  EXPECT_EQ(decode(fault, frame_with()).exit.cause, CAUSE(virtual_instruction));
  fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  fault.instruction = 0x10500073;
  EXPECT_EQ(decode(fault, frame_with()).exit.cause, CAUSE(wfi));
  fault.valid = TENON_RISCV64_FAULT_BIG_ENDIAN;  // it was not fetched
  EXPECT_EQ(decode(fault, frame_with()).exit.cause, CAUSE(virtual_instruction));
  EXPECT_EQ(decode(fault, frame_with()).exit.address, 0U);
}

/// With hstatus.VTW WRS.NTO traps as WFI does (Zawrs 1.0). It waits for a store to a word, or for any
/// reason: the guest goes on behind it, and must not wait for an interrupt.
TEST(RiscV64Decode, AWaitForAReservationIsOneForAnEvent) {
  auto fault = fault_of(22);
  fault.stval = 0x00d00073;  // wrs.nto
  auto frame = frame_with();
  for (const std::uint64_t spp : {0x100U, 0x0U}) {  // of the kernel, and of its process
    frame.sstatus = 0x2'0000'0000 | spp;
    const auto is = decode(fault, frame);
    EXPECT_EQ(is.exit.kind, TENON_EXIT_halt);
    EXPECT_EQ(is.exit.cause, CAUSE(wrs));
    EXPECT_EQ(is.exit.flags, TENON_EXIT_FLAG_EVENT);
    EXPECT_EQ(is.exit.instruction_length, 4U);
    EXPECT_EQ(is.access.remaining, 0U);
  }
}

/// VU-mode traps with cause 22 for what its own kernel has to refuse: WFI, and CSRs of supervisors
/// ("Virtual-instruction exception": "in VU-mode, attempts to access an implemented non-high-half
/// supervisor CSR", "to execute WFI when mstatus.TW=0"). A hypervisor that answers for such a CSR, or
/// puts the vCPU to sleep, would do for a guest's process what only the guest's kernel may ask for.
TEST(RiscV64Decode, OfAGuestsProcessNothingIsDoneThatItsKernelHasToAskFor) {
  for (const std::uint32_t word : {0x10500073U,     // wfi
                                   0x14d022f3U,     // csrr t0, stimecmp
                                   0x14d59073U,     // csrw stimecmp, a1
                                   0x180592f3U,     // csrrw t0, satp, a1
                                   0x68059073U}) {  // csrw hgatp, a1
    auto fault = fault_of(22);
    fault.stval = word;
    auto frame = frame_with(11, 0x1234);
    frame.sstatus = 0x2'0000'0000;  // SPP: from VU-mode
    const auto is = decode(fault, frame);
    EXPECT_EQ(is.exit.kind, TENON_EXIT_unhandled) << std::hex << word;
    EXPECT_EQ(is.exit.cause, word == 0x10500073 ? CAUSE(wfi) : CAUSE(csr)) << std::hex << word;
    EXPECT_EQ(is.exit.address, word) << std::hex << word;
    EXPECT_EQ(is.access.remaining, 0U) << std::hex << word;
  }
  auto fault = fault_of(22);
  auto frame = frame_with();
  frame.sstatus = 0x2'0000'0000;
  fault.stval = 0xc00022f3;  // csrr t0, cycle: a counter that VU-mode may have
  EXPECT_EQ(decode(fault, frame).exit.kind, TENON_EXIT_sysreg_read);
  for (const std::uint32_t csr : {0x100U, 0x200U, 0x300U, 0xd00U, 0xe00U, 0xf00U}) {
    fault.stval = csr << 20 | 0x22f3;
    EXPECT_EQ(decode(fault, frame).exit.kind, TENON_EXIT_unhandled) << std::hex << csr;
    EXPECT_EQ(decode(fault, frame_with()).exit.kind, TENON_EXIT_sysreg_read) << std::hex << csr;
  }
}

/// Every form of the CSR instructions (unprivileged specification, "Zicsr"), with each register.
TEST(RiscV64Decode, CsrInstructions) {
  for (std::uint32_t f3 = 1; f3 < 8; ++f3) {
    if (f3 == 4) continue;
    for (const std::uint32_t csr : {0x000U, 0x600U, 0x9a5U, 0xfffU}) {
      for (std::uint32_t rs1 = 0; rs1 < 32; ++rs1) {
        for (std::uint32_t rd = 0; rd < 32; ++rd) {
          const std::uint32_t word = csr << 20 | rs1 << 15 | f3 << 12 | rd << 7 | 0x73;
          const auto frame = frame_with(rs1, rs1 == 0 ? 0xdead : 0x8000'0000'0000'1000 + rs1);
          Outcome is;
          std::memset(&is, 0xa5, sizeof is);
          tenon_riscv64_decode_virtual(word, &frame, &is.exit, &is.access);
          const std::uint64_t operand = f3 > 4 ? rs1 : rs1 == 0 ? 0 : frame.x[rs1];
          const bool swaps = f3 % 4 == 1, reads = !swaps || rd != 0, writes = swaps || rs1 != 0;
          EXPECT_EQ(is.exit.kind, static_cast<std::uint32_t>(reads ? TENON_EXIT_sysreg_read
                                                                   : TENON_EXIT_sysreg_write));
          EXPECT_EQ(is.exit.value, reads ? 0 : operand) << std::hex << word;
          EXPECT_EQ(is.access.operand, operand) << std::hex << word;
          EXPECT_EQ(is.access.old, 0U) << std::hex << word;
          EXPECT_EQ(is.access.csr, csr) << std::hex << word;
          EXPECT_EQ(is.access.operation, f3 % 4) << std::hex << word;
          EXPECT_EQ(is.access.rd, rd) << std::hex << word;
          EXPECT_EQ(is.access.remaining, reads && writes ? 1U : 0U) << std::hex << word;
        }
      }
    }
  }
}

/// How far behind its first byte an access faulted.
TEST(RiscV64Decode, AccessesFaultBehindTheirFirstByte) {
  auto fault = fault_of(21);
  fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  fault.instruction = 0x00453583;  // ld a1, 4(a0)
  for (const std::uint64_t behind : {0U, 1U, 7U}) {
    const auto frame = frame_with(10, va - 4 - behind);
    tenon_riscv64_instruction is;
    tenon_riscv64_faulting_instruction(&fault, &frame, &is);
    EXPECT_EQ(is.offset, behind);
  }
}

/// Of an instruction that is not known nothing is said but why.
TEST(RiscV64Decode, NoInstructionHasNoFields) {
  for (const auto& [htinst, cause] :
       {std::pair{0ULL, CAUSE(no_instruction)}, std::pair{2ULL, CAUSE(reserved_htinst)},
        std::pair{0x1'0000'0001ULL, CAUSE(reserved_htinst)}}) {
    auto fault = fault_of(21);
    fault.htinst = htinst;
    fault.instruction = 0x00453583;
    const auto frame = frame_with();
    tenon_riscv64_instruction is;
    std::memset(&is, 0xa5, sizeof is);
    tenon_riscv64_faulting_instruction(&fault, &frame, &is);
    EXPECT_EQ(is.cause, static_cast<std::uint32_t>(cause));
    EXPECT_EQ(is.offset + is.width + is.reg + is.extend + is.base, 0U);
    EXPECT_EQ(is.length, 4U);
    const auto exit = decode(fault, frame).exit;
    EXPECT_EQ(exit.access, TENON_ACCESS_READ);
    EXPECT_EQ(exit.flags, 0U);
  }
}

TEST(RiscV64Decode, WritesThatFollowReads) {
  const std::pair<std::uint32_t, std::uint64_t> rows[] = {{TENON_RISCV64_CSR_WRITE, 0x0f},
                                                          {TENON_RISCV64_CSR_SET, 0x3f},
                                                          {TENON_RISCV64_CSR_CLEAR, 0x30}};
  for (const auto& [operation, value] : rows) {
    const tenon_riscv64_access access{.operand = 0x0f,
                                      .old = 0x3c | (operation == TENON_RISCV64_CSR_SET ? 3U : 0U),
                                      .csr = 0x606,
                                      .operation = operation,
                                      .rd = 7,
                                      .remaining = 1};
    tenon_exit exit;
    std::memset(&exit, 0xa5, sizeof exit);
    tenon_riscv64_access_exit(&access, &exit);
    tenon_exit wanted{};
    wanted.kind = TENON_EXIT_sysreg_write;
    wanted.cause = CAUSE(csr);
    wanted.address = 0x606;
    wanted.value = value;
    wanted.width = wanted.register_width = 8;
    wanted.access = TENON_ACCESS_WRITE;
    wanted.instruction_length = 4;
    expect_exit(exit, wanted, std::to_string(operation));
  }
}

TEST(RiscV64Decode, SbiCalls) {
  struct Row {
    std::uint64_t a7, a6, a0;
    std::uint32_t kind, cause;
    std::uint64_t address, value, argument;
  };
  constexpr std::uint64_t a1 = 0x8020'0000'1111'1111;
  constexpr std::uint64_t a2 = 0x2222;
  constexpr std::uint64_t hsm = 0x48534d, srst = 0x53525354, ipi = 0x735049;
  const Row rows[] = {
      {hsm, 0, 3, TENON_EXIT_cpu_up, CAUSE(sbi_hart_start), 3, a1, a2},
      {hsm, 1, 3, TENON_EXIT_cpu_down, CAUSE(sbi_hart_stop), 0, 0, 0},
      {hsm, 2, 3, TENON_EXIT_hypercall, CAUSE(ecall_vs), hsm, 2, 0},
      {hsm, 3, 0xf'8000'0000, TENON_EXIT_cpu_suspend, CAUSE(sbi_hart_suspend), 0x8000'0000, a1, a2},
      {hsm, 4, 3, TENON_EXIT_hypercall, CAUSE(ecall_vs), hsm, 4, 0},
      {srst, 0, 0xf'0000'0000, TENON_EXIT_system_down, CAUSE(sbi_shutdown), 0, 0, 0},
      {srst, 0, 1, TENON_EXIT_system_reset, CAUSE(sbi_reset), 1, 0x1111'1111, 0},
      {srst, 0, 2, TENON_EXIT_system_reset, CAUSE(sbi_reset), 2, 0x1111'1111, 0},
      {srst, 0, 3, TENON_EXIT_hypercall, CAUSE(ecall_vs), srst, 0, 0},
      {srst, 1, 0, TENON_EXIT_hypercall, CAUSE(ecall_vs), srst, 1, 0},
      {8, 77, 0, TENON_EXIT_system_down, CAUSE(sbi_shutdown), 0, 0, 0},
      {ipi, 0, 5, TENON_EXIT_send_ipi, CAUSE(sbi_send_ipi), a1, 1, 5},
      {ipi, 1, 5, TENON_EXIT_hypercall, CAUSE(ecall_vs), ipi, 1, 0},
      {0x10, 0, 0, TENON_EXIT_hypercall, CAUSE(ecall_vs), 0x10, 0, 0},
      {hsm + (1ULL << 32), 0, 0, TENON_EXIT_hypercall, CAUSE(ecall_vs), hsm + (1ULL << 32), 0, 0},
      {~0ULL, ~0ULL, 0, TENON_EXIT_hypercall, CAUSE(ecall_vs), ~0ULL, ~0ULL, 0},
  };
  for (const Row& row : rows) {
    auto frame = frame_with();
    frame.x[10] = row.a0;
    frame.x[11] = a1;
    frame.x[12] = a2;
    frame.x[16] = row.a6;
    frame.x[17] = row.a7;
    tenon_exit wanted{};
    wanted.kind = row.kind;
    wanted.cause = row.cause;
    wanted.address = row.address;
    wanted.value = row.value;
    wanted.argument = row.argument;
    wanted.instruction_length = 4;
    expect_exit(decode(fault_of(10), frame).exit, wanted, std::to_string(row.a7));
  }
}

TEST(RiscV64Decode, EveryRecordBecomesAnExit) {
  std::mt19937_64 random(20251125);
  std::uint64_t kinds = 0;
  for (std::uint32_t n = 0; n < 300'000; ++n) {
    tenon_riscv64_fault fault{};
    fault.scause = random() % 4 == 0 ? random() : random() % 32 + random() % 2 * interrupt;
    fault.stval = random() % 2 == 0 ? random() : random() % 0x1'0000'0000;
    fault.htval = random();
    const std::uint64_t walks[] = {
        0,        0x3000,
        0x3020,   random() % 0x1'0000'0000 | 1,
        random(), (random() & 0xfff0'7f80) | (random() % 2 == 0 ? 0x03U : 0x23U)};
    fault.htinst = walks[random() % 6];
    fault.valid = static_cast<std::uint32_t>(random() % 4);
    fault.instruction = static_cast<std::uint32_t>(random());
    tenon_riscv64_frame frame{};
    for (auto& x : frame.x) x = random();
    const auto is = decode(fault, frame);
    ASSERT_LT(is.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_COUNT));
    ASSERT_LT(is.exit.cause, static_cast<std::uint32_t>(TENON_RISCV64_CAUSE_COUNT));
    ASSERT_LE(is.exit.width, 8);
    ASSERT_LT(is.exit.register_index, 32);
    ASSERT_LE(is.access.remaining, 1U);
    kinds |= 1ULL << is.exit.kind;
  }
  for (const std::uint32_t kind :
       {TENON_EXIT_mmio_read, TENON_EXIT_mmio_write, TENON_EXIT_nested_page_fault,
        TENON_EXIT_external_interrupt, TENON_EXIT_hypercall, TENON_EXIT_unhandled}) {
    EXPECT_NE(kinds & 1ULL << kind, 0U) << kind;
  }
}

}  // namespace
