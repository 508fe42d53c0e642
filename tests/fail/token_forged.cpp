// SPDX-License-Identifier: Apache-2.0
// EXPECT: 'constexpr tenon::detail::Key::Key\(\)( noexcept)?' is private|calling a private constructor of class 'tenon::detail::Key'|no matching (constructor|function)
#include "common.hpp"

BoundVCpu forge(tenon_scripted_vcpu& storage);
BoundVCpu forge(tenon_scripted_vcpu& storage) { return BoundVCpu(tenon::detail::Key(), storage); }
