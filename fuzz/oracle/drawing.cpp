// SPDX-License-Identifier: Apache-2.0
#include "oracle/drawing.hpp"

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace tenon_fuzz {
namespace {

struct Text {
  std::string_view name;
  std::string_view drawing;
  Insn what;
  std::uint8_t bytes;
  bool extend;
  std::uint8_t base;
};
constexpr Text texts[] = {
#define RISCV_INSN(name, drawing, what, bytes, extend, base) \
  {#name, drawing, Insn::what, bytes, (extend) != 0, base},
#include "oracle/riscv64_insns.def"
};

constexpr std::string_view names[] = {
    "other",
    "load",
    "store",
    "fp_load",
    "fp_store",
    "vector_load",
    "vector_store",
    "load_reserved",
    "store_conditional",
    "atomic",
    "csr_write",
    "csr_set",
    "csr_clear",
    "wfi",
    "wrs",
    "sret",
    "sfence",
    "hfence",
    "hypervisor_access",
    "cache_block",
};
static_assert(std::size(names) == static_cast<std::size_t>(Insn::count));

[[noreturn]] void refuse(const char* what, std::string_view text) {
  (void)std::fprintf(stderr, "riscv64_insns.def: %s '%.*s'\n", what, static_cast<int>(text.size()),
                     text.data());
  std::abort();
}

unsigned number(std::string_view text) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) refuse("no number", text);
  return value;
}

std::uint32_t ones(unsigned width) { return width == 0 ? 0 : ~std::uint32_t{0} >> (32 - width); }

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == text.npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Reads a drawing from its last field, which has bit 0, to its first.
class Reader {
 public:
  explicit Reader(Drawing& drawing) : drawing_(drawing) {}

  void read(std::string_view text) {
    const auto tokens = split(text, ' ');
    for (std::size_t i = tokens.size(); i-- > 0;) token(tokens[i]);
    if (at_ != 16 && at_ != 32) refuse("not 16 and not 32 bits", text);
    drawing_.length = static_cast<std::uint8_t>(at_ / 8);
  }

 private:
  void token(std::string_view text) {
    if (text[0] == '0' || text[0] == '1') {
      for (std::size_t i = text.size(); i-- > 0;) {
        drawing_.mask |= std::uint32_t{1} << at_;
        if (text[i] == '1') drawing_.value |= std::uint32_t{1} << at_;
        ++at_;
      }
      return;
    }
    const std::size_t open = text.find('[');
    const std::string_view name = text.substr(0, open);
    if (open == text.npos) return named(name);
    const std::string_view inside = text.substr(open + 1, text.size() - open - 2);
    if (name == "any") {
      at_ += number(inside);
      return;
    }
    if (name != "imm" && name != "uimm") refuse("unknown field", text);
    drawing_.is_signed = name == "imm";
    const auto parts = split(inside, '|');
    for (std::size_t i = parts.size(); i-- > 0;) {
      const auto ends = split(parts[i], ':');
      const unsigned low = number(ends.back());
      slice(drawing_.immediate, low, number(ends.front()) - low + 1);
    }
  }

  void named(std::string_view name) {
    const bool few = name.back() == '\'';
    if (few) name.remove_suffix(1);
    DrawnField* const field = name == "rd"     ? &drawing_.rd
                              : name == "rs1"  ? &drawing_.rs1
                              : name == "rs2"  ? &drawing_.rs2
                              : name == "csr"  ? &drawing_.csr
                              : name == "zimm" ? &drawing_.zimm
                                               : nullptr;
    if (field == nullptr) refuse("unknown field", name);
    field->plus = few ? 8 : 0;
    slice(*field, 0, name == "csr" ? 12 : few ? 3 : 5);
  }

  void slice(DrawnField& field, unsigned value_low, unsigned width) {
    field.slices.push_back({static_cast<std::uint8_t>(at_), static_cast<std::uint8_t>(value_low),
                            static_cast<std::uint8_t>(width)});
    at_ += width;
  }

  Drawing& drawing_;
  unsigned at_ = 0;
};

/// The drawings, and by opcode and funct3 those that may fit.
struct Book {
  std::vector<Drawing> all;
  Drawing nothing[2];  ///< 16 and 32 bits
  std::array<std::vector<const Drawing*>, 1024> candidates;

  Book() {
    for (const Text& text : texts) {
      Drawing drawing;
      drawing.name = text.name;
      drawing.what = text.what;
      drawing.bytes = text.bytes;
      drawing.extend = text.extend;
      drawing.implied_base = text.base;
      Reader(drawing).read(text.drawing);
      all.push_back(std::move(drawing));
    }
    nothing[0].length = 2;
    nothing[1].length = 4;
    for (std::uint32_t place = 0; place < candidates.size(); ++place) {
      // Bits 6:0 and 14:12 of a word; of a compressed one 15:13 stand for the latter.
      const bool compressed = (place & 3) != 3;
      const std::uint32_t word = (place & 127) | place >> 7 << (compressed ? 13 : 12);
      const std::uint32_t known = compressed ? 0xe07f : 0x707f;
      for (const Drawing& drawing : all) {
        if ((drawing.length == 2) != compressed) continue;
        if (((drawing.value ^ word) & drawing.mask & known) == 0) {
          candidates[place].push_back(&drawing);
        }
      }
    }
  }
};

const Book& book() {
  static const Book book;
  return book;
}

}  // namespace

std::uint32_t DrawnField::of(std::uint32_t word) const {
  std::uint32_t value = plus;
  for (const Slice& slice : slices) {
    value += (word >> slice.word_low & ones(slice.width)) << slice.value_low;
  }
  return value;
}

std::uint32_t DrawnField::encode(std::uint32_t value) const {
  std::uint32_t word = 0;
  for (const Slice& slice : slices) {
    word |= ((value - plus) >> slice.value_low & ones(slice.width)) << slice.word_low;
  }
  return word;
}

std::uint32_t DrawnField::mask() const {
  std::uint32_t value = 0;
  for (const Slice& slice : slices) value |= ones(slice.width) << slice.value_low;
  return value;
}

std::uint64_t Drawing::offset(std::uint32_t word) const {
  const auto value = static_cast<std::int32_t>(immediate.of(word));
  // A signed immediate has 12 bits.
  return static_cast<std::uint64_t>(std::int64_t{is_signed && value > 2047 ? value - 4096 : value});
}

std::span<const Drawing> drawings() { return book().all; }

const Drawing& drawing(std::string_view name) {
  for (const Drawing& drawing : book().all) {
    if (drawing.name == name) return drawing;
  }
  refuse("there is no", name);
}

const Drawing& find_drawing(std::uint32_t word) {
  const bool compressed = (word & 3) != 3;
  const std::uint32_t place = (word & 127) | (word >> (compressed ? 13 : 12) & 7) << 7;
  for (const Drawing* drawing : book().candidates[place]) {
    if (((drawing->value ^ word) & drawing->mask) == 0) return *drawing;
  }
  return book().nothing[compressed ? 0 : 1];
}

Insn insn_named(std::string_view name) {
  for (std::size_t i = 0; i < std::size(names); ++i) {
    if (names[i] == name) return static_cast<Insn>(i);
  }
  return Insn::count;
}

}  // namespace tenon_fuzz
