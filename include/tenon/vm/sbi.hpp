// SPDX-License-Identifier: Apache-2.0
/// \file
/// The Supervisor Binary Interface 2.0 as a VM answers it: base, TIME, IPI, RFENCE, HSM, SRST,
/// DBCN, and the legacy timer and console; NOT_SUPPORTED for whatever is not known. No call of a
/// guest reaches the machine's firmware.
#pragma once

#include <concepts>

#include "tenon/core/riscv64/sbi.h"
#include "tenon/exits/call.hpp"
#include "tenon/riscv64.hpp"
#include "tenon/vm/device.hpp"
#include "tenon/vm/fence.hpp"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon {

namespace sbi {

/// What a call returns in a0 and, but for legacy calls, in a1.
struct Answer {
  std::int64_t error = TENON_SBI_SUCCESS;
  std::uint64_t value = 0;
};

/// What HSM's suspend asks for (SBI 2.0, table 27).
enum class Suspend : std::uint8_t {
  retentive,      ///< as WFI: goes on behind the call
  non_retentive,  ///< begins anew at an address, as a started hart
  unknown,        ///< a platform's own, of which this one has none
  reserved
};
[[nodiscard]] Suspend suspend_type(std::uint64_t type) noexcept;

/// The most bytes that one call of DBCN moves.
inline constexpr std::uint64_t console_chunk = 256;

[[nodiscard]] Answer base(std::uint64_t function, std::uint64_t argument) noexcept;
/// HSM's hart_get_status.
[[nodiscard]] Answer hart_status(const VCpuTable& vcpus, std::uint64_t hart) noexcept;
/// What hart_start returns for it.
[[nodiscard]] std::int64_t status(Start start) noexcept;
/// What system_reset returns for a type that is no exit of its own.
[[nodiscard]] std::int64_t refused_reset(std::uint64_t type) noexcept;
/// Whether the mask names harts of the table alone.
[[nodiscard]] bool all_known(const VCpuTable& vcpus, std::uint64_t base,
                             std::uint64_t mask) noexcept;

}  // namespace sbi

/// What the firmware asks of the hypervisor. Static functions, called on the CPU of the calling
/// vCPU; several vCPUs may be there at once.
template <class H, class A>
concept SbiHost =
    requires(Hypercall<A>& call, VmId vm, std::uint8_t character, std::uint64_t deadline) {
      /// The VM's console.
      { H::put(vm, character) } noexcept -> std::same_as<void>;
      { H::get(vm) } noexcept -> std::same_as<std::optional<std::uint8_t>>;
      /// The next timer interrupt of the calling vCPU; none is pending before `deadline`.
      { H::set_timer(call, deadline) } noexcept -> std::same_as<void>;
    };

/// The firmware of a RISC-V guest; a vCPU's affinity is its hart id. hart_stop, hart_suspend,
/// shutdown and reset leave the run loop: only who runs the vCPU can obey them.
///
/// Remote fences are conservative: whatever range or address space the guest names, each named
/// vCPU's hart forgets all translations of the VM (HFENCE.GVMA by its VMID, HFENCE.VVMA) and its
/// instructions (FENCE.I) before it enters the guest again, and the call returns when none of them
/// is still in the guest without.
template <class H>
struct Sbi {
  template <class Vm, ArchVCpu A>
    requires SbiHost<H, A>
  [[nodiscard]] static CallAnswer call(const Vm& vm, Hypercall<A>& exit) noexcept {
    if (exit.immediate() < TENON_SBI_LEGACY_END) {
      return CallResult{.first = static_cast<std::uint64_t>(legacy(exit)), .second = {}};
    }
    const sbi::Answer answer = standard(vm, exit);
    return CallResult{.first = static_cast<std::uint64_t>(answer.error), .second = answer.value};
  }

  /// hart_start. The started vCPU's home is woken.
  template <class Vm, ArchVCpu A>
  [[nodiscard]] static ReadAnswer start(const Vm& vm, const CpuUp<A>& exit) noexcept {
    if (!can_begin(vm, exit.entry())) {
      return static_cast<std::uint64_t>(std::int64_t{TENON_SBI_ERR_INVALID_ADDRESS});
    }
    return static_cast<std::uint64_t>(
        sbi::status(vm.start(exit.target(), exit.entry(), exit.context())));
  }

  /// Whether a hart can start or resume there: setup refuses what no instruction can begin at.
  template <class Vm>
  [[nodiscard]] static bool can_begin(const Vm& vm, GuestPhysical entry) noexcept {
    return entry.value() % 2 == 0 && vm.can_fetch(entry);
  }

  /// What sending returns: an interrupt to a hart that there is not goes to none.
  template <class Vm, ArchVCpu A>
  [[nodiscard]] static std::int64_t ipi_status(const Vm& vm, const SendIpi<A>& exit) noexcept {
    return sbi::all_known(vm.vcpus(), exit.target(), exit.target_list())
               ? TENON_SBI_SUCCESS
               : TENON_SBI_ERR_INVALID_PARAM;
  }

 private:
  template <class Vm, ArchVCpu A>
  [[nodiscard]] static sbi::Answer standard(const Vm& vm, Hypercall<A>& exit) noexcept {
    const std::uint64_t function = exit.number();
    const std::uint64_t argument = exit.argument(0);
    switch (exit.immediate()) {
      case TENON_SBI_BASE:
        return sbi::base(function, argument);
      case TENON_SBI_TIME:
        if (function != 0) break;
        H::set_timer(exit, argument);
        return {};
      case TENON_SBI_RFENCE:
        return fence(vm, exit);
      case TENON_SBI_HSM:
        if (function != TENON_SBI_HSM_STATUS) break;
        return sbi::hart_status(vm.vcpus(), argument);
      case TENON_SBI_SRST:
        if (function != 0) break;
        return {.error = sbi::refused_reset(argument)};
      case TENON_SBI_DBCN:
        return console(vm, exit);
      default:
        break;
    }
    return {.error = TENON_SBI_ERR_NOT_SUPPORTED};
  }

  /// FENCE.I, SFENCE.VMA with and without an address space; not the hypervisor's own.
  template <class Vm, ArchVCpu A>
  [[nodiscard]] static sbi::Answer fence(const Vm& vm, const Hypercall<A>& exit) noexcept {
    const std::uint64_t mask = exit.argument(0);
    const std::uint64_t base = exit.argument(1);
    if (exit.number() > 2) return {.error = TENON_SBI_ERR_NOT_SUPPORTED};
    if (!sbi::all_known(vm.vcpus(), base, mask)) return {.error = TENON_SBI_ERR_INVALID_PARAM};
    detail::fence(vm, RiscV64Arch::fence_request, [&](std::uint64_t hart) noexcept {
      return RiscV64Arch::ipi_names(base, mask, hart);
    });
    return {};
  }

  template <class Vm, ArchVCpu A>
  [[nodiscard]] static sbi::Answer console(const Vm& vm, const Hypercall<A>& exit) noexcept {
    switch (exit.number()) {
      case 0:
        return transfer(vm, exit, TENON_ACCESS_READ, [&](volatile std::uint8_t& byte) noexcept {
          H::put(vm.id(), byte);
          return true;
        });
      case 1:
        return transfer(vm, exit, TENON_ACCESS_WRITE, [&](volatile std::uint8_t& byte) noexcept {
          const auto typed = H::get(vm.id());
          if (typed) byte = *typed;
          return typed.has_value();
        });
      case 2:
        H::put(vm.id(), static_cast<std::uint8_t>(exit.argument(0)));
        return {};
      default:
        return {.error = TENON_SBI_ERR_NOT_SUPPORTED};
    }
  }

  /// The whole buffer (bytes in a0, address in a1 and a2) lies in one region of the guest's memory
  /// with that access, or nothing is moved.
  template <class Vm, ArchVCpu A, class Move>
  [[nodiscard]] static sbi::Answer transfer(const Vm& vm, const Hypercall<A>& exit,
                                            std::uint32_t access, const Move& move) noexcept {
    const std::uint64_t bytes = exit.argument(0);
    if (bytes == 0) return {};
    if (exit.argument(2) != 0) return {.error = TENON_SBI_ERR_INVALID_PARAM};
    const auto host = vm.reach(GuestPhysical(exit.argument(1)), bytes, access);
    if (!host.has_value()) return {.error = TENON_SBI_ERR_INVALID_PARAM};
    auto* buffer =
        reinterpret_cast<volatile std::uint8_t*>(Vm::Plan::Hal::phys_to_virt(*host).value());
    std::uint64_t done = 0;
    while (done < bytes && done < sbi::console_chunk && move(buffer[done])) ++done;
    return {.value = done};
  }

  template <ArchVCpu A>
  [[nodiscard]] static std::int64_t legacy(Hypercall<A>& exit) noexcept {
    switch (exit.immediate()) {
      case TENON_SBI_LEGACY_SET_TIMER:
        H::set_timer(exit, exit.argument(0));
        return 0;
      case TENON_SBI_LEGACY_PUTCHAR:
        H::put(exit.vm(), static_cast<std::uint8_t>(exit.argument(0)));
        return 0;
      case TENON_SBI_LEGACY_GETCHAR: {
        const auto typed = H::get(exit.vm());
        return typed ? std::int64_t{*typed} : -1;
      }
      // Their masks lie in guest-virtual memory, and Clear IPI is of no use: a guest clears sip.SSIP.
      // IPI and RFENCE replace them.
      case TENON_SBI_LEGACY_CLEAR_IPI:
      case TENON_SBI_LEGACY_SEND_IPI:
      case TENON_SBI_LEGACY_FENCE_I:
      case TENON_SBI_LEGACY_SFENCE_VMA:
      case TENON_SBI_LEGACY_SFENCE_VMA_ASID:
      default:
        return TENON_SBI_ERR_NOT_SUPPORTED;
    }
  }
};

}  // namespace tenon
