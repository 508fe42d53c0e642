// SPDX-License-Identifier: Apache-2.0
// COMPILES
#define TENON_SCRIPTED
#include "tenon/native.hpp"

static_assert(tenon::ArchVCpu<tenon::NativeArch>);
using Vcpu = tenon::native::BoundVCpu;
static_assert(sizeof(Vcpu) == sizeof(void*));
