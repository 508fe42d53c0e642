/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vcpu.h: none of these may prove. */
#define tenon_vcpu_check_create tenon_vcpu_check_create__red_1 /* must fail: error */
#define tenon_vcpu_set_created tenon_vcpu_set_created__red_1   /* must fail: ids */
#define tenon_vcpu_is_unloaded tenon_vcpu_is_unloaded__red_1   /* must fail: unloaded */
#define tenon_vcpu_set_reset tenon_vcpu_set_reset__red_1       /* must fail: stale */
#include "tenon/core/vcpu.h"

/* An id that says that there is none. */
enum tenon_error tenon_vcpu_check_create(const struct tenon_vcpu *v, uint32_t vcpu_id,
                                         uint64_t cpu_mask) {
  (void)vcpu_id;
  if (v->state != (uint32_t)TENON_VCPU_NONE) {
    return TENON_ERROR_wrong_state;
  }
  return cpu_mask == 0u ? TENON_ERROR_invalid_argument : TENON_OK;
}

/* It never ran, and yet has a CPU where it ran last. */
void tenon_vcpu_set_created(struct tenon_vcpu *v, uint32_t vm_id, uint32_t vcpu_id,
                            uint32_t preferred_cpu, uint64_t cpu_mask) {
  v->error = TENON_OK;
  v->failure = 0;
  v->vm_id = vm_id;
  v->vcpu_id = vcpu_id;
  v->preferred_cpu = preferred_cpu;
  v->last_cpu = preferred_cpu;
  v->cpu_mask = cpu_mask;
  v->state = TENON_VCPU_CREATED;
}

/* What is loaded counts as unloaded. */
uint32_t tenon_vcpu_is_unloaded(const struct tenon_vcpu *v) {
  return v->state >= (uint32_t)TENON_VCPU_FREE ? 1u : 0u;
}

/* Old handles stay good. */
void tenon_vcpu_set_reset(struct tenon_vcpu *v) {
  v->error = TENON_OK;
  v->failure = 0;
  v->state = TENON_VCPU_CREATED;
}

/* Any CPU, if there is one. tenon_vcpu_is_allowed__red_1 must fail: allowed */
/*@ requires readable: \valid_read(v);
    requires range: cpu < TENON_CPU_MAX;
    terminates \true; exits \false; assigns \nothing;
    ensures allowed: \result == 1 <==> tenon_bit(v->cpu_mask, cpu);
    ensures boolean: \result <= 1; */
uint32_t tenon_vcpu_is_allowed__red_1(const struct tenon_vcpu *v, uint32_t cpu) {
  (void)cpu;
  return v->cpu_mask != 0u ? 1u : 0u;
}
