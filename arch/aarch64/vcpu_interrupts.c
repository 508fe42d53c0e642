/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/vcpu_interrupts.h"

#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/list_registers.h"

/* 16 list registers at most, whatever the record says. */
static uint32_t list_registers(const struct tenon_aarch64_interrupts *i) {
  return i->list_registers < TENON_AARCH64_LIST_REGISTERS ? i->list_registers
                                                          : TENON_AARCH64_LIST_REGISTERS;
}

static uint32_t active_priorities(const struct tenon_aarch64_cpu *cpu) {
  return cpu->features.apr_registers < 4u ? cpu->features.apr_registers : 4u;
}

static uint32_t is_virtual(const struct tenon_aarch64_vcpu *v) {
  return v->interrupts.list_registers != 0u && v->setup.passthrough_interrupts == 0u ? 1u : 0u;
}

void tenon_aarch64_interrupts_load(struct tenon_aarch64_vcpu *v) {
  if (is_virtual(v) == 0u) {
    return;
  }
  for (uint32_t n = 0; n < active_priorities(v->cpu); n++) {
    tenon_aarch64_hw_write_apr(n, v->interrupts.ap0r[n]);
    tenon_aarch64_hw_write_apr(n + 4u, v->interrupts.ap1r[n]);
  }
  tenon_aarch64_hw_write_ich_vmcr(v->interrupts.ich_vmcr);
  v->interrupts.resident = 0;
  v->interrupts.changed = 1;
}

/* Takes the guest's progress out of the list registers. */
static void fold(struct tenon_aarch64_interrupts *i) {
  if (i->resident == 0u) {
    return;
  }
  for (uint32_t n = 0; n < list_registers(i); n++) {
    tenon_aarch64_interrupts_read_back(i, n, tenon_aarch64_hw_read_lr(n));
  }
  tenon_aarch64_interrupts_fold(i);
  i->resident = 0;
}

void tenon_aarch64_interrupts_save(struct tenon_aarch64_vcpu *v) {
  if (is_virtual(v) == 0u) {
    return;
  }
  fold(&v->interrupts);
  tenon_aarch64_hw_write_ich_hcr(0);
  for (uint32_t n = 0; n < list_registers(&v->interrupts); n++) {
    tenon_aarch64_hw_write_lr(n, 0);
  }
  v->interrupts.ich_vmcr = tenon_aarch64_hw_read_ich_vmcr();
  for (uint32_t n = 0; n < active_priorities(v->cpu); n++) {
    v->interrupts.ap0r[n] = tenon_aarch64_hw_read_apr(n);
    v->interrupts.ap1r[n] = tenon_aarch64_hw_read_apr(n + 4u);
  }
}

void tenon_aarch64_interrupts_enter(struct tenon_aarch64_vcpu *v) {
  if (v->interrupts.changed == 0u || is_virtual(v) == 0u) {
    return;
  }
  fold(&v->interrupts);
  tenon_aarch64_interrupts_flush(&v->interrupts);
  for (uint32_t n = 0; n < list_registers(&v->interrupts); n++) {
    tenon_aarch64_hw_write_lr(n, v->interrupts.lr[n]);
  }
  tenon_aarch64_hw_write_ich_hcr(v->interrupts.ich_hcr);
  v->interrupts.resident = 1;
  v->interrupts.changed = 0;
}

void tenon_aarch64_interrupts_maintain(struct tenon_aarch64_vcpu *v) {
  if (is_virtual(v) == 1u && tenon_aarch64_hw_read_ich_misr() != 0u) {
    tenon_aarch64_hw_write_ich_hcr(0);
    fold(&v->interrupts); /* now, so that an end is reported before the guest goes on */
    v->interrupts.changed = 1;
  }
}

/* The priority that the id has; 16 steps, two ids a byte. */
static uint32_t priority(const struct tenon_aarch64_interrupts *i, uint32_t intid) {
  uint32_t both = i->priority[(intid / 2u) % 512u];
  return (intid % 2u == 0u ? both % 16u : both / 16u) * 16u;
}

static uint32_t is_set_up(const struct tenon_aarch64_vcpu *v) {
  return v->common.state == (uint32_t)TENON_VCPU_FREE ||
                 v->common.state == (uint32_t)TENON_VCPU_BOUND ||
                 v->common.state == (uint32_t)TENON_VCPU_EXITED
             ? 1u
             : 0u;
}

enum tenon_error tenon_aarch64_vcpu_inject_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid,
                                                     uint32_t flags) {
  if (is_set_up(v) == 0u) {
    return TENON_ERROR_wrong_state;
  }
  enum tenon_error error = tenon_aarch64_interrupts_configure(
      &v->interrupts, intid, priority(&v->interrupts, intid), flags);
  return error != TENON_OK ? error : tenon_aarch64_interrupts_request(&v->interrupts, intid);
}

enum tenon_error tenon_aarch64_vcpu_lower_interrupt(struct tenon_aarch64_vcpu *v, uint32_t intid) {
  return is_set_up(v) == 0u ? TENON_ERROR_wrong_state
                            : tenon_aarch64_interrupts_lower(&v->interrupts, intid);
}
