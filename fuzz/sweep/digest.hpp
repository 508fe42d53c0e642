// SPDX-License-Identifier: Apache-2.0
/// \file
/// Two sums over all results of a sweep. They do not depend on the order, so that ranges can be
/// swept apart and added.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace tenon_sweep {

inline std::uint64_t mix(std::uint64_t n) {
  n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9;
  n = (n ^ n >> 27) * 0x94d049bb133111eb;
  return n ^ n >> 31;
}

inline std::uint64_t number(const char* text) { return std::strtoull(text, nullptr, 0); }

template <class Result>
class Digest {
 public:
  Digest() {
    for (std::size_t i = 0; i < words; ++i) factors_[i] = mix(0x1000 + i) | 1;
  }
  /// `place`: of the record among all that are swept.
  void add(std::uint64_t place, const Result& result) {
    std::uint64_t word[words];
    std::memcpy(word, &result, sizeof word);
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < words; ++i) sum += word[i] * factors_[i];
    sum = mix(sum ^ mix(place));
    first_ += sum;
    second_ += mix(sum);
    ++count_;
  }
  void print() const {
    std::printf("%016llx %016llx %llu\n", static_cast<unsigned long long>(first_),
                static_cast<unsigned long long>(second_), static_cast<unsigned long long>(count_));
  }

 private:
  static constexpr std::size_t words = sizeof(Result) / 8;
  std::uint64_t factors_[words];  ///< odd numbers
  std::uint64_t first_ = 0;
  std::uint64_t second_ = 0;
  std::uint64_t count_ = 0;
};

}  // namespace tenon_sweep
