// SPDX-License-Identifier: Apache-2.0
/// \file
/// What every token is: one pointer to storage that the caller owns, moved and never copied.
#pragma once

#include <utility>

#include "tenon/detail/typestate.hpp"

namespace tenon::detail {

/// What dropping a live token means.
enum class Dropped { harmless, traps };

template <class Storage, Dropped dropped>
class Token {
 public:
  Token(const Token&) = delete;
  Token& operator=(const Token&) = delete;

 protected:
  /// `storage` is some object's address, so it is not that of an ended token.
  explicit Token(Storage* storage) noexcept : storage_(storage) {
    if (!live()) __builtin_unreachable();
  }
  Token(Token&& other) noexcept : storage_(other.release()) {}
  Token& operator=(Token&& other) noexcept {
    drop();
    storage_ = other.release();
    return *this;
  }
  ~Token() { drop(); }

  /// What an ended token holds: not null, so that it equals no CPU's slot, an empty one included.
  [[nodiscard]] static Storage* ended() noexcept {
    return reinterpret_cast<Storage*>(alignof(Storage));  // NOLINT: an address, never followed
  }
  [[nodiscard]] bool live() const noexcept { return storage_ != ended(); }

  /// Ends the token unchecked: for `run`, whose slot check refuses an ended token.
  [[nodiscard]] Storage* release() noexcept { return std::exchange(storage_, ended()); }
  /// Ends the token; an ended one traps.
  [[nodiscard]] Storage& take() noexcept {
    if (!live()) trap();
    return *release();
  }
  [[nodiscard]] Storage& storage() const noexcept {
    if (!live()) trap();
    return *storage_;
  }

 private:
  void drop() const noexcept {
    if constexpr (dropped == Dropped::traps) {
      if (live()) trap();
    }
  }

  Storage* storage_;
};

}  // namespace tenon::detail
