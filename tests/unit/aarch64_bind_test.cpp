// SPDX-License-Identifier: Apache-2.0
// Bind and unbind on two CPUs without hardware: a model of each CPU's TLB says whether a vCPU could
// meet a translation that is not its own. An emulator cannot: QEMU forgets everything when TCR_EL1,
// the VMID or HCR_EL2.VM is written, as every bind does.
#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/vcpu.h"
#include "tenon/core/vmid.h"

namespace {

/// A translation: its VMID, and whose it is.
using Entry = std::tuple<std::uint64_t, std::uint32_t, std::uint32_t>;  // vmid, VM, vCPU

struct FakeCpu {
  tenon_aarch64_cpu block{};
  std::array<std::uint64_t, TENON_AARCH64_SAVED_COUNT> registers{};
  tenon_aarch64_fp fp{};
  tenon_aarch64_controls controls{};
  std::uint64_t vttbr = 0, midr = 0, mpidr = 0, vmcr = 0, ich_hcr = 0;
  std::uint32_t vse = 0;
  std::array<std::uint64_t, 16> lr{};
  std::array<std::uint64_t, 8> apr{};
  std::set<Entry> tlb;
  std::vector<std::string> log;
};

std::array<FakeCpu, 2> cpus;
FakeCpu* here = nullptr;

void note(const char* what) { here->log.emplace_back(what); }
std::uint64_t vmid_of(std::uint64_t vttbr) { return vttbr >> 48; }

void restore(const std::uint64_t* sysreg, std::uint32_t has) {
  note("registers");
  std::uint32_t n = 0;
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  here->registers[n] = sysreg[n];                                              \
  ++n;
#define TENON_AARCH64_SWITCHED_IF(bit, name, op0, op1, crn, crm, op2, vhe, reset, why) \
  if ((has >> (bit) & 1) != 0) here->registers[n] = sysreg[n];                         \
  ++n;
#include "tenon/core/aarch64/registers.def"
}
void save(std::uint64_t* sysreg, std::uint32_t has) {
  std::uint32_t n = 0;
#define TENON_AARCH64_SWITCHED(name, op0, op1, crn, crm, op2, vhe, reset, why) \
  sysreg[n] = here->registers[n];                                              \
  ++n;
#define TENON_AARCH64_SWITCHED_IF(bit, name, op0, op1, crn, crm, op2, vhe, reset, why) \
  if ((has >> (bit) & 1) != 0) sysreg[n] = here->registers[n];                         \
  ++n;
#include "tenon/core/aarch64/registers.def"
}

}  // namespace

extern "C" {
tenon_aarch64_cpu* tenon_aarch64_hw_this_cpu() { return &here->block; }
void tenon_aarch64_hw_restore_registers(const std::uint64_t* s, std::uint32_t has) {
  restore(s, has);
}
void tenon_aarch64_hw_restore_registers_vhe(const std::uint64_t* s, std::uint32_t has) {
  restore(s, has);
}
void tenon_aarch64_hw_save_registers(std::uint64_t* s, std::uint32_t has) { save(s, has); }
void tenon_aarch64_hw_save_registers_vhe(std::uint64_t* s, std::uint32_t has) { save(s, has); }
void tenon_aarch64_hw_write_controls(const tenon_aarch64_controls* controls) {
  note("controls");
  here->controls = *controls;
}
std::uint32_t tenon_aarch64_hw_read_vse() { return here->vse; }
void tenon_aarch64_hw_write_vse(std::uint32_t pending) { here->vse = pending; }
void tenon_aarch64_hw_write_vttbr(std::uint64_t vttbr) {
  note("vttbr");
  here->vttbr = vttbr;
}
void tenon_aarch64_hw_write_identity(std::uint64_t midr, std::uint64_t mpidr) {
  here->midr = midr;
  here->mpidr = mpidr;
}
void tenon_aarch64_hw_forget_vm(std::uint64_t vttbr) {
  note("forget");
  std::erase_if(here->tlb, [&](const Entry& e) { return std::get<0>(e) == vmid_of(vttbr); });
}
void tenon_aarch64_hw_forget_all() {
  note("forget");
  here->tlb.clear();
}
void tenon_aarch64_hw_save_fp(tenon_aarch64_fp* fp) { *fp = here->fp; }
void tenon_aarch64_hw_restore_fp(const tenon_aarch64_fp* fp) { here->fp = *fp; }
void tenon_aarch64_hw_write_ich_hcr(std::uint64_t value) { here->ich_hcr = value; }
std::uint64_t tenon_aarch64_hw_read_ich_misr() { return 0; }
std::uint64_t tenon_aarch64_hw_read_ich_vmcr() { return here->vmcr; }
void tenon_aarch64_hw_write_ich_vmcr(std::uint64_t value) { here->vmcr = value; }
std::uint64_t tenon_aarch64_hw_read_lr(std::uint32_t n) { return here->lr.at(n); }
void tenon_aarch64_hw_write_lr(std::uint32_t n, std::uint64_t value) { here->lr.at(n) = value; }
void tenon_aarch64_hw_deactivate(std::uint64_t /*intid*/) {}
std::uint64_t tenon_aarch64_hw_read_apr(std::uint32_t n) { return here->apr.at(n); }
void tenon_aarch64_hw_write_apr(std::uint32_t n, std::uint64_t value) { here->apr.at(n) = value; }
}

namespace {

constexpr std::uint32_t vms = 3, vcpus_of_vm = 2;

class Aarch64Bind : public testing::Test {
 protected:
  Aarch64Bind() {
    EXPECT_EQ(tenon_vmid_init(&vmids_, idle_.data(), fresh_.data(), limit), TENON_OK);
    for (std::uint32_t n = 0; n < 2; ++n) {
      cpus[n] = {};
      cpus[n].block = {.id = n,
                       .enabled = 1,
                       .claimed = 1,
                       .features = {.midr = 0x410fd083,
                                    .list_registers = 4,
                                    .vmid_bits = 8,
                                    .pa_bits = 44,
                                    .has = 7,
                                    .apr_registers = 1}};
    }
    for (std::uint32_t vm = 0; vm < vms; ++vm) open(vm);
  }

  /// A new VM: nobody tells the CPUs that the last one with this number is gone.
  void open(std::uint32_t vm) {
    tenon_stage2& stage2 = stage2_.at(vm);
    if (stage2.vmid != 0) {
      EXPECT_EQ(tenon_vmid_release(&vmids_, stage2.vmid), TENON_OK);
    }
    tenon_stage2_init(&stage2, 0x4000'0000 + 0x1000 * vm, vm, 3);
    ASSERT_EQ(tenon_vmid_acquire(&vmids_, &stage2.vmid, &stage2.generation), TENON_OK);
    owner_.at(vm) = next_owner_++;
    const tenon_aarch64_config config{};
    const tenon_aarch64_setup setup{};
    for (std::uint32_t n = 0; n < vcpus_of_vm; ++n) {
      tenon_aarch64_vcpu& vcpu = vcpu_.at(vm).at(n);
      vcpu = {};
      ASSERT_EQ(tenon_aarch64_vcpu_create(&vcpu, vm, n, TENON_NONE, 3, &config), TENON_OK);
      ASSERT_EQ(tenon_aarch64_vcpu_setup(&vcpu, 0x1000, &stage2, &setup), TENON_OK);
    }
  }

  /// Binds, looks for translations that are another's, leaves some, unbinds.
  void stay(std::uint32_t cpu, std::uint32_t vm, std::uint32_t n) {
    here = &cpus.at(cpu);
    tenon_aarch64_vcpu& vcpu = vcpu_.at(vm).at(n);
    ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu, &here->block), TENON_OK);
    const std::uint64_t vmid = stage2_.at(vm).vmid;
    EXPECT_EQ(vmid_of(here->vttbr), vmid);
    for (const auto& [tag, owner, who] : here->tlb) {
      if (tag != vmid) continue;
      EXPECT_EQ(owner, owner_.at(vm)) << "a translation of a VM that is gone";
      EXPECT_EQ(who, n) << "a translation of another vCPU of the VM";
    }
    here->tlb.emplace(vmid, owner_.at(vm), n);
    ASSERT_EQ(tenon_aarch64_vcpu_unbind(&vcpu), TENON_OK);
  }

  static constexpr std::uint32_t limit = 8;
  tenon_vmid_allocator vmids_{};
  std::array<std::uint64_t, TENON_VMID_WORDS(limit)> idle_{}, fresh_{};
  std::array<tenon_stage2, vms> stage2_{};
  std::array<std::uint32_t, vms> owner_{};
  std::uint32_t next_owner_ = 0;
  std::array<std::array<tenon_aarch64_vcpu, vcpus_of_vm>, vms> vcpu_{};
};

TEST_F(Aarch64Bind, NoVCpuMeetsATranslationOfAnother) {
  std::mt19937_64 random(1);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same walk every time
  for (int i = 0; i < 20000; ++i) {
    const auto number = static_cast<std::uint32_t>(random() >> 32);
    if (number % 16 == 0) open(number / 16 % vms);
    stay(number / 64 % 2, number / 128 % vms, number / 1024 % vcpus_of_vm);
  }
  EXPECT_GT(vmids_.generation, 50u) << "identifiers ran out again and again";
}

TEST_F(Aarch64Bind, TheRegistersComeBeforeTheTablesAndTheForgettingBeforeTheControls) {
  stay(0, 0, 0);
  const std::vector<std::string> wanted{"registers", "vttbr", "forget",
                                        "controls",  "vttbr", "controls"};
  EXPECT_EQ(cpus[0].log, wanted) << "the last two are unbind's";
  cpus[0].log.clear();
  stay(0, 0, 0);
  const std::vector<std::string> again{"registers", "vttbr", "controls", "vttbr", "controls"};
  EXPECT_EQ(cpus[0].log, again) << "the same vCPU on the same CPU: nothing to forget";
}

// With 8 bits of VMID, bits 63:56 of VTTBR_EL2 are RES0: this VM would have the translations of the
// one whose identifier is 5. Nothing keeps a hypervisor from 2^16 identifiers there.
TEST_F(Aarch64Bind, AnIdentifierThatTheCpuCannotHoldIsRefused) {
  here = &cpus[0];
  stage2_[0].vmid = 0x105;
  tenon_aarch64_vcpu& vcpu = vcpu_[0][0];
  EXPECT_EQ(tenon_aarch64_vcpu_bind(&vcpu, &here->block), TENON_ERROR_unsupported);
  here->block.features.vmid_bits = 16;
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu, &here->block), TENON_OK);
  ASSERT_EQ(tenon_aarch64_vcpu_unbind(&vcpu), TENON_OK);
}

TEST_F(Aarch64Bind, TheBlockThatDcZvaWritesIsThisCpus) {
  tenon_aarch64_vcpu& vcpu = vcpu_[0][0];
  for (std::uint32_t n = 0; n < 2; ++n) {
    cpus[n].block.features.zva_bytes = 64U << n;
    here = &cpus[n];
    ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu, &here->block), TENON_OK);
    EXPECT_EQ(vcpu.fault.zva_bytes, 64U << n);
    ASSERT_EQ(tenon_aarch64_vcpu_unbind(&vcpu), TENON_OK);
  }
}

TEST_F(Aarch64Bind, WhatTheGuestLeavesInTheCpuComesBackOnAnotherOne) {
  here = &cpus[0];
  tenon_aarch64_vcpu& vcpu = vcpu_[1][1];
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu, &here->block), TENON_OK);
  const auto fill = [](FakeCpu& cpu, std::uint64_t seed) {
    for (std::uint64_t& value : cpu.registers) value = ++seed;
    for (std::uint64_t& value : cpu.fp.q) value = ++seed;
    cpu.fp.fpcr = ++seed;
    cpu.fp.fpsr = ++seed;
    cpu.vse = 1;
    cpu.vmcr = ++seed;
    for (std::uint32_t group = 0; group < 8; group += 4) cpu.apr[group] = ++seed;
  };
  fill(cpus[0], 1000);
  ASSERT_EQ(tenon_aarch64_vcpu_unbind(&vcpu), TENON_OK);
  const FakeCpu left = cpus[0];
  fill(cpus[0], 5000);
  fill(cpus[1], 9000);
  here = &cpus[1];
  ASSERT_EQ(tenon_aarch64_vcpu_bind(&vcpu, &here->block), TENON_OK);
  EXPECT_EQ(here->registers, left.registers);
  for (std::uint32_t i = 0; i < 64; ++i) EXPECT_EQ(here->fp.q[i], left.fp.q[i]) << i;
  EXPECT_EQ(here->fp.fpcr, left.fp.fpcr);
  EXPECT_EQ(here->fp.fpsr, left.fp.fpsr);
  EXPECT_EQ(here->vse, 1u);
  EXPECT_EQ(here->vmcr, left.vmcr);
  EXPECT_EQ(here->apr, left.apr);
  EXPECT_EQ(here->mpidr, 0x80000000u);
  EXPECT_EQ(here->midr, 0x410fd083u);
  ASSERT_EQ(tenon_aarch64_vcpu_unbind(&vcpu), TENON_OK);
}

}  // namespace
