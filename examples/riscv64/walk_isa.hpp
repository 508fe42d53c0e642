// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the random walk needs to know of RISC-V.
#pragma once

#include <array>
#include <optional>

#include "tenon/riscv64.hpp"

namespace example::walk {

struct Isa {
  /// The exits of tests/guest/riscv64/walk.S, in its order.
  static constexpr std::array<std::uint32_t, 16> program{
      TENON_EXIT_hypercall,   TENON_EXIT_mmio_read,    TENON_EXIT_mmio_write,
      TENON_EXIT_sysreg_read, TENON_EXIT_sysreg_read,  TENON_EXIT_sysreg_write,
      TENON_EXIT_halt,        TENON_EXIT_cpu_up,       TENON_EXIT_cpu_down,
      TENON_EXIT_mmio_write,  TENON_EXIT_cpu_suspend,  TENON_EXIT_system_down,
      TENON_EXIT_send_ipi,    TENON_EXIT_system_reset, TENON_EXIT_nested_page_fault,
      TENON_EXIT_unhandled};
  /// CSRRW is a read and then a write.
  [[nodiscard]] static constexpr std::uint32_t kind(std::uint32_t step,
                                                    std::uint32_t part) noexcept {
    return part == 1 ? std::uint32_t{TENON_EXIT_sysreg_write} : program[step];
  }
  [[nodiscard]] static constexpr std::uint32_t parts(std::uint32_t step) noexcept {
    return step == 3 ? 2 : 1;
  }
  static constexpr std::array registers{tenon::riscv64::x(20), tenon::riscv64::x(21)};
  static constexpr std::uint32_t interrupts = 16;
  /// There are three, and only the software interrupt is an edge.
  [[nodiscard]] static std::optional<tenon::Error> refuses_interrupt(
      bool set_up, tenon::InterruptId id, std::optional<tenon::Trigger> trigger,
      tenon::EndNotice notice) noexcept {
    const bool software = id.value() == TENON_RISCV64_INTERRUPT_SOFTWARE;
    if (!software && id.value() != TENON_RISCV64_INTERRUPT_TIMER &&
        id.value() != TENON_RISCV64_INTERRUPT_EXTERNAL) {
      return tenon::Error::invalid_argument;
    }
    if (trigger &&
        (notice == tenon::EndNotice::exit || (trigger == tenon::Trigger::edge && !software))) {
      return tenon::Error::unsupported;
    }
    if (!set_up) return tenon::Error::wrong_state;
    return std::nullopt;
  }
  /// The core's answers.
  static constexpr auto complete_read = tenon_riscv64_vcpu_complete_read;
  static constexpr auto complete_write = tenon_riscv64_vcpu_complete_write;
  static constexpr auto complete_call = tenon_riscv64_vcpu_complete_call;
  static constexpr std::array others{tenon_riscv64_vcpu_resume, tenon_riscv64_vcpu_inject_undefined,
                                     tenon_riscv64_vcpu_inject_abort, tenon_riscv64_vcpu_abandon};
};

}  // namespace example::walk
