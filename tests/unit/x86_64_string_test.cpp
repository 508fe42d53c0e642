// SPDX-License-Identifier: Apache-2.0
// INS and OUTS, and MOVS between a device and memory, on a CPU made of variables: each element is an
// exit, its operand goes through the guest's segments and tables, and what the guest's own refuse it
// the guest is told.
#include "x86_64_string.hpp"

namespace {

using namespace tenon_test;

TEST_F(X86String, WritesAPortElementByElement) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf3, 0x66, 0x6f});  // rep outsw
  word(data) = 0x8877'6655'4433'2211;
  x(TENON_X86_64_RSI) = data + 1;
  x(TENON_X86_64_RCX) = 2;
  v_->frame.shadow = 1;
  const tenon_exit& e = leave(rep, 2);
  expect(TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_string);
  EXPECT_EQ(e.address, 0x578U);
  EXPECT_EQ(e.value, 0x3322U);
  EXPECT_EQ(e.width, 2U);
  EXPECT_EQ(e.access, TENON_ACCESS_WRITE);
  EXPECT_EQ(e.instruction_length, 0U);
  written();
  EXPECT_EQ(v_->frame.rip, code) << "one more";
  EXPECT_EQ(v_->frame.shadow, 0U);
  EXPECT_EQ(x(TENON_X86_64_RSI), data + 3);
  EXPECT_EQ(x(TENON_X86_64_RCX), 1U);
  EXPECT_EQ(leave(rep, 2).value, 0x5544U);
  written();
  EXPECT_EQ(v_->frame.rip, code + 3);
  EXPECT_EQ(x(TENON_X86_64_RCX), 0U);
  v_->frame.rip = code;
  leave(rep, 2);
  expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
  EXPECT_EQ(v_->frame.rip, code + 3) << "nothing to do";
  EXPECT_EQ(x(TENON_X86_64_RSI), data + 5);
}

TEST_F(X86String, ReadsAPortIntoMemoryAlone) {
  start(TENON_X86_64_MODE_LONG);
  place({0x6d});  // insl
  word(data) = 0x8877'6655'4433'2211;
  x(TENON_X86_64_RAX) = 0x1234;
  x(TENON_X86_64_RDI) = data + 2;
  v_->frame.rflags |= 0x400 | TENON_X86_64_TF;
  leave(in, 4);
  expect(TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_string);
  read(0xffff'ffff'aabb'ccdd);
  EXPECT_EQ(word(data), 0x8877'aabb'ccdd'2211U);
  EXPECT_EQ(x(TENON_X86_64_RAX), 0x1234U);
  EXPECT_EQ(x(TENON_X86_64_RDI), data - 2) << "downwards";
  EXPECT_EQ(v_->frame.rip, code + 1);
  EXPECT_NE(v_->event, 0U) << "the trap of TF";
  EXPECT_EQ(word(entry_of(2)), 0x2063U) << "accessed and dirty";
  EXPECT_EQ(word(tables), tables + 0x1023);
}

TEST_F(X86String, SetsRfBetweenElements) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf3, 0x6e});  // rep outsb
  x(TENON_X86_64_RSI) = data;
  x(TENON_X86_64_RCX) = 2;
  leave(rep);
  written();
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, TENON_X86_64_RF);
  leave(rep);
  written();
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, 0U);
}

TEST_F(X86String, ReadsNoPortWhereNothingIsToDo) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf3, 0x6c});  // rep insb
  word(data) = 0x11;
  x(TENON_X86_64_RDI) = data;
  leave(in + rep);
  expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(x(TENON_X86_64_RDI), data);
  EXPECT_EQ(word(data), 0x11U);
}

TEST_F(X86String, WrapsAtTheAddressSize) {
  start(TENON_X86_64_MODE_PROTECTED);
  place({0x67, 0xf3, 0x6c});  // addr16 rep insb
  word(0xfff8) = 0;
  x(TENON_X86_64_RDI) = 0x7'ffff;
  x(TENON_X86_64_RCX) = 0x5'0001;
  leave(in + rep);
  read(0x99);
  EXPECT_EQ(word(0xfff8), 0x99'0000'0000'0000'00U);
  EXPECT_EQ(x(TENON_X86_64_RDI), 0x7'0000U);
  EXPECT_EQ(x(TENON_X86_64_RCX), 0x5'0000U);
  EXPECT_EQ(v_->frame.rip, code + 3) << "CX counts, not ECX";
}

TEST_F(X86String, CrossesPages) {
  start(TENON_X86_64_MODE_LONG);
  place({0x6d});
  x(TENON_X86_64_RDI) = data + 0xffd;
  word(entry_of(3)) = 0x5003;  // not the next one in memory
  word(data + 0xff8) = 0;
  word(0x5000) = 0x1111'1111'1111'1111;
  leave(in, 4);
  read(0x4433'2211);
  EXPECT_EQ(word(data + 0xff8), 0x33'2211'0000'0000'00U);
  EXPECT_EQ(word(0x5000), 0x1111'1111'1111'1144U);
  place({0x6f});
  x(TENON_X86_64_RSI) = data + 0xffd;
  EXPECT_EQ(leave(0, 4).value, 0x4433'2211U);
  written();
}

TEST_F(X86String, GivesTheGuestItsOwnFaults) {
  start(TENON_X86_64_MODE_LONG);
  place({0x6e});
  x(TENON_X86_64_RSI) = 0x4000'0123;
  leave(0);
  expect_fault(14, 0, 0x4000'0123);
  place({0x6c});
  x(TENON_X86_64_RDI) = data + 5;
  word(entry_of(2)) = 0x2001;
  v_->vmcb.cr0 |= 0x1'0000;  // WP
  leave(in);
  expect_fault(14, 3, data + 5);
  word(entry_of(2)) = 0x2003;
  for (const std::uint64_t at : {tables, tables + 0x1000, tables + 0x2000, entry_of(1)}) {
    word(at) |= 4;
  }
  v_->vmcb.cpl = 3;
  leave(in);
  expect_fault(14, 7, data + 5);
  v_->vmcb.cpl = 0;
  x(TENON_X86_64_RDI) = 0x8000'0000'0000'0000;
  leave(in);
  expect_fault(13, 0, data + 5);
  place({0x6d});
  x(TENON_X86_64_RDI) = data + 0xfff;
  word(entry_of(3)) = 0;
  leave(in, 4);
  expect_fault(14, 2, data + 0x1000);
}

TEST_F(X86String, ChecksSegments) {
  start(TENON_X86_64_MODE_PROTECTED);
  place({0x36, 0x6e});  // outsb %ss:(%esi)
  v_->vmcb.ss.limit = data;
  x(TENON_X86_64_RSI) = data;
  leave(0);
  expect(TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_string);
  written();
  v_->frame.rip = code;
  leave(0);
  expect_fault(12, 0);
  v_->vmcb.ss.attributes = 0xc97;  // expands down
  place({0x36, 0x6e});
  leave(0);
  expect(TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_string);
  written();
  place({0x6c});
  x(TENON_X86_64_RDI) = data;
  for (const std::uint16_t wrong : std::initializer_list<std::uint16_t>{0xc91, 0xc9b, 0xc13}) {
    v_->vmcb.es.attributes = wrong;
    leave(in);
    expect_fault(13, 0);
  }
}

TEST_F(X86String, RefusesWhatIsNotTheGuestsMemory) {
  start(TENON_X86_64_MODE_LONG);
  place({0x6c});
  x(TENON_X86_64_RDI) = device;
  leave(in);
  expect(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_operand_memory);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  x(TENON_X86_64_RDI) = data;
  x86_hardware.memory[root + 0x3000 + 16] &= ~std::uint64_t{2};
  leave(in);
  expect(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_operand_memory);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_undefined(v_.get()), TENON_OK);
  place({0x90});
  v_->event = 0;
  leave(in);
  expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
  EXPECT_EQ(v_->frame.rip, code) << "another instruction by now: the guest executes it";
}

TEST_F(X86String, LosesNoChangeOfAnotherCpu) {
  start(TENON_X86_64_MODE_LONG);
  place({0x6c});
  x(TENON_X86_64_RDI) = data;
  leave(in);
  int times = 3;
  x86_hardware.interfere = [&](std::uint64_t physical) {
    if (physical == memory + data && times > 0) x86_hardware.memory[physical] += 0x100;
    if (physical == memory + data) --times;
  };
  read(0x77);
  EXPECT_EQ(word(data), 0x377U);
  x86_hardware.interfere = nullptr;
  word(entry_of(2)) = 0x2003;
  place({0x6c});
  x86_hardware.interfere = [&](std::uint64_t physical) {
    if (physical == memory + entry_of(2)) word(entry_of(2)) = 0x3003;
    x86_hardware.interfere = nullptr;
  };
  leave(in);
  expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
  EXPECT_EQ(word(entry_of(2)), 0x3003U) << "the guest begins again";
}

TEST_F(X86String, CopiesBetweenADeviceAndMemory) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf3, 0xa5});  // rep movsl
  x(TENON_X86_64_RSI) = device + 8;
  x(TENON_X86_64_RDI) = data;
  x(TENON_X86_64_RCX) = 2;
  exit_with(0x400, 0, device + 8);
  expect(TENON_EXIT_mmio_read, TENON_X86_64_CAUSE_nested_access);
  read(0x1234'5678);
  EXPECT_EQ(word(data), 0x1234'5678U);
  EXPECT_EQ(v_->frame.rip, code);
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, TENON_X86_64_RF) << "one more";
  EXPECT_EQ(x(TENON_X86_64_RDI), data + 4);
  x(TENON_X86_64_RSI) = data;
  x(TENON_X86_64_RDI) = device + 0x10;
  exit_with(0x400, 2, device + 0x10);
  expect(TENON_EXIT_mmio_write, TENON_X86_64_CAUSE_nested_access);
  EXPECT_EQ(v_->exit.value, 0x1234'5678U);
  written();
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, 0U);
  EXPECT_EQ(x(TENON_X86_64_RSI), data + 4);
  EXPECT_EQ(x(TENON_X86_64_RCX), 0U);
}

TEST_F(X86String, CopiesBetweenNoTwoDevices) {
  start(TENON_X86_64_MODE_LONG);
  place({0xa4});
  x(TENON_X86_64_RSI) = device;
  x(TENON_X86_64_RDI) = device + 1;
  exit_with(0x400, 0, device);
  expect(TENON_EXIT_nested_page_fault, TENON_X86_64_CAUSE_mmio_copy);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  x(TENON_X86_64_RDI) = 0x4000'0000;
  exit_with(0x400, 0, device);
  expect_fault(14, 2, 0x4000'0000);
}

}  // namespace
