// SPDX-License-Identifier: Apache-2.0
// A RISC-V vCPU's life on a hart made of variables: who may do what, in which order the registers
// move, and its interrupts.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <utility>

#include "fakes/riscv64_vcpu.hpp"
#include "tenon/riscv64.hpp"

namespace {

using tenon_test::riscv64_hardware;
using testing::ElementsAre;

constexpr std::uint64_t entry = tenon_test::riscv64_entry;
constexpr std::uint64_t spp = tenon_test::riscv64_spp;

class RiscV64VCpu : public tenon_test::RiscV64VCpuTest {};

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

/// siselect is switched where a hart has it, with Sstc or without.
TEST_F(RiscV64VCpu, MovesTheSelectionOfAHartThatHasOne) {
  for (const std::uint32_t has : {0U, 1U, 2U, 3U}) {
    cpu_.features.has = has;
    tenon_riscv64_vcpu v{};
    make_free(v);
    EXPECT_EQ(v.sysreg[TENON_RISCV64_SAVED_VSISELECT], 0U);
    v.sysreg[TENON_RISCV64_SAVED_VSISELECT] = 5;
    csr(TENON_RISCV64_SAVED_VSISELECT) = 6;
    ASSERT_EQ(tenon_riscv64_vcpu_bind(&v, &cpu_), TENON_OK);
    const bool moved = has >= 2;
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSISELECT), moved ? 5U : 6U) << has;
    EXPECT_EQ(tenon_riscv64_vcpu_get_register(&v, TENON_RISCV64_REGISTER_VSISELECT),
              moved ? 5U : 0U);
    tenon_riscv64_vcpu_set_register(&v, TENON_RISCV64_REGISTER_VSISELECT, 8);
    EXPECT_EQ(csr(TENON_RISCV64_SAVED_VSISELECT), moved ? 8U : 6U);
    ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v), TENON_OK);
    EXPECT_EQ(v.sysreg[TENON_RISCV64_SAVED_VSISELECT], moved ? 8U : 5U);
    ASSERT_EQ(tenon_riscv64_vcpu_destroy(&v), TENON_OK);
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

/// "A vCPU that is off has no translations; its bind takes care of that" (vm/fence.hpp): a guest's fence
/// leaves out a hart that is stopped or not yet started.
TEST_F(RiscV64VCpu, ANewLifeFindsNoTranslationsOfTheOneBefore) {
  make_free(v_);
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  ASSERT_EQ(tenon_riscv64_vcpu_unbind(&v_), TENON_OK);
  ASSERT_EQ(tenon_riscv64_vcpu_reset(&v_), TENON_OK);
  ASSERT_EQ(tenon_riscv64_vcpu_setup(&v_, entry, &stage2_, &setup_), TENON_OK);
  riscv64_hardware.order.clear();
  ASSERT_EQ(tenon_riscv64_vcpu_bind(&v_, &cpu_), TENON_OK);
  EXPECT_EQ(riscv64_hardware.order.back(), "forget_vm");
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
  cpu_.features.has = 3;
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
