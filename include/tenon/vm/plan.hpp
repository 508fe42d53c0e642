// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a VM is made of, chosen when it is compiled.
#pragma once

#include "tenon/arch.hpp"
#include "tenon/exits/call.hpp"
#include "tenon/hal.hpp"
#include "tenon/vm/bus.hpp"
#include "tenon/vm/nested_table.hpp"

namespace tenon {

namespace detail {
/// Stands for a Vm where only the shape of a firmware's functions is asked for.
struct AnyVm {};
}  // namespace detail

/// A struct of types and sizes. An ISA offers a base with its own part filled in; what is left to
/// the hypervisor has no default.
///
/// | member            | meaning                                                              |
/// |-------------------|----------------------------------------------------------------------|
/// | `Arch`            | the backend                                                          |
/// | `Hal`             | wakes physical CPUs                                                  |
/// | `Nested`          | the second stage                                                     |
/// | `Mmio`            | devices in memory                                                    |
/// | `SysRegs`         | devices behind system registers, asked first                         |
/// | `RegisterPolicy`  | the system registers that the ISA's policy answers, asked second     |
/// | `Ports`           | devices at I/O ports                                                 |
/// | `Firmware`        | answers calls and starts vCPUs                                       |
/// | `vcpus`           | most vCPUs                                                           |
/// | `regions`         | most memory regions                                                  |
template <class P>
concept VmPlan =
    ArchVCpu<typename P::Arch> && Hal<typename P::Hal> && NestedTable<typename P::Nested> &&
    std::same_as<typename P::Nested::Stage2, typename P::Arch::Stage2> &&
    Bus<typename P::Mmio, GuestPhysical> && Bus<typename P::SysRegs, SysRegAddress> &&
    Bus<typename P::RegisterPolicy, SysRegAddress> && Bus<typename P::Ports, Port> &&
    (P::vcpus > 0) && (P::regions > 0);

}  // namespace tenon
