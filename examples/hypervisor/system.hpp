// SPDX-License-Identifier: Apache-2.0
/// \file
/// A guest that expects a whole machine (examples/hypervisor/guests/virt.dts): Linux, U-Boot.
#pragma once

#include "board.hpp"

namespace example {

/// Who gets the physical interrupts.
enum class InterruptMode : std::uint8_t {
  passed_through,  ///< the guest, which drives the GIC's CPU interface and the timer itself
  at_hypervisor    ///< the hypervisor, which hands them on through list registers
};

/// What the boot loader has put in memory.
struct SystemImages {
  Range kernel;
  Range device_tree;
  Range initrd;  ///< empty if there is none
};

/// Runs the guest on this CPU until it powers off, then prints its exits by kind. Returns whether
/// it powered off by itself.
[[nodiscard]] bool run_system(const Board& board, const SystemImages& images, InterruptMode mode);

}  // namespace example
