// SPDX-License-Identifier: Apache-2.0
// Operands in a guest's memory, on a CPU made of variables: the segments' checks, the guest's tables
// with the marks that the CPU would leave in them, and memory that the hypervisor does not have.
#include "tenon/core/x86_64/memory.h"

#include <array>

#include "x86_64_string.hpp"

namespace {

using namespace tenon_test;

constexpr std::uint32_t ss_fault = 12, gp_fault = 13, page_fault = 14;
// Attributes of segments: present, and what they allow.
constexpr std::uint16_t expands_down = 0xc97, expands_down_16 = 0x97, read_only = 0xc91,
                        execute_only = 0xc99;
constexpr std::uint64_t vm86 = 0x2'0000;   // of RFLAGS
constexpr std::uint64_t paged = 1U << 31;  // of CR0

struct Override {
  std::uint8_t prefix;
  std::uint64_t base;
};

class X86Memory : public X86String {
 protected:
  /// OUTS at an offset, of DS or of the segment that a prefix names.
  const tenon_exit& out(std::uint64_t offset, std::uint64_t width = 1,
                        std::uint64_t prefix = 0x3e) {
    place({prefix, width == 1 ? 0x6eU : 0x6fU});
    x(TENON_X86_64_RSI) = offset;
    return leave(0, width);
  }
  /// INS at an offset of ES.
  const tenon_exit& into(std::uint64_t offset, std::uint64_t width = 1) {
    place({width == 1 ? 0x6cU : 0x6dU});
    x(TENON_X86_64_RDI) = offset;
    return leave(in, width);
  }
  void expect_out(std::uint64_t value) {
    expect(TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_string);
    EXPECT_EQ(v_->exit.value, value);
    written();
  }
  void expect_in() {
    expect(TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_string);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  void expect_no_memory() {
    expect(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_operand_memory);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  /// Each segment but CS has a base of its own.
  void part_segments() {
    tenon_svm_vmcb& b = v_->vmcb;
    b.es.base = 0x10;
    b.ss.base = 0x20;
    b.ds.base = 0x30;
    b.fs.base = 0x40;
    b.gs.base = 0x50;
    for (std::uint64_t at = 0; at < 0x60; at += 0x10) word(data + at) = 0x80 + at;
  }
  /// The last page below 4 GiB is that of `data`; there is none at 4 GiB.
  static void map_below_4_gib() {
    word(tables + 0x4ff8) = 0x5003;
    word(0x5ff8) = data + 3;
    word(tables + 0x1020) = 0;
    word(data + 0xff8) = 0x2211'0000'0000'0000;
  }
  static std::uint64_t& nested_entry(std::uint64_t page) {
    return x86_hardware.memory[root + 0x3000 + page * 8];
  }
};

TEST_F(X86Memory, ReadsThroughTheSegmentThatAPrefixNames) {
  start(TENON_X86_64_MODE_PROTECTED);
  part_segments();
  for (const auto& [prefix, base] : std::initializer_list<Override>{
           {0x26, 0x10}, {0x2e, 0}, {0x36, 0x20}, {0x3e, 0x30}, {0x64, 0x40}, {0x65, 0x50}}) {
    out(data, 1, prefix);
    expect_out(0x80 + base);
  }
}

/// SDM volume 1, 3.3.7.1.
TEST_F(X86Memory, HasNoBasesIn64BitCodeButThoseOfFsAndGs) {
  start(TENON_X86_64_MODE_LONG);
  part_segments();
  for (const auto& [prefix, base] : std::initializer_list<Override>{
           {0x26, 0}, {0x2e, 0}, {0x36, 0}, {0x3e, 0}, {0x64, 0x40}, {0x65, 0x50}}) {
    out(data, 1, prefix);
    expect_out(0x80 + base);
  }
}

TEST_F(X86Memory, ChecksNothingButLimitsInRealMode) {
  start(TENON_X86_64_MODE_REAL);
  v_->vmcb.ds.attributes = 0;
  v_->vmcb.es.attributes = 0;
  out(data);
  expect_out(0);
  into(data);
  expect_in();
  out(0x1'0000 - 3, 4);
  EXPECT_EQ(v_->vmcb.eventinj, 0x8000'0300U + gp_fault) << "without an error code";
}

TEST_F(X86Memory, ChecksNoTypesInVirtual8086Mode) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->frame.rflags |= vm86;
  v_->vmcb.cs.attributes = 0x9b;
  v_->vmcb.es.attributes = read_only;
  v_->vmcb.es.limit = 0xffff;
  into(0xfff8);
  expect_in();
  v_->vmcb.es.limit = 0xfff7;
  into(0xfff8);
  expect_fault(gp_fault, 0);
}

TEST_F(X86Memory, ReadsCodeThatIsReadable) {
  start(TENON_X86_64_MODE_PROTECTED);
  out(data, 1, 0x2e);
  expect_out(0);
  v_->vmcb.cs.attributes = execute_only | 0x400;
  out(data, 1, 0x2e);
  expect_fault(gp_fault, 0);
}

TEST_F(X86Memory, RefusesTheLastByteBeyondALimit) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->vmcb.ds.limit = data + 3;
  out(data, 4);
  expect_out(0);
  out(data + 1, 4);
  expect_fault(gp_fault, 0);
}

TEST_F(X86Memory, RefusesAnExpandDownSegmentUpToItsLimit) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->vmcb.ss.attributes = expands_down;
  v_->vmcb.ss.limit = data;
  out(data, 1, 0x36);
  expect_fault(ss_fault, 0);
  out(data + 1, 1, 0x36);
  expect_out(0);
}

TEST_F(X86Memory, EndsAnExpandDownSegmentWhereItsSizeSays) {
  start(TENON_X86_64_MODE_PROTECTED);
  for (std::uint64_t at = 0xfff0; at < 0x1'0000; at += 8) word(at) = 0;
  v_->vmcb.ss.limit = 0;
  v_->vmcb.ss.attributes = expands_down_16;
  out(0xfffc, 4, 0x36);
  expect_out(0);
  out(0xfffd, 4, 0x36);
  expect_fault(ss_fault, 0);
  v_->vmcb.ss.attributes = expands_down;
  out(0xffff'fffd, 4, 0x36);
  expect_fault(ss_fault, 0);
}

TEST_F(X86Memory, WritesNoReadOnlyDataThatExpandsDown) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->vmcb.es.attributes = expands_down & ~2;
  v_->vmcb.es.limit = 0;
  into(data);
  expect_fault(gp_fault, 0);
}

TEST_F(X86Memory, RefusesTablesThatAreNotMemory) {
  start(TENON_X86_64_MODE_LONG);
  constexpr std::uint64_t third_gib = 0x8000'0000;
  word(tables + 0x1010) = 0x4000'0003;  // no nested entry
  out(third_gib);
  expect_no_memory();
  word(tables + 0x1010) = 0xf003;  // an entry, and no memory
  x86_hardware.memory.erase(memory + 0xf000);
  out(third_gib);
  expect_no_memory();
}

TEST_F(X86Memory, MarksNoTableThatTheGuestMustNotWrite) {
  start(TENON_X86_64_MODE_LONG);
  nested_entry(entry_of(0) >> 12) &= ~std::uint64_t{2};
  out(data);
  expect_no_memory();
  EXPECT_EQ(word(entry_of(2)), 0x2003U);
  word(entry_of(2)) = 0x2023;
  out(data);
  expect_out(0);
}

/// SDM volume 3, 4.3: entries of four bytes.
TEST_F(X86Memory, MarksEitherHalfOfTwoEntries) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->vmcb.cr0 |= paged;
  v_->vmcb.cr3 = 0x5000;
  word(0x5000) = 0x6003;
  word(0x6000) = 0x1003'0000'0003;
  word(0x6008) = 0x3003'0000'2003;
  word(0x3000) = 0x1122;
  out(0x3000);
  expect_out(0x22);
  EXPECT_EQ(word(0x6008), 0x3023'0000'2003U) << "accessed";
  into(0x2000);
  expect_in();
  EXPECT_EQ(word(0x6008), 0x3023'0000'2063U) << "and dirty";
}

/// In 32-bit code a linear address has 32 bits, whether the page tables are those of long mode or not.
TEST_F(X86Memory, WrapsAnOperandAtFourGigabytes) {
  start(TENON_X86_64_MODE_LONG);
  v_->vmcb.cs.attributes = 0xc9b;
  v_->vmcb.ds.attributes = 0xc93;
  v_->vmcb.ds.limit = 0xffff'ffff;
  v_->vmcb.ds.base = 0xffff'f000;
  map_below_4_gib();
  word(0) = 0x4433;
  out(0xffe, 4);
  expect_out(0x4433'2211);
}

TEST_F(X86Memory, WrapsNothingIn64BitCodeAtFourGigabytes) {
  start(TENON_X86_64_MODE_LONG);
  map_below_4_gib();
  out(0xffff'fffe, 4);
  expect_fault(page_fault, 0, 0x1'0000'0000);
}

TEST_F(X86Memory, RefusesAnOperandAcrossTheEndOfTheLowerHalf) {
  start(TENON_X86_64_MODE_LONG);
  word(tables + 0x7f8) = 0x5003;  // the last 512 GiB of it
  for (const std::uint64_t table : {0x5000ULL, 0x6000ULL, 0x7000ULL})
    word(table + 0xff8) = table + 0x1003;
  out(0x7fff'ffff'fffe, 4);
  expect_fault(gp_fault, 0);
}

TEST_F(X86Memory, ReadsNothingWhereTheMemoryIsGone) {
  start(TENON_X86_64_MODE_LONG);
  x86_hardware.memory.erase(memory + data);
  out(data);
  expect_out(0);
}

TEST_F(X86Memory, WritesNothingWhereTheMemoryIsGone) {
  start(TENON_X86_64_MODE_LONG);
  into(data);
  const std::uint64_t entry = nested_entry(2);
  nested_entry(2) = 0;  // the hypervisor has unmapped it
  read(0x77);
  EXPECT_EQ(v_->frame.rip, code + 1);
  EXPECT_EQ(word(data), 0U);
  nested_entry(2) = entry;
  into(data);
  x86_hardware.memory.erase(memory + data);
  read(0x77);
  EXPECT_EQ(v_->frame.rip, code + 1);
  EXPECT_FALSE(x86_hardware.memory.contains(memory + data));
}

TEST_F(X86Memory, EndsThoughAnotherCpuChangesTheWordEachTime) {
  start(TENON_X86_64_MODE_LONG);
  into(data);
  std::uint32_t tries = 0;
  x86_hardware.interfere = [&](std::uint64_t physical) {
    x86_hardware.memory[physical] += 0x100;
    ++tries;
  };
  read(0x77);
  EXPECT_EQ(tries, 1000U);
  EXPECT_EQ(word(data), 1000U * 0x100) << "all of the other's, nothing of this one's";
}

TEST_F(X86Memory, CopiesEightBytesAtOnce) {
  start(TENON_X86_64_MODE_LONG);
  place({0x48, 0xa5});  // movsq
  x(TENON_X86_64_RSI) = device;
  x(TENON_X86_64_RDI) = data;
  exit_with(0x400, 0, device);
  read(0x8877'6655'4433'2211);
  EXPECT_EQ(word(data), 0x8877'6655'4433'2211U);
  place({0x48, 0xa5});
  x(TENON_X86_64_RSI) = data;
  x(TENON_X86_64_RDI) = device;
  EXPECT_EQ(exit_with(0x400, 2, device).value, 0x8877'6655'4433'2211U);
}

TEST_F(X86Memory, HasNoOperandOfMoreThanEightBytes) {
  start(TENON_X86_64_MODE_LONG);
  word(data) = 0x8877'6655'4433'2211;
  word(data + 8) = 0x99;
  const tenon_x86_64_place place{.gpa = {data, 0}, .bytes = {12, 0}};
  EXPECT_EQ(tenon_x86_64_load_operand(v_.get(), &place), 0x8877'6655'4433'2211U);
  tenon_x86_64_store_operand(v_.get(), &place, 7);
  EXPECT_EQ(word(data), 7U);
  EXPECT_EQ(word(data + 8), 0x99U);
  const tenon_x86_64_place nobodys{.gpa = {data + 4, data}, .bytes = {5, 0xffff'ffff}};
  word(data) = 0x8877'6655'4433'2211;
  EXPECT_EQ(tenon_x86_64_load_operand(v_.get(), &nobodys), 0x3322'1199'8877'6655U);
  tenon_x86_64_store_operand(v_.get(), &nobodys, 0x0807'0605'0403'0201);
  EXPECT_EQ(word(data), 0x0403'0201'4408'0706U);
  EXPECT_EQ(word(data + 8), 5U);
}

TEST_F(X86Memory, FetchesPrefixesAcrossPages) {
  start(TENON_X86_64_MODE_LONG);
  put(0x1fff, {0xf3});
  put(0x2000, {0x6e});
  word(0x3000) = 0x55;
  const auto run = [&] {
    v_->frame.rip = 0x1fff;
    x(TENON_X86_64_RSI) = 0x3000;
    x(TENON_X86_64_RCX) = 1;
    leave(rep);
  };
  run();
  expect_out(0x55);
  EXPECT_EQ(v_->frame.rip, 0x2001U);
  nested_entry(2) = 0;
  run();
  expect(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_fetch_memory);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  word(entry_of(2)) = 0;
  run();
  expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
  EXPECT_EQ(v_->frame.rip, 0x1fffU) << "the guest takes its own page fault";
}

TEST_F(X86Memory, LetsTheGuestExecuteWhatIsNotTheInstructionThatExited) {
  start(TENON_X86_64_MODE_LONG);
  const auto expect_again = [&](std::uint64_t info) {
    leave(info);
    expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
    EXPECT_EQ(v_->vmcb.eventinj, 0U);
    EXPECT_EQ(v_->frame.rip, code);
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  };
  place({0x6e});
  x(TENON_X86_64_RSI) = data;
  expect_again(rep);
  put(code, std::vector<std::uint8_t>(15, 0xf3));  // prefixes, and no byte left for an opcode
  expect_again(rep);
}

}  // namespace
