// SPDX-License-Identifier: Apache-2.0
// What the programs of this folder share: two scripted CPUs, a vCPU for each, and a main() that
// says how the program ended. Each is built twice: with WRONG it does what it must not.
#pragma once

#include <array>
#include <cstdlib>
#include <utility>

#include "tenon/scripted.hpp"

using namespace tenon::scripted;
using Register = tenon::ScriptedArch::Register;

/// Ends the program: an operation was refused, and the caller was told why.
[[noreturn]] void refused(tenon::Error error);

/// The value of a transition that is known to succeed.
template <class R>
auto must(R result) {
  if (!result) std::abort();
  return std::move(result).value();
}

/// CPU and vCPU 0 and 1. The thread stands for CPU 0.
class Machine {
 public:
  IdleCpu cpu(std::uint32_t n) {
    IdleCpu cpu = must(must(OfflineCpu::claim(cpus_[n], tenon::CpuId(n))).enable());
    stand_on(0);
    return cpu;
  }
  CreatedVCpu created(std::uint32_t n) {
    return must(CreatedVCpu::create(vcpus_[n], {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(n)},
                                    {.script = script_, .log = {}}));
  }
  FreeVCpu configured(CreatedVCpu vcpu) {
    return must(std::move(vcpu).setup(tenon::GuestPhysical(0), stage2_));
  }
  FreeVCpu free(std::uint32_t n) { return configured(created(n)); }
  /// vCPU n, loaded on CPU n.
  BoundVCpu bound(std::uint32_t n) {
    IdleCpu idle = cpu(n);
    stand_on(n);
    BoundVCpu vcpu = must(free(n).bind(std::move(idle)));
    stand_on(0);
    return vcpu;
  }
  /// As if the code that follows ran on CPU n.
  void stand_on(std::uint32_t n) { tenon_scripted_set_this_cpu(&cpus_[n]); }

  VCpuStorage& storage(std::uint32_t n) { return vcpus_[n]; }
  /// True, which no compiler knows.
  [[nodiscard]] bool yes() const { return yes_; }

 private:
  static constexpr tenon_exit read_{.kind = TENON_EXIT_mmio_read, .width = 4};
  std::array<tenon_exit, 4> script_{read_, read_, read_, read_};
  std::array<CpuStorage, 2> cpus_{};
  std::array<VCpuStorage, 2> vcpus_{};
  tenon::ScriptedArch::Stage2 stage2_{};
  volatile bool yes_ = true;
};

/// Every exit but a read and a failed entry.
using Rest =
    tenon::OneOf<Hypercall, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite, ExternalInterrupt,
                 InterruptEnd, InterruptWindow, NestedPageFault, Halt, CpuUp, CpuDown, CpuSuspend,
                 SystemDown, SystemReset, SendIpi, Preempted, Unhandled>;

/// The exit of a device read, which every exit here is, to `answer`.
template <class Answer>
Step on_read(Exit exit, Answer answer) {
  return std::move(exit).match([&](MmioRead e) -> Step { return answer(std::move(e)); },
                               [](EntryFailed e) -> Step { return std::move(e).stop(); },
                               [](Rest e) -> Step { return std::move(e).stop(); });
}

// The rightful end of each token.
void end(Exit exit);
void end(Step step);
void end(Stopped stopped);
inline void end(BoundVCpu vcpu) { end(std::move(vcpu).unbind()); }

/// The program.
void program(Machine& machine);
