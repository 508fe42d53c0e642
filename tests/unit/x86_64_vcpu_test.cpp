// SPDX-License-Identifier: Apache-2.0
// An x86 vCPU's life on a CPU made of variables: who may do what, in which order state moves, what
// each answer does to the guest, and what the VMCB then says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/svm/intercepts.h"
#include "tenon/x86_64.hpp"

namespace {

using tenon_test::x86_hardware;
using testing::ElementsAre;

constexpr std::uint64_t cpu_address = 0x10'0000;
constexpr std::uint64_t vcpu_address = 0x20'0000;
constexpr std::uint64_t policy_address = 0x30'0000;
// Word 0 of the intercepts: VINTR, IRET.
constexpr std::uint64_t window_bits = 0x10;
constexpr std::uint64_t iret_bit = 0x10'0000;
constexpr std::uint64_t chances = window_bits | iret_bit;
constexpr std::uint32_t nmi = TENON_X86_64_INTERRUPT_NMI;
constexpr std::uint64_t event_nmi = 0x8000'0202;

class X86VCpu : public testing::Test {
 protected:
  X86VCpu() {
    x86_hardware = {};
    tenon_x86_64_policy_init(policy_.get());
    tenon_stage2_init(&stage2_.common, 0x40'0000, 0, 4);
    stage2_.common.vmid = 5;
    stage2_.common.generation = 1;
    setup_.policy = policy_.get();
    setup_.policy_address = policy_address;
    EXPECT_EQ(tenon_x86_64_claim(cpu_.get(), 0), TENON_OK);
    EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_OK);
  }
  static void create(tenon_x86_64_vcpu& v, std::uint32_t id = 0, std::uint64_t mask = 1) {
    const tenon_x86_64_config config{
        .address = vcpu_address + id * 0x2000ULL, .apic_id = 3, .reserved = 0};
    EXPECT_EQ(tenon_x86_64_vcpu_create(&v, 1, id, TENON_NONE, mask, &config), TENON_OK);
  }
  void make_free(tenon_x86_64_vcpu& v, std::uint32_t id = 0) {
    create(v, id);
    EXPECT_EQ(tenon_x86_64_vcpu_setup(&v, 0xffff'fff0, &stage2_, &setup_), TENON_OK);
  }
  void make_bound() {
    make_free(*v_);
    EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
    x86_hardware.order.clear();
  }
  /// The CPU has neither XSAVE nor TSC_AUX nor PKRU, and the host's values of them are 9.
  void make_simple() {
    EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_OK);
    x86_hardware.cpuid[{1, 0}].ecx = 0;
    x86_hardware.cpuid[{7, 0}].ecx = 0;
    x86_hardware.cpuid[{0x80000001, 0}].edx = 0;
    x86_hardware.xcr0 = 9;
    x86_hardware.pkru = 9;
    x86_hardware.msr[0xc0000103] = 9;
    EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_OK);
  }
  /// Runs until the guest leaves with this.
  void leave(std::uint64_t code, std::uint64_t info = 0, std::uint64_t info2 = 0,
             std::uint64_t event = 0) {
    x86_hardware.guest = [=](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = code;
      v.vmcb.exitinfo1 = info;
      v.vmcb.exitinfo2 = info2;
      v.vmcb.exitintinfo = event;
    };
    tenon_x86_64_vcpu_run(v_.get());
  }
  /// Runs an exit that the core answers, and then a HLT; what the second entry was given.
  tenon_svm_vmcb answer(std::uint64_t code, std::uint64_t info = 0) {
    tenon_svm_vmcb second{};
    const std::uint32_t before = x86_hardware.entries;
    x86_hardware.guest = [&, code, info](tenon_x86_64_vcpu& v) {
      if (x86_hardware.entries == before + 1) {
        v.vmcb.exitcode = code;
        v.vmcb.exitinfo1 = info;
      } else {
        second = v.vmcb;
        v.vmcb.exitcode = 0x78;
      }
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(x86_hardware.entries, before + 2);
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
    return second;
  }
  /// What the next entry is given.
  tenon_svm_vmcb next_entry() {
    tenon_svm_vmcb seen{};
    x86_hardware.guest = [&](tenon_x86_64_vcpu& v) {
      seen = v.vmcb;
      v.vmcb.exitcode = 0x60;
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    return seen;
  }
  tenon_error inject(std::uint32_t interrupt) const {
    return tenon_x86_64_vcpu_inject_interrupt(v_.get(), interrupt, 0);
  }
  void expect_state(tenon_vcpu_state state) const {
    EXPECT_EQ(v_->common.state, static_cast<std::uint32_t>(state));
  }

  std::unique_ptr<tenon_x86_64_cpu> cpu_ = std::make_unique<tenon_x86_64_cpu>();
  std::unique_ptr<tenon_x86_64_vcpu> v_ = std::make_unique<tenon_x86_64_vcpu>();
  std::unique_ptr<tenon_x86_64_vcpu> other_ = std::make_unique<tenon_x86_64_vcpu>();
  std::unique_ptr<tenon_x86_64_policy> policy_ = std::make_unique<tenon_x86_64_policy>();
  tenon_x86_64_stage2 stage2_{};
  tenon_x86_64_setup setup_{};
};

TEST_F(X86VCpu, SaysWhyACpuCannotRunGuests) {
  tenon_x86_64_features f{};
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_none);
  EXPECT_EQ(f.has, TENON_X86_64_HAS_NEXT_RIP | TENON_X86_64_HAS_FLUSH_BY_ASID |
                       TENON_X86_64_HAS_XSAVE | TENON_X86_64_HAS_TSC_AUX | TENON_X86_64_HAS_PKRU);
  EXPECT_EQ(f.asids, 16U);
  EXPECT_EQ(f.physical_bits, 0x28U);
  EXPECT_EQ(f.xcr0, 7U);
  x86_hardware.cpuid[{0x8000000a, 0}].ebx = 1;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_too_few_asids);
  x86_hardware.cpuid[{0x8000000a, 0}].edx = 0x8;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_no_nested_paging);
  x86_hardware.msr[0xc0010114] = 0x10;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_disabled);
  x86_hardware.cpuid[{0x80000001, 0}].ecx = 0;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_no_extension);
  EXPECT_EQ(tenon_x86_64_has_hardware_support(), 0U);
  x86_hardware = {};
  x86_hardware.cpuid[{0x80000000, 0}].eax = 0x80000008;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_no_extension);
  x86_hardware = {};
  x86_hardware.cpuid[{1, 0}].ecx = 0;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_none);
  EXPECT_EQ(f.xcr0, 0U);
}

TEST_F(X86VCpu, EnablesOnceAndPutsBack) {
  EXPECT_EQ(x86_hardware.msr[0xc0000080], 0x1d00U) << "SVME, NXE";
  EXPECT_EQ(x86_hardware.msr[0xc0010117], cpu_address + offsetof(tenon_x86_64_cpu, host_save));
  EXPECT_EQ(x86_hardware.cr4, 0x40220U) << "OSXSAVE, OSFXSR";
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_ERROR_already_enabled);
  EXPECT_EQ(tenon_x86_64_claim(cpu_.get(), 0), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_claim(cpu_.get(), TENON_CPU_MAX), TENON_ERROR_invalid_argument);
  make_bound();
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  auto* here = x86_hardware.cpu;
  x86_hardware.cpu = nullptr;
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_ERROR_wrong_cpu);
  x86_hardware.cpu = here;
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.msr[0xc0000080], 0x500U);
  EXPECT_EQ(x86_hardware.msr[0xc0010117], 0U);
  EXPECT_EQ(x86_hardware.msr[0xc0000101], 0x1234U);
  EXPECT_EQ(x86_hardware.cr4, 0x20U);
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address + 8), TENON_ERROR_unaligned);
  // Where the host's state would go, the address begins at 0 again.
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), 0xffff'ffff'ffff'f000), TENON_ERROR_unaligned);
  EXPECT_EQ(x86_hardware.msr[0xc0010117], 0U);
  x86_hardware.cpuid[{0x80000001, 0}].ecx = 0;
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_ERROR_unsupported);
  EXPECT_EQ(cpu_->enabled, 0U);
}

TEST_F(X86VCpu, RefusesWhatDoesNotFit) {
  const tenon_x86_64_config config{.address = vcpu_address, .apic_id = 0, .reserved = 0};
  const tenon_x86_64_config crooked{.address = vcpu_address + 0x10, .apic_id = 0, .reserved = 0};
  const tenon_x86_64_config high{.address = ~std::uint64_t{0xfff}, .apic_id = 0, .reserved = 0};
  EXPECT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, 0, TENON_NONE, 0, &config),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, TENON_NONE, TENON_NONE, 1, &config),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, 0, TENON_NONE, 1, &crooked),
            TENON_ERROR_unaligned);
  EXPECT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, 0, TENON_NONE, 1, &high), TENON_ERROR_unaligned);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0, &stage2_, &setup_), TENON_ERROR_wrong_state);
  create(*v_);
  EXPECT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, 0, TENON_NONE, 1, &config),
            TENON_ERROR_wrong_state);
  const auto refused = [&](auto change, tenon_error error) {
    tenon_x86_64_setup setup = setup_;
    tenon_x86_64_stage2 stage2 = stage2_;
    std::uint64_t entry = 0x1000;
    change(setup, stage2, entry);
    EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), entry, &stage2, &setup), error);
    expect_state(TENON_VCPU_CREATED);
  };
  using Setup = tenon_x86_64_setup;
  using Stage2 = tenon_x86_64_stage2;
  refused([](Setup& s, Stage2&, std::uint64_t&) { s.policy = nullptr; },
          TENON_ERROR_invalid_argument);
  refused([](Setup& s, Stage2&, std::uint64_t&) { s.mode = 4; }, TENON_ERROR_invalid_argument);
  refused([](Setup&, Stage2&, std::uint64_t& e) { e = 0x1'0000'0000; },
          TENON_ERROR_invalid_argument);
  refused([](Setup&, Stage2& t, std::uint64_t&) { t.common.vmid = 0; },
          TENON_ERROR_invalid_argument);
  refused([](Setup&, Stage2& t, std::uint64_t&) { t.common.levels = 3; },
          TENON_ERROR_invalid_argument);
  refused([](Setup& s, Stage2&, std::uint64_t&) { s.policy_address += 0x800; },
          TENON_ERROR_unaligned);
  // No CPU has such an address, and what comes behind it would begin at 0 again.
  refused([](Setup& s, Stage2&, std::uint64_t&) { s.policy_address = 0xffff'ffff'ffff'f000; },
          TENON_ERROR_unaligned);
  refused([](Setup& s, Stage2&, std::uint64_t&) { s.policy_address = 0x10'0000'0000'0000; },
          TENON_ERROR_unaligned);
  refused([](Setup& s, Stage2&, std::uint64_t&) { s.page_table = 0x10; }, TENON_ERROR_unaligned);
  refused([](Setup&, Stage2& s, std::uint64_t&) { s.common.root += 8; }, TENON_ERROR_unaligned);
  policy_->ready = 0;
  refused([](Setup&, Stage2&, std::uint64_t&) {}, TENON_ERROR_invalid_argument);
}

/// AMD APM volume 2, 14.1.3 but CS, and the modes' own segments.
TEST_F(X86VCpu, StartsInTheModeThatIsAskedFor) {
  make_free(*v_);
  EXPECT_EQ(v_->frame.rip, 0xfff0U);
  EXPECT_EQ(v_->frame.rflags, 2U);
  EXPECT_EQ(v_->vmcb.cs.base, 0xffff'0000U);
  EXPECT_EQ(v_->vmcb.cs.selector, 0xf000U);
  EXPECT_EQ(v_->vmcb.cs.attributes, 0x9bU);
  EXPECT_EQ(v_->vmcb.ds.attributes, 0x93U);
  EXPECT_EQ(v_->vmcb.ds.limit, 0xffffU);
  EXPECT_EQ(v_->vmcb.cr0, 0x10U);
  EXPECT_EQ(v_->vmcb.efer, 0x1000U);
  EXPECT_EQ(v_->vmcb.dr6, 0xffff0ff0U);
  EXPECT_EQ(v_->vmcb.dr7, 0x400U);
  EXPECT_EQ(v_->vmcb.g_pat, 0x0007'0406'0007'0406U);
  EXPECT_EQ(v_->fp.byte[0] + v_->fp.byte[1] * 256, 0x37f);
  EXPECT_EQ(v_->fp.byte[24] + v_->fp.byte[25] * 256, 0x1f80);
  EXPECT_EQ(v_->sysreg[TENON_X86_64_SAVED_XCR0], 1U);
  setup_.mode = TENON_X86_64_MODE_PROTECTED;
  create(*other_, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(other_.get(), 0x10'0000, &stage2_, &setup_), TENON_OK);
  EXPECT_EQ(other_->frame.rip, 0x10'0000U);
  EXPECT_EQ(other_->vmcb.cr0, 0x11U);
  EXPECT_EQ(other_->vmcb.cs.attributes, 0xc9bU);
  EXPECT_EQ(other_->vmcb.ss.limit, 0xffff'ffffU);
  EXPECT_EQ(tenon_x86_64_vcpu_reset(other_.get()), TENON_OK);
  setup_.mode = TENON_X86_64_MODE_LONG;
  setup_.page_table = 0x9000;
  EXPECT_EQ(tenon_x86_64_vcpu_setup(other_.get(), 0xffff'8000'0000'0000, &stage2_, &setup_),
            TENON_OK);
  EXPECT_EQ(other_->frame.rip, 0xffff'8000'0000'0000U);
  EXPECT_EQ(other_->vmcb.cr0, 0x8000'0011U);
  EXPECT_EQ(other_->vmcb.cr3, 0x9000U);
  EXPECT_EQ(other_->vmcb.cr4, 0x20U);
  EXPECT_EQ(other_->vmcb.efer, 0x1500U);
  EXPECT_EQ(other_->vmcb.cs.attributes, 0xa9bU);
}

/// Appendix B, bit by bit.
TEST_F(X86VCpu, InterceptsWhatIsolationNeeds) {
  make_free(*v_);
  const tenon_svm_vmcb& b = v_->vmcb;
  for (const std::uint32_t bit : {0U, 1U, 3U, 15U, 18U, 22U, 24U, 26U, 27U, 28U, 31U}) {
    EXPECT_EQ(b.intercept[0] >> bit & 1, 1U) << bit;
  }
  for (const std::uint32_t bit : {0U, 1U, 2U, 3U, 4U, 5U, 6U, 9U, 10U, 11U, 13U, 14U}) {
    EXPECT_EQ(b.intercept[1] >> bit & 1, 1U) << bit;
  }
  EXPECT_EQ(b.intercept_exceptions, 1U << 1 | 1U << 17 | 1U << 18);
  EXPECT_EQ(b.iopm_address, policy_address);
  EXPECT_EQ(b.msrpm_address, policy_address + 0x3000);
  EXPECT_EQ(b.asid, 5U);
  EXPECT_EQ(b.nested_control, 1U);
  EXPECT_EQ(b.nested_cr3, 0x40'0000U);
  EXPECT_EQ(b.v_intr, 1U << 24);
  EXPECT_EQ(v_->control_address, vcpu_address + 0x1000);
}

TEST_F(X86VCpu, MovesStateAtBindAndUnbind) {
  make_free(*v_);
  v_->sysreg[TENON_X86_64_SAVED_XCR0] = 3;
  v_->sysreg[TENON_X86_64_SAVED_TSC_AUX] = 77;
  v_->sysreg[TENON_X86_64_SAVED_DR0] = 0x1000;
  v_->sysreg[TENON_X86_64_SAVED_PKRU] = 0x5554;
  v_->fp.byte[100] = 9;
  x86_hardware.pkru = 0x11;
  x86_hardware.dr = {1, 2, 3, 4};
  x86_hardware.msr[0xc0000103] = 5;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_THAT(x86_hardware.order, ElementsAre("xrstor", "vmsave"));
  EXPECT_EQ(x86_hardware.fp_xcr0, 7U) << "all that a guest may enable is restored";
  EXPECT_EQ(x86_hardware.xcr0, 3U);
  EXPECT_EQ(x86_hardware.dr[0], 0x1000U);
  EXPECT_EQ(x86_hardware.msr[0xc0000103], 77U);
  EXPECT_EQ(x86_hardware.pkru, 0x5554U);
  EXPECT_EQ(x86_hardware.host_state, cpu_address + offsetof(tenon_x86_64_cpu, host_state));
  EXPECT_EQ(cpu_->loaded, v_.get());
  x86_hardware.xcr0 = 7;
  x86_hardware.dr[1] = 0x2000;
  x86_hardware.msr[0xc0000103] = 78;
  x86_hardware.fp.byte[100] = 10;
  x86_hardware.pkru = 0x5550;
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_DR1), 0x2000U);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(v_->sysreg[TENON_X86_64_SAVED_XCR0], 7U);
  EXPECT_EQ(v_->sysreg[TENON_X86_64_SAVED_DR1], 0x2000U);
  EXPECT_EQ(v_->sysreg[TENON_X86_64_SAVED_TSC_AUX], 78U);
  EXPECT_EQ(v_->fp.byte[100], 10);
  EXPECT_EQ(x86_hardware.xcr0, 1U);
  EXPECT_EQ(x86_hardware.dr[1], 2U);
  EXPECT_EQ(x86_hardware.msr[0xc0000103], 5U);
  EXPECT_EQ(v_->sysreg[TENON_X86_64_SAVED_PKRU], 0x5550U);
  EXPECT_EQ(x86_hardware.pkru, 0x11U);
  EXPECT_EQ(cpu_->loaded, nullptr);
}

TEST_F(X86VCpu, BindsOnlyWhereItMay) {
  make_free(*v_);
  auto* here = x86_hardware.cpu;
  x86_hardware.cpu = nullptr;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_wrong_cpu);
  x86_hardware.cpu = here;
  v_->common.cpu_mask = 2;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_cpu_not_allowed);
  v_->common.cpu_mask = 1;
  stage2_.common.vmid = 16;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
  stage2_.common.vmid = 15;
  v_->sysreg[TENON_X86_64_SAVED_XCR0] = 7;
  cpu_->features.xcr0 = 3;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
  cpu_->features.xcr0 = 7;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_reset(v_.get()), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_destroy(v_.get()), TENON_ERROR_wrong_state);
  x86_hardware.cpu = nullptr;
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_ERROR_wrong_cpu);
  x86_hardware.cpu = here;
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_destroy(v_.get()), TENON_OK);
  expect_state(TENON_VCPU_NONE);
}

TEST_F(X86VCpu, ForgetsWhatAnotherMayHaveLeft) {
  make_bound();
  EXPECT_EQ(next_entry().tlb_control, 1U) << "a generation that this CPU has not seen";
  EXPECT_EQ(next_entry().tlb_control, 0U);
  stage2_.epoch++;
  EXPECT_EQ(next_entry().tlb_control, 3U) << "the nested table has changed";
  EXPECT_EQ(next_entry().tlb_control, 0U);
  make_free(*other_, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(other_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(other_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(next_entry().tlb_control, 3U) << "not entered since the other vCPU was here";
  stage2_.epoch++;
  cpu_->features.has &= ~TENON_X86_64_HAS_FLUSH_BY_ASID;
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(next_entry().tlb_control, 1U) << "a CPU without FlushByASID";
  EXPECT_EQ(next_entry().tlb_control, 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(next_entry().tlb_control, 0U) << "nobody else was here";
}

TEST_F(X86VCpu, MarksCleanOnlyWhatHasNotChanged) {
  make_bound();
  EXPECT_EQ(next_entry().clean, 0U) << "the first entry after bind";
  EXPECT_EQ(next_entry().clean, 0x7ffU);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_CR3, 0x5000);
  EXPECT_EQ(next_entry().clean, 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x30, 0), TENON_OK);
  EXPECT_EQ(next_entry().clean, 0x7f6U) << "intercepts and V_IRQ";
}

TEST_F(X86VCpu, AnswersPortsMsrsAndCalls) {
  make_bound();
  for (const auto& [width, wanted] :
       {std::pair{0x10, 0xffff'ffff'ffff'ff8dULL}, std::pair{0x20, 0xffff'ffff'ffff'7c8dULL},
        std::pair{0x40, 0x5a6b'7c8dULL}}) {
    v_->frame.x[0] = ~0ULL;
    v_->frame.rip = 0x100;
    leave(0x7b, 0x80'0001U | static_cast<unsigned>(width), 0x102);
    EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0x1234'5a6b'7c8d), TENON_OK);
    EXPECT_EQ(v_->frame.x[0], wanted);
    EXPECT_EQ(v_->frame.rip, 0x102U);
  }
  v_->frame.x[1] = 0x4321;
  leave(0x7c);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0x1122'3344'5566'7788), TENON_OK);
  EXPECT_EQ(v_->frame.x[0], 0x5566'7788U);
  EXPECT_EQ(v_->frame.x[2], 0x1122'3344U);
  EXPECT_EQ(v_->frame.rip, 0x104U);
  leave(0x81);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 42), TENON_OK);
  EXPECT_EQ(v_->frame.x[0], 42U);
  EXPECT_EQ(v_->frame.rip, 0x107U);
  leave(0x78);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, 0x107U) << "as if it had not run";
  for (auto answer : {tenon_x86_64_vcpu_resume, tenon_x86_64_vcpu_complete_write,
                      tenon_x86_64_vcpu_inject_undefined, tenon_x86_64_vcpu_inject_abort,
                      tenon_x86_64_vcpu_abandon}) {
    EXPECT_EQ(answer(v_.get()), TENON_ERROR_wrong_state);
  }
  EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), 0), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_ERROR_wrong_state);
}

TEST_F(X86VCpu, WrapsRipAndEndsTheShadow) {
  make_bound();
  v_->frame.rip = 0xffff'ffff;
  v_->frame.shadow = 1;
  x86_hardware.guest = [](tenon_x86_64_vcpu& v) {
    EXPECT_EQ(v.vmcb.interrupt_shadow, 1U);
    v.vmcb.exitcode = 0x81;
  };
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(v_->frame.rip, 2U);
  EXPECT_EQ(v_->frame.shadow, 0U);
  v_->vmcb.efer = 0x1500;
  v_->vmcb.cs.attributes = 0xa9b;
  v_->frame.rip = 0xffff'ffff;
  leave(0x81);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(v_->frame.rip, 0x1'0000'0002U);
  v_->vmcb.efer = 0x1000;  // CS.L counts for nothing outside long mode
  v_->frame.rip = 0xffff'ffff;
  leave(0x81);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(v_->frame.rip, 2U);
}

TEST_F(X86VCpu, StepsOverWhatItCarriesOut) {
  make_bound();
  v_->frame.rflags = 0x102;
  leave(0x81);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  const tenon_svm_vmcb b = next_entry();
  EXPECT_EQ(b.eventinj, 0x8000'0301U);
  EXPECT_EQ(b.dr6, 0xffff'4ff0U);
  EXPECT_EQ(next_entry().eventinj, 0U);
}

TEST_F(X86VCpu, GivesTheExceptionThatTheCpuWould) {
  make_bound();
  const auto injected = [&](std::uint64_t code, std::uint64_t info, auto answer) {
    leave(code, info, 0x102);
    EXPECT_EQ(answer(v_.get()), TENON_OK);
    return next_entry().eventinj;
  };
  v_->frame.x[1] = 0x4321;
  EXPECT_EQ(injected(0x7c, 0, tenon_x86_64_vcpu_inject_undefined), 0x8000'030dU);
  EXPECT_EQ(injected(0x7c, 1, tenon_x86_64_vcpu_inject_undefined), 0x8000'030dU);
  EXPECT_EQ(injected(0x7b, 0x11, tenon_x86_64_vcpu_inject_undefined), 0x8000'030dU);
  EXPECT_EQ(injected(0x7b, 0x10, tenon_x86_64_vcpu_inject_undefined), 0x8000'030dU);
  EXPECT_EQ(injected(0x81, 0, tenon_x86_64_vcpu_inject_undefined), 0x8000'0306U);
  EXPECT_EQ(injected(0x70, 0, tenon_x86_64_vcpu_inject_undefined), 0x8000'0306U);
  EXPECT_EQ(injected(0x400, 0, tenon_x86_64_vcpu_inject_abort), 0x8000'030dU);
  v_->vmcb.cr0 = 0x11;
  EXPECT_EQ(injected(0x400, 0, tenon_x86_64_vcpu_inject_abort), 0x8000'0b0dU);
}

TEST_F(X86VCpu, WaitsForTheInterruptWindow) {
  make_bound();
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x30, 0), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x31, 0), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 257, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x30, 1), TENON_ERROR_unsupported);
  EXPECT_EQ(tenon_x86_64_vcpu_has_interrupt(v_.get()), 1U);
  v_->vmcb.v_intr |= 0x5;  // V_TPR is the guest's
  tenon_svm_vmcb b = next_entry();
  EXPECT_EQ(b.eventinj, 0U) << "IF is 0";
  EXPECT_EQ(b.intercept[0] & window_bits, window_bits);
  EXPECT_EQ(b.v_intr, 0x110'0105U) << "V_IRQ, V_IGN_TPR";
  v_->frame.rflags = 0x202;
  v_->frame.shadow = 1;
  EXPECT_EQ(next_entry().eventinj, 0U) << "STI's shadow";
  v_->frame.shadow = 0;
  b = next_entry();
  EXPECT_EQ(b.eventinj, 0x8000'0031U) << "the highest first";
  EXPECT_EQ(b.intercept[0] & window_bits, window_bits) << "another one waits";
  b = next_entry();
  EXPECT_EQ(b.eventinj, 0x8000'0030U);
  EXPECT_EQ(b.intercept[0] & window_bits, 0U);
  EXPECT_EQ(b.v_intr, 0x100'0005U);
  b = next_entry();
  EXPECT_EQ(b.eventinj, 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_has_interrupt(v_.get()), 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x30, 0), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), 0x30), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, 0U);
  tenon_x86_64_vcpu_merge_interrupts(v_.get(), 3, 1ULL << 63);
  tenon_x86_64_vcpu_merge_interrupts(v_.get(), 4, 2);
  tenon_x86_64_vcpu_merge_interrupts(v_.get(), 5, 1);
  EXPECT_EQ(next_entry().eventinj, 0x8000'00ffU);
}

TEST_F(X86VCpu, DeliversAnNmiWhateverIfSays) {
  make_bound();
  v_->frame.shadow = 1;
  EXPECT_EQ(inject(nmi), TENON_OK);
  EXPECT_EQ(inject(nmi), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_has_interrupt(v_.get()), 1U);
  tenon_svm_vmcb b = next_entry();
  EXPECT_EQ(b.eventinj, 0U) << "STI's shadow";
  EXPECT_EQ(b.intercept[0] & chances, window_bits);
  v_->frame.shadow = 0;
  EXPECT_EQ(inject(0x30), TENON_OK);
  b = next_entry();
  EXPECT_EQ(b.eventinj, event_nmi) << "before any vector, and only once";
  EXPECT_EQ(b.intercept[0] & chances, chances) << "the vector's, and the guest's IRET";
  b = next_entry();
  EXPECT_EQ(b.eventinj, 0U) << "IF is 0";
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), 0x30), TENON_OK);
  EXPECT_EQ(next_entry().intercept[0] & chances, iret_bit);
}

TEST_F(X86VCpu, BlocksTheNextNmiUntilBehindIret) {
  make_bound();
  tenon_x86_64_vcpu_merge_interrupts(v_.get(), 4, 1);
  EXPECT_EQ(next_entry().eventinj, event_nmi);
  EXPECT_EQ(inject(nmi), TENON_OK);
  tenon_svm_vmcb b = next_entry();
  EXPECT_EQ(b.eventinj, 0U);
  EXPECT_EQ(b.intercept[0] & chances, iret_bit);
  const std::uint64_t rip = v_->frame.rip;
  b = answer(0x74);
  EXPECT_EQ(v_->frame.rip, rip) << "the guest executes it";
  EXPECT_EQ(b.eventinj, 0U);
  EXPECT_EQ(b.interrupt_shadow, 1U) << "what waits comes behind it";
  EXPECT_EQ(b.intercept[0] & chances, window_bits);
  v_->frame.shadow = 0;
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  b = next_entry();
  EXPECT_EQ(b.eventinj, event_nmi);
  EXPECT_EQ(b.intercept[0] & chances, iret_bit);
  EXPECT_EQ(inject(nmi), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), nmi), TENON_OK);
  b = answer(0x74);
  EXPECT_EQ(b.intercept[0] & chances, 0U) << "none waits";
}

TEST_F(X86VCpu, DeliversAgainAnNmiThatAnExitCutShort) {
  make_bound();
  EXPECT_EQ(inject(nmi), TENON_OK);
  leave(0x400, 0, 0x9000, event_nmi);
  EXPECT_EQ(inject(nmi), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, event_nmi);
  EXPECT_EQ(next_entry().eventinj, 0U) << "the other one waits for IRET";
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), nmi), TENON_OK);
  (void)answer(0x74);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  v_->frame.shadow = 0;
  leave(0x400, 0, 0x9000, event_nmi);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_abort(v_.get()), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, 0x8000'030dU) << "an exception in its place";
  EXPECT_EQ(next_entry().eventinj, event_nmi);
}

TEST_F(X86VCpu, DeliversAgainWhatAnExitCutShort) {
  make_bound();
  v_->frame.rflags = 0x202;
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x50, 0), TENON_OK);
  leave(0x400, 0, 0x9000, 0x8000'0030);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x60, 0), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  tenon_svm_vmcb b = next_entry();
  EXPECT_EQ(b.eventinj, 0x8000'0030U) << "before what waits";
  EXPECT_EQ(b.intercept[0] & window_bits, window_bits);
  EXPECT_EQ(next_entry().eventinj, 0x8000'0060U);
  // An exception in its place puts the interrupt back.
  leave(0x400, 0, 0x9000, 0x8000'0031);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_abort(v_.get()), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, 0x8000'030dU);
  EXPECT_EQ(next_entry().eventinj, 0x8000'0031U);
  // #PF, then #GP: a double fault; a fault of that one: shutdown.
  v_->vmcb.cr0 = 0x11;
  leave(0x400, 0, 0x9000, 0x2'8000'0b0e);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_abort(v_.get()), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, 0x8000'0b08U);
  leave(0x400, 0, 0x9000, 0x8000'0b08);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_abort(v_.get()), TENON_OK);
  const std::uint32_t entries = x86_hardware.entries;
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_system_reset));
  EXPECT_EQ(x86_hardware.entries, entries) << "not entered again";
}

TEST_F(X86VCpu, AnswersCpuidItself) {
  make_bound();
  v_->frame.x[0] = 0xffff'ffff'0000'0001;
  v_->frame.x[1] = 0xffff'ffff'0000'0000;
  x86_hardware.cpuid[{1, 0}] = {0x0080'0f12, 0x1122'3344, 0xffff'ffff, 0xffff'ffff};
  answer(0x72);
  EXPECT_EQ(v_->frame.x[0], 0x0080'0f12U);
  EXPECT_EQ(v_->frame.x[3], 0x0301'3300U) << "APIC id 3";
  EXPECT_EQ(v_->frame.x[1] & 0x8000'0020, 0x8000'0000U) << "a hypervisor, no VMX";
  EXPECT_EQ(v_->frame.rip, 0xfff2U);
}

TEST_F(X86VCpu, ValidatesXsetbv) {
  make_bound();
  const auto xsetbv = [&](std::uint64_t rcx, std::uint64_t rdx, std::uint64_t rax) {
    v_->frame.x[0] = rax;
    v_->frame.x[1] = rcx;
    v_->frame.x[2] = rdx;
    return answer(0x8d).eventinj;
  };
  EXPECT_EQ(xsetbv(0, 0, 7), 0x8000'0306U) << "CR4.OSXSAVE is 0";
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  v_->vmcb.cr4 = 0x40000;
  EXPECT_EQ(xsetbv(0, 0, 7), 0U);
  EXPECT_EQ(x86_hardware.xcr0, 7U);
  const std::uint64_t bad[][3] = {{1, 0, 7}, {0, 1, 7}, {0, 0, 6}, {0, 0, 5}, {0, 0, 0xf}};
  for (const auto& [rcx, rdx, rax] : bad) {
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    EXPECT_EQ(xsetbv(rcx, rdx, rax), 0x8000'030dU) << rcx << " " << rax;
    EXPECT_EQ(x86_hardware.xcr0, 7U) << "never a fault of the host";
  }
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  v_->vmcb.cpl = 3;
  EXPECT_EQ(xsetbv(0, 0, 3), 0x8000'030dU);
}

TEST_F(X86VCpu, KeepsEferAndPatItsOwn) {
  make_bound();
  const auto write = [&](std::uint32_t msr, std::uint64_t value) {
    v_->frame.x[0] = value & 0xffff'ffff;
    v_->frame.x[1] = msr;
    v_->frame.x[2] = value >> 32;
    const std::uint64_t event = answer(0x7c, 1).eventinj;
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    return event;
  };
  EXPECT_EQ(write(0xc0000080, 0x901), 0U);
  EXPECT_EQ(v_->vmcb.efer, 0x1901U) << "SVME stays";
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_EFER), 0x901U);
  EXPECT_EQ(write(0xc0000080, 0x1901), 0x8000'030dU);
  EXPECT_EQ(v_->vmcb.efer, 0x1901U);
  EXPECT_EQ(write(0x277, 0x0606'0606'0606'0606), 0U);
  EXPECT_EQ(v_->vmcb.g_pat, 0x0606'0606'0606'0606U);
  EXPECT_EQ(write(0x277, 2), 0x8000'030dU);
  v_->frame.x[1] = 0x277;
  answer(0x7c, 0);
  EXPECT_EQ(v_->frame.x[0], 0x0606'0606U);
  EXPECT_EQ(v_->frame.x[2], 0x0606'0606U);
}

TEST_F(X86VCpu, RefusesWhatAGuestDoesNotHave) {
  make_bound();
  for (const std::uint64_t code : {0x6fULL, 0x7aULL, 0x80ULL, 0x82ULL, 0x83ULL, 0x84ULL, 0x85ULL,
                                   0x86ULL, 0x8aULL, 0x8bULL, 0x8cULL, 0x8eULL}) {
    const std::uint64_t rip = v_->frame.rip;
    EXPECT_EQ(answer(code).eventinj, 0x8000'0306U) << code;
    EXPECT_EQ(v_->frame.rip, rip);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  EXPECT_EQ(answer(0x41).eventinj, 0x8000'0301U) << "#DB is the guest's own";
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  EXPECT_EQ(answer(0x51).eventinj, 0x8000'0311U) << "#AC too";
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  const std::uint64_t rip = v_->frame.rip;
  EXPECT_EQ(answer(0x89).eventinj, 0U) << "WBINVD does nothing";
  EXPECT_EQ(v_->frame.rip, rip + 2);
}

TEST_F(X86VCpu, IsPreemptedWhenItsExceptionsHaveNoEnd) {
  make_bound();
  for (const std::uint64_t code : {0x41ULL, 0x51ULL, 0x80ULL}) {
    x86_hardware.entries = 0;
    x86_hardware.guest = [&](tenon_x86_64_vcpu& v) {
      // Ends a core that does not.
      v.vmcb.exitcode = x86_hardware.entries < 5000 ? code : 0x60;
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_preempted)) << code;
    EXPECT_EQ(x86_hardware.entries, 1000U);
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    std::uint64_t event = 0;
    x86_hardware.guest = [&](tenon_x86_64_vcpu& v) {
      event = v.vmcb.eventinj;
      v.vmcb.exitcode = 0x60;
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(event, 0x8000'0300U + (code < 0x60 ? code - 0x40 : 6)) << "the last answer counts";
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  }
}

TEST_F(X86VCpu, FailsWhenAnEmulatedCpuRefusesToEnter) {
  make_bound();
  leave(0xffff'ffff);
  expect_state(TENON_VCPU_FAILED);
  EXPECT_EQ(v_->common.failure, 0xffff'ffffULL);
}

TEST_F(X86VCpu, FailsWhenTheCpuRefusesToEnter) {
  make_bound();
  leave(~0ULL);
  expect_state(TENON_VCPU_FAILED);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_entry_failed));
  EXPECT_EQ(v_->common.error, static_cast<std::uint32_t>(TENON_ERROR_entry_failed));
  EXPECT_EQ(v_->common.failure, ~0ULL);
  EXPECT_EQ(cpu_->loaded, nullptr);
  EXPECT_THAT(x86_hardware.order, ElementsAre("xsave"));
  EXPECT_EQ(tenon_x86_64_vcpu_reset(v_.get()), TENON_OK);
}

TEST_F(X86VCpu, ShutsDownOnce) {
  make_bound();
  leave(0x7f);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_system_reset));
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  const std::uint32_t entries = x86_hardware.entries;
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(x86_hardware.entries, entries);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_system_reset));
}

TEST_F(X86VCpu, IsPreemptedWithoutAnEntry) {
  make_bound();
  tenon_x86_64_vcpu_preempt(v_.get());
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_preempted));
  EXPECT_EQ(x86_hardware.entries, 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, 0xfff0U);
}

TEST_F(X86VCpu, HasEveryRegisterByName) {
  for (const bool bound : {false, true}) {
    v_ = std::make_unique<tenon_x86_64_vcpu>();
    if (bound) {
      make_bound();
    } else {
      make_free(*v_);
    }
    for (std::uint32_t i = 0; i < TENON_X86_64_REGISTER_END; ++i) {
      const bool small = i >= TENON_X86_64_REGISTER_ES_SELECTOR && i < TENON_X86_64_REGISTER_DR0;
      std::uint64_t value = small ? 0x10 + i : 0x1000 * (i + 1);
      if (i == TENON_X86_64_REGISTER_XCR0) value = 3;
      if (i == TENON_X86_64_REGISTER_EFER) value = 0x901;
      tenon_x86_64_vcpu_set_register(v_.get(), i, value);
      EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), i), value) << i;
    }
    tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_XCR0, 6);
    EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_XCR0), 3U);
    EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_END), 0U);
    EXPECT_EQ(v_->vmcb.efer, 0x1901U);
  }
}

/// CPUID 8000_0000: what is no number of a leaf is no answer.
TEST_F(X86VCpu, FindsNoSvmWithoutItsLeaf) {
  tenon_x86_64_features f{};
  EXPECT_EQ(tenon_x86_64_has_hardware_support(), 1U);
  x86_hardware.cpuid[{0x80000000, 0}].eax = 0x8001'0000;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_no_extension);
  EXPECT_EQ(tenon_x86_64_has_hardware_support(), 0U);
}

TEST_F(X86VCpu, NotesWhatAssistsDecoding) {
  tenon_x86_64_features f{};
  x86_hardware.cpuid[{0x8000000a, 0}].edx = 0x1 | 0x20 | 0x80;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_none);
  EXPECT_EQ(f.has & (TENON_X86_64_HAS_NEXT_RIP | TENON_X86_64_HAS_CLEAN_BITS |
                     TENON_X86_64_HAS_DECODE_ASSISTS),
            TENON_X86_64_HAS_CLEAN_BITS | TENON_X86_64_HAS_DECODE_ASSISTS);
}

/// XSETBV, RDPKRU and TSC_AUX are #UD and #GP there, of the host too.
TEST_F(X86VCpu, TouchesNothingThatTheCpuDoesNotHave) {
  make_simple();
  make_bound();
  EXPECT_EQ(x86_hardware.cr4, 0x220U) << "no OSXSAVE";
  for (const std::uint32_t index :
       {TENON_X86_64_REGISTER_XCR0, TENON_X86_64_REGISTER_TSC_AUX, TENON_X86_64_REGISTER_PKRU}) {
    const std::uint64_t before = tenon_x86_64_vcpu_get_register(v_.get(), index);
    tenon_x86_64_vcpu_set_register(v_.get(), index, 3);
    EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), index), before) << index;
  }
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.xcr0, 9U);
  EXPECT_EQ(x86_hardware.pkru, 9U);
  EXPECT_EQ(x86_hardware.msr[0xc0000103], 9U);
}

TEST_F(X86VCpu, MovesFpStateWithoutXsaveToo) {
  make_simple();
  make_free(*v_);
  x86_hardware.order.clear();
  v_->fp.byte[100] = 9;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.fp.byte[100], 9);
  x86_hardware.fp.byte[100] = 10;
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(v_->fp.byte[100], 10);
  EXPECT_THAT(x86_hardware.order, ElementsAre("fxrstor", "vmsave", "fxsave"));
}

TEST_F(X86VCpu, HasNoRegisterWithoutAName) {
  make_free(*v_);
  const tenon_svm_vmcb before = v_->vmcb;
  for (const std::uint32_t index : {TENON_X86_64_REGISTER_END + 0U, TENON_NONE}) {
    tenon_x86_64_vcpu_set_register(v_.get(), index, 1);
    EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), index), 0U);
  }
  EXPECT_EQ(std::memcmp(&v_->vmcb, &before, sizeof before), 0);
}

/// A slice needs a timer, and SVM has none.
TEST_F(X86VCpu, RefusesASliceOnSvm) {
  setup_.slice = 1000;
  make_free(*v_);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
}

TEST_F(X86VCpu, IsDestroyedAsSoonAsItIsCreated) {
  create(*v_);
  EXPECT_EQ(tenon_x86_64_vcpu_destroy(v_.get()), TENON_OK);
  expect_state(TENON_VCPU_NONE);
  EXPECT_EQ(tenon_x86_64_vcpu_destroy(v_.get()), TENON_ERROR_wrong_state);
}

TEST_F(X86VCpu, TakesInterruptsOnlyWhenItIsSetUp) {
  create(*v_);
  EXPECT_EQ(inject(0x30), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), 0x30), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0xffff'fff0, &stage2_, &setup_), TENON_OK);
  EXPECT_EQ(inject(0x30), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), nmi + 1), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_x86_64_vcpu_lower_interrupt(v_.get(), 0x30), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_has_interrupt(v_.get()), 0U);
}

TEST_F(X86VCpu, HasAnInterruptAsLongAsItsDeliveryWaits) {
  make_bound();
  leave(0x400, 0, 0x9000, 0x8000'0030);
  EXPECT_EQ(tenon_x86_64_vcpu_has_interrupt(v_.get()), 1U);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, 0x8000'0030U);
  EXPECT_EQ(tenon_x86_64_vcpu_has_interrupt(v_.get()), 0U);
}

TEST_F(X86VCpu, IsPreemptedOnlyWhileItCouldRun) {
  make_free(*v_);
  tenon_x86_64_vcpu_preempt(v_.get());
  expect_state(TENON_VCPU_FREE);
}

/// An exception while a double fault is delivered is a shutdown (APM volume 2, 8.2.9).
TEST_F(X86VCpu, ShutsDownWhenTheCoresAnswerIsATripleFault) {
  make_bound();
  leave(0x51, 0, 0, 0x8000'0b08);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_system_reset));
  EXPECT_EQ(x86_hardware.entries, 1U);
}

TEST_F(X86VCpu, EndsRfWithWhatIsCarriedOut) {
  make_bound();
  v_->frame.rflags = 0x1'0002;
  leave(0x81);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(v_->frame.rflags, 2U);
  EXPECT_EQ(next_entry().eventinj, 0U);
  v_->frame.rflags = 0x1'0102;
  EXPECT_EQ(answer(0x89).eventinj, 0x8000'0301U) << "TF as well";
  EXPECT_EQ(v_->frame.rflags, 0x102U);
}

/// SDM volume 3, 18.3.1.1: or the instruction would meet its breakpoint twice. An injection pushes RFLAGS
/// as they are (27.6.1.1).
TEST_F(X86VCpu, PushesRfForAFaultAndNoTrap) {
  make_bound();
  leave(0x400, 0, 0x9000);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_abort(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rflags, 0x1'0002U);
  EXPECT_EQ(next_entry().eventinj, 0x8000'030dU);
  v_->frame.rflags = 2;
  EXPECT_EQ(answer(0x41).eventinj, 0x8000'0301U);
  EXPECT_EQ(v_->frame.rflags, 2U) << "of a debug exception RF is what the CPU has saved";
}

TEST_F(X86VCpu, StepsOverWhatTheCoreCarriesOut) {
  make_bound();
  v_->frame.rflags = 0x102;
  const tenon_svm_vmcb b = answer(0x89);  // WBINVD
  EXPECT_EQ(b.eventinj, 0x8000'0301U);
  EXPECT_EQ(b.dr6, 0xffff'4ff0U) << "BS";
}

TEST_F(X86VCpu, WrapsRipBehindWhatTheCoreCarriesOut) {
  make_bound();
  v_->frame.rip = 0xffff'ffff;
  answer(0x89);
  EXPECT_EQ(v_->frame.rip, 1U);
}

TEST_F(X86VCpu, LosesNoEventToAStep) {
  make_bound();
  v_->frame.rflags = 0x102;
  leave(0x81, 0, 0, 0x8000'0030);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(next_entry().eventinj, 0x8000'0030U);
  EXPECT_EQ(v_->vmcb.dr6, 0xffff'4ff0U);
}

TEST_F(X86VCpu, ForgetsAllThatAnotherVmHasLeftThoughItsOwnTableHasChanged) {
  make_bound();
  stage2_.epoch++;
  EXPECT_EQ(next_entry().tlb_control, 1U);
}

TEST_F(X86VCpu, TrapsPauseWhileAnInterruptWaits) {
  constexpr std::uint64_t pause_bit = 0x80'0000;
  setup_.trap_pause = 1;
  make_bound();
  EXPECT_EQ(next_entry().intercept[0] & (window_bits | pause_bit), pause_bit);
  EXPECT_EQ(inject(0x30), TENON_OK);
  EXPECT_EQ(next_entry().intercept[0] & (window_bits | pause_bit), window_bits | pause_bit);
}

TEST_F(X86VCpu, EmptiesNoCaches) {
  make_bound();
  const std::uint64_t rip = v_->frame.rip;
  EXPECT_EQ(answer(0x76).eventinj, 0U) << "INVD";
  EXPECT_EQ(v_->frame.rip, rip + 2);
}

/// The leaf that a CPU leaves to its hypervisor.
TEST_F(X86VCpu, SaysItsNameInCpuid) {
  make_bound();
  v_->frame.x[0] = 0x4000'0000;
  answer(0x72);
  EXPECT_EQ(v_->frame.x[0], 0x4000'0000U) << "and no leaf behind it";
  std::string name;
  for (const std::uint32_t reg : {3U, 1U, 2U}) {  // EBX, ECX, EDX
    for (std::uint32_t shift = 0; shift < 32; shift += 8) {
      name += static_cast<char>(v_->frame.x[reg] >> shift & 0xff);
    }
  }
  EXPECT_EQ(name, "TenonTenonTe");
}

/// What a CPU has of a guest before its reset is nothing that the guest behind it may see: its paging is
/// off, and the CPU has translations of the one before, of the same ASID.
TEST_F(X86VCpu, ForgetsWhatTheGuestBeforeItsResetHasLeft) {
  make_bound();
  EXPECT_EQ(next_entry().tlb_control, 1U);
  EXPECT_EQ(next_entry().tlb_control, 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_reset(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0xffff'fff0, &stage2_, &setup_), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_NE(next_entry().tlb_control, 0U);
}

/// The CPU has entries of an older generation of its ASID, of another VM; the first bind tells so, but
/// a kick comes before the first entry, and the vCPU is reset.
TEST_F(X86VCpu, ForgetsAnOlderGenerationThoughItWasResetBeforeItsFirstEntry) {
  make_bound();
  tenon_x86_64_vcpu_preempt(v_.get());
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_reset(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0xffff'fff0, &stage2_, &setup_), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(next_entry().tlb_control, 1U);
}

/// The same, where the vCPU that was told goes elsewhere, and another VM's comes here.
TEST_F(X86VCpu, ForgetsAnOlderGenerationThoughAnotherVcpuWasTold) {
  make_bound();  // generation 1
  (void)next_entry();
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  // A new generation: ASID 6 was another VM's, of which the CPU has entries.
  tenon_x86_64_stage2 younger{};
  tenon_stage2_init(&younger.common, 0x50'0000, 0, 4);
  younger.common.vmid = 5;
  younger.common.generation = 2;
  create(*other_, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(other_.get(), 0xffff'fff0, &younger, &setup_), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(other_.get(), cpu_.get()), TENON_OK);  // is told: all
  tenon_x86_64_vcpu_preempt(other_.get());
  EXPECT_EQ(tenon_x86_64_vcpu_resume(other_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(other_.get()), TENON_OK);
  // The first vCPU begins anew in a VM with that ASID.
  tenon_x86_64_stage2 third{};
  tenon_stage2_init(&third.common, 0x60'0000, 0, 4);
  third.common.vmid = 6;
  third.common.generation = 2;
  EXPECT_EQ(tenon_x86_64_vcpu_reset(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0xffff'fff0, &third, &setup_), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_NE(next_entry().tlb_control, 0U);
}

/// APM volume 2, 15.25: the nested tables have as many levels as the host's paging has at VMRUN.
TEST_F(X86VCpu, RunsNoGuestWithFourLevelsUnderAHostWithFive) {
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_OK);
  x86_hardware.cr4 |= 0x1000;
  EXPECT_NE(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_OK);
}

/// APM volume 2, 15.25: NX of a nested entry is reserved unless the host has EFER.NXE.
TEST_F(X86VCpu, EnablesNxForItsNestedTables) {
  EXPECT_EQ(x86_hardware.msr[0xc0000080] & 0x800, 0x800U);
}

/// What is in use of the AVX state may be hidden by XCR0: XRSTOR of it is #GP where there is no AVX.
TEST_F(X86VCpu, LoadsNoStateThatTheCpuDoesNotHave) {
  create(*v_, 0, 3);
  EXPECT_EQ(tenon_x86_64_vcpu_setup(v_.get(), 0xffff'fff0, &stage2_, &setup_), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  x86_hardware.guest = [](tenon_x86_64_vcpu& v) {
    x86_hardware.xcr0 = 1;          // it was 7
    x86_hardware.fp.byte[512] = 7;  // XSTATE_BV: YMM are not as at reset
    v.vmcb.exitcode = 0x60;
  };
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  cpu_->features.xcr0 = 3;
  const tenon_error bound = tenon_x86_64_vcpu_bind(v_.get(), cpu_.get());
  EXPECT_TRUE(bound != TENON_OK || (x86_hardware.fp.byte[512] & 4) == 0);
}

/// APM volume 2, 15.16: VMRUN forgets nothing by itself; CR3 in the VMCB is no MOV to CR3.
TEST_F(X86VCpu, ForgetsTranslationsOfTheTablesThatTheHypervisorHasReplaced) {
  make_bound();
  (void)next_entry();
  EXPECT_EQ(next_entry().tlb_control, 0U);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_CR3, 0x5000);
  EXPECT_NE(next_entry().tlb_control, 0U);
}

/// SDM volume 2, HLT: an enabled interrupt ends it; with IF clear none but an NMI does.
TEST_F(X86VCpu, EndsNoHltByAnInterruptThatIsMasked) {
  make_bound();
  v_->frame.rflags = 2;
  leave(0x78);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
  const std::uint32_t entered = x86_hardware.entries;
  EXPECT_EQ(tenon_x86_64_vcpu_wait(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_wait(v_.get()), TENON_ERROR_wrong_state);
  EXPECT_EQ(inject(0x30), TENON_OK);
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt)) << "once more";
  EXPECT_EQ(x86_hardware.entries, entered) << "without an entry";
  EXPECT_EQ(tenon_x86_64_vcpu_wait(v_.get()), TENON_OK);
  const std::uint64_t behind = v_->frame.rip;
  EXPECT_EQ(inject(nmi), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_is_woken(v_.get()), 1U);
  EXPECT_EQ(next_entry().eventinj, event_nmi);
  EXPECT_EQ(v_->frame.rip, behind) << "behind the HLT, once";
  EXPECT_EQ(v_->halted, 0U);
}

/// PAUSE is no HLT: the guest goes on, whatever waits.
TEST_F(X86VCpu, GoesOnBehindAPause) {
  make_bound();
  leave(0x77);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
  EXPECT_EQ(tenon_x86_64_vcpu_wait(v_.get()), TENON_OK);
  EXPECT_EQ(v_->halted, 0U);
}

/// A hypervisor that resumes a HLT ends it.
TEST_F(X86VCpu, EndsAHltThatTheHypervisorEnds) {
  make_bound();
  leave(0x78);
  const std::uint64_t before = v_->frame.rip;
  EXPECT_EQ(tenon_x86_64_vcpu_wait(v_.get()), TENON_OK);
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->exit.instruction_length, 0U) << "once more";
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.rip, before + 1);
  (void)next_entry();
}

/// Hypercalls are of the guest's kernel: its user gets what a CPU without virtualization gives.
TEST_F(X86VCpu, RefusesAUsersHypercall) {
  make_bound();
  v_->vmcb.cpl = 3;
  EXPECT_EQ(answer(0x81).eventinj, 0x8000'0306U);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  v_->vmcb.cpl = 0;
  leave(0x81);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_hypercall));
}

/// The same where the exit has cut a delivery short, and takes the long way.
TEST_F(X86VCpu, RefusesAUsersHypercallThatCutsADeliveryShort) {
  make_bound();
  v_->vmcb.cpl = 3;
  leave(0x81, 0, 0, 0x8000'0030);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_preempted)) << "again and again";
}

/// Whether a CPU that refuses an entry has forgotten what it was asked to, nobody says.
TEST_F(X86VCpu, ForgetsAllBehindAnEntryThatFailed) {
  make_bound();
  (void)next_entry();
  leave(~0ULL);
  expect_state(TENON_VCPU_FAILED);
  make_free(*other_, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(other_.get(), cpu_.get()), TENON_OK);
  v_.swap(other_);
  EXPECT_EQ(next_entry().tlb_control, 1U);
}

/// What a guest writes to DR0 to DR3 is no breakpoint of the host's, whose own are back behind unbind.
TEST_F(X86VCpu, TurnsTheHostsBreakpointsOffWhileItIsLoaded) {
  EXPECT_EQ(x86_hardware.dr7, 0x401U);
  make_bound();
  EXPECT_EQ(x86_hardware.dr7, 0x400U);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.dr7, 0x401U);
}

}  // namespace
