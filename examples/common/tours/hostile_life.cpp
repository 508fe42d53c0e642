// SPDX-License-Identifier: Apache-2.0
#include "hostile_life.hpp"

#include "console.hpp"

namespace example::hostile {

using namespace tenon::native;
using tenon::GuestPhysical;

namespace {

/// So many ticks of the hypervisor's timer without a sign of life end a life.
constexpr std::uint32_t patience = 10;
constexpr std::uint64_t most_exits_between_signs = 400;
/// A guest that has broken itself so that nothing it tries leaves it any more goes on for ever.
constexpr std::uint64_t most_attempts = 2048;

}  // namespace

Life::Life(const Vm& vm, VCpuStorage& storage, Tally& tally, std::uint64_t most_exits) noexcept
    : vm_(vm), storage_(storage), tally_(tally), most_exits_(most_exits) {
  Machine::arm_timer();
}

template <class E>
void Life::refuse(const E& exit) noexcept {
  const std::uint32_t cause = exit.record().cause;
  ++tally_.refused[cause < tally_.refused.size() ? cause : 0];
}

Step Life::turn(BoundVCpu vcpu) noexcept {
  Exit exit = tenon::run_until_unanswered(std::move(vcpu), vm_, tally_.kinds);
  look(exit.record());
  const bool out_of_hand = tally_.exits() - last_sign_ > most_exits_between_signs;
  if (out_of_hand) end_ = storm;
  const bool over = out_of_hand || tally_.over(most_exits_);
  return std::move(exit).match(
      [&](ExternalInterrupt e) -> Step {
        silent_ticks_ +=
            Machine::take_interrupts([&](tenon::InterruptId interrupt, tenon::Trigger how) {
              return e.inject_interrupt(interrupt, how);
            });
        if (silent_ticks_ >= patience || over) return std::move(e).stop();
        return std::move(e).resume();
      },
      [&](Hypercall e) -> Step {
        if (over) return std::move(e).stop();
        if (e.immediate() == Machine::call_alive) note_sign(e.number(), e.argument(0));
        if (attempts_ >= most_attempts) {
          end_ = age;
          return std::move(e).stop();
        }
        return std::move(e).complete(0);
      },
      [&](Halt e) -> Step {
        if (over) return std::move(e).stop();
        return std::move(e).resume();
      },
      [&](Unhandled e) -> Step {
        if (over) return std::move(e).stop();
        refuse(e);
        return std::move(e).inject_undefined();
      },
      [&](tenon::OneOf<MmioRead, MmioWrite, NestedPageFault> e) -> Step {
        const auto abort = [&](auto access) -> Step {
          if (over) return std::move(access).stop();
          refuse(access);
          return std::move(access).inject_abort();
        };
        return std::move(e).match([&](MmioRead a) { return abort(std::move(a)); },
                                  [&](MmioWrite a) { return abort(std::move(a)); },
                                  [&](NestedPageFault a) { return abort(std::move(a)); });
      },
      [&](tenon::OneOf<SysRegRead, SysRegWrite> e) -> Step {
        const auto undefined = [&](auto access) -> Step {
          if (over) return std::move(access).stop();
          refuse(access);
          return std::move(access).inject_undefined();
        };
        return std::move(e).match([&](SysRegRead a) { return undefined(std::move(a)); },
                                  [&](SysRegWrite a) { return undefined(std::move(a)); });
      },
      [&](CpuSuspend e) -> Step { return std::move(e).complete(0); },
      [&](SystemDown e) -> Step {
        end_ = power_off;
        return std::move(e).stop();
      },
      [&](CpuDown e) -> Step {
        end_ = cpu_off;
        return std::move(e).stop();
      },
      [&](SystemReset e) -> Step {
        end_ = system_reset;
        return std::move(e).stop();
      },
      [](Preempted e) -> Step { return std::move(e).resume(); },
      [](InterruptEnd e) -> Step { return std::move(e).resume(); },
      [&](EntryFailed e) -> Step {
        ++tally_.wrong;
        print("hostile: WRONG: the guest cannot be entered: ", hex(e.hardware_reason()));
        return std::move(e).stop();
      },
      [&](tenon::OneOf<IoRead, IoWrite, InterruptWindow, CpuUp, SendIpi> e) -> Step {
        ++tally_.wrong;
        print("hostile: WRONG: the run loop left ", tenon::exit_name(e.record().kind));
        return std::move(e).stop();
      });
}

void Life::look(const tenon_exit& exit) noexcept {
  if (exit.kind != TENON_EXIT_preempted) {
    if (const auto number = Machine::exception_class(storage_)) ++tally_.classes[*number];
  }
  if (++looks_ % 256 == 0) {
    require(tenon::KickHandle<Plan::Hal>(tenon::VCpuHandle(storage_.common)).kick(), "kick");
  }
  const std::string_view changed = Machine::changed_control(storage_);
  if (!changed.empty()) {
    ++tally_.wrong;
    print("hostile: WRONG: the guest changed ", changed, " at pc ", hex(storage_.frame.pc));
  }
}

void Life::note_sign(std::uint64_t attempts, std::uint64_t counts) noexcept {
  tally_.attempts += attempts - attempts_;
  attempts_ = attempts;
  last_sign_ = tally_.exits();
  silent_ticks_ = 0;
  const auto where = vm_.reach(GuestPhysical(counts), sizeof(std::uint64_t) * exception_counts);
  if (!where.has_value()) return;
  const auto* words = reinterpret_cast<const volatile std::uint64_t*>(where->value());
  for (std::uint32_t i = 0; i < exception_counts; ++i) {
    if (words[i] <= 64) tally_.guest[i] += words[i];
  }
}

}  // namespace example::hostile
