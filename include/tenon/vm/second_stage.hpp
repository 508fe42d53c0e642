// SPDX-License-Identifier: Apache-2.0
/// \file
/// An ISA's C functions for second stages as a VM's second stage: tables from a pool, VMID from an
/// allocator, memory as the account of grants has it, all of which the caller shares between VMs and
/// locks if several CPUs set VMs up at once.
#pragma once

#include "tenon/core/stage2.h"
#include "tenon/core/vmid.h"
#include "tenon/vm/grants.hpp"
#include "tenon/vm/nested_table.hpp"

namespace tenon {

/// `Isa` has `Tables` (what it keeps for one VM, with the part that its vCPUs see in `stage2()` and
/// that of every ISA in `common()`), `Config` (with `grants` and `vmids`) and static functions that return enum tenon_error.
template <class Isa>
class SecondStage {
 public:
  using Stage2 = typename Isa::Stage2;
  using Config = typename Isa::Config;

  explicit SecondStage(const Config& config) noexcept : config_(config) {}
  SecondStage(const SecondStage&) = delete;
  SecondStage& operator=(const SecondStage&) = delete;
  ~SecondStage() = default;

  /// Refused: `wrong_state` if open, `no_vmid`, and what the ISA's `create` refuses.
  [[nodiscard]] Status open(VmId owner) noexcept {
    if (open_) return std::unexpected(Error::wrong_state);
    if (const auto error = static_cast<tenon_error>(Isa::create(config_, tables_, owner.value()));
        error != TENON_OK) {
      return to_status(error);
    }
    if (const tenon_error error = take_identifier(); error != TENON_OK) {
      Isa::destroy(config_, tables_);
      return to_status(error);
    }
    owner_ = owner;
    open_ = true;
    return {};
  }

  /// On return every CPU has forgotten the VM's translations.
  void close() noexcept {
    if (!open_) return;
    Isa::destroy(config_, tables_);
    if (config_.vmids != nullptr) {
      static_cast<void>(tenon_vmid_release(config_.vmids, Isa::common(tables_).vmid));
    }
    open_ = false;
  }

  [[nodiscard]] Stage2& stage2() noexcept { return Isa::stage2(tables_); }

  /// Refused: `not_given` unless one grant has all of the memory and names this VM; and what the
  /// ISA's `map` refuses.
  [[nodiscard]] Status map(const MemoryRegion& region) noexcept {
    if (open_ && region.bytes != 0 &&
        !config_.grants.holds({.start = region.host, .bytes = region.bytes}, owner_)) {
      return std::unexpected(Error::not_given);
    }
    return when_open([&]() noexcept { return Isa::map(config_, tables_, region); });
  }
  [[nodiscard]] Status unmap(GuestPhysical start, std::uint64_t bytes) noexcept {
    return when_open([&]() noexcept { return Isa::unmap(config_, tables_, start.value(), bytes); });
  }
  [[nodiscard]] Status protect(GuestPhysical start, std::uint64_t bytes,
                               std::uint32_t access) noexcept {
    return when_open(
        [&]() noexcept { return Isa::protect(config_, tables_, start.value(), bytes, access); });
  }
  [[nodiscard]] std::expected<Translation, Error> translate(GuestPhysical address) const noexcept {
    tenon_nested_translation found{};
    const Status status = when_open(
        [&]() noexcept { return Isa::translate(config_, tables_, address.value(), &found); });
    if (!status.has_value()) return std::unexpected(status.error());
    return Translation{.host = HostPhysical(found.hpa),
                       .bytes = found.bytes,
                       .access = found.access,
                       .memory = static_cast<tenon_memory>(found.memory)};
  }

 private:
  /// CPUs without identifiers forget everything at each bind instead.
  [[nodiscard]] tenon_error take_identifier() noexcept {
    if (config_.vmids == nullptr) return TENON_OK;
    tenon_stage2& common = Isa::common(tables_);
    return static_cast<tenon_error>(
        tenon_vmid_acquire(config_.vmids, &common.vmid, &common.generation));
  }
  template <class Operation>
  [[nodiscard]] Status when_open(const Operation& operation) const noexcept {
    if (!open_) return std::unexpected(Error::wrong_state);
    return to_status(static_cast<tenon_error>(operation()));
  }

  Config config_;
  typename Isa::Tables tables_{};
  VmId owner_{TENON_NONE};
  bool open_ = false;
};

}  // namespace tenon
