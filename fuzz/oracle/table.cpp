// SPDX-License-Identifier: Apache-2.0
#include "oracle/table.hpp"

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

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
    {"esr", Source::esr, 64},
    {"far", Source::far, 64},
    {"ipa", Source::ipa, 64},
    {"x0", Source::x0, 64},
    {"x1", Source::x1, 64},
    {"x2", Source::x2, 64},
    {"x3", Source::x3, 64},
    {"XRt", Source::xrt, 64},
    {"XRN", Source::xrn, 64},
    {"stored", Source::stored, 64},
    {"vector", Source::vector, 6},
    {"has_ipa", Source::has_ipa, 1},
    {"has_insn", Source::has_insn, 1},
    {"big_endian", Source::big_endian, 1},
    {"aarch32", Source::aarch32, 1},
    {"passes", Source::passes, 1},
    {"one_page", Source::one_page, 1},
};

struct Slot {
  std::string_view name;
  Target target;
};
#define EXIT_FIELD(field)                                              \
  {                                                                    \
    #field, { offsetof(tenon_exit, field), sizeof(tenon_exit::field) } \
  }
constexpr Slot slots[] = {
    EXIT_FIELD(address),        EXIT_FIELD(value),
    EXIT_FIELD(argument),       EXIT_FIELD(virtual_address),
    EXIT_FIELD(width),          EXIT_FIELD(register_index),
    EXIT_FIELD(register_width), EXIT_FIELD(sign_extend),
    EXIT_FIELD(access),         EXIT_FIELD(instruction_length),
    EXIT_FIELD(flags),          EXIT_FIELD(level),
};

[[noreturn]] void refuse(const char* what, std::string_view text) {
  (void)std::fprintf(stderr, "outcomes.def: %s '%.*s'\n", what, static_cast<int>(text.size()),
                     text.data());
  std::abort();
}

std::uint64_t number(std::string_view text) {
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0b")) {
    base = text[1] == 'x' ? 16 : 2;
    text.remove_prefix(2);
  }
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) refuse("no number", text);
  return value;
}

/// Cuts `text` at the next `separator`; what is left stays in `text`.
std::string_view cut(std::string_view& text, char separator) {
  const std::size_t end = text.find(separator);
  const std::string_view head = text.substr(0, end);
  text = end == text.npos ? std::string_view{} : text.substr(end + 1);
  return head;
}

/// Bits of a source: a name, `name<high:low>`.
struct Bits {
  Source source;
  std::uint32_t low;
  std::uint32_t width;
};

Bits bits_of(std::uint32_t ec, std::string_view text) {
  std::string_view name = text;
  std::string_view slice;
  if (const std::size_t open = text.find('<'); open != text.npos) {
    name = text.substr(0, open);
    slice = text.substr(open + 1, text.size() - open - 2);
  }
  Bits bits{};
  if (const EsrField* field = find_field(ec, name)) {
    bits = {Source::esr, field->low, field->high - field->low + 1};
  } else {
    for (const Named& named : names) {
      if (named.name == name) bits = {named.source, 0, named.width};
    }
  }
  if (bits.width == 0) refuse("unknown name", text);
  if (!slice.empty()) {
    const auto high = static_cast<std::uint32_t>(number(cut(slice, ':')));
    const auto low = static_cast<std::uint32_t>(number(slice));
    if (high < low || high >= bits.width) refuse("bits that are not there", text);
    bits = {bits.source, bits.low + low, high - low + 1};
  }
  return bits;
}

std::uint64_t ones(std::uint32_t width) { return ~std::uint64_t{0} >> (64 - width); }

/// A term and its width.
std::uint32_t read_term(std::uint32_t ec, std::string_view text, Term& term) {
  if (text[0] >= '0' && text[0] <= '9') {
    term.mask = number(text);
    return text.starts_with("0b") ? static_cast<std::uint32_t>(text.size()) - 2 : 64;
  }
  std::string_view name = cut(text, '[');
  const Bits bits = bits_of(ec, name);
  term.source = bits.source;
  term.low = static_cast<std::uint8_t>(bits.low);
  term.mask = ones(bits.width);
  if (text.empty()) return bits.width;
  term.looked_up = true;
  if (bits.width > 2) refuse("too wide to look up", name);
  text.remove_suffix(1);
  for (std::size_t i = 0; !text.empty(); ++i) {
    term.table.at(i) = static_cast<std::uint8_t>(number(cut(text, ' ')));
  }
  return 64;
}

std::vector<Term> read_expression(std::uint32_t ec, std::string_view text) {
  std::vector<std::string_view> parts;
  // A ':' between < and > belongs to a slice.
  std::size_t start = 0;
  bool slice = false;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i == text.size() || (text[i] == ':' && !slice)) {
      parts.push_back(text.substr(start, i - start));
      start = i + 1;
    } else if (text[i] == '<' || text[i] == '>') {
      slice = text[i] == '<';
    }
  }
  std::vector<Term> terms;
  std::uint32_t shift = 0;
  for (std::size_t i = parts.size(); i-- > 0;) {
    Term term;
    term.shift = static_cast<std::uint8_t>(shift);
    shift += read_term(ec, parts[i], term);
    if (shift > 64 && parts.size() > 1) refuse("too wide", text);
    terms.push_back(term);
  }
  return terms;
}

/// Field assignments are separated by blanks, and look-ups contain some.
std::string_view cut_assignment(std::string_view& text) {
  bool table = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '[' || text[i] == ']') table = text[i] == '[';
    if (text[i] == ' ' && !table) {
      const std::string_view head = text.substr(0, i);
      text.remove_prefix(i + 1);
      return head;
    }
  }
  return std::exchange(text, {});
}

Condition read_condition(std::uint32_t ec, std::string_view text) {
  const std::string_view name = cut(text, '=');
  const Bits bits = bits_of(ec, name);
  Condition condition{bits.source, static_cast<std::uint8_t>(bits.low), ones(bits.width)};
  if (bits.width > 6) {
    condition.exact = true;
    condition.values = number(text);
    return condition;
  }
  while (!text.empty()) {
    std::string_view range = cut(text, ',');
    const std::uint64_t first = number(cut(range, '-'));
    const std::uint64_t last = range.empty() ? first : number(range);
    if (last < first || last > ones(bits.width)) refuse("no range of", name);
    for (std::uint64_t i = first; i <= last; ++i) condition.values |= std::uint64_t{1} << i;
  }
  return condition;
}

Row read_row(std::uint32_t ec, const RowText& text) {
  Row row{text.kind, text.cause, {}, {}};
  for (std::string_view rest = text.conditions; !rest.empty();) {
    if (const auto condition = cut(rest, ' '); !condition.empty()) {
      row.conditions.push_back(read_condition(ec, condition));
    }
  }
  for (std::string_view rest = text.fields; !rest.empty();) {
    std::string_view expression = cut_assignment(rest);
    if (expression.empty()) continue;
    const std::string_view name = cut(expression, '=');
    Assignment assignment;
    for (const Slot& slot : slots) {
      if (slot.name == name) assignment.target = slot.target;
    }
    if (assignment.target.bytes == 0) refuse("unknown field", name);
    assignment.terms = read_expression(ec, expression);
    row.assignments.push_back(assignment);
  }
  return row;
}

}  // namespace

std::vector<Row> rows_of(std::uint32_t ec) {
  std::vector<Row> found;
  for (const RowText& text : rows) {
    if (text.ec == ec || text.ec == any_class) found.push_back(read_row(ec, text));
  }
  return found;
}

}  // namespace tenon_fuzz
