// SPDX-License-Identifier: Apache-2.0
// What the core has of a local APIC: its base, and the interrupt commands of a guest, in the APIC's
// page and in x2APIC mode.
#include <array>

#include "tenon/core/x86_64/icr.h"
#include "tenon/core/x86_64/local_apic.h"
#include "x86_64_mmio.hpp"

namespace {

using namespace tenon_test;

constexpr std::uint64_t page = 0xfee0'0000, icr_low = page + 0x300, icr_high = page + 0x310;
constexpr std::uint32_t apic_base = 0x1b, x2apic_icr = 0x830, own_id = 3;
constexpr std::uint64_t read_msr = 0, write_msr = 1;

/// One command, and what it asks for.
struct Command {
  std::uint64_t icr;
  tenon_exit_kind kind;
  tenon_x86_64_cause cause;
  std::uint64_t value;
};

TEST(X86Icr, SendsByDeliveryMode) {
  const auto none = static_cast<tenon_exit_kind>(TENON_EXIT_NONE);
  for (const Command& c : {
           Command{0x0'40fd, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_fixed, 0xfd},
           Command{0x0'0010, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_fixed, 0x10},
           Command{0x0'000f, none, TENON_X86_64_CAUSE_icr_nothing, 0},
           Command{0x0'0130, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_lowest, 0x30},
           Command{0x0'0105, none, TENON_X86_64_CAUSE_icr_nothing, 0},
           Command{0x0'0230, none, TENON_X86_64_CAUSE_icr_nothing, 0},
           Command{0x0'0330, none, TENON_X86_64_CAUSE_icr_nothing, 0},
           Command{0x0'0477, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_nmi, 256},
           Command{0x0'4500, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_init, 0},
           Command{0x0'c500, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_init, 0},
           Command{0x0'0500, TENON_EXIT_send_ipi, TENON_X86_64_CAUSE_icr_init, 0},
           Command{0x0'8500, none, TENON_X86_64_CAUSE_icr_nothing, 0},
           Command{0x0'469a, TENON_EXIT_cpu_up, TENON_X86_64_CAUSE_icr_startup, 0x9a000},
           Command{0x0'4600, TENON_EXIT_cpu_up, TENON_X86_64_CAUSE_icr_startup, 0},
           Command{0x0'0730, none, TENON_X86_64_CAUSE_icr_nothing, 0},
       }) {
    for (const std::uint32_t x2apic : {0U, 1U}) {
      tenon_exit e{};
      const std::uint64_t destination =
          x2apic == 1 ? std::uint64_t{7} << 32 : std::uint64_t{7} << 56;
      tenon_x86_64_icr_exit(c.icr + destination, x2apic, own_id, &e);
      EXPECT_EQ(e.kind, static_cast<std::uint32_t>(c.kind)) << std::hex << c.icr;
      EXPECT_EQ(tenon::x86_64::cause_name(e.cause), tenon::x86_64::cause_name(c.cause));
      EXPECT_EQ(e.value, c.value);
      EXPECT_EQ(e.address, c.kind == none ? 0U : 7U);
      EXPECT_EQ(e.argument, 0U);
      EXPECT_EQ(e.flags, 0U);
    }
  }
}

TEST(X86Icr, NamesItsDestination) {
  tenon_exit e{};
  const auto look = [&](std::uint64_t icr, std::uint32_t x2apic) {
    tenon_x86_64_icr_exit(icr, x2apic, own_id, &e);
    return std::array<std::uint64_t, 3>{e.address, e.argument, e.flags};
  };
  using Where = std::array<std::uint64_t, 3>;
  EXPECT_EQ(look(0xab00'0000'0000'0830, 0), (Where{0xab, 1, 0}));
  EXPECT_EQ(look(0x0012'3456'0000'0030, 1), (Where{0x123456, 0, 0}));
  EXPECT_EQ(look(0xff00'0000'0000'0030, 0), (Where{0xff, 0, TENON_EXIT_FLAG_ALL}));
  EXPECT_EQ(look(0xffff'ffff'0000'0830, 1), (Where{0xffff'ffff, 1, TENON_EXIT_FLAG_ALL}));
  EXPECT_EQ(look(0x0000'00ff'0000'0030, 1), (Where{0xff, 0, 0})) << "no broadcast there";
  EXPECT_EQ(look(0xab00'0000'0004'0830, 0), (Where{own_id, 0, 0})) << "self";
  EXPECT_EQ(look(0xab00'0000'0008'0830, 0), (Where{0, 0, TENON_EXIT_FLAG_ALL}));
  EXPECT_EQ(look(0xff00'0000'000c'0830, 0), (Where{0, 0, TENON_EXIT_FLAG_ALL_BUT_SELF}));
  for (const std::uint64_t shorthand : {std::uint64_t{0x4'0000}, std::uint64_t{0x8'0000}}) {
    for (const std::uint64_t mode : {0x130U, 0x400U, 0x4500U, 0x4601U}) {
      EXPECT_EQ(look(shorthand + mode, 1), (Where{0, 0, 0}));
      EXPECT_EQ(e.cause, static_cast<std::uint32_t>(TENON_X86_64_CAUSE_icr_nothing));
      look(0xc'0000 + mode, 1);
      EXPECT_EQ(e.flags, TENON_EXIT_FLAG_ALL_BUT_SELF);
    }
  }
}

TEST(X86Icr, HasReservedBitsInX2ApicMode) {
  for (std::uint32_t bit = 0; bit < 64; ++bit) {
    const bool reserved =
        bit == 12 || bit == 13 || bit == 16 || bit == 17 || (bit >= 20 && bit < 32);
    EXPECT_EQ(tenon_x86_64_icr_is_writable(std::uint64_t{1} << bit), reserved ? 0U : 1U) << bit;
  }
}

class X86LocalApic : public X86Mmio {
 protected:
  /// Runs until the guest's RDMSR or WRMSR exits, or, if the core answers it, its HLT does.
  const tenon_exit& access(std::uint64_t info, std::uint32_t number, std::uint64_t value = 0) {
    x(TENON_X86_64_RCX) = number;
    if (info == write_msr) {
      x(TENON_X86_64_RAX) = value % 0x1'0000'0000;
      x(TENON_X86_64_RDX) = value >> 32;
    }
    v_->frame.rip = code;
    return leave(0x7c, info, 0);
  }
  const tenon_exit& leave(std::uint64_t exit_code, std::uint64_t info, std::uint64_t address) {
    const std::uint32_t before = x86_hardware.entries;
    x86_hardware.guest = [=, this](tenon_x86_64_vcpu& v) {
      const bool first = x86_hardware.entries == before + 1;
      injected_ = v.vmcb.eventinj;
      v.vmcb.exitcode = first ? exit_code : 0x78;
      v.vmcb.exitinfo1 = info;
      v.vmcb.exitinfo2 = address;
      v.vmcb.next_rip = v.frame.rip + (first ? 2 : 1);
    };
    tenon_x86_64_vcpu_run(v_.get());
    return v_->exit;
  }
  [[nodiscard]] std::uint64_t returned() {
    return x(TENON_X86_64_RDX) << 32 | x(TENON_X86_64_RAX) % 0x1'0000'0000;
  }
  /// The access was answered, and the guest went on to its HLT.
  void expect_answered(std::uint64_t length) {
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
    EXPECT_EQ(v_->frame.rip, code + length);
    EXPECT_EQ(injected_, 0U);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  /// The access was refused by #GP(0).
  void expect_refused_access() {
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
    EXPECT_EQ(v_->frame.rip, code);
    EXPECT_EQ(injected_ % 0x8000'0000, 0xb0dU);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  void store(std::uint64_t address, std::uint64_t value) {
    place({0x89, 0x03});  // mov %eax, (%rbx)
    v_->frame.rip = code;
    x(TENON_X86_64_RBX) = address;
    x(TENON_X86_64_RAX) = value;
    leave(0x400, by_store, address);
  }
  void load(std::uint64_t address) {
    place({0x8b, 0x03});  // mov (%rbx), %eax
    v_->frame.rip = code;
    x(TENON_X86_64_RBX) = address;
    leave(0x400, 0, address);
  }
  std::uint64_t injected_ = 0;
};

TEST_F(X86LocalApic, IsNotThereUnlessAskedFor) {
  start(TENON_X86_64_MODE_LONG);
  for (const std::uint32_t number : {apic_base, x2apic_icr, 0x802U}) {
    access(read_msr, number);
    expect_refused_access();
    access(write_msr, number, 0xfee0'0d00);
    expect_refused_access();
  }
  store(icr_low, 0x4030);
  expect(TENON_EXIT_mmio_write, icr_low, 0x4030, 4);
}

TEST_F(X86LocalApic, HasABaseThatChangesByTheManualsRules) {
  start(TENON_X86_64_MODE_LONG, 1);
  access(read_msr, apic_base);
  EXPECT_EQ(returned(), 0xfee0'0900U);
  expect_answered(2);
  struct Change {
    std::uint64_t value;
    bool fits;
  };
  for (const Change& c : {Change{0xfee0'0500, false},  // x2APIC mode of an APIC that is off
                          Change{0xfee0'1900, false},  // elsewhere
                          Change{0x1'fee0'0900, false},
                          Change{0xfee0'0800, false},  // no bootstrap processor any more
                          Change{0xfee0'0901, false}, Change{0xfee0'0d00, true},  // x2APIC
                          Change{0xfee0'0900, false},                             // not back
                          Change{0xfee0'0100, true},                              // off
                          Change{0xfee0'0d00, false}, Change{0xfee0'0900, true}}) {
    access(write_msr, apic_base, c.value);
    if (c.fits) {
      expect_answered(2);
    } else {
      expect_refused_access();
    }
  }
}

TEST_F(X86LocalApic, TakesCommandsInItsPage) {
  start(TENON_X86_64_MODE_LONG, 1);
  store(icr_high, 0x07ff'ffff);
  expect_answered(2);
  load(icr_high);
  EXPECT_EQ(x(TENON_X86_64_RAX), 0x0700'0000U) << "the rest is reserved";
  expect_answered(2);

  store(icr_low, 0x469a);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_cpu_up));
  EXPECT_EQ(v_->exit.address, 7U);
  EXPECT_EQ(v_->exit.value, 0x9a000U);
  EXPECT_EQ(v_->frame.rip, code) << "as if it had not run yet";
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(x(TENON_X86_64_RAX), 0x469aU);
  load(icr_low);
  EXPECT_EQ(x(TENON_X86_64_RAX), 0x469aU);
  expect_answered(2);

  store(icr_low, 0x40fd);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_send_ipi));
  EXPECT_EQ(v_->exit.value, 0xfdU);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);

  store(icr_low, 0x8500);  // the end of an INIT
  expect_answered(2);
  store(page + 0xb0, 0);
  expect(TENON_EXIT_mmio_write, page + 0xb0, 0, 4);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
}

TEST_F(X86LocalApic, TakesCommandsOfAnInstructionThatChangesTheRegister) {
  start(TENON_X86_64_MODE_LONG, 1);
  place({0x09, 0x03});  // or %eax, (%rbx)
  v_->frame.rip = code;
  x(TENON_X86_64_RBX) = icr_low;
  x(TENON_X86_64_RAX) = 0x40fd;
  leave(0x400, by_store, icr_low);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_send_ipi));
  EXPECT_EQ(v_->exit.value, 0xfdU);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
  v_->frame.rip = code;
  x(TENON_X86_64_RBX) = icr_high;
  x(TENON_X86_64_RAX) = 0x0500'0000;
  leave(0x400, by_store, icr_high);
  expect_answered(2);
  EXPECT_EQ(v_->local_apic.icr >> 56, 5U);
}

TEST_F(X86LocalApic, LeavesWhatIsNoWholeRegisterToTheHypervisor) {
  start(TENON_X86_64_MODE_LONG, 1);
  place({0x88, 0x03});  // mov %al, (%rbx)
  v_->frame.rip = code;
  x(TENON_X86_64_RBX) = icr_low;
  x(TENON_X86_64_RAX) = 0x30;
  leave(0x400, by_store, icr_low);
  expect(TENON_EXIT_mmio_write, icr_low, 0x30, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  store(device + 0x300, 0x4030);
  expect(TENON_EXIT_mmio_write, device + 0x300, 0x4030, 4);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  access(write_msr, apic_base, 0xfee0'0d00);
  expect_answered(2);
  store(icr_low, 0x4030);
  expect(TENON_EXIT_mmio_write, icr_low, 0x4030, 4);  // in x2APIC mode the page is none of its own
}

TEST_F(X86LocalApic, LeavesAnInstructionThatIsNotCarriedOutToTheHypervisor) {
  start(TENON_X86_64_MODE_LONG, 1);
  place({0xd9, 0x03});  // flds (%rbx)
  x(TENON_X86_64_RBX) = icr_low;
  expect_refused(0, icr_low, TENON_X86_64_CAUSE_insn_x87);
}

TEST_F(X86LocalApic, TakesCommandsInX2ApicMode) {
  start(TENON_X86_64_MODE_LONG, 1);
  access(write_msr, x2apic_icr, 0x4030);
  expect_refused_access();
  access(read_msr, 0x802);
  expect_refused_access();
  access(write_msr, apic_base, 0xfee0'0d00);
  expect_answered(2);

  access(write_msr, x2apic_icr, 0x0000'0102'0000'4610);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_cpu_up));
  EXPECT_EQ(v_->exit.address, 0x102U);
  EXPECT_EQ(v_->exit.value, 0x10000U);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
  access(read_msr, x2apic_icr);
  EXPECT_EQ(returned(), 0x0000'0102'0000'4610U);
  expect_answered(2);

  access(write_msr, x2apic_icr, 0x10'4030);
  expect_refused_access();
  access(write_msr, x2apic_icr, 0x4001);
  expect_answered(2);

  EXPECT_EQ(access(read_msr, 0x802).kind, static_cast<std::uint32_t>(TENON_EXIT_sysreg_read));
  EXPECT_EQ(v_->exit.address, 0x802U);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0x0123'4567'89ab'cdef), TENON_OK);
  EXPECT_EQ(returned(), 0x0123'4567'89ab'cdefU);
  EXPECT_EQ(v_->frame.rip, code + 2);
  EXPECT_EQ(access(write_msr, 0x80b, 0).kind, static_cast<std::uint32_t>(TENON_EXIT_sysreg_write));
  EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, code + 2);
}

TEST_F(X86LocalApic, StartsAsAStartUpIpiDoes) {
  tenon_x86_64_setup setup = setup_of(TENON_X86_64_MODE_STARTUP);
  setup.local_apic = 1;
  create();
  for (const std::uint64_t entry : {0x10'0000U, 0x9a001U}) {
    EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), entry, &stage2_, &setup),
              TENON_ERROR_invalid_argument);
  }
  ASSERT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0x9a000, &stage2_, &setup), TENON_OK);
  EXPECT_EQ(v_->frame.rip, 0U);
  EXPECT_EQ(v_->vmcb.cs.base, 0x9a000U);
  EXPECT_EQ(v_->vmcb.cs.selector, 0x9a00U);
  EXPECT_EQ(v_->vmcb.cr0 % 2, 0U);
  EXPECT_EQ(v_->local_apic.base, 0xfee0'0800U) << "no bootstrap processor";
}

TEST_F(X86LocalApic, IsInCpuid) {
  for (const std::uint32_t has : {0U, 1U}) {
    const tenon_x86_64_identity identity{
        .xcr0 = 7, .apic_id = own_id, .has = 0, .local_apic = has, .reserved = 0};
    const tenon_x86_64_cpuid cpu{0, 0, 0, 0};
    tenon_x86_64_cpuid out{};
    tenon_x86_64_cpuid_answer(1, 0, &cpu, &identity, 0, &out);
    EXPECT_EQ(out.edx >> 9 & 1, has);
    EXPECT_EQ(out.ecx >> 21 & 1, has);
    EXPECT_EQ(out.ebx >> 24, own_id);
  }
}

}  // namespace
