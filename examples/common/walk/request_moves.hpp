// SPDX-License-Identifier: Apache-2.0
/// \file
/// Steps of a walk: interrupts, registers, and what other CPUs may do.
#pragma once

#include "turn.hpp"

namespace example::walk {

/// Injects an interrupt, or lowers its line.
template <class B, class F>
Outcome interrupt(Turn<B>& t, tenon::InterruptId id, std::optional<tenon::Trigger> trigger,
                  tenon::EndNotice notice, F&& call) {
  if (const auto error = B::refuses_interrupt(t.is().set_up(), id, trigger, notice)) {
    if constexpr (!B::core_refuses) {
      if (!t.is().set_up()) return Outcome::left_out;
    }
    return t.core_refuses(t.home(), call, *error);
  }
  tenon_error error = TENON_OK;
  t.machine.on(t.home(), [&] { error = call(); });
  t.world.expect(error == TENON_OK, "an interrupt refused");
  return Outcome::done;
}
template <class B>
Outcome inject(Turn<B>& t) {
  const tenon::InterruptId id(t.p / 4 % (B::interrupts + 8));
  const auto trigger = t.p % 2 == 0 ? tenon::Trigger::edge : tenon::Trigger::level;
  const auto notice = t.p / 2 % 2 == 0 ? tenon::EndNotice::none : tenon::EndNotice::exit;
  return interrupt(t, id, trigger, notice,
                   [&] { return ArchOf<B>::inject_interrupt(t.storage(), id, trigger, notice); });
}
template <class B>
Outcome lower(Turn<B>& t) {
  const tenon::InterruptId id(t.p / 4 % (B::interrupts + 8));
  return interrupt(t, id, std::nullopt, tenon::EndNotice::none,
                   [&] { return ArchOf<B>::lower_interrupt(t.storage(), id); });
}

template <class B>
Outcome write(Turn<B>& t) {
  if (!t.is().set_up()) return Outcome::left_out;
  const std::uint32_t which = t.p % B::registers.size();
  const std::uint64_t value = t.p * 0x9e3779b97f4a7c15;
  t.machine.on(t.home(), [&] {
    if (t.vcpu().free) t.vcpu().free->set_register(B::registers[which], value);
    if (t.vcpu().bound) t.vcpu().bound->set_register(B::registers[which], value);
    if (t.vcpu().exit) ArchOf<B>::set_register(t.storage(), B::registers[which], value);
  });
  t.is().registers[which] = value;
  return Outcome::done;
}

template <class B>
Outcome handle(Turn<B>& t) {
  std::optional<Handle<B>> made;
  const auto& free = t.vcpu().free;
  const auto& bound = t.vcpu().bound;
  if (free) made = free->template kick_handle<typename B::Hal>();
  if (bound) made = bound->template kick_handle<typename B::Hal>();
  if (!made) return Outcome::left_out;
  t.vcpu().handle = made;
  t.vcpu().handle_generation = t.is().generation;
  return Outcome::done;
}
template <class B>
Outcome request(Turn<B>& t) {
  const auto& handle = t.vcpu().handle;
  if (!handle) return Outcome::left_out;
  const tenon::InterruptId id(t.p % (TENON_INTERRUPT_MAX + 64));
  const tenon::Status status = handle->request_interrupt(id);
  if (t.vcpu().handle_generation != t.is().generation)
    return t.refuses(status, tenon::Error::wrong_state);
  if (id.value() >= TENON_INTERRUPT_MAX) return t.refuses(status, tenon::Error::invalid_argument);
  t.world.expect(status.has_value(), "a request refused");
  t.is().asked = true;
  return Outcome::done;
}
template <class B>
Outcome kick(Turn<B>& t) {
  const auto& handle = t.vcpu().handle;
  if (!handle) return Outcome::left_out;
  const tenon::Status status = handle->kick();
  if (t.vcpu().handle_generation != t.is().generation)
    return t.refuses(status, tenon::Error::wrong_state);
  t.world.expect(status.has_value(), "a kick refused");
  t.is().kicked = true;
  return Outcome::done;
}

}  // namespace example::walk
