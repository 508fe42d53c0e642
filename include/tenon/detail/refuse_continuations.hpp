// SPDX-License-Identifier: Apache-2.0
/// \file
/// The designed compile errors of exits: a continuation that does not answer this exit.
#pragma once

#include "tenon/detail/typestate.hpp"

/// Inherited by the exit type `Name`; the continuations it has hide these.
#define TENON_REFUSE_CONTINUATION(Name, continuation)                                 \
  template <class... Arguments>                                                       \
  void continuation(Arguments&&...) const {                                           \
    static_assert(::tenon::detail::always_false<Arguments...>,                        \
                  "tenon: " #continuation "() does not answer " #Name                 \
                  "; TENON_CONTINUATION rows in tenon/core/exit.def name what does"); \
  }

namespace tenon::detail {

#define TENON_EXIT(Name, name, meaning)               \
  struct Name##Refusals {                             \
    TENON_REFUSE_CONTINUATION(Name, complete)         \
    TENON_REFUSE_CONTINUATION(Name, resume)           \
    TENON_REFUSE_CONTINUATION(Name, wait)             \
    TENON_REFUSE_CONTINUATION(Name, inject_undefined) \
    TENON_REFUSE_CONTINUATION(Name, inject_abort)     \
    TENON_REFUSE_CONTINUATION(Name, stop)             \
  };
#include "tenon/core/exit.def"

}  // namespace tenon::detail

#undef TENON_REFUSE_CONTINUATION
