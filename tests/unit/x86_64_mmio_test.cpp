// SPDX-License-Identifier: Apache-2.0
// A guest's access to a device, on a CPU made of variables: its instruction is fetched through both
// its page tables and the nested ones, becomes exits, and takes their answers.
#include "x86_64_mmio.hpp"

namespace {

using namespace tenon_test;

TEST_F(X86Mmio, LoadsAndStores) {
  start(TENON_X86_64_MODE_LONG);
  place({0x48, 0x0f, 0xbe, 0x43, 0x10});  // movsbq 0x10(%rbx), %rax
  x(TENON_X86_64_RBX) = device;
  v_->frame.shadow = 1;
  EXPECT_EQ(fault(0, device + 0x10).virtual_address, device + 0x10);
  expect(TENON_EXIT_mmio_read, device + 0x10, 0, 1);
  EXPECT_EQ(v_->exit.sign_extend, 1U);
  EXPECT_EQ(v_->exit.register_width, 8U);
  EXPECT_EQ(v_->exit.access, TENON_ACCESS_READ);
  EXPECT_EQ(v_->fault.instruction[3], 0x43U);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0xff85), TENON_OK);
  EXPECT_EQ(x(TENON_X86_64_RAX), 0xffff'ffff'ffff'ff85U);
  EXPECT_EQ(v_->frame.rip, code + 5);
  EXPECT_EQ(v_->frame.shadow, 0U);
  EXPECT_EQ(v_->event, 0U);

  v_->frame.rip = code;
  v_->frame.rflags |= TENON_X86_64_TF;
  place({0x66, 0xc7, 0x03, 0x34, 0x12});  // movw $0x1234, (%rbx)
  fault(by_store, device);
  expect(TENON_EXIT_mmio_write, device, 0x1234, 2);
  EXPECT_EQ(v_->frame.rip, code);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 5);
  EXPECT_NE(v_->event, 0U) << "the trap of TF";
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_ERROR_wrong_state);
}

TEST_F(X86Mmio, ChangesByAReadAndThenAWrite) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf0, 0x01, 0x03});  // lock add %eax, (%rbx)
  x(TENON_X86_64_RBX) = device;
  x(TENON_X86_64_RAX) = 0xffff'ffff'0000'0002;
  for (const std::uint64_t info : {std::uint64_t{0}, by_store}) {
    v_->frame.rip = code;
    v_->frame.rflags = 2;
    const std::uint32_t entries = x86_hardware.entries;
    fault(info, device);
    expect(TENON_EXIT_mmio_read, device, 0, 4);
    EXPECT_EQ(v_->exit.flags, TENON_EXIT_FLAG_ATOMIC);
    EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0xffff'ffff), TENON_OK);
    EXPECT_EQ(v_->frame.rip, code);
    EXPECT_EQ(v_->frame.rflags, 2U);
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(x86_hardware.entries, entries + 1) << "the guest has not run between";
    expect(TENON_EXIT_mmio_write, device, 1, 4);
    EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
    EXPECT_EQ(v_->frame.rip, code + 3);
    EXPECT_EQ(v_->frame.rflags, 0x13U) << "CF, AF";
    EXPECT_EQ(x(TENON_X86_64_RAX), 0xffff'ffff'0000'0002U);
  }
  v_->frame.rip = code;
  fault(0, device);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0), TENON_OK);
  tenon_x86_64_vcpu_preempt(v_.get());
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  tenon_x86_64_vcpu_run(v_.get());
  expect(TENON_EXIT_mmio_write, device, 2, 4);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_abort(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code);
  fault(0, device);
  expect(TENON_EXIT_mmio_read, device, 0, 4);  // from its beginning
}

TEST_F(X86Mmio, StoresElementByElement) {
  start(TENON_X86_64_MODE_PROTECTED);
  place({0xf3, 0xab});  // rep stosl
  x(TENON_X86_64_RAX) = 0x5a5b5c5d;
  x(TENON_X86_64_RDI) = device;
  x(TENON_X86_64_RCX) = 2;
  fault(by_store, device);
  expect(TENON_EXIT_mmio_write, device, 0x5a5b5c5d, 4);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code);
  EXPECT_EQ(x(TENON_X86_64_RCX), 1U);
  fault(by_store, device + 4);
  expect(TENON_EXIT_mmio_write, device + 4, 0x5a5b5c5d, 4);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(x(TENON_X86_64_RDI), device + 8);
}

/// SDM volume 3, 18.3.1.1: or a breakpoint at the next instruction would be passed by.
TEST_F(X86Mmio, EndsRfWithAnInstruction) {
  start(TENON_X86_64_MODE_LONG);
  place({0x8b, 0x03});  // mov (%rbx), %eax
  x(TENON_X86_64_RBX) = device;
  v_->frame.rflags |= TENON_X86_64_RF;  // as the CPU saves it at an EPT violation
  fault(0, device);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, 0U);
  EXPECT_EQ(v_->event, 0U);
}

/// The same section: a breakpoint at a string instruction comes before its first element alone.
TEST_F(X86Mmio, SetsRfBetweenElements) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf3, 0xab});  // rep stosl
  x(TENON_X86_64_RDI) = device;
  x(TENON_X86_64_RCX) = 2;
  fault(by_store, device);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code);
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, TENON_X86_64_RF);
  fault(by_store, device + 4);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(v_->frame.rflags & TENON_X86_64_RF, 0U);
}

TEST_F(X86Mmio, FetchesAcrossPages) {
  start(TENON_X86_64_MODE_LONG);
  word(tables + 0x2000) = tables + 0x3003;
  word(tables + 0x3008) = 0x1003;  // page 1 is at 0x1000, page 2 at 0x5000
  word(tables + 0x3010) = 0x5003;
  place({});
  v_->frame.rip = 0x1ffe;
  put(0x1ffe, {0x8b, 0x83});  // mov 0x100(%rbx), %eax
  put(0x5000, {0x00, 0x01, 0x00, 0x00});
  x(TENON_X86_64_RBX) = device;
  expect_refused(0, device + 0x100, TENON_X86_64_CAUSE_fetch_memory);  // a word is missing
  word(0x5008) = 0;
  fault(0, device + 0x100);
  expect(TENON_EXIT_mmio_read, device + 0x100, 0, 4);
  EXPECT_EQ(v_->exit.instruction_length, 6U);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  word(tables + 0x3010) = 0;
  expect_refused(0, device + 0x100, TENON_X86_64_CAUSE_fetch_fault);
}

TEST_F(X86Mmio, RefusesByName) {
  start(TENON_X86_64_MODE_LONG);
  place({0x8b, 0x03});  // mov (%rbx), %eax
  x(TENON_X86_64_RBX) = device;
  expect_refused(0, device + 4, TENON_X86_64_CAUSE_changed_instruction);
  expect_refused(by_store, device, TENON_X86_64_CAUSE_changed_instruction);
  expect_refused(0x10, device, TENON_X86_64_CAUSE_nested_access);  // a fetch
  expect_refused(1, device, TENON_X86_64_CAUSE_nested_access);     // a page that is there
  expect_refused(0, device, TENON_X86_64_CAUSE_nested_access, 0x80000020);
  x(TENON_X86_64_RBX) = device + 0xffd;
  expect_refused(0, device + 0xffd, TENON_X86_64_CAUSE_across_pages);
  x(TENON_X86_64_RBX) = device;
  place({0xd9, 0x03});  // flds (%rbx)
  expect_refused(0, device, TENON_X86_64_CAUSE_insn_x87);
  place({0xf3, 0xaa});  // rep stosb that has ended
  x(TENON_X86_64_RDI) = device;
  expect_refused(by_store, device, TENON_X86_64_CAUSE_changed_instruction);
  v_->frame.rip = 0x4000'0000;
  expect_refused(0, device, TENON_X86_64_CAUSE_fetch_memory);  // its table
}

/// CS.L is reserved then.
TEST_F(X86Mmio, HasNo64BitCodeOutsideLongMode) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->vmcb.cs.attributes |= 0x200;
  place(
      {0xa1, 0x00, 0x00, 0xb0, 0xfe});  // mov 0xfeb00000, %eax, of eight bytes more in 64-bit code
  fault(0, device);
  expect(TENON_EXIT_mmio_read, device, 0, 4);
  EXPECT_EQ(v_->exit.instruction_length, 5U);
}

/// SDM volume 3, 4.1.4: what CPUID says of them, and what an entry has room for.
TEST_F(X86Mmio, TakesAddressesOfTheBitsThatTheCpuHas) {
  start(TENON_X86_64_MODE_LONG);
  const auto fetch_at = [&](std::uint32_t cpu_bits, std::uint32_t bit, tenon_x86_64_cause cause) {
    cpu_->features.physical_bits = cpu_bits;
    word(tables + 0x2000) = (std::uint64_t{1} << bit) | 0x83;
    expect_refused(0, device, cause);
  };
  fetch_at(40, 39, TENON_X86_64_CAUSE_fetch_memory);
  fetch_at(40, 40, TENON_X86_64_CAUSE_fetch_fault);  // a reserved bit
  fetch_at(0, 31, TENON_X86_64_CAUSE_fetch_memory);
  fetch_at(0, 32, TENON_X86_64_CAUSE_fetch_fault);
  fetch_at(60, 51, TENON_X86_64_CAUSE_fetch_memory);
}

/// A device that the guest owns is not read, nor what the nested tables do not map.
TEST_F(X86Mmio, ReadsMemoryOnly) {
  std::uint64_t found = 0;
  word(0x10) = 0x1122;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x10, &found), 1U);
  EXPECT_EQ(found, 0x1122U);
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x20'0010, &found), 0U) << "no entry";
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x1'0000'0000'0000, &found), 0U) << "no such address";
  x86_hardware.memory[root + 0x2000] = memory + nested_leaf + 0x18;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x10, &found), 0U) << "a device";
  x86_hardware.memory[root + 0x2000] = root + 0x3007;
  x86_hardware.memory[root + 0x3008] = 0x70'0067;
  x86_hardware.memory[0x70'0ff8] = 7;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x1ff8, &found), 1U) << "4 KiB";
  EXPECT_EQ(found, 7U);
  x86_hardware.memory[root + 0x1000] = 0x8000'0000 + nested_leaf;
  x86_hardware.memory[0x8020'0008] = 9;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x20'0008, &found), 1U) << "1 GiB";
  EXPECT_EQ(found, 9U);
  x86_hardware.memory[root + 0x1000] = 0x8000'0000 + nested_leaf - 1;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 0, 0x20'0008, &found), 0U) << "not present";
  x86_hardware.memory[root + 0x1000] = 0x8000'0000 + 0x3b7;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 1, 0x20'0008, &found), 1U) << "EPT's write-back";
  x86_hardware.memory[root + 0x1000] = 0x8000'0000 + 0x3c7;
  EXPECT_EQ(tenon_x86_64_read_guest(root, 1, 0x20'0008, &found), 0U) << "EPT's uncacheable";
}

}  // namespace
