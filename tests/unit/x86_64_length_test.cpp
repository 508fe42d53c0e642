// SPDX-License-Identifier: Apache-2.0
// How long an instruction is on a CPU without NRIPS: prefixes count, what is known is known only as
// long as a fetch would find the same, and what cannot be told is not guessed.
#include "tenon/core/x86_64/svm/length.h"

#include <algorithm>
#include <array>
#include <vector>

#include "x86_64_guest.hpp"

namespace {

using namespace tenon_test;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint64_t code = 0x1010;  // guest-physical

struct Row {
  std::uint64_t exitcode;
  Bytes bytes;
};
const Row rows[] = {{0x72, {0x0f, 0xa2}},       {0x76, {0x0f, 0x08}},
                    {0x77, {0xf3, 0x90}},       {0x78, {0xf4}},
                    {0x7c, {0x0f, 0x32}},       {0x7c, {0x0f, 0x30}},
                    {0x81, {0x0f, 0x01, 0xd9}}, {0x89, {0x0f, 0x09}},
                    {0x8d, {0x0f, 0x01, 0xd1}}};

std::uint32_t length(std::uint64_t exitcode, const Bytes& bytes, std::uint32_t mode = 64) {
  std::array<std::uint8_t, 15> all{};
  std::ranges::copy(bytes.begin(), bytes.begin() + std::min<std::ptrdiff_t>(15, std::ssize(bytes)),
                    all.begin());
  const auto count = static_cast<std::uint32_t>(std::min<std::size_t>(15, bytes.size()));
  return tenon_svm_opcode_length(exitcode, all.data(), count, mode);
}

TEST(SvmLength, CountsPrefixes) {
  for (const Row& row : rows) {
    const auto plain = static_cast<std::uint32_t>(row.bytes.size());
    for (std::uint32_t prefixes = 0; prefixes < 16; ++prefixes) {
      Bytes bytes(prefixes, 0x66);
      bytes.insert(bytes.end(), row.bytes.begin(), row.bytes.end());
      const std::uint32_t want = prefixes + plain;
      EXPECT_EQ(length(row.exitcode, bytes), want <= 15 ? want : 0U) << row.exitcode;
      bytes.resize(bytes.size() + 4, 0xcc);
      EXPECT_EQ(length(row.exitcode, bytes), want <= 15 ? want : 0U) << "with more behind it";
    }
    for (const std::uint8_t prefix : Bytes{0x26, 0x2e, 0x36, 0x3e, 0x64, 0x65, 0x67, 0xf2, 0xf3}) {
      Bytes bytes{prefix};
      bytes.insert(bytes.end(), row.bytes.begin(), row.bytes.end());
      for (const std::uint32_t mode : {16U, 32U, 64U}) {
        EXPECT_EQ(length(row.exitcode, bytes, mode), plain + 1);
      }
    }
    Bytes rex{0x48};
    rex.insert(rex.end(), row.bytes.begin(), row.bytes.end());
    EXPECT_EQ(length(row.exitcode, rex, 64), plain + 1);
    EXPECT_EQ(length(row.exitcode, rex, 32), 0U) << "DEC";
  }
}

TEST(SvmLength, TellsAnotherInstructionFromTooFewBytes) {
  for (const Row& row : rows) {
    for (std::size_t count = 0; count < row.bytes.size(); ++count) {
      const Bytes part(row.bytes.begin(), row.bytes.begin() + static_cast<std::ptrdiff_t>(count));
      EXPECT_EQ(length(row.exitcode, part), TENON_SVM_LENGTH_TOO_SHORT);
    }
    for (const Row& other : rows) {
      if (other.exitcode == row.exitcode) continue;
      EXPECT_EQ(length(row.exitcode, other.bytes), 0U);
    }
    EXPECT_EQ(length(row.exitcode, {0x0f, 0x0b}), 0U);
    EXPECT_EQ(tenon_svm_has_length(row.exitcode), 1U);
  }
  for (const std::uint64_t other : {0x7bU, 0x400U, 0x60U, 0x6eU}) {
    EXPECT_EQ(tenon_svm_has_length(other), 0U);
    EXPECT_EQ(length(other, {0x0f, 0xa2}), 0U);
  }
}

class SvmLengthAt : public X86Guest {
 protected:
  SvmLengthAt() {
    x86_hardware.cpuid[{0x8000000a, 0}].edx = 0x1;  // no NRIPS
    enable();
    word(tables + 0x2000) = tables + 0x3003;
    for (std::uint64_t page = 0; page < 8; ++page)
      word(tables + 0x3000 + page * 8) = page << 12 | 3;
  }
  void start(std::uint32_t mode) {
    tenon_x86_64_setup setup = setup_of(mode);
    setup.trap_pause = 1;
    begin(code, setup);
  }
  static void put(std::uint64_t gpa, const Bytes& bytes) {
    for (std::uint64_t at = gpa / 8 * 8; at < gpa + 24; at += 8) word(at);
    X86Guest::put(gpa, bytes);
  }
  /// Runs from `rip` until the guest leaves with this.
  const tenon_exit& leave(std::uint64_t exitcode, std::uint64_t rip = code) {
    v_->frame.rip = rip;
    x86_hardware.reads = 0;
    x86_hardware.guest = [=](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = exitcode;
      v.vmcb.exitinfo1 = 0;
    };
    tenon_x86_64_vcpu_run(v_.get());
    return v_->exit;
  }
  /// The same, and past it. \return how many words of memory it took.
  std::uint32_t pass(std::uint64_t exitcode, std::uint64_t wanted, std::uint64_t rip = code) {
    EXPECT_NE(leave(exitcode, rip).kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled));
    EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
    EXPECT_EQ(v_->frame.rip, rip + wanted);
    return x86_hardware.reads;
  }
};

TEST_F(SvmLengthAt, MovesTheGuestPastItsPrefixes) {
  for (const std::uint32_t mode : {TENON_X86_64_MODE_PROTECTED, TENON_X86_64_MODE_LONG}) {
    *v_ = {};
    cpu_->loaded = nullptr;
    start(mode);
    put(code, {0x0f, 0x01, 0xd9});
    pass(0x81, 3);
    put(code, {0xf3, 0x2e, 0x0f, 0x01, 0xd9});
    pass(0x81, 5);
    put(code, {0x66, 0xf4});
    pass(0x78, 2);
    put(code, {0x26, 0x66, 0x67, 0x0f, 0x32});
    pass(0x7c, 5);
    put(code, {0x66, 0xf3, 0x90});
    pass(0x77, 3);
  }
}

TEST_F(SvmLengthAt, AnswersThemInTheCoreToo) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x2e, 0x48, 0x0f, 0xa2, 0xf4});
  std::uint32_t entries = 0;
  x86_hardware.guest = [&](tenon_x86_64_vcpu& v) {
    v.vmcb.exitcode = entries++ == 0 ? 0x72 : 0x78;
  };
  v_->frame.rip = code;
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(TENON_EXIT_halt));
  EXPECT_EQ(v_->frame.rip, code + 4) << "behind CPUID, at HLT";
  EXPECT_EQ(v_->frame.x[TENON_X86_64_RAX], 0U) << "leaf 0 of a CPU that has nothing there";
}

TEST_F(SvmLengthAt, ReadsAgainWhatItKnowsAndNoMore) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0x0f, 0x01, 0xd9});
  EXPECT_GT(pass(0x81, 4), 20U) << "each of the guest's tables through the nested ones";
  EXPECT_EQ(pass(0x81, 4), 5U) << "four entries and a word of code";
  put(0x2003, {0xf4});
  EXPECT_GT(pass(0x78, 1, 0x2003), 20U);
  EXPECT_EQ(pass(0x81, 4), 5U) << "each kind of exit has its own";
  EXPECT_EQ(pass(0x78, 1, 0x2003), 5U);
  put(0x2006, {0x66, 0x66, 0x0f, 0x01, 0xd9});
  pass(0x81, 5, 0x2006);
  EXPECT_EQ(pass(0x81, 5, 0x2006), 6U) << "in two words";
}

TEST_F(SvmLengthAt, KnowsNothingOfWhatHasChanged) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0x0f, 0x01, 0xd9});
  const auto forget = [&](const char* why, auto change) {
    pass(0x81, 4);
    ASSERT_EQ(pass(0x81, 4), 5U) << why;
    change();
    EXPECT_GT(pass(0x81, 4), 5U) << why;
  };
  forget("the entry before", [&] { word(tables) = tables + 0x1023; });
  forget("the last entry", [&] { word(tables + 0x3008) = 0x1063; });
  forget("CR4", [&] { v_->vmcb.cr4 |= 0x80; });
  forget("CR0", [&] { v_->vmcb.cr0 |= 0x8; });
  forget("EFER",
         [&] { tenon_x86_64_vcpu_set_register(v_.get(), TENON_X86_64_REGISTER_EFER, 0xd00); });
  forget("the nested tables", [&] { ++stage2_.epoch; });
  forget("CR3", [&] {
    for (std::uint64_t i = 0; i < 0x200; ++i) word(0x20000 + i * 8) = 0;
    word(0x20000) = tables + 0x1003;
    v_->vmcb.cr3 = 0x20000;
  });
  pass(0x81, 4);
  put(code, {0x0f, 0x01, 0xd9});
  pass(0x81, 3);
  // The page that the guest has there now.
  put(0x2010, {0x66, 0x66, 0x66, 0x0f, 0x01, 0xd9});
  word(tables + 0x3008) = 0x2003;
  pass(0x81, 6);
}

/// What the hypervisor takes away while the guest runs is not looked at.
TEST_F(SvmLengthAt, SeesTheNestedTablesChangeMeanwhile) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0x0f, 0x01, 0xd9});
  pass(0x81, 4);
  ASSERT_EQ(pass(0x81, 4), 5U);
  v_->frame.rip = code;
  x86_hardware.reads = 0;
  x86_hardware.guest = [&](tenon_x86_64_vcpu& v) {
    v.vmcb.exitcode = 0x81;
    ++stage2_.epoch;
  };
  tenon_x86_64_vcpu_run(v_.get());
  EXPECT_GT(x86_hardware.reads, 5U);
}

TEST_F(SvmLengthAt, IsNotMisledByTheBaseOfCs) {
  start(TENON_X86_64_MODE_LONG);
  v_->vmcb.cs.base = 0x1000;
  v_->vmcb.cs.attributes = 0xc9b;  // 32-bit code
  put(code + 0x1000, {0x66, 0x0f, 0x01, 0xd9});
  put(code, {0x0f, 0x01, 0xd9});
  pass(0x81, 4);
  pass(0x81, 4);
  v_->vmcb.cs.attributes = 0xa9b;  // 64-bit code: no base
  pass(0x81, 3);
}

TEST_F(SvmLengthAt, FetchesAcrossPages) {
  start(TENON_X86_64_MODE_LONG);
  put(0x1ffd, {0x2e, 0x2e, 0x0f});
  put(0x3000, {0x01, 0xd9});
  word(tables + 0x3010) = 0x3003;  // 0x2000 is at 0x3000
  pass(0x81, 5, 0x1ffd);
  EXPECT_GT(pass(0x81, 5, 0x1ffd), 40U) << "not kept";
  put(0x1fff, {0xf4});
  word(tables + 0x3010) = 0;
  pass(0x78, 1, 0x1fff);
}

/// Of two pages there is more to read than room for it: nothing of that is read where the guest was
/// before.
TEST_F(SvmLengthAt, ReadsNothingOfWhatHadNoRoom) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0x0f, 0x01, 0xd9});
  const std::uint32_t fetch = pass(0x81, 4);
  put(0x1ffd, {0x2e, 0x2e, 0x0f});
  put(0x3000, {0x01, 0xd9});
  word(tables + 0x3010) = 0x3003;  // 0x2000 is at 0x3000
  pass(0x81, 5, 0x1ffd);
  EXPECT_EQ(pass(0x81, 4), fetch);
  EXPECT_EQ(pass(0x81, 4), 5U);
  EXPECT_EQ(x86_hardware.misaligned, 0U);
}

TEST_F(SvmLengthAt, RefusesWhatItCannotRead) {
  start(TENON_X86_64_MODE_LONG);
  x86_hardware.memory.erase(memory + code / 8 * 8);
  const tenon_exit& e = leave(0x81);
  EXPECT_EQ(e.kind, static_cast<std::uint32_t>(TENON_EXIT_unhandled));
  EXPECT_EQ(e.cause, static_cast<std::uint32_t>(TENON_X86_64_CAUSE_fetch_memory));
  EXPECT_EQ(e.address, 0x81U);
  EXPECT_EQ(e.instruction_length, 0U);
}

TEST_F(SvmLengthAt, LetsTheGuestExecuteWhatIsThereNow) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x90, 0x90});
  EXPECT_EQ(leave(0x81).kind, static_cast<std::uint32_t>(TENON_EXIT_preempted)) << "has an end";
  EXPECT_EQ(x86_hardware.entries, 1000U);
  EXPECT_EQ(v_->frame.rip, code);
  EXPECT_EQ(tenon_x86_64_vcpu_resume(v_.get()), TENON_OK);
  word(tables + 0x3008) = 0;
  EXPECT_EQ(leave(0x78).kind, static_cast<std::uint32_t>(TENON_EXIT_preempted)) << "no page";
  EXPECT_EQ(x86_hardware.entries, 2000U);
  EXPECT_EQ(v_->frame.rip, code);
}

TEST_F(SvmLengthAt, KnowsWhatTheCoreAnswersAndTheRest) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0xf3, 0x90});
  pass(0x77, 3);
  EXPECT_EQ(pass(0x77, 3), 5U) << "PAUSE is none of those with a kind of their own";
}

TEST_F(SvmLengthAt, KnowsReadsOfMsrsFromWrites) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0x0f, 0x32});
  put(code + 0x10, {0x2e, 0x66, 0x0f, 0x30});
  pass(0x7c, 3);
  const auto write = [&] {
    v_->frame.rip = code + 0x10;
    x86_hardware.reads = 0;
    x86_hardware.guest = [](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = 0x7c;
      v.vmcb.exitinfo1 = 1;
    };
    tenon_x86_64_vcpu_run(v_.get());
    EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK);
    EXPECT_EQ(v_->frame.rip, code + 0x14);
    return x86_hardware.reads;
  };
  write();
  EXPECT_EQ(write(), 5U);
  EXPECT_EQ(pass(0x7c, 3), 5U);
}

TEST_F(SvmLengthAt, KnowsCodeByTheBaseOfCsOutsideLongMode) {
  start(TENON_X86_64_MODE_PROTECTED);
  v_->vmcb.cs.base = 0x1000;
  put(code + 0x1000, {0x66, 0x0f, 0x01, 0xd9});
  put(code, {0x0f, 0x01, 0xd9});
  pass(0x81, 4);
  EXPECT_EQ(pass(0x81, 4), 1U) << "without paging a word of code is all";
  v_->vmcb.cs.base = 0;
  pass(0x81, 3);
}

TEST_F(SvmLengthAt, KnowsNothingOfMemoryThatIsGone) {
  start(TENON_X86_64_MODE_LONG);
  put(code, {0x66, 0x0f, 0x01, 0xd9});
  pass(0x81, 4);
  ASSERT_EQ(pass(0x81, 4), 5U);
  x86_hardware.memory.erase(memory + code / 8 * 8);
  EXPECT_EQ(leave(0x81).cause, static_cast<std::uint32_t>(TENON_X86_64_CAUSE_fetch_memory));
}

}  // namespace
