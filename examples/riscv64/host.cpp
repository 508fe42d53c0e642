// SPDX-License-Identifier: Apache-2.0
// What the C core needs of the hypervisor: nothing that HS-mode takes from itself is expected.
#include "tenon/core/riscv64/host.h"
#include "console.hpp"

extern "C" void tenon_hal_host_trap(tenon_riscv64_host_frame* frame) {
  example::print("hypervisor: its own exception, scause ", example::hex(frame->scause), " at ",
                 example::hex(frame->pc), ", stval ", example::hex(frame->stval));
  example::finish(1);
}
