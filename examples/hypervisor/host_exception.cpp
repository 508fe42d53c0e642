// SPDX-License-Identifier: Apache-2.0
// Exceptions that the hypervisor itself takes. It expects none: interrupts are masked at EL2 and
// acknowledged by polling after an exit.
#include "console.hpp"
#include "tenon/core/aarch64/host.h"

namespace {
constexpr std::uint64_t class_undefined = 0;
constexpr std::uint32_t hlt_semihosting = 0xd45e0000;
}  // namespace

extern "C" void tenon_hal_host_exception(std::uint64_t vector, tenon_aarch64_host_frame* frame) {
  const std::uint64_t exception_class = frame->esr >> 26 & 63;
  // Nobody listens to semihosting: go on behind the HLT.
  if (vector == 4 && exception_class == class_undefined &&
      *reinterpret_cast<const std::uint32_t*>(frame->pc) == hlt_semihosting) {
    frame->pc += 4;
    return;
  }
  example::print("hypervisor: exception at EL2: vector ", vector, " ESR ", example::hex(frame->esr),
                 " FAR ", example::hex(frame->far), " PC ", example::hex(frame->pc));
  example::finish(1);
}
