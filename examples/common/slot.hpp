// SPDX-License-Identifier: Apache-2.0
/// \file
/// A place where a token waits between two turns.
#pragma once

#include <optional>
#include <utility>

#include "console.hpp"

namespace example {

template <class Token>
class Slot {
 public:
  void put(Token token) noexcept { token_.emplace(std::move(token)); }
  /// Dies if nothing is there.
  [[nodiscard]] Token take() noexcept {
    if (!token_) die("a token is not where it should be");
    Token token = std::move(*token_);
    token_.reset();
    return token;
  }

 private:
  std::optional<Token> token_;
};

}  // namespace example
