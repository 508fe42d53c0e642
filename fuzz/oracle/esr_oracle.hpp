// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a fault record must become, by the tables of this folder: written from the manual's
/// drawings and in another form than the decoder.
#pragma once

#include <array>
#include <cstdint>

#include "oracle/esr_table.hpp"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"

namespace tenon_fuzz {

struct Expected {
  tenon_exit exit{};
  bool by_instruction = false;  ///< the instruction decides: not this oracle's business
};

class EsrOracle {
 public:
  static const EsrOracle& get();

  [[nodiscard]] Expected expect(const tenon_aarch64_fault& fault,
                                const tenon_aarch64_frame& frame) const;

  /// The bits of ESR_EL2 that the outcome of a synchronous exception of class `ec` may depend on;
  /// all others are RES0 or of no interest to a hypervisor.
  [[nodiscard]] std::uint64_t meaningful_bits(std::uint32_t ec) const { return meaningful_[ec]; }

 private:
  EsrOracle();
  [[nodiscard]] std::uint64_t passes(std::uint64_t esr, std::uint64_t pstate) const;

  struct Class {
    std::vector<Row> rows;
    std::array<std::vector<std::uint8_t>, 64> candidates;  ///< by ESR_EL2[5:0]
    bool conditional = false;
    bool known_pass = false;
  };
  std::array<Class, 64> classes_;
  std::array<std::uint64_t, 64> meaningful_{};
};

/// Encodes a syndrome of class `ec` by the manual's drawing; a name that the class lacks does not
/// compile.
template <std::uint32_t ec>
class Esr {
 public:
  struct Name {
    // NOLINTNEXTLINE(google-explicit-constructor)
    consteval Name(const char* name) : field(find_field(ec, name)) {
      if (field == nullptr) throw "the class has no such field";
    }
    const EsrField* field;
  };
  Esr& with(Name name, std::uint64_t value) {
    value_ |= value << name.field->low & name.field->mask();
    return *this;
  }
  [[nodiscard]] std::uint64_t value() const { return value_; }

 private:
  std::uint64_t value_ = std::uint64_t{ec} << 26;
};

}  // namespace tenon_fuzz
