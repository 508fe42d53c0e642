// SPDX-License-Identifier: Apache-2.0
/// \file
/// One instruction word, as tenon's decoder and as a disassembler see it.
#ifndef TENON_TESTS_UNIT_A64_COMPARISON_HPP
#define TENON_TESTS_UNIT_A64_COMPARISON_HPP

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "a64_text.hpp"
#include "tenon/core/aarch64/instruction_form.h"

namespace a64 {

struct Ours {
  std::uint32_t cause;
  tenon_aarch64_form form;
};

inline Ours ours(std::uint32_t word) {
  const std::uint32_t insn = tenon_aarch64_insn_class(word);
  Ours result{tenon_aarch64_insn_cause(insn, word), {}};
  if (result.cause == 0) result.form = tenon_aarch64_form_any(insn, word);
  return result;
}

// Unpredictable forms are valid encodings: disassemblers may print them. What they print must then
// be unpredictable by the manual's conditions on registers, or have a 0 in a (1) bit.
inline bool is_unpredictable(std::uint32_t word, const tenon_aarch64_form& f) {
  const bool load = f.operation == TENON_AARCH64_OPERATION_LOAD;
  const bool simd = (f.flags & TENON_AARCH64_ACCESS_SIMD) != 0;
  const bool writeback = (f.flags & TENON_AARCH64_ACCESS_WRITEBACK) != 0;
  if (f.registers == 2 && load && f.rt == f.rt2) return true;
  if (!simd && writeback && f.rn != 31 && (f.rn == f.rt || (f.registers == 2 && f.rn == f.rt2))) {
    return true;
  }
  if ((f.flags & TENON_AARCH64_ACCESS_EXCLUSIVE) != 0 && !load) {
    if (f.rs == f.rt || (f.rs == f.rn && f.rn != 31)) return true;
  }
  const bool ordered = (word & 0x3f000000) == 0x08000000;
  const bool rs_ones = (word >> 16) % 32 == 31;
  const bool rt2_ones = (word >> 10) % 32 == 31;
  if (ordered) return !rt2_ones || (f.rs == 31 && !rs_ones);
  return (word & 0x3fe0fc00) == 0x38a0c000 && !rs_ones;  // LDAPR
}

inline bool starts(std::string_view text, std::initializer_list<std::string_view> stems) {
  for (const auto stem : stems) {
    if (text.starts_with(stem)) return true;
  }
  return false;
}

// The names of what each refused family is made of.
inline bool is_of_family(std::uint32_t cause, std::string_view name) {
  switch (cause) {
    case TENON_AARCH64_CAUSE_insn_prefetch:
      return starts(name, {"prfm", "prfum", "rprfm"});
    case TENON_AARCH64_CAUSE_insn_exclusive_pair:
      return starts(name, {"ldxp", "ldaxp", "stxp", "stlxp"});
    case TENON_AARCH64_CAUSE_insn_compare_swap_pair:
      return starts(name, {"casp"});
    case TENON_AARCH64_CAUSE_insn_simd_structure:
      return starts(name, {"ld1", "ld2", "ld3", "ld4", "st1", "st2", "st3", "st4"});
    case TENON_AARCH64_CAUSE_insn_pointer_authentication:
      return starts(name, {"ldraa", "ldrab"});
    case TENON_AARCH64_CAUSE_insn_memory_tag:
      return starts(name, {"stg", "st2g", "stz", "ldg"});
    case TENON_AARCH64_CAUSE_insn_memory_copy:
      return starts(name, {"cpy", "set"});
    case TENON_AARCH64_CAUSE_insn_block_64:
      return starts(name, {"ld64b", "st64b"});
    default:
      return false;
  }
}

inline bool same(const tenon_aarch64_form& a, const tenon_aarch64_form& b) {
  return describe(a) == describe(b);
}

// What one disassembler says of one word; `name` is empty if it refuses.
struct Theirs {
  std::string name;
  std::string operands;
  std::uint64_t pc;
};

// What speaks against their being the same, or nothing.
inline std::string object(std::uint32_t word, const Ours& mine, const Theirs& theirs) {
  const auto form = read(theirs.name, theirs.operands, theirs.pc);
  if (mine.cause == 0) {
    if (!form) return "is not what tenon decodes: " + describe(mine.form);
    if (!same(*form, mine.form)) {
      return "text: " + describe(*form) + "\n  tenon: " + describe(mine.form);
    }
    return {};
  }
  if (theirs.name.empty()) return {};
  if (mine.cause == TENON_AARCH64_CAUSE_insn_unpredictable) {
    return form && is_unpredictable(word, *form) ? std::string{} : "is predictable";
  }
  return is_of_family(mine.cause, theirs.name) ? std::string{}
                                               : "refused as " + std::to_string(mine.cause);
}

// Capstone 4.0.2 takes its tables from an LLVM that knew ARMv8.0.
inline const char* excuse_capstone(std::uint32_t word, const Ours& mine, const Theirs& theirs) {
  if (mine.cause == TENON_AARCH64_CAUSE_insn_memory_tag && theirs.name == "sys") {
    return "DC GVA and DC GZVA (FEAT_MTE) are younger than Capstone 4's tables";
  }
  if (mine.cause != 0 || !theirs.name.empty()) return nullptr;
  switch (tenon_aarch64_insn_class(word)) {
    case TENON_AARCH64_INSN_ATOMIC:
    case TENON_AARCH64_INSN_COMPARE_SWAP:
      return "FEAT_LSE and FEAT_LRCPC are younger than Capstone 4's tables";
    case TENON_AARCH64_INSN_ORDERED_UNSCALED:
      return "FEAT_LRCPC2 is younger than Capstone 4's tables";
    case TENON_AARCH64_INSN_UNPRIVILEGED:
      return mine.form.rt == mine.form.rn && mine.form.operation == TENON_AARCH64_OPERATION_LOAD
                 ? "Capstone 4 takes LDTR with Rt = Rn for a writeback, which it is not"
                 : nullptr;
    case TENON_AARCH64_INSN_ORDERED:
      return (word & 0x8000) == 0 ? "FEAT_LOR is younger than Capstone 4's tables" : nullptr;
    default:
      return nullptr;
  }
}

}  // namespace a64

#endif
