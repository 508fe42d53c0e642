// SPDX-License-Identifier: Apache-2.0
// The random walk of walk/walk.hpp on real CPUs: vCPUs of two VMs move between both, each at
// its place in tests/guest/walk.S.
#include "walk/walk.hpp"
#include "console.hpp"
#include "crew.hpp"
#include "hal.hpp"
#include "machine.hpp"
#include "random.hpp"
#include "tour.hpp"

namespace example {
namespace {

using tenon::aarch64::Nested;

constexpr std::uint64_t guest_memory_bytes = 0x200000;
constexpr std::uint64_t read_only_page = 0x100000, page = 4096;

/// The exits of tests/guest/walk.S, in its order.
constexpr std::array<std::uint32_t, 16> program{
    TENON_EXIT_hypercall,  TENON_EXIT_mmio_read,    TENON_EXIT_mmio_write,
    TENON_EXIT_mmio_read,  TENON_EXIT_sysreg_read,  TENON_EXIT_sysreg_write,
    TENON_EXIT_halt,       TENON_EXIT_cpu_up,       TENON_EXIT_cpu_down,
    TENON_EXIT_mmio_write, TENON_EXIT_cpu_suspend,  TENON_EXIT_system_down,
    TENON_EXIT_send_ipi,   TENON_EXIT_system_reset, TENON_EXIT_nested_page_fault,
    TENON_EXIT_unhandled};
constexpr std::uint32_t load_pair = 3, store_pair = 9;

/// See walk::World.
class TwoCpus {
 public:
  using Arch = tenon::AArch64Arch;
  using Hal = ExampleHal;
  static constexpr std::uint32_t cpus = 2, vcpus = 3, interrupts = TENON_AARCH64_INTID_COUNT;
  static constexpr std::array registers{tenon::aarch64::x(20), tenon::aarch64::x(21)};
  static constexpr bool core_refuses = true;
  static constexpr tenon::GuestPhysical entry{guest_memory_start};
  static constexpr auto bad_stage2_error = tenon::Error::invalid_argument;

  TwoCpus(const Nested::Config& config, Range image) : first_(config), second_(config) {
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
  static std::uint32_t kind(std::uint32_t position) { return program[position % program.size()]; }
  static std::uint32_t parts(std::uint32_t position) {
    const std::uint32_t step = position % program.size();
    return step == load_pair || step == store_pair ? 2 : 1;
  }
  static bool again(std::uint32_t kind, walk::Answer how) {
    return how == walk::Answer::stop ||
           (kind == TENON_EXIT_nested_page_fault && how == walk::Answer::resume);
  }
  static tenon_error core_answer(tenon_aarch64_vcpu& vcpu, std::uint32_t which) {
    switch (which % 8) {
      case 0:
        return tenon_aarch64_vcpu_complete_read(&vcpu, which);
      case 1:
        return tenon_aarch64_vcpu_complete_write(&vcpu);
      case 2:
        return tenon_aarch64_vcpu_complete_call(&vcpu, which);
      case 3:
        return tenon_aarch64_vcpu_resume(&vcpu);
      case 4:
        return tenon_aarch64_vcpu_inject_undefined(&vcpu);
      case 5:
        return tenon_aarch64_vcpu_inject_abort(&vcpu);
      default:
        return tenon_aarch64_vcpu_abandon(&vcpu);
    }
  }
  /// No bind of this backend fails midway.
  static bool fail_bind(tenon_aarch64_cpu& /*cpu*/) { return false; }
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
  tenon::aarch64::IdleCpu cpu = enable_this_cpu(board);
  TwoCpus machine(nested_config(board), image);
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
