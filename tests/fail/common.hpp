// SPDX-License-Identifier: Apache-2.0
// What the misuses share: the types on the scripted backend, and devices that need no body.
#pragma once

#include "tenon/scripted.hpp"

using namespace tenon::scripted;
using Register = tenon::ScriptedArch::Register;

std::uint64_t device_read(std::uint64_t address);
void device_write(std::uint64_t address, std::uint64_t value);

// Every exit that the examples here do not care about.
using Rest = tenon::OneOf<Hypercall, SysRegRead, SysRegWrite, IoRead, IoWrite, ExternalInterrupt,
                          InterruptEnd, InterruptWindow, NestedPageFault, CpuUp, CpuDown,
                          CpuSuspend, SystemReset, SendIpi, Preempted, Halt, SystemDown, Unhandled>;
