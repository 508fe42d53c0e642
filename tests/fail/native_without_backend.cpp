// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: this target has no backend; define TENON_SCRIPTED for the one without hardware
#undef __aarch64__
#include "tenon/native.hpp"
