// SPDX-License-Identifier: Apache-2.0
#include "oracle/esr_table.hpp"

#include "tenon/core/aarch64/cause.h"

namespace tenon_fuzz {
namespace {

constexpr std::uint32_t ESR_ANY = any_class;
constexpr std::uint32_t TENON_EXIT_ESR_INSTRUCTION = instruction_kind;

constexpr RowText rows[] = {
#define ESR_OUTCOME(ec, conditions, kind, cause, fields) \
  {ec, TENON_EXIT_##kind, TENON_AARCH64_CAUSE_##cause, conditions, fields},
#include "oracle/outcomes.def"
};

struct Named {
  std::string_view name;
  Source source;
  std::uint32_t width;
};
constexpr Named names[] = {
    {"esr", EsrSource::esr, 64},
    {"far", EsrSource::far, 64},
    {"ipa", EsrSource::ipa, 64},
    {"x0", EsrSource::x0, 64},
    {"x1", EsrSource::x1, 64},
    {"x2", EsrSource::x2, 64},
    {"x3", EsrSource::x3, 64},
    {"XRt", EsrSource::xrt, 64},
    {"XRN", EsrSource::xrn, 64},
    {"stored", EsrSource::stored, 64},
    {"vector", EsrSource::vector, 6},
    {"has_ipa", EsrSource::has_ipa, 1},
    {"has_insn", EsrSource::has_insn, 1},
    {"gone", EsrSource::gone, 1},
    {"big_endian", EsrSource::big_endian, 1},
    {"aarch32", EsrSource::aarch32, 1},
    {"passes", EsrSource::passes, 1},
    {"one_page", EsrSource::one_page, 1},
};

Bits lookup(std::uint32_t ec, std::string_view name) {
  if (const EsrField* field = find_field(ec, name)) {
    return {EsrSource::esr, field->low, field->high - field->low + 1};
  }
  for (const Named& named : names) {
    if (named.name == name) return {named.source, 0, named.width};
  }
  return {};
}

}  // namespace

std::vector<Row> rows_of(std::uint32_t ec) {
  std::vector<Row> found;
  for (const RowText& text : rows) {
    if (text.key == ec || text.key == any_class) found.push_back(read_row(ec, text, lookup));
  }
  return found;
}

}  // namespace tenon_fuzz
