// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the register torture needs of AArch64.
#pragma once

#include "console.hpp"
#include "hal.hpp"
#include "register_names.hpp"

namespace example::torture {

/// A system register by its encoding, as MRS has it.
struct Encoded {
  std::uint64_t encoding;
};
inline void print_one(Encoded at) noexcept {
  const auto field = [&](std::string_view before, std::uint32_t shift, std::uint64_t mask) {
    example::print_one(before);
    example::print_one(at.encoding >> shift & mask);
  };
  field("", 14, 3);
  field(".", 11, 7);
  field(".c", 7, 15);
  field(".c", 3, 15);
  field(".", 0, 7);
}
/// Any register by the number that the guest has for it (tests/guest/torture/aarch64/picture.h).
struct Numbered {
  std::uint64_t number;
};
inline void print_one(Numbered at) noexcept {
  if (at.number < 64) {
    example::print_one("general register ");
    example::print_one(at.number);
  } else if (at.number < 0x10000) {
    example::print_one("half of q");
    example::print_one((at.number - 64) / 2);
  } else {
    print_one(Encoded{at.number & 0xffff});
    example::print_one(" ");
    example::print_one(switched_name(at.number & 0xffff));
  }
}

struct Machine {
  static constexpr tenon::aarch64::Register pc = tenon::aarch64::Register::pc;
  static constexpr std::uint64_t undefined_register = TENON_AARCH64_SYSREG(2, 0, 0, 2, 2);

  [[nodiscard]] static tenon::AArch64Arch::SetupConfig setup_config() noexcept {
    return {.passthrough_timer = true, .trap_wfi = true, .trap_wfe = true};
  }
  /// Interrupts of this CPU.
  static void open(std::uint32_t cpu) noexcept {
    if (cpu == 0) gic().enable_distributor();
    gic().enable_cpu(cpu);
  }
  /// The walk and the hostile guests look at the host.
  [[nodiscard]] static std::string_view changed_host(std::uint32_t /*cpu*/) noexcept { return {}; }
  static void interrupt(std::uint32_t cpu) noexcept { gic().kick(cpu); }
  static void take_interrupts() noexcept {
    while (const auto interrupt = ExampleHal::irq_fetch()) {
      gic().drop_priority(interrupt->value());
      ExampleHal::irq_handler(*interrupt);
    }
  }
  /// One that the guest acknowledges and ends.
  static constexpr tenon::InterruptId injected{40};
  static constexpr tenon::EndNotice notice = tenon::EndNotice::exit;
};

}  // namespace example::torture
