// SPDX-License-Identifier: Apache-2.0
/// \file
/// What lifecycle.def says of CPUs and vCPUs, without any of the library: the model that a random
/// walk holds the library against.
#pragma once

#include <array>
#include <cstdint>

#include "tenon/core/exit.h"
#include "tenon/core/vcpu.h"

namespace example::walk {

enum class CpuState : std::uint8_t { unclaimed, offline, idle, loaded };

struct CpuModel {
  CpuState state = CpuState::unclaimed;
  std::uint32_t vcpu = 0;  ///< which one, if `loaded`
};

/// How an exit was answered.
enum class Answer : std::uint8_t { complete, resume, inject, stop };

struct VCpuModel {
  std::uint32_t state = TENON_VCPU_NONE;
  std::uint32_t cpu = 0;  ///< which one, if bound or exited
  std::uint32_t last_cpu = TENON_NONE;
  std::uint64_t mask = 0;
  std::uint32_t generation = 0;
  std::uint64_t run = TENON_RUN_OUTSIDE;
  bool asked = false;   ///< an interrupt waits in the mailbox
  bool kicked = false;  ///< a kick does
  std::uint32_t exit = TENON_EXIT_NONE;
  std::uint32_t position = 0;  ///< of the guest in its program
  std::uint32_t part = 0;      ///< of an instruction with several accesses
  std::array<std::uint64_t, 2> registers{};

  [[nodiscard]] bool loaded() const {
    return state == TENON_VCPU_BOUND || state == TENON_VCPU_EXITED;
  }
  [[nodiscard]] bool set_up() const { return loaded() || state == TENON_VCPU_FREE; }

  void created(std::uint64_t cpu_mask) {
    state = TENON_VCPU_CREATED;
    last_cpu = TENON_NONE;
    mask = cpu_mask;
  }
  void configured() {
    state = TENON_VCPU_FREE;
    position = part = 0;
    registers = {};
  }
  void bound(std::uint32_t on) {
    state = TENON_VCPU_BOUND;
    cpu = last_cpu = on;
  }
  /// A run ended with exit `kind`; it took all requests.
  void exited(std::uint32_t kind) {
    state = TENON_VCPU_EXITED;
    exit = kind;
    run = TENON_RUN_EXITING;
    asked = kicked = false;
  }
  void unloaded(std::uint32_t into) {
    state = into;
    run = TENON_RUN_OUTSIDE;
  }
  /// Back to CREATED or NONE: requests are gone, handles are stale.
  void ended(std::uint32_t into) {
    unloaded(into);
    generation += into == TENON_VCPU_CREATED ? 2 : 1;  // the core counts its resets too
    asked = kicked = false;
  }
  /// `parts`: exits of the instruction; `again`: this answer makes the guest repeat it.
  void answered(Answer how, std::uint32_t parts, bool again) {
    state = TENON_VCPU_BOUND;
    if (how == Answer::stop) part = 0;
    if (exit == TENON_EXIT_preempted || again) return;
    if (how == Answer::complete && part + 1 < parts) {
      part++;
    } else {
      position++;
      part = 0;
    }
  }
};

}  // namespace example::walk
