// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the run loop asks for the answer to an access: a bus. Several buses may stand behind each
/// other.
#pragma once

#include <tuple>

#include "tenon/vm/device.hpp"

namespace tenon {

/// Answers accesses to the space that `Where` addresses. Constant while vCPUs run: whatever changes
/// lies in the devices.
template <class B, class Where>
concept Bus = requires(const B& bus, const GuestAccess<Where>& access, std::uint64_t value,
                       Where first, Where last) {
  { bus.read(access) } noexcept -> std::same_as<ReadAnswer>;
  { bus.write(access, value) } noexcept -> std::same_as<WriteAnswer>;
  /// Whether somebody claims one of the addresses `first` to `last`, both included.
  { bus.touches(first, last) } noexcept -> std::same_as<bool>;
};

/// Nobody is here.
template <class Where>
struct EmptyBus {
  [[nodiscard]] ReadAnswer read(const GuestAccess<Where>& /*access*/) const noexcept {
    return std::unexpected(Refusal::unclaimed);
  }
  [[nodiscard]] WriteAnswer write(const GuestAccess<Where>& /*access*/,
                                  std::uint64_t /*value*/) const noexcept {
    return std::unexpected(Refusal::unclaimed);
  }
  [[nodiscard]] bool touches(Where /*first*/, Where /*last*/) const noexcept { return false; }
};

/// A policy of system registers that has none: what a guest may use without a device does not trap.
struct NoRegisters : EmptyBus<SysRegAddress> {
  struct Config {};
  explicit NoRegisters(const Config& /*config*/) noexcept {}
};

/// Asks one bus after the other until one claims the access. The buses outlive it.
template <class Where, Bus<Where>... Buses>
class FirstOf {
 public:
  explicit FirstOf(const Buses&... buses) noexcept : buses_(&buses...) {}

  [[nodiscard]] ReadAnswer read(const GuestAccess<Where>& access) const noexcept {
    return ask<0>([&](const auto& bus) noexcept { return bus.read(access); });
  }
  [[nodiscard]] WriteAnswer write(const GuestAccess<Where>& access,
                                  std::uint64_t value) const noexcept {
    return ask<0>([&](const auto& bus) noexcept { return bus.write(access, value); });
  }
  [[nodiscard]] bool touches(Where first, Where last) const noexcept {
    return std::apply([&](const Buses*... bus) { return (bus->touches(first, last) || ...); },
                      buses_);
  }

 private:
  template <std::size_t index, class Question>
  [[nodiscard]] auto ask(const Question& question) const noexcept {
    const auto answer = question(*std::get<index>(buses_));
    if constexpr (index + 1 == sizeof...(Buses)) {
      return answer;
    } else {
      if (answer.has_value() || answer.error() != Refusal::unclaimed) return answer;
      return ask<index + 1>(question);
    }
  }

  std::tuple<const Buses*...> buses_;
};

}  // namespace tenon
