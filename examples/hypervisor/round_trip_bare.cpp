// SPDX-License-Identifier: Apache-2.0
// The loop of round_trip.cpp on the core's C functions: what the typed API is measured against.
#include <utility>

#include "round_trip.hpp"

namespace example {
namespace {

void must(tenon_error error) {
  if (error != TENON_OK) tenon::detail::trap();
}

void unexpected(std::string_view exit) { print("round trip: unexpected exit (", exit, ")"); }

/// Unbinds `vcpu` and binds `waiting`, and exchanges their names.
template <bool kicks>
void switch_vcpus(tenon_aarch64_vcpu*& vcpu, tenon_aarch64_vcpu*& waiting) {
  tenon_aarch64_cpu* cpu = vcpu->cpu;
  must(tenon_aarch64_vcpu_unbind(vcpu));
  if constexpr (kicks) tenon::mailbox::unload(vcpu->common.mailbox);
  must(tenon_aarch64_vcpu_bind(waiting, cpu));
  std::swap(vcpu, waiting);
}

// Every exit has a case of its own, and the two most frequent ones are asked for first, as `match`
// does: the compiler then dispatches both in the same way.
template <bool kicks>
// NOLINTNEXTLINE(readability-function-size): a case for each exit, as in a handler of each
[[nodiscard]] bool run(tenon_aarch64_vcpu* vcpu, tenon_aarch64_vcpu* waiting) {
  while (true) {
    if constexpr (kicks) {
      tenon::AArch64Arch::mask_interrupts();
      if (!tenon::mailbox::enter(vcpu->common.mailbox, vcpu->common.last_cpu)) return false;
    }
    tenon_aarch64_vcpu_run(vcpu);
    if constexpr (kicks) tenon::mailbox::leave(vcpu->common.mailbox);
    const std::uint32_t kind = vcpu->exit.kind;
    if (kind == TENON_EXIT_hypercall) {
      const std::uint64_t call = vcpu->exit.address;
      if (call == call_interrupt) must(tenon_aarch64_vcpu_inject_interrupt(vcpu, interrupt, 0));
      must(tenon_aarch64_vcpu_complete_call(vcpu, 0));
      if (call < call_report) continue;
      if (call == call_report) print_time(vcpu->frame.x[1], vcpu->frame.x[2]);
      if (call == call_switch) switch_vcpus<kicks>(vcpu, waiting);
      continue;
    }
    if (kind == TENON_EXIT_mmio_read) {
      must(tenon_aarch64_vcpu_complete_read(vcpu, 0x55));
      continue;
    }
    switch (kind) {
      case TENON_EXIT_mmio_write:
        must(tenon_aarch64_vcpu_complete_write(vcpu));
        continue;
      case TENON_EXIT_sysreg_read:
        must(tenon_aarch64_vcpu_complete_read(vcpu, 0));
        continue;
      case TENON_EXIT_halt:
        must(tenon_aarch64_vcpu_resume(vcpu));
        continue;
      case TENON_EXIT_system_down:
        must(tenon_aarch64_vcpu_abandon(vcpu));
        return true;
      case TENON_EXIT_entry_failed:
        return false;
      case TENON_EXIT_sysreg_write:
        unexpected("sysreg_write");
        return false;
      case TENON_EXIT_io_read:
        unexpected("io_read");
        return false;
      case TENON_EXIT_io_write:
        unexpected("io_write");
        return false;
      case TENON_EXIT_external_interrupt:
        unexpected("external_interrupt");
        return false;
      case TENON_EXIT_interrupt_end:
        unexpected("interrupt_end");
        return false;
      case TENON_EXIT_interrupt_window:
        unexpected("interrupt_window");
        return false;
      case TENON_EXIT_nested_page_fault:
        unexpected("nested_page_fault");
        return false;
      case TENON_EXIT_cpu_up:
        unexpected("cpu_up");
        return false;
      case TENON_EXIT_cpu_down:
        unexpected("cpu_down");
        return false;
      case TENON_EXIT_cpu_suspend:
        unexpected("cpu_suspend");
        return false;
      case TENON_EXIT_system_reset:
        unexpected("system_reset");
        return false;
      case TENON_EXIT_send_ipi:
        unexpected("send_ipi");
        return false;
      case TENON_EXIT_preempted:
        unexpected("preempted");
        return false;
      case TENON_EXIT_unhandled:
        unexpected("unhandled");
        return false;
      default:
        tenon::detail::trap();
    }
  }
}

}  // namespace

bool run_bare(tenon_aarch64_vcpu& vcpu, tenon_aarch64_vcpu& waiting) {
  return run<false>(&vcpu, &waiting);
}
bool run_bare_with_kicks(tenon_aarch64_vcpu& vcpu, tenon_aarch64_vcpu& waiting) {
  return run<true>(&vcpu, &waiting);
}

}  // namespace example
