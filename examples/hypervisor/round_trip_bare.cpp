// SPDX-License-Identifier: Apache-2.0
// The loop of round_trip.cpp on the core's C functions: what the typed API is measured against.
#include "round_trip.hpp"

namespace example {
namespace {

[[nodiscard]] bool unexpected(std::string_view exit) {
  print("round trip: unexpected exit (", exit, ")");
  return false;
}

// Every exit has a case of its own, as in the handlers that it is compared with: the compiler
// then dispatches both in the same way.
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
      case TENON_EXIT_hypercall: {
        const std::uint64_t call = vcpu.exit.address;
        error = tenon_aarch64_vcpu_complete_call(&vcpu, 0);
        if (call < call_report) break;
        if (call != call_report) return error == TENON_OK;
        print_time(vcpu.frame.x[1], vcpu.frame.x[2]);
        break;
      }
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
      case TENON_EXIT_system_down:
      case TENON_EXIT_entry_failed:
        return false;
      case TENON_EXIT_sysreg_write:
        return unexpected("sysreg_write");
      case TENON_EXIT_io_read:
        return unexpected("io_read");
      case TENON_EXIT_io_write:
        return unexpected("io_write");
      case TENON_EXIT_external_interrupt:
        return unexpected("external_interrupt");
      case TENON_EXIT_interrupt_end:
        return unexpected("interrupt_end");
      case TENON_EXIT_interrupt_window:
        return unexpected("interrupt_window");
      case TENON_EXIT_nested_page_fault:
        return unexpected("nested_page_fault");
      case TENON_EXIT_cpu_up:
        return unexpected("cpu_up");
      case TENON_EXIT_cpu_down:
        return unexpected("cpu_down");
      case TENON_EXIT_cpu_suspend:
        return unexpected("cpu_suspend");
      case TENON_EXIT_system_reset:
        return unexpected("system_reset");
      case TENON_EXIT_send_ipi:
        return unexpected("send_ipi");
      case TENON_EXIT_preempted:
        return unexpected("preempted");
      case TENON_EXIT_unhandled:
        return unexpected("unhandled");
      default:
        tenon::detail::trap();
    }
    if (error != TENON_OK) tenon::detail::trap();
  }
}

}  // namespace

bool run_bare(tenon_aarch64_vcpu& vcpu) { return run<false>(vcpu); }
bool run_bare_with_kicks(tenon_aarch64_vcpu& vcpu) { return run<true>(vcpu); }

}  // namespace example
