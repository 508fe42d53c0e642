// SPDX-License-Identifier: Apache-2.0
#include "tenon/core/aarch64/debug_registers.h"
#include "tenon/core/aarch64/id_registers.h"
#include "tenon/vm/aarch64/system_registers.hpp"

namespace tenon::aarch64 {

ReadAnswer SystemRegisters::read(const GuestAccess<SysRegAddress>& access) const noexcept {
  std::uint64_t value = 0;
  if (tenon_aarch64_id_register(features_, access.address.value(), &value) != 0) return value;
  if (tenon_aarch64_debug_register(access.address.value(), &value) != 0) return value;
  return std::unexpected(Refusal::unclaimed);
}

WriteAnswer SystemRegisters::write(const GuestAccess<SysRegAddress>& access,
                                   std::uint64_t /*value*/) const noexcept {
  std::uint64_t ignored = 0;
  if (tenon_aarch64_debug_register(access.address.value(), &ignored) != 0) return {};
  return std::unexpected(Refusal::unclaimed);
}

bool SystemRegisters::touches(SysRegAddress first, SysRegAddress last) const noexcept {
  constexpr std::uint32_t ids = 0x10000;  // an AArch64 register's id has 16 bits (esr.h)
  for (std::uint32_t id = first.value(); id <= last.value() && id < ids; ++id) {
    if (read({VCpuId(0), SysRegAddress(id), AccessWidth::doubleword}).has_value()) return true;
  }
  return false;
}

}  // namespace tenon::aarch64
