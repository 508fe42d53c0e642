// SPDX-License-Identifier: Apache-2.0
/// \file
/// RISC-V instructions from the manual's drawings (riscv64_insns.def), read once.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tenon_fuzz {

/// What an instruction is, as far as a hypervisor cares.
enum class Insn : std::uint8_t {
  other,
  load,
  store,
  fp_load,
  fp_store,
  vector_load,
  vector_store,
  load_reserved,
  store_conditional,
  atomic,
  csr_write,
  csr_set,
  csr_clear,
  wfi,
  wrs,
  sret,
  sfence,
  hfence,
  hypervisor_access,
  cache_block,
  count
};

/// Bits of a word and where they belong in the field's value.
struct Slice {
  std::uint8_t word_low;
  std::uint8_t value_low;
  std::uint8_t width;
};

/// A field, perhaps scattered; x8 to x15 have `plus` 8.
struct DrawnField {
  std::vector<Slice> slices;
  std::uint8_t plus = 0;

  [[nodiscard]] bool is_there() const { return !slices.empty(); }
  [[nodiscard]] std::uint32_t of(std::uint32_t word) const;
  /// Puts the field's part of `value` into a word.
  [[nodiscard]] std::uint32_t encode(std::uint32_t value) const;
  /// The values that can be encoded: ones where the field has bits.
  [[nodiscard]] std::uint32_t mask() const;
};

struct Drawing {
  std::string_view name;
  Insn what = Insn::other;
  std::uint8_t bytes = 0;
  bool extend = false;
  bool is_signed = false;  ///< the immediate
  std::uint8_t length = 0;
  std::uint8_t implied_base = 0;
  std::uint32_t mask = 0;   ///< of the literal bits
  std::uint32_t value = 0;  ///< of the literal bits
  DrawnField immediate, rd, rs1, rs2, csr, zimm;

  [[nodiscard]] std::uint64_t offset(std::uint32_t word) const;
  [[nodiscard]] std::uint32_t base(std::uint32_t word) const {
    return rs1.is_there() ? rs1.of(word) : implied_base;
  }
  /// The register that the access moves.
  [[nodiscard]] std::uint32_t transfer(std::uint32_t word) const {
    return what == Insn::store ? rs2.of(word) : rd.of(word);
  }
};

/// All drawings, in the order of the table.
[[nodiscard]] std::span<const Drawing> drawings();

/// The drawing of that name.
[[nodiscard]] const Drawing& drawing(std::string_view name);

/// The first drawing that fits, or one that is `other`. Of a compressed instruction the low 16 bits
/// count.
[[nodiscard]] const Drawing& find_drawing(std::uint32_t word);

/// What the name of an `Insn` in a table is; `count` if there is none.
[[nodiscard]] Insn insn_named(std::string_view name);

}  // namespace tenon_fuzz
