// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a vCPU's stay could leave changed of the host.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "tenon/x86_64.hpp"

namespace example {

class HostState {
 public:
  /// Values that no guest writes by chance, where the hypervisor needs none; and all as it is then.
  void mark() noexcept {
    for (const Msr& msr : msrs) {
      if (msr.mark != 0) tenon_x86_64_hw_write_msr(msr.number, msr.mark);
    }
    constexpr std::array<std::uint64_t, 4> addresses{0x7ead00d0, 0x7ead00d1, 0x7ead00d2,
                                                     0x7ead00d3};
    tenon_x86_64_hw_write_dr(addresses.data());
    tenon_x86_64_features features{};
    (void)tenon_x86_64_detect(&features);
    has_keys_ = (features.has & TENON_X86_64_HAS_PKRU) != 0;
    if (has_keys_) tenon_x86_64_hw_write_pkru(0x7ead0000);
    values_ = look();
  }
  /// The register that differs from then; empty if all is as it was.
  [[nodiscard]] std::string_view changed() const noexcept {
    const Values now = look();
    for (std::size_t n = 0; n < now.size(); ++n) {
      if (now[n] != values_[n]) return n < msrs.size() ? msrs[n].name : others[n - msrs.size()];
    }
    return {};
  }

 private:
  struct Msr {
    std::uint32_t number;
    std::uint64_t mark;
    std::string_view name;
  };
  static constexpr std::array<Msr, 12> msrs{{
      {0x174, 0x7ead, "SYSENTER_CS"},
      {0x175, 0x7ead0175, "SYSENTER_ESP"},
      {0x176, 0x7ead0176, "SYSENTER_EIP"},
      {0x277, 0, "PAT"},
      {0xc0000080, 0, "EFER"},
      {0xc0000081, 0x7ead0081, "STAR"},
      {0xc0000082, 0x7ead0082, "LSTAR"},
      {0xc0000083, 0x7ead0083, "CSTAR"},
      {0xc0000084, 0x7ead0084, "SFMASK"},
      {0xc0000100, 0x7ead0100, "FS base"},
      {0xc0000102, 0x7ead0102, "KERNEL_GS_BASE"},
      {0xc0000103, 0x7ead0103, "TSC_AUX"},
  }};
  static constexpr std::array<std::string_view, 8> others{"CR4", "XCR0", "PKRU", "DR7",
                                                          "DR0", "DR1",  "DR2",  "DR3"};
  using Values = std::array<std::uint64_t, msrs.size() + others.size()>;

  [[nodiscard]] Values look() const noexcept {
    Values now{};
    std::size_t n = 0;
    for (const Msr& msr : msrs) now[n++] = tenon_x86_64_hw_read_msr(msr.number);
    now[n++] = tenon_x86_64_hw_read_cr4();
    now[n++] = tenon_x86_64_hw_read_xcr0();
    now[n++] = has_keys_ ? tenon_x86_64_hw_read_pkru() : 0;
    now[n++] = tenon_x86_64_hw_read_dr7();
    tenon_x86_64_hw_read_dr(&now[n]);
    return now;
  }
  Values values_{};
  bool has_keys_ = false;
};

}  // namespace example
