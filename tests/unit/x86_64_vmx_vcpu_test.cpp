// SPDX-License-Identifier: Apache-2.0
// An x86 vCPU's life under VMX on a CPU made of variables: what each operation writes into the VMCS
// and what it leaves alone, entries, events, control registers, and what the host gets back.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/core/x86_64/vmx/fields.h"
#include "tenon/x86_64.hpp"

namespace {

using tenon_test::x86_hardware;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

constexpr std::uint64_t cpu_address = 0x10'0000;
constexpr std::uint64_t vcpu_address = 0x20'0000;
constexpr std::uint64_t vmcs_address = vcpu_address + 0x2000;
constexpr std::uint64_t policy_address = 0x30'0000;
constexpr std::uint64_t root = 0x40'0000;

#define FIELD(name) static_cast<std::uint32_t>(TENON_VMX_FIELD_##name)

class VmxVCpu : public testing::Test {
 protected:
  VmxVCpu() {
    x86_hardware = {};
    x86_hardware.make_vmx();
    tenon_x86_64_policy_init(policy_.get());
    tenon_stage2_init(&stage2_.common, root, 0, 4);
    stage2_.common.vmid = 5;
    stage2_.common.generation = 1;
    setup_.policy = policy_.get();
    setup_.policy_address = policy_address;
    EXPECT_EQ(tenon_x86_64_claim(cpu_.get(), 0), TENON_OK);
    EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_OK);
  }
  void make_free(tenon_x86_64_vcpu& v, std::uint32_t id = 0) {
    const tenon_x86_64_config config{
        .address = vcpu_address + id * 0x3000ULL, .apic_id = 3, .reserved = 0};
    EXPECT_EQ(tenon_x86_64_vcpu_create(&v, 1, id, TENON_NONE, 3, &config), TENON_OK);
    EXPECT_EQ(tenon_x86_64_vcpu_setup(&v, 0xffff'fff0, &stage2_, &setup_), TENON_OK);
  }
  void make_bound() {
    make_free(*v_);
    EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
    forget_writes();
  }
  void bind_far() {
    EXPECT_EQ(tenon_x86_64_claim(far_.get(), 1), TENON_OK);
    EXPECT_EQ(tenon_x86_64_enable(far_.get(), 0x50'0000), TENON_OK);
    forget_writes();
    EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), far_.get()), TENON_OK);
  }
  static void forget_writes() {
    x86_hardware.written.clear();
    x86_hardware.order.clear();
  }
  static std::uint64_t& field(std::uint32_t name) { return x86_hardware.field(name); }
  /// Runs until the guest leaves with this.
  void leave(std::uint32_t reason, std::uint64_t qualification = 0, std::uint32_t length = 0,
             std::uint32_t vectoring = 0) {
    x86_hardware.guest = [=](tenon_x86_64_vcpu&) {
      field(FIELD(EXIT_REASON)) = reason;
      field(FIELD(EXIT_QUALIFICATION)) = qualification;
      field(FIELD(EXIT_INSTRUCTION_LENGTH)) = length;
      field(FIELD(VECTORING)) = vectoring;
    };
    tenon_x86_64_vcpu_run(v_.get());
  }
  /// An exit in the shadow of STI (1) or MOV SS (2).
  void leave_in_shadow(std::uint64_t shadow, std::uint64_t rflags) {
    x86_hardware.guest = [=](tenon_x86_64_vcpu&) {
      field(FIELD(EXIT_REASON)) = 1;
      field(FIELD(GUEST_INTERRUPTIBILITY)) = shadow;
      field(FIELD(GUEST_RFLAGS)) = rflags;
      field(FIELD(GUEST_PENDING_DEBUG)) = (rflags & 0x100) != 0 ? 0x4000 : 0;
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  }
  /// The same for an exit that the core answers; the guest goes on with a HLT then.
  void answered(std::uint32_t reason, std::uint64_t qualification, std::uint32_t length) {
    std::uint32_t entry = 0;
    x86_hardware.guest = [=](tenon_x86_64_vcpu&) mutable {
      field(FIELD(EXIT_REASON)) = ++entry == 1 ? reason : 12;
      field(FIELD(EXIT_QUALIFICATION)) = qualification;
      field(FIELD(EXIT_INSTRUCTION_LENGTH)) = entry == 1 ? length : 1;
    };
    const std::uint32_t before = x86_hardware.entries;
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(x86_hardware.entries, before + 2);
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  /// What the next entry delivers: interruption information as it was at the entry.
  std::uint64_t next_event() {
    std::uint64_t seen = 0;
    x86_hardware.guest = [&](tenon_x86_64_vcpu&) {
      const std::uint64_t info = field(FIELD(ENTRY_INTERRUPTION));
      seen = (info & 0x8000'0000) != 0 ? info : 0;
      field(FIELD(EXIT_REASON)) = 1;
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    return seen;
  }

  std::unique_ptr<tenon_x86_64_cpu> cpu_ = std::make_unique<tenon_x86_64_cpu>();
  std::unique_ptr<tenon_x86_64_cpu> far_ = std::make_unique<tenon_x86_64_cpu>();
  std::unique_ptr<tenon_x86_64_vcpu> v_ = std::make_unique<tenon_x86_64_vcpu>();
  std::unique_ptr<tenon_x86_64_vcpu> other_ = std::make_unique<tenon_x86_64_vcpu>();
  std::unique_ptr<tenon_x86_64_policy> policy_ = std::make_unique<tenon_x86_64_policy>();
  tenon_x86_64_stage2 stage2_{};
  tenon_x86_64_setup setup_{};
};

TEST_F(VmxVCpu, SaysWhyACpuCannotRunGuests) {
  tenon_x86_64_features f{};
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_none);
  EXPECT_EQ(f.has & TENON_X86_64_HAS_VMX, TENON_X86_64_HAS_VMX);
  EXPECT_EQ(f.asids, 0x10000U);
  EXPECT_EQ(f.linear_bits, 0x30U);
  x86_hardware.msr[0x48c] &= ~0x2000000ULL;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_ept_invept);
  x86_hardware.msr[0x48b] = 0xffff'ff7f'0000'0000;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_control_unrestricted_guest);
  x86_hardware.msr[0x48b] = 0xffff'fffd'0000'0000;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_control_ept);
  x86_hardware.msr[0x48e] = 0x7fff'ffff'0400'6172;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_control_secondary);
  x86_hardware.msr[0x48e] = 0xffff'ffff'0401'e172;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_control_cr3_load_exiting);
  x86_hardware.msr[0x3a] = 0x1;
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_disabled);
  EXPECT_EQ(tenon_x86_64_has_hardware_support(), 0U);
  x86_hardware.make_vmx();
  x86_hardware.msr[0x480] = 0x2b;  // no TRUE controls, so that those that they free are fixed
  EXPECT_EQ(tenon_x86_64_detect(&f), TENON_X86_64_OBSTACLE_control_cr3_load_exiting);
}

TEST_F(VmxVCpu, EnablesOnceAndPutsBack) {
  EXPECT_EQ(x86_hardware.vmxon, cpu_address + offsetof(tenon_x86_64_cpu, host_save));
  EXPECT_THAT(std::vector<int>(cpu_->host_save.byte, cpu_->host_save.byte + 4),
              ElementsAre(0x2b, 0, 0, 0));
  EXPECT_EQ(x86_hardware.cr4, 0x42220U) << "VMXE, OSXSAVE, OSFXSR";
  EXPECT_EQ(x86_hardware.cr0, 0x8001'0031U) << "NE";
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_ERROR_already_enabled);
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.vmxon, 0U);
  EXPECT_EQ(x86_hardware.cr4, 0x20U);
  EXPECT_EQ(x86_hardware.cr0, 0x8001'0011U);
  EXPECT_EQ(x86_hardware.msr[0xc0000101], 0x1234U);
  x86_hardware.msr[0x3a] = 0;
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_OK);
  EXPECT_EQ(x86_hardware.msr[0x3a], 5U) << "outside SMX, and locked";
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_OK);
  x86_hardware.refuses_vmxon = true;
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_ERROR_unsupported);
  EXPECT_EQ(cpu_->enabled, 0U);
  EXPECT_EQ(x86_hardware.cr4, 0x20U);
  EXPECT_EQ(x86_hardware.cr0, 0x8001'0011U);
}

TEST_F(VmxVCpu, WritesAVmcsThatHoldsItsGuest) {
  make_bound();
  EXPECT_EQ(x86_hardware.current, vmcs_address);
  EXPECT_EQ(v_->vmcs.byte[0], 0x2b);
  EXPECT_EQ(field(FIELD(PIN_CONTROLS)), 0x3fU) << "no timer that nobody has set";
  EXPECT_EQ(field(FIELD(PROCESSOR_CONTROLS)) & 0xb2180c88, 0xb2180c88U);
  EXPECT_EQ(field(FIELD(PROCESSOR_CONTROLS)) & 0x40018004, 0U) << "PAUSE, CR3, window";
  EXPECT_EQ(field(FIELD(SECONDARY_CONTROLS)) & 0xe2, 0xe2U);
  EXPECT_EQ(field(FIELD(EXCEPTION_BITMAP)), 1U << 1 | 1U << 17 | 1U << 18);
  EXPECT_EQ(field(FIELD(IO_BITMAP_A)), policy_address);
  EXPECT_EQ(field(FIELD(IO_BITMAP_B)), policy_address + 0x1000);
  EXPECT_EQ(field(FIELD(MSR_BITMAP)), policy_address + 0x5000);
  EXPECT_EQ(field(FIELD(EPT_POINTER)), root + 0x5e) << "write-back, 4 levels, A and D";
  EXPECT_EQ(field(FIELD(VPID)), 5U);
  EXPECT_EQ(field(FIELD(VMCS_LINK_POINTER)), ~0ULL);
  EXPECT_EQ(field(FIELD(GUEST_RIP)), 0xfff0U);
  EXPECT_EQ(field(FIELD(GUEST_CS_BASE)), 0xffff'0000U);
  EXPECT_EQ(field(FIELD(GUEST_CS_SELECTOR)), 0xf000U);
  EXPECT_EQ(field(FIELD(GUEST_CS_RIGHTS)), 0x9bU);
  EXPECT_EQ(field(FIELD(GUEST_TR_RIGHTS)), 0x8bU);
  EXPECT_EQ(field(FIELD(GUEST_CR0)), 0x30U) << "NE";
  EXPECT_EQ(field(FIELD(CR0_SHADOW)), 0x10U);
  EXPECT_EQ(field(FIELD(GUEST_CR4)), 0x2000U) << "VMXE";
  EXPECT_EQ(field(FIELD(CR4_SHADOW)), 0U);
  EXPECT_EQ(field(FIELD(GUEST_EFER)), 0U);
  EXPECT_EQ(field(FIELD(HOST_CR3)), 0x1000U);
  EXPECT_EQ(field(FIELD(HOST_TR_BASE)), 0x4000U);
  EXPECT_EQ(field(FIELD(HOST_GS_BASE)), x86_hardware.msr[0xc0000101]);
  EXPECT_EQ(field(FIELD(HOST_RIP)), 0x5000U);
  EXPECT_EQ(cpu_->loaded, v_.get());
}

TEST_F(VmxVCpu, StartsInLongMode) {
  setup_.mode = TENON_X86_64_MODE_LONG;
  setup_.page_table = 0x9000;
  setup_.trap_pause = 1;
  make_bound();
  EXPECT_EQ(field(FIELD(GUEST_CR3)), 0x9000U);
  EXPECT_EQ(field(FIELD(GUEST_EFER)), 0x500U);
  EXPECT_EQ(field(FIELD(ENTRY_CONTROLS)) & 0x200, 0x200U) << "IA-32e mode";
  EXPECT_EQ(field(FIELD(GUEST_CS_RIGHTS)), 0xa09bU);
  EXPECT_EQ(field(FIELD(PROCESSOR_CONTROLS)) & 0x40000000, 0x40000000U) << "PAUSE";
}

TEST_F(VmxVCpu, GivesAGuestASlice) {
  x86_hardware.msr[0x485] = 0x5;
  setup_.slice = 1000;
  make_bound();
  EXPECT_EQ(field(FIELD(PIN_CONTROLS)) & 0x40, 0x40U);
  EXPECT_EQ(field(FIELD(EXIT_CONTROLS)) & 0x400000, 0x400000U) << "an exit leaves it";
  EXPECT_EQ(field(FIELD(PREEMPTION_TIMER)), 1000U / 32);
  field(FIELD(PREEMPTION_TIMER)) = 0;
  leave(52);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_preempted));
  EXPECT_EQ(field(FIELD(PREEMPTION_TIMER)), 1000U / 32) << "the next slice";
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  cpu_->vmx.controls.word[0] &= ~0x40U;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
}

TEST_F(VmxVCpu, LaunchesOnceAndResumesThen) {
  make_bound();
  leave(12, 0, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  leave(12, 0, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_THAT(x86_hardware.launched, ElementsAre(0U, 1U));
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.current, 0U);
  forget_writes();
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_THAT(x86_hardware.written, IsEmpty()) << "the VMCS has it all";
  EXPECT_THAT(x86_hardware.order, Contains("vmptrld"));
  EXPECT_THAT(x86_hardware.order, Not(Contains("vmclear")));
  leave(12, 0, 1);
  EXPECT_THAT(x86_hardware.launched, ElementsAre(0U, 1U, 0U)) << "cleared by the unbind";
}

/// No VMWRITE but RIP, no VMCLEAR, no VMLAUNCH.
TEST_F(VmxVCpu, AnswersCpuidWithOneWrite) {
  make_bound();
  leave(12, 0, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  leave(12, 0, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  forget_writes();
  x86_hardware.launched.clear();
  answered(10, 0, 2);
  EXPECT_THAT(x86_hardware.written, ElementsAre(FIELD(GUEST_RIP)));
  EXPECT_THAT(x86_hardware.order, IsEmpty());
  EXPECT_THAT(x86_hardware.launched, ElementsAre(1U, 1U));
  forget_writes();
  field(FIELD(GUEST_RFLAGS)) = 0x202;
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 1;
  answered(10, 0, 2);
  EXPECT_THAT(x86_hardware.written, ElementsAre(FIELD(GUEST_RIP), FIELD(GUEST_INTERRUPTIBILITY)));
}

TEST_F(VmxVCpu, WritesAStackPointerThatTheHypervisorHasChanged) {
  make_bound();
  leave(12, 0, 1);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_RSP, 0x7000);
  EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  (void)next_event();
  EXPECT_EQ(field(FIELD(GUEST_RSP)), 0x7000U);
}

/// SDM volume 3, 27.3.1.5: the CPU enters with STI's shadow only if IF is 1.
TEST_F(VmxVCpu, EndsTheShadowOfStiWhereTheHypervisorClearsIf) {
  make_bound();
  leave_in_shadow(1, 0x202);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_RFLAGS, 0x242);
  (void)next_event();
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 1U) << "IF is still 1";
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_RFLAGS, 0x2);
  (void)next_event();
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 0U);
  EXPECT_EQ(field(FIELD(GUEST_RFLAGS)), 0x2U);
}

/// In a shadow, a step is pending if, and only if, TF is 1.
TEST_F(VmxVCpu, MakesTheStepInAShadowWhatTfSays) {
  make_bound();
  leave_in_shadow(2, 0x2);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_RFLAGS, 0x102);
  (void)next_event();
  EXPECT_EQ(field(FIELD(GUEST_PENDING_DEBUG)), 0x4000U) << "BS";
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_RFLAGS, 0x2);
  (void)next_event();
  EXPECT_EQ(field(FIELD(GUEST_PENDING_DEBUG)), 0U);
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 2U);
}

TEST_F(VmxVCpu, MakesTheStepInAShadowWhatTfSaysOnAnotherCpuToo) {
  make_bound();
  leave_in_shadow(2, 0x2);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_RFLAGS, 0x102);
  bind_far();
  (void)next_event();
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 2U);
  EXPECT_EQ(field(FIELD(GUEST_PENDING_DEBUG)), 0x4000U);
  EXPECT_EQ(field(FIELD(GUEST_RFLAGS)), 0x102U);
}

/// The #DB behind what the hypervisor has carried out is an event of its own.
TEST_F(VmxVCpu, LeavesNoStepPendingBehindTheShadow) {
  make_bound();
  leave_in_shadow(1, 0x302);
  leave(18, 0, 3);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(next_event(), 0x8000'0301U);
  EXPECT_EQ(field(FIELD(GUEST_PENDING_DEBUG)), 0U);
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 0U);
}

TEST_F(VmxVCpu, WritesTheHostWhereItHasChanged) {
  make_bound();
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  bind_far();
  EXPECT_THAT(x86_hardware.order, Contains("vmclear"));
  EXPECT_THAT(x86_hardware.written, Contains(FIELD(PIN_CONTROLS)));
  EXPECT_EQ(field(FIELD(HOST_GS_BASE)), x86_hardware.msr[0xc0000101]) << "the other CPU's block";
  EXPECT_EQ(field(FIELD(GUEST_RIP)), 0xfff0U);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  x86_hardware.host.cr3 = 0x7000;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), far_.get()), TENON_OK);
  EXPECT_EQ(field(FIELD(HOST_CR3)), 0x7000U);
}

TEST_F(VmxVCpu, MovesRegistersBetweenTheVmcsAndItsOwnPage) {
  make_free(*v_);
  v_->vmcb.lstar = 0x1111;
  v_->vmcb.dr6 = 0xffff'0ff1;
  x86_hardware.msr[0xc0000082] = 0x9999;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(x86_hardware.msr[0xc0000082], 0x1111U);
  EXPECT_EQ(x86_hardware.dr6, 0xffff'0ff1U);
  field(FIELD(GUEST_CR3)) = 0x6000;
  field(FIELD(GUEST_SS_RIGHTS)) = 0xc0f3;
  field(FIELD(GUEST_DS_RIGHTS)) = 0x10093;
  field(FIELD(GUEST_CR0)) = 0x8000'0031;
  field(FIELD(CR0_SHADOW)) = 0x4000'0010;
  field(FIELD(GUEST_PDPTE_1)) = 0x77;
  x86_hardware.msr[0xc0000082] = 0x2222;
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_CR3), 0x6000U);
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_CR0), 0xc000'0011U);
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_LSTAR), 0x2222U);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_CR0, 0x6000'0011);
  EXPECT_EQ(field(FIELD(GUEST_CR0)), 0x31U) << "NE, and caches on";
  EXPECT_EQ(field(FIELD(CR0_SHADOW)), 0x6000'0011U);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_CR4, 0x60);
  EXPECT_EQ(field(FIELD(GUEST_CR4)), 0x2020U) << "VMXE; MCE is the host's";
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_CR4), 0x60U);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_EFER, 0x500);
  EXPECT_EQ(field(FIELD(ENTRY_CONTROLS)) & 0x200, 0x200U);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_CSTAR, 0x8000'0000'0001);
  EXPECT_EQ(x86_hardware.msr[0xc0000083], 0xffff'8000'0000'0001U) << "what WRMSR takes";
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  EXPECT_EQ(v_->vmcb.cr3, 0x6000U);
  EXPECT_EQ(v_->vmcb.ss.attributes, 0xcf3U);
  EXPECT_EQ(v_->vmcb.cpl, 3U);
  EXPECT_EQ(v_->vmcb.ds.attributes, 0x13U) << "unusable";
  EXPECT_EQ(v_->vmcb.lstar, 0x2222U);
  EXPECT_EQ(x86_hardware.msr[0xc0000082], 0x9999U);
  EXPECT_EQ(x86_hardware.dr6, 0xffff'0ff0U);
  EXPECT_THAT(x86_hardware.order, Contains("tables"));
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_CR3, 0x5000);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(field(FIELD(GUEST_CR3)), 0x5000U) << "written while it was not loaded";
  EXPECT_EQ(field(FIELD(GUEST_DS_RIGHTS)), 0x10013U);
  EXPECT_EQ(field(FIELD(GUEST_PDPTE_1)), 0x77U);
}

TEST_F(VmxVCpu, DeliversInterruptsWhenTheGuestCanTakeThem) {
  make_bound();
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), 0x30, 0), TENON_OK);
  EXPECT_EQ(next_event(), 0U) << "IF is 0";
  EXPECT_EQ(field(FIELD(PROCESSOR_CONTROLS)) & 4, 4U) << "the window";
  leave(7);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_interrupt_window));
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 2;
  field(FIELD(GUEST_RFLAGS)) = 0x202;
  leave(1);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(v_->frame.shadow, 2U) << "MOV SS";
  EXPECT_EQ(next_event(), 0U);
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 0;
  EXPECT_EQ(next_event(), 0U) << "the shadow was there at the exit before";
  EXPECT_EQ(next_event(), 0x8000'0030U);
  EXPECT_EQ(field(FIELD(PROCESSOR_CONTROLS)) & 4, 0U);
  EXPECT_EQ(next_event(), 0U);
  leave(1, 0, 0, 0x8000'0031);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0x8000'0031U) << "an exit has cut its delivery short";
  leave(1, 0, 0, 0x8000'0603);  // INT3: the guest executes it again
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0U);
}

TEST_F(VmxVCpu, GivesTheExceptionThatTheCpuWould) {
  make_bound();
  leave(30, 0x10, 2);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled)) << "OUTS";
  EXPECT_EQ(tenon_x86_64_vcpu_inject_undefined(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0x8000'0306U);
  field(FIELD(GUEST_CR0)) = 0x31;
  leave(30, 0x578'0000, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_undefined(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0x8000'0b0dU) << "with an error code in protected mode";
  EXPECT_EQ(field(FIELD(ENTRY_ERROR_CODE)), 0U);
}

TEST_F(VmxVCpu, MakesADebugExceptionWhole) {
  make_bound();
  field(FIELD(GUEST_DR7)) = 0x2400;
  x86_hardware.dr6 = 0xffff'0ff3;
  field(FIELD(EXIT_INTERRUPTION)) = 0x8000'0301;
  answered(0, 0x6001, 0);
  EXPECT_EQ(x86_hardware.dr6, 0xffff'6ff1U);
  EXPECT_EQ(field(FIELD(GUEST_DR7)), 0x400U) << "GD";
  v_->frame.rflags = 0x102;
  field(FIELD(GUEST_RFLAGS)) = 0x102;
  leave(18, 0, 3);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(next_event(), 0x8000'0301U) << "a step behind what the hypervisor has carried out";
}

TEST_F(VmxVCpu, DeliversNmisWhenTheGuestCanTakeThem) {
  constexpr std::uint32_t nmi = TENON_X86_64_INTERRUPT_NMI;
  constexpr std::uint64_t event = 0x8000'0202;
  const auto chances = [&] { return field(FIELD(PROCESSOR_CONTROLS)) & 0x40'0004; };
  make_bound();
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), nmi, 0), TENON_OK);
  EXPECT_EQ(next_event(), event) << "IF is 0";
  EXPECT_EQ(chances(), 0U);
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 8;
  EXPECT_EQ(next_event(), 0U);
  EXPECT_EQ(tenon_x86_64_vcpu_inject_interrupt(v_.get(), nmi, 0), TENON_OK);
  EXPECT_EQ(next_event(), 0U) << "blocked by the last one";
  EXPECT_EQ(chances(), 0x40'0000U);
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 2;
  leave(8);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_interrupt_window));
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0U) << "MOV SS";
  EXPECT_EQ(chances(), 0x40'0000U);
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 1;
  field(FIELD(GUEST_RFLAGS)) = 0x202;
  leave(1);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0U) << "STI";
  EXPECT_EQ(chances(), 4U) << "where an interrupt would be let in";
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 0;
  leave(7);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), event);
  EXPECT_EQ(chances(), 0U);
}

TEST_F(VmxVCpu, KeepsWhatBlocksNmisAsTheGuestHasIt) {
  constexpr std::uint64_t event = 0x8000'0202;
  make_bound();
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 8;
  leave(48, 0x81, 0, event);
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 0U) << "it has not got that NMI";
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), event);
  leave(48, 0x1081, 0, 0);
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 8U) << "an IRET that it executes again";
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  field(FIELD(GUEST_INTERRUPTIBILITY)) = 0;
  leave(48, 0x1081, 0, 0x8000'0030);
  EXPECT_EQ(field(FIELD(GUEST_INTERRUPTIBILITY)), 0U) << "undefined while an event is delivered";
}

TEST_F(VmxVCpu, CallsTheHostsHandlerOfAnNmi) {
  make_bound();
  field(FIELD(EXIT_INTERRUPTION)) = 0x8000'0202;
  leave(0);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_external_interrupt));
  EXPECT_EQ(v_->exit.value, 2U);
  EXPECT_EQ(x86_hardware.nmis, 1U);
}

TEST_F(VmxVCpu, LetsTheGuestWriteItsControlRegistersAgain) {
  make_bound();
  v_->frame.x[3] = 0x6000'0031;
  const std::uint64_t rip = v_->frame.rip;
  answered(28, 0x300, 3);
  EXPECT_EQ(field(FIELD(CR0_SHADOW)), 0x6000'0030U) << "CD, NW, NE; the rest the CPU writes";
  EXPECT_EQ(v_->frame.rip, rip) << "the same instruction";
  EXPECT_EQ(next_event(), 0U);
  v_->frame.x[3] = 0x2000'0011;  // NW without CD
  answered(28, 0x300, 3);
  EXPECT_EQ(field(FIELD(CR0_SHADOW)), 0x6000'0030U);
  v_->frame.x[3] = 0x40;
  answered(28, 0x304, 3);
  EXPECT_EQ(field(FIELD(CR4_SHADOW)), 0x40U);
  v_->frame.x[3] = 0x2040;
  x86_hardware.written.clear();
  answered(28, 0x304, 3);
  EXPECT_EQ(field(FIELD(CR4_SHADOW)), 0x40U);
  EXPECT_THAT(x86_hardware.written, Contains(FIELD(ENTRY_INTERRUPTION))) << "VMXE: #GP";
  v_->frame.x[3] = 9;
  answered(28, 0x308, 3);
  v_->frame.x[3] = 0;
  answered(28, 0x318, 3);
  EXPECT_EQ(v_->frame.x[3], 9U) << "CR8";
  v_->frame.x[3] = 16;
  x86_hardware.written.clear();
  answered(28, 0x308, 3);
  EXPECT_THAT(x86_hardware.written, Contains(FIELD(ENTRY_INTERRUPTION)));
}

TEST_F(VmxVCpu, ForgetsOnlyWhatIsStale) {
  make_bound();
  (void)next_event();
  EXPECT_THAT(x86_hardware.order, ElementsAre("invept 2", "invvpid 2 0"))
      << "a generation that this CPU has not seen";
  x86_hardware.order.clear();
  (void)next_event();
  EXPECT_THAT(x86_hardware.order, IsEmpty());
  stage2_.epoch++;
  (void)next_event();
  EXPECT_THAT(x86_hardware.order, ElementsAre("invept 1")) << "the nested table has changed";
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  make_free(*other_, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(other_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(other_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  x86_hardware.order.clear();
  (void)next_event();
  EXPECT_THAT(x86_hardware.order, ElementsAre("invvpid 1 5"))
      << "another vCPU of the VM was here: its own tables, the same nested one";
}

TEST_F(VmxVCpu, KeepsFailedEntriesApartFromExits) {
  make_bound();
  x86_hardware.entry_result = TENON_VMX_REFUSES;
  field(FIELD(INSTRUCTION_ERROR)) = 7;
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->common.state, static_cast<std::uint32_t>(TENON_VCPU_FAILED));
  EXPECT_EQ(v_->common.failure, 0x1'0000'0007U) << "the VM-instruction error";
  EXPECT_EQ(v_->exit.cause, static_cast<std::uint32_t>(TENON_X86_64_CAUSE_entry_refused));
  EXPECT_EQ(cpu_->loaded, nullptr);
  EXPECT_EQ(x86_hardware.current, 0U);
  x86_hardware.entry_result = TENON_VMX_EXITED;
  make_free(*other_, 1);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(other_.get(), cpu_.get()), TENON_OK);
  x86_hardware.guest = [](tenon_x86_64_vcpu&) { field(FIELD(EXIT_REASON)) = 0x8000'0021; };
  tenon_x86_64_vcpu_run(other_.get());
  EXPECT_EQ(other_->common.state, static_cast<std::uint32_t>(TENON_VCPU_FAILED));
  EXPECT_EQ(other_->common.failure, 0x8000'0021U);
  EXPECT_EQ(other_->exit.cause, static_cast<std::uint32_t>(TENON_X86_64_CAUSE_invalid_state));
}

TEST_F(VmxVCpu, RefusesACpuThatDoesNotTakeAField) {
  make_free(*v_);
  x86_hardware.msr[0xc0000082] = 0x9999;
  x86_hardware.refused_field = FIELD(EPT_POINTER);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
  EXPECT_EQ(v_->common.state, static_cast<std::uint32_t>(TENON_VCPU_FREE));
  EXPECT_EQ(cpu_->loaded, nullptr);
  EXPECT_EQ(x86_hardware.current, 0U);
  EXPECT_EQ(x86_hardware.msr[0xc0000082], 0x9999U);
  x86_hardware.refused_field = ~0U;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
}

TEST_F(VmxVCpu, RefusesACpuThatDoesNotTakeTheVmcs) {
  make_free(*v_);
  for (bool* refuses : {&x86_hardware.refuses_vmclear, &x86_hardware.refuses_vmptrld}) {
    *refuses = true;
    EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
    EXPECT_EQ(v_->common.state, static_cast<std::uint32_t>(TENON_VCPU_FREE));
    EXPECT_EQ(cpu_->loaded, nullptr);
    *refuses = false;
  }
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
}

/// VMfailInvalid: there is no current VMCS to read the error from.
TEST_F(VmxVCpu, SaysNothingMoreOfAnEntryWithoutAVmcs) {
  make_bound();
  x86_hardware.entry_result = TENON_VMX_NO_VMCS;
  field(FIELD(INSTRUCTION_ERROR)) = 7;
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->common.failure, 0x1'0000'0000U);
  EXPECT_EQ(v_->exit.cause, static_cast<std::uint32_t>(TENON_X86_64_CAUSE_entry_refused));
}

TEST_F(VmxVCpu, WritesTheHostAnewWhenItsCountBeginsAgain) {
  make_bound();
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  cpu_->vmx.host_epoch = UINT64_MAX;
  v_->vmx.host_epoch = UINT64_MAX;
  x86_hardware.host.cr3 = 0x7000;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_EQ(field(FIELD(HOST_CR3)), 0x7000U);
  EXPECT_NE(cpu_->vmx.host_epoch, 0U) << "that is none";
}

TEST_F(VmxVCpu, WritesNoFieldThatTheCpuDoesNotHave) {
  x86_hardware.msr[0x48b] &= ~(0x1000'8000ULL << 32);  // ENCLS and ENCLV exiting
  x86_hardware.msr[0x48c] &= ~0x20'0000ULL;            // accessed and dirty bits of EPT
  EXPECT_EQ(tenon_x86_64_disable(cpu_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), cpu_address), TENON_OK);
  make_free(*v_);
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  EXPECT_THAT(x86_hardware.written, Not(Contains(FIELD(ENCLS_EXITING_BITMAP))));
  EXPECT_THAT(x86_hardware.written, Not(Contains(FIELD(ENCLV_EXITING_BITMAP))));
  EXPECT_EQ(field(FIELD(EPT_POINTER)), root + 0x1e);
}

TEST_F(VmxVCpu, GivesASliceBeyondTheTimersRangeAllOfIt) {
  x86_hardware.msr[0x485] = 0;
  setup_.slice = 0x1'0000'0000;
  make_bound();
  EXPECT_EQ(field(FIELD(PREEMPTION_TIMER)), 0xffff'ffffU);
}

TEST_F(VmxVCpu, WritesAddressesOfAsManyBitsAsTheCpuHas) {
  make_bound();
  cpu_->features.linear_bits = 57;
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_LSTAR, 0x8000'0000'0001);
  EXPECT_EQ(x86_hardware.msr[0xc0000082], 0x8000'0000'0001U);
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_LSTAR, 0x0100'0000'0000'0001);
  EXPECT_EQ(x86_hardware.msr[0xc0000082], 0xff00'0000'0000'0001U);
}

TEST_F(VmxVCpu, HasNoRegisterWithoutAName) {
  make_bound();
  tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_END, 1);
  EXPECT_THAT(x86_hardware.written, IsEmpty());
  EXPECT_EQ(tenon_x86_64_vcpu_get_register(v_.get(), TENON_X86_64_REGISTER_END), 0U);
}

TEST_F(VmxVCpu, DeliversAgainAnExceptionWithItsErrorCode) {
  make_bound();
  field(FIELD(VECTORING_ERROR_CODE)) = 6;
  leave(48, 0x81, 0, 0x8000'0b0e);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(next_event(), 0x8000'0b0eU);
  EXPECT_EQ(field(FIELD(ENTRY_ERROR_CODE)), 6U);
}

TEST_F(VmxVCpu, DeliversNothingAgainThatTheGuestExecutesAgain) {
  make_bound();
  // A reserved type, INT n, INT1, INTO, and what is no event of the IDT.
  for (const std::uint32_t vectoring :
       {0x8000'0130U, 0x8000'0480U, 0x8000'0501U, 0x8000'0604U, 0x8000'0700U}) {
    leave(48, 0x81, 0, vectoring);
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    EXPECT_EQ(next_event(), 0U) << std::hex << vectoring;
  }
}

/// 15 bytes are the longest instruction.
TEST_F(VmxVCpu, TakesNoLengthThatNoInstructionHas) {
  make_bound();
  const std::uint64_t rip = v_->frame.rip;
  leave(18, 0, 16);
  EXPECT_EQ(tenon_x86_64_vcpu_complete_call(v_.get(), 0), TENON_OK);
  EXPECT_EQ(v_->frame.rip, rip + 3) << "VMCALL's own";
}

TEST_F(VmxVCpu, GivesTheGuestADebugExceptionWithoutItsOtherCauses) {
  make_bound();
  field(FIELD(GUEST_DR7)) = 0x2400;
  field(FIELD(EXIT_INTERRUPTION)) = 0x8000'0301;
  answered(0, 0x4000, 0);
  EXPECT_EQ(x86_hardware.dr6, 0xffff'4ff0U) << "BS";
  EXPECT_EQ(field(FIELD(GUEST_DR7)), 0x2400U) << "no access to a debug register";
}

TEST_F(VmxVCpu, ReadsThePrivilegeLevelOfXsetbvFromSs) {
  make_bound();
  field(FIELD(GUEST_CR4)) |= 0x4'0000;  // OSXSAVE
  v_->frame.x[0] = 7;
  field(FIELD(GUEST_SS_RIGHTS)) = 0xf3;
  answered(55, 0, 3);
  EXPECT_EQ(x86_hardware.xcr0, 1U) << "#GP at level 3";
  field(FIELD(GUEST_SS_RIGHTS)) = 0x93;
  answered(55, 0, 3);
  EXPECT_EQ(x86_hardware.xcr0, 7U);
}

TEST_F(VmxVCpu, LetsTheGuestDisableItsCaches) {
  make_bound();
  v_->frame.x[3] = 0x4000'0010;  // CD without NW
  answered(28, 0x300, 3);
  EXPECT_EQ(field(FIELD(CR0_SHADOW)), 0x4000'0010U);
}

/// The bits that these write are all the guest's, so that no CPU makes an exit of them.
TEST_F(VmxVCpu, RefusesClts) {
  make_bound();
  for (const std::uint64_t qualification : {0x20U, 0x1'0030U}) {  // CLTS, LMSW
    x86_hardware.written.clear();
    answered(28, qualification, 2);
    EXPECT_THAT(x86_hardware.written, Contains(FIELD(ENTRY_INTERRUPTION)));
  }
}

TEST_F(VmxVCpu, EmptiesNoCaches) {
  make_bound();
  for (const std::uint32_t reason : {13U, 54U}) {  // INVD, WBINVD
    const std::uint64_t rip = v_->frame.rip;
    answered(reason, 0, 2);
    EXPECT_EQ(v_->frame.rip, rip + 2);
  }
}

/// SDM volume 3, 27.3.1.5: with TF and a shadow, BS has to be pending. Of a #DB that exits, the CPU does
/// not set it: the guest steps over an STI.
TEST_F(VmxVCpu, StepsBehindSti) {
  make_bound();
  bool fits = true;
  std::uint32_t entry = 0;
  x86_hardware.guest = [&](tenon_x86_64_vcpu&) {
    if (++entry == 1) {
      field(FIELD(EXIT_REASON)) = 0;
      field(FIELD(EXIT_INTERRUPTION)) = 0x8000'0301;
      field(FIELD(EXIT_QUALIFICATION)) = 0x4000;
      field(FIELD(GUEST_RFLAGS)) = 0x302;
      field(FIELD(GUEST_INTERRUPTIBILITY)) = 1;
      field(FIELD(GUEST_PENDING_DEBUG)) = 0;
      return;
    }
    const bool shadow = (field(FIELD(GUEST_INTERRUPTIBILITY)) & 3) != 0;
    const bool steps = (field(FIELD(GUEST_RFLAGS)) & 0x100) != 0;
    const bool pending = (field(FIELD(GUEST_PENDING_DEBUG)) & 0x4000) != 0;
    fits = !shadow || steps == pending;
    field(FIELD(EXIT_REASON)) = 1;
  };
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(entry, 2U);
  EXPECT_TRUE(fits) << "the CPU refuses this entry";
}

/// A guest that asks for CPUID without end does not get a new slice with each: the timer goes on from
/// where the exit has left it, if the exit is asked to.
TEST_F(VmxVCpu, EndsTheSliceOfAGuestWhoseExitsTheCoreAnswers) {
  setup_.slice = 1000;
  make_bound();
  x86_hardware.entries = 0;
  std::uint64_t timer = 0;
  x86_hardware.guest = [&](tenon_x86_64_vcpu&) {
    timer = field(FIELD(PREEMPTION_TIMER));
    timer -= timer < 10 ? timer : 10;
    if ((field(FIELD(EXIT_CONTROLS)) & 0x400000) != 0) field(FIELD(PREEMPTION_TIMER)) = timer;
    field(FIELD(EXIT_REASON)) = timer == 0 ? 52 : x86_hardware.entries < 10'000 ? 10 : 1;
    field(FIELD(EXIT_INSTRUCTION_LENGTH)) = 2;
    field(FIELD(GUEST_RIP)) = 0x1000;
  };
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_preempted))
      << "after " << x86_hardware.entries << " slices";
}

/// A CPU that does not take the VMCS has put its own revision there: the one before it begins anew.
TEST_F(VmxVCpu, BeginsAnewBehindACpuThatRefusesTheVmcs) {
  make_bound();
  leave(12);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  EXPECT_EQ(tenon_x86_64_vcpu_unbind(v_.get()), TENON_OK);
  v_->common.last_cpu = 1;  // as if it had been elsewhere
  x86_hardware.refuses_vmptrld = true;
  EXPECT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_ERROR_unsupported);
  x86_hardware.refuses_vmptrld = false;
  EXPECT_EQ(v_->common.last_cpu, 1U);
  EXPECT_EQ(v_->vmx.composed, 0U) << "also on the CPU on which it was last";
}

/// Hypercalls are of the guest's kernel.
TEST_F(VmxVCpu, RefusesAUsersHypercall) {
  make_bound();
  field(FIELD(GUEST_SS_RIGHTS)) = 0xc0f3;
  answered(18, 0, 3);
  EXPECT_EQ(field(FIELD(ENTRY_INTERRUPTION)), 0x306U) << "#UD, which the entry has taken";
  field(FIELD(GUEST_SS_RIGHTS)) = 0xc093;
  leave(18);
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_hypercall));
}

/// INT1, which CPL 3 may execute, is no reason to stop a VM: it is a #DB of the guest's.
TEST_F(VmxVCpu, GivesTheGuestItsInt1) {
  make_bound();
  field(FIELD(EXIT_INTERRUPTION)) = 0x8000'0501;
  leave(0, 0, 1);
  EXPECT_NE(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled));
}

/// SDM volume 3, 28.2.3: bit 12 of the interruption information. An IRET that has raised #AC has
/// unblocked NMIs, and is executed again behind the handler.
TEST_F(VmxVCpu, BlocksNmisAgainBehindAnIretThatRaisesAlignmentCheck) {
  make_bound();
  std::uint32_t entry = 0;
  std::uint64_t blocked = 0;
  x86_hardware.guest = [&](tenon_x86_64_vcpu&) {
    blocked = field(FIELD(GUEST_INTERRUPTIBILITY)) & 8;
    field(FIELD(EXIT_REASON)) = ++entry == 1 ? 0 : 1;
    field(FIELD(EXIT_INTERRUPTION)) = 0x8000'1b11;
    field(FIELD(GUEST_INTERRUPTIBILITY)) = 0;
  };
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(blocked, 8U);
}

/// Key Locker's key is the CPU's, LOADIWKEY needs nothing but CR4.KL, and CPUID hides it.
TEST_F(VmxVCpu, HoldsBitsOfCr4WhoseStateIsNotSwitched) {
  make_bound();
  EXPECT_EQ(field(FIELD(CR4_MASK)) & 0x8'0000, 0x8'0000U) << "KL";
  EXPECT_EQ(field(FIELD(CR4_MASK)) & 0x200'0000, 0x200'0000U) << "UINTR: UIF";
}

}  // namespace
