// SPDX-License-Identifier: Apache-2.0
// A second stage for tests: a map of pages, and a switch that makes the next operation fail.
#pragma once

#include <cstdint>
#include <map>

#include "tenon/scripted.hpp"
#include "tenon/vm/nested_table.hpp"

namespace tenon_test {

class FakeNested {
 public:
  using Stage2 = tenon::ScriptedArch::Stage2;
  struct Config {
    std::uint64_t root = 0x1000;
  };
  static constexpr std::uint64_t page = 4096;

  explicit FakeNested(const Config& config) noexcept : config_(config) {}

  tenon::Status open(tenon::VmId /*owner*/) noexcept {
    if (open_) return std::unexpected(tenon::Error::wrong_state);
    open_ = true;
    stage2_.root = config_.root;
    return {};
  }
  void close() noexcept {
    open_ = false;
    pages_.clear();
  }
  Stage2& stage2() noexcept { return stage2_; }

  tenon::Status map(const tenon::MemoryRegion& region) noexcept {
    if (!open_) return std::unexpected(tenon::Error::wrong_state);
    if (region.start.value() % page != 0 || region.host.value() % page != 0 ||
        region.bytes % page != 0) {
      return std::unexpected(tenon::Error::unaligned);
    }
    if (fail_next) {
      fail_next = false;
      return std::unexpected(tenon::Error::out_of_tables);
    }
    for (std::uint64_t at = 0; at < region.bytes; at += page) {
      pages_[region.start.value() + at] = {.start = region.start + at,
                                           .host = region.host + at,
                                           .bytes = page,
                                           .access = region.access,
                                           .memory = region.memory};
    }
    return {};
  }
  tenon::Status unmap(tenon::GuestPhysical start, std::uint64_t bytes) noexcept {
    if (fail_next) {
      fail_next = false;
      return std::unexpected(tenon::Error::out_of_tables);
    }
    for (std::uint64_t at = 0; at < bytes; at += page) pages_.erase(start.value() + at);
    return {};
  }
  tenon::Status protect(tenon::GuestPhysical start, std::uint64_t bytes,
                        std::uint32_t access) noexcept {
    for (std::uint64_t at = 0; at < bytes; at += page) {
      const auto found = pages_.find(start.value() + at);
      if (found == pages_.end()) return std::unexpected(tenon::Error::not_mapped);
      found->second.access = access;
    }
    return {};
  }
  [[nodiscard]] std::expected<tenon::Translation, tenon::Error> translate(
      tenon::GuestPhysical address) const noexcept {
    const std::uint64_t offset = address.value() % page;
    const auto found = pages_.find(address.value() - offset);
    if (found == pages_.end()) return std::unexpected(tenon::Error::not_mapped);
    const tenon::MemoryRegion& region = found->second;
    return tenon::Translation{.host = region.host + offset,
                              .bytes = page - offset,
                              .access = region.access,
                              .memory = region.memory};
  }

  [[nodiscard]] std::size_t pages() const noexcept { return pages_.size(); }

  bool fail_next = false;

 private:
  Config config_;
  Stage2 stage2_;
  std::map<std::uint64_t, tenon::MemoryRegion> pages_;
  bool open_ = false;
};

static_assert(tenon::NestedTable<FakeNested>);

}  // namespace tenon_test
