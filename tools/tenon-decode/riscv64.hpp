// SPDX-License-Identifier: Apache-2.0
/// \file
/// The record of a RISC-V trap as a person has it, and what tenon's decoder makes of it.
#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "fields.hpp"
#include "tenon/core/exit.h"

namespace tenon_decode {

struct Trap {
  std::uint64_t scause = 0;
  std::optional<std::uint64_t> stval = std::nullopt;
  std::optional<std::uint64_t> htval = std::nullopt;
  std::optional<std::uint64_t> htinst = std::nullopt;
  std::optional<std::uint32_t> instruction = std::nullopt;

  [[nodiscard]] bool is_fault() const { return scause == 20 || scause == 21 || scause == 23; }
  [[nodiscard]] bool is_virtual() const { return scause == 22; }
  /// A fault of the guest's own page-table walk, by its pseudoinstruction.
  [[nodiscard]] bool is_walk() const;
  /// What htinst, stval or --insn say that the instruction is; htinst in the form of the hart.
  [[nodiscard]] std::optional<std::uint32_t> word() const;
};

/// What the record means. Values of registers are not known: there is no CPU here.
struct DecodedTrap {
  tenon_exit exit{};
  bool writes_too = false;    ///< a write of the CSR follows its read
  bool needs_htval = false;   ///< the guest-physical page was not given
  bool needs_stval = false;   ///< the offset in its page was not given
  bool needs_insn = false;    ///< without the instruction the access is not known
  std::string_view kind;      ///< the exit's name
  std::string_view cause;     ///< the cause's name
  std::string_view sentence;  ///< the cause as a sentence
};

[[nodiscard]] DecodedTrap decode(const Trap& trap);

/// What the guest did and what a hypervisor must do.
[[nodiscard]] std::string explain(const Trap& trap, const DecodedTrap& decoded);

/// The registers whose bits mean something in this record, scause first.
[[nodiscard]] std::vector<Layout> layouts(const Trap& trap);

/// The manual's name of a CSR, or its number.
[[nodiscard]] std::string csr_name(std::uint32_t number);

/// Several lines: cause, fields, exit, sentence. `colour`: with ANSI colours.
void write_text(std::ostream& out, const Trap& trap, bool colour);

/// One line of JSON. The keys are part of the tool's contract.
void write_json(std::ostream& out, const Trap& trap);

}  // namespace tenon_decode
