// SPDX-License-Identifier: Apache-2.0
#include "tour.hpp"

#include "console.hpp"
#include "machine.hpp"
#include "tenon/core/aarch64/esr.h"
#include "tenon/core/aarch64/id_registers.h"
#include "tenon/core/aarch64/psci.h"

namespace example {
namespace {

using namespace tenon::aarch64;
using tenon::GuestPhysical;

constexpr std::uint64_t guest_memory_bytes = 0x400000;
constexpr std::uint64_t read_only_page = 0x100000, no_execute_page = 0x101000;
constexpr std::uint64_t page = 4096;
// What the guest asks of the hypervisor by name (tests/guest/exit_tour/tour.inc).
constexpr std::uint64_t ask_undefined = 0xf6000002, ask_serror = 0xf6000003,
                        ask_rebind = 0xf6000004, report = 0xf6000000, echo = 0xf6000001;
constexpr std::uint64_t refusing_device = 0x0a001000;

constinit VCpuStorage guest{};
constinit VCpuStorage intruder{};

/// The device: byte n of its window reads as 0x9e + 0x35 n.
std::uint64_t pattern(GuestPhysical address, tenon::AccessWidth width) {
  std::uint64_t value = 0;
  for (std::uint64_t i = tenon::bytes(width); i != 0; --i) {
    value = value << 8 | ((0x9e + 0x35 * (address.value() + i - 1)) & 0xff);
  }
  return value;
}

std::string_view note(bool condition, std::string_view text) { return condition ? text : ""; }

template <class E>
void print_access(std::string_view name, const E& exit) {
  const tenon_exit& record = exit.record();
  const std::string_view atomic = note((record.flags & TENON_EXIT_FLAG_ATOMIC) != 0, " atomic");
  if (record.kind == TENON_EXIT_mmio_write) {
    print(name, " ", hex(record.address), " width ", std::uint64_t{record.width}, atomic, " value ",
          hex(record.value));
  } else {
    print(name, " ", hex(record.address), " width ", std::uint64_t{record.width}, atomic);
  }
}

template <class E>
void print_plain(std::string_view name, const E& exit) {
  const tenon_exit& record = exit.record();
  print(name, " ", hex(record.address), " ", hex(record.value), " ", hex(record.argument),
        note((record.flags & TENON_EXIT_FLAG_SMC) != 0, " by SMC"),
        note((record.flags & TENON_EXIT_FLAG_ALL_BUT_SELF) != 0, " all but self"), " (",
        exit.cause_name(), ")");
}

/// op0.op1.CRn.CRm.op2
template <class E>
void print_sysreg(std::string_view name, const E& exit) {
  const std::uint64_t id = exit.record().address;
  print(name, " ", id >> 14, ".", id >> 11 & 7, ".c", id >> 7 & 15, ".c", id >> 3 & 15, ".", id & 7,
        " x", std::uint64_t{exit.record().register_index}, " ", hex(exit.record().value));
}

class Tour {
 public:
  explicit Tour(Nested& nested) : nested_(nested) {}

  [[nodiscard]] Step answer(Exit exit) {
    return std::move(exit).match(
        [&](Hypercall e) -> Step { return hypercall(std::move(e)); },
        [&](MmioRead e) -> Step { return read(std::move(e)); },
        [&](MmioWrite e) -> Step { return write(std::move(e)); },
        [&](SysRegRead e) -> Step { return read_register(std::move(e)); },
        [&](SysRegWrite e) -> Step {
          print_sysreg("SysRegWrite", e);
          return std::move(e).complete();
        },
        [&](NestedPageFault e) -> Step {
          print("NestedPageFault ", hex(e.address().value()), " at ",
                hex(e.virtual_address().value()), " access ", std::uint64_t{e.access()},
                note(e.permission(), " permission"), note(e.by_walk(), " walk"), " level ",
                std::uint64_t{e.record().level}, " (", e.cause_name(), ")");
          return std::move(e).inject_abort();
        },
        [&](Halt e) -> Step {
          print("Halt", note(e.for_event(), " for event"), " (", e.cause_name(), ")");
          return std::move(e).resume();
        },
        [&](CpuUp e) -> Step {
          print_plain("CpuUp", e);
          return std::move(e).complete(TENON_PSCI_ALREADY_ON);
        },
        [&](CpuDown e) -> Step {
          print_plain("CpuDown", e);
          return std::move(e).complete(TENON_PSCI_DENIED);
        },
        [&](CpuSuspend e) -> Step {
          print_plain("CpuSuspend", e);
          return std::move(e).complete(TENON_PSCI_SUCCESS);
        },
        [&](SystemDown e) -> Step {
          print_plain("SystemDown", e);
          powered_off_ = true;
          return std::move(e).stop();
        },
        [&](SystemReset e) -> Step {
          print_plain("SystemReset", e);
          return std::move(e).complete(TENON_PSCI_INTERNAL_FAILURE);
        },
        [&](SendIpi e) -> Step {
          print_plain("SendIpi", e);
          return std::move(e).complete();
        },
        [&](Unhandled e) -> Step {
          print("Unhandled (", e.cause_name(), ")");
          return std::move(e).inject_undefined();
        },
        [&](ExternalInterrupt e) -> Step {
          print("ExternalInterrupt");
          return std::move(e).stop();
        },
        [&](InterruptEnd e) -> Step { return std::move(e).resume(); },
        [&](Preempted e) -> Step { return std::move(e).resume(); },
        [&](EntryFailed e) -> Step { return std::move(e).stop(); },
        [&](tenon::OneOf<IoRead, IoWrite, InterruptWindow> e) -> Step {
          return std::move(e).stop();
        });
  }
  [[nodiscard]] bool powered_off() const { return powered_off_; }

 private:
  [[nodiscard]] Step hypercall(Hypercall e) {
    const std::uint64_t number = e.number();
    print("Hypercall #", hex(e.immediate()), " ", hex(number), " x1 ", hex(e.argument(0)), " x2 ",
          hex(e.argument(1)), " x3 ", hex(e.argument(2)), note(e.by_smc(), " by SMC"));
    std::uint64_t result = 0;
    if (number == ask_undefined) return std::move(e).inject_undefined();
    if (number == ask_rebind) return rebind(std::move(e).complete(0));
    if (number == ask_serror) {
      tenon_aarch64_vcpu_inject_serror(&guest, 0x123);
    } else if (number == echo) {
      result = 0x1234;
    } else if (number != report && tenon_aarch64_smccc_answer(static_cast<std::uint32_t>(number),
                                                              e.argument(0), &result) == 0) {
      const bool affinity = (number & ~0x40000000ULL) == TENON_PSCI_AFFINITY_INFO_32;
      result = affinity ? TENON_PSCI_AFFINITY_ON : TENON_PSCI_NOT_SUPPORTED;
    }
    return std::move(e).complete(result);
  }

  [[nodiscard]] static Step read(MmioRead e) {
    print_access("MmioRead", e);
    if (e.address().value() >= refusing_device) return std::move(e).inject_abort();
    const std::uint64_t value = pattern(e.address(), e.width());
    return std::move(e).complete(value);
  }

  [[nodiscard]] static Step write(MmioWrite e) {
    print_access("MmioWrite", e);
    if (e.address().value() >= refusing_device) return std::move(e).inject_abort();
    return std::move(e).complete();
  }

  /// ID registers by policy; ACTLR_EL1 as an example of a device register; the rest refused.
  [[nodiscard]] static Step read_register(SysRegRead e) {
    print_sysreg("SysRegRead", e);
    const std::uint64_t id = e.address().value();
    std::uint64_t value = 0;
    if (tenon_aarch64_id_register(&guest.cpu->features, static_cast<std::uint32_t>(id), &value) ==
        1) {
      return std::move(e).complete(value);
    }
    if (id == TENON_AARCH64_SYSREG(3, 0, 1, 0, 1)) return std::move(e).complete(0xac);
    if (id >> 14 == 2 || (id >> 7 & 15) == 9) return std::move(e).complete(0);  // debug, PMU
    return std::move(e).inject_undefined();
  }

  /// Leaves the CPU to another vCPU of the same VM, which overwrites what it can, and comes back.
  [[nodiscard]] Step rebind(BoundVCpu vcpu) {
    auto [free, cpu] = std::move(vcpu).unbind().then(
        [](FreeVCpu v, IdleCpu c) { return std::pair(std::move(v), std::move(c)); });
    IdleCpu back = intrude(std::move(cpu));
    auto bound = std::move(free).bind(std::move(back));
    if (!bound) die(tenon::sentence(bound.error()));
    return std::move(bound).value();
  }

  [[nodiscard]] IdleCpu intrude(IdleCpu cpu) {
    auto created = CreatedVCpu::create(intruder, {tenon::VmId(1), tenon::VCpuId(1)});
    if (!created) die(tenon::sentence(created.error()));
    auto ready = std::move(created).value().setup(GuestPhysical(guest_memory_start + 4),
                                                  nested_.stage2(), {.passthrough_timer = true});
    if (!ready) die(tenon::sentence(ready.error()));
    auto bound = std::move(ready).value().bind(std::move(cpu));
    if (!bound) die(tenon::sentence(bound.error()));
    Exit exit = std::move(bound).value().run();
    print("intruder: ", exit.record().kind == TENON_EXIT_hypercall && exit.record().address == 0x31
                            ? "done"
                            : "lost");
    auto end = std::move(exit).match(
        [](Hypercall e) { return std::move(e).stop(); },
        [](tenon::OneOf<MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                        ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, Halt,
                        CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted,
                        Unhandled>
               e) { return std::move(e).stop(); },
        [](EntryFailed e) -> Stopped {
          die("the intruder cannot be entered", e.hardware_reason());
        });
    return std::move(end).then([](FreeVCpu v, IdleCpu c) {
      std::move(v).destroy();
      return c;
    });
  }

  Nested& nested_;
  bool powered_off_ = false;
};

void map_guest(Nested& nested, std::uint64_t host) {
  give(tenon::VmId(1), host, guest_memory_bytes);
  constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;
  const auto map = [&](std::uint64_t offset, std::uint64_t bytes, std::uint32_t access) {
    require(nested.map({.start = GuestPhysical(guest_memory_start + offset),
                        .host = tenon::HostPhysical(host + offset),
                        .bytes = bytes,
                        .access = access,
                        .memory = TENON_MEMORY_NORMAL}),
            "guest memory");
  };
  map(0, read_only_page, all);
  map(read_only_page, page, TENON_ACCESS_READ);
  map(no_execute_page, page, TENON_ACCESS_READ | TENON_ACCESS_WRITE);
  map(no_execute_page + page, guest_memory_bytes - no_execute_page - page, all);
}

}  // namespace

bool run_exit_tour(const Board& board, Range image) {
  IdleCpu cpu = enable_this_cpu(board);
  Nested nested(nested_config(board));
  require(nested.open(tenon::VmId(1)), "second stage");
  map_guest(nested, load_image(image, guest_memory_bytes));
  auto created = CreatedVCpu::create(guest, {tenon::VmId(1), tenon::VCpuId(0)},
                                     {.mpidr = 0x3, .device_tree = GuestPhysical(0xdeadbeef)});
  if (!created) die(tenon::sentence(created.error()));
  auto ready = std::move(created).value().setup(
      GuestPhysical(guest_memory_start), nested.stage2(),
      {.passthrough_timer = true, .trap_wfi = true, .trap_wfe = true});
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  Tour tour(nested);
  Step step = std::move(bound).value();
  while (step.running()) step = tour.answer(std::move(step).run());
  std::move(step).finish([](FreeVCpu v, IdleCpu) { std::move(v).destroy(); },
                         [](FailedVCpu v, IdleCpu) { std::move(v).destroy(); });
  return tour.powered_off();
}

}  // namespace example
