// SPDX-License-Identifier: Apache-2.0
/// \file
/// Steps of a walk: a vCPU's life but for running.
#pragma once

#include "turn.hpp"

namespace example::walk {

template <class B>
Outcome create(Turn<B>& t) {
  const std::uint64_t mask = t.p % 8 == 0   ? 0
                             : t.p % 2 == 0 ? ~std::uint64_t{0}
                                            : std::uint64_t{1} << (t.p / 2 % B::cpus);
  auto result = CreatedVCpu<B>::create(t.storage(), B::ids(t.v, mask), t.machine.create_config());
  if (t.is().state != TENON_VCPU_NONE) return t.refuses(result, tenon::Error::wrong_state);
  if (mask == 0) return t.refuses(result, tenon::Error::invalid_argument);
  if (!result) return t.fails("create");
  t.vcpu().created.emplace(std::move(result).value());
  t.is().created(mask);
  return Outcome::done;
}

template <class B>
Outcome setup(Turn<B>& t) {
  const bool bad = t.p % 4 == 0;
  auto& stage2 = bad ? t.machine.bad_stage2() : t.machine.stage2(t.v);
  if (t.is().state != TENON_VCPU_CREATED) {
    return t.core_refuses(t.here,
                          [&] { return ArchOf<B>::setup(t.storage(), B::entry, stage2, {}); });
  }
  auto result = take(t.vcpu().created).setup(B::entry, stage2);
  if (result) {
    t.vcpu().free.emplace(std::move(result).value());
    t.is().configured();
    t.world.expect(!bad, "set up with a bad second stage");
    return Outcome::done;
  }
  t.refuses(result, bad ? B::bad_stage2_error : tenon::Error::unsupported);
  t.vcpu().created.emplace(std::move(result).refused().operands.template take<CreatedVCpu<B>>());
  return Outcome::refused;
}

template <class B>
Outcome bind(Turn<B>& t) {
  if (t.is().state != TENON_VCPU_FREE || t.cpu().model.state != CpuState::idle) {
    return t.core_refuses(t.here, [&] { return ArchOf<B>::bind(t.storage(), t.cpu_storage()); });
  }
  const bool allowed = (t.is().mask >> t.c & 1) != 0;
  const bool good = t.here == t.c && allowed;
  const bool to_fail = good && t.p % 8 == 0 && B::fail_bind(t.cpu_storage());
  Outcome outcome = Outcome::done;
  t.machine.on(t.here, [&] {
    take(t.vcpu().free)
        .bind(take(t.cpu().idle))
        .match(
            [&](BoundVCpu<B> token) {
              t.world.expect(good && !to_fail, "bound what cannot be");
              t.vcpu().bound.emplace(std::move(token));
              t.is().bound(t.c);
              t.cpu().model = {CpuState::loaded, t.v};
              t.world.resident[B::vm(t.v)][t.c] = B::ids(t.v, 1).vcpu.value();
            },
            [&](tenon::Refused<FreeVCpu<B>, IdleCpu<B>> no) {
              t.world.expect(no.error == (t.here == t.c ? tenon::Error::cpu_not_allowed
                                                        : tenon::Error::wrong_cpu) &&
                                 !good,
                             "bind refused");
              outcome = Outcome::refused;
              std::move(no.operands).then([&](FreeVCpu<B> token, IdleCpu<B> idle) {
                t.vcpu().free.emplace(std::move(token));
                t.cpu().idle.emplace(std::move(idle));
              });
            },
            [&](tenon::Failed<FailedVCpu<B>, IdleCpu<B>> no) {
              t.world.expect(to_fail, "bind failed");
              std::move(no.rest).then([&](FailedVCpu<B> token, IdleCpu<B> idle) {
                t.vcpu().failed.emplace(std::move(token));
                t.cpu().idle.emplace(std::move(idle));
              });
              t.is().unloaded(TENON_VCPU_FAILED);
            });
  });
  return outcome;
}

template <class B>
Outcome unbind(Turn<B>& t) {
  if (t.is().state != TENON_VCPU_BOUND) {
    return t.core_refuses(t.home(), [&] { return ArchOf<B>::unbind(t.storage()); });
  }
  if (t.here != t.is().cpu) {
    return t.core_refuses(
        t.here, [&] { return ArchOf<B>::unbind(t.storage()); }, tenon::Error::wrong_cpu);
  }
  t.c = t.here;
  t.machine.on(t.c, [&] {
    take(t.vcpu().bound).unbind().then([&](FreeVCpu<B> token, IdleCpu<B> idle) {
      t.vcpu().free.emplace(std::move(token));
      t.cpu().idle.emplace(std::move(idle));
    });
  });
  t.is().unloaded(TENON_VCPU_FREE);
  t.cpu().model.state = CpuState::idle;
  return Outcome::done;
}

template <class B>
Outcome reset(Turn<B>& t) {
  if (t.is().state == TENON_VCPU_FREE) {
    t.vcpu().created.emplace(take(t.vcpu().free).reset());
  } else if (t.is().state == TENON_VCPU_FAILED) {
    t.vcpu().created.emplace(take(t.vcpu().failed).reset());
  } else {
    return t.core_refuses(t.home(), [&] { return ArchOf<B>::reset(t.storage()); });
  }
  t.is().ended(TENON_VCPU_CREATED);
  // Where guests' fences are local, the next bind forgets what the last life has left.
  if constexpr (requires { ArchOf<B>::fence_request; }) t.is().last_cpu = TENON_NONE;
  return Outcome::done;
}

template <class B>
Outcome destroy(Turn<B>& t) {
  if (t.is().state == TENON_VCPU_FREE) {
    static_cast<void>(take(t.vcpu().free).destroy());
  } else if (t.is().state == TENON_VCPU_FAILED) {
    static_cast<void>(take(t.vcpu().failed).destroy());
  } else if (t.is().state == TENON_VCPU_CREATED) {
    static_cast<void>(take(t.vcpu().created).destroy());
  } else {
    return t.core_refuses(t.home(), [&] { return ArchOf<B>::destroy(t.storage()); });
  }
  t.is().ended(TENON_VCPU_NONE);
  return Outcome::done;
}

}  // namespace example::walk
