// SPDX-License-Identifier: Apache-2.0
/// \file
/// The backend of the machine that this is compiled for, as `NativeArch`.
#pragma once

#if defined(__aarch64__)

#include "tenon/aarch64.hpp"

namespace tenon {
using NativeArch = AArch64Arch;
namespace native = aarch64;
}  // namespace tenon

#elif defined(__riscv) && __riscv_xlen == 64

#include "tenon/riscv64.hpp"

namespace tenon {
using NativeArch = RiscV64Arch;
namespace native = riscv64;
}  // namespace tenon

#elif defined(__x86_64__) && (!__STDC_HOSTED__ || defined(TENON_X86_64))

#include "tenon/x86_64.hpp"

namespace tenon {
using NativeArch = X86Arch;
namespace native = x86_64;
}  // namespace tenon

#elif defined(TENON_SCRIPTED)

#include "tenon/scripted.hpp"

namespace tenon {
using NativeArch = ScriptedArch;
namespace native = scripted;
}  // namespace tenon

#else
#error "tenon: this target has no backend; define TENON_SCRIPTED for the one without hardware"
#endif
