// SPDX-License-Identifier: Apache-2.0
/// \file
/// One life of the hostile guest: what the run loop leaves of its exits is answered here, and a
/// guest that makes no progress is stopped.
#pragma once

#include "hostile_tally.hpp"
#include "tenon/native.hpp"
#include "tenon/vm/run_loop.hpp"

namespace example::hostile {

struct Plan : Machine::PlanBase {
  using Mmio = tenon::DeviceBus<tenon::GuestPhysical, 4>;
  using SysRegs = tenon::DeviceBus<tenon::SysRegAddress, 1>;
  static constexpr std::uint32_t vcpus = 1;
  static constexpr std::uint32_t regions = 4;
};
using Vm = tenon::Vm<Plan>;

/// From its first instruction to its end. The hypervisor's timer runs from here on.
class Life {
 public:
  Life(const Vm& vm, tenon::native::VCpuStorage& storage, Tally& tally,
       std::uint64_t most_exits) noexcept;

  /// Runs the guest until the run loop leaves an exit, and answers it.
  [[nodiscard]] tenon::native::Step turn(tenon::native::BoundVCpu vcpu) noexcept;

  [[nodiscard]] Death end() const noexcept { return end_; }

 private:
  /// Every exit: its class, and whether the guest has changed what it runs under.
  void look(const tenon_exit& exit) noexcept;
  template <class E>
  void refuse(const E& exit) noexcept;
  void note_sign(std::uint64_t attempts, std::uint64_t counts) noexcept;

  const Vm& vm_;
  tenon::native::VCpuStorage& storage_;
  Tally& tally_;
  std::uint64_t most_exits_;
  std::uint64_t attempts_ = 0, last_sign_ = tally_.exits();
  std::uint32_t silent_ticks_ = 0, looks_ = 0;
  Death end_ = silence;
};

}  // namespace example::hostile
