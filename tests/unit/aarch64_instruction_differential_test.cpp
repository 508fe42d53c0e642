// SPDX-License-Identifier: Apache-2.0
// tenon's instruction decoder against two disassemblers, Capstone and GNU objdump, on more than a
// million words of the load and store space. Where one of them is wrong or too old to know, the
// exception is written down in `a64::excuse_capstone`.
#include <capstone/capstone.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <functional>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "a64_comparison.hpp"
#include "tenon/core/aarch64/instruction_form.h"

namespace {

struct Template {
  std::uint32_t mask;
  std::uint32_t value;
};

// The classes of DDI 0487 C4.1.94, so that the narrow ones are met often enough.
constexpr Template kClasses[] = {
    {0x3f000000, 0x08000000}, {0x3f208000, 0x08000000}, {0x3fa0fc00, 0x08207c00},
    {0x3fa07c00, 0x08a07c00}, {0x3fbf7c00, 0x089f7c00}, {0x3fff7c00, 0x085f7c00},
    {0x3b000000, 0x18000000}, {0x3f200c00, 0x19000000}, {0xff200000, 0xd9200000},
    {0x3a000000, 0x28000000}, {0x3b800000, 0x28000000}, {0x3b800000, 0x28800000},
    {0x3b800000, 0x29000000}, {0x3b800000, 0x29800000}, {0x3b000000, 0x39000000},
    {0x3b200c00, 0x38000000}, {0x3b200c00, 0x38000400}, {0x3b200c00, 0x38000800},
    {0x3b200c00, 0x38000c00}, {0x3f200c00, 0x38200000}, {0x3f208c00, 0x38200000},
    {0x3b200c00, 0x38200800}, {0x3f200400, 0x38200400}, {0x3bfffc00, 0x38bfc000},
    {0xbe000000, 0x0c000000},
};

std::vector<std::uint32_t> make_words() {
  std::mt19937 random(20250101);
  std::vector<std::uint32_t> words;
  for (int i = 0; i < 600000; ++i) {
    words.push_back((static_cast<std::uint32_t>(random()) & ~0x02000000u) | 0x08000000u);
  }
  for (const Template& t : kClasses) {
    for (int i = 0; i < 20000; ++i) {
      words.push_back((static_cast<std::uint32_t>(random()) & ~t.mask) | t.value);
    }
  }
  return words;
}

const std::vector<std::uint32_t>& words() {
  static const std::vector<std::uint32_t> all = make_words();
  return all;
}

using a64::object;
using a64::ours;
using a64::Ours;
using a64::Theirs;
using Excuse = std::function<const char*(std::uint32_t, const Ours&, const Theirs&)>;

class Comparison {
 public:
  explicit Comparison(Excuse excuse) : excuse_(std::move(excuse)) {}

  void compare(std::uint32_t word, const Theirs& theirs) {
    const Ours mine = ours(word);
    ++compared_;
    const std::string objection = object(word, mine, theirs);
    if (objection.empty()) {
      if (mine.cause == 0) ++agreed_;
      return;
    }
    if (const char* why = excuse_(word, mine, theirs)) {
      ++excused_[why];
      return;
    }
    if (++failures_ <= 20) {
      char text[16];
      std::snprintf(text, sizeof text, "%08x", word);
      ADD_FAILURE() << text << " " << theirs.name << " " << theirs.operands << ": " << objection;
    }
  }

  void finish() const {
    EXPECT_EQ(failures_, 0u);
    EXPECT_GE(compared_, 1000000u);
    EXPECT_GE(agreed_, 300000u);
    ::testing::Test::RecordProperty("compared", static_cast<int>(compared_));
    for (const auto& [why, count] : excused_) {
      std::printf("  excused %u: %s\n", static_cast<unsigned>(count), why.c_str());
    }
    std::printf("  compared %u, the same access %u\n", static_cast<unsigned>(compared_),
                static_cast<unsigned>(agreed_));
  }

 private:
  Excuse excuse_;
  std::size_t compared_ = 0;
  std::size_t agreed_ = 0;
  std::size_t failures_ = 0;
  std::map<std::string, std::size_t> excused_;
};

TEST(Aarch64InstructionDifferential, AgreesWithCapstone) {
  csh handle;
  ASSERT_EQ(cs_open(CS_ARCH_ARM64, CS_MODE_ARM, &handle), CS_ERR_OK);
  cs_insn* insn = cs_malloc(handle);
  Comparison comparison(a64::excuse_capstone);
  for (const std::uint32_t word : words()) {
    const std::uint8_t bytes[] = {
        static_cast<std::uint8_t>(word), static_cast<std::uint8_t>(word >> 8),
        static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>(word >> 24)};
    const std::uint8_t* code = bytes;
    std::size_t size = 4;
    std::uint64_t address = 0;
    Theirs theirs{};
    if (cs_disasm_iter(handle, &code, &size, &address, insn)) {
      theirs = {insn->mnemonic, insn->op_str, 0};
    }
    comparison.compare(word, theirs);
  }
  cs_free(insn, 1);
  cs_close(&handle);
  comparison.finish();
}

// binutils 2.40 needs no excuse.
const char* excuse_objdump(std::uint32_t, const Ours&, const Theirs&) { return nullptr; }

// objdump prints one line a word: address, word, mnemonic, operands, perhaps a comment.
Theirs parse_line(std::string line, std::uint64_t pc) {
  if (const auto comment = line.find("//"); comment != line.npos) line.resize(comment);
  std::vector<std::string> columns;
  std::size_t start = 0;
  for (std::size_t tab = line.find('\t'); tab != line.npos; tab = line.find('\t', start)) {
    columns.push_back(line.substr(start, tab - start));
    start = tab + 1;
  }
  columns.push_back(line.substr(start));
  if (columns.size() < 3 || columns[2].starts_with(".inst")) return {};
  return {columns[2], columns.size() > 3 ? columns[3] : std::string{}, pc};
}

TEST(Aarch64InstructionDifferential, AgreesWithGnuObjdump) {
  char path[] = "/tmp/tenon-words-XXXXXX";
  const int file = mkstemp(path);
  ASSERT_GE(file, 0);
  const auto size = words().size() * sizeof words()[0];
  ASSERT_EQ(write(file, words().data(), size), static_cast<ssize_t>(size));
  close(file);
  const std::string command =
      "aarch64-linux-gnu-objdump -D -z -b binary -m aarch64 " + std::string(path);
  FILE* pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  Comparison comparison(excuse_objdump);
  std::size_t index = 0;
  char* line = nullptr;
  std::size_t capacity = 0;
  while (getline(&line, &capacity, pipe) > 0) {
    std::string text = line;
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.pop_back();
    if (text.find(":\t") == text.npos || index == words().size()) continue;
    const std::string found = text.substr(text.find(":\t") + 2, 8);
    ASSERT_EQ(std::stoul(found, nullptr, 16), words()[index]) << text;
    comparison.compare(words()[index], parse_line(text, 4 * index));
    ++index;
  }
  free(line);
  EXPECT_EQ(pclose(pipe), 0) << "is binutils-aarch64-linux-gnu installed?";
  unlink(path);
  EXPECT_EQ(index, words().size());
  comparison.finish();
}

}  // namespace
