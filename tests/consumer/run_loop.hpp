// SPDX-License-Identifier: Apache-2.0
/// \file
/// The run loop of the tiny hypervisor.
#pragma once

#include "console.hpp"
#include "tenon/scripted.hpp"

/// Runs the guest until it powers off, cannot be entered, or does what this hypervisor does not
/// know.
[[nodiscard]] tenon::scripted::Step run_loop(tenon::scripted::BoundVCpu vcpu, Console& console);
