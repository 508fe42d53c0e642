// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a backend is: one class of static functions per ISA, over the backend's C core.
#pragma once

#include <concepts>
#include <cstdint>
#include <string_view>

#include "tenon/address.hpp"
#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/vcpu.h"
#include "tenon/ids.hpp"

namespace tenon {

/// How a virtual interrupt is signalled.
enum class Trigger : std::uint8_t {
  edge,   ///< pending once, until the guest acknowledges it
  level,  ///< pending again after each end, until it is lowered
  linked  ///< stands for the physical interrupt of the same id, which the guest's end deactivates
};

/// Whether the guest's end of an interrupt is an exit (InterruptEnd).
enum class EndNotice : std::uint8_t { none, exit };

/// A backend. `VCpu` and `Cpu` are its storage, given by the caller; every function checks the
/// state word of its storage and changes nothing when it refuses.
///
/// `bind` that returns an error and leaves the state FREE has refused; one that leaves it FAILED
/// has failed. `run` returns after an exit that the core does not answer itself; an entry that the
/// hardware refuses leaves the state FAILED and the vCPU unloaded.
template <class A>
concept ArchVCpu = requires(
    typename A::VCpu& vcpu, const typename A::VCpu& seen, typename A::Cpu& cpu,
    typename A::Stage2& stage2, const typename A::EnableConfig& enable_config,
    const typename A::CreateConfig& create_config, const typename A::SetupConfig& setup_config,
    const VCpuIds& ids, GuestPhysical entry, typename A::Register name, std::uint64_t value,
    InterruptId interrupt, Trigger trigger, EndNotice notice, CpuId cpu_id) {
  { A::has_hardware_support() } noexcept -> std::same_as<bool>;
  { A::claim(cpu, cpu_id) } noexcept -> std::same_as<tenon_error>;
  { A::enable(cpu, enable_config) } noexcept -> std::same_as<tenon_error>;
  { A::disable(cpu) } noexcept -> std::same_as<tenon_error>;
  { A::id(cpu) } noexcept -> std::same_as<CpuId>;

  { A::create(vcpu, ids, create_config) } noexcept -> std::same_as<tenon_error>;
  { A::setup(vcpu, entry, stage2, setup_config) } noexcept -> std::same_as<tenon_error>;
  { A::bind(vcpu, cpu) } noexcept -> std::same_as<tenon_error>;
  { A::run(vcpu) } noexcept -> std::same_as<void>;
  { A::unbind(vcpu) } noexcept -> std::same_as<tenon_error>;
  { A::reset(vcpu) } noexcept -> std::same_as<tenon_error>;
  { A::destroy(vcpu) } noexcept -> std::same_as<tenon_error>;

  { A::loaded() } noexcept -> std::same_as<const typename A::VCpu*>;
  { A::cpu(vcpu) } noexcept -> std::same_as<typename A::Cpu*>;
  { A::common(vcpu) } noexcept -> std::same_as<tenon_vcpu&>;
  { A::exit(seen) } noexcept -> std::same_as<const tenon_exit&>;

  { A::complete_read(vcpu, value) } noexcept -> std::same_as<void>;
  { A::complete_write(vcpu) } noexcept -> std::same_as<void>;
  { A::complete_call(vcpu, value) } noexcept -> std::same_as<void>;
  { A::resume(vcpu) } noexcept -> std::same_as<void>;
  { A::inject_undefined(vcpu) } noexcept -> std::same_as<void>;
  { A::inject_abort(vcpu) } noexcept -> std::same_as<void>;
  { A::abandon(vcpu) } noexcept -> std::same_as<void>;

  { A::get_register(vcpu, name) } noexcept -> std::same_as<std::uint64_t>;
  { A::set_register(vcpu, name, value) } noexcept -> std::same_as<void>;
  { A::call_argument(seen, std::uint32_t{}) } noexcept -> std::same_as<std::uint64_t>;
  { A::inject_interrupt(vcpu, interrupt, trigger, notice) } noexcept -> std::same_as<tenon_error>;
  { A::lower_interrupt(vcpu, interrupt) } noexcept -> std::same_as<tenon_error>;
  { A::merge_interrupts(vcpu, std::uint32_t{}, value) } noexcept -> std::same_as<void>;
  { A::mask_interrupts() } noexcept -> std::same_as<void>;
  { A::wait_for_interrupt(seen) } noexcept -> std::same_as<void>;
  { A::end_wait(vcpu) } noexcept -> std::same_as<void>;
  { A::preempt(vcpu) } noexcept -> std::same_as<void>;
  { A::can_kick(seen) } noexcept -> std::same_as<bool>;

  { A::cause_name(std::uint32_t{}) } noexcept -> std::same_as<std::string_view>;
  { A::cause_sentence(std::uint32_t{}) } noexcept -> std::same_as<std::string_view>;
};

}  // namespace tenon
