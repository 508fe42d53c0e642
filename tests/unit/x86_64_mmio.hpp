// SPDX-License-Identifier: Apache-2.0
/// \file
/// A guest with a page of code, the first 2 MiB of its memory, and a device where no memory is.
#ifndef TENON_TESTS_UNIT_X86_64_MMIO_HPP
#define TENON_TESTS_UNIT_X86_64_MMIO_HPP

#include "tenon/core/x86_64/fetch.h"
#include "x86_64_guest.hpp"

namespace tenon_test {

inline constexpr std::uint64_t code = 0x1000;         // guest-physical
inline constexpr std::uint64_t device = 0xfeb0'0000;  // guest-physical
inline constexpr std::uint64_t by_store = 0x2;        // of EXITINFO1

class X86Mmio : public X86Guest {
 protected:
  X86Mmio() {
    enable();
    word(tables + 0x2000) = 0x83;  // the first 2 MiB
  }
  void start(std::uint32_t mode, std::uint32_t local_apic = 0) {
    tenon_x86_64_setup setup = setup_of(mode);
    setup.local_apic = local_apic;
    begin(code, setup);
  }
  /// The page around an instruction is there, but for its rest.
  void place(const std::vector<std::uint8_t>& bytes) {
    for (std::uint64_t at = code; at < code + 0x1000; at += 8) word(at) = 0x9090909090909090;
    put(code, bytes);
  }
  /// Runs until the guest's instruction faults.
  const tenon_exit& fault(std::uint64_t info, std::uint64_t address, std::uint64_t event = 0) {
    x86_hardware.guest = [=](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = 0x400;
      v.vmcb.exitinfo1 = info;
      v.vmcb.exitinfo2 = address;
      v.vmcb.exitintinfo = event;
    };
    tenon_x86_64_vcpu_run(v_.get());
    return v_->exit;
  }
  void expect(tenon_exit_kind kind, std::uint64_t address, std::uint64_t value,
              std::uint32_t width) const {
    const tenon_exit& e = v_->exit;
    EXPECT_EQ(e.kind, static_cast<std::uint32_t>(kind)) << tenon::x86_64::cause_name(e.cause);
    EXPECT_EQ(e.address, address);
    EXPECT_EQ(e.value, value);
    EXPECT_EQ(e.width, width);
  }
  void expect_refused(std::uint64_t info, std::uint64_t address, tenon_x86_64_cause cause,
                      std::uint64_t event = 0) {
    const tenon_exit& e = fault(info, address, event);
    EXPECT_EQ(e.kind, static_cast<std::uint32_t>(TENON_EXIT_nested_page_fault));
    EXPECT_EQ(tenon::x86_64::cause_name(e.cause), tenon::x86_64::cause_name(cause));
    EXPECT_EQ(e.address, address);
    EXPECT_EQ(e.instruction_length, 0U);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
};

}  // namespace tenon_test

#endif
