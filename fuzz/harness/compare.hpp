// SPDX-License-Identifier: Apache-2.0
/// \file
/// Field by field: two exits, two accesses, two frames.
#pragma once

#include <cstring>
#include <type_traits>

#include "harness/check.hpp"
#include "tenon/core/aarch64/access_plan.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/exit.h"

namespace tenon_fuzz {

// Without padding, so that equal objects have equal bytes.
static_assert(std::has_unique_object_representations_v<tenon_exit>);
static_assert(std::has_unique_object_representations_v<tenon_aarch64_access>);
static_assert(std::has_unique_object_representations_v<tenon_aarch64_frame>);

template <class T>
bool same_bytes(const T& a, const T& b) {
  return std::memcmp(&a, &b, sizeof a) == 0;
}

inline void check_same(const tenon_exit& got, const tenon_exit& want, const char* what) {
  if (same_bytes(got, want)) return;
#define FIELD(name) check_equal(got.name, want.name, what, "exit." #name)
  FIELD(kind);
  FIELD(cause);
  FIELD(address);
  FIELD(value);
  FIELD(argument);
  FIELD(virtual_address);
  FIELD(width);
  FIELD(register_index);
  FIELD(register_width);
  FIELD(sign_extend);
  FIELD(access);
  FIELD(instruction_length);
  FIELD(flags);
  FIELD(level);
#undef FIELD
  finding(what);
}

inline void check_same(const tenon_aarch64_access& got, const tenon_aarch64_access& want,
                       const char* what) {
  if (same_bytes(got, want)) return;
#define FIELD(name) check_equal(got.name, want.name, what, "access." #name)
  FIELD(address);
  FIELD(writeback);
  FIELD(value[0]);
  FIELD(value[1]);
  FIELD(value[2]);
  FIELD(value[3]);
  FIELD(flags);
  FIELD(remaining);
  FIELD(done);
  FIELD(operation);
  FIELD(width);
  FIELD(element);
  FIELD(register_width);
  FIELD(rt);
  FIELD(rt2);
  FIELD(rs);
  FIELD(rn);
  FIELD(instruction_length);
#undef FIELD
  finding(what);
}

inline void check_same(const tenon_aarch64_frame& got, const tenon_aarch64_frame& want,
                       const char* what) {
  if (same_bytes(got, want)) return;
  for (std::size_t i = 0; i < 31; ++i) {
    if (got.x[i] == want.x[i]) continue;
    const char name[] = {'x', static_cast<char>('0' + i / 10), static_cast<char>('0' + i % 10), 0};
    finding(what, name, got.x[i], want.x[i]);
  }
  check_equal(got.pc, want.pc, what, "PC");
  check_equal(got.pstate, want.pstate, what, "PSTATE");
}

}  // namespace tenon_fuzz
