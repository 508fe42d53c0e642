/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/riscv64/percpu.h"

#include "tenon/core/riscv64/hgatp.h"

#define MODE 0x1000000000000000u /* bits 63:60 */
#define VMIDS 0x3fffu            /* bits 57:44 */
#define VMID 0x100000000000u
#define STCE 0x8000000000000000u  /* henvcfg, bit 63 */
#define PBMTE 0x4000000000000000u /* bit 62 */

/* How many bits of VMID are kept: VMIDLEN, from the lowest on. */
/*@ requires range: kept <= 0x3fff;
    terminates \true; exits \false; assigns \nothing;
    ensures range: \result <= 14; */
static uint32_t bits_of(uint64_t kept) {
  uint32_t bits = 0;
  uint64_t rest = kept;
  /*@ loop invariant range: 0 <= bits <= 14;
      loop assigns bits, rest;
      loop variant 14 - bits; */
  while (bits < 14u && rest % 2u == 1u) {
    rest = rest / 2u;
    bits++;
  }
  return bits;
}

/* A mode that is not supported leaves hgatp as it was, at MODE 0. */
/*@ requires mode: mode < 16;
    terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
static uint32_t has_mode(uint32_t mode) {
  return tenon_riscv64_hw_probe_hgatp(mode * MODE) / MODE == mode ? 1u : 0u;
}

void tenon_riscv64_detect(struct tenon_riscv64_features *f) {
  uint32_t sv39x4 = has_mode(TENON_RISCV64_SV39X4);
  uint32_t sv48x4 = has_mode(TENON_RISCV64_SV48X4);
  uint64_t kept = tenon_riscv64_hw_probe_hgatp(TENON_RISCV64_SV39X4 * MODE + VMIDS * VMID);
  uint64_t environment = tenon_riscv64_hw_probe_henvcfg(STCE + PBMTE);
  f->modes = sv39x4 * 0x100u + sv48x4 * 0x200u;
  f->vmid_bits = bits_of(kept / VMID % 0x4000u);
  f->has = (environment >= STCE ? 1u : 0u) + 2u * tenon_riscv64_hw_has_select();
  f->fp = tenon_riscv64_hw_probe_fp();
  f->svpbmt = (uint32_t)(environment / PBMTE % 2u);
  f->aia = tenon_riscv64_hw_has_aia();
}

uint32_t tenon_riscv64_has_hardware_support(void) { return tenon_riscv64_hw_has_hypervisor(); }

enum tenon_error tenon_riscv64_claim(struct tenon_riscv64_cpu *cpu, uint32_t id) {
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

enum tenon_error tenon_riscv64_enable(struct tenon_riscv64_cpu *cpu) {
  if (cpu->enabled != 0u) {
    return TENON_ERROR_already_enabled;
  }
  if (tenon_riscv64_has_hardware_support() == 0u || tenon_riscv64_hw_has_remote_fences() == 0u) {
    return TENON_ERROR_unsupported;
  }
  tenon_riscv64_hw_save_host(&cpu->host);
  tenon_riscv64_detect(&cpu->features);
  cpu->loaded = NULL;
  cpu->vmid_generation = 0;
  cpu->enabled = 1;
  tenon_riscv64_hw_enable(cpu);
  return TENON_OK;
}

enum tenon_error tenon_riscv64_disable(struct tenon_riscv64_cpu *cpu) {
  if (cpu->enabled == 0u || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_riscv64_hw_this_cpu() != cpu) {
    return TENON_ERROR_wrong_cpu;
  }
  tenon_riscv64_hw_leave_guest(&cpu->host);
  tenon_riscv64_hw_disable(&cpu->host);
  cpu->enabled = 0;
  return TENON_OK;
}
