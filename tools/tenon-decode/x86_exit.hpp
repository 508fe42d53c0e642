// SPDX-License-Identifier: Apache-2.0
/// \file
/// The record of an x86 exit as a person has it, of SVM or VMX, and what tenon's decoder makes of it.
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

struct X86Exit {
  bool vmx = false;
  std::uint64_t code = 0;                                   ///< EXITCODE or exit reason
  std::optional<std::uint64_t> info = std::nullopt;         ///< EXITINFO1 or exit qualification
  std::optional<std::uint64_t> address = std::nullopt;      ///< EXITINFO2 or guest-physical address
  std::optional<std::uint64_t> linear = std::nullopt;       ///< VMX: guest-linear address
  std::optional<std::uint64_t> event = std::nullopt;        ///< EXITINTINFO, or VMX's interruption
  std::optional<std::uint64_t> instruction = std::nullopt;  ///< VMX: instruction information
  std::optional<std::uint64_t> ecx = std::nullopt;          ///< the number of an MSR
  std::vector<std::uint8_t> bytes;                          ///< at RIP
  std::uint32_t mode = 64;                                  ///< of these bytes: 16, 32, 64

  /// The reason without the bits beside it; SVM: the code.
  [[nodiscard]] std::uint64_t basic() const { return vmx ? code & 0xffff : code; }
  [[nodiscard]] bool is_entry_failure() const { return vmx && code >= 0x80000000; }
  [[nodiscard]] bool is_violation() const {
    return !is_entry_failure() && basic() == (vmx ? 48 : 0x400);
  }
};

/// What the record means. General registers are not known: there is no CPU here.
struct DecodedX86Exit {
  tenon_exit exit{};
  bool needs_info = false;     ///< what the exit is depends on what was not given
  bool needs_event = false;    ///< VMX: the same of the interruption information
  bool needs_address = false;  ///< the guest-physical address was not given
  bool needs_ecx = false;      ///< the MSR's number was not given
  std::string_view kind;       ///< the exit's name
  std::string_view cause;      ///< the cause's name
  std::string_view sentence;   ///< the cause as a sentence
};

[[nodiscard]] DecodedX86Exit decode(const X86Exit& record);

/// What the guest did and what a hypervisor must do.
[[nodiscard]] std::string explain(const X86Exit& record, const DecodedX86Exit& decoded);

/// The manual's name of the exit, and the registers whose bits mean something in this record.
[[nodiscard]] std::string vmx_title(const X86Exit& record);
[[nodiscard]] std::string svm_title(const X86Exit& record);
[[nodiscard]] std::vector<Layout> vmx_layouts(const X86Exit& record);
[[nodiscard]] std::vector<Layout> svm_layouts(const X86Exit& record);

/// The fields of an event of both: vector, type, error code, valid.
[[nodiscard]] std::vector<Field> event_fields(bool vmx);
/// The names of the general registers.
[[nodiscard]] std::span<const Meaning> general_registers();

/// Several lines: code, fields, exit, sentence. `colour`: with ANSI colours.
void write_text(std::ostream& out, const X86Exit& record, bool colour);

/// One line of JSON. The keys are part of the tool's contract.
void write_json(std::ostream& out, const X86Exit& record);

}  // namespace tenon_decode
