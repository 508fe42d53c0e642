// SPDX-License-Identifier: Apache-2.0
/// \file
/// A guest with pages of its own in memory that is mapped page by page, which exits for the elements
/// of string instructions.
#ifndef TENON_TESTS_UNIT_X86_64_STRING_HPP
#define TENON_TESTS_UNIT_X86_64_STRING_HPP

#include <initializer_list>

#include "x86_64_guest.hpp"

namespace tenon_test {

inline constexpr std::uint64_t code = 0x1000;         // guest-physical
inline constexpr std::uint64_t data = 0x2000;         // guest-physical
inline constexpr std::uint64_t device = 0xfeb0'0000;  // guest-physical
inline constexpr std::uint64_t in = 1;                // of EXITINFO1
inline constexpr std::uint64_t string = 4;
inline constexpr std::uint64_t rep = 8;

class X86String : public X86Guest {
 protected:
  explicit X86String(bool vmx = false) {
    if (vmx) x86_hardware.make_vmx();
    x86_hardware.memory[root + 0x2000] = root + 0x3007;
    for (std::uint64_t page = 0; page < 0x10; ++page) {
      x86_hardware.memory[root + 0x3000 + page * 8] = memory + page * 0x1000 + 0x67;
    }
    for (std::uint64_t at = 0; at < 0x4000; at += 8) word(at) = 0;
    enable();
    word(tables) = tables + 0x1003;
    word(tables + 0x1000) = tables + 0x2003;
    word(tables + 0x2000) = tables + 0x3003;
    word(tables + 0x1008) = 0;
    for (std::uint64_t page = 0; page < 0x10; ++page) word(entry_of(page)) = page << 12 | 3;
    word(tables + 0x1018) = tables + 0x4003;  // the fourth GiB
    word(tables + 0x4000 + 0xfa8) = (device & ~0x1f'ffffULL) | 0x83;
  }
  void start(std::uint32_t mode) { begin(code, setup_of(mode)); }
  static std::uint64_t entry_of(std::uint64_t page) { return tables + 0x3000 + page * 8; }
  void place(std::initializer_list<std::uint64_t> bytes) {
    word(code) = 0;
    std::uint64_t unit = 1;
    for (const std::uint64_t byte : bytes) {
      word(code) += byte * unit;
      unit *= 0x100;
    }
    v_->frame.rip = code;
  }
  /// Runs until a port access of the string instruction at RIP, or what the core makes of it.
  const tenon_exit& leave(std::uint64_t info, std::uint64_t width = 1) {
    return exit_with(0x7b, info + string + width * 0x10 + 0x578'0000, 0);
  }
  /// The entry behind an exit that the core answers ends in a physical interrupt.
  const tenon_exit& exit_with(std::uint64_t exitcode, std::uint64_t info, std::uint64_t info2) {
    const std::uint32_t before = x86_hardware.entries;
    x86_hardware.guest = [=](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = x86_hardware.entries == before + 1 ? exitcode : 0x60;
      v.vmcb.exitinfo1 = info;
      v.vmcb.exitinfo2 = info2;
    };
    tenon_x86_64_vcpu_run(v_.get());
    return v_->exit;
  }
  void expect(tenon_exit_kind kind, tenon_x86_64_cause cause) const {
    EXPECT_EQ(v_->exit.kind, static_cast<std::uint32_t>(kind));
    EXPECT_EQ(tenon::x86_64::cause_name(v_->exit.cause), tenon::x86_64::cause_name(cause));
  }
  /// The guest has been entered with this exception, at the same instruction.
  void expect_fault(std::uint32_t vector, std::uint64_t error, std::uint64_t cr2 = 0) const {
    expect(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
    EXPECT_EQ(v_->vmcb.eventinj, 0x8000'0b00 + vector + (error << 32));
    EXPECT_EQ(v_->vmcb.cr2, cr2);
    EXPECT_EQ(v_->frame.rip, code);
    EXPECT_EQ(tenon_x86_64_vcpu_resume(const_cast<tenon_x86_64_vcpu*>(v_.get())), TENON_OK);
  }
  void read(std::uint64_t value) {
    EXPECT_EQ(tenon_x86_64_vcpu_complete_read(v_.get(), value), TENON_OK);
  }
  void written() { EXPECT_EQ(tenon_x86_64_vcpu_complete_write(v_.get()), TENON_OK); }
};

}  // namespace tenon_test

#endif
