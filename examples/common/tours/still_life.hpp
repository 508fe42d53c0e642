// SPDX-License-Identifier: Apache-2.0
/// \file
/// A vCPU that never runs: every register of registers.def holds a random value, also those that a
/// guest could not live with, and the hypervisor compares them after each move.
#pragma once

#include <array>

#include "console.hpp"
#include "random.hpp"
#include "register_names.hpp"
#include "tenon/native.hpp"

namespace example {

class StillLife {
 public:
  explicit StillLife(std::uint64_t seed) noexcept : random_(seed) {}

  /// Takes a vCPU and finds out, on the CPU that it is bound to, which bits can change.
  [[nodiscard]] tenon::native::BoundVCpu probe(tenon::native::BoundVCpu vcpu) noexcept {
    for (std::uint32_t n = 0; n < switched_registers; ++n) {
      vcpu.set_register(switched(n), possible(switched(n), ~std::uint64_t{0}));
      const std::uint64_t ones = vcpu.get_register(switched(n));
      vcpu.set_register(switched(n), possible(switched(n), 0));
      changing_[n] = (ones ^ vcpu.get_register(switched(n))) & ~changes_by_itself(switched(n));
    }
    for (std::uint32_t n = 0; n < switched_registers; ++n) vcpu.set_register(switched(n), renew(n));
    return vcpu;
  }

  /// Compares; half of the time gives it other values, straight into the CPU.
  [[nodiscard]] tenon::native::BoundVCpu compare(tenon::native::BoundVCpu vcpu) noexcept {
    for (std::uint32_t n = 0; n < switched_registers; ++n) {
      const std::uint64_t found = vcpu.get_register(switched(n)) & changing_[n];
      ++compared_;
      if (found == (kept_[n] & changing_[n])) continue;
      ++wrong_;
      print("torture: WRONG: ", switched_names[n], " of the vCPU that never runs was to be ",
            hex(kept_[n] & changing_[n]), " and is ", hex(found));
    }
    const std::uint32_t count = random_.below(2) * switched_registers;
    for (std::uint32_t n = 0; n < count; ++n) vcpu.set_register(switched(n), renew(n));
    return vcpu;
  }
  /// The other half of the time: while it is on no CPU.
  [[nodiscard]] tenon::native::FreeVCpu change(tenon::native::FreeVCpu vcpu) noexcept {
    const std::uint32_t count = random_.below(2) * switched_registers;
    for (std::uint32_t n = 0; n < count; ++n) vcpu.set_register(switched(n), renew(n));
    return vcpu;
  }

  [[nodiscard]] std::uint64_t wrong() const noexcept { return wrong_; }
  void report() const noexcept {
    for (std::uint32_t n = 0; n < switched_registers; ++n) {
      if (changing_[n] == 0) print("torture: ", switched_names[n], " never changes on this CPU");
    }
    print("torture: ", compared_, " registers compared from the host");
  }

 private:
  [[nodiscard]] std::uint64_t renew(std::uint32_t n) noexcept {
    return kept_[n] = possible(switched(n), random_.next());
  }
  Random random_;
  std::array<std::uint64_t, switched_registers> kept_{}, changing_{};
  std::uint64_t compared_ = 0, wrong_ = 0;
};

}  // namespace example
