// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the random walk needs to know of AArch64.
#pragma once

#include <array>
#include <optional>

#include "tenon/aarch64.hpp"

namespace example::walk {

struct Isa {
  /// The exits of tests/guest/aarch64/walk.S, in its order.
  static constexpr std::array<std::uint32_t, 16> program{
      TENON_EXIT_hypercall,  TENON_EXIT_mmio_read,    TENON_EXIT_mmio_write,
      TENON_EXIT_mmio_read,  TENON_EXIT_sysreg_read,  TENON_EXIT_sysreg_write,
      TENON_EXIT_halt,       TENON_EXIT_cpu_up,       TENON_EXIT_cpu_down,
      TENON_EXIT_mmio_write, TENON_EXIT_cpu_suspend,  TENON_EXIT_system_down,
      TENON_EXIT_send_ipi,   TENON_EXIT_system_reset, TENON_EXIT_nested_page_fault,
      TENON_EXIT_unhandled};
  /// A load and a store of a pair have two exits each.
  [[nodiscard]] static constexpr std::uint32_t kind(std::uint32_t step,
                                                    std::uint32_t /*part*/) noexcept {
    return program[step];
  }
  [[nodiscard]] static constexpr std::uint32_t parts(std::uint32_t step) noexcept {
    return step == 3 || step == 9 ? 2 : 1;
  }
  static constexpr std::array registers{tenon::aarch64::x(20), tenon::aarch64::x(21)};
  static constexpr std::uint32_t interrupts = TENON_AARCH64_INTID_COUNT;
  [[nodiscard]] static std::optional<tenon::Error> refuses_interrupt(
      bool set_up, tenon::InterruptId id, std::optional<tenon::Trigger> /*none: it is lowered*/,
      tenon::EndNotice /*notice*/) noexcept {
    if (!set_up) return tenon::Error::wrong_state;
    if (id.value() >= interrupts) return tenon::Error::invalid_argument;
    return std::nullopt;
  }
  /// The core's answers.
  static constexpr auto complete_read = tenon_aarch64_vcpu_complete_read;
  static constexpr auto complete_write = tenon_aarch64_vcpu_complete_write;
  static constexpr auto complete_call = tenon_aarch64_vcpu_complete_call;
  static constexpr std::array others{tenon_aarch64_vcpu_resume, tenon_aarch64_vcpu_inject_undefined,
                                     tenon_aarch64_vcpu_inject_abort, tenon_aarch64_vcpu_abandon};
};

}  // namespace example::walk
