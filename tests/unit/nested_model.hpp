// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a second stage should translate: disjoint segments of guest-physical space.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace tenon::testing {

inline constexpr std::uint64_t kib4 = 0x1000;
inline constexpr std::uint64_t mib2 = 0x20'0000;
inline constexpr std::uint64_t gib1 = 0x4000'0000;

class NestedModel {
 public:
  struct Leaf {
    std::uint64_t hpa = 0;
    std::uint32_t access = 0;
    std::uint32_t memory = 0;
    friend bool operator==(const Leaf&, const Leaf&) = default;
  };

  [[nodiscard]] std::optional<Leaf> at(std::uint64_t gpa) const {
    auto next = segments_.upper_bound(gpa);
    if (next == segments_.begin()) return std::nullopt;
    const auto& [start, segment] = *std::prev(next);
    if (gpa >= segment.end) return std::nullopt;
    Leaf leaf = segment.leaf;
    leaf.hpa += gpa - start;
    return leaf;
  }
  [[nodiscard]] bool any(std::uint64_t from, std::uint64_t to) const {
    auto next = segments_.lower_bound(to);
    return next != segments_.begin() && std::prev(next)->second.end > from;
  }
  [[nodiscard]] bool all(std::uint64_t from, std::uint64_t to) const {
    while (from < to) {
      auto next = segments_.upper_bound(from);
      if (next == segments_.begin() || std::prev(next)->second.end <= from) return false;
      from = std::prev(next)->second.end;
    }
    return true;
  }
  void map(std::uint64_t from, std::uint64_t to, const Leaf& leaf) { segments_[from] = {to, leaf}; }
  void unmap(std::uint64_t from, std::uint64_t to) {
    cut(from);
    cut(to);
    segments_.erase(segments_.lower_bound(from), segments_.lower_bound(to));
  }
  void protect(std::uint64_t from, std::uint64_t to, std::uint32_t access) {
    cut(from);
    cut(to);
    for (auto each = segments_.lower_bound(from); each != segments_.lower_bound(to); ++each) {
      each->second.leaf.access = access;
    }
  }
  /// Addresses worth a look: the ends of every segment and what lies next to them.
  [[nodiscard]] std::vector<std::uint64_t> edges() const {
    std::set<std::uint64_t> found;
    for (const auto& [start, segment] : segments_) {
      for (const std::uint64_t edge : {start, segment.end}) {
        found.insert(edge);
        found.insert(edge - 1);
        found.insert(edge + 4096);
        found.insert(edge - 4096);
      }
      found.insert(start + (segment.end - start) / 2);
    }
    return {found.begin(), found.end()};
  }
  [[nodiscard]] std::vector<std::pair<std::uint64_t, std::uint64_t>> segments() const {
    std::vector<std::pair<std::uint64_t, std::uint64_t>> found;
    for (const auto& [start, segment] : segments_) found.emplace_back(start, segment.end);
    return found;
  }

 private:
  struct Segment {
    std::uint64_t end = 0;
    Leaf leaf;
  };
  void cut(std::uint64_t where) {
    auto next = segments_.upper_bound(where);
    if (next == segments_.begin()) return;
    auto& [start, segment] = *std::prev(next);
    if (start == where || segment.end <= where) return;
    Segment rest = segment;
    rest.leaf.hpa += where - start;
    segment.end = where;
    segments_[where] = rest;
  }

  std::map<std::uint64_t, Segment> segments_;
};

}  // namespace tenon::testing
