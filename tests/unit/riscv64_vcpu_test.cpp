// SPDX-License-Identifier: Apache-2.0
// A RISC-V vCPU's life on a hart made of variables: who may do what, in which order the registers
// move, what each answer does to the guest.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <utility>

#include "fakes/riscv64_hardware.hpp"
#include "tenon/core/riscv64/capture.h"
#include "tenon/core/riscv64/decode.h"
#include "tenon/riscv64.hpp"

namespace {

using tenon_test::riscv64_hardware;
using testing::ElementsAre;

constexpr std::uint64_t entry = 0x8000'0000;
constexpr std::uint64_t spp = 0x100;

class RiscV64VCpu : public testing::Test {
 protected:
  RiscV64VCpu() {
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
    EXPECT_EQ(tenon_riscv64_vcpu_setup(&v, entry, &stage2_, &setup_), TENON_OK);
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

TEST_F(RiscV64VCpu, DetectsWhatTheHartHas) {
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

TEST_F(RiscV64VCpu, DetectsPageBasedMemoryTypesAndAiaAndKeepsThemFromGuests) {
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

TEST_F(RiscV64VCpu, ClaimsStorageWhateverIsInIt) {
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

TEST_F(RiscV64VCpu, EnablesAndDisables) {
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

TEST_F(RiscV64VCpu, StartsWithResetValues) {
  for (auto& x : v_.frame.x) x = 1;
  make_free(v_);
  EXPECT_EQ(v_.frame.pc, entry);
  for (std::uint32_t i = 1; i < 32; ++i) {
    EXPECT_EQ(v_.frame.x[i], i == 10 ? 7 : i == 11 ? 0x8100'0000 : 0);
  }
  EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, TENON_RISCV64_REGISTER_PRIVILEGE), 1U);
  EXPECT_EQ(v_.sysreg[TENON_RISCV64_SAVED_VSSTATUS], 0x2'0000'0000U);
  EXPECT_EQ(v_.sysreg[TENON_RISCV64_SAVED_VSTIMECMP], ~0ULL);
}

TEST_F(RiscV64VCpu, WritesEachFieldWhateverTheStorageHeld) {
  v_.common.error = TENON_ERROR_unsupported;
  v_.common.failure = 1;
  v_.common.last_cpu = 0;
  v_.cpu = &cpu_;
  v_.stage2 = &stage2_;
  const tenon_riscv64_config config{.hart_id = 7, .device_tree = 0x8100'0000};
  ASSERT_EQ(tenon_riscv64_vcpu_create(&v_, 3, 4, 5, 6, &config), TENON_OK);
  EXPECT_EQ(v_.common.error, static_cast<std::uint32_t>(TENON_OK));
  EXPECT_EQ(v_.common.failure, 0U);
  EXPECT_EQ(v_.common.vm_id, 3U);
  EXPECT_EQ(v_.common.vcpu_id, 4U);
  EXPECT_EQ(v_.common.preferred_cpu, 5U);
  EXPECT_EQ(v_.common.cpu_mask, 6U);
  EXPECT_EQ(v_.common.last_cpu, TENON_NONE);
  EXPECT_EQ(v_.cpu, nullptr);
  EXPECT_EQ(v_.stage2, nullptr);
  std::memset(&v_.frame, 0xa5, sizeof v_.frame);
  std::memset(&v_.sysreg, 0xa5, sizeof v_.sysreg);
  std::memset(&v_.fp, 0xa5, sizeof v_.fp);
  std::memset(&v_.access, 0xa5, sizeof v_.access);
  stage2_.vmid = 0x3fff;
  stage2_.root = 0xff'ffff'ffff'c000;
  stage2_.levels = 4;
  ASSERT_EQ(tenon_riscv64_vcpu_setup(&v_, entry + 2, &stage2_, &setup_), TENON_OK);
  EXPECT_EQ(v_.frame.x[0], 0U);
  EXPECT_EQ(v_.frame.pc, entry + 2);
  EXPECT_EQ(v_.frame.sstatus, 0x2'0000'0100U);
  EXPECT_EQ(v_.frame.hstatus, 0U);
  EXPECT_EQ(v_.access.remaining, 0U);
  for (const std::uint64_t f : v_.fp.f) EXPECT_EQ(f, 0U);
  EXPECT_EQ(v_.fp.fcsr, 0U);
  for (std::uint32_t i = 0; i < TENON_RISCV64_SAVED_COUNT; ++i) {
    EXPECT_EQ(v_.sysreg[i], i == TENON_RISCV64_SAVED_VSSTATUS    ? 0x2'0000'0000
                            : i == TENON_RISCV64_SAVED_VSTIMECMP ? ~0ULL
                                                                 : 0);
  }
}

TEST_F(RiscV64VCpu, RefusesWhatIsNotItsState) {
  EXPECT_EQ(tenon_riscv64_vcpu_setup(&v_, entry, &stage2_, &setup_), TENON_ERROR_wrong_state);
  const tenon_riscv64_config config{};
  EXPECT_EQ(tenon_riscv64_vcpu_create(&v_, 1, 0, TENON_NONE, 0, &config),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_riscv64_vcpu_create(&v_, 1, TENON_NONE, TENON_NONE, 1, &config),
            TENON_ERROR_invalid_argument);
  create(v_);
  EXPECT_EQ(tenon_riscv64_vcpu_create(&v_, 1, 0, TENON_NONE, 1, &config), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_setup(&v_, entry + 1, &stage2_, &setup_), TENON_ERROR_unaligned);
  for (const auto& [root, levels, vmid] :
       {std::tuple{0x8040'1000ULL, 3U, 5U}, std::tuple{0x8040'0000ULL, 2U, 5U},
        std::tuple{0x8040'0000ULL, 4U, 0x4000U}, std::tuple{1ULL << 56, 3U, 5U},
        std::tuple{0x8040'0000ULL, 5U, 5U}, std::tuple{0x8040'0000ULL, 2U, 4U}}) {
    tenon_stage2 bad = stage2_;
    bad.root = root;
    bad.levels = levels;
    bad.vmid = vmid;
    EXPECT_EQ(tenon_riscv64_vcpu_setup(&v_, entry, &bad, &setup_), TENON_ERROR_invalid_argument);
  }
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_reset(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_call(&v_, 0), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_resume(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_abort(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 1, 0), TENON_ERROR_wrong_state);
  tenon_riscv64_vcpu_run(&v_);
  tenon_riscv64_vcpu_preempt(&v_);
  EXPECT_EQ(v_.common.state, static_cast<std::uint32_t>(TENON_VCPU_CREATED));
  EXPECT_EQ(tenon_riscv64_vcpu_destroy(&v_), TENON_OK);
  EXPECT_EQ(tenon_riscv64_vcpu_destroy(&v_), TENON_ERROR_wrong_state);
}

TEST_F(RiscV64VCpu, BindsWhereItMayAndFits) {
  make_free(v_);
  v_.common.cpu_mask = 2;
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_cpu_not_allowed);
  v_.common.cpu_mask = 1;
  cpu_.features.modes = 0x200;
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_unsupported);
  cpu_.features.modes = 0x100;
  cpu_.features.vmid_bits = 2;  // VMID 5 needs three
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_unsupported);
  cpu_.features.vmid_bits = 3;
  stage2_.vmid = 0;  // for harts without any
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_unsupported);
  stage2_.vmid = 5;
  tenon_riscv64_cpu elsewhere = cpu_;
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &elsewhere), TENON_ERROR_wrong_cpu);
  EXPECT_TRUE(riscv64_hardware.order.empty());
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_wrong_state);
  make_free(other_, 1);
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&other_, &cpu_), TENON_ERROR_wrong_state);
}

TEST_F(RiscV64VCpu, BindsOnAHartThatHasItsModeAndItsIdentifier) {
  make_free(v_);
  const auto binds = [&](std::uint32_t modes, std::uint32_t bits) {
    cpu_.features.modes = modes;
    cpu_.features.vmid_bits = bits;
    const tenon_error error = tenon_riscv64_vcpu_bind(&v_, &cpu_);
    if (error == TENON_OK) {
      EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
    }
    return error;
  };
  for (const std::uint32_t levels : {3U, 4U}) {
    stage2_.levels = levels;
    for (const std::uint32_t modes : {0U, 0x100U, 0x200U, 0x300U, 0x400U, 0x700U}) {
      const bool has = (modes >> (levels == 3 ? 8 : 9) & 1) != 0;
      EXPECT_EQ(binds(modes, 14), has ? TENON_OK : TENON_ERROR_unsupported) << levels << modes;
    }
  }
  for (std::uint32_t bits = 0; bits <= 14; ++bits) {
    stage2_.vmid = (1U << bits) - 1;
    EXPECT_EQ(binds(0x300, bits), TENON_OK) << bits;
    if (bits == 14) break;
    stage2_.vmid = 1U << bits;
    EXPECT_EQ(binds(0x300, bits), TENON_ERROR_unsupported) << bits;
  }
}

TEST_F(RiscV64VCpu, BindsOnCpusOfItsMaskThatAreEnabled) {
  make_free(v_);
  cpu_.enabled = 0;
  EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_wrong_state);
  cpu_.enabled = 1;
  v_.common.cpu_mask = ~0ULL;
  for (const std::uint32_t none : {TENON_CPU_MAX, TENON_CPU_MAX + 1, ~0U}) {
    cpu_.id = none;
    EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_wrong_cpu);
  }
  for (std::uint32_t id = 0; id < TENON_CPU_MAX; ++id) {
    cpu_.id = id;
    v_.common.cpu_mask = ~(1ULL << id);
    EXPECT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_ERROR_cpu_not_allowed);
    v_.common.cpu_mask = 1ULL << id;
    ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
    EXPECT_EQ(v_.common.last_cpu, id);
    ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  }
}

/// With and without Sstc, with and without floating point.
TEST_F(RiscV64VCpu, MovesTheTimerOfAHartThatHasOne) {
  for (const std::uint32_t has : {0U, 1U}) {
    for (const std::uint32_t fp : {0U, 1U}) {
      cpu_.features.has = has;
      cpu_.features.fp = fp;
      tenon_riscv64_vcpu v{};
      make_free(v);
      v.sysreg[TENON_RISCV64_SAVED_VSTIMECMP] = 5;
      csr(TENON_RISCV64_SAVED_VSTIMECMP) = 6;
      ASSERT_EQ(tenon_riscv64_vcpu_bind(&v, &cpu_), TENON_OK);
      EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTIMECMP), has == 1 ? 5U : 6U);
      csr(TENON_RISCV64_SAVED_VSTIMECMP) = 7;
      ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v), TENON_OK);
      EXPECT_EQ(v.sysreg[TENON_RISCV64_SAVED_VSTIMECMP], has == 1 ? 7U : 5U);
      ASSERT_EQ(tenon_riscv64_vcpu_destroy(&v), TENON_OK);
    }
  }
}

TEST_F(RiscV64VCpu, ComposesItsControlsFromSetupAndHart) {
  setup_ = {.trap_wfi = 0, .counters = 1};
  cpu_.features.has = 0;
  make_free(v_);
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_EQ(riscv64_hardware.controls.hcounteren, 7U);
  EXPECT_EQ(riscv64_hardware.controls.henvcfg, 0U);
  EXPECT_EQ(v_.frame.hstatus, 0x2'0000'0080U);
}

TEST_F(RiscV64VCpu, BindsFourLevelsAndAHartWithoutFloatingPoint) {
  stage2_.levels = 4;
  cpu_.features.fp = 0;
  make_free(v_);
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_THAT(riscv64_hardware.order, ElementsAre("controls", "restore", "hgatp", "forget_all"));
  EXPECT_EQ(riscv64_hardware.hgatp, 9ULL << 60 | 5ULL << 44 | 0x80400);
  EXPECT_EQ(v_.frame.sstatus, 0x2'0000'0100U);  // FS Off
  riscv64_hardware.order.clear();
  ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  EXPECT_THAT(riscv64_hardware.order, ElementsAre("save", "leave"));
}

TEST_F(RiscV64VCpu, MovesItsRegistersInOrder) {
  make_free(v_);
  v_.sysreg[TENON_RISCV64_SAVED_VSATP] = 0x1234;
  v_.fp.f[31] = 0x5678;
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_THAT(riscv64_hardware.order,
              ElementsAre("controls", "restore", "restore_fp", "hgatp", "forget_all"));
  EXPECT_EQ(riscv64_hardware.hgatp, 8ULL << 60 | 5ULL << 44 | 0x80400);
  EXPECT_EQ(riscv64_hardware.controls.hedeleg, 0xb1ffU);
  EXPECT_EQ(riscv64_hardware.controls.hideleg, 0x444U);
  EXPECT_EQ(riscv64_hardware.controls.hcounteren, 2U);
  EXPECT_EQ(riscv64_hardware.controls.henvcfg, 1ULL << 63);
  EXPECT_EQ(v_.frame.hstatus, 0x2'0020'0080U);
  EXPECT_EQ(v_.frame.sstatus, 0x2'0000'4100U);  // FS Clean
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSATP), 0x1234U);
  EXPECT_EQ(riscv64_hardware.fp.f[31], 0x5678U);
  riscv64_hardware.order.clear();
  csr(TENON_RISCV64_SAVED_VSATP) = 0x4321;
  riscv64_hardware.fp.f[31] = 1;
  ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);  // FS still Clean: nothing to save
  EXPECT_THAT(riscv64_hardware.order, ElementsAre("save", "leave"));
  EXPECT_EQ(v_.sysreg[TENON_RISCV64_SAVED_VSATP], 0x4321U);
  EXPECT_EQ(v_.fp.f[31], 0x5678U);
  EXPECT_EQ(riscv64_hardware.host.hedeleg, 0x77U);
  EXPECT_EQ(cpu_.loaded, nullptr);
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  v_.frame.sstatus |= 0x8000'0000'0000'6000;  // Dirty, SD
  riscv64_hardware.fp.f[31] = 2;
  riscv64_hardware.order.clear();
  ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  EXPECT_THAT(riscv64_hardware.order, ElementsAre("save_fp", "save", "leave"));
  EXPECT_EQ(v_.fp.f[31], 2U);
  EXPECT_EQ(v_.frame.sstatus, 0x2'0000'4100U);
}

TEST_F(RiscV64VCpu, ForgetsTranslationsOnlyWhereItMust) {
  const auto rebind = [&](tenon_riscv64_vcpu& v) {
    riscv64_hardware.order.clear();
    EXPECT_EQ(tenon_riscv64_vcpu_bind(&v, &cpu_), TENON_OK);
    const std::string last = riscv64_hardware.order.back();
    EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v), TENON_OK);
    return last;
  };
  make_free(v_);
  make_free(other_, 1);
  EXPECT_EQ(rebind(v_), "forget_all");  // the VMID is younger than all that the hart has seen
  EXPECT_EQ(rebind(v_), "hgatp");       // nothing has changed
  v_.common.last_cpu = 1;               // it ran on another hart, and fenced there alone
  EXPECT_EQ(rebind(v_), "forget_vm");
  EXPECT_EQ(riscv64_hardware.forgotten_vmid, 5U);
  EXPECT_EQ(cpu_.vmid_generation, 1U);
  EXPECT_EQ(rebind(v_), "hgatp");
  EXPECT_EQ(rebind(other_), "forget_vm");  // the VM's other vCPU was here
  EXPECT_EQ(rebind(other_), "hgatp");
  tenon_stage2 second = stage2_;  // another VM, for the first time here
  second.vmid = 6;
  second.resident[0] = TENON_NONE;
  other_.stage2 = &second;
  EXPECT_EQ(rebind(other_), "forget_vm");
  EXPECT_EQ(rebind(v_), "forget_vm");  // `other_` was this VM's last one here
  stage2_.generation = 2;
  EXPECT_EQ(rebind(v_), "forget_all");
  cpu_.features.vmid_bits = 0;  // no VMIDs: at each bind
  stage2_.vmid = 0;
  EXPECT_EQ(rebind(v_), "forget_all");
  EXPECT_EQ(rebind(v_), "forget_all");
}

TEST_F(RiscV64VCpu, AnswersReadsAndWrites) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x4503}, {entry + 2, 0x0005}};  // lbu a0, 0(a0)
  v_.frame.x[10] = 0x1234;
  leave(21, 0x1234, 0x1234 / 4);
  expect_kind(TENON_EXIT_mmio_read);
  EXPECT_EQ(v_.exit.address, 0x1234U);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0xfff), TENON_OK);
  EXPECT_EQ(v_.frame.x[10], 0xffU);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  // x0 is not written.
  leave(21, 0x10, 4, 0x3003);  // ld x0
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 5), TENON_OK);
  EXPECT_EQ(tenon_riscv64_get_x(&v_.frame, 0), 0U);
  EXPECT_EQ(v_.frame.pc, entry + 8);
  leave(21, 0x10, 4, 0x2401);  // c.lw s0: sign-extended, two bytes
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0x8000'0000), TENON_OK);
  EXPECT_EQ(v_.frame.x[8], 0xffff'ffff'8000'0000U);
  EXPECT_EQ(v_.frame.pc, entry + 10);
  leave(23, 0x10, 4, 0x800023);  // sb s0
  expect_kind(TENON_EXIT_mmio_write);
  EXPECT_EQ(v_.exit.value, 0U);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry + 14);
  // The second half of the instruction is not there any more.
  riscv64_hardware.code = {{entry + 14, 0x4503}};
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_nested_page_fault);
  EXPECT_EQ(v_.exit.cause, static_cast<std::uint32_t>(TENON_RISCV64_CAUSE_no_instruction));
}

TEST_F(RiscV64VCpu, FetchesLoadsAndStoresOfBothPrivileges) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x3023}, {entry + 2, 0x00b5}};  // sd a1, 0(a0)
  v_.frame.x[10] = 0x1238;
  v_.frame.x[11] = 0x1122'3344'5566'7788;
  for (const bool user : {false, true}) {
    if (user) v_.frame.sstatus -= spp;
    v_.frame.pc = entry;
    leave(23, 0x1238, 0x1238 / 4);
    expect_kind(TENON_EXIT_mmio_write);
    EXPECT_EQ(v_.exit.address, 0x1238U);
    EXPECT_EQ(v_.exit.value, 0x1122'3344'5566'7788U);
    EXPECT_EQ(v_.exit.width, 8);
    ASSERT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
    EXPECT_EQ(v_.frame.pc, entry + 4);
  }
  // It has been replaced since it faulted: by one that does not fault there, by one that is no store.
  for (const std::uint16_t upper : {std::uint16_t{0x00b6}, std::uint16_t{0x0005}}) {
    v_.frame.pc = entry;
    riscv64_hardware.code[entry] = upper == 0x0005 ? 0x3503 : 0x3023;
    riscv64_hardware.code[entry + 2] = upper;
    leave(23, 0x1238, 0x1238 / 4);
    expect_kind(TENON_EXIT_nested_page_fault);
    ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  }
}

TEST_F(RiscV64VCpu, FetchesAVirtualInstructionThatTheHartDoesNotGive) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x2573}, {entry + 2, 0x6060}};  // csrr a0, hcounteren
  leave(22, 0);
  expect_kind(TENON_EXIT_sysreg_read);
  EXPECT_EQ(v_.exit.address, 0x606U);
  ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x60602573U);
  // What is no virtual instruction has none to show.
  leave(10);
  ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0U);
}

TEST_F(RiscV64VCpu, AnInterruptOfTheHostIsAnExitOfItsOwn) {
  make_bound();
  riscv64_hardware.code = {{entry, 0x3023}, {entry + 2, 0x00b5}};
  leave(0x8000'0000'0000'0005);
  expect_kind(TENON_EXIT_external_interrupt);
  EXPECT_EQ(v_.fault.valid, 0U);
  EXPECT_EQ(tenon_riscv64_vcpu_resume(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry);
}

TEST_F(RiscV64VCpu, HonoursTheByteOrderOfTheGuest) {
  make_bound();
  leave(21, 0x10, 4, 0x3003);
  EXPECT_EQ(v_.exit.flags, 0);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  v_.frame.hstatus |= 0x20;    // VSBE
  leave(21, 0x10, 4, 0x2083);  // lw ra
  EXPECT_EQ(v_.exit.flags, TENON_EXIT_FLAG_BIG_ENDIAN);
  ASSERT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0x11223380), TENON_OK);
  EXPECT_EQ(v_.frame.x[1], 0xffff'ffff'8033'2211U);
  v_.frame.sstatus -= spp;  // VU-mode: UBE of vsstatus
  leave(21, 0x10, 4, 0x2083);
  EXPECT_EQ(v_.exit.flags, 0);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  csr(TENON_RISCV64_SAVED_VSSTATUS) |= 0x40;
  leave(21, 0x10, 4, 0x2083);
  EXPECT_EQ(v_.exit.flags, TENON_EXIT_FLAG_BIG_ENDIAN);
  // An instruction that HLVX would read with its bytes swapped is not read at all.
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  riscv64_hardware.code = {{entry + 4, 0x4503}, {entry + 6, 0x0005}};  // lbu a0, 0(a0)
  v_.frame.x[10] = 0x10;
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_nested_page_fault);
  EXPECT_EQ(v_.exit.cause, static_cast<std::uint32_t>(TENON_RISCV64_CAUSE_no_instruction));
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  csr(TENON_RISCV64_SAVED_VSSTATUS) -= 0x40;
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_mmio_read);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  v_.frame.sstatus += spp;  // VS-mode: VSBE, still set
  leave(21, 0x10, 4);
  expect_kind(TENON_EXIT_nested_page_fault);
}

TEST_F(RiscV64VCpu, CarriesOutACsrAccessInTwoSteps) {
  make_bound();
  v_.frame.x[11] = 0xf0;
  leave(22, 0x6065b5f3);  // csrrc a1, hcounteren, a1
  expect_kind(TENON_EXIT_sysreg_read);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0xff), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 0xf0U);
  EXPECT_EQ(v_.frame.pc, entry);
  riscv64_hardware.guest = [](tenon_riscv64_vcpu&) { FAIL() << "the guest was entered"; };
  tenon_riscv64_vcpu_run(&v_);
  expect_kind(TENON_EXIT_sysreg_write);
  EXPECT_EQ(v_.exit.value, 0x0fU);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 0xffU);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  // Refused in between: nothing is left of it.
  leave(22, 0x6065b5f3);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 1), TENON_OK);
  tenon_riscv64_vcpu_run(&v_);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 0xffU);
  leave(10);
  expect_kind(TENON_EXIT_hypercall);
}

TEST_F(RiscV64VCpu, AnAbandonedAccessIsOver) {
  make_bound();
  leave(22, 0x6065b5f3);  // csrrc a1, hcounteren, a1
  ASSERT_EQ(tenon_riscv64_vcpu_complete_read(&v_, 0xff), TENON_OK);
  tenon_riscv64_vcpu_run(&v_);
  expect_kind(TENON_EXIT_sysreg_write);
  ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry);
  leave(10);
  expect_kind(TENON_EXIT_hypercall);
}

/// The exits that come most often read no more of the hart than they need.
TEST_F(RiscV64VCpu, TakesShortWays) {
  make_bound();
  const auto cost = [&](std::uint64_t scause, std::uint64_t stval) {
    riscv64_hardware.faults_read = riscv64_hardware.fetches = 0;
    v_.fault.valid = 0xff;
    leave(scause, stval, stval / 4);
    EXPECT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
    return std::pair(riscv64_hardware.faults_read, riscv64_hardware.fetches);
  };
  EXPECT_EQ(cost(10, 0), std::pair(0U, 0U));
  EXPECT_EQ(cost(22, 0xffff'ffff'606022f3), std::pair(0U, 0U));  // csrr t0, hcounteren
  EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_sysreg_read));
  EXPECT_EQ(v_.exit.address, 0x606U);
  EXPECT_EQ(v_.fault.valid, 0U);
  EXPECT_EQ(cost(22, 0x60629073), std::pair(1U, 0U));              // csrw hcounteren, t0
  riscv64_hardware.code = {{entry, 0x3503}, {entry + 2, 0x0005}};  // ld a0, 0(a0)
  v_.frame.x[10] = 0x1238;
  EXPECT_EQ(cost(21, 0x1238), std::pair(1U, 1U));
  riscv64_hardware.code = {{entry, 0x3023}, {entry + 2, 0x00a5}};  // sd a0, 0(a0)
  EXPECT_EQ(cost(23, 0x1238), std::pair(1U, 1U));
  EXPECT_EQ(cost(20, 0x1238), std::pair(1U, 0U));
  // An address that reads like a CSR instruction is none.
  EXPECT_EQ(cost(20, 0x606022f3), std::pair(1U, 0U));
  EXPECT_EQ(v_.exit.kind, static_cast<std::uint32_t>(TENON_EXIT_nested_page_fault));
}

/// Which records are completed by an instruction that is fetched.
TEST_F(RiscV64VCpu, FetchesWhereTheHartDoesNotSayTheInstruction) {
  tenon_riscv64_frame frame{};
  frame.pc = entry;
  frame.sstatus = spp;
  riscv64_hardware.code = {{entry, 0x3503}, {entry + 2, 0x0005}};
  for (const bool big : {false, true}) {
    frame.hstatus = big ? 0x20 : 0x7ffff'ffdf;
    for (std::uint64_t scause = 0; scause < 64; ++scause) {
      for (const std::uint64_t htinst : {0U, 1U, 2U}) {
        for (const std::uint64_t stval : {0U, 1U}) {
          riscv64_hardware.htinst = htinst;
          riscv64_hardware.stval = stval;
          riscv64_hardware.htval = 1 - stval;
          const bool data = scause == 21 || scause == 23;
          const bool wanted = !big && ((data && htinst == 0) || (scause == 22 && stval == 0));
          tenon_riscv64_fault fault{};
          fault.scause = scause;
          riscv64_hardware.fetches = 0;
          tenon_riscv64_capture(&fault, &frame);
          EXPECT_EQ(riscv64_hardware.fetches, wanted ? 1U : 0U) << scause;
          EXPECT_EQ(fault.instruction, wanted ? 0x00053503U : 0U) << scause;
          EXPECT_EQ(fault.valid, (wanted ? TENON_RISCV64_FAULT_INSTRUCTION : 0U) +
                                     (big && data ? TENON_RISCV64_FAULT_BIG_ENDIAN : 0U))
              << scause;
        }
      }
    }
  }
  // In VU-mode UBE of vsstatus counts, bit 6 and no other.
  frame.sstatus = 0xffff'ffff'ffff'feff;
  for (const std::uint64_t vsstatus : {0x40ULL, ~0x40ULL}) {
    csr(TENON_RISCV64_SAVED_VSSTATUS) = vsstatus;
    tenon_riscv64_fault fault{};
    fault.scause = 21;
    tenon_riscv64_capture(&fault, &frame);
    EXPECT_EQ(fault.valid / TENON_RISCV64_FAULT_BIG_ENDIAN, vsstatus == 0x40 ? 1U : 0U);
  }
  // Code that cannot be fetched.
  riscv64_hardware = {};
  tenon_riscv64_fault fault{};
  fault.scause = 21;
  tenon_riscv64_capture(&fault, &frame);
  EXPECT_EQ(fault.valid, 0U);
}

TEST_F(RiscV64VCpu, ExceptionsChangeThePrivilegeAndNothingElseOfTheStatus) {
  make_bound();
  for (const std::uint64_t others : {0ULL, 0x8000'0002'000c'6200ULL}) {
    for (const std::uint64_t privilege : {std::uint64_t{0}, spp}) {
      for (std::uint64_t status = 0; status < 0x400; status += 2) {
        csr(TENON_RISCV64_SAVED_VSSTATUS) = status + others / 0x400 * 0x400;
        csr(TENON_RISCV64_SAVED_VSTVEC) = 0x8100'0000 + status % 4 + 1;
        v_.frame.sstatus = (others & ~spp) | privilege;
        leave(10);
        ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
        EXPECT_EQ(v_.frame.sstatus, (others & ~spp) | spp);
        EXPECT_EQ(v_.frame.pc, 0x8100'0000U);
        const std::uint64_t wanted = (status & ~0x122ULL) | privilege | (status & 2) << 4;
        EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSSTATUS), wanted + others / 0x400 * 0x400) << status;
      }
    }
  }
}

TEST_F(RiscV64VCpu, ReturnsFromCalls) {
  make_bound();
  v_.frame.x[11] = 77;
  v_.frame.x[17] = 0x10;
  leave(10);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_call(&v_, ~1ULL), TENON_OK);
  EXPECT_EQ(v_.frame.x[10], ~1ULL);
  EXPECT_EQ(v_.frame.x[11], 0U);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  v_.frame.x[11] = 77;
  v_.frame.x[17] = 1;  // legacy calls leave a1
  leave(10);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_call(&v_, 0), TENON_OK);
  EXPECT_EQ(v_.frame.x[11], 77U);
  v_.frame.x[17] = 0x735049;
  leave(10);
  expect_kind(TENON_EXIT_send_ipi);
  EXPECT_EQ(tenon_riscv64_vcpu_complete_write(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.x[10] + v_.frame.x[11], 0U);
}

TEST_F(RiscV64VCpu, InjectsExceptionsAsTheHartTakesThem) {
  make_bound();
  csr(TENON_RISCV64_SAVED_VSTVEC) = 0x8100'0001;
  csr(TENON_RISCV64_SAVED_VSSTATUS) = 0x2'0000'0002;  // SIE
  v_.frame.sstatus -= spp;                            // from VU-mode
  leave(22, 0x600022f3);
  ASSERT_EQ(tenon_riscv64_vcpu_inject_undefined(&v_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSCAUSE), 2U);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x600022f3U);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSEPC), entry);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSSTATUS), 0x2'0000'0020U);  // SPIE, SPP clear
  EXPECT_EQ(v_.frame.pc, 0x8100'0000U);
  EXPECT_EQ(v_.frame.sstatus & spp, spp);
  struct Row {
    std::uint64_t scause, htinst, code;
  };
  for (const Row& row : {Row{20, 0, 1}, Row{21, 0x3003, 5}, Row{23, 0x800023, 7}}) {
    leave(row.scause, 0x5678, 0x1234, row.htinst);
    ASSERT_EQ(tenon_riscv64_vcpu_inject_abort(&v_), TENON_OK);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSCAUSE), row.code);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTVAL), 0x5678U);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSSTATUS), 0x2'0000'0100U);
  }
}

TEST_F(RiscV64VCpu, KeepsInterruptsWhereverItIs) {
  make_free(v_);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 1, 0), TENON_OK);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 9, TENON_RISCV64_INTERRUPT_LEVEL), TENON_OK);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 9, 0), TENON_ERROR_unsupported);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 5, 0), TENON_ERROR_unsupported);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 1, TENON_RISCV64_INTERRUPT_NOTIFY),
            TENON_ERROR_unsupported);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 2, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_riscv64_vcpu_lower_interrupt(&v_, 3), TENON_ERROR_invalid_argument);
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 0x404U);
  EXPECT_EQ(tenon_riscv64_vcpu_has_interrupt(&v_), 0U);
  csr(TENON_RISCV64_SAVED_VSIE) = 0x200;
  EXPECT_EQ(tenon_riscv64_vcpu_has_interrupt(&v_), 1U);
  EXPECT_EQ(tenon_riscv64_vcpu_lower_interrupt(&v_, 9), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 0x4U);
  csr(TENON_RISCV64_SAVED_HVIP) = 0;  // the guest has taken it
  tenon_riscv64_vcpu_merge_interrupts(&v_, 0, ~0ULL);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 0x444U);
  tenon_riscv64_vcpu_merge_interrupts(&v_, 1, ~0ULL);
  csr(TENON_RISCV64_SAVED_HVIP) = 0;
  for (std::uint32_t id = 0; id < 64; ++id) {
    tenon_riscv64_vcpu_merge_interrupts(&v_, 0, 1ULL << id);
    const std::uint64_t bit = id == 1 ? 0x4 : id == 5 ? 0x40 : id == 9 ? 0x400 : 0;
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), bit) << id;
    EXPECT_EQ(tenon_riscv64_interrupt_bit(id), bit) << id;
    csr(TENON_RISCV64_SAVED_HVIP) = 0;
  }
  tenon_riscv64_vcpu_merge_interrupts(&v_, 1, ~0ULL);  // 64 and above: none of a guest's
  tenon_riscv64_vcpu_merge_interrupts(&v_, 0, ~0x222ULL);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 0U);
  csr(TENON_RISCV64_SAVED_HVIP) = 1;  // whatever else is pending stays
  tenon_riscv64_vcpu_merge_interrupts(&v_, 0, 2);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 5U);
  csr(TENON_RISCV64_SAVED_HVIP) = 0;
  leave(10);  // an exit that waits for its answer
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 5, TENON_RISCV64_INTERRUPT_LEVEL), TENON_OK);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 0x40U);
  tenon_riscv64_vcpu_merge_interrupts(&v_, 0, ~0ULL);
  ASSERT_EQ(tenon_riscv64_vcpu_complete_call(&v_, 0), TENON_OK);
  ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  EXPECT_EQ(v_.sysreg[TENON_RISCV64_SAVED_HVIP], 0x444U);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_HVIP), 0U);
  v_.sysreg[TENON_RISCV64_SAVED_HVIP] = 0x445;
  EXPECT_EQ(tenon_riscv64_vcpu_lower_interrupt(&v_, 5), TENON_OK);
  EXPECT_EQ(v_.sysreg[TENON_RISCV64_SAVED_HVIP], 0x405U);
  EXPECT_EQ(tenon_riscv64_vcpu_inject_interrupt(&v_, 1, 0), TENON_OK);
  EXPECT_EQ(v_.sysreg[TENON_RISCV64_SAVED_HVIP], 0x405U);
}

TEST_F(RiscV64VCpu, HasNoMoreThan32GeneralRegisters) {
  tenon_riscv64_frame frame{};
  for (auto& x : frame.x) x = 1;
  const tenon_riscv64_frame before = frame;
  for (const std::uint32_t index : {32U, 33U, 255U, ~0U}) {
    tenon_riscv64_set_x(&frame, index, 2);
    EXPECT_EQ(tenon_riscv64_get_x(&frame, index), 0U);
  }
  EXPECT_EQ(std::memcmp(&frame, &before, sizeof frame), 0);
  tenon_riscv64_set_x(&frame, 31, 2);
  EXPECT_EQ(tenon_riscv64_get_x(&frame, 31), 2U);
}

/// Whatever faulted is the exit that decode makes of the fetched instruction, short way or not.
TEST_F(RiscV64VCpu, EachLoadAndStoreBecomesWhatDecodeMakesOfIt) {
  make_bound();
  for (std::uint32_t i = 1; i < 32; ++i) v_.frame.x[i] = 0x9876'5432'10fe'dc00 + i * 0x1'0001'0108;
  const auto check = [&](std::uint32_t word) {
    tenon_riscv64_instruction known{};
    tenon_riscv64_decode_instruction(word, &known);
    const std::uint64_t at = tenon_riscv64_get_x(&v_.frame, known.base) + known.offset;
    riscv64_hardware.code = {{entry, word & 0xffff}, {entry + 2, word >> 16}};
    for (const std::uint64_t scause : {21U, 23U}) {
      for (const std::uint64_t stval : {at, at + 1}) {
        leave(scause, stval, 0x1000'0ff8 / 4);
        tenon_exit want = v_.exit;
        tenon_riscv64_access access = v_.access;
        const tenon_riscv64_fault fault{.scause = scause,
                                        .stval = stval,
                                        .htval = 0x1000'0ff8 / 4,
                                        .htinst = 0,
                                        .valid = word == 0 ? 0U : TENON_RISCV64_FAULT_INSTRUCTION,
                                        .instruction = word % 4 == 3 ? word : word & 0xffff};
        tenon_riscv64_decode(&fault, &v_.frame, &want, &access);
        ASSERT_EQ(std::memcmp(&v_.exit, &want, sizeof want), 0) << std::hex << word;
        ASSERT_EQ(tenon_riscv64_vcpu_abandon(&v_), TENON_OK);
      }
    }
  };
  for (std::uint32_t word = 0; word < 0x10000; word += 3) check(word);
  for (std::uint32_t other = 0; other < 0x10000; other += 5) {
    check(0x3 | other << 12);   // LOAD, rd x0
    check(0x83 | other << 12);  // LOAD
    check(0x23 | other << 12);  // STORE
    check(0xa3 | (other * 2654435761U) >> 12 << 12);
  }
}

TEST_F(RiscV64VCpu, NamesEachRegister) {
  make_free(v_);
  for (std::uint32_t i = 0; i < TENON_RISCV64_REGISTER_END; ++i) {
    tenon_riscv64_vcpu_set_register(&v_, i, 2 * i + 1);
  }
  const auto check = [&] {
    for (std::uint32_t i = 1; i < TENON_RISCV64_REGISTER_END; ++i) {
      const std::uint64_t wanted = i == TENON_RISCV64_REGISTER_PRIVILEGE ? 1 : 2 * i + 1;
      EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, i), wanted) << i;
    }
  };
  check();
  EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, 0), 0U);
  EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, TENON_RISCV64_REGISTER_END), 0U);
  tenon_riscv64_vcpu_set_register(&v_, TENON_RISCV64_REGISTER_END, 1);
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  check();
  cpu_.features.has = 0;  // without Sstc there is no such register
  EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, TENON_RISCV64_REGISTER_VSTIMECMP), 0U);
  tenon_riscv64_vcpu_set_register(&v_, TENON_RISCV64_REGISTER_VSTIMECMP, 99);
  EXPECT_NE(csr(TENON_RISCV64_SAVED_VSTIMECMP), 99U);
  tenon_riscv64_vcpu_set_register(&v_, TENON_RISCV64_REGISTER_VSTIMECMP, 99);
  v_.frame.sstatus = 0x8000'0002'0000'6200;
  for (const std::uint64_t value : {0U, 1U, 2U, 3U, 3U, 6U}) {
    tenon_riscv64_vcpu_set_register(&v_, TENON_RISCV64_REGISTER_PRIVILEGE, value);
    EXPECT_EQ(v_.frame.sstatus, 0x8000'0002'0000'6200U | (value % 2 == 1 ? spp : 0));
    EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, TENON_RISCV64_REGISTER_PRIVILEGE), value % 2);
  }
  // The same while an exit waits for its answer, of the hart's registers.
  cpu_.features.has = 1;
  leave(10);
  tenon_riscv64_vcpu_set_register(&v_, TENON_RISCV64_REGISTER_VSTIMECMP, 98);
  EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSTIMECMP), 98U);
  EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v_, TENON_RISCV64_REGISTER_VSTIMECMP), 98U);
}

TEST_F(RiscV64VCpu, IsPreemptedAndReset) {
  make_bound();
  tenon_riscv64_vcpu_preempt(&v_);
  expect_kind(TENON_EXIT_preempted);
  EXPECT_EQ(tenon_riscv64_vcpu_resume(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry);
  leave(22, 0x10500073);
  expect_kind(TENON_EXIT_halt);
  EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_riscv64_vcpu_resume(&v_), TENON_OK);
  EXPECT_EQ(v_.frame.pc, entry + 4);
  riscv64_hardware.cpu = nullptr;
  EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_ERROR_wrong_cpu);
  riscv64_hardware.cpu = &cpu_;
  EXPECT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  EXPECT_EQ(tenon_riscv64_vcpu_reset(&v_), TENON_OK);
  EXPECT_EQ(v_.common.generation, 1U);
  EXPECT_EQ(tenon_riscv64_vcpu_destroy(&v_), TENON_OK);
}

TEST_F(RiscV64VCpu, RunsThroughItsTypes) {
  using namespace tenon::riscv64;
  CpuStorage cpu{};
  VCpuStorage storage{};
  riscv64_hardware.cpu = nullptr;
  IdleCpu idle = *(*OfflineCpu::claim(cpu, tenon::CpuId(0))).enable();
  FreeVCpu ready = *(*CreatedVCpu::create(storage, {tenon::VmId(1), tenon::VCpuId(0)}))
                        .setup(tenon::GuestPhysical(entry), stage2_);
  BoundVCpu vcpu = *std::move(ready).bind(std::move(idle));
  riscv64_hardware.guest = [](tenon_riscv64_vcpu& v) {
    v.frame.x[17] = TENON_SBI_BASE;
    v.frame.x[10] = 9;
    v.fault.scause = 10;
  };
  Step step = std::move(vcpu).run().match(
      [](Hypercall e) -> Step {
        EXPECT_EQ(e.immediate(), TENON_SBI_BASE);
        EXPECT_EQ(e.argument(0), 9U);
        return std::move(e).complete(3);
      },
      [](EntryFailed e) -> Step { return std::move(e).stop(); },
      [](tenon::OneOf<MmioRead, MmioWrite, SysRegRead, SysRegWrite, IoRead, IoWrite,
                      ExternalInterrupt, InterruptEnd, InterruptWindow, NestedPageFault, Halt,
                      CpuUp, CpuDown, CpuSuspend, SystemDown, SystemReset, SendIpi, Preempted,
                      Unhandled>
             e) -> Step { return std::move(e).stop(); });
  ASSERT_TRUE(step.running());
  BoundVCpu again = std::move(step).vcpu();
  EXPECT_EQ(again.get_register(Register::a0), 3U);
  EXPECT_EQ(again.get_register(Register::pc), entry + 4);
  std::move(again).unbind().then([](FreeVCpu vcpu_token, IdleCpu cpu_token) {
    std::move(vcpu_token).destroy();
    EXPECT_TRUE(std::move(cpu_token).disable().has_value());
  });
}

}  // namespace
