// SPDX-License-Identifier: Apache-2.0
// EXPECT-GCC: could not convert|no matching function|use of deleted
// EXPECT-CLANG: no matching constructor|deleted
#include "tenon/vm/aarch64/nested.hpp"

tenon::aarch64::Nested::Config config(tenon_vmid_allocator& vmids);
tenon::aarch64::Nested::Config config(tenon_vmid_allocator& vmids) {
  return {.vmids = &vmids, .levels = 3};
}
