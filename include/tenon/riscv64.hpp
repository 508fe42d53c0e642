// SPDX-License-Identifier: Apache-2.0
/// \file
/// The RISC-V backend (HS-mode, H extension): the C functions of tenon/core/riscv64/ as an
/// ArchVCpu, and the API's types on it: `using namespace tenon::riscv64;`.
#pragma once

#include <utility>

#include "tenon/core/riscv64/cause.h"
#include "tenon/core/riscv64/hardware.h"
#include "tenon/core/riscv64/nested.h"
#include "tenon/core/riscv64/vcpu.h"
#include "tenon/mailbox.hpp"
#include "tenon/types.hpp"

namespace tenon {

namespace riscv64 {

/// A guest register, by the manual's name: `x(3)`, `Register::pc`, `Register::VSATP`.
enum class Register : std::uint32_t {
  x0 = TENON_RISCV64_REGISTER_X0,  ///< reads as zero, ignores writes
  a0 = 10,
  a1 = 11,
  a7 = 17,
  x31 = TENON_RISCV64_REGISTER_X31,
  pc = TENON_RISCV64_REGISTER_PC,
  privilege = TENON_RISCV64_REGISTER_PRIVILEGE,  ///< 1: VS-mode, 0: VU-mode
#define TENON_RISCV64_SWITCHED(name, number, reset, why) name = TENON_RISCV64_REGISTER_##name,
#include "tenon/core/riscv64/registers.def"
};

/// General register `index`; 32 and above are x0.
[[nodiscard]] constexpr Register x(std::uint32_t index) noexcept {
  // Named above or not, each of them is a register.
  // NOLINTNEXTLINE(clang-analyzer-optin.core.EnumCastOutOfRange)
  return index < 32 ? static_cast<Register>(index) : Register::x0;
}

/// What happened, by the name that causes.def gives it.
[[nodiscard]] constexpr std::string_view cause_name(std::uint32_t cause) noexcept {
  switch (cause) {
#define TENON_RISCV64_CAUSE(name, sentence) \
  case TENON_RISCV64_CAUSE_##name:          \
    return #name;
#include "tenon/core/riscv64/causes.def"
    default:
      return "unknown_cause";
  }
}

/// The same as one sentence, without a final full stop.
[[nodiscard]] constexpr std::string_view cause_sentence(std::uint32_t cause) noexcept {
  switch (cause) {
#define TENON_RISCV64_CAUSE(name, sentence) \
  case TENON_RISCV64_CAUSE_##name:          \
    return sentence;
#include "tenon/core/riscv64/causes.def"
    default:
      return "a cause that this version does not know";
  }
}

}  // namespace riscv64

/// The RISC-V backend. Runs in HS-mode.
struct RiscV64Arch {
  using VCpu = tenon_riscv64_vcpu;
  using Cpu = tenon_riscv64_cpu;
  using Stage2 = tenon_stage2;
  using Register = riscv64::Register;
  /// A guest's SendIpi is a call, which returns a status.
  static constexpr bool sends_by_call = true;
  /// A guest's CpuUp is a call, which returns a status.
  static constexpr bool starts_by_call = true;
  /// What CallResult calls the second one.
  static constexpr Register second_result = Register::a1;
  /// Requests that the vCPU's hart forgets its guest's translations and instructions before it
  /// enters the guest again; no interrupt of the guest has this id.
  static constexpr InterruptId fence_request{63};
  /// The counters are CSRs, and SetupConfig::counters is off at first: SysRegRead is frequent.
  static constexpr bool has_csrs = true;
  struct EnableConfig {};
  struct CreateConfig {
    std::uint64_t hart_id = 0;    ///< in a0 at the first instruction
    GuestPhysical device_tree{};  ///< in a1 at the first instruction
  };
  struct SetupConfig {
    bool trap_wfi = true;   ///< WFI is a Halt exit
    bool counters = false;  ///< the guest may read cycle and instret
  };

#define TENON_CORE(name) tenon_riscv64_##name
#include "tenon/detail/core_calls.inc"

  [[nodiscard]] static tenon_error enable(Cpu& cpu, const EnableConfig& /*config*/) noexcept {
    return tenon_riscv64_enable(&cpu);
  }

  [[nodiscard]] static tenon_error create(VCpu& vcpu, const VCpuIds& ids,
                                          const CreateConfig& config) noexcept {
    const tenon_riscv64_config core{.hart_id = config.hart_id,
                                    .device_tree = config.device_tree.value()};
    return tenon_riscv64_vcpu_create(&vcpu, ids.vm.value(), ids.vcpu.value(),
                                     ids.preferred ? ids.preferred->value() : TENON_NONE,
                                     ids.allowed.bits(), &core);
  }
  [[nodiscard]] static tenon_error setup(VCpu& vcpu, GuestPhysical entry, Stage2& stage2,
                                         const SetupConfig& config) noexcept {
    const tenon_riscv64_setup core{.trap_wfi = config.trap_wfi, .counters = config.counters};
    return tenon_riscv64_vcpu_setup(&vcpu, entry.value(), &stage2, &core);
  }

  /// Two instructions: sscratch is this hart's block, whose first member is the slot.
  [[nodiscard]] static const VCpu* loaded() noexcept {
    static_assert(offsetof(Cpu, loaded) == 0);
#if defined(__riscv) && !__STDC_HOSTED__
    const Cpu* cpu;  // NOLINT(cppcoreguidelines-init-variables)
    // Volatile: what it reads changes with the hart that executes it.
    asm volatile("csrr %0, sscratch" : "=r"(cpu));
    return cpu->loaded;
#else
    const Cpu* cpu = tenon_riscv64_hw_this_cpu();
    return cpu == nullptr ? nullptr : cpu->loaded;
#endif
  }

  /// a0 to a5 (SBI 2.0, "Binary Encoding").
  [[nodiscard]] static std::uint64_t call_argument(const VCpu& vcpu, std::uint32_t index) noexcept {
    return index < 6 ? vcpu.frame.x[index + 10] : 0;
  }
  [[nodiscard]] static tenon_error inject_interrupt(VCpu& vcpu, InterruptId interrupt,
                                                    Trigger trigger, EndNotice notice) noexcept {
    std::uint32_t flags = notice == EndNotice::exit ? TENON_RISCV64_INTERRUPT_NOTIFY : 0;
    if (trigger == Trigger::level) flags |= TENON_RISCV64_INTERRUPT_LEVEL;
    if (trigger == Trigger::linked) return TENON_ERROR_unsupported;
    return tenon_riscv64_vcpu_inject_interrupt(&vcpu, interrupt.value(), flags);
  }
  static void merge_interrupts(VCpu& vcpu, std::uint32_t word, std::uint64_t bits) noexcept {
    if (word == 0 && (bits >> fence_request.value() & 1) != 0) {
      tenon_riscv64_hw_forget_vm(vcpu.stage2->vmid);
    }
    tenon_riscv64_vcpu_merge_interrupts(&vcpu, word, bits);
  }
  /// A hart mask and its base (SBI 2.0, "Hart list parameter"): base -1 names every hart.
  [[nodiscard]] static constexpr bool ipi_names(std::uint64_t base, std::uint64_t mask,
                                                std::uint64_t hart) noexcept {
    if (base == ~std::uint64_t{0}) return true;
    return hart >= base && hart - base < 64 && (mask >> (hart - base) & 1) != 0;
  }
  static void mask_interrupts() noexcept {
#if defined(__riscv) && !__STDC_HOSTED__
    asm volatile("csrci sstatus, 2" ::: "memory");
#endif
  }
  /// Interrupts are masked; one that is pending and enabled, the guest's timer among them, ends WFI
  /// all the same (Privileged 3.3.3). Not when the guest has one to take already.
  static void wait_for_interrupt(const VCpu& vcpu) noexcept {
    if (tenon_riscv64_vcpu_has_interrupt(&vcpu) != 0) return;
#if defined(__riscv) && !__STDC_HOSTED__
    asm volatile("wfi" ::: "memory");
#endif
  }
  /// WFI may end for any reason, and the guest looks why.
  static void end_wait(VCpu& vcpu) noexcept { resume(vcpu); }
  /// Physical interrupts always end a guest's run.
  [[nodiscard]] static bool can_kick(const VCpu& /*vcpu*/) noexcept { return true; }

  [[nodiscard]] static std::string_view cause_name(std::uint32_t cause) noexcept {
    return riscv64::cause_name(cause);
  }
  [[nodiscard]] static std::string_view cause_sentence(std::uint32_t cause) noexcept {
    return riscv64::cause_sentence(cause);
  }
};

static_assert(ArchVCpu<RiscV64Arch>);

namespace riscv64 {
TENON_TYPES_OF(RiscV64Arch)
}  // namespace riscv64

}  // namespace tenon
