/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/percpu.h"

/*@ requires unit: unit \in {0x1, 0x10, 0x100, 0x10000, 0x1000000, 0x10000000, 0x10000000000,
                             0x100000000000000};
    terminates \true; exits \false; assigns \nothing;
    ensures field: \result == cpu_field(id_register, unit);
    ensures range: \result < 16; */
static uint32_t field(uint64_t id_register, uint64_t unit) {
  return (uint32_t)((id_register / unit) % 16u);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures bits: \result == cpu_pa_bits(range); */
static uint32_t pa_bits(uint32_t range) {
  static const uint8_t bits[7] = {32, 36, 40, 42, 44, 48, 52};
  return range < 7u ? bits[range] : 52u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures bytes: \result == cpu_zva_bytes(dczid); */
static uint32_t zva_bytes(uint64_t dczid) {
  static const uint16_t bytes[10] = {4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048};
  uint32_t size = (uint32_t)(dczid % 16u);
  return (dczid / 16u) % 2u == 1u || size > 9u ? 0u : bytes[size];
}

/*@ requires f: \valid_read(f);
    terminates \true; exits \false; assigns \nothing;
    ensures has: \result == cpu_has(f->id_aa64pfr0, f->id_aa64pfr1); */
static uint32_t conditions(const struct tenon_aarch64_features *f) {
  uint32_t ras = field(f->id_aa64pfr0, 0x10000000u) != 0u ? 1u : 0u;
  uint32_t sme = field(f->id_aa64pfr1, 0x1000000u) != 0u ? 2u : 0u;
  uint32_t gic = field(f->id_aa64pfr0, 0x1000000u) != 0u ? 4u : 0u;
  return ras + sme + gic;
}

/* ICH_VTR_EL2 (IHI 0069, 12.4.12): ListRegs in bits 4:0, of which 15 is the most; PREbits in bits
 * 28:26 tell how many active priority registers there are. */
/*@ requires f: \valid(f);
    terminates \true; exits \false;
    assigns f->list_registers, f->apr_registers;
    ensures most: f->list_registers <= 16 && f->apr_registers <= 4;
    ensures none: cpu_field(f->id_aa64pfr0, 0x1000000) == 0 ==>
                  f->list_registers == 0 && f->apr_registers == 0; */
static void read_gic(struct tenon_aarch64_features *f) {
  f->list_registers = 0;
  f->apr_registers = 0;
  if (field(f->id_aa64pfr0, 0x1000000u) == 0u) {
    return;
  }
  uint64_t vtr = tenon_aarch64_hw_enable_gic();
  uint32_t preemption = (uint32_t)((vtr / 0x4000000u) % 8u);
  f->list_registers = (uint32_t)(vtr % 16u) + 1u;
  f->apr_registers = preemption < 5u ? 1u : preemption == 5u ? 2u : 4u;
}

/* PMCR_EL0.N in bits 15:11; PMUVer 15 is an implementation defined PMU. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures none: cpu_field(id_aa64dfr0, 0x100) \in {0, 15} ==> \result == 0;
    ensures most: \result < 32; */
static uint32_t pmu_counters(uint64_t id_aa64dfr0) {
  uint32_t version = field(id_aa64dfr0, 0x100u);
  if (version == 0u || version == 15u) {
    return 0u;
  }
  return (uint32_t)((tenon_aarch64_hw_read_pmcr() / 0x800u) % 32u);
}

void tenon_aarch64_detect(struct tenon_aarch64_features *f) {
  f->id_aa64pfr0 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64PFR0);
  f->id_aa64pfr1 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64PFR1);
  f->id_aa64dfr0 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64DFR0);
  f->id_aa64isar0 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64ISAR0);
  f->id_aa64isar1 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64ISAR1);
  f->id_aa64isar2 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64ISAR2);
  f->id_aa64mmfr0 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64MMFR0);
  f->id_aa64mmfr1 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64MMFR1);
  f->id_aa64mmfr2 = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_AA64MMFR2);
  f->midr = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_MIDR);
  f->ctr = tenon_aarch64_hw_read_id(TENON_AARCH64_ID_CTR);
  f->zva_bytes = zva_bytes(tenon_aarch64_hw_read_id(TENON_AARCH64_ID_DCZID));
  f->vmid_bits = field(f->id_aa64mmfr1, 0x10u) == 2u ? 16u : 8u;
  f->pa_bits = pa_bits(field(f->id_aa64mmfr0, 1u));
  f->vhe = field(f->id_aa64mmfr1, 0x100u) != 0u ? 1u : 0u;
  f->e2h = (uint32_t)((tenon_aarch64_hw_read_hcr() / 0x400000000u) % 2u);
  f->has = conditions(f);
  f->pmu_counters = pmu_counters(f->id_aa64dfr0);
  read_gic(f);
}

/* Extensions whose EL2 controls are UNKNOWN after reset: HCX in ID_AA64MMFR1_EL1 43:40, FGT
 * (2: FGT2 too) in ID_AA64MMFR0_EL1 59:56, MPAM in ID_AA64PFR0_EL1 43:40 or ID_AA64PFR1_EL1 19:16. */
/*@ requires f: \valid_read(f);
    terminates \true; exits \false; assigns \nothing;
    ensures known: \result < 16;
    ensures closed: registers_closed(f, \result); */
static uint32_t extensions(const struct tenon_aarch64_features *f) {
  uint32_t hcx = field(f->id_aa64mmfr1, 0x10000000000u) != 0u ? TENON_AARCH64_REFUSE_HCX : 0u;
  uint32_t fgt = field(f->id_aa64mmfr0, 0x100000000000000u) != 0u ? TENON_AARCH64_REFUSE_FGT : 0u;
  uint32_t fgt2 = field(f->id_aa64mmfr0, 0x100000000000000u) >= 2u ? TENON_AARCH64_REFUSE_FGT2 : 0u;
  uint32_t mpam =
      field(f->id_aa64pfr0, 0x10000000000u) != 0u || field(f->id_aa64pfr1, 0x10000u) != 0u
          ? TENON_AARCH64_REFUSE_MPAM
          : 0u;
  return hcx + fgt + fgt2 + mpam;
}

uint32_t tenon_aarch64_has_hardware_support(void) {
  return (tenon_aarch64_hw_read_id(TENON_AARCH64_ID_CURRENT_EL) / 4u) % 4u == 2u ? 1u : 0u;
}

enum tenon_error tenon_aarch64_claim(struct tenon_aarch64_cpu *cpu, uint32_t id) {
  if (id >= TENON_CPU_MAX) {
    return TENON_ERROR_invalid_argument;
  }
  if (cpu->claimed != 0u) {
    return TENON_ERROR_wrong_state;
  }
  cpu->loaded = NULL;
  cpu->id = id;
  cpu->enabled = 0;
  cpu->claimed = 1;
  cpu->vmid_generation = 0;
  return TENON_OK;
}

enum tenon_error tenon_aarch64_enable(struct tenon_aarch64_cpu *cpu) {
  if (cpu->enabled != 0u) {
    return TENON_ERROR_already_enabled;
  }
  if (tenon_aarch64_has_hardware_support() == 0u) {
    return TENON_ERROR_unsupported;
  }
  tenon_aarch64_detect(&cpu->features);
  //@ assert known: cpu_id_registers(&cpu->features);
  tenon_aarch64_hw_save_host(&cpu->host);
  //@ assert still_known: cpu_id_registers(&cpu->features);
  tenon_aarch64_hw_refuse_extensions(extensions(&cpu->features));
  cpu->loaded = NULL;
  cpu->vmid_generation = 0;
  cpu->enabled = 1;
  tenon_aarch64_hw_enable(cpu);
  return TENON_OK;
}

enum tenon_error tenon_aarch64_disable(struct tenon_aarch64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_aarch64_hw_this_cpu() != cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_aarch64_hw_restore_host(&cpu->host);
  cpu->enabled = 0;
  return TENON_OK;
}
