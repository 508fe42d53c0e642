// SPDX-License-Identifier: Apache-2.0
/// \file
/// The attributes of the compile-time nets, and the trap behind them.
///
/// Clang's `-Wconsumed` follows tokens through one function; it needs a hosted pass, because under
/// `-ffreestanding` Clang no longer recognises `std::move` (see `tenon_check_typestate`).
#pragma once

#if defined(__clang__)
/// A class whose objects are tokens: usable until consumed.
#define TENON_TOKEN [[clang::consumable(unconsumed)]]
/// A class whose objects must be asked before they are used.
#define TENON_ASK_FIRST [[clang::consumable(unknown)]]
/// A member that only a live token has.
#define TENON_LIVE [[clang::callable_when("unconsumed")]]
/// A member for a token that is not known to have ended: through a `const T&` nothing is known.
#define TENON_NOT_ENDED [[clang::callable_when("unconsumed", "unknown")]]
/// A member that ends its token.
#define TENON_ENDS [[clang::callable_when("unconsumed"), clang::set_typestate(consumed)]]
/// An assignment that makes a token live again.
#define TENON_REVIVES [[clang::set_typestate(unconsumed)]]
/// A question whose `true` means live.
#define TENON_ASKS [[clang::test_typestate(unconsumed)]]
#else
#define TENON_TOKEN
#define TENON_ASK_FIRST
#define TENON_LIVE
#define TENON_NOT_ENDED
#define TENON_ENDS
#define TENON_REVIVES
#define TENON_ASKS
#endif

namespace tenon::detail {

/// What happens to a misuse that no compiler can see: the CPU stops here, before harm is done.
[[noreturn]] inline void trap() noexcept { __builtin_trap(); }

/// Dependent `false`, so that a refused member fails only where it is used.
template <class...>
inline constexpr bool always_false = false;

/// Opens the constructors of tokens to the library alone.
class Key {
 private:
  constexpr Key() noexcept = default;
  friend struct Access;
};

}  // namespace tenon::detail
