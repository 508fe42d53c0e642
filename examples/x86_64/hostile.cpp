// SPDX-License-Identifier: Apache-2.0
// Guests of random bytes, with many that are privileged instructions, in each of the three modes. The
// hypervisor answers whatever they do, and looks after each one whether the CPU is still its own.
#include <algorithm>
#include <array>
#include <concepts>
#include <span>

#include "console.hpp"
#include "exit_lines.hpp"
#include "host.hpp"
#include "machine.hpp"
#include "tenon/vm/exit_counts.hpp"

namespace example {
namespace {

using namespace tenon::native;
using tenon::GuestPhysical;
using tenon::InterruptId;

constexpr std::uint32_t guests = GUESTS;
/// With some others, QEMU 7.2 takes minutes for a guest (docs/x86_64.md) or ends with an assertion.
constexpr std::uint32_t first_seed = 6000;
/// Of a guest whose exits follow each other, so that no interrupt comes into it.
constexpr std::uint32_t most_exits = 20000;
constexpr std::uint64_t ticks_each = 60000, cycles_each = 500000;
constexpr std::uint64_t memory_bytes = 0x20000, entry = 0x1000, page_table = 0x10000, gdt = 0xc00,
                        idt = 0xe000, stack = 0xe000;
constexpr std::uint32_t table_count = 16;
constexpr std::uint32_t all = TENON_ACCESS_READ | TENON_ACCESS_WRITE | TENON_ACCESS_EXECUTE;

alignas(4096) constinit std::array<std::uint8_t, memory_bytes> memory{};
alignas(4096) constinit std::array<tenon_nested_page, table_count> pages{};
constinit std::array<tenon_nested_table, table_count> tables{};
constinit tenon_nested_pool pool{};
constinit tenon_x86_64_stage2 stage2{};
constinit tenon_x86_64_policy policy{};
constinit CpuStorage cpu_storage{};
constinit VCpuStorage vcpu_storage{};
constinit tenon::ExitCounts counts{};

/// SplitMix64 (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators).
struct Random {
  std::uint64_t state;
  [[nodiscard]] std::uint64_t operator()() noexcept {
    state += 0x9e3779b97f4a7c15;
    std::uint64_t z = state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
  }
};

/// What random bytes would seldom begin with; the last eight are for VMX.
constexpr std::array<std::uint32_t, 39> starts = {
    0x900189, 0x90018b, 0x900109, 0x010f,   0xd8010f, 0xd9010f, 0xda010f, 0xdb010f,
    0xdc010f, 0xdd010f, 0xde010f, 0xdf010f, 0xd1010f, 0x300f,   0x320f,   0xa20f,
    0x200f,   0x220f,   0x210f,   0x230f,   0x000f,   0x080f,   0x090f,   0x310f,
    0xf9010f, 0xf4,     0xec,     0xef,     0xfb,     0x9d,     0xc7ae0f, 0xc1010f,
    0xc2010f, 0xc3010f, 0xc4010f, 0x780f,   0x790f,   0x370f,   0x060f};

void put(std::uint64_t at, std::uint64_t value) noexcept {
  for (std::uint64_t i = 0; i < 8; ++i) {
    memory[at + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

void put_code(std::uint64_t at, std::span<const std::uint8_t> code) noexcept {
  std::copy(code.begin(), code.end(), &memory[at]);
}

/// Exceptions go on three bytes further; those with an error code drop it first.
constexpr std::array<std::uint8_t, 9> skip_16 = {0x55, 0x8b, 0xec, 0x83, 0x46, 2, 3, 0x5d, 0xcf};
constexpr std::array<std::uint8_t, 8> skip_32 = {0x83, 0xc4, 4, 0x83, 0x04, 0x24, 3, 0xcf};
constexpr std::array<std::uint8_t, 11> skip_64 = {0x48, 0x83, 0xc4, 8,    0x48, 0x83,
                                                  0x04, 0x24, 3,    0x48, 0xcf};
constexpr std::uint64_t handler = 0x800, with_error = handler, without_error_32 = handler + 3,
                        without_error_64 = handler + 4;
[[nodiscard]] constexpr bool has_error(std::uint64_t vector) noexcept {
  return vector == 8 || (vector >= 10 && vector <= 14) || vector == 17 || vector == 21;
}

void put_vectors(tenon::x86_64::Mode mode) noexcept {
  constexpr std::uint64_t code_32 = 0x00cf9b000000ffff, code_64 = 0x00af9b000000ffff,
                          data = 0x00cf93000000ffff, gate = 0x8e0000080000;
  put(gdt, 0);
  put(gdt + 8, mode == tenon::x86_64::Mode::long_64 ? code_64 : code_32);
  put(gdt + 16, data);
  for (std::uint64_t vector = 0; vector < 256; ++vector) {
    switch (mode) {
      case tenon::x86_64::Mode::real:
      case tenon::x86_64::Mode::startup:
        memory[vector * 4] = static_cast<std::uint8_t>(handler);
        memory[vector * 4 + 1] = static_cast<std::uint8_t>(handler >> 8);
        memory[vector * 4 + 2] = memory[vector * 4 + 3] = 0;
        break;
      case tenon::x86_64::Mode::protected_32:
        put(idt + vector * 8, gate | (has_error(vector) ? with_error : without_error_32));
        break;
      case tenon::x86_64::Mode::long_64:
        put(idt + vector * 16, gate | (has_error(vector) ? with_error : without_error_64));
        put(idt + vector * 16 + 8, 0);
        break;
    }
  }
  if (mode == tenon::x86_64::Mode::real) put_code(handler, skip_16);
  if (mode == tenon::x86_64::Mode::protected_32) put_code(handler, skip_32);
  if (mode == tenon::x86_64::Mode::long_64) put_code(handler, skip_64);
}

void fill(Random& random, tenon::x86_64::Mode mode) noexcept {
  const std::size_t count = tenon_vmx_is_here() != 0 ? starts.size() : starts.size() - 8;
  for (std::uint64_t at = 0; at < page_table; at += 8) {
    std::uint64_t word = random();
    if (word % 2 == 0) word = word << 24 | starts[word / 8 % count];
    put(at, word);
  }
  put_vectors(mode);
  // Pages of the guest's own for 64-bit mode: 2 MiB at 0, which reach beyond its memory. The rest is
  // HLT, which is no entry that is present. QEMU takes a millisecond for each fault in a row of
  // zeros: it translates the row anew from the next instruction on.
  for (std::uint64_t at = page_table; at < memory_bytes; ++at) memory[at] = 0xf4;
  put(page_table, page_table + 0x1007);
  put(page_table + 0x1000, page_table + 0x2007);
  put(page_table + 0x2000, 0x87);
}

[[nodiscard]] bool has_keys() noexcept {
  tenon_x86_64_features features{};
  (void)tenon_x86_64_detect(&features);
  return (features.has & TENON_X86_64_HAS_PKRU) != 0;
}

/// What a guest could have left changed.
struct HostState {
  std::array<std::uint64_t, 13> value;
  friend bool operator==(const HostState&, const HostState&) = default;
};
[[nodiscard]] HostState look() noexcept {
  constexpr std::array<std::uint32_t, 8> msrs = {0x175,      0x176,      0x277,      0xc0000081,
                                                 0xc0000082, 0xc0000084, 0xc0000100, 0xc0000102};
  HostState state{};
  for (std::size_t i = 0; i < msrs.size(); ++i) state.value[i] = tenon_x86_64_hw_read_msr(msrs[i]);
  state.value[8] = tenon_x86_64_hw_read_msr(0xc0000080);
  state.value[9] = tenon_x86_64_hw_read_cr4();
  state.value[10] = tenon_x86_64_hw_read_xcr0();
  state.value[11] = has_keys() ? tenon_x86_64_hw_read_pkru() : 0;
  state.value[12] = tenon_x86_64_hw_read_msr(0xc0000103);
  return state;
}

/// Values that no guest writes by chance.
void mark() noexcept {
  tenon_x86_64_hw_write_msr(0x175, 0x7ead0175);
  tenon_x86_64_hw_write_msr(0x176, 0x7ead0176);
  tenon_x86_64_hw_write_msr(0xc0000082, 0x7ead0082);
  tenon_x86_64_hw_write_msr(0xc0000084, 0x7ead0084);
  tenon_x86_64_hw_write_msr(0xc0000102, 0x7ead0102);
  tenon_x86_64_hw_write_msr(0xc0000103, 0x7ead0103);
  if (has_keys()) tenon_x86_64_hw_write_pkru(0x7ead0000);
}

template <class E>
[[nodiscard]] E counted(E exit) noexcept {
  ++counts[E::kind];
  return exit;
}

/// A device can be nothing but not there; the rest is refused.
template <class E>
[[nodiscard]] Step refuse(E e) noexcept {
  if constexpr (std::same_as<E, MmioRead> || std::same_as<E, MmioWrite>) {
    return std::move(e).inject_abort();
  } else {
    return std::move(e).inject_undefined();
  }
}

/// Half of the accesses are carried out, with a value that nobody expects.
template <class E>
[[nodiscard]] Step answer_read(E e, Random& random) noexcept {
  if (random() % 2 == 0) return refuse(std::move(e));
  return std::move(e).complete(random());
}
template <class E>
[[nodiscard]] Step answer_write(E e, Random& random) noexcept {
  if (random() % 2 == 0) return refuse(std::move(e));
  return std::move(e).complete();
}
[[nodiscard]] Step answer_halt(Halt e, Random& random) noexcept {
  const InterruptId vector(static_cast<std::uint32_t>(random() % 256));
  if (!e.inject_interrupt(vector, tenon::Trigger::edge)) die("interrupt", vector.value());
  return std::move(e).resume();
}

[[nodiscard]] Step turn(Exit exit, Random& random) noexcept {
  return std::move(exit).match(
      [&](Hypercall e) -> Step { return counted(std::move(e)).complete(random()); },
      [&](IoRead e) -> Step { return answer_read(counted(std::move(e)), random); },
      [&](SysRegRead e) -> Step { return answer_read(counted(std::move(e)), random); },
      [&](IoWrite e) -> Step { return answer_write(counted(std::move(e)), random); },
      [&](SysRegWrite e) -> Step { return answer_write(counted(std::move(e)), random); },
      [&](MmioRead e) -> Step { return answer_read(counted(std::move(e)), random); },
      [&](MmioWrite e) -> Step { return answer_write(counted(std::move(e)), random); },
      [&](NestedPageFault e) -> Step { return counted(std::move(e)).inject_abort(); },
      [&](Unhandled e) -> Step { return counted(std::move(e)).inject_undefined(); },
      [&](Halt e) -> Step { return answer_halt(counted(std::move(e)), random); },
      [&](InterruptWindow e) -> Step { return counted(std::move(e)).resume(); },
      [&](ExternalInterrupt e) -> Step {
        take_interrupts();
        return counted(std::move(e)).stop();
      },
      [&](SystemReset e) -> Step { return counted(std::move(e)).stop(); },
      [&](EntryFailed e) -> Step { return counted(std::move(e)).stop(); },
      [&](Preempted e) -> Step { return counted(std::move(e)).stop(); },
      [](CpuUp e) -> Step { return counted(std::move(e)).complete(); },
      [](SendIpi e) -> Step { return counted(std::move(e)).complete(); },
      [](tenon::OneOf<InterruptEnd, CpuDown, CpuSuspend, SystemDown> e) -> Step {
        return std::move(e).stop();
      });
}

void require(std::uint32_t error, std::string_view what) noexcept {
  if (error != TENON_OK) die(what, error);
}

void make_machine() noexcept {
  require(tenon_x86_64_stage2_pool_init(&pool, pages.data(), tables.data(), table_count,
                                        physical(pages.data()).value()),
          "no pool");
  require(tenon_x86_64_stage2_create(&pool, &stage2, 1), "no second stage");
  stage2.common.vmid = 1;
  stage2.common.generation = 1;
  require(tenon_x86_64_stage2_map(&pool, &stage2, 0, physical(memory.data()).value(), memory_bytes,
                                  all, TENON_MEMORY_NORMAL),
          "guest memory");
  tenon_x86_64_policy_init(&policy);
}

/// What each guest is made of.
struct Seat {
  CreatedVCpu created;
  IdleCpu cpu;
};

/// Bochs 2.7 ends no guest of VMX that runs with its interrupts off by a physical one.
[[nodiscard]] std::uint64_t slice() noexcept { return tenon_vmx_is_here() != 0 ? cycles_each : 0; }

/// One guest, from its setup to its end.
void run_one(Seat& seat, Random& random, tenon::x86_64::Mode mode, bool loops) noexcept {
  constexpr std::array<std::uint8_t, 3> loop = {0xfa, 0xeb, 0xfe};  // its interrupts off
  fill(random, mode);
  if (loops) put_code(entry, loop);
  auto ready = std::move(seat.created)
                   .setup(GuestPhysical(entry), stage2,
                          {.policy = &policy,
                           .policy_address = physical(&policy),
                           .mode = mode,
                           .page_table = GuestPhysical(page_table),
                           .slice = slice(),
                           .local_apic = true});
  if (!ready) die(tenon::sentence(ready.error()));
  FreeVCpu vcpu = std::move(ready).value();
  for (std::uint32_t i = 0; i < 16; ++i) vcpu.set_register(tenon::x86_64::x(i), random());
  vcpu.set_register(Register::rsp, stack);
  // Three of `starts` are loads and stores of what RCX points to: here, interrupt commands. It is also
  // the number of an MSR.
  constexpr std::array<std::uint64_t, 4> places = {0xfee00300, 0xfee00310, 0x830, 0x1b};
  vcpu.set_register(Register::rcx, places[random() % places.size()]);
  // QEMU 7.2 aborts where it expects an available task state and finds a busy one.
  vcpu.set_register(Register::TR_ATTRIBUTES, 0x89);
  vcpu.set_register(Register::GDTR_BASE, gdt);
  vcpu.set_register(Register::IDTR_BASE, mode == tenon::x86_64::Mode::real ? 0 : idt);
  auto bound = std::move(vcpu).bind(std::move(seat.cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  Step step = std::move(bound).value();
  if (!loops || slice() == 0) start_timer(ticks_each);  // else its slice alone ends it
  for (std::uint32_t exits = 0; step.running(); ++exits) {
    step = exits < most_exits ? turn(std::move(step).run(), random)
                              : Step(std::move(step).vcpu().unbind());
  }
  // A timer that is late would end the next guest.
  start_timer(0);
  take_interrupts();
  std::move(step).finish(
      [&](FreeVCpu stopped, IdleCpu freed) {
        seat.created = std::move(stopped).reset();
        seat.cpu = std::move(freed);
      },
      [&](FailedVCpu failed, IdleCpu freed) {
        seat.created = std::move(failed).reset();
        seat.cpu = std::move(freed);
      });
}

void run() noexcept {
  constexpr std::array modes = {tenon::x86_64::Mode::real, tenon::x86_64::Mode::protected_32,
                                tenon::x86_64::Mode::long_64};
  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) die(tenon::sentence(claimed.error()));
  auto enabled = std::move(claimed).value().enable({.address = physical(&cpu_storage)});
  if (!enabled) die(tenon::sentence(enabled.error()));
  auto made = CreatedVCpu::create(vcpu_storage, {tenon::VmId(1), tenon::VCpuId(0)},
                                  {.address = physical(&vcpu_storage)});
  if (!made) die(tenon::sentence(made.error()));
  Seat seat{.created = std::move(made).value(), .cpu = std::move(enabled).value()};
  make_machine();
  mark();
  const HostState before = look();
  for (std::uint32_t n = 0; n < guests; ++n) {
    Random random{n + first_seed};
    run_one(seat, random, modes[n % modes.size()], n % 50 == 0);
    if (look() != before) die("a guest has changed the host's registers", n);
  }
  std::move(seat.created).destroy();
  if (!std::move(seat.cpu).disable()) die("virtualization stays on");
  print("hypervisor: exits of ", std::uint64_t{guests}, " guests by kind:");
  print_exits(counts);
  print("hypervisor: the CPU is still its own");
}

}  // namespace
}  // namespace example

extern "C" [[noreturn]] void hypervisor_main() {
  example::open_console();
  if (!tenon::NativeArch::has_hardware_support()) example::die(tenon::x86_64::obstacle());
  example::open_interrupts();
  example::run();
  example::finish(0);
}
