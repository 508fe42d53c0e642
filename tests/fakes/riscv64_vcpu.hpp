// SPDX-License-Identifier: Apache-2.0
// A RISC-V vCPU on the hart of riscv64_hardware.hpp, and how its guest leaves.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>

#include "fakes/riscv64_hardware.hpp"
#include "tenon/core/riscv64/percpu.h"
#include "tenon/core/riscv64/vcpu.h"

namespace tenon_test {

inline constexpr std::uint64_t riscv64_entry = 0x8000'0000;
inline constexpr std::uint64_t riscv64_spp = 0x100;

class RiscV64VCpuTest : public testing::Test {
 protected:
  RiscV64VCpuTest() {
    riscv64_hardware = {};
    riscv64_hardware.host.hedeleg = 0x77;
    tenon_stage2_init(&stage2_, 0x8040'0000, 0, 3);
    stage2_.vmid = 5;
    stage2_.generation = 1;
    EXPECT_EQ(tenon_riscv64_claim(&cpu_, 0), TENON_OK);
    EXPECT_EQ(tenon_riscv64_enable(&cpu_), TENON_OK);
  }
  void create(tenon_riscv64_vcpu& v, std::uint32_t id = 0) {
    const tenon_riscv64_config config{.hart_id = 7, .device_tree = 0x8100'0000};
    EXPECT_EQ(tenon_riscv64_vcpu_create(&v, 1, id, TENON_NONE, 1, &config), TENON_OK);
  }
  void make_free(tenon_riscv64_vcpu& v, std::uint32_t id = 0) {
    create(v, id);
    EXPECT_EQ(tenon_riscv64_vcpu_setup(&v, riscv64_entry, &stage2_, &setup_), TENON_OK);
  }
  void make_bound() {
    make_free(v_);
    EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
    riscv64_hardware.order.clear();
  }
  /// Runs until the guest leaves with this.
  void leave(std::uint64_t scause, std::uint64_t stval = 0, std::uint64_t htval = 0,
             std::uint64_t htinst = 0) {
    riscv64_hardware.stval = stval;
    riscv64_hardware.htval = htval;
    riscv64_hardware.htinst = htinst;
    riscv64_hardware.guest = [=](tenon_riscv64_vcpu& v) { v.fault.scause = scause; };
    tenon_riscv64_vcpu_run(&v_);
    EXPECT_EQ(v_.common.state, static_cast<std::uint32_t>(TENON_VCPU_EXITED));
  }
  void expect_kind(tenon_exit_kind kind) const {
    EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(kind));
  }
  [[nodiscard]] static std::uint64_t& csr(tenon_riscv64_saved index) {
    return riscv64_hardware.registers.at(index);
  }

  tenon_riscv64_cpu cpu_{};
  tenon_riscv64_vcpu v_{};
  tenon_riscv64_vcpu other_{};
  tenon_stage2 stage2_{};
  tenon_riscv64_setup setup_{.trap_wfi = 1, .counters = 0};
};

}  // namespace tenon_test
