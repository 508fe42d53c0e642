// SPDX-License-Identifier: Apache-2.0
// What a hart has, who claims it, and how virtualization is switched on and off.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>

#include "fakes/riscv64_vcpu.hpp"

namespace {

using tenon_test::riscv64_hardware;
using testing::ElementsAre;

class RiscV64PerCpu : public tenon_test::RiscV64VCpuTest {};

TEST_F(RiscV64PerCpu, DetectsWhatTheHartHas) {
  EXPECT_EQ(cpu_.features.vmid_bits, 14U);
  EXPECT_EQ(cpu_.features.modes, 0x300U);
  EXPECT_EQ(cpu_.features.has, 1U);
  EXPECT_EQ(cpu_.features.fp, 1U);
  EXPECT_EQ(cpu_.features.svpbmt, 0U);
  EXPECT_EQ(cpu_.features.aia, 0U);
  riscv64_hardware.modes = 1ULL << 8;
  riscv64_hardware.vmid_mask = 0x7f;
  riscv64_hardware.henvcfg_mask = 0;
  riscv64_hardware.fp_present = 0;
  tenon_riscv64_features features{};
  tenon_riscv64_detect(&features);
  EXPECT_EQ(features.vmid_bits, 7U);
  EXPECT_EQ(features.modes, 0x100U);
  EXPECT_EQ(features.has, 0U);
  EXPECT_EQ(features.fp, 0U);
  riscv64_hardware.vmid_mask = 0;
  tenon_riscv64_detect(&features);
  EXPECT_EQ(features.vmid_bits, 0U);
}

TEST_F(RiscV64PerCpu, DetectsPageBasedMemoryTypesAndAiaAndKeepsThemFromGuests) {
  riscv64_hardware.henvcfg_mask = 3ULL << 62;
  riscv64_hardware.aia_present = 1;
  tenon_riscv64_features features{};
  tenon_riscv64_detect(&features);
  EXPECT_EQ(features.has, 1U);
  EXPECT_EQ(features.svpbmt, 1U);
  EXPECT_EQ(features.aia, 1U);
  EXPECT_EQ(tenon_riscv64_henvcfg(&features), 1ULL << 63);
  riscv64_hardware.henvcfg_mask = 1ULL << 62;
  tenon_riscv64_detect(&features);
  EXPECT_EQ(features.has, 0U);
  EXPECT_EQ(features.svpbmt, 1U);
}

/// With AIA, and without it: Sscsrind has the register alone.
TEST_F(RiscV64PerCpu, DetectsTheRegisterThatSelectsOthers) {
  riscv64_hardware.select_present = 1;
  tenon_riscv64_features features{};
  tenon_riscv64_detect(&features);
  EXPECT_EQ(features.has, 3U);
  EXPECT_EQ(features.aia, 0U);
  EXPECT_EQ(tenon_riscv64_henvcfg(&features), 1ULL << 63);
  riscv64_hardware.henvcfg_mask = 0;
  tenon_riscv64_detect(&features);
  EXPECT_EQ(features.has, 2U);
  EXPECT_EQ(tenon_riscv64_henvcfg(&features), 0U);
}

TEST_F(RiscV64PerCpu, ClaimsStorageWhateverIsInIt) {
  tenon_riscv64_cpu cpu{};
  cpu.loaded = &v_;
  cpu.enabled = 7;
  cpu.scratch = 8;
  cpu.vmid_generation = 9;
  EXPECT_EQ(tenon_riscv64_claim(&cpu, TENON_CPU_MAX - 1), TENON_OK);
  EXPECT_EQ(cpu.loaded, nullptr);
  EXPECT_EQ(cpu.id, TENON_CPU_MAX - 1);
  EXPECT_EQ(cpu.enabled, 0U);
  EXPECT_EQ(cpu.claimed, 1U);
  EXPECT_EQ(cpu.scratch, 8U);
  EXPECT_EQ(cpu.vmid_generation, 0U);
  cpu.loaded = &v_;
  cpu.vmid_generation = 9;
  EXPECT_EQ(tenon_riscv64_enable(&cpu), TENON_OK);
  EXPECT_EQ(cpu.loaded, nullptr);
  EXPECT_EQ(cpu.enabled, 1U);
  EXPECT_EQ(cpu.scratch, 8U);
  EXPECT_EQ(cpu.vmid_generation, 0U);
  riscv64_hardware.order.clear();
  EXPECT_EQ(tenon_riscv64_disable(&cpu), TENON_OK);
  EXPECT_THAT(riscv64_hardware.order, ElementsAre("leave"));
}

TEST_F(RiscV64PerCpu, EnablesAndDisables) {
  EXPECT_EQ(tenon_riscv64_enable(&cpu_), TENON_ERROR_already_enabled);
  EXPECT_EQ(riscv64_hardware.cpu, &cpu_);
  EXPECT_EQ(tenon_riscv64_claim(&cpu_, 0), TENON_ERROR_wrong_state);
  riscv64_hardware.cpu = nullptr;
  EXPECT_EQ(tenon_riscv64_disable(&cpu_), TENON_ERROR_wrong_cpu);
  riscv64_hardware.cpu = &cpu_;
  make_free(v_);
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_EQ(tenon_riscv64_disable(&cpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  EXPECT_EQ(tenon_riscv64_disable(&cpu_), TENON_OK);
  EXPECT_EQ(riscv64_hardware.stvec, 0U);
  EXPECT_EQ(tenon_riscv64_disable(&cpu_), TENON_ERROR_wrong_state);
  riscv64_hardware.has_remote_fences = 0;
  EXPECT_EQ(tenon_riscv64_enable(&cpu_), TENON_ERROR_unsupported);
  riscv64_hardware.has_remote_fences = 1;
  riscv64_hardware.has_hypervisor = 0;
  EXPECT_EQ(tenon_riscv64_enable(&cpu_), TENON_ERROR_unsupported);
  tenon_riscv64_cpu none{};
  EXPECT_EQ(tenon_riscv64_claim(&none, TENON_CPU_MAX), TENON_ERROR_invalid_argument);
}

}  // namespace
