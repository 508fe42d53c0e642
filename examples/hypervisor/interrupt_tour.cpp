// SPDX-License-Identifier: Apache-2.0
// Serves tests/guest/interrupts.S: virtual interrupts in each way there is, one line an exit.
#include <atomic>
#include <utility>

#include "console.hpp"
#include "cpus.hpp"
#include "crew.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "tour.hpp"

namespace example {
namespace {

using namespace tenon::aarch64;
using tenon::EndNotice;
using tenon::GuestPhysical;
using tenon::InterruptId;
using tenon::Trigger;

constexpr std::uint64_t guest_memory_bytes = 0x200000;
constexpr std::uint64_t report = 0xf6000000, inject = 0xf6000010, lower = 0xf6000011,
                        inject_while_free = 0xf6000012, inject_from_other_cpu = 0xf6000013,
                        wake_from_other_cpu = 0xf6000014;
constexpr InterruptId while_asleep{46};
constexpr std::uint64_t asleep_after_ns = 50'000'000;

constinit VCpuStorage guest{};

/// What the second CPU is to do: request `interrupt` and kick, once the guest's word is not 0; or,
/// without a word, request it when the vCPU's CPU is surely asleep.
struct Errand {
  tenon::KickHandle<ExampleHal> handle;
  InterruptId interrupt;
  const volatile std::uint64_t* word;
};
constinit std::atomic<const Errand*> errand{nullptr};

class InterruptTour {
 public:
  explicit InterruptTour(std::uint64_t host) noexcept : host_(host) {}

  [[nodiscard]] Step answer(Exit exit) {
    return std::move(exit).match(
        [&](Hypercall e) -> Step { return hypercall(std::move(e)); },
        [&](ExternalInterrupt e) -> Step {
          hand_on_interrupts([&](InterruptId interrupt) {
            return e.inject_interrupt(interrupt, Trigger::linked);
          });
          return std::move(e).resume();
        },
        [](InterruptEnd e) -> Step {
          print("InterruptEnd ", e.interrupt().value());
          return std::move(e).resume();
        },
        [](Preempted e) -> Step {
          print("Preempted");
          return std::move(e).resume();
        },
        [&](Halt e) -> Step {
          if (waker_) {
            print("Halt, the other CPU will inject ", waker_->interrupt.value());
            send(std::exchange(waker_, nullptr));
            return std::move(e).wait();
          }
          print("Halt");
          require(e.inject_interrupt(while_asleep, Trigger::edge), "interrupt");
          return std::move(e).wait();  // what is new for the guest is not waited for
        },
        [](SendIpi e) -> Step {
          print("SendIpi ", e.interrupt().value(), " to ", hex(e.target()), " list ",
                hex(e.target_list()));
          require(e.inject_interrupt(e.interrupt(), Trigger::edge), "interrupt");
          return std::move(e).complete();
        },
        [&](SystemDown e) -> Step {
          print("SystemDown");
          powered_off_ = true;
          return std::move(e).stop();
        },
        [](EntryFailed e) -> Step { return std::move(e).stop(); },
        [](tenon::OneOf<MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                        InterruptWindow, NestedPageFault, CpuUp, CpuDown, CpuSuspend, SystemReset,
                        Unhandled>
               e) -> Step {
          print("unexpected exit, ", e.cause());
          return std::move(e).stop();
        });
  }
  [[nodiscard]] bool powered_off() const noexcept { return powered_off_; }

 private:
  [[nodiscard]] Step hypercall(Hypercall e) {
    const std::uint64_t first = e.argument(0), second = e.argument(1);
    const InterruptId interrupt(static_cast<std::uint32_t>(first));
    switch (e.number()) {
      case report:
        print("guest ", hex(first), " ", second);
        break;
      case inject:
        print("inject ", first, (second & 1) != 0 ? " level" : " edge",
              (second & 2) != 0 ? ", its end is reported" : "");
        require(e.inject_interrupt(interrupt, (second & 1) != 0 ? Trigger::level : Trigger::edge,
                                   (second & 2) != 0 ? EndNotice::exit : EndNotice::none),
                "interrupt");
        break;
      case lower:
        print("lower ", first);
        require(e.lower_interrupt(interrupt), "line");
        break;
      case inject_while_free:
        return rebind(std::move(e).complete(0), interrupt);
      case wake_from_other_cpu:
        return wake_later(std::move(e).complete(0), interrupt);
      case inject_from_other_cpu:
        return send_errand(std::move(e).complete(0), interrupt, second);
      default:
        print("unknown call ", hex(e.number()));
        return std::move(e).stop();
    }
    return std::move(e).complete(0);
  }

  [[nodiscard]] static BoundVCpu rebind(BoundVCpu bound, InterruptId interrupt) {
    return std::move(bound).unbind().then([&](FreeVCpu vcpu, IdleCpu cpu) {
      print("unbound, inject ", interrupt.value());
      require(vcpu.inject_interrupt(interrupt, Trigger::edge), "interrupt");
      auto again = std::move(vcpu).bind(std::move(cpu));
      if (!again) die(tenon::sentence(again.error()));
      return std::move(again).value();
    });
  }

  [[nodiscard]] BoundVCpu send_errand(BoundVCpu bound, InterruptId interrupt,
                                      std::uint64_t address) {
    auto handle = bound.kick_handle<ExampleHal>();
    if (!handle) die("the vCPU cannot be kicked");
    print("the other CPU will inject ", interrupt.value());
    static Errand sent{*handle, interrupt, nullptr};
    sent.word =
        reinterpret_cast<const volatile std::uint64_t*>(host_ + address - guest_memory_start);
    send(&sent);
    return bound;
  }
  [[nodiscard]] BoundVCpu wake_later(BoundVCpu bound, InterruptId interrupt) {
    auto handle = bound.kick_handle<ExampleHal>();
    if (!handle) die("the vCPU cannot be kicked");
    static const Errand waker{*handle, interrupt, nullptr};
    waker_ = &waker;
    return bound;
  }
  static void send(const Errand* sent) noexcept {
    errand.store(sent);
    asm volatile("dsb ish\n sev" ::: "memory");
  }

  /// Physical interrupts become the guest's, who ends them; the hypervisor's own end here.
  template <class Inject>
  static void hand_on_interrupts(const Inject& inject) noexcept {
    bool physical = false;
    while (const auto interrupt = ExampleHal::irq_fetch()) {
      physical = true;
      const std::uint32_t id = interrupt->value();
      print("ExternalInterrupt ", id);
      gic().drop_priority(id);
      if (id < 32 && (hypervisor_interrupts >> id & 1) != 0) {
        ExampleHal::irq_handler(*interrupt);
      } else {
        require(inject(*interrupt), "linked interrupt");
      }
    }
    // The maintenance interrupt: the core has silenced it and refills the list registers.
    if (!physical) print("ExternalInterrupt, of the virtual interface");
  }

  std::uint64_t host_;
  const Errand* waker_ = nullptr;  ///< for the next Halt
  bool powered_off_ = false;
};

/// The second CPU's part: requests interrupts and kicks. Never returns.
void run_errands(void* /*nothing*/) noexcept {
  gic().enable_cpu(ExampleHal::current_cpu().value());
  while (true) {
    const Errand* sent = errand.exchange(nullptr);
    if (sent == nullptr) {
      asm volatile("wfe");
      continue;
    }
    if (sent->word == nullptr) {
      const std::uint64_t start = ExampleHal::now();
      while (ExampleHal::now() - start < asleep_after_ns) continue;
      require(sent->handle.request_interrupt(sent->interrupt), "request");
      continue;
    }
    while (*sent->word == 0) continue;
    require(sent->handle.VCpuHandle::request_interrupt(sent->interrupt).has_value()
                ? tenon::Status{}
                : std::unexpected(tenon::Error::wrong_state),
            "request");
    require(sent->handle.kick(), "kick");
  }
}

}  // namespace

bool run_interrupt_tour(const Board& board, Range image) {
  IdleCpu cpu = enable_this_cpu(board);
  const std::uint32_t index = cpu.id().value();
  gic().enable_distributor();
  gic().enable_cpu(index);
  gic().enable_ppi(index, 27);  // the guest has no distributor: its timer is let through here
  start_work(run_errands, nullptr);
  Nested nested(nested_config(board));
  require(nested.open(tenon::VmId(1)), "second stage");
  const std::uint64_t host = load_image(image, guest_memory_bytes);
  give(tenon::VmId(1), host, guest_memory_bytes);
  require(nested.map({.start = GuestPhysical(guest_memory_start),
                      .host = tenon::HostPhysical(host),
                      .bytes = guest_memory_bytes,
                      .access = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE,
                      .memory = TENON_MEMORY_NORMAL}),
          "guest memory");
  auto created = CreatedVCpu::create(guest, {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(0)});
  if (!created) die(tenon::sentence(created.error()));
  auto ready = std::move(created).value().setup(GuestPhysical(guest_memory_start), nested.stage2());
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  InterruptTour tour(host);
  Step step = std::move(bound).value();
  while (step.running()) step = tour.answer(std::move(step).run());
  std::move(step).finish([](FreeVCpu v, IdleCpu) { std::move(v).destroy(); },
                         [](FailedVCpu v, IdleCpu) { std::move(v).destroy(); });
  return tour.powered_off();
}

}  // namespace example
