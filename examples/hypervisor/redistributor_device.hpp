// SPDX-License-Identifier: Apache-2.0
/// \file
/// The one redistributor of a guest that shares the real one with the hypervisor: it looks like
/// the last of the machine, has no LPIs, and the interrupts that the hypervisor keeps stay as they
/// are.
#pragma once

#include <cstdint>

#include "tenon/vm/device.hpp"

namespace example {

/// IHI 0069, tables 12-27 (RD_base) and 12-29 (SGI_base: one or two bits or a byte an interrupt).
class RedistributorDevice {
 public:
  static constexpr std::uint64_t bytes = 0x20000;

  /// `base`: address of RD_base. `kept`: bit n for SGI or PPI n that the guest cannot change.
  RedistributorDevice(std::uint64_t base, std::uint32_t kept) noexcept : base_(base), kept_(kept) {}

  [[nodiscard]] tenon::ReadAnswer read(std::uint64_t offset,
                                       tenon::AccessWidth width) const noexcept;
  [[nodiscard]] tenon::WriteAnswer write(std::uint64_t offset, tenon::AccessWidth width,
                                         std::uint64_t value) const noexcept;

 private:
  [[nodiscard]] std::uint32_t read_word(std::uint64_t offset) const noexcept;
  void write_word(std::uint64_t offset, std::uint32_t written, std::uint32_t value) const noexcept;
  [[nodiscard]] std::uint32_t kept_bits(std::uint64_t offset) const noexcept;

  std::uint64_t base_;
  std::uint32_t kept_;
};

}  // namespace example
