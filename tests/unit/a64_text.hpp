// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the assembly text of an A64 load or store says it accesses. Used to compare tenon's decoder
/// with disassemblers: a reading of words and registers, with no bit of the encoding in it.
#ifndef TENON_TESTS_UNIT_A64_TEXT_HPP
#define TENON_TESTS_UNIT_A64_TEXT_HPP

#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenon/core/aarch64/instruction_form.h"

namespace a64 {

/// What a mnemonic says. `element` 0: the bytes of the first data register.
struct Meaning {
  std::uint32_t operation = TENON_AARCH64_OPERATION_LOAD;
  std::uint32_t element = 0;
  std::uint32_t flags = 0;
  bool pair = false;
  bool has_status = false;   ///< the first register is the status of a store-exclusive
  bool has_operand = false;  ///< the first register is an operand: LSE
  bool no_target = false;    ///< STADD and its kin: the old value goes nowhere
};

using Mnemonics = std::map<std::string, Meaning, std::less<>>;

inline void add_sizes(Mnemonics& m, const std::string& stem, Meaning meaning) {
  m[stem] = meaning;
  meaning.element = 1;
  m[stem + "b"] = meaning;
  meaning.element = 2;
  m[stem + "h"] = meaning;
}

inline void add_plain(Mnemonics& m, const std::string& form) {
  Meaning load;
  Meaning store;
  store.operation = TENON_AARCH64_OPERATION_STORE;
  add_sizes(m, "ld" + form, load);
  add_sizes(m, "st" + form, store);
  load.flags = TENON_AARCH64_ACCESS_SIGN_EXTEND;
  for (const auto& [letter, bytes] : {std::pair{"b", 1u}, {"h", 2u}, {"w", 4u}}) {
    load.element = bytes;
    m["ld" + form + "s" + letter] = load;
  }
}

inline void add_atomics(Mnemonics& m) {
  const std::pair<const char*, std::uint32_t> operations[] = {
      {"ldadd", TENON_AARCH64_OPERATION_ADD},   {"ldclr", TENON_AARCH64_OPERATION_CLR},
      {"ldeor", TENON_AARCH64_OPERATION_EOR},   {"ldset", TENON_AARCH64_OPERATION_SET},
      {"ldsmax", TENON_AARCH64_OPERATION_SMAX}, {"ldsmin", TENON_AARCH64_OPERATION_SMIN},
      {"ldumax", TENON_AARCH64_OPERATION_UMAX}, {"ldumin", TENON_AARCH64_OPERATION_UMIN},
      {"swp", TENON_AARCH64_OPERATION_SWAP},    {"cas", TENON_AARCH64_OPERATION_CAS}};
  for (const auto& [stem, operation] : operations) {
    Meaning meaning;
    meaning.operation = operation;
    meaning.has_operand = true;
    const std::string name = stem;
    for (const char* order : {"", "a", "l", "al"}) add_sizes(m, name + order, meaning);
    if (name.starts_with("ld")) {
      meaning.no_target = true;
      for (const char* order : {"", "l"}) add_sizes(m, "st" + name.substr(2) + order, meaning);
    }
  }
}

inline Mnemonics make_mnemonics() {
  Mnemonics m;
  for (const char* form : {"r", "ur", "tr"}) add_plain(m, form);
  add_plain(m, "apur");
  Meaning load;
  Meaning store;
  store.operation = TENON_AARCH64_OPERATION_STORE;
  for (const char* name : {"ldar", "ldlar", "ldapr"}) add_sizes(m, name, load);
  for (const char* name : {"stlr", "stllr", "stlur"}) add_sizes(m, name, store);
  load.flags = store.flags = TENON_AARCH64_ACCESS_EXCLUSIVE;
  store.has_status = true;
  for (const char* name : {"ldxr", "ldaxr"}) add_sizes(m, name, load);
  for (const char* name : {"stxr", "stlxr"}) add_sizes(m, name, store);
  load = Meaning{};
  load.pair = true;
  store = load;
  store.operation = TENON_AARCH64_OPERATION_STORE;
  m["ldp"] = m["ldnp"] = load;
  m["stp"] = m["stnp"] = store;
  load.element = 4;
  load.flags = TENON_AARCH64_ACCESS_SIGN_EXTEND;
  m["ldpsw"] = load;
  add_atomics(m);
  return m;
}

/// A register name: its number (31 for sp and the zero registers), bytes, and whether V names it.
struct Register {
  std::uint32_t number;
  std::uint32_t bytes;
  bool simd;
};

inline std::optional<Register> parse_register(std::string_view text) {
  if (text == "sp" || text == "xzr") return Register{31, 8, false};
  if (text == "wzr") return Register{31, 4, false};
  const std::string_view letters = "wxbhsdq";
  const std::uint32_t bytes[] = {4, 8, 1, 2, 4, 8, 16};
  const auto kind = text.empty() ? letters.npos : letters.find(text[0]);
  if (kind == letters.npos || text.size() < 2 || text.size() > 3) return {};
  std::uint32_t number = 0;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return {};
    number = number * 10 + static_cast<std::uint32_t>(c - '0');
  }
  if (number > 31) return {};
  return Register{number, bytes[kind], kind >= 2};
}

/// `#` and a number, or a bare number.
inline std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.starts_with('#')) text.remove_prefix(1);
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text[0] < '0' || text[0] > '9') return {};
  const std::uint64_t value = std::strtoull(std::string(text).c_str(), nullptr, 0);
  return negative ? 0 - value : value;
}

/// Operands, commas and blanks removed; brackets and `!` are operands of their own.
inline std::vector<std::string> tokens(std::string_view text) {
  std::vector<std::string> out;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) out.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    if (c == ',' || c == ' ' || c == '\t') {
      flush();
    } else if (c == '[' || c == ']' || c == '!') {
      flush();
      out.emplace_back(1, c);
    } else {
      word += c;
    }
  }
  flush();
  return out;
}

/// `base` of a literal is the address that the disassembler was told.
class Reader {
 public:
  Reader(std::string_view mnemonic, std::string_view operands, std::uint64_t pc)
      : mnemonic_(mnemonic), tokens_(tokens(operands)), pc_(pc) {}

  /// The form, or nothing: no load or store that this reader knows.
  std::optional<tenon_aarch64_form> read() {
    static const Mnemonics mnemonics = make_mnemonics();
    const auto found = mnemonics.find(mnemonic_);
    if (found == mnemonics.end()) return {};
    const Meaning& meaning = found->second;
    form_ = {};
    form_.operation = meaning.operation;
    form_.flags = meaning.flags;
    form_.registers = meaning.pair ? 2 : 1;
    form_.rt2 = form_.rs = form_.rn = form_.rm = 31;
    form_.extend = 3;
    form_.scale = 1;
    if (!read_registers(meaning) || !read_address() || next_ != tokens_.size()) return {};
    return form_;
  }

 private:
  std::optional<Register> take_register() {
    if (next_ == tokens_.size()) return {};
    const auto r = parse_register(tokens_[next_]);
    if (r) ++next_;
    return r;
  }

  bool take(std::string_view token) {
    if (next_ == tokens_.size() || tokens_[next_] != token) return false;
    ++next_;
    return true;
  }

  bool read_registers(const Meaning& meaning) {
    if (meaning.has_status || meaning.has_operand) {
      const auto rs = take_register();
      if (!rs) return false;
      form_.rs = rs->number;
      form_.rt = 31;
      data_ = *rs;
    }
    if (!meaning.no_target) {
      const auto rt = take_register();
      if (!rt) return false;
      form_.rt = rt->number;
      data_ = *rt;
    }
    if (meaning.pair) {
      const auto rt2 = take_register();
      if (!rt2 || rt2->bytes != data_.bytes || rt2->simd != data_.simd) return false;
      form_.rt2 = rt2->number;
    }
    form_.element = meaning.element == 0 ? data_.bytes : meaning.element;
    form_.register_width = data_.simd ? 0 : data_.bytes;
    if (data_.simd) form_.flags |= TENON_AARCH64_ACCESS_SIMD;
    return true;
  }

  bool read_address() {
    if (!take("[")) return read_literal();
    const auto base = take_register();
    if (!base || base->simd || base->bytes != 8) return false;
    form_.rn = base->number;
    if (const auto index = take_register()) return read_index(*index);
    if (next_ < tokens_.size()) {
      if (const auto offset = parse_number(tokens_[next_])) {
        form_.offset = *offset;
        ++next_;
      }
    }
    if (!take("]")) return false;
    if (take("!")) {
      form_.addressing = TENON_AARCH64_ADDRESSING_PRE;
      form_.flags |= TENON_AARCH64_ACCESS_WRITEBACK;
    } else if (next_ < tokens_.size()) {
      const auto offset = parse_number(tokens_[next_]);
      if (!offset) return false;
      ++next_;
      form_.offset = *offset;
      form_.addressing = TENON_AARCH64_ADDRESSING_POST;
      form_.flags |= TENON_AARCH64_ACCESS_WRITEBACK;
    }
    return true;
  }

  bool read_literal() {
    if (next_ == tokens_.size()) return false;
    const auto target = parse_number(tokens_[next_]);
    if (!target) return false;
    ++next_;
    form_.offset = *target - pc_;
    form_.addressing = TENON_AARCH64_ADDRESSING_LITERAL;
    return true;
  }

  bool read_index(const Register& index) {
    form_.addressing = TENON_AARCH64_ADDRESSING_REGISTER;
    form_.rm = index.number;
    const bool wide = index.bytes == 8;
    if (take("uxtw")) {
      form_.extend = 2;
    } else if (take("sxtw")) {
      form_.extend = 6;
    } else if (take("sxtx")) {
      form_.extend = 7;
    } else {
      take("lsl");
      form_.extend = 3;
    }
    if (wide != (form_.extend == 3 || form_.extend == 7)) return false;
    if (next_ < tokens_.size()) {
      if (const auto shift = parse_number(tokens_[next_])) {
        form_.scale = 1u << *shift;
        ++next_;
      }
    }
    return take("]");
  }

  std::string_view mnemonic_;
  std::vector<std::string> tokens_;
  std::uint64_t pc_;
  std::size_t next_ = 0;
  Register data_{};
  tenon_aarch64_form form_{};
};

inline std::optional<tenon_aarch64_form> read(std::string_view mnemonic, std::string_view operands,
                                              std::uint64_t pc) {
  return Reader(mnemonic, operands, pc).read();
}

inline std::string describe(const tenon_aarch64_form& f) {
  const std::pair<const char*, std::uint64_t> fields[] = {{"operation", f.operation},
                                                          {"addressing", f.addressing},
                                                          {"flags", f.flags},
                                                          {"registers", f.registers},
                                                          {"element", f.element},
                                                          {"width", f.register_width},
                                                          {"rt", f.rt},
                                                          {"rt2", f.rt2},
                                                          {"rs", f.rs},
                                                          {"rn", f.rn},
                                                          {"rm", f.rm},
                                                          {"extend", f.extend},
                                                          {"scale", f.scale},
                                                          {"offset", f.offset}};
  std::string out;
  for (const auto& [name, value] : fields) {
    out += std::string(name) + "=" + std::to_string(value) + " ";
  }
  return out;
}

}  // namespace a64

#endif
