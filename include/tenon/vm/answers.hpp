// SPDX-License-Identifier: Apache-2.0
/// \file
/// How a VM answers each kind of exit that it can answer. `vm` is constant: what an answer changes
/// lies in devices and in the vCPU.
#pragma once

#include "tenon/types.hpp"
#include "tenon/vm/bus.hpp"
#include "tenon/vm/ipi.hpp"
#include "tenon/vm/policy.hpp"
#include "tenon/vm/turn.hpp"

namespace tenon::detail {

/// Gives the exit back, or injects the exception that this kind of access takes.
template <class E>
[[nodiscard, gnu::always_inline]] inline Turn<typename E::Arch> refuse(E exit,
                                                                       Refusal refusal) noexcept {
  using T = Turn<typename E::Arch>;
  if (refusal == Refusal::leave) return T::unanswered(std::move(exit));
  if constexpr (std::same_as<E, MmioRead<typename E::Arch>> ||
                std::same_as<E, MmioWrite<typename E::Arch>>) {
    return T::go_on(std::move(exit).inject_abort());
  } else {
    return T::go_on(std::move(exit).inject_undefined());
  }
}
template <class E>
[[nodiscard, gnu::always_inline]] inline Turn<typename E::Arch> carry_out(
    E exit, const ReadAnswer& answer) noexcept {
  if (!answer.has_value()) return refuse(std::move(exit), answer.error());
  return Turn<typename E::Arch>::go_on(std::move(exit).complete(*answer));
}
template <class E>
[[nodiscard, gnu::always_inline]] inline Turn<typename E::Arch> carry_out(
    E exit, const WriteAnswer& answer) noexcept {
  if (!answer.has_value()) return refuse(std::move(exit), answer.error());
  return Turn<typename E::Arch>::go_on(std::move(exit).complete());
}

template <class E>
[[nodiscard, gnu::always_inline]] inline Turn<typename E::Arch> carry_out(
    E exit, const CallAnswer& answer) noexcept {
  if (!answer.has_value()) return refuse(std::move(exit), answer.error());
  BoundVCpu<typename E::Arch> vcpu = std::move(exit).complete(answer->first);
  if (const auto& second = answer->second; second.has_value()) {
    vcpu.set_register(E::Arch::second_result, *second);
  }
  return Turn<typename E::Arch>::go_on(std::move(vcpu));
}

template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, MmioRead<A> exit) noexcept {
  const GuestAccess<GuestPhysical> access{exit.vcpu(), exit.address(), exit.width()};
  const ReadAnswer read = vm.mmio().read(access);
  return carry_out(std::move(exit), settle_read(read, vm.policy().mmio, vm.policy().mmio_straddle));
}
template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, MmioWrite<A> exit) noexcept {
  const GuestAccess<GuestPhysical> access{exit.vcpu(), exit.address(), exit.width()};
  const WriteAnswer written = vm.mmio().write(access, exit.value());
  return carry_out(std::move(exit),
                   settle_write(written, vm.policy().mmio, vm.policy().mmio_straddle));
}

template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, IoRead<A> exit) noexcept {
  const GuestAccess<Port> access{exit.vcpu(), exit.port(), exit.width()};
  const ReadAnswer read = vm.ports().read(access);
  return carry_out(std::move(exit), settle_read(read, vm.policy().port, vm.policy().port_straddle));
}
template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, IoWrite<A> exit) noexcept {
  const GuestAccess<Port> access{exit.vcpu(), exit.port(), exit.width()};
  const WriteAnswer written = vm.ports().write(access, exit.value());
  return carry_out(std::move(exit),
                   settle_write(written, vm.policy().port, vm.policy().port_straddle));
}

template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, SysRegRead<A> exit) noexcept {
  const GuestAccess<SysRegAddress> access{exit.vcpu(), exit.address(), AccessWidth::doubleword};
  const FirstOf<SysRegAddress, typename V::Plan::SysRegs, typename V::Plan::RegisterPolicy> both(
      vm.sysregs(), vm.register_policy());
  const Unclaimed deny = vm.policy().system_register;
  return carry_out(std::move(exit), settle_read(both.read(access), deny, deny));
}
template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, SysRegWrite<A> exit) noexcept {
  const GuestAccess<SysRegAddress> access{exit.vcpu(), exit.address(), AccessWidth::doubleword};
  const FirstOf<SysRegAddress, typename V::Plan::SysRegs, typename V::Plan::RegisterPolicy> both(
      vm.sysregs(), vm.register_policy());
  const Unclaimed deny = vm.policy().system_register;
  const WriteAnswer written = both.write(access, exit.value());
  return carry_out(std::move(exit), settle_write(written, deny, deny));
}

template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, Hypercall<A> exit) noexcept {
  const auto result = V::Plan::Firmware::call(vm, exit);
  return carry_out(std::move(exit), result);
}

template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, CpuUp<A> exit) noexcept {
  if constexpr (A::starts_by_call) {
    const ReadAnswer result = V::Plan::Firmware::start(vm, exit);
    if (!result.has_value()) return Turn<A>::unanswered(std::move(exit));
    return Turn<A>::go_on(std::move(exit).complete(*result));
  } else {
    if (!V::Plan::Firmware::start(vm, exit)) return Turn<A>::unanswered(std::move(exit));
    return Turn<A>::go_on(std::move(exit).complete());
  }
}

template <class V, ArchVCpu A>
[[nodiscard, gnu::always_inline]] inline Turn<A> answer(const V& vm, SendIpi<A> exit) noexcept {
  if constexpr (requires { V::Plan::Firmware::ipi_status(vm, exit); }) {
    if (const std::int64_t status = V::Plan::Firmware::ipi_status(vm, exit); status != 0) {
      return Turn<A>::go_on(std::move(exit).complete(static_cast<std::uint64_t>(status)));
    }
  }
  Sending sending = Sending::send;
  if constexpr (requires { V::Plan::Firmware::sending(vm, exit); }) {
    sending = V::Plan::Firmware::sending(vm, exit);
  }
  if (sending == Sending::leave) return Turn<A>::unanswered(std::move(exit));
  if (sending == Sending::send) {
    send_ipi(vm, exit, [&]() noexcept {
      static_cast<void>(exit.inject_interrupt(exit.interrupt(), Trigger::edge));
    });
  }
  return Turn<A>::go_on(std::move(exit).complete());
}

}  // namespace tenon::detail
