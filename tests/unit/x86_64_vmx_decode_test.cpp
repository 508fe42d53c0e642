// SPDX-License-Identifier: Apache-2.0
// What VMX's exits become: every basic exit reason, every field of each qualification, interruption
// information, failed and refused entries. The expected values are tables made from the manual
// (Intel SDM volume 3, chapter 28 and appendix C), not the decoder's own arithmetic.
#include "tenon/core/x86_64/vmx/decode.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <random>
#include <string>
#include <string_view>

#include "tenon/x86_64.hpp"

namespace {

constexpr std::uint64_t rax = 0x1122'3344'5566'7788;
constexpr std::uint64_t rdx = 0x99aa'bbcc'ddee'ff00;
constexpr std::uint64_t physical = 0x3'fee0'00b0;
constexpr std::uint64_t linear = 0xffff'8000'1234'5678;
constexpr std::uint32_t none = TENON_EXIT_COUNT;  // the core answers
constexpr std::uint32_t valid = 0x8000'0000;

tenon_x86_64_frame frame_with(std::uint64_t rcx) {
  tenon_x86_64_frame frame{};
  for (std::uint64_t i = 0; i < 16; ++i) frame.x[i] = 0x0101'0101'0101'0101 * i;
  frame.x[0] = rax;
  frame.x[1] = rcx;
  frame.x[2] = rdx;
  return frame;
}

/// Poisoned before, so that a field that is not set shows.
tenon_exit decode(std::uint64_t code, std::uint64_t info = 0, std::uint64_t interruption = 0,
                  std::uint32_t length = 0, std::uint32_t instruction = 0,
                  std::uint64_t rcx = 0x4321) {
  tenon_x86_64_fault fault{};
  fault.code = code;
  fault.info = info;
  fault.info2 = physical;
  fault.linear = linear;
  fault.interruption = interruption;
  fault.instruction_info = instruction;
  fault.length = length;
  const tenon_x86_64_frame frame = frame_with(rcx);
  tenon_exit exit;
  std::memset(&exit, 0xa5, sizeof exit);
  tenon_vmx_decode(&fault, &frame, &exit);
  return exit;
}

void expect_exit(const tenon_exit& is, const tenon_exit& wanted, std::uint64_t what) {
  EXPECT_EQ(is.kind, wanted.kind) << what;
  EXPECT_EQ(tenon::x86_64::cause_name(is.cause), tenon::x86_64::cause_name(wanted.cause)) << what;
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
  std::uint64_t reason;
  std::string_view cause;
  std::uint32_t kind = TENON_EXIT_unhandled;
  std::uint8_t length = 0;
  std::uint64_t value = 0;
  std::uint8_t flags = 0;
};

/// Appendix C but the reasons that have a test of their own: 0, 28 to 34, 41, 46 to 48.
constexpr Row rows[] = {
    {1, "physical_interrupt", TENON_EXIT_external_interrupt},
    {2, "shutdown", TENON_EXIT_system_reset},
    {3, "physical_init", TENON_EXIT_external_interrupt},
    {4, "physical_sipi", TENON_EXIT_external_interrupt},
    {5, "physical_smi", TENON_EXIT_external_interrupt},
    {6, "physical_smi", TENON_EXIT_external_interrupt},
    {7, "interrupt_window", TENON_EXIT_interrupt_window},
    {8, "nmi_window", TENON_EXIT_interrupt_window},
    {9, "task_switch"},
    {10, "cpuid", none, 2},
    {11, "getsec", none, 2},
    {12, "hlt", TENON_EXIT_halt, 1},
    {13, "invd", none, 2},
    {14, "invlpg"},
    {15, "rdpmc", none, 2},
    {16, "rdtsc"},
    {17, "rsm"},
    {18, "hypercall", TENON_EXIT_hypercall, 3, rax},
    {19, "virtualization", none, 2},
    {20, "virtualization", none, 2},
    {21, "virtualization", none, 2},
    {22, "virtualization", none, 2},
    {23, "virtualization", none, 2},
    {24, "virtualization", none, 2},
    {25, "virtualization", none, 2},
    {26, "virtualization", none, 2},
    {27, "virtualization", none, 2},
    {35, "reserved_exit"},
    {36, "mwait", none, 2},
    {37, "monitor_trap"},
    {38, "reserved_exit"},
    {39, "monitor", none, 2},
    {40, "pause", TENON_EXIT_halt, 2, 0, TENON_EXIT_FLAG_EVENT},
    {42, "reserved_exit"},
    {43, "tpr_threshold"},
    {44, "apic_access"},
    {45, "apic_eoi"},
    {49, "nested_misconfigured"},
    {50, "virtualization", none, 2},
    {51, "rdtscp"},
    {52, "preemption_timer", TENON_EXIT_preempted},
    {53, "virtualization", none, 2},
    {54, "wbinvd", none, 2},
    {55, "xsetbv", none, 3},
    {56, "apic_write"},
    {57, "rdrand"},
    {58, "invpcid"},
    {59, "virtualization", none, 2},
    {60, "enclave"},
    {61, "rdseed"},
    {62, "page_log_full"},
    {63, "xsaves"},
    {64, "xrstors"},
    {65, "pconfig"},
    {66, "subpage"},
    {67, "umwait"},
    {68, "tpause"},
    {69, "loadiwkey"},
    {70, "enclave"},
    {71, "reserved_exit"},
    {72, "enqcmd"},
    {73, "enqcmd"},
    {74, "bus_lock"},
    {75, "instruction_timeout"},
    {76, "virtualization", none, 2},
    {77, "virtualization", none, 2},
    {78, "msr_list"},
    {79, "msr_list"},
};

/// Bits 30:16 of the reason (enclave, pending MTF, bus lock, ...) change nothing.
constexpr std::uint64_t beside[] = {0, 0x0001'0000, 0x0400'0000, 0x0800'0000, 0x7fff'0000};

TEST(VmxDecode, NamesEveryReason) {
  std::mt19937_64 random(1);
  for (const Row& row : rows) {
    for (const std::uint64_t high : beside) {
      const std::uint64_t code = high | row.reason;
      const tenon_exit exit = decode(code, random());
      EXPECT_EQ(tenon::x86_64::cause_name(exit.cause), row.cause) << row.reason;
      expect_exit(exit,
                  {.kind = row.kind,
                   .cause = exit.cause,
                   .address = row.kind == TENON_EXIT_unhandled ? code : 0,
                   .value = row.value,
                   .instruction_length = row.length,
                   .flags = row.flags},
                  code);
    }
  }
}

TEST(VmxDecode, TakesTheCpusWordOnTheLength) {
  for (const Row& row : rows) {
    for (const std::uint32_t length : {0U, 1U, 9U, 15U, 16U, 0xffff'ffffU}) {
      const std::uint32_t wanted =
          row.length == 0 || length == 0 || length > 15 ? row.length : length;
      EXPECT_EQ(decode(row.reason, 0, 0, length).instruction_length, wanted) << row.reason;
    }
  }
}

TEST(VmxDecode, NamesEveryOtherReasonAsReserved) {
  for (std::uint64_t reason = 80; reason < 0x10000; ++reason) {
    expect_exit(decode(reason, ~reason),
                {.kind = TENON_EXIT_unhandled,
                 .cause = TENON_X86_64_CAUSE_reserved_exit,
                 .address = reason},
                reason);
  }
}

/// Table 28-3, all of bits 11:0, and LMSW's data.
TEST(VmxDecode, ReadsEveryFieldOfAControlRegisterAccess) {
  for (std::uint64_t low = 0; low < 0x1000; ++low) {
    const std::uint64_t q = 0xbeef'0000 | low;
    const std::uint64_t number = low & 15, index = low >> 8;
    const bool exists = number == 0 || number == 3 || number == 4 || number == 8;
    const tenon_exit exit = decode(28, q, 0, 3);
    tenon_exit wanted{.kind = none, .instruction_length = 3};
    switch (low >> 4 & 3) {
      case 2:
        wanted.cause = TENON_X86_64_CAUSE_clts;
        wanted.access = TENON_ACCESS_WRITE;
        break;
      case 3:
        wanted.cause = TENON_X86_64_CAUSE_lmsw;
        wanted.access = TENON_ACCESS_WRITE;
        wanted.value = 0xbeef;
        break;
      case 1:
        wanted.cause = exists ? TENON_X86_64_CAUSE_cr_read : TENON_X86_64_CAUSE_cr_number;
        if (number != 8) wanted.kind = TENON_EXIT_unhandled;
        wanted.access = TENON_ACCESS_READ;
        break;
      default:
        wanted.cause = exists ? TENON_X86_64_CAUSE_cr_write : TENON_X86_64_CAUSE_cr_number;
        if (!exists || number == 3) wanted.kind = TENON_EXIT_unhandled;
        wanted.access = TENON_ACCESS_WRITE;
        wanted.value = frame_with(0x4321).x[index];
    }
    if (wanted.kind != none) {
      wanted = {.kind = wanted.kind, .cause = wanted.cause, .address = 28};
    } else if ((low >> 4 & 3) < 2) {
      wanted.address = number;
      wanted.register_index = static_cast<std::uint8_t>(index);
      wanted.register_width = 8;
    }
    expect_exit(exit, wanted, low);
  }
}

TEST(VmxDecode, NamesDebugRegistersAndDescriptorTables) {
  for (std::uint64_t q = 0; q < 0x1000; ++q) {
    const bool reads = (q & 0x10) != 0;
    expect_exit(decode(29, q),
                {.kind = TENON_EXIT_unhandled,
                 .cause = static_cast<std::uint32_t>(reads ? TENON_X86_64_CAUSE_dr_read
                                                           : TENON_X86_64_CAUSE_dr_write),
                 .address = 29},
                q);
  }
  constexpr std::string_view tables[2][4] = {{"gdtr_read", "idtr_read", "gdtr_write", "idtr_write"},
                                             {"ldtr_read", "tr_read", "ldtr_write", "tr_write"}};
  for (std::uint32_t which = 0; which < 4; ++which) {
    for (const std::uint32_t rest : {0U, 0xcfff'ffffU}) {
      const std::uint32_t info = which << 28 | rest;
      for (std::uint64_t i = 0; i < 2; ++i) {
        const tenon_exit exit = decode(46 + i, 0, 0, 3, info);
        EXPECT_EQ(tenon::x86_64::cause_name(exit.cause), tables[i][which]);
        EXPECT_EQ(exit.kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled));
        EXPECT_EQ(exit.address, 46 + i);
      }
    }
  }
}

/// Table 28-5, bits 6:0 and the port.
TEST(VmxDecode, ReadsEveryFieldOfAPortAccess) {
  for (std::uint64_t low = 0; low < 0x80; ++low) {
    for (const std::uint64_t port : {0ULL, 0x3f8ULL, 0xffffULL, 0x8001ULL}) {
      const std::uint64_t q = 0xdead'0000'0000'0000 | port << 16 | low;
      const bool in = (low & 8) != 0, string = (low & 16) != 0;
      const std::uint64_t size = low & 7;
      const tenon_exit exit = decode(30, q, 0, 2);
      if ((size != 0 && size != 1 && size != 3) || string) {
        const bool width = size == 0 || size == 1 || size == 3;
        expect_exit(exit,
                    {.kind = TENON_EXIT_unhandled,
                     .cause = static_cast<std::uint32_t>(width ? TENON_X86_64_CAUSE_io_string
                                                               : TENON_X86_64_CAUSE_io_width),
                     .address = 30},
                    low);
        continue;
      }
      const std::uint64_t written = size == 0 ? 0x88 : size == 1 ? 0x7788 : 0x5566'7788;
      expect_exit(
          exit,
          {.kind = static_cast<std::uint32_t>(in ? TENON_EXIT_io_read : TENON_EXIT_io_write),
           .cause = in ? TENON_X86_64_CAUSE_io_read : TENON_X86_64_CAUSE_io_write,
           .address = port,
           .value = in ? 0 : written,
           .width = static_cast<std::uint8_t>(size + 1),
           .register_width = 8,
           .access = in ? std::uint8_t{1} : std::uint8_t{2},
           .instruction_length = 2},
          low);
    }
  }
}

TEST(VmxDecode, ReadsMsrAccesses) {
  for (const std::uint64_t rcx : {0x10ULL, 0xffff'ffff'c000'0103ULL, 0x277ULL, 0xc000'0080ULL,
                                  0x1bULL, 0x7ffULL, 0x800ULL, 0x8ffULL, 0x900ULL}) {
    for (const bool write : {false, true}) {
      const auto number = static_cast<std::uint32_t>(rcx);
      const bool core = number == 0x1b || number == 0x277 || number == 0xc000'0080 ||
                        number == 0x800 || number == 0x8ff;
      const std::uint32_t kind = write ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read;
      expect_exit(decode(write ? 32 : 31, 0, 0, 2, 0, rcx),
                  {.kind = core ? none : kind,
                   .cause = static_cast<std::uint32_t>(write ? TENON_X86_64_CAUSE_msr_write
                                                             : TENON_X86_64_CAUSE_msr_read),
                   .address = number,
                   .value = write ? 0xddee'ff00'5566'7788 : 0,
                   .width = 8,
                   .register_width = 8,
                   .access = write ? std::uint8_t{2} : std::uint8_t{1},
                   .instruction_length = 2},
                  rcx);
    }
  }
}

/// Table 28-7, bits 8:0, and what is above.
TEST(VmxDecode, ReadsEveryFieldOfAnEptViolation) {
  for (std::uint64_t low = 0; low < 0x200; ++low) {
    for (const std::uint64_t high : {0ULL, 0x1'fe00ULL, 0xffff'ffff'ffff'fe00ULL}) {
      const bool has_linear = (low & 0x80) != 0;
      const bool is_final = has_linear && (low & 0x100) != 0;
      std::uint8_t access = TENON_ACCESS_READ;
      if ((low & 2) != 0) access = TENON_ACCESS_WRITE;
      if ((low & 4) != 0) access = TENON_ACCESS_EXECUTE;
      std::uint8_t flags = is_final ? 0 : TENON_EXIT_FLAG_WALK;
      if ((low & 0x38) != 0) flags |= TENON_EXIT_FLAG_PERMISSION;
      expect_exit(decode(48, high | low),
                  {.kind = TENON_EXIT_nested_page_fault,
                   .cause = static_cast<std::uint32_t>(is_final ? TENON_X86_64_CAUSE_nested_access
                                                                : TENON_X86_64_CAUSE_nested_walk),
                   .address = physical,
                   .virtual_address = has_linear ? linear : 0,
                   .access = access,
                   .flags = flags},
                  low);
    }
  }
}

/// Table 25-19: all vectors, types, with and without the valid bit.
TEST(VmxDecode, NamesEveryEvent) {
  for (std::uint32_t info = 0; info < 0x1000; ++info) {
    const std::uint32_t vector = info & 0xff, type = info >> 8 & 7;
    std::string cause = "event_unknown";
    if (type == 2) cause = "physical_nmi";
    if (type == 5) cause = "icebp";
    if ((type == 3 || type == 6) && vector < 32) cause = "exception_" + std::to_string(vector);
    const tenon_exit exit = decode(0, 0, 0x18'0000'0000ULL + valid + info);
    EXPECT_EQ(tenon::x86_64::cause_name(exit.cause), cause) << info;
    std::uint32_t kind = TENON_EXIT_unhandled;
    if (cause == "exception_1" || cause == "exception_17" || cause == "icebp") kind = none;
    if (cause == "physical_nmi" || cause == "exception_18") kind = TENON_EXIT_external_interrupt;
    EXPECT_EQ(exit.kind, kind) << info;
    EXPECT_EQ(exit.value, cause == "physical_nmi" ? 2U : cause == "exception_18" ? 18U : 0U);
    expect_exit(decode(0, 0, info),
                {.kind = TENON_EXIT_unhandled, .cause = TENON_X86_64_CAUSE_event_unknown}, info);
  }
}

TEST(VmxDecode, SaysWhichInterruptWasAcknowledged) {
  for (std::uint32_t vector = 0; vector < 256; ++vector) {
    EXPECT_EQ(decode(1, 0, valid + vector).value, vector);
    EXPECT_EQ(decode(1, 0, vector).value, 0U);
    EXPECT_EQ(decode(3, 0, valid + vector).value, 0U);
  }
}

TEST(VmxDecode, KeepsFailedEntriesApart) {
  constexpr std::uint32_t causes[][2] = {{33, TENON_X86_64_CAUSE_invalid_state},
                                         {34, TENON_X86_64_CAUSE_entry_msr},
                                         {41, TENON_X86_64_CAUSE_entry_machine_check}};
  for (std::uint64_t reason = 0; reason < 0x10000; ++reason) {
    const std::uint64_t code = valid | reason;
    std::uint32_t cause = TENON_X86_64_CAUSE_reserved_exit;
    for (const auto& row : causes) cause = reason == row[0] ? row[1] : cause;
    expect_exit(decode(code, 3),
                {.kind = TENON_EXIT_entry_failed, .cause = cause, .value = code, .argument = 3},
                code);
  }
  for (const auto& row : causes) {  // without the bit it was none
    expect_exit(decode(row[0]),
                {.kind = TENON_EXIT_unhandled,
                 .cause = TENON_X86_64_CAUSE_reserved_exit,
                 .address = row[0]},
                row[0]);
  }
  for (const std::uint32_t error : {0U, 7U, 28U, 0xffff'ffffU}) {
    tenon_x86_64_fault fault;
    std::memset(&fault, 0xa5, sizeof fault);
    tenon_vmx_capture_refusal(&fault, error);
    const tenon_x86_64_frame frame = frame_with(0);
    tenon_exit exit;
    std::memset(&exit, 0xa5, sizeof exit);
    tenon_vmx_decode(&fault, &frame, &exit);
    expect_exit(exit,
                {.kind = TENON_EXIT_entry_failed,
                 .cause = TENON_X86_64_CAUSE_entry_refused,
                 .value = 0x1'0000'0000ULL + error},
                error);
  }
}

TEST(VmxCapture, WritesEventsAsSvmDoes) {
  constexpr std::uint64_t error = 0xabcd'1234;
  constexpr int types[] = {0, -1, 2, 3, 4, 4, 3, -1};  // 5: INT1; 6: INT3, INTO
  for (std::uint32_t info = 0; info < 0x2000; ++info) {
    const int type = types[info >> 8 & 7];
    const bool has_error = (info & 0x800) != 0;
    const std::uint64_t word = valid | static_cast<std::uint64_t>(type) << 8 | (info & 0xff) |
                               (has_error ? 0x800 | error << 32 : 0);
    EXPECT_EQ(tenon_vmx_event(valid | info, error), type < 0 ? 0 : word) << info;
    EXPECT_EQ(tenon_vmx_event(info, error), 0U);
  }
}

TEST(VmxCapture, KeepsTheRecord) {
  const tenon_vmx_record raw{.qualification = 0x11,
                             .physical = 0x22,
                             .linear = 0x33,
                             .reason = 48,
                             .interruption = 0x8000'0b0e,
                             .error_code = 0x55,
                             .vectoring = 0x8000'0b0d,
                             .vectoring_error = 0x66,
                             .length = 3,
                             .instruction_info = 0x77};
  tenon_x86_64_fault fault{};
  tenon_vmx_capture(&fault, &raw);
  EXPECT_EQ(fault.code, 48U);
  EXPECT_EQ(fault.info, 0x11U);
  EXPECT_EQ(fault.info2, 0x22U);
  EXPECT_EQ(fault.linear, 0x33U);
  EXPECT_EQ(fault.interruption, 0x55'8000'0b0eU);
  EXPECT_EQ(fault.event, 0x66'8000'0b0dU);
  EXPECT_EQ(fault.instruction_info, 0x77U);
  for (std::uint32_t length = 0; length < 40; ++length) {
    tenon_vmx_record other = raw;
    other.length = length;
    tenon_vmx_capture(&fault, &other);
    EXPECT_EQ(fault.length, length <= 15 ? length : 0);
  }
}

}  // namespace
