// SPDX-License-Identifier: Apache-2.0
/// \file
/// What happens to an access that nobody claims. The default denies.
#pragma once

#include "tenon/vm/device.hpp"

namespace tenon {

/// The answer to an access that no device claims, or that only partly lies in a device's window.
enum class Unclaimed : std::uint8_t {
  fault,  ///< the exception that real hardware raises: an abort, an undefined instruction
  zeros,  ///< reads as zero, writes are ignored
  ones,   ///< reads as ones, as a floating bus does, writes are ignored
  leave   ///< the exit is for whoever called the run loop, who may stop the guest
};

/// The policy of one VM.
struct Policy {
  Unclaimed mmio = Unclaimed::fault;
  Unclaimed mmio_straddle = Unclaimed::fault;
  Unclaimed system_register = Unclaimed::fault;
  Unclaimed port = Unclaimed::fault;
  Unclaimed port_straddle = Unclaimed::fault;
};

namespace detail {

/// Replaces `unclaimed` and `straddles` by what the policy says.
[[nodiscard]] constexpr ReadAnswer settle_read(const ReadAnswer& answer, Unclaimed unclaimed,
                                               Unclaimed straddle) noexcept {
  if (answer.has_value()) return answer;
  if (answer.error() == Refusal::fault || answer.error() == Refusal::leave) return answer;
  switch (answer.error() == Refusal::straddles ? straddle : unclaimed) {
    case Unclaimed::zeros:
      return 0;
    case Unclaimed::ones:
      return ~std::uint64_t{0};
    case Unclaimed::leave:
      return std::unexpected(Refusal::leave);
    case Unclaimed::fault:
      break;
  }
  return std::unexpected(Refusal::fault);
}

[[nodiscard]] constexpr WriteAnswer settle_write(const WriteAnswer& answer, Unclaimed unclaimed,
                                                 Unclaimed straddle) noexcept {
  if (answer.has_value()) return answer;
  const ReadAnswer settled = settle_read(std::unexpected(answer.error()), unclaimed, straddle);
  if (settled.has_value()) return {};
  return std::unexpected(settled.error());
}

}  // namespace detail
}  // namespace tenon
