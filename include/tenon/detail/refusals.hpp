// SPDX-License-Identifier: Apache-2.0
/// \file
/// The designed compile errors: every operation of lifecycle.def on a state that lacks it.
///
/// Each state inherits its refusals; a member that the state does have hides the refusal of the
/// same name. The message names the operation, the state it needs and the state it has; the
/// compile-fail tests hold every such pair to it, on both compilers.
#pragma once

#include "tenon/detail/typestate.hpp"

namespace tenon::detail {

#define TENON_REFUSING_STATE "OfflineCpu"
struct OfflineCpuRefusals {
#include "tenon/detail/refuse_operations.inc"
};
#undef TENON_REFUSING_STATE

#define TENON_REFUSING_STATE "IdleCpu"
struct IdleCpuRefusals {
#include "tenon/detail/refuse_operations.inc"
};
#undef TENON_REFUSING_STATE

#define TENON_REFUSING_STATE "CreatedVCpu"
struct CreatedVCpuRefusals {
#include "tenon/detail/refuse_operations.inc"
};
#undef TENON_REFUSING_STATE

#define TENON_REFUSING_STATE "FreeVCpu"
struct FreeVCpuRefusals {
#include "tenon/detail/refuse_operations.inc"
};
#undef TENON_REFUSING_STATE

#define TENON_REFUSING_STATE "BoundVCpu"
struct BoundVCpuRefusals {
#include "tenon/detail/refuse_operations.inc"
};
#undef TENON_REFUSING_STATE

#define TENON_REFUSING_STATE "FailedVCpu"
struct FailedVCpuRefusals {
#include "tenon/detail/refuse_operations.inc"
};
#undef TENON_REFUSING_STATE

}  // namespace tenon::detail
