// SPDX-License-Identifier: Apache-2.0
/// \file
/// How `match` finds the handler of an exit: by the type that the handler names, never by
/// overload resolution, so that no handler can take more than it says.
#pragma once

#include <type_traits>
#include <utility>

#include "tenon/cpu.hpp"

namespace tenon {

/// One handler for several exits: `[&](OneOf<CpuUp, CpuDown> e) { return std::move(e).stop(); }`.
template <class First, class... Rest>
class OneOf;

namespace detail {

template <class Function>
struct Signature;
template <class R, class P>
struct Signature<R (*)(P)> {
  using Result = R;
  using Parameter = std::remove_cvref_t<P>;
  static constexpr bool by_value = !std::is_lvalue_reference_v<P>;
};
template <class C, class R, class P>
struct Signature<R (C::*)(P)> : Signature<R (*)(P)> {};
template <class C, class R, class P>
struct Signature<R (C::*)(P) const> : Signature<R (*)(P)> {};
template <class C, class R, class P>
struct Signature<R (C::*)(P) noexcept> : Signature<R (*)(P)> {};
template <class C, class R, class P>
struct Signature<R (C::*)(P) const noexcept> : Signature<R (*)(P)> {};
template <class R, class P>
struct Signature<R (*)(P) noexcept> : Signature<R (*)(P)> {};

template <class Handler>
concept HasOneCall = requires { &std::remove_cvref_t<Handler>::operator(); };

template <class Handler>
struct SignatureOf {
  using Type = Signature<std::decay_t<Handler>>;
};
template <HasOneCall Handler>
struct SignatureOf<Handler> {
  using Type = Signature<decltype(&std::remove_cvref_t<Handler>::operator())>;
};

template <class Handler>
inline constexpr bool names_its_exit =
    HasOneCall<Handler> || std::is_pointer_v<std::decay_t<Handler>>;

/// Whether the exit becomes the handler's own: one that takes a reference could not answer it.
template <class Handler>
[[nodiscard]] consteval bool takes_by_value() {
  if constexpr (names_its_exit<Handler>) {
    return SignatureOf<Handler>::Type::by_value;
  } else {
    return true;  // already reported; one error is enough
  }
}

/// 1 if `Parameter` is this exit or a group that holds it.
template <class Name, class Parameter>
inline constexpr int takes = std::is_same_v<Name, Parameter> ? 1 : 0;
template <class Name, class... Group>
inline constexpr int takes<Name, OneOf<Group...>> = (takes<Name, Group> + ...);

template <class Name, class Handler>
[[nodiscard]] consteval int count_handler() {
  if constexpr (names_its_exit<Handler>) {
    return takes<Name, typename SignatureOf<Handler>::Type::Parameter>;
  } else {
    return 1;  // already reported; one error is enough
  }
}
template <class Name, class... Handlers>
inline constexpr int handlers_of = (count_handler<Name, Handlers>() + ... + 0);

template <class First, class... Rest>
struct Unify {
  template <class Step>
  using Or = std::conditional_t<(std::is_same_v<First, Rest> && ...), First, Step>;
};
template <class Step, class... Handlers>
using Returned = typename Unify<typename SignatureOf<Handlers>::Type::Result...>::template Or<Step>;

/// Whether `match` can give back what the handler returns.
template <class Returned, class Handler>
inline constexpr bool returns_as =
    std::is_same_v<typename SignatureOf<Handler>::Type::Result, Returned> ||
    std::is_convertible_v<typename SignatureOf<Handler>::Type::Result, Returned>;

template <class Result, class Name, class Storage, class Handler, class... Handlers>
[[nodiscard]] Result call(Storage& vcpu, Handler& handler, Handlers&... others) {
  using Parameter = typename SignatureOf<Handler>::Type::Parameter;
  if constexpr (takes<Name, Parameter> != 0) {
    return handler(Access::make<Parameter>(vcpu));
  } else {
    return call<Result, Name>(vcpu, others...);
  }
}

}  // namespace detail
}  // namespace tenon
