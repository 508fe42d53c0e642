// SPDX-License-Identifier: Apache-2.0
// A hypervisor small enough to read in one sitting, and its guest: a list of exits.
#include <array>
#include <cstdio>
#include <span>
#include <string_view>

#include "checks.hpp"
#include "run_loop.hpp"

namespace {

using namespace tenon::scripted;
using Register = tenon::ScriptedArch::Register;

int failures = 0;

tenon_exit plain(std::uint32_t kind) {
  tenon_exit exit{};
  exit.kind = kind;
  return exit;
}

tenon_exit mmio(std::uint32_t kind, std::uint64_t address, std::uint8_t target,
                std::uint64_t value = 0) {
  tenon_exit exit = plain(kind);
  exit.address = address;
  exit.value = value;
  exit.width = 4;
  exit.register_index = target;
  exit.register_width = 4;
  exit.instruction_length = 4;
  return exit;
}

tenon_exit hypercall(std::uint64_t number) {
  tenon_exit exit = plain(TENON_EXIT_hypercall);
  exit.value = number;
  return exit;
}

enum class End : std::uint8_t { stopped, failed, not_started };

/// What a guest left behind.
struct Outcome {
  End end = End::not_started;
  std::uint64_t x0 = 0;
  std::uint64_t x5 = 0;
  bool cpu_is_offline_again = false;
};

/// Brings a CPU and a vCPU up, runs the script on them, takes everything down again.
Outcome run(std::span<const tenon_exit> script, std::span<tenon_scripted_answer> answers,
            Console& console) {
  CpuStorage cpu_storage{};
  VCpuStorage vcpu_storage{};
  tenon::ScriptedArch::Stage2 memory{.root = 0x4000'0000};
  Outcome outcome;

  auto claimed = OfflineCpu::claim(cpu_storage, tenon::CpuId(0));
  if (!claimed) return outcome;
  auto enabled = std::move(claimed).value().enable();
  if (!enabled) return outcome;
  auto created = CreatedVCpu::create(vcpu_storage, {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(0)},
                                     {.script = script, .log = answers});
  if (!created) return outcome;
  auto configured = std::move(created).value().setup(tenon::GuestPhysical(0x4008'0000), memory);
  if (!configured) return outcome;
  auto bound = std::move(configured).value().bind(std::move(enabled).value());
  if (!bound) return outcome;

  return run_loop(std::move(bound).value(), console)
      .finish(
          [&](FreeVCpu vcpu, IdleCpu cpu) {
            outcome.end = End::stopped;
            outcome.x0 = vcpu.get_register(Register::x0);
            outcome.x5 = vcpu.get_register(Register::x5);
            std::move(vcpu).destroy();
            outcome.cpu_is_offline_again = std::move(cpu).disable().has_value();
            return outcome;
          },
          [&](FailedVCpu vcpu, IdleCpu cpu) {
            outcome.end = End::failed;
            std::move(vcpu).destroy();
            outcome.cpu_is_offline_again = std::move(cpu).disable().has_value();
            return outcome;
          });
}

void a_guest_prints_and_powers_off() {
  const std::array script{
      mmio(TENON_EXIT_mmio_read, Console::status, 5),
      mmio(TENON_EXIT_mmio_write, Console::data, 1, 'h'),
      mmio(TENON_EXIT_mmio_write, Console::data, 1, 'i'),
      hypercall(42),
      plain(TENON_EXIT_system_down),
  };
  std::array<tenon_scripted_answer, 8> answers{};
  Console console;
  const Outcome outcome = run(script, answers, console);
  expect(outcome.end == End::stopped, "the guest powers off and its run stops");
  expect(console.text() == "hi", "the console printed what the guest wrote");
  expect(outcome.x5 == Console::idle, "a read arrives in the guest's register");
  expect(outcome.x0 == 42, "a hypercall returns its result");
  expect(outcome.cpu_is_offline_again, "the CPU comes back and can be disabled");
  expect(answers[4].kind == TENON_SCRIPTED_STOP, "the last exit is answered by a stop");
}

void an_access_to_nothing_aborts() {
  const std::array script{mmio(TENON_EXIT_mmio_read, 0x0b00'0000, 5),
                          plain(TENON_EXIT_system_down)};
  std::array<tenon_scripted_answer, 4> answers{};
  Console console;
  const Outcome outcome = run(script, answers, console);
  expect(answers[0].kind == TENON_SCRIPTED_ABORT, "an access that no device claims aborts");
  expect(outcome.end == End::stopped, "the guest goes on after the abort");
}

void a_failed_entry_gives_the_cpu_back() {
  const std::array script{plain(TENON_EXIT_entry_failed)};
  Console console;
  const Outcome outcome = run(script, {}, console);
  expect(outcome.end == End::failed, "an entry that fails is no exit");
  expect(outcome.cpu_is_offline_again, "the CPU of a failed vCPU comes back");
}

}  // namespace

void expect(bool good, const char* what) {
  std::printf("%s %s\n", good ? "PASS" : "FAIL", what);
  if (!good) ++failures;
}

int main() {
  a_guest_prints_and_powers_off();
  an_access_to_nothing_aborts();
  a_failed_entry_gives_the_cpu_back();
  the_bank_answers_in_its_window_alone();
  return failures == 0 ? 0 : 1;
}
