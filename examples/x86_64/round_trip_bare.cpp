// SPDX-License-Identifier: Apache-2.0
// The loop of round_trip.cpp on the core's C functions: what the typed API is measured against.
#include "console.hpp"
#include "round_trip.hpp"

namespace example {
namespace {

void must(tenon_error error) {
  if (error != TENON_OK) tenon::detail::trap();
}

// Every exit has a case of its own, and the two most frequent ones are asked for first, as `match`
// does: the compiler then dispatches both in the same way.
template <bool kicks>
[[nodiscard]] bool run(tenon_x86_64_vcpu* vcpu) {
  while (true) {
    if constexpr (kicks) {
      tenon::X86Arch::mask_interrupts();
      if (!tenon::mailbox::enter(vcpu->common.mailbox, vcpu->common.last_cpu)) return false;
    }
    tenon_x86_64_vcpu_run(vcpu);
    if constexpr (kicks) tenon::mailbox::leave(vcpu->common.mailbox);
    const std::uint32_t kind = vcpu->exit.kind;
    if (kind == TENON_EXIT_hypercall) [[likely]] {
      if (vcpu->exit.value == call_report) {
        print_time(vcpu->frame.x[TENON_X86_64_RBX], vcpu->frame.x[TENON_X86_64_RCX]);
      }
      must(tenon_x86_64_vcpu_complete_call(vcpu, 0));
      continue;
    }
    if (kind == TENON_EXIT_io_read) {
      must(tenon_x86_64_vcpu_complete_read(vcpu, 0x55));
      continue;
    }
    switch (kind) {
      case TENON_EXIT_io_write:
        if (vcpu->exit.address == POWER_PORT) {
          must(tenon_x86_64_vcpu_abandon(vcpu));
          return true;
        }
        must(tenon_x86_64_vcpu_complete_write(vcpu));
        continue;
      case TENON_EXIT_mmio_read:
        must(tenon_x86_64_vcpu_complete_read(vcpu, 0x55));
        continue;
      case TENON_EXIT_sysreg_read:
        must(tenon_x86_64_vcpu_complete_read(vcpu, 0));
        continue;
      case TENON_EXIT_halt:
        must(tenon_x86_64_vcpu_resume(vcpu));
        continue;
#define OTHER(name)                                   \
  case TENON_EXIT_##name:                             \
    print("round trip: unexpected exit (" #name ")"); \
    return false;
        OTHER(entry_failed)
        OTHER(mmio_write)
        OTHER(sysreg_write)
        OTHER(external_interrupt)
        OTHER(interrupt_end)
        OTHER(interrupt_window)
        OTHER(nested_page_fault)
        OTHER(cpu_up)
        OTHER(cpu_down)
        OTHER(cpu_suspend)
        OTHER(system_down)
        OTHER(system_reset)
        OTHER(send_ipi)
        OTHER(preempted)
        OTHER(unhandled)
      default:
        tenon::detail::trap();
    }
  }
}

}  // namespace

bool run_bare(tenon_x86_64_vcpu& vcpu) { return run<false>(&vcpu); }
bool run_bare_with_kicks(tenon_x86_64_vcpu& vcpu) { return run<true>(&vcpu); }

}  // namespace example
