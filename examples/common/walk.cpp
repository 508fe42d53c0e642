// SPDX-License-Identifier: Apache-2.0
// The random walk of walk/walk.hpp on real CPUs: vCPUs of two VMs move between both, each at
// its place in tests/guest/*/walk.S.
#include "walk/walk.hpp"
#include "console.hpp"
#include "crew.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "random.hpp"
#include "tenon/native.hpp"
#include "tours.hpp"
#include "walk_isa.hpp"

namespace example {
namespace {

using tenon::native::Nested;
using walk::Isa;

constexpr std::uint64_t guest_memory_bytes = 0x200000;
constexpr std::uint64_t read_only_page = 0x100000, page = 4096;

/// See walk::World.
class TwoCpus {
 public:
  using Arch = tenon::NativeArch;
  using Hal = ExampleHal;
  static constexpr std::uint32_t cpus = 2, vcpus = 3, interrupts = Isa::interrupts;
  static constexpr std::array registers = Isa::registers;
  static constexpr bool core_refuses = true;
  static constexpr tenon::GuestPhysical entry{guest_memory_start};
  static constexpr auto bad_stage2_error = tenon::Error::invalid_argument;

  TwoCpus(const Board& board, Range image)
      : first_(nested_config(board, 0)), second_(nested_config(board, 1)) {
    open(first_, 0, image);
    open(second_, 1, image);
    bad_.vmid = 0;
  }

  template <class F>
  void on(std::uint32_t cpu, F&& f) {
    if (cpu == 0) return f();
    on_second_cpu(f);
  }
  static tenon::VCpuIds ids(std::uint32_t v, std::uint64_t mask) {
    return {.vm = tenon::VmId(vm(v)), .vcpu = tenon::VCpuId(v), .allowed = tenon::CpuMask(mask)};
  }
  static Arch::CreateConfig create_config() { return {}; }
  tenon_stage2& stage2(std::uint32_t v) { return vm(v) == 0 ? first_.stage2() : second_.stage2(); }
  tenon_stage2& bad_stage2() { return bad_; }
  static std::uint32_t kind(std::uint32_t position, std::uint32_t part) {
    return Isa::kind(position % Isa::program.size(), part);
  }
  static std::uint32_t parts(std::uint32_t position) {
    return Isa::parts(position % Isa::program.size());
  }
  static std::optional<tenon::Error> refuses_interrupt(bool set_up, tenon::InterruptId id,
                                                       std::optional<tenon::Trigger> trigger,
                                                       tenon::EndNotice notice) {
    return Isa::refuses_interrupt(set_up, id, trigger, notice);
  }
  static bool again(std::uint32_t kind, walk::Answer how) {
    return how == walk::Answer::stop ||
           (kind == TENON_EXIT_nested_page_fault && how == walk::Answer::resume);
  }
  static tenon_error core_answer(Arch::VCpu& vcpu, std::uint32_t which) {
    switch (which % 8) {
      case 0:
        return Isa::complete_read(&vcpu, which);
      case 1:
        return Isa::complete_write(&vcpu);
      case 2:
        return Isa::complete_call(&vcpu, which);
      default:
        return Isa::others[which % Isa::others.size()](&vcpu);
    }
  }
  /// No bind of this backend fails midway.
  static bool fail_bind(Arch::Cpu& /*cpu*/) { return false; }
  static std::uint32_t vm(std::uint32_t v) { return v / 2; }
  [[nodiscard]] std::optional<std::uint32_t> resident(std::uint32_t v, std::uint32_t cpu) const {
    return stage2_[vm(v)]->resident[cpu];
  }

 private:
  void open(Nested& nested, std::uint32_t vm, Range image) {
    require(nested.open(tenon::VmId(vm)), "second stage");
    stage2_[vm] = &nested.stage2();
    const std::uint64_t host = load_image(image, guest_memory_bytes);
    give(tenon::VmId(vm), host, guest_memory_bytes);
    const auto map = [&](std::uint64_t offset, std::uint64_t bytes, std::uint32_t access) {
      require(nested.map({.start = tenon::GuestPhysical(guest_memory_start + offset),
                          .host = tenon::HostPhysical(host + offset),
                          .bytes = bytes,
                          .access = access,
                          .memory = TENON_MEMORY_NORMAL}),
              "guest memory");
    };
    map(0, read_only_page, TENON_ACCESS_READ | TENON_ACCESS_EXECUTE);
    map(read_only_page, page, TENON_ACCESS_READ);
  }

  Nested first_, second_;
  const tenon_stage2* stage2_[2] = {};
  tenon_stage2 bad_{};
};

using Walk = walk::Walk<TwoCpus>;

void print_counts(const Walk& walk) {
  for (std::size_t n = 0; n < Walk::names.size(); ++n) {
    print("walk: ", Walk::names[n], " done ", walk.counts()[n].done, " refused ",
          walk.counts()[n].refused);
  }
  for (std::size_t n = 0; n < walk.exits().size(); ++n) {
    if (walk.exits()[n] != 0) print("walk: exit ", n, " happened ", walk.exits()[n]);
  }
}

/// The machine and the walk stay where they are.
alignas(Walk) constinit unsigned char storage[sizeof(Walk)] = {};

}  // namespace

bool run_walk(const Board& board, Range image, std::uint64_t steps, std::uint64_t seed) {
  // The table pool is made for what the CPU has; after that the CPU is the walk's to enable.
  tenon::native::IdleCpu cpu = enable_this_cpu(board);
  TwoCpus machine(board, image);
  if (!std::move(cpu).disable()) die("the CPU cannot be disabled");
  Walk& walk = *new (storage) Walk(machine);
  Random random(seed);
  while (walk.steps() < steps) {
    if (!walk.step(static_cast<std::uint32_t>(random.next() >> 32))) {
      print("walk: step ", walk.steps(), ", ", walk.operation(), ": ", walk.failure(),
            " is not as modelled");
      return false;
    }
  }
  walk.finish();
  print_counts(walk);
  print("walk: ", walk.steps(), " steps as modelled, seed ", seed);
  return true;
}

}  // namespace example
