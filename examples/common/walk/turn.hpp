// SPDX-License-Identifier: Apache-2.0
/// \file
/// One step of a walk: whom it is about, and how what came of it is judged.
#pragma once

#include "world.hpp"

namespace example::walk {

template <class B>
using ArchOf = typename B::Arch;
template <class B>
using OfflineCpu = tenon::OfflineCpu<ArchOf<B>>;
template <class B>
using IdleCpu = tenon::IdleCpu<ArchOf<B>>;
template <class B>
using CreatedVCpu = tenon::CreatedVCpu<ArchOf<B>>;
template <class B>
using FreeVCpu = tenon::FreeVCpu<ArchOf<B>>;
template <class B>
using BoundVCpu = tenon::BoundVCpu<ArchOf<B>>;
template <class B>
using FailedVCpu = tenon::FailedVCpu<ArchOf<B>>;
template <class B>
using Handle = tenon::KickHandle<typename B::Hal>;

enum class Outcome : std::uint8_t { done, refused, left_out };

/// Operations take it by name: `Outcome bind(Turn<B>& t)`.
template <class B>
struct Turn {
  B& machine;
  World<B> world;
  std::uint32_t v = 0;     ///< the vCPU
  std::uint32_t c = 0;     ///< the CPU
  std::uint32_t here = 0;  ///< the CPU that executes the step, mostly the same
  std::uint32_t p = 0;     ///< what else is random
  std::array<std::uint64_t, TENON_EXIT_COUNT> exits{};

  [[nodiscard]] auto& vcpu() { return world.vcpu[v]; }
  [[nodiscard]] auto& cpu() { return world.cpu[c]; }
  [[nodiscard]] VCpuModel& is() { return world.vcpu[v].model; }
  [[nodiscard]] auto& storage() { return world.storage.vcpu[v]; }
  [[nodiscard]] auto& cpu_storage() { return world.storage.cpu[c]; }
  /// The CPU on which the vCPU may be touched.
  [[nodiscard]] std::uint32_t home() { return is().loaded() ? is().cpu : here; }

  Outcome refuses(tenon_error found, tenon::Error wanted) {
    world.expect(found == static_cast<tenon_error>(wanted), "another error, or none");
    return Outcome::refused;
  }
  Outcome refuses(const auto& result, tenon::Error wanted) {
    world.expect(!result.has_value() && result.error() == wanted, "another error, or none");
    return Outcome::refused;
  }
  /// What the types forbid: the backend itself refuses it.
  template <class F>
  Outcome core_refuses(std::uint32_t on, F&& call,
                       tenon::Error wanted = tenon::Error::wrong_state) {
    tenon_error error = TENON_OK;
    machine.on(on, [&] { error = call(); });
    return refuses(error, wanted);
  }
  Outcome fails(const char* what) {
    world.expect(false, what);
    return Outcome::done;
  }
};

}  // namespace example::walk
