// SPDX-License-Identifier: Apache-2.0
/// \file
/// The x86 backend: the C functions of tenon/core/x86_64/ as an ArchVCpu, and the API's types on it:
/// `using namespace tenon::x86_64;`.
#pragma once

#include <utility>

#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/percpu.h"
#include "tenon/core/x86_64/vcpu.h"
#include "tenon/mailbox.hpp"
#include "tenon/types.hpp"

namespace tenon {

namespace x86_64 {

/// A guest register, by the manual's name.
enum class Register : std::uint32_t {
  rax = TENON_X86_64_RAX,
  rcx = TENON_X86_64_RCX,
  rdx = TENON_X86_64_RDX,
  rbx = TENON_X86_64_RBX,
  rsp = TENON_X86_64_RSP,
  rbp = TENON_X86_64_RBP,
  rsi = TENON_X86_64_RSI,
  rdi = TENON_X86_64_RDI,
  r8 = 8,
  r15 = TENON_X86_64_REGISTER_R15,
  rip = TENON_X86_64_REGISTER_RIP,
  rflags = TENON_X86_64_REGISTER_RFLAGS,
#define TENON_X86_64_HELD(name, type, field, reset, why) name = TENON_X86_64_REGISTER_##name,
#define TENON_X86_64_SEGMENT(name, field)                    \
  name##_SELECTOR = TENON_X86_64_REGISTER_##name##_SELECTOR, \
  name##_BASE = TENON_X86_64_REGISTER_##name##_BASE,         \
  name##_LIMIT = TENON_X86_64_REGISTER_##name##_LIMIT,       \
  name##_ATTRIBUTES = TENON_X86_64_REGISTER_##name##_ATTRIBUTES,
#define TENON_X86_64_TABLE(name, field)              \
  name##_BASE = TENON_X86_64_REGISTER_##name##_BASE, \
  name##_LIMIT = TENON_X86_64_REGISTER_##name##_LIMIT,
#define TENON_X86_64_SWITCHED(name, reset, why) name = TENON_X86_64_REGISTER_##name,
#include "tenon/core/x86_64/registers.def"
};

/// General register `index` as instructions number them; 16 and above are RAX.
[[nodiscard]] constexpr Register x(std::uint32_t index) noexcept {
  return index < 16 ? static_cast<Register>(index) : Register::rax;
}

/// How a guest starts.
enum class Mode : std::uint32_t {
  real = TENON_X86_64_MODE_REAL,               ///< CS.base is the entry without its low 16 bits
  protected_32 = TENON_X86_64_MODE_PROTECTED,  ///< flat segments of 4 GiB, paging off
  long_64 = TENON_X86_64_MODE_LONG,            ///< 64-bit, with a page table of the guest's own
  startup = TENON_X86_64_MODE_STARTUP          ///< what CpuUp starts: CS.base is its entry, RIP 0
};

/// What happened, by the name that causes.def gives it.
[[nodiscard]] constexpr std::string_view cause_name(std::uint32_t cause) noexcept {
  switch (cause) {
#define TENON_X86_64_CAUSE(name, sentence) \
  case TENON_X86_64_CAUSE_##name:          \
    return #name;
#include "tenon/core/x86_64/causes.def"
#define TENON_X86_64_INSN_CAUSE(name, sentence) \
  case TENON_X86_64_CAUSE_insn_##name:          \
    return "insn_" #name;
#include "tenon/core/x86_64/instruction_causes.def"
    default:
      return "unknown_cause";
  }
}

/// The same as one sentence, without a final full stop.
[[nodiscard]] constexpr std::string_view cause_sentence(std::uint32_t cause) noexcept {
  switch (cause) {
#define TENON_X86_64_CAUSE(name, sentence) \
  case TENON_X86_64_CAUSE_##name:          \
    return sentence;
#include "tenon/core/x86_64/causes.def"
#define TENON_X86_64_INSN_CAUSE(name, sentence) \
  case TENON_X86_64_CAUSE_insn_##name:          \
    return sentence;
#include "tenon/core/x86_64/instruction_causes.def"
    default:
      return "a cause that this version does not know";
  }
}

/// Why this CPU cannot run guests, as one sentence without a final full stop; "nothing" if it can.
[[nodiscard]] inline std::string_view obstacle() noexcept {
  tenon_x86_64_features features{};
  switch (tenon_x86_64_detect(&features)) {
#define TENON_X86_64_OBSTACLE(name, sentence) \
  case TENON_X86_64_OBSTACLE_##name:          \
    return sentence;
#include "tenon/core/x86_64/obstacles.def"
    default:
      return "an obstacle that this version does not know";
  }
}

}  // namespace x86_64

/// The x86 backend. Runs at privilege level 0 of long mode.
struct X86Arch {
  using VCpu = tenon_x86_64_vcpu;
  using Cpu = tenon_x86_64_cpu;
  using Stage2 = tenon_x86_64_stage2;
  using Register = x86_64::Register;
  /// What CallResult calls the second one.
  static constexpr Register second_result = Register::rbx;
  /// CpuUp is a command to an interrupt controller, without a status.
  static constexpr bool starts_by_call = false;
  /// Whether SendIpi names the vCPU with APIC id `affinity`; `logical` 1: by the logical id that
  /// x2APIC mode derives from it (SDM volume 3, 11.12.10.2), which is also 1 << id of a flat model
  /// with eight CPUs.
  [[nodiscard]] static constexpr bool ipi_names(std::uint64_t target, std::uint64_t logical,
                                                std::uint64_t affinity) noexcept {
    if (logical == 0) return target == affinity;
    return target >> 16 == affinity >> 4 && (target >> (affinity & 15) & 1) != 0;
  }
  /// Devices are read by IoRead first of all.
  static constexpr bool has_ports = true;
  struct EnableConfig {
    HostPhysical address{};  ///< of the CPU's storage, which is contiguous
  };
  struct CreateConfig {
    HostPhysical address{};     ///< of the vCPU's storage, which is contiguous
    std::uint32_t apic_id = 0;  ///< in CPUID leaf 1
  };
  struct SetupConfig {
    const tenon_x86_64_policy* policy = nullptr;  ///< the VM's ports and MSRs
    HostPhysical policy_address{};                ///< of it; it is contiguous
    x86_64::Mode mode = x86_64::Mode::real;
    GuestPhysical page_table{};  ///< of Mode::long_64
    bool trap_pause = false;     ///< PAUSE is a Halt exit
    std::uint64_t slice =
        0;  ///< VMX: TSC cycles of the guest's own that end in Preempted; 0: no end
    bool local_apic = false;  ///< the guest has one: CpuUp, SendIpi; its page is never mapped
  };

#define TENON_CORE(name) tenon_x86_64_##name
#include "tenon/detail/core_calls.inc"

  [[nodiscard]] static tenon_error enable(Cpu& cpu, const EnableConfig& config) noexcept {
    return tenon_x86_64_enable(&cpu, config.address.value());
  }

  [[nodiscard]] static tenon_error create(VCpu& vcpu, const VCpuIds& ids,
                                          const CreateConfig& config) noexcept {
    const tenon_x86_64_config core{
        .address = config.address.value(), .apic_id = config.apic_id, .reserved = 0};
    return tenon_x86_64_vcpu_create(&vcpu, ids.vm.value(), ids.vcpu.value(),
                                    ids.preferred ? ids.preferred->value() : TENON_NONE,
                                    ids.allowed.bits(), &core);
  }
  [[nodiscard]] static tenon_error setup(VCpu& vcpu, GuestPhysical entry, Stage2& stage2,
                                         const SetupConfig& config) noexcept {
    const tenon_x86_64_setup core{.mode = std::to_underlying(config.mode),
                                  .trap_pause = config.trap_pause,
                                  .page_table = config.page_table.value(),
                                  .policy = config.policy,
                                  .policy_address = config.policy_address.value(),
                                  .slice = config.slice,
                                  .local_apic = config.local_apic,
                                  .reserved = 0};
    return tenon_x86_64_vcpu_setup(&vcpu, entry.value(), &stage2, &core);
  }

  /// One instruction: GS base is this CPU's block, whose first member is the slot.
  [[nodiscard]] static const VCpu* loaded() noexcept {
    static_assert(offsetof(Cpu, loaded) == 0);
#if defined(__x86_64__) && !__STDC_HOSTED__
    const VCpu* vcpu;  // NOLINT(cppcoreguidelines-init-variables)
    // Volatile: what it reads changes with the CPU that executes it.
    asm volatile("mov %%gs:0, %0" : "=r"(vcpu));
    return vcpu;
#else
    const Cpu* cpu = tenon_x86_64_hw_this_cpu();
    return cpu == nullptr ? nullptr : cpu->loaded;
#endif
  }

  /// RBX, RCX, RDX, RSI, RDI, RBP: Linux's hypercalls have the first four in this order.
  [[nodiscard]] static std::uint64_t call_argument(const VCpu& vcpu, std::uint32_t index) noexcept {
    constexpr std::uint32_t order[] = {TENON_X86_64_RBX, TENON_X86_64_RCX, TENON_X86_64_RDX,
                                       TENON_X86_64_RSI, TENON_X86_64_RDI, TENON_X86_64_RBP};
    return index < 6 ? vcpu.frame.x[order[index]] : 0;
  }
  [[nodiscard]] static tenon_error inject_interrupt(VCpu& vcpu, InterruptId interrupt,
                                                    Trigger trigger, EndNotice notice) noexcept {
    std::uint32_t flags = notice == EndNotice::exit ? TENON_X86_64_INTERRUPT_NOTIFY : 0;
    if (trigger != Trigger::edge) flags |= TENON_X86_64_INTERRUPT_LEVEL;
    return tenon_x86_64_vcpu_inject_interrupt(&vcpu, interrupt.value(), flags);
  }
  static void merge_interrupts(VCpu& vcpu, std::uint32_t word, std::uint64_t bits) noexcept {
    tenon_x86_64_vcpu_merge_interrupts(&vcpu, word, bits);
  }
  static void mask_interrupts() noexcept {
#if defined(__x86_64__) && !__STDC_HOSTED__
    asm volatile("cli" ::: "memory");
#endif
  }
  /// HLT with interrupts let in behind it (STI's shadow), then masked again: the host's own handler
  /// takes what ends it. Not when the guest has something already that ends its own.
  static void wait_for_interrupt(const VCpu& vcpu) noexcept {
    if (tenon_x86_64_vcpu_is_woken(&vcpu) != 0) return;
#if defined(__x86_64__) && !__STDC_HOSTED__
    asm volatile("sti; hlt; cli" ::: "memory");
#endif
  }
  /// A HLT ends with an interrupt that the guest takes, and with nothing else.
  static void end_wait(VCpu& vcpu) noexcept { static_cast<void>(tenon_x86_64_vcpu_wait(&vcpu)); }
  /// Physical interrupts always end a guest's run.
  [[nodiscard]] static bool can_kick(const VCpu& /*vcpu*/) noexcept { return true; }

  [[nodiscard]] static std::string_view cause_name(std::uint32_t cause) noexcept {
    return x86_64::cause_name(cause);
  }
  [[nodiscard]] static std::string_view cause_sentence(std::uint32_t cause) noexcept {
    return x86_64::cause_sentence(cause);
  }
};

static_assert(ArchVCpu<X86Arch>);

namespace x86_64 {
TENON_TYPES_OF(X86Arch)

/// An NMI, where a vector is taken: edge-triggered, before any of them, whatever RFLAGS.IF says.
inline constexpr InterruptId nmi{TENON_X86_64_INTERRUPT_NMI};
}  // namespace x86_64

}  // namespace tenon
