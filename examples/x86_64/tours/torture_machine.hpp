// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the register torture needs of x86.
#pragma once

#include "console.hpp"
#include "hal.hpp"
#include "host.hpp"
#include "host_state.hpp"
#include "machine.hpp"
#include "register_names.hpp"

namespace example::torture {

/// A register by the number that the guest has for it (tests/guest/torture/x86_64/picture.h): one of
/// a few, or an MSR of three ranges.
struct Encoded {
  std::uint64_t encoding;
};
inline void print_one(Encoded at) noexcept {
  constexpr std::uint64_t range = 0x2000;
  constexpr std::uint64_t first[] = {0, 0, 0xc0000000, 0xc0010000};
  if (at.encoding >= range) {
    example::print_one(hex(first[at.encoding / range % 4] + at.encoding % range));
  } else {
    example::print_one("number-");
    example::print_one(at.encoding);
  }
}
/// Any register, as CALL_WRONG names it.
struct Numbered {
  std::uint64_t number;
};
inline void print_one(Numbered at) noexcept {
  constexpr std::string_view others[] = {
      "RFLAGS",          "the vector, plus 1,", "the error code",   "RIP of the frame",
      "CS of the frame", "SS of the frame",     "an element of INS"};
  constexpr std::uint64_t general = 16, xsave = 32, encoded = 0x10000;
  if (at.number < general) {
    example::print_one("general register ");
    example::print_one(at.number);
  } else if (at.number - general < std::size(others)) {
    example::print_one(others[at.number - general]);
  } else if (at.number < encoded) {
    example::print_one("8 bytes of the XSAVE area at ");
    example::print_one((at.number - xsave) * 8);
  } else {
    print_one(Encoded{at.number & 0xffff});
    example::print_one(" ");
    example::print_one(switched_name(at.number & 0xffff));
  }
}

inline constinit std::array<HostState, 2> hosts{};

struct Machine {
  static constexpr tenon::x86_64::Register pc = tenon::x86_64::Register::rip;
  static constexpr std::uint64_t undefined_register = 0x10b;  // an MSR that there is not

  [[nodiscard]] static tenon::X86Arch::SetupConfig setup_config() noexcept {
    return example::setup_config();
  }
  static void open(std::uint32_t cpu) noexcept { hosts[cpu].mark(); }
  /// What of the host is not as it was; empty if all is.
  [[nodiscard]] static std::string_view changed_host(std::uint32_t cpu) noexcept {
    return hosts[cpu].changed();
  }
  static void interrupt(std::uint32_t cpu) noexcept { kick(cpu); }
  static void take_interrupts() noexcept { example::take_interrupts(); }
  /// The vector that the guest has a gate for.
  static constexpr tenon::InterruptId injected{0x50};
  static constexpr tenon::EndNotice notice = tenon::EndNotice::none;
};

}  // namespace example::torture
