// SPDX-License-Identifier: Apache-2.0
// The vCPU's own steps on a CPU of plain variables (fakes/hardware.hpp), whose guest is a function:
// what every operation does and refuses, in both layouts of EL1 registers.
#include "tenon/core/aarch64/vcpu.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>

#include "fakes/hardware.hpp"
#include "tenon/core/aarch64/interrupts_hardware.h"

namespace {

using tenon_test::hardware;

constexpr std::uint64_t entry = 0x4000'0000;
constexpr std::uint64_t vbar = 0x4000'8000;
constexpr std::uint64_t el1h = 0x3c5;
constexpr std::uint32_t reg_sp_el1 = TENON_AARCH64_REGISTER_SP_EL1;
constexpr std::uint32_t reg_vsesr = TENON_AARCH64_REGISTER_VSESR_EL2;
constexpr std::uint32_t reg_elr = TENON_AARCH64_REGISTER_ELR_EL1;

class VCpu : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    hardware = {};
    hardware.hcr = GetParam() ? std::uint64_t{1} << 34 : 0;
    hardware.host.hcr = 0x80;
    hardware.id.at(TENON_AARCH64_ID_CURRENT_EL) = 2 << 2;
    hardware.id.at(TENON_AARCH64_ID_AA64PFR0) = 1 << 28 | 1 << 24;  // RAS, GIC
    hardware.id.at(TENON_AARCH64_ID_AA64MMFR0) = 2;                 // 40 bits
    hardware.id.at(TENON_AARCH64_ID_MIDR) = 0x410f'd083;
    hardware.vtr = 4 << 26 | 3;  // 4 list registers
    tenon_stage2_init(&stage2_, 0x8000'0000, 0, 3);
    stage2_.vmid = 5;
    stage2_.generation = 1;
  }

  void TearDown() override { EXPECT_EQ(hardware.wrong_layout, 0); }

  void enable() {
    ASSERT_EQ(tenon_aarch64_claim(&cpu_, 1), TENON_OK);
    ASSERT_EQ(tenon_aarch64_enable(&cpu_), TENON_OK);
  }
  void create(tenon_aarch64_vcpu& v, std::uint32_t id = 7, std::uint64_t mask = ~0ULL) {
    const tenon_aarch64_config config{.mpidr = 3, .device_tree = 0x4400'0000};
    ASSERT_EQ(tenon_aarch64_vcpu_create(&v, 1, id, TENON_NONE, mask, &config), TENON_OK);
  }
  void set_up(tenon_aarch64_vcpu& v) {
    ASSERT_EQ(tenon_aarch64_vcpu_setup(&v, entry, &stage2_, &setup_), TENON_OK);
  }
  void bind() {
    enable();
    create(vcpu_);
    set_up(vcpu_);
    ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
    hardware.registers.at(TENON_AARCH64_SAVED_VBAR_EL1) = vbar;
  }
  /// Runs a guest that stops with this exception.
  const tenon_exit& exit_with(std::uint64_t ec, std::uint64_t iss, std::uint32_t vector = 0) {
    hardware.guest = [=](tenon_aarch64_vcpu& v) {
      v.fault.esr = ec << 26 | 1 << 25 | iss;
      v.fault.vector = vector;
      ++entered_;
    };
    tenon_aarch64_vcpu_run(&vcpu_);
    EXPECT_EQ(vcpu_.common.state, TENON_VCPU_EXITED);
    return vcpu_.exit;
  }

  static inline int entered_ = 0;
  tenon_aarch64_cpu cpu_{};
  tenon_aarch64_vcpu vcpu_{};
  tenon_stage2 stage2_{};
  tenon_aarch64_setup setup_{};
};

TEST_P(VCpu, TheCpusLife) {
  EXPECT_EQ(tenon_aarch64_claim(&cpu_, TENON_CPU_MAX), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_disable(&cpu_), TENON_ERROR_wrong_state);
  enable();
  EXPECT_EQ(tenon_aarch64_claim(&cpu_, 1), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_enable(&cpu_), TENON_ERROR_already_enabled);
  EXPECT_EQ(hardware.cpu, &cpu_);
  tenon_aarch64_cpu other{};
  hardware.cpu = &other;
  EXPECT_EQ(tenon_aarch64_disable(&cpu_), TENON_ERROR_wrong_cpu);
  hardware.cpu = &cpu_;
  EXPECT_EQ(tenon_aarch64_disable(&cpu_), TENON_OK);
  EXPECT_EQ(hardware.host.hcr, 0x80);
  hardware.id.at(TENON_AARCH64_ID_CURRENT_EL) = 1 << 2;
  EXPECT_EQ(tenon_aarch64_enable(&cpu_), TENON_ERROR_unsupported);
  EXPECT_EQ(tenon_aarch64_has_hardware_support(), 0U);
}

TEST_P(VCpu, DetectsWhatTheCpuHas) {
  const auto detect = [] {
    tenon_aarch64_features f{};
    tenon_aarch64_detect(&f);
    return f;
  };
  const std::uint32_t bits[] = {32, 36, 40, 42, 44, 48, 52, 52};
  for (std::uint64_t range = 0; range < 8; ++range) {
    hardware.id.at(TENON_AARCH64_ID_AA64MMFR0) = range;
    EXPECT_EQ(detect().pa_bits, bits[range]);
  }
  for (std::uint64_t size = 0; size < 16; ++size) {
    hardware.id.at(TENON_AARCH64_ID_DCZID) = size;
    EXPECT_EQ(detect().zva_bytes, size <= 9 ? 4U << size : 0);
    hardware.id.at(TENON_AARCH64_ID_DCZID) = 16 | size;
    EXPECT_EQ(detect().zva_bytes, 0);
  }
  const std::uint32_t priorities[] = {1, 1, 1, 1, 1, 2, 4, 4};
  for (std::uint64_t preemption = 0; preemption < 8; ++preemption) {
    hardware.vtr = std::uint64_t{7} << 29 | preemption << 26 | 15;
    EXPECT_EQ(detect().apr_registers, priorities[preemption]);
    EXPECT_EQ(detect().list_registers, 16);
  }
  hardware.pmcr = 0x41 << 24 | 31 << 11;
  hardware.id.at(TENON_AARCH64_ID_AA64DFR0) = 1 << 8;
  EXPECT_EQ(detect().pmu_counters, 31);
  hardware.pmcr = 6 << 11;
  for (std::uint64_t version = 0; version < 16; ++version) {
    hardware.id.at(TENON_AARCH64_ID_AA64DFR0) = version << 8;
    EXPECT_EQ(detect().pmu_counters, version == 0 || version == 15 ? 0 : 6);
  }
  EXPECT_EQ(detect().has, 1 << TENON_AARCH64_HAS_RAS | 1 << TENON_AARCH64_HAS_GIC);
  EXPECT_EQ(detect().vmid_bits, 8);
  hardware.id.at(TENON_AARCH64_ID_AA64PFR0) = 0;
  hardware.id.at(TENON_AARCH64_ID_AA64PFR1) = 1 << 24;
  hardware.id.at(TENON_AARCH64_ID_AA64MMFR1) = 2 << 4 | 1 << 8;
  EXPECT_EQ(detect().has, 1 << TENON_AARCH64_HAS_SME);
  EXPECT_EQ(detect().list_registers, 0);
  EXPECT_EQ(detect().vmid_bits, 16);
  EXPECT_EQ(detect().vhe, 1);
  EXPECT_EQ(detect().e2h, GetParam() ? 1 : 0);
}

TEST_P(VCpu, ClosesTheExtensionsThatTheCpuHas) {
  const auto refused = [&](std::uint64_t mmfr1, std::uint64_t mmfr0, std::uint64_t pfr0,
                           std::uint64_t pfr1) {
    hardware.id.at(TENON_AARCH64_ID_AA64MMFR1) = mmfr1;
    hardware.id.at(TENON_AARCH64_ID_AA64MMFR0) = mmfr0;
    hardware.id.at(TENON_AARCH64_ID_AA64PFR0) = pfr0;
    hardware.id.at(TENON_AARCH64_ID_AA64PFR1) = pfr1;
    tenon_aarch64_cpu cpu{};
    EXPECT_EQ(tenon_aarch64_enable(&cpu), TENON_OK);
    return hardware.refused;
  };
  constexpr std::uint64_t at40 = std::uint64_t{1} << 40;
  EXPECT_EQ(refused(0, 0, 0, 0), 0);
  EXPECT_EQ(refused(at40, 0, 0, 0), TENON_AARCH64_REFUSE_HCX);
  EXPECT_EQ(refused(0, std::uint64_t{1} << 56, 0, 0), TENON_AARCH64_REFUSE_FGT);
  EXPECT_EQ(refused(0, std::uint64_t{2} << 56, 0, 0),
            TENON_AARCH64_REFUSE_FGT | TENON_AARCH64_REFUSE_FGT2)
      << "FEAT_FGT2: HFGRTR2_EL2 and its kin are UNKNOWN after reset too";
  EXPECT_EQ(refused(0, 0, at40, 0), TENON_AARCH64_REFUSE_MPAM);
  EXPECT_EQ(refused(0, 0, 0, 1 << 16), TENON_AARCH64_REFUSE_MPAM);
}

TEST_P(VCpu, CreateAndSetupRefuse) {
  const tenon_aarch64_config config{};
  EXPECT_EQ(tenon_aarch64_vcpu_create(&vcpu_, 1, 7, 0, 0, &config), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_vcpu_create(&vcpu_, 1, TENON_NONE, 0, 1, &config),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_vcpu_setup(&vcpu_, entry, &stage2_, &setup_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_destroy(&vcpu_), TENON_ERROR_wrong_state);
  vcpu_.midr = 1;  // of whoever was in this storage before
  create(vcpu_);
  EXPECT_EQ(vcpu_.midr, 0);
  EXPECT_EQ(tenon_aarch64_vcpu_create(&vcpu_, 1, 7, 0, 1, &config), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_setup(&vcpu_, entry + 2, &stage2_, &setup_), TENON_ERROR_unaligned);
  const auto refuses = [&](auto change) {
    tenon_stage2 bad = stage2_;
    change(bad);
    EXPECT_EQ(tenon_aarch64_vcpu_setup(&vcpu_, entry, &bad, &setup_), TENON_ERROR_invalid_argument);
    EXPECT_EQ(vcpu_.common.state, TENON_VCPU_CREATED);
  };
  refuses([](tenon_stage2& s) { s.vmid = 0; });
  refuses([](tenon_stage2& s) { s.vmid = 0x10000; });
  refuses([](tenon_stage2& s) { s.root = std::uint64_t{1} << 48; });
  refuses([](tenon_stage2& s) { s.root += 8; });
  refuses([](tenon_stage2& s) { s.levels = 2; });
  EXPECT_EQ(tenon_aarch64_vcpu_reset(&vcpu_), TENON_ERROR_wrong_state);
  stage2_.levels = 4;
  set_up(vcpu_);
  EXPECT_EQ(vcpu_.frame.x[0], 0x4400'0000);
  EXPECT_EQ(vcpu_.frame.pc, entry);
  EXPECT_EQ(vcpu_.frame.pstate, el1h) << "every exception masked";
  vcpu_.common.generation = UINT32_MAX;
  EXPECT_EQ(tenon_aarch64_vcpu_reset(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.common.generation, 0);
  EXPECT_EQ(tenon_aarch64_vcpu_destroy(&vcpu_), TENON_OK);
  vcpu_.common.state = TENON_VCPU_FAILED;
  EXPECT_EQ(tenon_aarch64_vcpu_reset(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.common.generation, 1);
  set_up(vcpu_);
  EXPECT_EQ(tenon_aarch64_vcpu_destroy(&vcpu_), TENON_OK);
}

TEST_P(VCpu, BindRefusesWhatDoesNotFit) {
  enable();
  create(vcpu_, 7, 1 << 1);
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_ERROR_wrong_state);
  set_up(vcpu_);
  tenon_aarch64_cpu off{};
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &off), TENON_ERROR_wrong_state);
  tenon_aarch64_cpu other = cpu_;
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &other), TENON_ERROR_wrong_cpu);
  cpu_.id = TENON_CPU_MAX;
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_ERROR_wrong_cpu);
  cpu_.id = 2;
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_ERROR_cpu_not_allowed);
  cpu_.id = 1;
  stage2_.levels = 4;
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_ERROR_unsupported) << "40 bits only";
  stage2_.levels = 3;
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_ERROR_wrong_state);
  tenon_aarch64_vcpu second{};
  create(second);
  set_up(second);
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&second, &cpu_), TENON_ERROR_wrong_state) << "loaded already";
  EXPECT_EQ(tenon_aarch64_disable(&cpu_), TENON_ERROR_wrong_state);
  hardware.cpu = &other;
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_ERROR_wrong_cpu);
  hardware.cpu = &cpu_;
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  cpu_.features.list_registers = 8;
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_ERROR_unsupported);
}

TEST_P(VCpu, BindForgetsWhatTheVCpuMayNotSee) {
  bind();
  EXPECT_EQ(hardware.forgot_all, 1) << "the identifier is younger than the CPU";
  EXPECT_EQ(hardware.mpidr, 0x8000'0003);
  EXPECT_EQ(hardware.midr, 0x410f'd083);
  EXPECT_EQ(hardware.controls.hcr & 1, 1) << "the second stage is on";
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  EXPECT_EQ(hardware.controls.hcr, 0x80) << "the host's again";
  vcpu_.config.mpidr = 0x8000'0004;
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
  EXPECT_EQ(hardware.mpidr, 0x8000'0004);
  EXPECT_EQ(hardware.forgot_all + hardware.forgot_vm, 1) << "nobody else was here";
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  tenon_aarch64_vcpu sibling{};
  create(sibling, 8);
  set_up(sibling);
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&sibling, &cpu_), TENON_OK);
  EXPECT_EQ(hardware.forgot_vm, 1);
}

TEST_P(VCpu, RegistersMoveWithTheirVCpu) {
  enable();
  create(vcpu_);
  set_up(vcpu_);
  tenon_aarch64_vcpu_set_register(&vcpu_, reg_sp_el1, 0x77);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, reg_sp_el1), 0x77);
  vcpu_.fp.q[9] = 0x99;
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_SP_EL1), 0x77);
  EXPECT_EQ(hardware.fp.q[9], 0x99);
  tenon_aarch64_vcpu_set_register(&vcpu_, reg_sp_el1, 0x78);
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_SP_EL1), 0x78);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, reg_sp_el1), 0x78);
  tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_TPIDR2_EL0, 1);
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_TPIDR2_EL0), 0) << "there is no SME";
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, TENON_AARCH64_REGISTER_TPIDR2_EL0), 0);
  tenon_aarch64_vcpu_set_register(&vcpu_, reg_vsesr, 2);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, reg_vsesr), 2);
  exit_with(0x16, 1);
  tenon_aarch64_vcpu_set_register(&vcpu_, reg_sp_el1, 0x79);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, reg_sp_el1), 0x79);
  for (std::uint32_t n = 0; n < 31; ++n) tenon_aarch64_vcpu_set_register(&vcpu_, n, n + 1);
  for (std::uint32_t n = 0; n < 31; ++n) {
    EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, n), n + 1);
  }
  tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_XZR, 5);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, TENON_AARCH64_REGISTER_XZR), 0);
  tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_END, 5);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, TENON_AARCH64_REGISTER_END), 0);
  tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_PC, 0x1234);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, TENON_AARCH64_REGISTER_PC), 0x1234);
}

TEST_P(VCpu, PstateStaysAModeOfTheGuest) {
  create(vcpu_);
  set_up(vcpu_);
  for (std::uint64_t mode = 0; mode < 32; ++mode) {
    vcpu_.frame.pstate = el1h;
    tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_PSTATE, 0x3c0 | mode);
    const bool guests = mode == 0 || mode == 4 || mode == 5 || mode == 16;
    EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, TENON_AARCH64_REGISTER_PSTATE),
              guests ? 0x3c0 | mode : el1h)
        << mode;
  }
}

// ID_AA64PFR0_EL1.EL0, bits 3:0: 1: AArch64 only. An ERET to AArch32 is an illegal exception return
// there: it stays at EL2, at the guest's PC (DDI 0487 D1.4.4). KVM has refused it since
// 2a3f93459d68 (CVE-2018-18021), and on systems where only some CPUs have it since 22f553842b14.
TEST_P(VCpu, AGuestIsNotPutIntoAStateThatItsCpuLacks) {
  hardware.id.at(TENON_AARCH64_ID_AA64PFR0) |= 0x11;
  bind();
  tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_PSTATE, 0x1d0);
  EXPECT_EQ(vcpu_.frame.pstate, el1h);
  cpu_.features.id_aa64pfr0 ^= 3;
  tenon_aarch64_vcpu_set_register(&vcpu_, TENON_AARCH64_REGISTER_PSTATE, 0x1d0);
  EXPECT_EQ(vcpu_.frame.pstate, 0x1d0U) << "a CPU that has it";
}

TEST_P(VCpu, AnAArch32GuestIsNotBoundToACpuWithoutAArch32) {
  hardware.id.at(TENON_AARCH64_ID_AA64PFR0) |= 0x12;
  bind();
  exit_with(0x16, 1);
  vcpu_.frame.pstate = 0x1d0;  // the guest's own ERET
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  hardware.id.at(TENON_AARCH64_ID_AA64PFR0) ^= 3;
  tenon_aarch64_cpu other{};
  ASSERT_EQ(tenon_aarch64_claim(&other, 2), TENON_OK);
  ASSERT_EQ(tenon_aarch64_enable(&other), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &other), TENON_ERROR_unsupported);
}

TEST_P(VCpu, AnswersAreRefusedWithoutAnExit) {
  bind();
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 1), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_write(&vcpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_call(&vcpu_, 1), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_undefined(&vcpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_abort(&vcpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_ERROR_wrong_state);
  EXPECT_EQ(vcpu_.frame.pc, entry);
  exit_with(0x16, 1);
  const int entered = entered_;
  tenon_aarch64_vcpu_run(&vcpu_);
  tenon_aarch64_vcpu_preempt(&vcpu_);
  EXPECT_EQ(entered_, entered);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_hypercall) << "an exit is answered before the next run";
}

TEST_P(VCpu, EachAnswerPassesItsInstructionOnce) {
  bind();
  exit_with(0x16, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_call(&vcpu_, 42), TENON_OK);
  EXPECT_EQ(vcpu_.frame.x[0], 42);
  EXPECT_EQ(vcpu_.frame.pc, entry) << "HVC has advanced by itself";
  exit_with(0x17, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_call(&vcpu_, 43), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry + 4);
  exit_with(0x18, 3 << 20 | 9 << 5 | 1);  // MRS X9
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 44), TENON_OK);
  EXPECT_EQ(vcpu_.frame.x[9], 44);
  EXPECT_EQ(vcpu_.frame.pc, entry + 8);
  exit_with(0x18, 3 << 20 | 9 << 5);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_write(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry + 12);
  exit_with(0x01, 0);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry + 16);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
}

TEST_P(VCpu, AnAArch32GuestMovesItsItBlock) {
  bind();
  vcpu_.frame.pstate = 0x1d0 | 0x3a << 10;  // User; the last AL of an IT block
  vcpu_.frame.pstate |= std::uint64_t{1} << 5;
  vcpu_.frame.pc = 0xffff'fffc;
  exit_with(0x01, 0);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, 0) << "32 bits wrap around";
  EXPECT_EQ(vcpu_.frame.pstate >> 10 & 0x3f, 0) << "one instruction was left of the block";
}

TEST_P(VCpu, AClassBehindTheAbortsHasNoAddress) {
  bind();
  hardware.far = 0x1234;
  EXPECT_EQ(exit_with(0x3c, 0).kind, TENON_EXIT_unhandled);
  EXPECT_EQ(vcpu_.fault.far, 0);
}

TEST_P(VCpu, AnEntryWithoutAChangeWritesNoListRegister) {
  bind();
  exit_with(0x16, 1);
  hardware.lr.at(0) = 99;
  vcpu_.interrupts.changed = 0;
  tenon_aarch64_interrupts_enter(&vcpu_.interrupts);
  EXPECT_EQ(hardware.lr.at(0), 99);
}

TEST_P(VCpu, AnAnswerWithoutARegisterOrAnInstruction) {
  bind();
  exit_with(0x18, 3 << 20 | 31 << 5 | 1);  // MRS XZR
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 44), TENON_OK);
  for (const auto x : vcpu_.frame.x) EXPECT_NE(x, 44);
  EXPECT_EQ(vcpu_.frame.pc, entry + 4);
  exit_with(0x16, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 45), TENON_OK) << "not what a call asks for";
  EXPECT_EQ(vcpu_.frame.pc, entry + 4);
  exit_with(0x17, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_call(&vcpu_, 46), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_call(&vcpu_, 46), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_ERROR_wrong_state);
}

TEST_P(VCpu, WhatHasNoShortWayTakesTheLongOne) {
  bind();
  hardware.hpfar = 0x0a'0000 << 4;
  constexpr std::uint64_t isv = 1 << 24;
  const auto kind = [&](std::uint64_t ec, std::uint64_t iss, std::uint64_t pstate = el1h) {
    vcpu_.frame.pstate = pstate;
    vcpu_.frame.pc = entry + 4;
    const std::uint32_t found = exit_with(ec, iss).kind;
    EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_OK);
    return found;
  };
  EXPECT_EQ(kind(0x24, isv | 6), TENON_EXIT_mmio_read);
  EXPECT_EQ(kind(0x24, isv | 6, 0x1d0), TENON_EXIT_mmio_read) << "AArch32";
  EXPECT_EQ(kind(0x24, isv | 1 << 6 | 6), TENON_EXIT_mmio_write);
  EXPECT_EQ(kind(0x24, isv | 1 << 7 | 6), TENON_EXIT_nested_page_fault) << "S1PTW";
  EXPECT_EQ(kind(0x24, isv | 0x0e), TENON_EXIT_nested_page_fault) << "permission";
  EXPECT_EQ(kind(0x24, isv | 0x10), TENON_EXIT_unhandled);
  for (const std::uint64_t psci : {0x8400'0008U, 0xc400'0003U}) {
    vcpu_.frame.x[0] = psci;
    EXPECT_EQ(kind(0x16, 0), psci == 0x8400'0008 ? TENON_EXIT_system_down : TENON_EXIT_cpu_up);
    vcpu_.fault.far = 77;
    EXPECT_EQ(kind(0x16, 1), TENON_EXIT_hypercall) << "another immediate";
    EXPECT_EQ(vcpu_.exit.address, 1U) << "and which one";
    EXPECT_EQ(vcpu_.fault.far, 0U) << "a call has no fault address";
  }
  vcpu_.frame.x[0] = 5;
  EXPECT_EQ(kind(0x16, 0), TENON_EXIT_hypercall);
  EXPECT_EQ(vcpu_.exit.value, 5U) << "X0 says what is called";
  exit_with(0x16, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_write(&vcpu_), TENON_OK) << "not what a call asks for";
  EXPECT_EQ(vcpu_.frame.pc, entry) << "at the call, which was abandoned";
}

TEST_P(VCpu, ALoadGetsWhatItsSyndromeDescribes) {
  bind();
  hardware.hpfar = 0x0a'0000 << 4;
  hardware.far = 0xffff'0000'0000'0ff8;
  const std::uint64_t bus = 0x8877'6655'4433'22f1;
  const auto load = [&](std::uint64_t iss) {
    vcpu_.frame.x[7] = ~std::uint64_t{0};
    vcpu_.frame.pc = entry;
    const auto& exit = exit_with(0x24, 1 << 24 | 7 << 16 | 6 | iss);
    EXPECT_EQ(exit.kind, TENON_EXIT_mmio_read);
    EXPECT_EQ(exit.address, 0xa000'0ff8);
    EXPECT_EQ(exit.virtual_address, hardware.far);
    EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, bus), TENON_OK);
    EXPECT_EQ(vcpu_.frame.pc, entry + 4);
    return vcpu_.frame.x[7];
  };
  constexpr std::uint64_t sse = 1 << 21;
  constexpr std::uint64_t sf = 1 << 15;
  EXPECT_EQ(load(0 << 22), 0xf1);
  EXPECT_EQ(load(1 << 22), 0x22f1);
  EXPECT_EQ(load(2 << 22), 0x4433'22f1);
  EXPECT_EQ(load(3 << 22 | sf), bus);
  EXPECT_EQ(load(0 << 22 | sse), 0xffff'fff1);
  EXPECT_EQ(load(0 << 22 | sse | sf), 0xffff'ffff'ffff'fff1);
  hardware.registers.at(TENON_AARCH64_SAVED_SCTLR_EL1) = 1 << 25;
  EXPECT_EQ(load(1 << 22), 0xf122);
  EXPECT_EQ(load(2 << 22 | sse | sf), 0xffff'ffff'f122'3344);
  exit_with(0x24, 1 << 24 | 7 << 16 | 6 | 1 << 22 | 1 << 6);
  EXPECT_EQ(vcpu_.exit.value, 0x4433) << "what is stored is in the order of the bus";
  EXPECT_EQ(tenon_aarch64_vcpu_complete_write(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry + 8);
  hardware.far = 0xffc;
  exit_with(0x24, 1 << 24 | 7 << 16 | 6 | 3 << 22);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_unhandled) << "its bytes lie in two pages";
}

TEST_P(VCpu, ARegisterReadOfAArch32Is32BitsWide) {
  bind();
  vcpu_.frame.pstate = 0x1d0;
  exit_with(0x03, 9 << 5 | 1);  // MRC to R9
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 0x1'2345'6789), TENON_OK);
  EXPECT_EQ(vcpu_.frame.x[9], 0x2345'6789);
}

TEST_P(VCpu, ALoadOfAPairIsTwoExits) {
  bind();
  hardware.hpfar = 0x0a'0000 << 4;
  hardware.far = 0xffff'0000'0000'0008;
  hardware.par12 = 0x8000'0000;
  hardware.words[0x8000'0000] = 0xa8c1'0be1;  // LDP X1, X2, [SP], #16
  hardware.registers.at(TENON_AARCH64_SAVED_SP_EL1) = hardware.far;
  std::ranges::fill(hardware.fp.q, 99U);
  EXPECT_EQ(exit_with(0x24, 6).kind, TENON_EXIT_mmio_read);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 11), TENON_OK);
  EXPECT_EQ(vcpu_.frame.x[1], 0) << "nothing changes before the last access";
  const int entered = entered_;
  tenon_aarch64_vcpu_run(&vcpu_);
  EXPECT_EQ(entered_, entered) << "the guest is not entered in between";
  EXPECT_EQ(vcpu_.exit.address, 0xa000'0010);
  EXPECT_EQ(vcpu_.exit.virtual_address, hardware.far) << "where the instruction faulted";
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 22), TENON_OK);
  EXPECT_EQ(vcpu_.frame.x[1], 11);
  EXPECT_EQ(vcpu_.frame.x[2], 22);
  EXPECT_EQ(std::ranges::count(hardware.fp.q, 99U), 64) << "no SIMD register is loaded";
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_SP_EL1), hardware.far + 16);
  EXPECT_EQ(vcpu_.frame.pc, entry + 4);
  vcpu_.frame.pstate = 0x3c4;  // EL1t: the stack pointer is SP_EL0
  hardware.registers.at(TENON_AARCH64_SAVED_SP_EL0) = hardware.far;
  hardware.par12 = 0x7fff'f000;
  vcpu_.frame.pc = entry;
  hardware.words[0x7fff'f000] = 0xf840'87e1;  // LDR X1, [SP], #8
  exit_with(0x24, 6);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 33), TENON_OK);
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_SP_EL0), hardware.far + 8);
}

TEST_P(VCpu, SimdRegistersAreTheCpus) {
  bind();
  hardware.hpfar = 0x0a'0000 << 4;
  hardware.far = 0xa000'0000;
  hardware.par12 = 0x8000'0000;
  vcpu_.frame.x[2] = 0xa000'0000;
  hardware.words[0x8000'0000] = 0xad00'0440;  // STP Q0, Q1, [X2]
  for (std::uint64_t n = 0; n < 4; ++n) hardware.fp.q[n] = n + 1;
  EXPECT_EQ(exit_with(0x24, 1 << 6 | 6).value, 1U);
  for (std::uint64_t n = 2; n <= 4; ++n) {
    EXPECT_EQ(tenon_aarch64_vcpu_complete_write(&vcpu_), TENON_OK);
    tenon_aarch64_vcpu_run(&vcpu_);
    EXPECT_EQ(vcpu_.exit.value, n);
  }
  EXPECT_EQ(tenon_aarch64_vcpu_complete_write(&vcpu_), TENON_OK);
  vcpu_.frame.pc = entry;
  hardware.words[0x8000'0000] = 0xad40'0440;  // LDP Q0, Q1, [X2]
  exit_with(0x24, 6);
  for (std::uint64_t n = 5; n <= 8; ++n) {
    if (n > 5) tenon_aarch64_vcpu_run(&vcpu_);
    EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, n), TENON_OK);
  }
  for (std::uint64_t n = 0; n < 4; ++n) EXPECT_EQ(hardware.fp.q[n], n + 5);
  hardware.words[0x8000'0000] = 0xa900'0440;  // STP X0, X1, [X2]
  vcpu_.frame.pc = entry;
  vcpu_.frame.x[0] = 77;
  EXPECT_EQ(exit_with(0x24, 1 << 6 | 6).value, 77U);
  EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_OK);
  hardware.words[0x8000'0000] = 0x3dc0'005f;  // LDR Q31, [X2]
  std::ranges::fill(hardware.fp.q, 99U);
  vcpu_.frame.pc = entry;
  exit_with(0x24, 6);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 1), TENON_OK);
  tenon_aarch64_vcpu_run(&vcpu_);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_read(&vcpu_, 2), TENON_OK);
  EXPECT_EQ(hardware.fp.q[62], 1);
  EXPECT_EQ(hardware.fp.q[63], 2);
  EXPECT_EQ(std::ranges::count(hardware.fp.q, 99U), 62) << "one register, no second one";
  hardware.words[0x8000'0000] = 0x3d80'005f;  // STR Q31, [X2]
  vcpu_.frame.pc = entry;
  EXPECT_EQ(exit_with(0x24, 1 << 6 | 6).value, 1U);
  EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_OK);
  hardware.words[0x8000'0000] = 0xfd00'005f;  // STR D31, [X2]: one access
  vcpu_.frame.pc = entry;
  EXPECT_EQ(exit_with(0x24, 1 << 6 | 6).value, 1U);
}

TEST_P(VCpu, SkipsWhatTheGuestMayDoInVain) {
  bind();
  int turn = 0;
  hardware.guest = [&](tenon_aarch64_vcpu& v) {
    // Cache maintenance of unmapped memory twice, then a store.
    v.fault.esr =
        std::uint64_t{0x24} << 26 | 1 << 25 | (turn < 2 ? 1 << 8 | 6 : 1 << 24 | 1 << 6 | 6);
    v.fault.vector = 0;
    ++turn;
  };
  tenon_aarch64_vcpu_run(&vcpu_);
  EXPECT_EQ(turn, 3);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_mmio_write);
  EXPECT_EQ(vcpu_.frame.pc, entry + 8);
}

TEST_P(VCpu, ExceptionsAreTheGuests) {
  bind();
  exit_with(0x16, 1);
  vcpu_.frame.pc = entry + 4;
  EXPECT_EQ(tenon_aarch64_vcpu_inject_undefined(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, vbar + 0x200);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, reg_elr), entry) << "at the HVC";
  hardware.far = 0x5678;
  const std::uint64_t same = 0x96000010;
  const auto abort = [&](std::uint64_t ec, std::uint64_t iss) {
    vcpu_.frame.pc = entry;
    vcpu_.frame.pstate = el1h;
    exit_with(ec, iss);
    EXPECT_EQ(tenon_aarch64_vcpu_inject_abort(&vcpu_), TENON_OK);
    EXPECT_EQ(vcpu_.access.remaining, 0);
    EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_FAR_EL1), 0x5678);
    return hardware.registers.at(TENON_AARCH64_SAVED_ESR_EL1);
  };
  EXPECT_EQ(abort(0x24, 1 << 24 | 6), same);
  EXPECT_EQ(abort(0x24, 1 << 24 | 1 << 6 | 6), same | 1 << 6) << "a store";
  EXPECT_EQ(abort(0x20, 6), 0x86000010);
  vcpu_.frame.pc = entry + 4;
  exit_with(0x16, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry);
  exit_with(0, 0, TENON_AARCH64_VECTOR_IRQ);
  EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry);
  exit_with(0x16, 1, TENON_AARCH64_VECTOR_IRQ);
  EXPECT_EQ(tenon_aarch64_vcpu_abandon(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.frame.pc, entry) << "an old syndrome is not looked at";
}

// D1.4.1: what becomes of PSTATE is said by the guest's SCTLR_EL1 and by what the CPU has.
TEST_P(VCpu, AnExceptionsPstateIsOfTheGuestsControls) {
  constexpr std::uint64_t span = 1 << 23;
  constexpr std::uint64_t dssbs = std::uint64_t{1} << 44;
  constexpr std::uint64_t masked = 0x3c5;
  constexpr std::uint64_t pan = 1 << 22;
  constexpr std::uint64_t ssbs = 1 << 12;
  hardware.id.at(TENON_AARCH64_ID_AA64MMFR1) = 1 << 20;  // PAN
  hardware.id.at(TENON_AARCH64_ID_AA64PFR1) = 1 << 4;    // SSBS
  bind();
  const auto undefined = [&](std::uint64_t sctlr) {
    exit_with(0x16, 1);
    vcpu_.frame.pstate = el1h;
    hardware.registers.at(TENON_AARCH64_SAVED_SCTLR_EL1) = sctlr;
    EXPECT_EQ(tenon_aarch64_vcpu_inject_undefined(&vcpu_), TENON_OK);
    return vcpu_.frame.pstate;
  };
  EXPECT_EQ(undefined(span), masked);
  EXPECT_EQ(undefined(0), masked | pan);
  EXPECT_EQ(undefined(span | dssbs), masked | ssbs);
  EXPECT_EQ(undefined(dssbs), masked | ssbs | pan);
}

TEST_P(VCpu, SErrorsMoveWithTheirVCpu) {
  create(vcpu_);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_serror(&vcpu_, 0), TENON_ERROR_wrong_state);
  set_up(vcpu_);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_serror(&vcpu_, 0xf'0000'0123), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_get_register(&vcpu_, reg_vsesr), 0x123);
  enable();
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
  EXPECT_EQ(hardware.vse, 1);
  hardware.vse = 0;
  EXPECT_EQ(tenon_aarch64_vcpu_inject_serror(&vcpu_, 0x124), TENON_OK);
  EXPECT_EQ(hardware.vse, 1);
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_VSESR_EL2), 0x124);
  exit_with(0x16, 1);
  cpu_.features.has = 0;
  EXPECT_EQ(tenon_aarch64_vcpu_inject_serror(&vcpu_, 0x125), TENON_OK);
  EXPECT_EQ(hardware.registers.at(TENON_AARCH64_SAVED_VSESR_EL2), 0x124) << "without FEAT_RAS";
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  EXPECT_EQ(vcpu_.serror, 1);
}

TEST_P(VCpu, InterruptsGoThroughListRegisters) {
  create(vcpu_);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 40, 0), TENON_ERROR_wrong_state);
  EXPECT_EQ(tenon_aarch64_vcpu_lower_interrupt(&vcpu_, 40), TENON_ERROR_wrong_state);
  set_up(vcpu_);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 1020, 0), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 40, TENON_AARCH64_INTERRUPT_LINKED + 1),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 3, TENON_AARCH64_INTERRUPT_LINKED),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 27, TENON_AARCH64_INTERRUPT_LINKED),
            TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_lower_interrupt(&vcpu_, 1020), TENON_ERROR_invalid_argument);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 40, 0), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_lower_interrupt(&vcpu_, 40), TENON_OK) << "an edge has no line";
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 41, TENON_AARCH64_INTERRUPT_LEVEL),
            TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_lower_interrupt(&vcpu_, 41), TENON_OK);
  enable();
  hardware.ich_vmcr = 1;
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
  exit_with(0, 0, TENON_AARCH64_VECTOR_IRQ);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_external_interrupt);
  const auto held = [](std::uint64_t id) {
    return std::ranges::count_if(
        hardware.lr, [&](std::uint64_t lr) { return lr != 0 && (lr & 0xffffffff) == id; });
  };
  EXPECT_EQ(held(40), 1);
  EXPECT_EQ(held(27), 1);
  EXPECT_EQ(held(41), 0);
  EXPECT_EQ(hardware.ich_hcr & 1, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  hardware.lr.fill(0);  // the guest has ended them
  hardware.ich_misr = 1;
  exit_with(0, 0, TENON_AARCH64_VECTOR_IRQ);
  EXPECT_EQ(vcpu_.interrupts.changed, 1U) << "maintenance";
  EXPECT_EQ(hardware.ich_hcr, 0U) << "which the host is not to take again";
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 42, 0), TENON_OK) << "while EXITED";
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 43, 0), TENON_OK) << "while BOUND";
  exit_with(0x16, 1);
  EXPECT_EQ(held(42) + held(43), 2);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  EXPECT_EQ(held(42) + held(43), 0) << "the next vCPU finds empty list registers";
}

TEST_P(VCpu, AnEndIsReportedBeforeTheGuestIsEntered) {
  bind();
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(
                &vcpu_, 50, TENON_AARCH64_INTERRUPT_LEVEL | TENON_AARCH64_INTERRUPT_NOTIFY),
            TENON_OK);
  exit_with(0x16, 1);
  EXPECT_EQ(tenon_aarch64_vcpu_complete_call(&vcpu_, 0), TENON_OK);
  hardware.lr.fill(0);
  hardware.ich_misr = 1;
  exit_with(0, 0, TENON_AARCH64_VECTOR_FIQ);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  const int entered = entered_;
  tenon_aarch64_vcpu_run(&vcpu_);
  EXPECT_EQ(entered_, entered);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_interrupt_end);
  EXPECT_EQ(vcpu_.exit.value, 50);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  vcpu_.interrupts.ends = 1;  // a hint without an end
  exit_with(0x16, 1);
  EXPECT_EQ(entered_, entered + 1);
}

// A PPI is this CPU's: with ICH_LR<n>_EL2.HW set, the guest's end would deactivate the one of the
// CPU that it has come to, and leave the one that was acknowledged active for ever: no vCPU of that
// CPU gets its timer any more (IHI 0069 4.8, 12.4.7).
TEST_P(VCpu, AnInterruptLinkedToAPpiOfOneCpuIsNotLinkedOnAnother) {
  bind();
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 27, TENON_AARCH64_INTERRUPT_LINKED),
            TENON_OK);
  exit_with(0x16, 1);
  EXPECT_EQ(hardware.lr.at(0) >> 61 & 1, 1U);
  hardware.lr.at(0) ^= std::uint64_t{3} << 62;  // the guest has acknowledged it
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  EXPECT_EQ(hardware.deactivated, std::vector<std::uint64_t>{27}) << "here, where it was taken";
  tenon_aarch64_cpu other{};
  ASSERT_EQ(tenon_aarch64_claim(&other, 2), TENON_OK);
  ASSERT_EQ(tenon_aarch64_enable(&other), TENON_OK);
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &other), TENON_OK);
  exit_with(0x16, 1);
  for (const std::uint64_t lr : hardware.lr) {
    EXPECT_FALSE((lr & 0xffffffff) == 27 && (lr >> 61 & 1) != 0) << std::hex << lr;
  }
  EXPECT_EQ(hardware.lr.at(0), std::uint64_t{0x90a0'0000} << 32 | 27) << "active as before";
}

TEST_P(VCpu, LinkedPpisAreDeactivatedWhereTheyWereTaken) {
  hardware.vtr = hardware.vtr & ~std::uint64_t{0x1f};  // one list register
  bind();
  const std::uint32_t linked = TENON_AARCH64_INTERRUPT_LINKED;
  for (const std::uint32_t intid : {16U, 31U, 32U, 1000U}) {
    EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, intid, linked), TENON_OK);
  }
  exit_with(0x16, 1);
  EXPECT_EQ(hardware.lr.at(0) & 0xffffffff, 16U) << "the others wait";
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  EXPECT_EQ(hardware.deactivated, (std::vector<std::uint64_t>{16, 31})) << "an SPI is all CPUs'";
  EXPECT_EQ(vcpu_.interrupts.linked.word[0], std::uint64_t{1} << 32);
  EXPECT_EQ(vcpu_.interrupts.linked.word[15], std::uint64_t{1} << 40);
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu_, &cpu_), TENON_OK);
  for (const std::uint64_t want : {0x50a0'0000'0000'0010U, 0x50a0'0000'0000'001fU,
                                   0x70a0'0020'0000'0020U, 0x70a0'03e8'0000'03e8U}) {
    exit_with(0x16, 1);
    EXPECT_EQ(hardware.lr.at(0), want) << std::hex << hardware.lr.at(0);
    EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
    hardware.lr.fill(0);  // the guest has ended it
    hardware.ich_misr = 1;
    exit_with(0, 0, TENON_AARCH64_VECTOR_IRQ);
    EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  }
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
  EXPECT_EQ(hardware.deactivated.size(), 2U) << "what the guest has ended is not active";
}

TEST_P(VCpu, WithoutListRegistersNothingIsDelivered) {
  setup_.passthrough_interrupts = 1;
  bind();
  EXPECT_EQ(tenon_aarch64_vcpu_inject_interrupt(&vcpu_, 40, 0), TENON_OK);
  exit_with(0, 0, TENON_AARCH64_VECTOR_IRQ);
  EXPECT_EQ(hardware.ich_hcr, 0);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
  EXPECT_EQ(tenon_aarch64_vcpu_unbind(&vcpu_), TENON_OK);
}

// HPFAR_EL2 is UNKNOWN after a permission fault, so the address is translated again; another vCPU
// may have changed the translation meanwhile. Then the access is the guest's to try again, as on KVM
// (__get_fault_info), and nothing to stop it for.
TEST_P(VCpu, APermissionFaultWhoseTranslationIsGoneIsTriedAgain) {
  bind();
  hardware.par1 = 1;
  const int before = entered_;
  hardware.guest = [&](tenon_aarch64_vcpu& v) {
    v.fault.esr = entered_ == before ? std::uint64_t{0x24} << 26 | 1 << 25 | 1 << 6 | 0xf
                                     : std::uint64_t{0x16} << 26 | 1 << 25 | 1;
    v.fault.vector = TENON_AARCH64_VECTOR_SYNC;
    ++entered_;
  };
  vcpu_.frame.pstate |= 0x600;  // SS and BTYPE are the instruction's, which was not done
  const std::uint64_t pstate = vcpu_.frame.pstate;
  tenon_aarch64_vcpu_run(&vcpu_);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_hypercall);
  EXPECT_EQ(vcpu_.frame.pc, entry);
  EXPECT_EQ(vcpu_.frame.pstate, pstate);
}

// So it is with the page of the code, where the syndrome does not describe the access.
TEST_P(VCpu, AnAccessWhoseCodeIsGoneIsTriedAgain) {
  bind();
  hardware.par12 = 1;
  const int before = entered_;
  hardware.guest = [&](tenon_aarch64_vcpu& v) {
    v.fault.esr = entered_ == before ? std::uint64_t{0x24} << 26 | 1 << 25 | 7
                                     : std::uint64_t{0x16} << 26 | 1 << 25 | 1;
    v.fault.vector = TENON_AARCH64_VECTOR_SYNC;
    ++entered_;
  };
  tenon_aarch64_vcpu_run(&vcpu_);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_hypercall);
  EXPECT_EQ(vcpu_.frame.pc, entry);
}

TEST_P(VCpu, AKickIsAnExitWithoutEntry) {
  bind();
  const int entered = entered_;
  vcpu_.fault.esr = 1;
  vcpu_.fault.vector = TENON_AARCH64_VECTOR_IRQ;
  vcpu_.fault.valid = 1;
  tenon_aarch64_vcpu_preempt(&vcpu_);
  EXPECT_EQ(vcpu_.exit.kind, TENON_EXIT_preempted);
  EXPECT_EQ(entered_, entered);
  EXPECT_EQ(vcpu_.fault.esr, 0U) << "nothing of an earlier exit is this one's";
  EXPECT_EQ(vcpu_.fault.vector, TENON_AARCH64_VECTOR_SYNC);
  EXPECT_EQ(vcpu_.fault.valid, 0U);
  EXPECT_EQ(tenon_aarch64_vcpu_resume(&vcpu_), TENON_OK);
}

INSTANTIATE_TEST_SUITE_P(E2h, VCpu, testing::Bool());

}  // namespace
