// SPDX-License-Identifier: Apache-2.0
// What a guest leaves with, what the core reads of the hart for it, and what each answer does to the
// guest.
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <utility>

#include "fakes/riscv64_vcpu.hpp"
#include "tenon/core/riscv64/capture.h"
#include "tenon/core/riscv64/decode.h"

namespace {

using tenon_test::riscv64_hardware;

constexpr std::uint64_t entry = tenon_test::riscv64_entry;
constexpr std::uint64_t spp = tenon_test::riscv64_spp;

class RiscV64VCpuExit : public tenon_test::RiscV64VCpuTest {};

TEST_F(RiscV64VCpuExit, AnswersReadsAndWrites) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x4503}, {entry + 2, 0x0005}};  // lbu a0, 0(a0)
  v_.frame.x[10] = 0x1234;
  leave(21, 0x1234, 0x1234 / 4);
  expect_kind(TENON_EXIT_mmio_read);
  EXPECT_EQ(v_.exit.address, 0x1234U);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0xfff), TENON_OK);
  EXPECT_EQ(v_.frame.x[10], 0xffU);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  // x0 is not written.
  leave(21, 0x10, 4, 0x3003);  // ld x0
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 5), TENON_OK);
  EXPECT_EQ(tenon_riscv64_get_x(&v_.frame, 0), 0U);
  EXPECT_EQ(v_.frame.pc, entry + 8);
  leave(21, 0x10, 4, 0x2401);  // c.lw s0: sign-extended, two bytes
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0x8000'0000), TENON_OK);
  EXPECT_EQ(v_.frame.x[8], 0xffff'ffff'8000'0000U);
  EXPECT_EQ(v_.frame.pc, entry + 10);
  leave(23, 0x10, 4, 0x800023);  // sb s0
  expect_kind(TENON_EXIT_mmio_write);
  EXPECT_EQ(v_.exit.value, 0U);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry + 14);
  // The second half of the instruction is not there any more.
  riscv64_hardware.code = {{entry + 14, 0x4503}};
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_nested_page_fault);
  EXPECT_EQ(v_.exit.cause, static_cast<std::uint32_t>(TENON_RISCV64_CAUSE_no_instruction));
}

TEST_F(RiscV64VCpuExit, FetchesLoadsAndStoresOfBothPrivileges) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x3023}, {entry + 2, 0x00b5}};  // sd a1, 0(a0)
  v_.frame.x[10] = 0x1238;
  v_.frame.x[11] = 0x1122'3344'5566'7788;
  for (const bool user : {false, true}) {
    if (user) v_.frame.sstatus -= spp;
    v_.frame.pc = entry;
    leave(23, 0x1238, 0x1238 / 4);
    expect_kind(TENON_EXIT_mmio_write);
    EXPECT_EQ(v_.exit.address, 0x1238U);
    EXPECT_EQ(v_.exit.value, 0x1122'3344'5566'7788U);
    EXPECT_EQ(v_.exit.width, 8);
    ASSERT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
    EXPECT_EQ(v_.frame.pc, entry + 4);
  }
  // It has been replaced since it faulted: by one that does not fault there, by one that is no store.
  for (const std::uint16_t upper : {std::uint16_t{0x00b6}, std::uint16_t{0x0005}}) {
    v_.frame.pc = entry;
    riscv64_hardware.code[entry] = upper == 0x0005 ? 0x3503 : 0x3023;
    riscv64_hardware.code[entry + 2] = upper;
    leave(23, 0x1238, 0x1238 / 4);
    expect_kind(TENON_EXIT_nested_page_fault);
    ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  }
}

TEST_F(RiscV64VCpuExit, FetchesAVirtualInstructionThatTheHartDoesNotGive) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x2573}, {entry + 2, 0x6060}};  // csrr a0, hcounteren
  leave(22, 0);
  expect_kind(TENON_EXIT_sysreg_read);
  EXPECT_EQ(v_.exit.address, 0x606U);
  ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x60602573U);
  // What is no virtual instruction has none to show.
  leave(10);
  ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0U);
}

TEST_F(RiscV64VCpuExit, AnInterruptOfTheHostIsAnExitOfItsOwn) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x3023}, {entry + 2, 0x00b5}};
  leave(0x8000'0000'0000'0005);
  expect_kind(TENON_EXIT_external_interrupt);
  EXPECT_EQ(v_.fault.valid, 0U);
  EXPECT_EQ(tenon_riscv64_vcpu_resume(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry);
}

TEST_F(RiscV64VCpuExit, HonoursTheByteOrderOfTheGuest) {
  make_bound();
  leave(21, 0x10, 4, 0x3003);
  EXPECT_EQ(v_.exit.flags, 0);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  v_.frame.hstatus |= 0x20;    // VSBE
  leave(21, 0x10, 4, 0x2083);  // lw ra
  EXPECT_EQ(v_.exit.flags, TENON_EXIT_FLAG_BIG_ENDIAN);
  ASSERT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0x11223380), TENON_OK);
  EXPECT_EQ(v_.frame.x[1], 0xffff'ffff'8033'2211U);
  v_.frame.sstatus -= spp;  // VU-mode: UBE of vsstatus
  leave(21, 0x10, 4, 0x2083);
  EXPECT_EQ(v_.exit.flags, 0);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  csr(TENON_RISCV64_SAVED_VSSTATUS) |= 0x40;
  leave(21, 0x10, 4, 0x2083);
  EXPECT_EQ(v_.exit.flags, TENON_EXIT_FLAG_BIG_ENDIAN);
  // An instruction that HLVX would read with its bytes swapped is not read at all.
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  riscv64_hardware.code = {{entry + 4, 0x4503}, {entry + 6, 0x0005}};  // lbu a0, 0(a0)
  v_.frame.x[10] = 0x10;
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_nested_page_fault);
  EXPECT_EQ(v_.exit.cause, static_cast<std::uint32_t>(TENON_RISCV64_CAUSE_no_instruction));
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  csr(TENON_RISCV64_SAVED_VSSTATUS) -= 0x40;
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_mmio_read);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  v_.frame.sstatus += spp;  // VS-mode: VSBE, still set
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_nested_page_fault);
}

TEST_F(RiscV64VCpuExit, CarriesOutACsrAccessInTwoSteps) {
  make_bound();
  v_.frame.x[11] = 0xf0;
  leave(22, 0x6065b5f3);  // csrrc a1, hcounteren, a1
  expect_kind(TENON_EXIT_sysreg_read);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0xff), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 0xf0U);
  EXPECT_EQ(v_.frame.pc, entry);
  riscv64_hardware.guest = [](tenon_riscv64_vcpu&) { FAIL() << "the guest was entered"; };
  tenon_riscv64_vcpu_run(&v_);
  expect_kind(TENON_EXIT_sysreg_write);
  EXPECT_EQ(v_.exit.value, 0x0fU);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 0xffU);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  // Refused in between: nothing is left of it.
  leave(22, 0x6065b5f3);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 1), TENON_OK);
  tenon_riscv64_vcpu_run(&v_);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 0xffU);
  leave(10);
  expect_kind(TENON_EXIT_hypercall);
}

TEST_F(RiscV64VCpuExit, AnAbandonedAccessIsOver) {
  make_bound();
  leave(22, 0x6065b5f3);  // csrrc a1, hcounteren, a1
  ASSERT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0xff), TENON_OK);
  tenon_riscv64_vcpu_run(&v_);
  expect_kind(TENON_EXIT_sysreg_write);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry);
  leave(10);
  expect_kind(TENON_EXIT_hypercall);
}

/// The exits that come most often read no more of the hart than they need.
TEST_F(RiscV64VCpuExit, TakesShortWays) {
  make_bound();
  const auto cost = [&](std::uint64_t scause, std::uint64_t stval) {
    riscv64_hardware.faults_read = riscv64_hardware.fetches = 0;
    v_.fault.valid = 0xff;
    leave(scause, stval, stval / 4);
    EXPECT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
    return std::pair(riscv64_hardware.faults_read, riscv64_hardware.fetches);
  };
  EXPECT_EQ(cost(10, 0), std::pair(0U, 0U));
  EXPECT_EQ(cost(22, 0xffff'ffff'606022f3), std::pair(0U, 0U));  // csrr t0, hcounteren
  EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_sysreg_read));
  EXPECT_EQ(v_.exit.address, 0x606U);
  EXPECT_EQ(v_.fault.valid, 0U);
  EXPECT_EQ(cost(22, 0x60629073), std::pair(1U, 0U));  // csrw hcounteren, t0
  v_.frame.sstatus -= spp;  // of a process decode tells what it may ask for
  EXPECT_EQ(cost(22, 0x606022f3), std::pair(1U, 0U));
  EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled));
  EXPECT_EQ(cost(22, 0xc00022f3), std::pair(1U, 0U));  // csrr t0, cycle
  EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_sysreg_read));
  v_.frame.sstatus += spp;
  riscv64_hardware.code = {{entry, 0x3503}, {entry + 2, 0x0005}};  // ld a0, 0(a0)
  v_.frame.x[10] = 0x1238;
  EXPECT_EQ(cost(21, 0x1238), std::pair(1U, 1U));
  riscv64_hardware.code = {{entry, 0x3023}, {entry + 2, 0x00a5}};  // sd a0, 0(a0)
  EXPECT_EQ(cost(23, 0x1238), std::pair(1U, 1U));
  EXPECT_EQ(cost(20, 0x1238), std::pair(1U, 0U));
  // An address that reads like a CSR instruction is none.
  EXPECT_EQ(cost(20, 0x606022f3), std::pair(1U, 0U));
  EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_nested_page_fault));
}

/// Which records are completed by an instruction that is fetched.
TEST_F(RiscV64VCpuExit, FetchesWhereTheHartDoesNotSayTheInstruction) {
  tenon_riscv64_frame frame{};
  frame.pc = entry;
  frame.sstatus = spp;
  riscv64_hardware.code = {{entry, 0x3503}, {entry + 2, 0x0005}};
  for (const bool big : {false, true}) {
    frame.hstatus = big ? 0x20 : 0x7ffff'ffdf;
    for (std::uint64_t scause = 0; scause < 64; ++scause) {
      for (const std::uint64_t htinst : {0U, 1U, 2U}) {
        for (const std::uint64_t stval : {0U, 1U}) {
          riscv64_hardware.htinst = htinst;
          riscv64_hardware.stval = stval;
          riscv64_hardware.htval = 1 - stval;
          const bool data = scause == 21 || scause == 23;
          const bool wanted = !big && ((data && htinst == 0) || (scause == 22 && stval == 0));
          tenon_riscv64_fault fault{};
          fault.scause = scause;
          riscv64_hardware.fetches = 0;
          tenon_riscv64_capture(&fault, &frame);
          EXPECT_EQ(riscv64_hardware.fetches, wanted ? 1U : 0U) << scause;
          EXPECT_EQ(fault.instruction, wanted ? 0x00053503U : 0U) << scause;
          EXPECT_EQ(fault.valid, (wanted ? TENON_RISCV64_FAULT_INSTRUCTION : 0U) +
                                     (big && data ? TENON_RISCV64_FAULT_BIG_ENDIAN : 0U))
              << scause;
        }
      }
    }
  }
  // In VU-mode UBE of vsstatus counts, bit 6 and no other.
  frame.sstatus = 0xffff'ffff'ffff'feff;
  for (const std::uint64_t vsstatus : {0x40ULL, ~0x40ULL}) {
    csr(TENON_RISCV64_SAVED_VSSTATUS) = vsstatus;
    tenon_riscv64_fault fault{};
    fault.scause = 21;
    tenon_riscv64_capture(&fault, &frame);
    EXPECT_EQ(fault.valid / TENON_RISCV64_FAULT_BIG_ENDIAN, vsstatus == 0x40 ? 1U : 0U);
  }
  // Code that cannot be fetched.
  riscv64_hardware = {};
  tenon_riscv64_fault fault{};
  fault.scause = 21;
  tenon_riscv64_capture(&fault, &frame);
  EXPECT_EQ(fault.valid, 0U);
}

TEST_F(RiscV64VCpuExit, ExceptionsChangeThePrivilegeAndNothingElseOfTheStatus) {
  make_bound();
  for (const std::uint64_t others : {0ULL, 0x8000'0002'000c'6200ULL}) {
    for (const std::uint64_t privilege : {std::uint64_t{0}, spp}) {
      for (std::uint64_t status = 0; status < 0x400; status += 2) {
        csr(TENON_RISCV64_SAVED_VSSTATUS) = status + others / 0x400 * 0x400;
        csr(TENON_RISCV64_SAVED_VSTVEC) = 0x8100'0000 + status % 4 + 1;
        v_.frame.sstatus = (others & ~spp) | privilege;
        leave(10);
        ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
        EXPECT_EQ(v_.frame.sstatus, (others & ~spp) | spp);
        EXPECT_EQ(v_.frame.pc, 0x8100'0000U);
        const std::uint64_t wanted = (status & ~0x122ULL) | privilege | (status & 2) << 4;
        EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSSTATUS), wanted + others / 0x400 * 0x400) << status;
      }
    }
  }
}

TEST_F(RiscV64VCpuExit, ReturnsFromCalls) {
  make_bound();
  v_.frame.x[11] = 77;
  v_.frame.x[17] = 0x10;
  leave(10);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_call(&v_, ~1ULL), TENON_OK);
  EXPECT_EQ(v_.frame.x[10], ~1ULL);
  EXPECT_EQ(v_.frame.x[11], 0U);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  v_.frame.x[11] = 77;
  v_.frame.x[17] = 1;  // legacy calls leave a1
  leave(10);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_call(&v_, 0), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 77U);
  v_.frame.x[17] = 0x735049;
  leave(10);
  expect_kind(TENON_EXIT_send_ipi);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.x[10] + v_.frame.x[11], 0U);
}

TEST_F(RiscV64VCpuExit, InjectsExceptionsAsTheHartTakesThem) {
  make_bound();
  csr(TENON_RISCV64_SAVED_VSTVEC) = 0x8100'0001;
  csr(TENON_RISCV64_SAVED_VSSTATUS) = 0x2'0000'0002;  // SIE
  v_.frame.sstatus -= spp;                            // from VU-mode
  leave(22, 0x600022f3);
  ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSCAUSE), 2U);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x600022f3U);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSEPC), entry);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSSTATUS), 0x2'0000'0020U);  // SPIE, SPP clear
  EXPECT_EQ(v_.frame.pc, 0x8100'0000U);
  EXPECT_EQ(v_.frame.sstatus & spp, spp);
  struct Row {
    std::uint64_t scause, htinst, code;
  };
  for (const Row& row : {Row{20, 0, 1}, Row{21, 0x3003, 5}, Row{23, 0x800023, 7}}) {
    leave(row.scause, 0x5678, 0x1234, row.htinst);
    ASSERT_EQ(tenon_riscv64_vcpu_inject_abort(&v_), TENON_OK);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSCAUSE), row.code);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x5678U);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSSTATUS), 0x2'0000'0100U);
  }
}

/// An access fault in the guest's own page-table walk is one of the access that walked ("Virtual
/// Address Translation Process": an access-fault exception corresponding to the original access type),
/// whichever access the walk made.
TEST_F(RiscV64VCpuExit, AnAbortOfAWalkIsOneOfTheAccessThatWalked) {
  make_bound();
  struct Row {
    std::uint64_t scause, htinst, code;
  };
  for (const Row& row : {Row{20, 0x3000, 1}, Row{21, 0x3000, 5}, Row{23, 0x3000, 7},
                         Row{20, 0x3020, 1}, Row{21, 0x3020, 5}, Row{23, 0x3020, 7}}) {
    leave(row.scause, 0x5678, 0x1234, row.htinst);
    expect_kind(TENON_EXIT_nested_page_fault);
    ASSERT_EQ(tenon_riscv64_vcpu_inject_abort(&v_), TENON_OK);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSCAUSE), row.code) << row.scause << std::hex << row.htinst;
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x5678U);
  }
}

/// Whatever faulted is the exit that decode makes of the fetched instruction, short way or not.
TEST_F(RiscV64VCpuExit, EachLoadAndStoreBecomesWhatDecodeMakesOfIt) {
  make_bound();
  for (std::uint32_t i = 1; i < 32; ++i) v_.frame.x[i] = 0x9876'5432'10fe'dc00 + i * 0x1'0001'0108;
  const auto check = [&](std::uint32_t word) {
    tenon_riscv64_instruction known{};
    tenon_riscv64_decode_instruction(word, &known);
    const std::uint64_t at = tenon_riscv64_get_x(&v_.frame, known.base) + known.offset;
    riscv64_hardware.code = {{entry, word & 0xffff}, {entry + 2, word >> 16}};
    for (const std::uint64_t scause : {21U, 23U}) {
      for (const std::uint64_t stval : {at, at + 1}) {
        leave(scause, stval, 0x1000'0ff8 / 4);
        tenon_exit want = v_.exit;
        tenon_riscv64_access access = v_.access;
        const tenon_riscv64_fault fault{.scause = scause,
                                        .stval = stval,
                                        .htval = 0x1000'0ff8 / 4,
                                        .htinst = 0,
                                        .valid = word == 0 ? 0U : TENON_RISCV64_FAULT_INSTRUCTION,
                                        .instruction = word % 4 == 3 ? word : word & 0xffff};
        tenon_riscv64_decode(&fault, &v_.frame, &want, &access);
        ASSERT_EQ(std::memcmp(&v_.exit, &want, sizeof want), 0) << std::hex << word;
        ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
      }
    }
  };
  for (std::uint32_t word = 0; word < 0x10000; word += 3) check(word);
  for (std::uint32_t other = 0; other < 0x10000; other += 5) {
    check(0x3 | other << 12);   // LOAD, rd x0
    check(0x83 | other << 12);  // LOAD
    check(0x23 | other << 12);  // STORE
    check(0xa3 | (other * 2654435761U) >> 12 << 12);
  }
}

}  // namespace
