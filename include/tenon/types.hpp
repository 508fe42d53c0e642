// SPDX-License-Identifier: Apache-2.0
/// \file
/// All of the typestate API, and the macro that names its types for one backend.
#pragma once

#include "tenon/one_of.hpp"

/// Names every type of the API for the backend `A`, so that client code reads `MmioRead`, not
/// `MmioRead<A>`. Used once per backend, in a namespace of its own.
#define TENON_TYPES_OF(A)                        \
  using OfflineCpu = ::tenon::OfflineCpu<A>;     \
  using IdleCpu = ::tenon::IdleCpu<A>;           \
  using CreatedVCpu = ::tenon::CreatedVCpu<A>;   \
  using FreeVCpu = ::tenon::FreeVCpu<A>;         \
  using BoundVCpu = ::tenon::BoundVCpu<A>;       \
  using FailedVCpu = ::tenon::FailedVCpu<A>;     \
  using Exit = ::tenon::Exit<A>;                 \
  using Step = ::tenon::Step<A>;                 \
  using Stopped = ::tenon::Stopped<A>;           \
  using EntryFailure = ::tenon::EntryFailure<A>; \
  using VCpuStorage = typename A::VCpu;          \
  using CpuStorage = typename A::Cpu;            \
  TENON_EXIT_TYPES_OF(A)

#define TENON_EXIT_TYPES_OF(A)                             \
  using Hypercall = ::tenon::Hypercall<A>;                 \
  using MmioRead = ::tenon::MmioRead<A>;                   \
  using MmioWrite = ::tenon::MmioWrite<A>;                 \
  using SysRegRead = ::tenon::SysRegRead<A>;               \
  using SysRegWrite = ::tenon::SysRegWrite<A>;             \
  using IoRead = ::tenon::IoRead<A>;                       \
  using IoWrite = ::tenon::IoWrite<A>;                     \
  using ExternalInterrupt = ::tenon::ExternalInterrupt<A>; \
  using InterruptEnd = ::tenon::InterruptEnd<A>;           \
  using InterruptWindow = ::tenon::InterruptWindow<A>;     \
  using NestedPageFault = ::tenon::NestedPageFault<A>;     \
  using Halt = ::tenon::Halt<A>;                           \
  using CpuUp = ::tenon::CpuUp<A>;                         \
  using CpuDown = ::tenon::CpuDown<A>;                     \
  using CpuSuspend = ::tenon::CpuSuspend<A>;               \
  using SystemDown = ::tenon::SystemDown<A>;               \
  using SystemReset = ::tenon::SystemReset<A>;             \
  using SendIpi = ::tenon::SendIpi<A>;                     \
  using Preempted = ::tenon::Preempted<A>;                 \
  using EntryFailed = ::tenon::EntryFailed<A>;             \
  using Unhandled = ::tenon::Unhandled<A>;
