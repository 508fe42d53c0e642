// SPDX-License-Identifier: Apache-2.0
/// \file
/// The CPUs and vCPUs of a random walk: storage, tokens, and the model they are held against.
#pragma once

#include <cstring>
#include <optional>

#include "model.hpp"
#include "tenon/types.hpp"

namespace example::walk {

/// The token that is there.
template <class T>
[[nodiscard]] T take(std::optional<T>& slot) {
  if (!slot) tenon::detail::trap();
  T token = std::move(*slot);
  slot.reset();
  return token;
}

/// `B` is a machine: a backend, its CPUs, a guest whose exits are known beforehand.
///
/// | member                             | meaning                                              |
/// |------------------------------------|------------------------------------------------------|
/// | `Arch`, `Hal`                      | the backend                                          |
/// | `cpus`, `vcpus`                    | how many                                             |
/// | `interrupts`                       | ids from 0 that are tried, and eight more            |
/// | `refuses_interrupt(set up, id, ...)`| why one is not taken, or nothing                    |
/// | `registers`                        | two that the guest does not touch                    |
/// | `core_refuses`                     | the core refuses `run`, answers and interrupts in    |
/// |                                    | other states; else it traps, and the walk leaves     |
/// |                                    | them out                                             |
/// | `on(cpu, f)`                       | calls `f` on that CPU                                |
/// | `ids(v, mask)`, `create_config(v)` | what a vCPU is created of                            |
/// | `entry`, `stage2(v)`               | what it is set up with                               |
/// | `bad_stage2(v)`, `bad_stage2_error`| a second stage that `setup` refuses, and why         |
/// | `kind(position, part)`, `parts(position)` | exits of the guest's instruction, how many    |
/// | `again(kind, answer)`              | whether the guest repeats it after this answer       |
/// | `core_answer(vcpu, n)`             | one of the core's answers                            |
/// | `fail_bind(cpu storage)`           | makes its next bind fail midway, if that can be      |
/// | `vm(v)`, `resident(v, cpu)`        | whose it is; who ran there last, if that is kept     |
template <class B>
class World {
  using A = typename B::Arch;

 public:
  TENON_TYPES_OF(A)
  using Handle = tenon::KickHandle<typename B::Hal>;

  struct Cpu {
    CpuModel model;
    std::optional<OfflineCpu> offline;
    std::optional<IdleCpu> idle;
  };
  struct VCpu {
    VCpuModel model;
    std::optional<CreatedVCpu> created;
    std::optional<FreeVCpu> free;
    std::optional<BoundVCpu> bound;
    std::optional<Exit> exit;
    std::optional<FailedVCpu> failed;
    std::optional<Handle> handle;
    std::uint32_t handle_generation = 0;
  };
  struct Storage {
    std::array<CpuStorage, B::cpus> cpu{};
    std::array<VCpuStorage, B::vcpus> vcpu{};
  };

  World() {
    for (auto& row : resident) row.fill(TENON_NONE);
  }

  /// Keeps the first thing that went wrong.
  void expect(bool good, const char* what) {
    if (!good && failure == nullptr) failure = what;
  }
  void remember() { std::memcpy(static_cast<void*>(&before), &storage, sizeof(storage)); }

  /// A refusal changes nothing (`vcpus` and `cpus` empty); what is done changes nobody else.
  void expect_unchanged_but(std::uint64_t vcpus, std::uint64_t cpus) {
    for (std::uint32_t n = 0; n < B::vcpus; ++n) {
      expect((vcpus >> n & 1) != 0 || same(&before.vcpu[n], &storage.vcpu[n], sizeof(VCpuStorage)),
             vcpus == 0 ? "a refusal changed a vCPU" : "another vCPU changed");
    }
    for (std::uint32_t n = 0; n < B::cpus; ++n) {
      expect((cpus >> n & 1) != 0 || same(&before.cpu[n], &storage.cpu[n], sizeof(CpuStorage)),
             vcpus == 0 ? "a refusal changed a CPU" : "another CPU changed");
    }
  }

  void expect_as_modelled(const B& machine) {
    for (std::uint32_t n = 0; n < B::vcpus; ++n) check(vcpu[n].model, storage.vcpu[n]);
    for (std::uint32_t n = 0; n < B::cpus; ++n) {
      const CpuModel& is = cpu[n].model;
      const CpuStorage& found = storage.cpu[n];
      expect((found.claimed != 0) == (is.state != CpuState::unclaimed), "whether it is claimed");
      expect((found.enabled != 0) == (is.state >= CpuState::idle), "whether it is enabled");
      expect(found.loaded == (is.state == CpuState::loaded ? &storage.vcpu[is.vcpu] : nullptr),
             "the loaded vCPU's slot");
      for (std::uint32_t v = 0; v < B::vcpus; ++v) {
        const std::optional<std::uint32_t> last = machine.resident(v, n);
        expect(!last || *last == resident[B::vm(v)][n], "residency");
      }
    }
  }

  std::array<Cpu, B::cpus> cpu{};
  std::array<VCpu, B::vcpus> vcpu{};
  Storage storage{};
  Storage before{};
  /// Of VM and CPU: the vCPU id that ran there last.
  std::array<std::array<std::uint32_t, B::cpus>, B::vcpus> resident{};
  const char* failure = nullptr;

 private:
  /// To the last byte, padding too: nobody may have written there.
  [[nodiscard]] static bool same(const void* a, const void* b, std::size_t bytes) {
    return std::memcmp(a, b, bytes) == 0;
  }
  void check(const VCpuModel& is, VCpuStorage& found) {
    const tenon_vcpu& common = A::common(found);
    expect(common.state == is.state, "the state word");
    expect(common.generation == is.generation, "the generation");
    expect(common.mailbox.run == is.run, "the mailbox's run word");
    expect((common.mailbox.any != 0) == (is.asked || is.kicked), "the mailbox's sign");
    expect((common.mailbox.kick != 0) == is.kicked, "the mailbox's kick");
    std::uint64_t asked = 0;
    for (const std::uint64_t word : common.mailbox.interrupt) asked |= word;
    expect((asked != 0) == is.asked, "the mailbox's interrupts");
    if (is.state == TENON_VCPU_NONE) return;
    expect(common.last_cpu == is.last_cpu, "the last CPU");
    expect(common.cpu_mask == is.mask, "the CPU mask");
    if (is.loaded()) expect(A::cpu(found) == &storage.cpu[is.cpu], "the vCPU's CPU");
    if (!is.set_up()) return;
    for (std::uint32_t n = 0; n < B::registers.size(); ++n) {
      expect(A::get_register(found, B::registers[n]) == is.registers[n], "a register");
    }
  }
};

}  // namespace example::walk
