// SPDX-License-Identifier: Apache-2.0
/// \file
/// The pool pages of several VMs: which frame each lies in, moved under the guests' feet.
#pragma once

#include <array>
#include <cstdint>

#include "console.hpp"
#include "in_guest.hpp"
#include "machine.hpp"
#include "random.hpp"
#include "slot.hpp"
#include "tenon/native.hpp"

namespace example {

/// A page of the pool says whose it is, in data and in code (tests/guest/two_vms/main.c).
struct PoolPage {
  std::uint64_t tag;
  std::uint64_t count;
  std::uint64_t unused[30];
  std::uint32_t code[3];
};

/// All of it under one lock of the caller's.
class Pages {
 public:
  static constexpr std::uint32_t vms = 3, per_vm = 32;
  static constexpr std::uint64_t page = 4096, pool_start = 0x50000000;
  enum Change : std::uint32_t { exchanged, withdrawn, protected_, restored, changes };

  Pages(std::array<tenon::native::Nested*, vms> nested, std::uint64_t frames,
        std::uint64_t seed) noexcept
      : nested_(nested), random_(seed) {
    for (std::uint32_t vm = 0; vm < vms; ++vm) {
      for (std::uint32_t n = 0; n < per_vm; ++n) {
        pages_[vm][n].frame = frames + page * (vm * per_vm + n);
        give(vm, pages_[vm][n]);
      }
    }
  }

  Pages(const Pages&) = delete;
  Pages& operator=(const Pages&) = delete;
  ~Pages() {
    for (auto& pages : pages_) {
      for (Page& at : pages) at.grant.take().forever();
    }
  }

  /// Maps every page of `vm` afresh.
  void open(std::uint32_t vm) noexcept {
    for (std::uint32_t n = 0; n < per_vm; ++n) {
      pages_[vm][n].count = 0;
      put(vm, n);
    }
  }
  /// One change to pages of any VM that is open.
  void change() noexcept {
    const std::uint32_t vm = random_.below(vms), n = random_.below(per_vm);
    switch (random_.below(3)) {
      case 0:
        exchange(vm, n, random_.below(vms), random_.below(per_vm));
        break;
      case 1:
        withdraw(vm, n);
        break;
      default:
        protect(vm, n);
    }
  }
  /// The guest has met a page that is not as it should be; false if the address is none of it.
  [[nodiscard]] bool restore(std::uint32_t vm, tenon::GuestPhysical address) noexcept {
    const std::uint64_t n = (address.value() - pool_start) / page;
    if (address.value() < pool_start || n >= per_vm) return false;
    Page& at = pages_[vm][n];
    check_untouched(vm, static_cast<std::uint32_t>(n));
    if (!at.mapped) {
      put(vm, static_cast<std::uint32_t>(n));
    } else if (at.read_only) {
      at.read_only = false;
      require(nested_[vm]->protect(where(n), page, all), "page");
    }
    ++counts_[restored];
    return true;
  }

  [[nodiscard]] std::uint64_t count(Change change) const noexcept { return counts_[change]; }
  [[nodiscard]] std::uint64_t wrong() const noexcept { return wrong_; }

 private:
  struct Page {
    std::uint64_t frame = 0;
    std::uint64_t count = 0;  ///< what the guest wrote last, while it cannot write
    bool mapped = false, read_only = false;
    Slot<tenon::Grant> grant;
  };
  static constexpr std::uint32_t all =
      TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;
  static constexpr std::uint64_t nobody = 0xdead;

  [[nodiscard]] static tenon::GuestPhysical where(std::uint64_t n) noexcept {
    return tenon::GuestPhysical(pool_start + n * page);
  }
  [[nodiscard]] static volatile PoolPage& content(const Page& page) noexcept {
    return *reinterpret_cast<volatile PoolPage*>(page.frame);
  }
  static void fill(const Page& page, std::uint64_t tag, std::uint64_t count) noexcept {
    volatile PoolPage& at = content(page);
    at.tag = tag;
    at.count = count;
    const auto code = code_returning(static_cast<std::uint32_t>(tag));
    for (std::uint32_t i = 0; i < code.size(); ++i) at.code[i] = code[i];
  }

  static void give(std::uint32_t vm, Page& at) noexcept {
    auto given =
        grants().give({.start = tenon::HostPhysical(at.frame), .bytes = page}, tenon::VmId(vm + 1));
    if (!given.has_value()) die(tenon::sentence(given.error()), at.frame);
    at.grant.put(std::move(*given));
  }
  static void take_back(Page& at) noexcept {
    const auto frame = grants().take(at.grant.take());
    if (!frame) die(tenon::sentence(frame.error()), at.frame);
  }
  [[nodiscard]] tenon::Status map(std::uint32_t vm, std::uint32_t n, const Page& at) noexcept {
    return nested_[vm]->map({.start = where(n),
                             .host = tenon::HostPhysical(at.frame),
                             .bytes = page,
                             .access = all,
                             .memory = TENON_MEMORY_NORMAL});
  }
  void put(std::uint32_t vm, std::uint32_t n) noexcept {
    Page& at = pages_[vm][n];
    fill(at, vm << 12 | n / 16 << 8 | n % 16, at.count);
    clean_to_memory(at.frame, sizeof(PoolPage));
    require(map(vm, n, at), "page");
    at.mapped = true;
    at.read_only = false;
  }
  /// From here on no CPU may see the frame as this VM's; what is in it says so.
  void take(std::uint32_t vm, std::uint32_t n) noexcept {
    Page& at = pages_[vm][n];
    if (!at.mapped) return;
    check_untouched(vm, n);
    require(nested_[vm]->unmap(where(n), page), "page");
    InGuest::make_other_leave();
    at.mapped = at.read_only = false;
    at.count = content(at).count;
    fill(at, nobody, nobody);
  }
  void withdraw(std::uint32_t vm, std::uint32_t n) noexcept {
    take(vm, n);
    ++counts_[withdrawn];
  }
  /// Two pages change frames, mostly between two VMs: not before both were taken back.
  void exchange(std::uint32_t vm, std::uint32_t n, std::uint32_t other, std::uint32_t m) noexcept {
    Page &one = pages_[vm][n], &two = pages_[other][m];
    take(vm, n);
    take(other, m);
    if (vm != other && map(other, m, one) != std::unexpected(tenon::Error::not_given)) {
      ++wrong_;
      print("two VMs: WRONG: VM ", other, " was let have page ", n, " of VM ", vm);
    }
    if (&one != &two) {
      take_back(one);
      take_back(two);
      std::swap(one.frame, two.frame);
      give(vm, one);
      give(other, two);
    }
    put(vm, n);
    if (!two.mapped) put(other, m);
    ++counts_[exchanged];
  }
  /// Read-only: from here on the guest's next write is a fault.
  void protect(std::uint32_t vm, std::uint32_t n) noexcept {
    Page& at = pages_[vm][n];
    check_untouched(vm, n);
    if (!at.mapped || at.read_only) return;
    require(nested_[vm]->protect(where(n), page, TENON_ACCESS_READ | TENON_ACCESS_EXECUTE), "page");
    InGuest::make_other_leave();
    at.read_only = true;
    at.count = content(at).count;
    ++counts_[protected_];
  }
  void check_untouched(std::uint32_t vm, std::uint32_t n) noexcept {
    const Page& at = pages_[vm][n];
    if (!at.read_only || content(at).count == at.count) return;
    ++wrong_;
    print("two VMs: WRONG: page ", n, " of VM ", vm, " was written while it was read-only");
  }

  std::array<tenon::native::Nested*, vms> nested_;
  Random random_;
  std::array<std::array<Page, per_vm>, vms> pages_{};
  std::array<std::uint64_t, changes> counts_{};
  std::uint64_t wrong_ = 0;
};

}  // namespace example
