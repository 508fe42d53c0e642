// SPDX-License-Identifier: Apache-2.0
#include "oracle/riscv64_oracle.hpp"

#include <cstdlib>
#include <cstring>

#include "tenon/core/riscv64/cause.h"

namespace tenon_fuzz {
namespace {

constexpr std::uint32_t RISCV_RESERVED = 64;
constexpr std::uint32_t RISCV_INTERRUPT = 65;

constexpr RowText texts[] = {
#define RISCV_OUTCOME(scause, conditions, kind, cause, fields) \
  {scause, TENON_EXIT_##kind, TENON_RISCV64_CAUSE_##cause, conditions, fields},
#include "oracle/riscv64_outcomes.def"
};

struct From {
  enum : Source {
    constant = constant_source,
    scause,
    stval,
    htval,
    htinst,
    code,
    a0,
    a1,
    a2,
    a6,
    a7,
    given,
    insn,
    width,
    extend,
    rd,
    csr,
    reg,
    length,
    in_page,
    stored,
    operand,
    word,
    big_endian,
    spp,
    count
  };
};
using Values = std::array<std::uint64_t, From::count>;

struct Named {
  std::string_view name;
  Source source;
  std::uint32_t width;
};
constexpr Named names[] = {
    {"scause", From::scause, 64},
    {"stval", From::stval, 64},
    {"htval", From::htval, 64},
    {"htinst", From::htinst, 64},
    {"code", From::code, 63},
    {"a0", From::a0, 64},
    {"a1", From::a1, 64},
    {"a2", From::a2, 64},
    {"a6", From::a6, 64},
    {"a7", From::a7, 64},
    {"given", From::given, 2},
    {"insn", From::insn, 5},
    {"width", From::width, 4},
    {"extend", From::extend, 1},
    {"rd", From::rd, 5},
    {"csr", From::csr, 12},
    {"reg", From::reg, 5},
    {"length", From::length, 3},
    {"in_page", From::in_page, 1},
    {"stored", From::stored, 64},
    {"operand", From::operand, 64},
    {"word", From::word, 32},
    {"big_endian", From::big_endian, 1},
    {"spp", From::spp, 1},
};

Bits lookup(std::uint32_t, std::string_view name) {
  for (const Named& named : names) {
    if (named.name == name) return {named.source, 0, named.width};
  }
  const Insn insn = insn_named(name);
  if (insn == Insn::count) return {};
  return {From::constant, static_cast<std::uint32_t>(insn), 5};
}

std::uint64_t general(const tenon_riscv64_frame& frame, std::uint32_t index) {
  return index == 0 ? 0 : frame.x[index];
}

/// The bytes that a store puts on the bus, which is little-endian.
std::uint64_t on_bus(std::uint64_t word, std::size_t bytes, bool swap) {
  unsigned char in[8];
  unsigned char out[8] = {};
  std::memcpy(in, &word, sizeof in);
  for (std::size_t i = 0; i < bytes; ++i) out[i] = in[swap ? bytes - 1 - i : i];
  std::memcpy(&word, out, sizeof word);
  return word;
}

/// Bits of a word that decide what a data access becomes.
std::uint32_t deciding(const Drawing& drawn) {
  std::uint32_t bits = drawn.length == 2 ? 0xffff : ~std::uint32_t{0};
  if (drawn.what != Insn::load && drawn.what != Insn::store) return bits;
  return drawn.mask | drawn.rd.encode(31U + drawn.rd.plus) | drawn.rs2.encode(31U + drawn.rs2.plus);
}

void expect_call(const tenon_riscv64_frame& frame, Values& values, Riscv64Reads& reads) {
  values[From::a0] = frame.x[10];
  values[From::a1] = frame.x[11];
  values[From::a2] = frame.x[12];
  values[From::a6] = frame.x[16];
  values[From::a7] = frame.x[17];
  reads.registers = 1U << 10 | 1U << 11 | 1U << 12 | 1U << 16 | 1U << 17;
}

bool is_walk(std::uint64_t htinst) {
  return htinst == 0x2000 || htinst == 0x2020 || htinst == 0x3000 || htinst == 0x3020;
}

/// A load or store: the hart's transformed instruction, of which bit 1 says how long the original
/// was and bits 19:15 how far behind its first byte the access faulted, or the fetched one.
void expect_data(const tenon_riscv64_fault& fault, const tenon_riscv64_frame& frame, Values& values,
                 Riscv64Reads& reads) {
  reads.htval = ~std::uint64_t{0} >> 2;
  reads.htinst = ~std::uint64_t{0};
  values[From::given] = 2;
  if (is_walk(fault.htinst) || (fault.htinst != 0 && (fault.htinst & 1) == 0)) return;
  if (fault.htinst >> 32 != 0) return;  // no instruction is that long
  const bool is_transformed = fault.htinst != 0;
  if (!is_transformed) reads.valid = 1;
  values[From::given] = is_transformed || (fault.valid & 1) != 0 ? 1 : 0;
  if (values[From::given] == 0) return;
  const auto word =
      is_transformed ? static_cast<std::uint32_t>(fault.htinst) | 2 : fault.instruction;
  const Drawing& drawn = find_drawing(word);
  std::uint64_t behind = fault.htinst >> 15 & 31;
  values[From::length] = (fault.htinst & 2) != 0 ? 4 : 2;
  if (is_transformed) {
    reads.htinst = deciding(drawn) | 0xffff'ffff'000f'8003;
  } else {
    values[From::length] = drawn.length;
    behind = fault.stval - (general(frame, drawn.base(word)) + drawn.offset(word));
    reads.instruction = ~std::uint32_t{0};
    reads.registers |= 1U << drawn.base(word);
  }
  values[From::insn] = static_cast<std::uint64_t>(drawn.what);
  if (drawn.what != Insn::load && drawn.what != Insn::store) return;
  reads.valid |= 2;
  values[From::width] = drawn.bytes;
  values[From::extend] = drawn.extend ? 1 : 0;
  values[From::reg] = drawn.transfer(word);
  const std::uint64_t page_rest = 4096 - (riscv64_gpa(fault) & 4095);
  values[From::in_page] = behind == 0 && drawn.bytes <= page_rest ? 1 : 0;
  values[From::big_endian] = fault.valid >> 1 & 1;
  if (drawn.what == Insn::store) {
    values[From::stored] =
        on_bus(general(frame, drawn.transfer(word)), drawn.bytes, values[From::big_endian] == 1);
    reads.registers |= 1U << drawn.transfer(word);
  }
}

/// A virtual instruction: stval has it, or is zero and the instruction was fetched.
void expect_virtual(const tenon_riscv64_fault& fault, const tenon_riscv64_frame& frame,
                    Values& values, Riscv64Reads& reads) {
  reads.stval = 0xffffffff;
  auto word = static_cast<std::uint32_t>(fault.stval);
  if (word == 0) {
    reads.valid = 1;
    if ((fault.valid & 1) != 0) {
      word = fault.instruction;
      reads.instruction = ~std::uint32_t{0};
    }
  }
  const Drawing& drawn = find_drawing(word);
  values[From::spp] = frame.sstatus >> 8 & 1;
  reads.privilege = drawn.csr.is_there() || drawn.what == Insn::wfi;
  values[From::word] = word;
  values[From::insn] = static_cast<std::uint64_t>(drawn.what);
  if (!drawn.csr.is_there()) return;
  values[From::csr] = drawn.csr.of(word);
  values[From::rd] = drawn.rd.of(word);
  values[From::operand] =
      drawn.zimm.is_there() ? drawn.zimm.of(word) : general(frame, drawn.rs1.of(word));
  if (drawn.rs1.is_there()) reads.registers |= 1U << drawn.rs1.of(word);
}

/// CSRRW and CSRRWI always write, the others unless their operand's field is zero; the write waits
/// for the read.
tenon_riscv64_access second_access(const Values& values) {
  tenon_riscv64_access access{};
  const std::uint32_t word = static_cast<std::uint32_t>(values[From::word]);
  const Drawing& drawn = find_drawing(word);
  const std::uint32_t field = drawn.zimm.is_there() ? drawn.zimm.of(word) : drawn.rs1.of(word);
  if (drawn.what != Insn::csr_write && field == 0) return access;
  access.operand = values[From::operand];
  access.csr = drawn.csr.of(word);
  access.operation = drawn.what == Insn::csr_write ? TENON_RISCV64_CSR_WRITE
                     : drawn.what == Insn::csr_set ? TENON_RISCV64_CSR_SET
                                                   : TENON_RISCV64_CSR_CLEAR;
  access.rd = drawn.rd.of(word);
  access.remaining = 1;
  return access;
}

bool uses(const Row& row, Source source) {
  for (const Assignment& assignment : row.assignments) {
    for (const Term& term : assignment.terms) {
      if (term.source == source && term.mask == ~std::uint64_t{0}) return true;
    }
  }
  return false;
}

}  // namespace

Riscv64Oracle::Riscv64Oracle() {
  for (const RowText& text : texts) {
    rows_[text.key].push_back(read_row(text.key, text, lookup));
  }
  for (std::uint32_t which = 0; which < classes; ++which) {
    for (std::uint32_t place = 0; place < 128; ++place) {
      Values values{};
      values[From::given] = place >> 5;
      values[From::insn] = place & 31;
      for (std::size_t row = 0; row < rows_[which].size(); ++row) {
        bool possible = true;
        for (const Condition& condition : rows_[which][row].conditions) {
          const bool told = condition.source == From::given || condition.source == From::insn;
          possible = possible && (!told || fits(condition, values));
        }
        if (possible) candidates_[which][place].push_back(static_cast<std::uint8_t>(row));
      }
    }
  }
}

const Riscv64Oracle& Riscv64Oracle::get() {
  static const Riscv64Oracle oracle;
  return oracle;
}

Riscv64Expected Riscv64Oracle::expect(const tenon_riscv64_fault& fault,
                                      const tenon_riscv64_frame& frame) const {
  Values values{};
  Riscv64Expected expected;
  values[From::scause] = fault.scause;
  values[From::stval] = fault.stval;
  values[From::htval] = fault.htval;
  values[From::htinst] = fault.htinst;
  std::uint32_t which =
      fault.scause < 64 ? static_cast<std::uint32_t>(fault.scause) : RISCV_RESERVED;
  if (fault.scause >> 63 != 0) {
    which = RISCV_INTERRUPT;
    values[From::code] = fault.scause << 1 >> 1;
  } else if (which == 10) {
    expect_call(frame, values, expected.reads);
  } else if (which == 20) {
    expected.reads.htval = ~std::uint64_t{0} >> 2;
    expected.reads.htinst = ~std::uint64_t{0};
  } else if (which == 21 || which == 23) {
    expect_data(fault, frame, values, expected.reads);
  } else if (which == 22) {
    expect_virtual(fault, frame, values, expected.reads);
  }
  for (const std::uint8_t index :
       candidates_[which][values[From::given] << 5 | values[From::insn]]) {
    const Row& row = rows_[which][index];
    bool all = true;
    for (const Condition& condition : row.conditions) all = all && fits(condition, values);
    if (!all) continue;
    fill(row, values, expected.exit);
    if (row.kind == TENON_EXIT_sysreg_read) expected.access = second_access(values);
    if (uses(row, From::stval)) expected.reads.stval = ~std::uint64_t{0};
    return expected;
  }
  std::abort();  // a cause without a last row
}

std::uint64_t transformed(std::uint32_t word, std::uint32_t behind) {
  const Drawing& drawn = find_drawing(word);
  if (drawn.what != Insn::load && drawn.what != Insn::store) return 0;
  // Of a compressed instruction, what it expands to, with bit 1 clear.
  for (const Drawing& wide : drawings()) {
    if (wide.length != 4 || wide.what != drawn.what || wide.bytes != drawn.bytes ||
        wide.extend != drawn.extend) {
      continue;
    }
    std::uint32_t result = wide.value | behind << 15;
    result |= drawn.what == Insn::store ? wide.rs2.encode(drawn.transfer(word))
                                        : wide.rd.encode(drawn.transfer(word));
    return drawn.length == 2 ? result & ~std::uint32_t{2} : result;
  }
  return 0;
}

}  // namespace tenon_fuzz
