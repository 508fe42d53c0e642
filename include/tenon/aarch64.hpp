// SPDX-License-Identifier: Apache-2.0
/// \file
/// The AArch64 EL2 backend: the C functions of tenon/core/aarch64/ as an ArchVCpu, and the API's
/// types on it: `using namespace tenon::aarch64;`.
#pragma once

#include <utility>

#include "tenon/core/aarch64/cause.h"
#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/vcpu.h"
#include "tenon/mailbox.hpp"
#include "tenon/types.hpp"

namespace tenon {

namespace aarch64 {

/// A guest register, by the manual's name: `x(3)`, `Register::pc`, `Register::SP_EL1`.
enum class Register : std::uint32_t {
  x0 = TENON_AARCH64_REGISTER_X0,
  x30 = TENON_AARCH64_REGISTER_X30,
  xzr = TENON_AARCH64_REGISTER_XZR,  ///< reads as zero, ignores writes
  pc = TENON_AARCH64_REGISTER_PC,
  pstate = TENON_AARCH64_REGISTER_PSTATE,
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  name = TENON_AARCH64_REGISTER_##name,
#include "tenon/core/aarch64/registers.def"
};

/// General register `index`; 31 and above are the zero register.
[[nodiscard]] constexpr Register x(std::uint32_t index) noexcept {
  return index < 31 ? static_cast<Register>(index) : Register::xzr;
}

/// What happened, by the name that causes.def gives it.
[[nodiscard]] constexpr std::string_view cause_name(std::uint32_t cause) noexcept {
  switch (cause) {
#define TENON_AARCH64_CAUSE(name, sentence) \
  case TENON_AARCH64_CAUSE_##name:          \
    return #name;
#include "tenon/core/aarch64/causes.def"
    default:
      return "unknown_cause";
  }
}

/// The same as one sentence, without a final full stop.
[[nodiscard]] constexpr std::string_view cause_sentence(std::uint32_t cause) noexcept {
  switch (cause) {
#define TENON_AARCH64_CAUSE(name, sentence) \
  case TENON_AARCH64_CAUSE_##name:          \
    return sentence;
#include "tenon/core/aarch64/causes.def"
    default:
      return "a cause that this version does not know";
  }
}

}  // namespace aarch64

/// The AArch64 backend. Runs at EL2 with HCR_EL2.E2H either way.
struct AArch64Arch {
  using VCpu = tenon_aarch64_vcpu;
  using Cpu = tenon_aarch64_cpu;
  using Stage2 = tenon_stage2;
  using Register = aarch64::Register;
  /// A guest's CpuUp is a call, which returns a status.
  static constexpr bool starts_by_call = true;
  struct EnableConfig {};
  struct CreateConfig {
    std::uint64_t mpidr = 0;      ///< affinity that the guest reads in MPIDR_EL1
    GuestPhysical device_tree{};  ///< in x0 at the first instruction
  };
  struct SetupConfig {
    bool passthrough_interrupts = false;  ///< physical interrupts go to the guest
    bool passthrough_timer = false;       ///< the guest owns the EL1 physical timer
    bool trap_wfi = true;                 ///< WFI is a Halt exit
    bool trap_wfe = false;                ///< WFE is a Halt exit
  };

#define TENON_CORE(name) tenon_aarch64_##name
#include "tenon/detail/core_calls.inc"

  [[nodiscard]] static tenon_error enable(Cpu& cpu, const EnableConfig& /*config*/) noexcept {
    return tenon_aarch64_enable(&cpu);
  }

  [[nodiscard]] static tenon_error create(VCpu& vcpu, const VCpuIds& ids,
                                          const CreateConfig& config) noexcept {
    const tenon_aarch64_config core{.mpidr = config.mpidr,
                                    .device_tree = config.device_tree.value()};
    return tenon_aarch64_vcpu_create(&vcpu, ids.vm.value(), ids.vcpu.value(),
                                     ids.preferred ? ids.preferred->value() : TENON_NONE,
                                     ids.allowed.bits(), &core);
  }
  [[nodiscard]] static tenon_error setup(VCpu& vcpu, GuestPhysical entry, Stage2& stage2,
                                         const SetupConfig& config) noexcept {
    const tenon_aarch64_setup core{.passthrough_interrupts = config.passthrough_interrupts,
                                   .passthrough_timer = config.passthrough_timer,
                                   .trap_wfi = config.trap_wfi,
                                   .trap_wfe = config.trap_wfe};
    return tenon_aarch64_vcpu_setup(&vcpu, entry.value(), &stage2, &core);
  }

  /// Two instructions: TPIDR_EL2 is this CPU's block, whose first member is the slot.
  [[nodiscard]] static const VCpu* loaded() noexcept {
    static_assert(offsetof(Cpu, loaded) == 0);
#if defined(__aarch64__) && !__STDC_HOSTED__
    const Cpu* cpu;  // NOLINT(cppcoreguidelines-init-variables)
    // Volatile: what it reads changes with the CPU that executes it.
    asm volatile("mrs %0, tpidr_el2" : "=r"(cpu));
    return cpu->loaded;
#else
    const Cpu* cpu = tenon_aarch64_hw_this_cpu();
    return cpu == nullptr ? nullptr : cpu->loaded;
#endif
  }

  /// x1 to x6 (DEN 0028 2.5).
  [[nodiscard]] static std::uint64_t call_argument(const VCpu& vcpu, std::uint32_t index) noexcept {
    return index < 6 ? vcpu.frame.x[index + 1] : 0;
  }
  [[nodiscard]] static tenon_error inject_interrupt(VCpu& vcpu, InterruptId interrupt,
                                                    Trigger trigger, EndNotice notice) noexcept {
    std::uint32_t flags = notice == EndNotice::exit ? TENON_AARCH64_INTERRUPT_NOTIFY : 0;
    if (trigger == Trigger::level) flags |= TENON_AARCH64_INTERRUPT_LEVEL;
    if (trigger == Trigger::linked) flags |= TENON_AARCH64_INTERRUPT_LINKED;
    return tenon_aarch64_vcpu_inject_interrupt(&vcpu, interrupt.value(), flags);
  }
  static void merge_interrupts(VCpu& vcpu, std::uint32_t word, std::uint64_t bits) noexcept {
    tenon_aarch64_interrupts_merge_word(&vcpu.interrupts, word, bits);
  }
  static void mask_interrupts() noexcept {
#if defined(__aarch64__) && !__STDC_HOSTED__
    asm volatile("msr daifset, #0xf" ::: "memory");
#endif
  }
  /// Interrupts are masked; one that is pending wakes all the same (DDI 0487 D1.6.2). Not when the
  /// next entry has something for the guest, nor for an instruction that other things wake too.
  static void wait_for_interrupt(const VCpu& vcpu) noexcept {
    if (vcpu.interrupts.changed != 0 || vcpu.exit.cause != TENON_AARCH64_CAUSE_wfi) return;
#if defined(__aarch64__) && !__STDC_HOSTED__
    asm volatile("dsb sy\n wfi" ::: "memory");
#endif
  }
  /// WFI may end for any reason, and the guest looks why.
  static void end_wait(VCpu& vcpu) noexcept { resume(vcpu); }
  /// With physical interrupts passed through to the guest nothing reaches the hypervisor.
  [[nodiscard]] static bool can_kick(const VCpu& vcpu) noexcept {
    return vcpu.setup.passthrough_interrupts == 0;
  }

  [[nodiscard]] static std::string_view cause_name(std::uint32_t cause) noexcept {
    return aarch64::cause_name(cause);
  }
  [[nodiscard]] static std::string_view cause_sentence(std::uint32_t cause) noexcept {
    return aarch64::cause_sentence(cause);
  }
};

static_assert(ArchVCpu<AArch64Arch>);

namespace aarch64 {
TENON_TYPES_OF(AArch64Arch)
}  // namespace aarch64

}  // namespace tenon
