// SPDX-License-Identifier: Apache-2.0
// What SVM's exits become: every exit code, every field of a port access and of a nested page fault,
// lengths. The expected values are tables made from the manual (AMD APM volume 2, appendix C), not
// the decoder's own arithmetic.
#include "tenon/core/x86_64/svm/decode.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string_view>

#include "tenon/core/x86_64/svm/capture.h"
#include "tenon/x86_64.hpp"

namespace {

constexpr std::uint64_t rax = 0x1122'3344'5566'7788;
constexpr std::uint64_t rdx = 0x99aa'bbcc'ddee'ff00;
constexpr std::uint32_t none = TENON_EXIT_COUNT;  // the core answers

tenon_x86_64_frame frame_with(std::uint64_t rcx = 0x4321) {
  tenon_x86_64_frame frame{};
  for (std::uint64_t i = 0; i < 16; ++i) frame.x[i] = 0x0101'0101'0101'0101 * i;
  frame.x[0] = rax;
  frame.x[1] = rcx;
  frame.x[2] = rdx;
  frame.rip = 0x7000;
  return frame;
}

/// Poisoned before, so that a field that is not set shows.
tenon_exit decode(std::uint64_t code, std::uint64_t info = 0, std::uint64_t info2 = 0,
                  std::uint32_t length = 0, std::uint64_t rcx = 0x4321) {
  tenon_x86_64_fault fault{};
  fault.code = code;
  fault.info = info;
  fault.info2 = info2;
  fault.length = length;
  const tenon_x86_64_frame frame = frame_with(rcx);
  tenon_exit exit;
  std::memset(&exit, 0xa5, sizeof exit);
  tenon_svm_decode(&fault, &frame, &exit);
  return exit;
}

void expect_exit(const tenon_exit& is, const tenon_exit& wanted, std::uint64_t what) {
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

struct Row {
  std::uint64_t code;
  std::string_view cause;
  std::uint32_t kind;
  std::uint8_t length;
  std::uint64_t value = 0;
  std::uint8_t flags = 0;
};

/// Appendix C but the rows of 16 and what has a test of its own.
constexpr Row rows[] = {
    {0x60, "physical_interrupt", TENON_EXIT_external_interrupt, 0},
    {0x61, "physical_nmi", TENON_EXIT_external_interrupt, 0, 2},
    {0x62, "physical_smi", TENON_EXIT_external_interrupt, 0},
    {0x63, "physical_init", TENON_EXIT_external_interrupt, 0},
    {0x64, "interrupt_window", TENON_EXIT_interrupt_window, 0},
    {0x65, "cr0_selective", TENON_EXIT_unhandled, 0},
    {0x66, "idtr_read", TENON_EXIT_unhandled, 0},
    {0x67, "gdtr_read", TENON_EXIT_unhandled, 0},
    {0x68, "ldtr_read", TENON_EXIT_unhandled, 0},
    {0x69, "tr_read", TENON_EXIT_unhandled, 0},
    {0x6a, "idtr_write", TENON_EXIT_unhandled, 0},
    {0x6b, "gdtr_write", TENON_EXIT_unhandled, 0},
    {0x6c, "ldtr_write", TENON_EXIT_unhandled, 0},
    {0x6d, "tr_write", TENON_EXIT_unhandled, 0},
    {0x6e, "rdtsc", TENON_EXIT_unhandled, 0},
    {0x6f, "rdpmc", none, 2},
    {0x70, "pushf", TENON_EXIT_unhandled, 0},
    {0x71, "popf", TENON_EXIT_unhandled, 0},
    {0x72, "cpuid", none, 2},
    {0x73, "rsm", TENON_EXIT_unhandled, 0},
    {0x74, "iret", TENON_EXIT_NONE, 1},
    {0x75, "software_interrupt", TENON_EXIT_unhandled, 0},
    {0x76, "invd", none, 2},
    {0x77, "pause", TENON_EXIT_halt, 2, 0, TENON_EXIT_FLAG_EVENT},
    {0x78, "hlt", TENON_EXIT_halt, 1},
    {0x79, "invlpg", TENON_EXIT_unhandled, 0},
    {0x7a, "virtualization", none, 2},
    {0x7d, "task_switch", TENON_EXIT_unhandled, 0},
    {0x7e, "ferr_freeze", TENON_EXIT_unhandled, 0},
    {0x7f, "shutdown", TENON_EXIT_system_reset, 0},
    {0x80, "virtualization", none, 2},
    {0x81, "hypercall", TENON_EXIT_hypercall, 3, rax},
    {0x82, "virtualization", none, 2},
    {0x83, "virtualization", none, 2},
    {0x84, "virtualization", none, 2},
    {0x85, "virtualization", none, 2},
    {0x86, "virtualization", none, 2},
    {0x87, "rdtscp", TENON_EXIT_unhandled, 0},
    {0x88, "icebp", none, 1},
    {0x89, "wbinvd", none, 2},
    {0x8a, "monitor", none, 2},
    {0x8b, "mwait", none, 2},
    {0x8c, "mwait", none, 2},
    {0x8d, "xsetbv", none, 3},
    {0x8e, "rdpru", none, 2},
    {0x8f, "efer_write_trap", TENON_EXIT_unhandled, 0},
    {0xa0, "invlpgb", TENON_EXIT_unhandled, 0},
    {0xa1, "invlpgb", TENON_EXIT_unhandled, 0},
    {0xa2, "invpcid", TENON_EXIT_unhandled, 0},
    {0xa3, "mcommit", TENON_EXIT_unhandled, 0},
    {0xa4, "tlbsync", TENON_EXIT_unhandled, 0},
    {0xa5, "bus_lock", TENON_EXIT_unhandled, 0},
    {0xa6, "idle_hlt", TENON_EXIT_unhandled, 0},
    {0x401, "avic_ipi", TENON_EXIT_unhandled, 0},
    {0x402, "avic_access", TENON_EXIT_unhandled, 0},
    {0x403, "vmgexit", TENON_EXIT_unhandled, 0},
    {0xffff'ffff, "invalid_state", TENON_EXIT_entry_failed, 0, 0xffff'ffff},
    {0xffff'ffff'ffff'ffff, "invalid_state", TENON_EXIT_entry_failed, 0, 0xffff'ffff'ffff'ffff},
    {0xffff'ffff'ffff'fffe, "busy", TENON_EXIT_entry_failed, 0, 0xffff'ffff'ffff'fffe},
};

/// No row has the two codes that their own tests have.
constexpr std::uint64_t ioio = 0x7b, msr = 0x7c, npf = 0x400;

const Row* row_of(std::uint64_t code) {
  for (const Row& row : rows) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

TEST(SvmDecode, NamesEveryExitCode) {
  for (const Row& row : rows) {
    const tenon_exit exit = decode(row.code);
    EXPECT_EQ(tenon::x86_64::cause_name(exit.cause), row.cause) << row.code;
    expect_exit(exit,
                {.kind = row.kind,
                 .cause = exit.cause,
                 .address = row.kind == TENON_EXIT_unhandled ? row.code : 0,
                 .value = row.value,
                 .instruction_length = row.length,
                 .flags = row.flags},
                row.code);
  }
}

TEST(SvmDecode, TakesTheCpusWordOnTheLength) {
  for (const Row& row : rows) {
    for (const std::uint32_t length : {1U, 3U, 9U, 15U, 16U, 255U}) {
      const tenon_exit exit = decode(row.code, 0, 0, length);
      const std::uint32_t wanted = row.length == 0 || length > 15 ? row.length : length;
      EXPECT_EQ(exit.instruction_length, wanted) << row.code << " " << length;
    }
  }
}

TEST(SvmDecode, NamesRowsOfRegistersAndExceptions) {
  constexpr std::string_view registers[] = {"cr_read", "cr_write", "dr_read", "dr_write"};
  for (std::uint64_t code = 0; code < 0x40; ++code) {
    const tenon_exit exit = decode(code);
    EXPECT_EQ(exit.kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled));
    EXPECT_EQ(tenon::x86_64::cause_name(exit.cause), registers[code / 16]) << code;
    EXPECT_EQ(exit.address, code);
  }
  for (std::uint64_t code = 0x90; code < 0xa0; ++code) {
    EXPECT_EQ(tenon::x86_64::cause_name(decode(code).cause), "cr_write_trap") << code;
  }
  for (std::uint64_t vector = 0; vector < 32; ++vector) {
    const tenon_exit exit = decode(0x40 + vector);
    EXPECT_EQ(tenon::x86_64::cause_name(exit.cause), "exception_" + std::to_string(vector));
    std::uint32_t kind = TENON_EXIT_unhandled;
    if (vector == 1 || vector == 17) kind = none;
    if (vector == 18) kind = TENON_EXIT_external_interrupt;
    EXPECT_EQ(exit.kind, kind) << vector;
    EXPECT_EQ(exit.value, vector == 18 ? 18U : 0U);
  }
}

TEST(SvmDecode, NamesEveryOtherCodeAsReserved) {
  const auto is_known = [](std::uint64_t code) {
    return code < 0x60 || (code >= 0x90 && code < 0xa0) || code == ioio || code == msr ||
           code == npf || row_of(code) != nullptr;
  };
  std::mt19937_64 random(1);
  const auto check = [&](std::uint64_t code) {
    if (is_known(code)) return;
    const tenon_exit exit = decode(code, random(), random());
    expect_exit(
        exit,
        {.kind = TENON_EXIT_unhandled, .cause = TENON_X86_64_CAUSE_reserved_exit, .address = code},
        code);
  };
  for (std::uint64_t code = 0; code < 0x10000; ++code) check(code);
  for (int i = 0; i < 10000; ++i) check(random());
  check(0xffff'ffff'ffff'fffd);
  for (const std::uint64_t code : {0xffff'fffeULL, 0x1'0000'0000ULL, 0x1'ffff'ffffULL}) check(code);
}

/// EXITINFO1 of IOIO, bit by bit (15.10.2).
TEST(SvmDecode, NamesANestedPageFaultToo) {
  EXPECT_EQ(tenon_svm_cause(0x400), static_cast<std::uint32_t>(TENON_X86_64_CAUSE_nested_access));
}

TEST(SvmDecode, ReadsEveryFieldOfAPortAccess) {
  for (std::uint64_t low = 0; low < 0x2000; ++low) {
    const std::uint64_t port = (low * 0x9e37'79b9) & 0xffff;
    const std::uint64_t info = port << 16 | low;
    const bool in = (low & 1) != 0;
    const bool string = (low & 0xc) != 0;
    const bool one = (low & 0x70) == 0x10, two = (low & 0x70) == 0x20, four = (low & 0x70) == 0x40;
    const tenon_exit exit = decode(ioio, info, 0x7002, 2);
    if (!one && !two && !four) {
      expect_exit(
          exit,
          {.kind = TENON_EXIT_unhandled, .cause = TENON_X86_64_CAUSE_io_width, .address = ioio},
          low);
    } else if (string) {
      expect_exit(
          exit,
          {.kind = TENON_EXIT_unhandled, .cause = TENON_X86_64_CAUSE_io_string, .address = ioio},
          low);
    } else {
      const std::uint8_t width = one ? 1 : two ? 2 : 4;
      const std::uint64_t written = one ? 0x88 : two ? 0x7788 : 0x5566'7788;
      expect_exit(
          exit,
          {.kind = static_cast<std::uint32_t>(in ? TENON_EXIT_io_read : TENON_EXIT_io_write),
           .cause = in ? TENON_X86_64_CAUSE_io_read : TENON_X86_64_CAUSE_io_write,
           .address = port,
           .value = in ? 0 : written,
           .width = width,
           .register_width = 8,
           .access = in ? std::uint8_t{1} : std::uint8_t{2},
           .instruction_length = 2},
          low);
    }
  }
}

TEST(SvmDecode, ReadsMsrAccesses) {
  for (const std::uint64_t rcx : {0x10ULL, 0xffff'ffff'c000'0103ULL, 0x277ULL, 0xc000'0080ULL,
                                  0x1bULL, 0x7ffULL, 0x800ULL, 0x8ffULL, 0x900ULL}) {
    for (const std::uint64_t write : {0ULL, 1ULL}) {
      const auto number = static_cast<std::uint32_t>(rcx);
      const bool core = number == 0x1b || number == 0x277 || number == 0xc000'0080 ||
                        number == 0x800 || number == 0x8ff;
      const std::uint32_t kind = write == 1 ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read;
      expect_exit(decode(msr, write, 0, 0, rcx),
                  {.kind = core ? none : kind,
                   .cause = static_cast<std::uint32_t>(write == 1 ? TENON_X86_64_CAUSE_msr_write
                                                                  : TENON_X86_64_CAUSE_msr_read),
                   .address = number,
                   .value = write == 1 ? 0xddee'ff00'5566'7788 : 0,
                   .width = 8,
                   .register_width = 8,
                   .access = write == 1 ? std::uint8_t{2} : std::uint8_t{1},
                   .instruction_length = 2},
                  rcx);
    }
  }
}

/// EXITINFO1 of NPF: the page fault's error code, 32 the final access, 33 a walk (15.25.6).
TEST(SvmDecode, ReadsEveryFieldOfANestedPageFault) {
  for (std::uint64_t low = 0; low < 0x80; ++low) {
    for (const std::uint64_t high : {0ULL, 1ULL << 32, 1ULL << 33, 3ULL << 32, 1ULL << 37}) {
      const std::uint64_t info = low | high;
      const bool walk = (info >> 33 & 1) != 0;
      std::uint32_t cause =
          walk ? TENON_X86_64_CAUSE_nested_walk : TENON_X86_64_CAUSE_nested_access;
      if ((low & 8) != 0) cause = TENON_X86_64_CAUSE_nested_reserved;
      std::uint8_t access = 1;
      if ((low & 2) != 0) access = 2;
      if ((low & 16) != 0) access = 4;
      expect_exit(decode(npf, info, 0xfee0'00b0),
                  {.kind = TENON_EXIT_nested_page_fault,
                   .cause = cause,
                   .address = 0xfee0'00b0,
                   .access = access,
                   .flags = static_cast<std::uint8_t>((low & 1) * 32 + (walk ? 8 : 0))},
                  info);
    }
  }
}

TEST(SvmCapture, KnowsTheLengthWhereTheCpuSaysIt) {
  tenon_svm_vmcb b{};
  b.exitinfo1 = 0x11;
  b.exitintinfo = 0x8000'0020;
  for (const std::uint64_t code :
       {0x41ULL, 0x60ULL, 0x72ULL, 0x7bULL, 0x9fULL, 0xa0ULL, 0x400ULL}) {
    for (const std::uint64_t next : {0ULL, 0x7000ULL, 0x7001ULL, 0x700fULL, 0x7010ULL, 0x6fffULL}) {
      for (const std::uint32_t has : {0U, 1U, 2U, 3U}) {
        b.exitcode = code;
        b.next_rip = next;
        b.exitinfo2 = 0x7002;
        tenon_x86_64_fault fault{};
        tenon_svm_capture(&fault, &b, 0x7000, has);
        const bool saved = (has & 1) != 0 && code >= 0x60 && code < 0xa0;
        const std::uint32_t told = next == 0x7001 ? 1 : next == 0x700f ? 15 : 0;
        EXPECT_EQ(fault.length, code == 0x7b ? 2U : saved ? told : 0U) << code << " " << next;
        EXPECT_EQ(fault.code, code);
        EXPECT_EQ(fault.info, 0x11U);
        EXPECT_EQ(fault.info2, 0x7002U);
        EXPECT_EQ(fault.event, 0x8000'0020U);
      }
    }
  }
}

}  // namespace
