// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the register torture needs of RISC-V.
#pragma once

#include "console.hpp"
#include "hal.hpp"
#include "register_names.hpp"

namespace example::torture {

/// A CSR by its number.
struct Encoded {
  std::uint64_t encoding;
};
inline void print_one(Encoded at) noexcept { example::print_one(hex(at.encoding)); }
/// Any register by the number that the guest has for it (tests/guest/torture/riscv64/picture.h).
struct Numbered {
  std::uint64_t number;
};
inline void print_one(Numbered at) noexcept {
  if (at.number < 64) {
    example::print_one(at.number < 32 ? "x" : "f");
    example::print_one(at.number % 32);
  } else if (at.number == 64) {
    example::print_one("fcsr");
  } else {
    print_one(Encoded{at.number & 0xfff});
    example::print_one(" ");
    example::print_one(switched_name(at.number & 0xfff));
  }
}

struct Machine {
  static constexpr tenon::riscv64::Register pc = tenon::riscv64::Register::pc;
  static constexpr std::uint64_t undefined_register = 0x605;  // htimedelta

  [[nodiscard]] static tenon::RiscV64Arch::SetupConfig setup_config() noexcept {
    return {.trap_wfi = true, .counters = true};
  }
  static void open(std::uint32_t /*cpu*/) noexcept {}
  /// The walk and the hostile guests look at the host.
  [[nodiscard]] static std::string_view changed_host(std::uint32_t /*cpu*/) noexcept { return {}; }
  static void interrupt(std::uint32_t cpu) noexcept { kick(cpu); }
  static void take_interrupts() noexcept {
    while (const auto interrupt = ExampleHal::irq_fetch()) ExampleHal::irq_handler(*interrupt);
  }
  /// One that the guest finds in sip.
  static constexpr tenon::InterruptId injected{TENON_RISCV64_INTERRUPT_SOFTWARE};
  static constexpr tenon::EndNotice notice = tenon::EndNotice::none;
};

}  // namespace example::torture
