// SPDX-License-Identifier: Apache-2.0
// COMPILES
// A whole life, with every refusal and failure handed on: what is right passes every net.
#include "common.hpp"

void edges(OfflineCpu offline, CreatedVCpu created, tenon::ScriptedArch::Stage2& stage2);
void edges(OfflineCpu offline, CreatedVCpu created, tenon::ScriptedArch::Stage2& stage2) {
  std::move(offline).enable().match(
      [&](IdleCpu idle) {
        std::move(created)
            .setup(tenon::GuestPhysical(0), stage2)
            .match(
                [&](FreeVCpu vcpu) {
                  vcpu.set_register(Register::x0, vcpu.get_register(Register::pc));
                  static_cast<void>(
                      vcpu.inject_interrupt(tenon::InterruptId(32), tenon::Trigger::edge));
                  std::move(vcpu)
                      .bind(std::move(idle))
                      .match(
                          [](BoundVCpu bound) {
                            bound.set_register(Register::x0, bound.get_register(Register::pc));
                            static_cast<void>(bound.inject_interrupt(tenon::InterruptId(32),
                                                                     tenon::Trigger::edge));
                            std::move(bound).unbind().then([](FreeVCpu vcpu, IdleCpu cpu) {
                              static_cast<void>(std::move(vcpu).reset());
                              static_cast<void>(std::move(cpu).disable());
                            });
                          },
                          [](tenon::Refused<FreeVCpu, IdleCpu> refused) {
                            std::move(refused.operands).then([](FreeVCpu vcpu, IdleCpu) {
                              static_cast<void>(std::move(vcpu).destroy());
                            });
                          },
                          [](tenon::Failed<FailedVCpu, IdleCpu> failed) {
                            std::move(failed.rest).then([](FailedVCpu vcpu, IdleCpu) {
                              static_cast<void>(vcpu.reason());
                              CreatedVCpu again = std::move(vcpu).reset();
                              static_cast<void>(std::move(again).destroy());
                            });
                          });
                },
                [](tenon::Refused<CreatedVCpu>) {});
      },
      [](tenon::Refused<OfflineCpu>) {});
}

void failed_destroyed(FailedVCpu vcpu);
void failed_destroyed(FailedVCpu vcpu) { static_cast<void>(std::move(vcpu).destroy()); }

void handles(FreeVCpu vcpu, BoundVCpu bound);
void handles(FreeVCpu vcpu, BoundVCpu bound) {
  static_cast<void>(vcpu.lower_interrupt(tenon::InterruptId(32)));
  static_cast<void>(vcpu.handle());
  static_cast<void>(bound.lower_interrupt(tenon::InterruptId(32)));
  static_cast<void>(bound.handle());
  static_cast<void>(std::move(bound).unbind());
}

void ran(BoundVCpu bound);
void ran(BoundVCpu bound) {
  static_cast<void>(
      std::move(bound).run().match([](MmioRead e) { return std::move(e).complete(0); },
                                   [](MmioWrite e) { return std::move(e).inject_abort(); },
                                   [](EntryFailed e) { return std::move(e).stop(); },
                                   [](Rest e) { return std::move(e).stop(); }));
}
