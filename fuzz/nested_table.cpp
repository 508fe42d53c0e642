// SPDX-License-Identifier: Apache-2.0
// Two nested tables over one pool of pages, mapped, unmapped and protected as an input says,
// against a map of segments; in the end every page comes back empty.
#include "tenon/core/nested_table.h"

#include <fuzzer/FuzzedDataProvider.h>

#include <array>
#include <optional>

#include "harness/check.hpp"
#include "unit/nested_formats.hpp"
#include "unit/nested_model.hpp"

namespace tenon_fuzz {
namespace {

using tenon::testing::NestedModel;

constexpr std::uint64_t units[] = {0x1000, 0x1000, 0x20'0000, 0x4000'0000};

struct Root {
  std::uint32_t index = TENON_NONE;
  std::uint32_t height = 3;
  NestedModel model;
};

/// Memory for the largest pool; a page that is not given to the pool must stay as it is.
struct Memory {
  std::array<tenon_nested_page, 17> pages{};
  std::array<tenon_nested_table, 17> tables{};
};
Memory memory;

class Session {
 public:
  explicit Session(FuzzedDataProvider& data) : data_(data) {
    const tenon::testing::Isa& isa = tenon::testing::isas[data.ConsumeIntegral<std::uint8_t>() % 4];
    format_ = tenon::testing::format_of(isa);
    count_ = data.ConsumeIntegral<std::uint8_t>() % 16U + 1;
    check_equal(tenon_nested_pool_init(&pool_, memory.pages.data(), memory.tables.data(), count_,
                                       0x8000'0000, &format_),
                TENON_OK, "a pool", "error");
    for (Root& root : roots_) {
      root.height = 3 + (data.ConsumeIntegral<std::uint8_t>() & 1U);
      root.index = tenon_nested_root_new(&pool_, root.height, &root == roots_.data() ? 7 : 8);
    }
    check((roots_[1].index == TENON_NONE) == (count_ == 1), "a root of a pool of one page");
  }

  void run() {
    for (int steps = 0; data_.remaining_bytes() != 0 && steps < 40; ++steps) step();
    for (Root& root : roots_) {
      if (root.index != TENON_NONE) look(root);
    }
    for (Root& root : roots_) {
      if (root.index != TENON_NONE) tenon_nested_root_free(&pool_, root.index);
    }
    check_equal(pool_.free, count_, "all roots are free", "free pages");
    for (std::uint32_t i = 0; i < count_; ++i) {
      for (const std::uint64_t entry : memory.pages[i].entry) check(entry == 0, "a page is dirty");
    }
    for (const std::uint64_t entry : memory.pages[count_].entry) {
      check(entry == 0, "a page that is not the pool's is written");
    }
  }

 private:
  void step() {
    Root& root = roots_[data_.ConsumeIntegral<std::uint8_t>() & 1U];
    if (root.index == TENON_NONE) return;
    const auto shape = data_.ConsumeIntegral<std::uint8_t>();
    const std::uint64_t unit = units[shape % 4];
    std::uint64_t from = data_.ConsumeIntegral<std::uint8_t>() % 8U * 0x4000'0000 +
                         data_.ConsumeIntegral<std::uint8_t>() % 4U * 0x20'0000 +
                         data_.ConsumeIntegral<std::uint8_t>() % 4U * 0x1000;
    from = from / unit * unit + ((shape & 4U) != 0 ? 0x1000 : 0);
    std::uint64_t bytes = unit * (shape >> 3 & 3U);
    if ((shape & 0x20U) != 0) bytes -= 0x1000;  // of nothing: nearly 2^64
    // The end of the space, and what lies behind it.
    if (shape >= 0xf0) from = tenon_nested_limit(&pool_, root.index) - (from & 0x3fff);
    const auto access = data_.ConsumeIntegral<std::uint8_t>() % 9U;
    const auto kind = data_.ConsumeIntegral<std::uint8_t>();
    const std::uint32_t memory_kind = kind >> 2 & 3U;
    std::uint64_t hpa = data_.ConsumeIntegral<std::uint8_t>() * std::uint64_t{0x4000'0000} +
                        from % 0x4000'0000 + ((kind & 0x10U) != 0 ? 0x1000 : 0);
    if ((kind & 0xe0U) == 0xe0U) hpa = format_.limit - (hpa & 0x3fffff);
    const std::uint32_t free = pool_.free;
    std::uint32_t error = TENON_OK;
    switch (kind & 3U) {
      case 0:
        error = unmap(root, from, bytes);
        break;
      case 1:
        error = protect(root, from, bytes, access);
        break;
      default:
        error = map(root, from, hpa, bytes, access, memory_kind);
    }
    if (error != TENON_OK) check_equal(pool_.free, free, "a refusal", "free pages");
    check_at(root, from);
    check_at(root, from + bytes - 1);
    check_at(root, from + bytes);
  }

  std::uint32_t map(Root& root, std::uint64_t gpa, std::uint64_t hpa, std::uint64_t bytes,
                    std::uint32_t access, std::uint32_t kind) {
    const std::uint32_t error = tenon_nested_map(&pool_, root.index, gpa, hpa, bytes, access, kind);
    if (bytes == 0 || access > 7 || kind > 2) {
      check_equal(error, TENON_ERROR_invalid_argument, "map", "error");
    } else if (format_.attribute[kind * 8 + access] == 0) {
      check_equal(error, TENON_ERROR_unsupported, "map", "error");
    } else if (outside(root, gpa, bytes) || hpa >= format_.limit || bytes > format_.limit - hpa) {
      check_equal(error, TENON_ERROR_out_of_range, "map", "error");
    } else if (root.model.any(gpa, gpa + bytes)) {
      check(error == TENON_ERROR_already_mapped || error == TENON_ERROR_out_of_tables,
            "mapped memory is mapped again");
    } else {
      check(error == TENON_OK || error == TENON_ERROR_out_of_tables, "map fails");
      if (error == TENON_OK) root.model.map(gpa, gpa + bytes, {hpa, access, kind});
    }
    return error;
  }

  /// What unmap and protect ask first.
  std::uint32_t may(Root& root, std::uint64_t gpa, std::uint64_t bytes) {
    const std::uint32_t error = tenon_nested_check(&pool_, root.index, gpa, bytes);
    if (bytes == 0) {
      check_equal(error, TENON_ERROR_invalid_argument, "check", "error");
    } else if (outside(root, gpa, bytes)) {
      check_equal(error, TENON_ERROR_out_of_range, "check", "error");
    } else if (!root.model.all(gpa, gpa + bytes)) {
      check_equal(error, TENON_ERROR_not_mapped, "check", "error");
    } else {
      check(error == TENON_OK || error == TENON_ERROR_out_of_tables, "check fails");
    }
    if (error == TENON_OK) {
      divide(root, gpa);
      divide(root, gpa + bytes);
    }
    return error;
  }

  std::uint32_t unmap(Root& root, std::uint64_t gpa, std::uint64_t bytes) {
    const std::uint32_t error = may(root, gpa, bytes);
    if (error != TENON_OK) return error;
    tenon_nested_clear(&pool_, root.index, gpa, gpa + bytes);
    root.model.unmap(gpa, gpa + bytes);
    return TENON_OK;
  }

  std::uint32_t protect(Root& root, std::uint64_t gpa, std::uint64_t bytes, std::uint32_t access) {
    if (access > 7 || format_.attribute[access] == 0) return TENON_ERROR_unsupported;
    const std::uint32_t error = may(root, gpa, bytes);
    if (error != TENON_OK) return error;
    tenon_nested_protect(&pool_, root.index, gpa, gpa + bytes, access);
    root.model.protect(gpa, gpa + bytes, access);
    return TENON_OK;
  }

  /// Break before make: in between, the block translates nothing.
  void divide(Root& root, std::uint64_t at) {
    for (;;) {
      const std::uint32_t table = tenon_nested_break(&pool_, root.index, at);
      if (table == TENON_NONE) return;
      tenon_nested_translation found{};
      check_equal(tenon_nested_translate(&pool_, root.index, at, &found), TENON_ERROR_not_mapped,
                  "a broken block", "translation");
      tenon_nested_make(&pool_, table);
    }
  }

  bool outside(const Root& root, std::uint64_t gpa, std::uint64_t bytes) const {
    const std::uint64_t limit =
        std::min(format_.guest, std::uint64_t{1} << (root.height == 3 ? 39 : 48));
    return gpa >= limit || bytes > limit - gpa;
  }

  void check_at(const Root& root, std::uint64_t gpa) {
    tenon_nested_translation found{1, 1, 1, 1, 1, 1};
    const std::uint32_t error = tenon_nested_translate(&pool_, root.index, gpa, &found);
    if (outside(root, gpa, 1)) {
      check_equal(error, TENON_ERROR_out_of_range, "translate", "error");
      return;
    }
    const auto want = root.model.at(gpa);
    check_equal(error, want ? TENON_OK : TENON_ERROR_not_mapped, "translate", "error");
    if (!want) {
      check_equal(found.hpa | found.bytes | found.access | found.memory | found.height, 0,
                  "a translation of nothing", "anything");
      return;
    }
    check_equal(found.hpa, want->hpa, "translate", "hpa");
    check_equal(found.access, want->access, "translate", "access");
    check_equal(found.memory, want->memory, "translate", "memory");
    // The whole of what is promised, up to its last byte, leads on from there.
    const auto end = root.model.at(gpa + found.bytes - 1);
    check(end && end->hpa == want->hpa + found.bytes - 1, "a translation reaches too far");
  }

  void look(const Root& root) {
    for (const std::uint64_t gpa : root.model.edges()) check_at(root, gpa);
  }

  FuzzedDataProvider& data_;
  tenon_nested_format format_{};
  tenon_nested_pool pool_{};
  std::uint32_t count_ = 0;
  std::array<Root, 2> roots_;
};

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  tenon_fuzz::Session(data).run();
  return 0;
}
