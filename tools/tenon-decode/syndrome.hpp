// SPDX-License-Identifier: Apache-2.0
/// \file
/// A syndrome as a person has it, and what the proved decoder makes of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenon/core/exit.h"

namespace tenon_decode {

struct Syndrome {
  std::uint64_t esr = 0;
  std::optional<std::uint64_t> far = std::nullopt;
  std::optional<std::uint64_t> hpfar = std::nullopt;
  std::optional<std::uint32_t> instruction = std::nullopt;

  [[nodiscard]] std::uint32_t exception_class() const {
    return static_cast<std::uint32_t>(esr >> 26 & 63);
  }
  [[nodiscard]] bool is_data_abort() const { return exception_class() == 0x24; }
  [[nodiscard]] bool is_abort() const { return is_data_abort() || exception_class() == 0x20; }
  [[nodiscard]] std::uint32_t fault_status() const { return static_cast<std::uint32_t>(esr & 63); }
  /// DDI 0487 D24.2.61: HPFAR_EL2 is UNKNOWN after a permission fault that is not on a walk.
  [[nodiscard]] bool hpfar_defined() const;
};

/// What the syndrome means. Values of registers are not known: there is no CPU here.
struct Decoded {
  tenon_exit exit{};
  std::uint64_t ipa = 0;      ///< of an abort: guest-physical, as far as it was given
  std::uint32_t steps = 0;    ///< device accesses that the instruction makes
  bool needs_hpfar = false;   ///< the guest-physical address was not given
  bool needs_far = false;     ///< not even the offset in its page is known
  bool needs_insn = false;    ///< without the instruction the access is not known
  std::string_view kind;      ///< the exit's name; "None" if the core answers it itself
  std::string_view cause;     ///< the cause's name
  std::string_view sentence;  ///< the cause as a sentence
};

[[nodiscard]] Decoded decode(const Syndrome& syndrome);

/// What the guest did and what a hypervisor must do.
[[nodiscard]] std::string explain(const Syndrome& syndrome, const Decoded& decoded);

/// Reads a number as C writes it: decimal, 0x, 0b, 0. Nothing if `text` is not one, or too large.
[[nodiscard]] std::optional<std::uint64_t> parse_number(std::string_view text);

}  // namespace tenon_decode
