// SPDX-License-Identifier: Apache-2.0
/// \file
/// Steps of a walk: a CPU's own lifecycle.
#pragma once

#include "turn.hpp"

namespace example::walk {

template <class B>
Outcome claim(Turn<B>& t) {
  if (t.cpu().model.state != CpuState::unclaimed) {
    return t.refuses(OfflineCpu<B>::claim(t.cpu_storage(), tenon::CpuId(t.c)),
                     tenon::Error::wrong_state);
  }
  if (t.p % 4 == 0) {
    return t.refuses(OfflineCpu<B>::claim(t.cpu_storage(), tenon::CpuId(TENON_CPU_MAX)),
                     tenon::Error::invalid_argument);
  }
  auto result = OfflineCpu<B>::claim(t.cpu_storage(), tenon::CpuId(t.c));
  if (!result) return t.fails("claim");
  t.cpu().offline.emplace(std::move(result).value());
  t.cpu().model.state = CpuState::offline;
  return Outcome::done;
}

template <class B>
Outcome enable(Turn<B>& t) {
  if (t.cpu().model.state == CpuState::unclaimed) return Outcome::left_out;
  if (t.cpu().model.state != CpuState::offline) {
    return t.core_refuses(
        t.c, [&] { return ArchOf<B>::enable(t.cpu_storage(), {}); }, tenon::Error::already_enabled);
  }
  t.machine.on(t.c, [&] {
    auto result = take(t.cpu().offline).enable();
    if (result) {
      t.cpu().idle.emplace(std::move(result).value());
    } else {
      t.world.expect(false, "enable");
    }
  });
  t.cpu().model.state = CpuState::idle;
  return Outcome::done;
}

template <class B>
Outcome disable(Turn<B>& t) {
  if (t.cpu().model.state != CpuState::idle) {
    return t.core_refuses(t.c, [&] { return ArchOf<B>::disable(t.cpu_storage()); });
  }
  Outcome outcome = Outcome::done;
  t.machine.on(t.here, [&] {
    auto result = take(t.cpu().idle).disable();
    if (result) {
      t.cpu().offline.emplace(std::move(result).value());
      t.cpu().model.state = CpuState::offline;
      t.world.expect(t.here == t.c, "disabled from another CPU");
    } else {
      outcome =
          t.refuses(result, t.here == t.c ? tenon::Error::unsupported : tenon::Error::wrong_cpu);
      t.cpu().idle.emplace(std::move(result).refused().operands.template take<IdleCpu<B>>());
    }
  });
  return outcome;
}

}  // namespace example::walk
