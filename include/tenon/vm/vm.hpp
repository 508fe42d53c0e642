// SPDX-License-Identifier: Apache-2.0
/// \file
/// A virtual machine: its second stage, its devices, its vCPUs' ids and states.
#pragma once

#include <array>

#include "tenon/vcpu.hpp"
#include "tenon/vm/address_space.hpp"
#include "tenon/vm/plan.hpp"
#include "tenon/vm/policy.hpp"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon {

/// Who a vCPU of a VM is and where it belongs.
struct VCpuPlace {
  VCpuId id;
  std::uint64_t affinity;  ///< the ISA's number for it (Arm: MPIDR affinity)
  CpuId home;              ///< the physical CPU that waits for it to be started
  CpuMask allowed = CpuMask::all();
};

/// In memory that the caller gives; stays where it was made and outlives its vCPUs. Memory and
/// devices are put in place before vCPUs run: the run loop sees a `const Vm`.
template <VmPlan P>
class Vm {
 public:
  using Plan = P;
  using Arch = typename P::Arch;

  /// `devices` are those of a StaticBus in `Mmio`, none for a DeviceBus.
  Vm(VmId id, const Policy& policy, const typename P::Nested::Config& nested,
     const typename P::RegisterPolicy::Config& registers, auto&... devices) noexcept
      : id_(id), policy_(policy), memory_(nested), mmio_(devices...), register_policy_(registers) {}
  Vm(const Vm&) = delete;
  Vm& operator=(const Vm&) = delete;
  ~Vm() = default;

  /// Takes the second stage's tables and a VM identifier. Refused: `wrong_state` if open,
  /// `out_of_tables`, `no_vmid`.
  [[nodiscard]] Status open() noexcept { return memory_.table().open(id_); }
  /// Gives both back, with all of the guest's memory; devices stay. No vCPU of the VM is loaded
  /// anywhere, and none is bound again before it was set up again after open().
  void close() noexcept { memory_.close(); }

  [[nodiscard]] VmId id() const noexcept { return id_; }
  /// For CreatedVCpu::setup.
  [[nodiscard]] typename Arch::Stage2& stage2() noexcept { return memory_.table().stage2(); }

  /// Guest memory that reads, writes and executes. Refused: `overlap` with another region or a
  /// device; else as AddressSpace::map.
  [[nodiscard]] Status map_ram(GuestPhysical start, HostPhysical host,
                               std::uint64_t bytes) noexcept {
    return map(start, host, bytes, TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE);
  }
  /// Guest memory that reads and executes.
  [[nodiscard]] Status map_rom(GuestPhysical start, HostPhysical host,
                               std::uint64_t bytes) noexcept {
    return map(start, host, bytes, TENON_ACCESS_READ | TENON_ACCESS_EXECUTE);
  }
  /// The machine's device itself; see AddressSpace::pass_through.
  [[nodiscard]] Status pass_through(GuestPhysical start, HostPhysical host, std::uint64_t bytes,
                                    PageRest rest) noexcept {
    if (taken_by_device(start, bytes)) return std::unexpected(Error::overlap);
    return memory_.pass_through(start, host, bytes, rest);
  }
  [[nodiscard]] Status unmap(GuestPhysical start) noexcept { return memory_.unmap(start); }

  /// Where a guest-physical address leads. Refused: `not_mapped`, `out_of_range`.
  [[nodiscard]] std::expected<Translation, Error> translate(GuestPhysical address) const noexcept {
    return memory_.translate(address);
  }
  /// Host-physical address of `bytes` guest bytes that lie in one region, of which the guest has
  /// `access` (TENON_ACCESS_*) at least. Refused: `not_mapped`.
  [[nodiscard]] std::expected<HostPhysical, Error> reach(GuestPhysical start, std::uint64_t bytes,
                                                         std::uint32_t access = 0) const noexcept {
    const MemoryRegion* region = memory_.find(start, bytes);
    if (region == nullptr || (region->access & access) != access) {
      return std::unexpected(Error::not_mapped);
    }
    return region->host + (start - region->start);
  }
  [[nodiscard]] bool can_fetch(GuestPhysical entry) const noexcept {
    const MemoryRegion* region = memory_.find(entry, 1);
    return region != nullptr && (region->access & TENON_ACCESS_EXECUTE) != 0;
  }

  /// Gives a window to a device in memory. Refused: `overlap` with a region; else as
  /// DeviceBus::claim.
  template <MmioDevice D>
  [[nodiscard]] Status claim(GuestPhysical first, std::uint64_t bytes, D& device) noexcept {
    if (bytes != 0 && bytes - 1 <= ~std::uint64_t{0} - first.value() &&
        memory_.touches(first, first + (bytes - 1))) {
      return std::unexpected(Error::overlap);
    }
    return mmio_.claim(first, bytes, device);
  }
  /// Gives `count` system registers from `first` on to a device.
  template <SysRegDevice D>
  [[nodiscard]] Status claim(SysRegAddress first, std::uint64_t count, D& device) noexcept {
    return sysregs_.claim(first, count, device);
  }
  /// Gives `count` ports to a device.
  template <PortDevice D>
  [[nodiscard]] Status claim(Port first, std::uint64_t count, D& device) noexcept {
    return ports_.claim(first, count, device);
  }

  /// Makes a vCPU of this VM, off, in zeroed storage. Refused as VCpuTable::add and
  /// CreatedVCpu::create.
  [[nodiscard]] Result<CreatedVCpu<Arch>, Refused<>> create_vcpu(
      typename Arch::VCpu& storage, const VCpuPlace& place,
      const typename Arch::CreateConfig& config = {}) noexcept {
    const Status added = vcpus().add(place.id, place.affinity, place.home, &Arch::common(storage));
    if (!added.has_value()) return Refused<>{added.error(), Bundle<>{}};
    auto created = CreatedVCpu<Arch>::create(
        storage, {.vm = id_, .vcpu = place.id, .allowed = place.allowed, .preferred = place.home},
        config);
    if (!created) static_cast<void>(vcpus().remove(place.id));
    return created;
  }

  [[nodiscard]] VCpuTable vcpus() const noexcept { return VCpuTable(slots_); }
  /// Asks for vCPU `affinity` to start and wakes its home.
  [[nodiscard]] Start start(std::uint64_t affinity, GuestPhysical entry,
                            std::uint64_t context) const noexcept {
    const Start result = vcpus().start(affinity, entry, context);
    if (result == Start::started) {
      if (const auto home = vcpus().home(affinity)) P::Hal::send_kick(*home);
    }
    return result;
  }

  [[nodiscard]] const Policy& policy() const noexcept { return policy_; }
  [[nodiscard]] const typename P::Mmio& mmio() const noexcept { return mmio_; }
  [[nodiscard]] const typename P::SysRegs& sysregs() const noexcept { return sysregs_; }
  [[nodiscard]] const typename P::RegisterPolicy& register_policy() const noexcept {
    return register_policy_;
  }
  [[nodiscard]] const typename P::Ports& ports() const noexcept { return ports_; }

 private:
  [[nodiscard]] bool taken_by_device(GuestPhysical start, std::uint64_t bytes) const noexcept {
    // Whole pages: an access to a page that is mapped never exits.
    constexpr std::uint64_t page = AddressSpace<typename P::Nested, P::regions>::page;
    if (bytes == 0 || bytes - 1 > ~std::uint64_t{0} - start.value()) return false;
    const std::uint64_t first = start.value() / page * page;
    const std::uint64_t last = (start.value() + (bytes - 1)) / page * page + (page - 1);
    return mmio_.touches(GuestPhysical(first), GuestPhysical(last));
  }
  [[nodiscard]] Status map(GuestPhysical start, HostPhysical host, std::uint64_t bytes,
                           std::uint32_t access) noexcept {
    if (taken_by_device(start, bytes)) return std::unexpected(Error::overlap);
    return memory_.map({.start = start,
                        .host = host,
                        .bytes = bytes,
                        .access = access,
                        .memory = TENON_MEMORY_NORMAL});
  }

  VmId id_;
  Policy policy_;
  AddressSpace<typename P::Nested, P::regions> memory_;
  typename P::Mmio mmio_;
  typename P::SysRegs sysregs_;
  typename P::RegisterPolicy register_policy_;
  typename P::Ports ports_;
  mutable std::array<VCpuSlot, P::vcpus> slots_;
};

}  // namespace tenon
