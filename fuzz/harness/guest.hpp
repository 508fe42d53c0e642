// SPDX-License-Identifier: Apache-2.0
/// \file
/// A fault record and the guest's registers, from a fuzzer's bytes.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <cstdint>

#include "harness/bus.hpp"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"

namespace tenon_fuzz {

struct Guest {
  tenon_aarch64_fault fault{};
  tenon_aarch64_frame frame{};
};

inline void fill_registers(tenon_aarch64_frame& frame, std::uint64_t seed) {
  std::uint64_t value = scramble(seed);
  for (std::uint64_t& x : frame.x) x = value += 0x9e3779b97f4a7c15;
  frame.pc = value + 0x9e3779b97f4a7c15;
}

/// The first bytes of an input are its last ones here: the syndrome comes first.
inline Guest read_guest(FuzzedDataProvider& data) {
  Guest guest;
  tenon_aarch64_fault& fault = guest.fault;
  fault.esr = data.ConsumeIntegral<std::uint32_t>();
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  // Seven of eight records are of synchronous exceptions.
  fault.vector = mode % 8 == 7 ? mode / 8 % 8 : 0;
  fault.valid = data.ConsumeIntegral<std::uint8_t>();
  guest.frame.pstate = data.ConsumeIntegral<std::uint32_t>();
  fault.ipa = data.ConsumeIntegral<std::uint64_t>();
  fault.far = data.ConsumeIntegral<std::uint64_t>();
  const auto x0 = data.ConsumeIntegral<std::uint64_t>();
  const auto transfer = data.ConsumeIntegral<std::uint64_t>();
  fill_registers(guest.frame, data.ConsumeIntegral<std::uint64_t>());
  fault.instruction = data.ConsumeIntegral<std::uint32_t>();
  fault.sp = data.ConsumeIntegral<std::uint64_t>();
  fault.zva_bytes = std::uint32_t{1} << data.ConsumeIntegral<std::uint8_t>() % 16;
  // ISS2, and what lies above it.
  fault.esr |= std::uint64_t{data.ConsumeIntegral<std::uint32_t>()} << 32;
  guest.frame.x[0] = x0;
  // The register of a system register access or a WFIT, and that of a store.
  for (const unsigned low : {5U, 16U}) {
    const auto index = fault.esr >> low & 31;
    if (index > 3 && index < 31) guest.frame.x[index] = transfer;
  }
  return guest;
}

}  // namespace tenon_fuzz
