// SPDX-License-Identifier: Apache-2.0
/// \file
/// Several exits, named one by one, for one handler.
#pragma once

#include "tenon/exit.hpp"

namespace tenon {

/// One of the exits `First, Rest...`; offers what all of them have.
template <class First, class... Rest>
class [[nodiscard]] TENON_TOKEN OneOf : public detail::ExitToken<typename First::Arch> {
  using A = typename First::Arch;

 public:
  OneOf(detail::Key /*key*/, typename A::VCpu& vcpu) noexcept : detail::ExitToken<A>(vcpu) {}
  OneOf(OneOf&& other) noexcept : detail::ExitToken<A>(std::move(other)) {}
  OneOf& operator=(OneOf&&) = delete;
  ~OneOf() = default;

  /// Ends the run: unbinds, and leaves the guest as if the instruction had not run yet.
  TENON_ENDS [[nodiscard]] Stopped<A> stop() && noexcept { return this->stopped(); }

  /// Looks closer: one handler for each of the group's exits.
  template <class... Handlers>
  TENON_ENDS [[nodiscard]] auto match(Handlers&&... handlers) && {
    static_assert((detail::names_its_exit<Handlers> && ...),
                  "tenon: a handler of match() must name the exit it takes");
    static_assert((detail::takes_by_value<Handlers>() && ...),
                  "tenon: a handler of match() takes its exit by value");
    static_assert(detail::handlers_of<First, Handlers...> == 1 &&
                      ((detail::handlers_of<Rest, Handlers...> == 1) && ...),
                  "tenon: match() on a group needs exactly one handler for each of its exits");
    using Returned = detail::Returned<Step<A>, Handlers...>;
    static_assert((detail::returns_as<Returned, Handlers> && ...),
                  "tenon: each handler of match() must return how it answered: all the same type, "
                  "or what converts to Step");
    return pick<Returned, First, Rest...>(detail::Access::take(*this), handlers...);
  }

 private:
  template <class Returned, class Name, class... Names, class... Handlers>
  static Returned pick(typename A::VCpu& vcpu, Handlers&... handlers) {
    if (A::exit(vcpu).kind == Name::kind) {
      return detail::call<Returned, Name>(vcpu, handlers...);
    }
    if constexpr (sizeof...(Names) != 0) {
      return pick<Returned, Names...>(vcpu, handlers...);
    } else {
      detail::trap();
    }
  }
};

}  // namespace tenon
