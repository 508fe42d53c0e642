// SPDX-License-Identifier: Apache-2.0
#include "oracle/table.hpp"

#include <charconv>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <utility>

namespace tenon_fuzz {
namespace {

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
  (void)std::fprintf(stderr, "a decision table: %s '%.*s'\n", what, static_cast<int>(text.size()),
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

/// `name`, `name<high:low>`.
Bits bits_of(std::uint32_t key, std::string_view text, Lookup lookup) {
  std::string_view name = text;
  std::string_view slice;
  if (const std::size_t open = text.find('<'); open != text.npos) {
    name = text.substr(0, open);
    slice = text.substr(open + 1, text.size() - open - 2);
  }
  Bits bits = lookup(key, name);
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
std::uint32_t read_term(std::uint32_t key, std::string_view text, Lookup lookup, Term& term) {
  if (text[0] >= '0' && text[0] <= '9') {
    term.mask = number(text);
    return text.starts_with("0b") ? static_cast<std::uint32_t>(text.size()) - 2 : 64;
  }
  std::string_view name = cut(text, '[');
  const Bits bits = bits_of(key, name, lookup);
  term.source = bits.source;
  term.low = static_cast<std::uint8_t>(bits.low);
  term.mask = ones(bits.width);
  if (text.empty()) return bits.width;
  term.looked_up = true;
  if (bits.width > 2) refuse("too wide to look up", name);
  text.remove_suffix(1);
  for (std::size_t i = 0; !text.empty(); ++i) {
    if (i == std::size(term.table)) refuse("too many to look up", name);
    term.table[i] = static_cast<std::uint8_t>(number(cut(text, ' ')));
  }
  return 64;
}

std::vector<Term> read_expression(std::uint32_t key, std::string_view text, Lookup lookup) {
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
    shift += read_term(key, parts[i], lookup, term);
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

/// A number, or a name that stands for one.
std::uint64_t value_of(std::uint32_t key, std::string_view text, Lookup lookup) {
  if (text[0] >= '0' && text[0] <= '9') return number(text);
  const Bits bits = lookup(key, text);
  if (bits.source != constant_source || bits.width == 0) refuse("no constant", text);
  return bits.low;
}

Condition read_condition(std::uint32_t key, std::string_view text, Lookup lookup) {
  const std::string_view name = cut(text, '=');
  const Bits bits = bits_of(key, name, lookup);
  Condition condition{bits.source, static_cast<std::uint8_t>(bits.low), ones(bits.width)};
  if (bits.width > 6) {
    condition.exact = true;
    condition.values = number(text);
    return condition;
  }
  while (!text.empty()) {
    std::string_view range = cut(text, ',');
    const std::uint64_t first = value_of(key, cut(range, '-'), lookup);
    const std::uint64_t last = range.empty() ? first : value_of(key, range, lookup);
    if (last < first || last > ones(bits.width)) refuse("no range of", name);
    for (std::uint64_t i = first; i <= last; ++i) condition.values |= std::uint64_t{1} << i;
  }
  return condition;
}

std::uint64_t evaluate(const std::vector<Term>& terms, std::span<const std::uint64_t> values) {
  std::uint64_t result = 0;
  for (const Term& term : terms) {
    if (term.source == constant_source) {
      result |= term.mask << term.shift;
      continue;
    }
    const std::uint64_t part = values[term.source] >> term.low & term.mask;
    result |= (term.looked_up ? term.table[part] : part) << term.shift;
  }
  return result;
}

}  // namespace

Row read_row(std::uint32_t key, const RowText& text, Lookup lookup) {
  Row row{text.kind, text.cause, {}, {}};
  for (std::string_view rest = text.conditions; !rest.empty();) {
    if (const auto condition = cut(rest, ' '); !condition.empty()) {
      row.conditions.push_back(read_condition(key, condition, lookup));
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
    assignment.terms = read_expression(key, expression, lookup);
    row.assignments.push_back(assignment);
  }
  return row;
}

bool fits(const Condition& condition, std::span<const std::uint64_t> values) {
  const std::uint64_t value = values[condition.source] >> condition.low & condition.mask;
  return condition.exact ? value == condition.values : (condition.values >> value & 1) != 0;
}

void fill(const Row& row, std::span<const std::uint64_t> values, tenon_exit& exit) {
  exit.kind = row.kind;
  exit.cause = row.cause;
  for (const Assignment& assignment : row.assignments) {
    const std::uint64_t value = evaluate(assignment.terms, values);
    std::memcpy(reinterpret_cast<unsigned char*>(&exit) + assignment.target.offset, &value,
                assignment.target.bytes);
  }
}

}  // namespace tenon_fuzz
