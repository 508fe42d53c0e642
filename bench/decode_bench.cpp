// SPDX-License-Identifier: Apache-2.0
// Nanoseconds of the AArch64 decoder on the host that this runs on.
#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <random>

#include "tenon/core/aarch64/decode.h"

namespace {

constexpr std::uint64_t esr(std::uint64_t exception_class, std::uint64_t iss) {
  return exception_class << 26 | std::uint64_t{1} << 25 | iss;
}
constexpr std::uint64_t translation_fault = 7;
constexpr std::uint64_t word_into_w4 = 1u << 24 | 2u << 22 | 4u << 16;
constexpr std::uint64_t mrs_actlr_el1 = 3u << 20 | 1u << 17 | 1u << 10 | 4u << 5 | 1u;

constexpr tenon_aarch64_fault hypercall{.esr = esr(0x16, 7)};
constexpr tenon_aarch64_fault wait{.esr = esr(0x01, 0)};
constexpr tenon_aarch64_fault register_read{.esr = esr(0x18, mrs_actlr_el1)};
constexpr tenon_aarch64_fault device_read{.esr = esr(0x24, word_into_w4 | translation_fault),
                                          .valid = TENON_AARCH64_FAULT_IPA,
                                          .ipa = 0xa000004};
constexpr tenon_aarch64_fault pair_read{
    .esr = esr(0x24, translation_fault),
    .valid = TENON_AARCH64_FAULT_IPA | TENON_AARCH64_FAULT_INSTRUCTION,
    .far = 0xa000000,
    .ipa = 0xa000000,
    .instruction = 0xa9401524};  // LDP x4, x5, [x9]

/// EL1h, a call number that is nobody's, and the base of the pair.
constexpr tenon_aarch64_frame frame{
    .x = {0xf6000000, 0, 0, 0, 0, 0, 0, 0, 0, 0xa000000}, .pc = 0x40000000, .pstate = 5};

void decode(benchmark::State& state, const tenon_aarch64_fault& fault, std::uint32_t kind) {
  tenon_exit exit;
  tenon_aarch64_access access;
  tenon_aarch64_decode(&fault, &frame, &exit, &access);
  if (exit.kind != kind) state.SkipWithError("this is not the exit that it is named for");
  while (state.KeepRunning()) {
    tenon_aarch64_decode(&fault, &frame, &exit, &access);
    benchmark::DoNotOptimize(exit);
    benchmark::DoNotOptimize(access);
  }
  state.SetItemsProcessed(state.iterations());
}

/// What a fuzzer feeds it: no branch can be foreseen.
void decode_random(benchmark::State& state) {
  std::array<tenon_aarch64_fault, 4096> faults;
  std::mt19937_64 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same each time
  for (tenon_aarch64_fault& fault : faults) {
    fault = {.esr = random() & 0xffffffff,
             .valid = TENON_AARCH64_FAULT_IPA | TENON_AARCH64_FAULT_INSTRUCTION,
             .far = random(),
             .ipa = random() & 0xffffffffffff,
             .instruction = static_cast<std::uint32_t>(random())};
  }
  tenon_exit exit;
  tenon_aarch64_access access;
  std::size_t next = 0;
  while (state.KeepRunning()) {
    tenon_aarch64_decode(&faults[next++ % faults.size()], &frame, &exit, &access);
    benchmark::DoNotOptimize(exit);
    benchmark::DoNotOptimize(access);
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(decode, hypercall, hypercall, TENON_EXIT_hypercall);
BENCHMARK_CAPTURE(decode, wait for interrupt, wait, TENON_EXIT_halt);
BENCHMARK_CAPTURE(decode, register read, register_read, TENON_EXIT_sysreg_read);
BENCHMARK_CAPTURE(decode, device read, device_read, TENON_EXIT_mmio_read);
BENCHMARK_CAPTURE(decode, device pair read, pair_read, TENON_EXIT_mmio_read);
BENCHMARK(decode_random)->Name("decode/random syndromes");

}  // namespace

BENCHMARK_MAIN();
