// SPDX-License-Identifier: Apache-2.0
/// \file
/// An exit that has not been looked at, and the one way to look at it: `match`.
#pragma once

#include <type_traits>

#include "tenon/detail/handlers.hpp"
#include "tenon/exits/access.hpp"
#include "tenon/exits/call.hpp"
#include "tenon/exits/event.hpp"

namespace tenon {

/// Why the guest stopped, not yet known by type. Dropping it traps.
template <ArchVCpu A>
class [[nodiscard]] TENON_TOKEN Exit : private detail::LoadedToken<A> {
  using Base = detail::LoadedToken<A>;

 public:
  using Arch = A;

  Exit(detail::Key /*key*/, typename A::VCpu& vcpu) noexcept : Base(&vcpu) {}
  Exit(Exit&& other) noexcept : Base(std::move(other)) {}
  Exit& operator=(Exit&&) = delete;
  ~Exit() = default;

  TENON_LIVE [[nodiscard]] const tenon_exit& record() const noexcept {
    return A::exit(Base::storage());
  }

  /// Calls the handler of the exit that happened, with its token. Every exit of tenon/core/exit.def
  /// has exactly one handler, by name: `[&](MmioRead e) { ... }`, or `[&](OneOf<A, B> e) { ... }`
  /// for several. A new exit kind therefore breaks the build of whoever forgot it.
  ///
  /// Handlers that all return one type make `match` return it; otherwise each must return what
  /// converts to `Step`: a BoundVCpu, a `stop()`, another loop's Step.
  template <class... Handlers>
  TENON_ENDS [[nodiscard]] auto match(Handlers&&... handlers) && {
    static_assert((detail::names_its_exit<Handlers> && ...),
                  "tenon: a handler of match() must name the exit it takes, as in "
                  "[&](MmioRead e); `auto` would swallow exit kinds that are added later");
    static_assert((detail::takes_by_value<Handlers>() && ...),
                  "tenon: a handler of match() takes its exit by value");
#define TENON_EXIT(Name, name, meaning)                                                            \
  static_assert(detail::handlers_of<Name<A>, Handlers...> != 0,                                    \
                "tenon: match() has no handler for " #Name ", the exit of a guest that " meaning); \
  static_assert(detail::handlers_of<Name<A>, Handlers...> < 2,                                     \
                "tenon: match() has more than one handler for " #Name);
#include "tenon/core/exit.def"
    using Returned = detail::Returned<Step<A>, Handlers...>;
    static_assert((detail::returns_as<Returned, Handlers> && ...),
                  "tenon: each handler of match() must return how it answered: all the same type, "
                  "or what converts to Step");
    typename A::VCpu& vcpu = Base::take();
    const std::uint32_t kind = A::exit(vcpu).kind;
    if (kind == TENON_EXIT_hypercall) {  // the frequent ones, before a jump through a table
      return detail::call<Returned, Hypercall<A>>(vcpu, handlers...);
    }
    if (kind == FrequentRead::kind) {
      return detail::call<Returned, FrequentRead>(vcpu, handlers...);
    }
    if constexpr (is_frequent(TENON_EXIT_sysreg_read)) {
      if (kind == TENON_EXIT_sysreg_read) {
        return detail::call<Returned, SysRegRead<A>>(vcpu, handlers...);
      }
    }
    // An object of its own: the frequent ones' then stays in registers.
    Returned result = rare<Returned>(vcpu, kind, handlers...);
    return Returned(std::move(result));
  }

 private:
  /// What guests read devices by.
  using FrequentRead = std::conditional_t<requires { A::has_ports; }, IoRead<A>, MmioRead<A>>;
  [[nodiscard]] static consteval bool is_frequent(std::uint32_t kind) {
    return kind == TENON_EXIT_hypercall || kind == FrequentRead::kind ||
           (requires { A::has_csrs; } && kind == TENON_EXIT_sysreg_read);
  }
  template <class Returned, class... Handlers>
  [[nodiscard]] static Returned rare(typename A::VCpu& vcpu, std::uint32_t kind,
                                     Handlers&... handlers) {
    switch (kind) {
#define TENON_EXIT(Name, name, meaning)           \
  case TENON_EXIT_##name:                         \
    if constexpr (is_frequent(TENON_EXIT_##name)) \
      detail::trap();                             \
    else                                          \
      return detail::call<Returned, Name<A>>(vcpu, handlers...);
#include "tenon/core/exit.def"
      default:
        detail::trap();
    }
  }
};

}  // namespace tenon
