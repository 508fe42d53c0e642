// SPDX-License-Identifier: Apache-2.0
// A guest's string instructions and its accesses to a device under VMX, on a CPU made of variables:
// what SVM's VMCB has at hand is read from the VMCS, through EPT.
#include "tenon/core/x86_64/vmx/fields.h"
#include "x86_64_string.hpp"

namespace {

using namespace tenon_test;

// Of an exit's qualification (SDM volume 3, tables 28-5 and 28-7).
constexpr std::uint64_t io_in = 8, io_string = 0x10, io_rep = 0x20, io_port = 0x578'0000;
constexpr std::uint64_t ept_read = 0x181, ept_write = 0x182;  // of a linear address that is final

class VmxMemory : public X86String {
 protected:
  VmxMemory() : X86String(true) {}

  static std::uint64_t& field(std::uint32_t name) { return x86_hardware.field(name); }
  /// Runs until the guest leaves with this; the entry behind one that the core answers ends in HLT.
  const tenon_exit& leave_by(std::uint32_t reason, std::uint64_t qualification,
                             std::uint64_t physical = 0) {
    std::uint32_t entry = 0;
    x86_hardware.guest = [=, this](tenon_x86_64_vcpu&) mutable {
      event_ = field(TENON_VMX_FIELD_ENTRY_INTERRUPTION);
      error_ = field(TENON_VMX_FIELD_ENTRY_ERROR_CODE);
      field(TENON_VMX_FIELD_EXIT_REASON) = ++entry == 1 ? reason : 12;
      field(TENON_VMX_FIELD_EXIT_QUALIFICATION) = qualification;
      field(TENON_VMX_FIELD_EXIT_INSTRUCTION_LENGTH) = 1;
      field(TENON_VMX_FIELD_GUEST_PHYSICAL_ADDRESS) = physical;
      field(TENON_VMX_FIELD_GUEST_LINEAR_ADDRESS) = physical;
    };
    tenon_x86_64_vcpu_run(v_.get());
    return v_->exit;
  }
  /// The guest was entered with this exception, at the same instruction.
  void expect_exception(std::uint32_t vector, std::uint64_t error) const {
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
    EXPECT_EQ(event_, 0x8000'0b00 + vector);
    EXPECT_EQ(error_, error);
    EXPECT_EQ(v_->frame.rip, code);
  }

  std::uint64_t event_ = 0;
  std::uint64_t error_ = 0;
};

TEST_F(VmxMemory, WritesAPortElementByElement) {
  start(TENON_X86_64_MODE_LONG);
  place({0xf3, 0x6f});  // rep outsl
  word(data) = 0x8877'6655'4433'2211;
  x(TENON_X86_64_RSI) = data;
  x(TENON_X86_64_RCX) = 2;
  const tenon_exit& e = leave_by(30, 3 + io_string + io_rep + io_port);
  expect(TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_string);
  EXPECT_EQ(e.address, 0x578U);
  EXPECT_EQ(e.value, 0x4433'2211U);
  EXPECT_EQ(e.width, 4U);
  written();
  EXPECT_EQ(v_->frame.rip, code);
  EXPECT_EQ(x(TENON_X86_64_RCX), 1U);
  EXPECT_EQ(word(entry_of(2)), 0x2023U) << "accessed";
}

TEST_F(VmxMemory, ReadsAPortIntoMemory) {
  start(TENON_X86_64_MODE_LONG);
  place({0x66, 0x6d});  // insw
  x(TENON_X86_64_RDI) = data;
  leave_by(30, 1 + io_in + io_string + io_port);
  expect(TENON_EXIT_io_read, TENON_X86_64_CAUSE_io_string);
  read(0x5566);
  EXPECT_EQ(word(data), 0x5566U);
  EXPECT_EQ(v_->frame.rip, code + 2);
}

TEST_F(VmxMemory, ReadsSegmentsFromTheVmcs) {
  start(TENON_X86_64_MODE_PROTECTED);
  place({0x64, 0x6e});  // outsb %fs:(%esi)
  word(data) = 0x2211;
  x(TENON_X86_64_RSI) = data;
  field(TENON_VMX_FIELD_GUEST_FS_BASE) = 1;
  leave_by(30, io_string + io_port);
  expect(TENON_EXIT_io_write, TENON_X86_64_CAUSE_io_string);
  EXPECT_EQ(v_->exit.value, 0x22U);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  field(TENON_VMX_FIELD_GUEST_FS_RIGHTS) = 0x1c093;  // unusable: a null selector
  leave_by(30, io_string + io_port);
  expect_exception(13, 0);
}

TEST_F(VmxMemory, TakesThePrivilegeLevelFromSs) {
  start(TENON_X86_64_MODE_LONG);
  place({0x6c});
  x(TENON_X86_64_RDI) = data;
  for (const std::uint64_t at : {tables, tables + 0x1000, tables + 0x2000, entry_of(1)}) {
    word(at) |= 4;
  }
  field(TENON_VMX_FIELD_GUEST_SS_RIGHTS) = 0xc0f3;
  leave_by(30, io_in + io_string + io_port);
  expect_exception(14, 7);
  EXPECT_EQ(v_->vmx.cr2, data);
}

TEST_F(VmxMemory, LoadsFromADeviceAndStores) {
  start(TENON_X86_64_MODE_LONG);
  place({0x8b, 0x03});  // mov (%rbx), %eax
  x(TENON_X86_64_RBX) = device;
  leave_by(48, ept_read, device);
  expect(TENON_EXIT_mmio_read, TENON_X86_64_CAUSE_nested_access);
  EXPECT_EQ(v_->exit.address, device);
  read(0x1234'5678);
  EXPECT_EQ(x(TENON_X86_64_RAX), 0x1234'5678U);
  EXPECT_EQ(v_->frame.rip, code + 2);
  place({0x89, 0x03});  // mov %eax, (%rbx)
  leave_by(48, ept_write, device);
  expect(TENON_EXIT_mmio_write, TENON_X86_64_CAUSE_nested_access);
  EXPECT_EQ(v_->exit.value, 0x1234'5678U);
  written();
  EXPECT_EQ(v_->frame.rip, code + 2);
}

TEST_F(VmxMemory, BlocksNoNmiForAnAccessOfNoIret) {
  start(TENON_X86_64_MODE_LONG);
  place({0x8b, 0x03});
  x(TENON_X86_64_RBX) = device;
  leave_by(48, ept_read, device);
  EXPECT_EQ(field(TENON_VMX_FIELD_GUEST_INTERRUPTIBILITY), 0U);
}

}  // namespace
