// SPDX-License-Identifier: Apache-2.0
// The instruction decoder against LLVM's disassembler: each of the 2^16 compressed words, and every
// load and store opcode with all of its registers and a spread of offsets. (Capstone 4 knows no
// RISC-V.) Zcb once more, against words made from the specification's drawings.
#include "tenon/core/riscv64/instruction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

namespace {

#define CAUSE(name) TENON_RISCV64_CAUSE_##name

struct Form {
  std::uint32_t cause;
  std::uint32_t width;
  std::uint32_t extend;
};

/// By mnemonic without "c." and without the "sp" of stack-relative forms.
const std::map<std::string, Form> forms = {
    {"lb", {CAUSE(load_guest_page_fault), 1, 1}},
    {"lh", {CAUSE(load_guest_page_fault), 2, 1}},
    {"lw", {CAUSE(load_guest_page_fault), 4, 1}},
    {"ld", {CAUSE(load_guest_page_fault), 8, 0}},
    {"lbu", {CAUSE(load_guest_page_fault), 1, 0}},
    {"lhu", {CAUSE(load_guest_page_fault), 2, 0}},
    {"lwu", {CAUSE(load_guest_page_fault), 4, 0}},
    {"sb", {CAUSE(store_guest_page_fault), 1, 0}},
    {"sh", {CAUSE(store_guest_page_fault), 2, 0}},
    {"sw", {CAUSE(store_guest_page_fault), 4, 0}},
    {"sd", {CAUSE(store_guest_page_fault), 8, 0}},
    {"flw", {CAUSE(fp_load), 0, 0}},
    {"flh", {CAUSE(fp_load), 0, 0}},
    {"fsh", {CAUSE(fp_store), 0, 0}},
    {"fld", {CAUSE(fp_load), 0, 0}},
    {"fsw", {CAUSE(fp_store), 0, 0}},
    {"fsd", {CAUSE(fp_store), 0, 0}},
};

tenon_riscv64_instruction decoded(std::uint32_t word) {
  tenon_riscv64_instruction out;
  std::memset(&out, 0xa5, sizeof out);  // every field is set, whatever was there
  tenon_riscv64_decode_instruction(word, &out);
  return out;
}

using Words = std::vector<std::uint32_t>;
using Wanted = std::map<std::uint32_t, tenon_riscv64_instruction>;

[[nodiscard]] std::uint8_t register_number(const std::string& name) {
  static constexpr std::array<const char*, 32> names = {
      "zero", "ra", "sp", "gp", "tp",  "t0",  "t1", "t2", "s0", "s1", "a0",
      "a1",   "a2", "a3", "a4", "a5",  "a6",  "a7", "s2", "s3", "s4", "s5",
      "s6",   "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6"};
  const auto found = std::find(names.begin(), names.end(), name);
  EXPECT_NE(found, names.end()) << name;
  return static_cast<std::uint8_t>(found - names.begin());
}

/// What the decoder must say of `text`, if it is an access: "c.lw", "a5, 4(s0)".
[[nodiscard]] std::optional<tenon_riscv64_instruction> wanted_of(std::string name,
                                                                 const std::string& operands,
                                                                 std::uint32_t word) {
  if (name.starts_with("c.")) name.erase(0, 2);
  if (name.ends_with("sp")) name.erase(name.size() - 2);
  const auto form = forms.find(name);
  if (form == forms.end()) return std::nullopt;
  tenon_riscv64_instruction out{};
  out.cause = form->second.cause;
  out.length = word % 4 == 3 ? 4 : 2;
  if (form->second.width == 0) return out;  // named only
  out.width = static_cast<std::uint8_t>(form->second.width);
  out.extend = static_cast<std::uint8_t>(form->second.extend);
  const std::size_t comma = operands.find(", ");
  const std::size_t open = operands.find('(');
  out.reg = register_number(operands.substr(0, comma));
  out.base = register_number(operands.substr(open + 1, operands.size() - open - 2));
  out.offset = static_cast<std::uint64_t>(
      std::stoll(operands.substr(comma + 2, open - comma - 2), nullptr, 0));
  return out;
}

/// Asks LLVM's disassembler for all words at once. A c.ebreak stands behind each of them, because
/// nothing is printed of a word that is no instruction.
[[nodiscard]] Wanted ask_llvm(const Words& words) {
  constexpr std::uint32_t ebreak = 0x9002;
  const std::string file = testing::TempDir() + "riscv64_words.txt";
  std::ofstream out(file);
  for (const std::uint32_t word : words) {
    const std::uint32_t bytes = word % 4 == 3 ? 4 : 2;
    for (std::uint32_t i = 0; i < bytes; ++i) out << (word >> (8 * i)) % 256 << ' ';
    out << "\n" << ebreak % 256 << ' ' << ebreak / 256 << '\n';
  }
  out.close();
  const std::string command =
      "llvm-mc-19 --disassemble -triple=riscv64 -mattr=+c,+zcb,+f,+d,+a,+v,+zfh -M no-aliases " +
      file + " 2>/dev/null";
  std::FILE* pipe = popen(command.c_str(), "r");
  Wanted wanted;
  std::size_t at = 0;
  std::array<char, 256> line{};
  while (std::fgets(line.data(), line.size(), pipe) != nullptr && at < words.size()) {
    std::istringstream text(line.data());
    std::string name;
    std::string operands;
    text >> name;
    std::getline(text >> std::ws, operands);
    if (name == "c.ebreak") {
      ++at;
    } else if (const auto is = wanted_of(name, operands, words[at])) {
      wanted[words[at]] = *is;
    }
  }
  EXPECT_EQ(pclose(pipe), 0) << "llvm-mc-19 is missing: run script/bootstrap";
  EXPECT_EQ(at, words.size());
  std::remove(file.c_str());
  return wanted;
}

void expect_same(const tenon_riscv64_instruction& is, const tenon_riscv64_instruction& wanted,
                 std::uint32_t word) {
  ASSERT_EQ(is.cause, wanted.cause) << std::hex << word;
  ASSERT_EQ(is.width, wanted.width) << std::hex << word;
  ASSERT_EQ(is.reg, wanted.reg) << std::hex << word;
  ASSERT_EQ(is.extend, wanted.extend) << std::hex << word;
  ASSERT_EQ(is.base, wanted.base) << std::hex << word;
  ASSERT_EQ(is.offset, wanted.offset) << std::hex << word;
  ASSERT_EQ(is.length, wanted.length) << std::hex << word;
}

[[nodiscard]] bool is_access(const tenon_riscv64_instruction& i) {
  return i.cause == CAUSE(load_guest_page_fault) || i.cause == CAUSE(store_guest_page_fault);
}

/// Returns how many of the words are accesses that the core carries out.
[[nodiscard]] std::uint32_t compare(const Words& words) {
  const Wanted wanted = ask_llvm(words);
  std::uint32_t accesses = 0;
  for (const std::uint32_t word : words) {
    const auto is = decoded(word);
    const auto found = wanted.find(word);
    if (found != wanted.end()) {
      expect_same(is, found->second, word);
      accesses += is_access(is) ? 1U : 0U;
    } else if (is_access(is)) {  // reserved, or no access
      ADD_FAILURE() << std::hex << word << " is no access";
    }
    if (testing::Test::HasFailure()) break;
  }
  return accesses;
}

TEST(RiscV64Instruction, EveryCompressedWord) {
  constexpr std::uint32_t ebreak = 0x9002;
  Words words;
  for (std::uint32_t word = 0; word < 0x10000; ++word) {
    if (word % 4 != 3 && word != ebreak) words.push_back(word);
  }
  // c.lw, c.ld, c.sw, c.sd: 2^11 each; c.lwsp, c.ldsp without rd = 0: 31 * 2^6; c.swsp, c.sdsp: 2^11
  // each; c.lbu, c.lh, c.lhu, c.sb, c.sh: 2^8 with both offset bits, 2^7 with one.
  EXPECT_EQ(compare(words), 4U * 2048 + 2U * 31 * 64 + 2U * 2048 + 2U * 256 + 3U * 128);
  for (const std::uint32_t word : words) {  // bits above the instruction do not count
    expect_same(decoded(word + 0xabcd0000), decoded(word), word);
  }
}

TEST(RiscV64Instruction, EveryLoadAndStoreOpcode) {
  Words words;
  for (const std::uint32_t opcode : {0x03U, 0x07U, 0x23U, 0x27U}) {
    for (std::uint32_t f3 = 0; f3 < 8; ++f3) {
      for (std::uint32_t registers = 0; registers < 1024; ++registers) {
        for (const std::uint32_t offset : {0U, 1U, 0x7ffU, 0x800U, 0xabcU, 0xfffU}) {
          const std::uint32_t first = registers % 32;
          const std::uint32_t same = opcode + f3 * 0x1000 + registers / 32 * 0x8000;
          words.push_back(opcode >= 0x20 ? same + first * 0x100000 + offset % 32 * 0x80 +
                                               offset / 32 * 0x2000000
                                         : same + first * 0x80 + offset * 0x100000);
        }
      }
    }
  }
  EXPECT_EQ(compare(words), 11U * 1024 * 6);  // seven loads, four stores
}

TEST(RiscV64Instruction, Zcb) {
  struct Row {
    std::uint32_t word;  // funct6, rs1' = x9, rd' or rs2' = x15
    std::uint32_t cause, width, extend;
    std::uint64_t offset;
  };
  constexpr std::uint32_t low = 0b001'00'111'00;
  const Row rows[] = {
      {(0b100000U << 10) | (low << 0), CAUSE(load_guest_page_fault), 1, 0, 0},
      {(0b100000U << 10) | low | 0x20, CAUSE(load_guest_page_fault), 1, 0, 2},
      {(0b100000U << 10) | low | 0x40, CAUSE(load_guest_page_fault), 1, 0, 1},
      {(0b100000U << 10) | low | 0x60, CAUSE(load_guest_page_fault), 1, 0, 3},
      {(0b100001U << 10) | low, CAUSE(load_guest_page_fault), 2, 0, 0},
      {(0b100001U << 10) | low | 0x20, CAUSE(load_guest_page_fault), 2, 0, 2},
      {(0b100001U << 10) | low | 0x60, CAUSE(load_guest_page_fault), 2, 1, 2},
      {(0b100010U << 10) | low | 0x60, CAUSE(store_guest_page_fault), 1, 0, 3},
      {(0b100011U << 10) | low | 0x20, CAUSE(store_guest_page_fault), 2, 0, 2},
  };
  for (const Row& row : rows) {
    tenon_riscv64_instruction wanted{};
    wanted.cause = row.cause;
    wanted.width = static_cast<std::uint8_t>(row.width);
    wanted.extend = static_cast<std::uint8_t>(row.extend);
    wanted.reg = 15;
    wanted.base = 9;
    wanted.offset = row.offset;
    wanted.length = 2;
    expect_same(decoded(row.word), wanted, row.word);
  }
  // c.sh has bit 6 clear; funct6 100100 to 100111 are reserved.
  EXPECT_EQ(decoded((0b100011U << 10) | low | 0x40).cause, CAUSE(unknown_instruction));
  for (std::uint32_t f6 = 0b100100; f6 < 0b101000; ++f6) {
    EXPECT_EQ(decoded(f6 << 10).cause, CAUSE(unknown_instruction));
  }
}

TEST(RiscV64Instruction, OthersByName) {
  const std::pair<std::uint32_t, std::uint32_t> rows[] = {
      {0x1005252f, CAUSE(load_reserved)},      // lr.w a0, (a0)
      {0x18b5362f, CAUSE(store_conditional)},  // sc.d a2, a1, (a0)
      {0x00b5262f, CAUSE(atomic)},             // amoadd.w a2, a1, (a0)
      {0x08b5362f, CAUSE(atomic)},             // amoswap.d a2, a1, (a0)
      {0x02057007, CAUSE(vector_load)},        // vle64.v v0, (a0)
      {0x02050027, CAUSE(vector_store)},       // vse8.v v0, (a0)
      {0x00052507, CAUSE(fp_load)},            // flw fa0, 0(a0)
      {0x00051507, CAUSE(fp_load)},            // flh fa0, 0(a0)
      {0x00007003, CAUSE(unknown_instruction)},
      {0x00004023, CAUSE(unknown_instruction)},
      {0x00000013, CAUSE(unknown_instruction)},  // nop
  };
  for (const auto& [word, cause] : rows) {
    const auto is = decoded(word);
    EXPECT_EQ(is.cause, cause) << std::hex << word;
    EXPECT_EQ(is.width + is.reg + is.extend + is.base, 0) << std::hex << word;
    EXPECT_EQ(is.offset, 0U);
    EXPECT_EQ(is.length, 4);
  }
}

}  // namespace
