// SPDX-License-Identifier: Apache-2.0
/// \file
/// The board's GICv3 as the hypervisor drives it (IHI 0069): its own SGI for kicks, physical
/// interrupts acknowledged at EL2, deactivated by the guest through linked list registers.
#pragma once

#include <cstdint>
#include <optional>

namespace example {

/// The SGI that kicks a guest out; a guest that gets its interrupts virtually cannot see it.
inline constexpr std::uint32_t kick_sgi = 15;
/// The virtual CPU interface asks for attention (IHI 0069, 6.3).
inline constexpr std::uint32_t maintenance_ppi = 25;
/// Bit n: SGI or PPI n is the hypervisor's own.
inline constexpr std::uint32_t hypervisor_interrupts = 1U << kick_sgi | 1U << maintenance_ppi;

class Gic {
 public:
  /// Addresses as the device tree gives them; `stride` is the size of one redistributor.
  constexpr Gic(std::uint64_t distributor, std::uint64_t redistributors,
                std::uint64_t stride = 0x20000)
      : distributor_(distributor), redistributors_(redistributors), stride_(stride) {}

  /// Once, on the boot CPU: Group 1 on, affinity routing.
  void enable_distributor() const;
  /// On each CPU `cpu` (its Aff0 and its redistributor's index): wakes the redistributor, enables
  /// the hypervisor's own interrupts and the CPU interface; an end drops the priority only (EOImode 1).
  void enable_cpu(std::uint32_t cpu) const;
  /// Enables PPI `intid` of CPU `cpu` for a guest that has no distributor.
  void enable_ppi(std::uint32_t cpu, std::uint32_t intid) const;
  /// Undoes `enable_cpu` for a guest that drives the physical CPU interface itself.
  void hand_over_cpu() const;

  /// Acknowledges the highest-priority pending interrupt; nothing if there is none.
  [[nodiscard]] std::optional<std::uint32_t> acknowledge() const;
  /// Drops the running priority; the interrupt stays active until it is deactivated.
  void drop_priority(std::uint32_t intid) const;
  void deactivate(std::uint32_t intid) const;
  /// Sends the kick SGI to the CPU whose Aff0 is `cpu` (0 to 15).
  void kick(std::uint32_t cpu) const;
  /// Makes a shared interrupt pending by software.
  void set_pending(std::uint32_t intid) const;

 private:
  std::uint64_t distributor_;
  std::uint64_t redistributors_;
  std::uint64_t stride_;
};

}  // namespace example
