// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a fallible transition gives back: its value, or every operand unchanged and the reason,
/// or what is left after a failure. Nothing is lost, nothing is thrown.
#pragma once

#include <concepts>
#include <cstdint>
#include <new>
#include <tuple>
#include <utility>

#include "tenon/detail/typestate.hpp"
#include "tenon/error.hpp"

namespace tenon {

/// Tokens that come together. They are handed on together or taken one by one.
template <class... Tokens>
class [[nodiscard]] TENON_TOKEN Bundle {
 public:
  explicit Bundle(Tokens... tokens) noexcept : tokens_(std::move(tokens)...) {}
  Bundle(Bundle&&) noexcept = default;
  Bundle& operator=(Bundle&&) noexcept = default;
  Bundle(const Bundle&) = delete;
  Bundle& operator=(const Bundle&) = delete;
  ~Bundle() = default;

  /// Calls `then(tokens...)` and returns what it returns.
  template <class Then>
  TENON_ENDS decltype(auto) then(Then&& then) && {
    return std::apply(std::forward<Then>(then), std::move(tokens_));
  }

  /// Takes one token; each may be taken once.
  template <class Token>
  [[nodiscard]] Token take() noexcept {
    return std::move(std::get<Token>(tokens_));
  }

 private:
  std::tuple<Tokens...> tokens_;
};

/// The operation was refused: `operands` are what was passed in, unchanged.
template <class... Operands>
struct [[nodiscard]] Refused {
  Error error;
  Bundle<Operands...> operands;
};

/// The operation failed midway: `rest` is what remains, with the hardware unloaded.
template <class... Rest>
struct [[nodiscard]] Failed {
  Error error;
  Bundle<Rest...> rest;
};

/// A transition that cannot fail once it is not refused.
struct NeverFails {};

/// `T`, or `R` (a Refused), or `F` (a Failed, or NeverFails).
template <class T, class R, class F = NeverFails>
class [[nodiscard]] TENON_ASK_FIRST Result {
 public:
  enum class Outcome : std::uint8_t { value, refused, failed, taken };

  Result(T value) noexcept  // NOLINT(google-explicit-constructor): `return token;` reads well
      : outcome_(Outcome::value), value_(std::move(value)) {}
  Result(R refused) noexcept  // NOLINT(google-explicit-constructor)
      : outcome_(Outcome::refused), refused_(std::move(refused)) {}
  Result(F failed) noexcept  // NOLINT(google-explicit-constructor)
    requires(!std::same_as<F, NeverFails>)
      : outcome_(Outcome::failed), failed_(std::move(failed)) {}

  Result(const Result&) = delete;
  Result& operator=(const Result&) = delete;
  Result& operator=(Result&&) = delete;
  Result(Result&& other) noexcept : outcome_(other.outcome_) {
    switch (std::exchange(other.outcome_, Outcome::taken)) {
      case Outcome::value:
        new (&value_) T(std::move(other.value_));
        other.value_.~T();
        break;
      case Outcome::refused:
        new (&refused_) R(std::move(other.refused_));
        other.refused_.~R();
        break;
      case Outcome::failed:
        new (&failed_) F(std::move(other.failed_));
        other.failed_.~F();
        break;
      case Outcome::taken:
        break;
    }
  }
  ~Result() {
    switch (outcome_) {
      case Outcome::value:
        value_.~T();
        break;
      case Outcome::refused:
        refused_.~R();
        break;
      case Outcome::failed:
        failed_.~F();
        break;
      case Outcome::taken:
        break;
    }
  }

  TENON_ASKS explicit operator bool() const noexcept { return outcome_ == Outcome::value; }
  TENON_ASKS [[nodiscard]] bool has_value() const noexcept { return outcome_ == Outcome::value; }
  [[nodiscard]] bool has_failed() const noexcept { return outcome_ == Outcome::failed; }

  /// The value. Asked on anything else, traps.
  TENON_ENDS [[nodiscard]] T value() && noexcept {
    expect(Outcome::value);
    outcome_ = Outcome::taken;  // what stays behind is an empty token
    return std::move(value_);
  }
  TENON_ENDS [[nodiscard]] T operator*() && noexcept { return std::move(*this).value(); }

  /// Why there is no value. Asked on a value, traps.
  [[nodiscard]] Error error() const noexcept {
    if (outcome_ == Outcome::refused) return refused_.error;
    if constexpr (!std::same_as<F, NeverFails>) {
      if (outcome_ == Outcome::failed) return failed_.error;
    }
    detail::trap();
  }

  /// The refusal with every operand. Asked on anything else, traps.
  [[nodiscard]] R refused() && noexcept {
    expect(Outcome::refused);
    outcome_ = Outcome::taken;
    return std::move(refused_);
  }

  /// What is left after a failure. Asked on anything else, traps.
  [[nodiscard]] F failed() && noexcept
    requires(!std::same_as<F, NeverFails>)
  {
    expect(Outcome::failed);
    outcome_ = Outcome::taken;
    return std::move(failed_);
  }

  /// One handler per outcome; all return the same type.
  template <class OnValue, class OnRefused>
    requires std::same_as<F, NeverFails>
  decltype(auto) match(OnValue&& on_value, OnRefused&& on_refused) && {
    if (outcome_ == Outcome::value) return on_value(take_value());
    return on_refused(std::move(*this).refused());
  }
  template <class OnValue, class OnRefused, class OnFailed>
    requires(!std::same_as<F, NeverFails>)
  decltype(auto) match(OnValue&& on_value, OnRefused&& on_refused, OnFailed&& on_failed) && {
    if (outcome_ == Outcome::value) return on_value(take_value());
    if (outcome_ == Outcome::refused) return on_refused(std::move(*this).refused());
    return on_failed(std::move(*this).failed());
  }

 private:
  void expect(Outcome outcome) const noexcept {
    if (outcome_ != outcome) detail::trap();
  }
  [[nodiscard]] T take_value() noexcept {
    outcome_ = Outcome::taken;  // what stays behind is an empty token
    return std::move(value_);
  }

  Outcome outcome_;
  union {
    T value_;
    R refused_;
    F failed_;
  };
};

}  // namespace tenon
