// SPDX-License-Identifier: Apache-2.0
#include "oracle/esr_oracle.hpp"

#include <cstdlib>
#include <cstring>

#include "tenon/core/aarch64/cause.h"

namespace tenon_fuzz {
namespace {

constexpr std::uint16_t holds[] = {
#define ESR_CONDITION(code, mnemonic, table) table,
#include "oracle/conditions.def"
};

std::uint64_t bits(std::uint64_t word, unsigned high, unsigned low) {
  return word << (63 - high) >> (63 - high + low);
}

std::uint64_t general(const tenon_aarch64_frame& frame, std::uint64_t index) {
  return index < 31 ? frame.x[index] : 0;
}

/// The bytes that a store of SAS bytes from the register that SRT names puts on the bus, which is
/// little-endian.
std::uint64_t stored(const tenon_aarch64_fault& fault, const tenon_aarch64_frame& frame) {
  const std::uint64_t word = general(frame, bits(fault.esr, 20, 16));
  const std::size_t count = std::size_t{1} << bits(fault.esr, 23, 22);
  const bool swap = bits(fault.valid, 2, 2) == 1;
  unsigned char in[8];
  unsigned char out[8] = {};
  std::memcpy(in, &word, sizeof in);
  for (std::size_t i = 0; i < count; ++i) out[i] = in[swap ? count - 1 - i : i];
  std::uint64_t value = 0;
  std::memcpy(&value, out, sizeof value);
  return value;
}

void note(std::uint64_t& mask, Source source, std::uint32_t low, std::uint64_t width_mask) {
  // XRt and XRN are named by bits 9:5, stored by SAS and SRT; `esr` is the raw syndrome.
  if (source == EsrSource::esr && width_mask != ~std::uint64_t{0}) mask |= width_mask << low;
  if (source == EsrSource::xrt || source == EsrSource::xrn) mask |= std::uint64_t{31} << 5;
  if (source == EsrSource::stored) mask |= std::uint64_t{0xdf} << 16;
  if (source == EsrSource::one_page) mask |= std::uint64_t{3} << 22;
}

}  // namespace

EsrOracle::EsrOracle() {
  for (std::uint32_t ec = 0; ec < 64; ++ec) {
    Class& which = classes_[ec];
    which.rows = rows_of(ec);
    which.conditional = find_field(ec, "CV") != nullptr;
    which.known_pass = find_field(ec, "CCKNOWNPASS") != nullptr;
    meaningful_[ec] = std::uint64_t{63} << 26;
    if (which.conditional) meaningful_[ec] |= std::uint64_t{0x3f} << 20;  // CV, COND, IL
    if (which.known_pass) meaningful_[ec] |= std::uint64_t{1} << 19;
    for (std::size_t row = 0; row < which.rows.size(); ++row) {
      for (const Assignment& assignment : which.rows[row].assignments) {
        for (const Term& term : assignment.terms) {
          if (which.rows[row].cause == TENON_AARCH64_CAUSE_condition_failed) continue;
          note(meaningful_[ec], term.source, term.low, term.mask);
        }
      }
      for (const Condition& condition : which.rows[row].conditions) {
        note(meaningful_[ec], condition.source, condition.low, condition.mask);
      }
      for (std::uint64_t low = 0; low < 64; ++low) {
        bool possible = true;
        for (const Condition& condition : which.rows[row].conditions) {
          if (condition.source != EsrSource::esr || (condition.mask << condition.low) > 63)
            continue;
          const std::uint64_t value = low >> condition.low & condition.mask;
          possible = possible && (condition.values >> value & 1) != 0;
        }
        if (possible) which.candidates[low].push_back(static_cast<std::uint8_t>(row));
      }
    }
    if (which.rows.size() > 255) std::abort();
  }
}

const EsrOracle& EsrOracle::get() {
  static const EsrOracle oracle;
  return oracle;
}

/// A trapped instruction passes its condition if it is an AArch64 one, or has none, or the
/// condition holds: the syndrome's, or else that of the IT block, which is AL outside of one.
std::uint64_t EsrOracle::passes(std::uint64_t esr, std::uint64_t pstate) const {
  const Class& which = classes_[bits(esr, 31, 26)];
  if (!which.conditional || bits(pstate, 4, 4) == 0) return 1;
  if (which.known_pass && bits(esr, 19, 19) == 0) return 1;
  const std::uint64_t block = bits(pstate, 15, 10) << 2 | bits(pstate, 26, 25);
  const std::uint64_t otherwise = block == 0 ? 14 : block >> 4;
  const std::uint64_t code = bits(esr, 24, 24) == 1 ? bits(esr, 23, 20) : otherwise;
  return holds[code] >> bits(pstate, 31, 28) & 1;
}

Expected EsrOracle::expect(const tenon_aarch64_fault& fault,
                           const tenon_aarch64_frame& frame) const {
  const std::uint64_t esr = fault.esr;
  const Class& which = classes_[bits(esr, 31, 26)];
  const std::uint64_t page_rest = 4096 - (fault.ipa & 4095);
  const Values values = {0,
                         esr,
                         fault.far,
                         fault.ipa,
                         frame.x[0],
                         frame.x[1],
                         frame.x[2],
                         frame.x[3],
                         general(frame, bits(esr, 9, 5)),
                         general(frame, bits(esr, 9, 5)),
                         stored(fault, frame),
                         fault.vector < 63 ? fault.vector : 63,
                         bits(fault.valid, 0, 0),
                         bits(fault.valid, 1, 1),
                         bits(fault.valid, 3, 3),
                         bits(fault.valid, 2, 2),
                         bits(frame.pstate, 4, 4),
                         passes(esr, frame.pstate),
                         (std::uint64_t{1} << bits(esr, 23, 22)) <= page_rest ? 1u : 0u};
  Expected expected;
  for (const std::uint8_t index : which.candidates[esr & 63]) {
    const Row& row = which.rows[index];
    bool all = true;
    for (const Condition& condition : row.conditions) all = all && fits(condition, values);
    if (!all) continue;
    if (row.kind == instruction_kind) {
      expected.by_instruction = true;
      return expected;
    }
    fill(row, values, expected.exit);
    return expected;
  }
  std::abort();  // a class without a last row
}

}  // namespace tenon_fuzz
