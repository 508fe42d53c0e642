// SPDX-License-Identifier: Apache-2.0
// The loop of round_trip.cpp on the core's C functions: what the typed API is measured against.
#include "round_trip.hpp"

namespace example {
namespace {

template <bool kicks>
[[nodiscard]] bool run(tenon_aarch64_vcpu& vcpu) {
  while (true) {
    if constexpr (kicks) {
      tenon::AArch64Arch::mask_interrupts();
      if (!tenon::mailbox::enter(vcpu.common.mailbox, vcpu.common.last_cpu)) return false;
    }
    tenon_aarch64_vcpu_run(&vcpu);
    if constexpr (kicks) tenon::mailbox::leave(vcpu.common.mailbox);
    tenon_error error = TENON_OK;
    switch (vcpu.exit.kind) {
      case TENON_EXIT_hypercall:
        if (vcpu.exit.address == call_report) print_time(vcpu.frame.x[1], vcpu.frame.x[2]);
        error = tenon_aarch64_vcpu_complete_call(&vcpu, 0);
        if (vcpu.exit.address == call_interrupt) return error == TENON_OK;
        break;
      case TENON_EXIT_mmio_read:
        error = tenon_aarch64_vcpu_complete_read(&vcpu, 0x55);
        break;
      case TENON_EXIT_mmio_write:
        error = tenon_aarch64_vcpu_complete_write(&vcpu);
        break;
      case TENON_EXIT_sysreg_read:
        error = tenon_aarch64_vcpu_complete_read(&vcpu, 0);
        break;
      case TENON_EXIT_halt:
        error = tenon_aarch64_vcpu_resume(&vcpu);
        break;
      default:
        return false;
    }
    if (error != TENON_OK) return false;
  }
}

}  // namespace

bool run_bare(tenon_aarch64_vcpu& vcpu) { return run<false>(vcpu); }
bool run_bare_with_kicks(tenon_aarch64_vcpu& vcpu) { return run<true>(vcpu); }

}  // namespace example
