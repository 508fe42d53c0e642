// SPDX-License-Identifier: Apache-2.0
/// \file
/// The backend without hardware, for unit tests of hypervisor code.
#pragma once

#include <initializer_list>
#include <span>

#include "tenon/core/scripted/vcpu.h"
#include "tenon/types.hpp"

namespace tenon {

/// Plays a list of exits; see tenon/core/scripted/vcpu.h.
struct ScriptedArch {
  /// Its guests start others and send as it pleases the script.
  static constexpr bool starts_by_call = true;
  static constexpr bool sends_by_call = true;
  using VCpu = tenon_scripted_vcpu;
  using Cpu = tenon_scripted_cpu;
  struct EnableConfig {};
  struct Stage2 {
    std::uint64_t root = 0;
  };
  /// Both spans outlive the vCPU.
  struct CreateConfig {
    std::span<const tenon_exit> script = {};
    std::span<tenon_scripted_answer> log = {};
  };
  struct SetupConfig {};
  /// x0 to x30, the zero register, the PC.
  enum class Register : std::uint32_t { x0 = 0, x1, x2, x3, x4, x5, x6, x30 = 30, xzr = 31, pc };
  /// What CallResult calls the second one.
  static constexpr Register second_result = Register::x1;

  [[nodiscard]] static bool has_hardware_support() noexcept { return true; }
  [[nodiscard]] static tenon_error claim(Cpu& cpu, CpuId id) noexcept {
    return tenon_scripted_claim(&cpu, id.value());
  }
  [[nodiscard]] static tenon_error enable(Cpu& cpu, const EnableConfig& /*config*/) noexcept {
    return tenon_scripted_enable(&cpu);
  }
  [[nodiscard]] static tenon_error disable(Cpu& cpu) noexcept {
    return tenon_scripted_disable(&cpu);
  }
  [[nodiscard]] static CpuId id(const Cpu& cpu) noexcept { return CpuId(cpu.id); }

  [[nodiscard]] static tenon_error create(VCpu& vcpu, const VCpuIds& ids,
                                          const CreateConfig& config) noexcept {
    const tenon_scripted_config script{
        .script = config.script.data(),
        .length = static_cast<std::uint32_t>(config.script.size()),
        .log_capacity = static_cast<std::uint32_t>(config.log.size()),
        .log = config.log.data()};
    return tenon_scripted_create(&vcpu, ids.vm.value(), ids.vcpu.value(),
                                 ids.preferred ? ids.preferred->value() : TENON_NONE,
                                 ids.allowed.bits(), &script);
  }
  [[nodiscard]] static tenon_error setup(VCpu& vcpu, GuestPhysical entry, Stage2& stage2,
                                         const SetupConfig& /*config*/) noexcept {
    return tenon_scripted_setup(&vcpu, entry.value(), stage2.root);
  }
  [[nodiscard]] static tenon_error bind(VCpu& vcpu, Cpu& cpu) noexcept {
    return tenon_scripted_bind(&vcpu, &cpu);
  }
  static void run(VCpu& vcpu) noexcept { tenon_scripted_run(&vcpu); }
  [[nodiscard]] static tenon_error unbind(VCpu& vcpu) noexcept {
    return tenon_scripted_unbind(&vcpu);
  }
  [[nodiscard]] static tenon_error reset(VCpu& vcpu) noexcept {
    return tenon_scripted_reset(&vcpu);
  }
  [[nodiscard]] static tenon_error destroy(VCpu& vcpu) noexcept {
    return tenon_scripted_destroy(&vcpu);
  }

  [[nodiscard]] static const VCpu* loaded() noexcept {
    const Cpu* cpu = tenon_scripted_this_cpu();
    return cpu == nullptr ? nullptr : cpu->loaded;
  }
  [[nodiscard]] static Cpu* cpu(VCpu& vcpu) noexcept { return vcpu.cpu; }
  [[nodiscard]] static tenon_vcpu& common(VCpu& vcpu) noexcept { return vcpu.common; }
  [[nodiscard]] static const tenon_exit& exit(const VCpu& vcpu) noexcept { return vcpu.exit; }

  static void complete_read(VCpu& vcpu, std::uint64_t value) noexcept {
    tenon_scripted_complete_read(&vcpu, value);
  }
  static void complete_write(VCpu& vcpu) noexcept { tenon_scripted_complete_write(&vcpu); }
  static void complete_call(VCpu& vcpu, std::uint64_t value) noexcept {
    tenon_scripted_complete_call(&vcpu, value);
  }
  static void resume(VCpu& vcpu) noexcept { tenon_scripted_resume(&vcpu); }
  static void inject_undefined(VCpu& vcpu) noexcept { tenon_scripted_inject_undefined(&vcpu); }
  static void inject_abort(VCpu& vcpu) noexcept { tenon_scripted_inject_abort(&vcpu); }
  static void abandon(VCpu& vcpu) noexcept { tenon_scripted_abandon(&vcpu); }

  [[nodiscard]] static std::uint64_t get_register(const VCpu& vcpu, Register name) noexcept {
    return name == Register::pc ? vcpu.pc : vcpu.x[static_cast<std::uint32_t>(name) & 31U];
  }
  static void set_register(VCpu& vcpu, Register name, std::uint64_t value) noexcept {
    if (name == Register::pc) {
      vcpu.pc = value;
    } else if (name != Register::xzr) {
      vcpu.x[static_cast<std::uint32_t>(name) & 31U] = value;
    }
  }
  [[nodiscard]] static std::uint64_t call_argument(const VCpu& vcpu, std::uint32_t index) noexcept {
    return index < 6 ? vcpu.x[index + 1] : 0;
  }
  [[nodiscard]] static tenon_error inject_interrupt(VCpu& vcpu, InterruptId interrupt,
                                                    Trigger /*trigger*/,
                                                    EndNotice /*notice*/) noexcept {
    return tenon_scripted_inject_interrupt(&vcpu, interrupt.value());
  }
  [[nodiscard]] static tenon_error lower_interrupt(VCpu& vcpu, InterruptId interrupt) noexcept {
    return tenon_scripted_lower_interrupt(&vcpu, interrupt.value());
  }
  static void merge_interrupts(VCpu& vcpu, std::uint32_t word, std::uint64_t bits) noexcept {
    for (std::uint32_t bit = 0; bit < 64; ++bit) {
      if ((bits >> bit & 1) != 0) {
        static_cast<void>(tenon_scripted_inject_interrupt(&vcpu, word * 64 + bit));
      }
    }
  }
  static void mask_interrupts() noexcept {}
  /// There is nothing to wait for: as if woken early.
  static void wait_for_interrupt(const VCpu& /*vcpu*/) noexcept {}
  static void end_wait(VCpu& vcpu) noexcept { resume(vcpu); }
  static void preempt(VCpu& vcpu) noexcept { tenon_scripted_preempt(&vcpu); }
  [[nodiscard]] static bool can_kick(const VCpu& /*vcpu*/) noexcept { return true; }

  [[nodiscard]] static std::string_view cause_name(std::uint32_t cause) noexcept {
    return cause == TENON_SCRIPTED_CAUSE_END ? "end" : "script";
  }
  [[nodiscard]] static std::string_view cause_sentence(std::uint32_t cause) noexcept {
    return cause == TENON_SCRIPTED_CAUSE_END ? "the script has no exit left"
                                             : "the script asked for this exit";
  }
};

static_assert(ArchVCpu<ScriptedArch>);

/// tenon's types on the scripted backend: `using namespace tenon::scripted;`.
namespace scripted {
TENON_TYPES_OF(ScriptedArch)
}  // namespace scripted

}  // namespace tenon
