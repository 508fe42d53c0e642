// SPDX-License-Identifier: Apache-2.0
/// \file
/// AArch64 stage 2 as a VM's second stage: tables from a pool, VMID from an allocator, both of
/// which the caller shares between VMs and locks if several CPUs set VMs up at once.
#pragma once

#include "tenon/core/aarch64/nested.h"
#include "tenon/core/vmid.h"
#include "tenon/vm/nested_table.hpp"

namespace tenon::aarch64 {

class Nested {
 public:
  using Stage2 = tenon_stage2;
  struct Config {
    tenon_nested_pool* pool = nullptr;
    tenon_vmid_allocator* vmids = nullptr;
    std::uint32_t levels = 3;  ///< 3: 39 bits of guest-physical address; 4: 48
  };

  explicit Nested(const Config& config) noexcept : config_(config) {}
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
  ~Nested() = default;

  /// Refused: `wrong_state` if open, `invalid_argument` for other levels, `unsupported` for 4 on a
  /// CPU of less than 44 physical address bits, `out_of_tables`, `no_vmid`.
  [[nodiscard]] Status open(VmId owner) noexcept {
    if (open_) return std::unexpected(Error::wrong_state);
    if (const auto error = static_cast<tenon_error>(
            tenon_aarch64_stage2_create(config_.pool, &stage2_, config_.levels, owner.value()));
        error != TENON_OK) {
      return to_status(error);
    }
    const auto error = static_cast<tenon_error>(
        tenon_vmid_acquire(config_.vmids, &stage2_.vmid, &stage2_.generation));
    if (error != TENON_OK) {
      tenon_aarch64_stage2_destroy(config_.pool, &stage2_);
      return to_status(error);
    }
    open_ = true;
    return {};
  }

  /// On return every CPU has forgotten the VM's translations.
  void close() noexcept {
    if (!open_) return;
    tenon_aarch64_stage2_destroy(config_.pool, &stage2_);
    static_cast<void>(tenon_vmid_release(config_.vmids, stage2_.vmid));
    open_ = false;
  }

  [[nodiscard]] Stage2& stage2() noexcept { return stage2_; }

  [[nodiscard]] Status map(const MemoryRegion& region) noexcept {
    return when_open([&]() noexcept {
      return tenon_aarch64_stage2_map(config_.pool, &stage2_, region.start.value(),
                                      region.host.value(), region.bytes, region.access,
                                      region.memory);
    });
  }
  [[nodiscard]] Status unmap(GuestPhysical start, std::uint64_t bytes) noexcept {
    return when_open([&]() noexcept {
      return tenon_aarch64_stage2_unmap(config_.pool, &stage2_, start.value(), bytes);
    });
  }
  [[nodiscard]] Status protect(GuestPhysical start, std::uint64_t bytes,
                               std::uint32_t access) noexcept {
    return when_open([&]() noexcept {
      return tenon_aarch64_stage2_protect(config_.pool, &stage2_, start.value(), bytes, access);
    });
  }
  [[nodiscard]] std::expected<Translation, Error> translate(GuestPhysical address) const noexcept {
    tenon_aarch64_translation found{};
    const Status status = when_open([&]() noexcept {
      return tenon_aarch64_stage2_translate(config_.pool, &stage2_, address.value(), &found);
    });
    if (!status.has_value()) return std::unexpected(status.error());
    return Translation{.host = HostPhysical(found.hpa),
                       .bytes = found.bytes,
                       .access = found.access,
                       .memory = static_cast<tenon_memory>(found.memory)};
  }

 private:
  template <class Operation>
  [[nodiscard]] Status when_open(const Operation& operation) const noexcept {
    if (!open_) return std::unexpected(Error::wrong_state);
    return to_status(static_cast<tenon_error>(operation()));
  }

  Config config_;
  Stage2 stage2_{};
  bool open_ = false;
};

static_assert(NestedTable<Nested>);

}  // namespace tenon::aarch64
