/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/scripted/vcpu.h"

/* Zeroes everything but what handles on other CPUs look at: generation, requesters and mailbox. */
static void clear(struct tenon_scripted_vcpu *vcpu) {
  vcpu->common.state = TENON_VCPU_NONE;
  vcpu->common.error = 0;
  vcpu->common.failure = 0;
  vcpu->exit = (struct tenon_exit){0};
  vcpu->cpu = NULL;
  vcpu->next = 0;
  vcpu->answers = 0;
  vcpu->root = 0;
  vcpu->pc = 0;
  for (uint32_t i = 0; i < 32u; i++) vcpu->x[i] = 0;
}

enum tenon_error tenon_scripted_create(struct tenon_scripted_vcpu *vcpu, uint32_t vm_id,
                                       uint32_t vcpu_id, uint32_t preferred_cpu, uint64_t cpu_mask,
                                       const struct tenon_scripted_config *config) {
  if (vcpu->common.state != TENON_VCPU_NONE) return TENON_ERROR_wrong_state;
  if (cpu_mask == 0) return TENON_ERROR_invalid_argument;
  if (config->length != 0 && config->script == NULL) return TENON_ERROR_invalid_argument;
  if (config->log_capacity != 0 && config->log == NULL) return TENON_ERROR_invalid_argument;
  clear(vcpu);
  vcpu->config = *config;
  vcpu->common.vm_id = vm_id;
  vcpu->common.vcpu_id = vcpu_id;
  vcpu->common.preferred_cpu = preferred_cpu;
  vcpu->common.last_cpu = TENON_NONE;
  vcpu->common.cpu_mask = cpu_mask;
  vcpu->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

enum tenon_error tenon_scripted_setup(struct tenon_scripted_vcpu *vcpu, uint64_t entry,
                                      uint64_t root) {
  if (vcpu->common.state != TENON_VCPU_CREATED) return TENON_ERROR_wrong_state;
  if (root % 4096u != 0) return TENON_ERROR_unaligned;
  vcpu->pc = entry;
  vcpu->root = root;
  vcpu->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

enum tenon_error tenon_scripted_bind(struct tenon_scripted_vcpu *vcpu,
                                     struct tenon_scripted_cpu *cpu) {
  if (vcpu->common.state != TENON_VCPU_FREE || cpu->enabled == 0 || cpu->loaded != NULL) {
    return TENON_ERROR_wrong_state;
  }
  if (tenon_scripted_this_cpu() != cpu) return TENON_ERROR_wrong_cpu;
  if (((vcpu->common.cpu_mask >> cpu->id) & 1u) == 0) return TENON_ERROR_cpu_not_allowed;
  vcpu->cpu = cpu;
  if (cpu->fail_binds != 0) {
    cpu->fail_binds--;
    vcpu->common.state = TENON_VCPU_FAILED;
    vcpu->common.error = TENON_ERROR_unsupported;
    return TENON_ERROR_unsupported;
  }
  cpu->loaded = vcpu;
  vcpu->common.last_cpu = cpu->id;
  vcpu->common.state = TENON_VCPU_BOUND;
  return TENON_OK;
}

void tenon_scripted_run(struct tenon_scripted_vcpu *vcpu) {
  if (vcpu->common.state != TENON_VCPU_BOUND) __builtin_trap();
  if (vcpu->next == vcpu->config.length) {
    vcpu->exit =
        (struct tenon_exit){.kind = TENON_EXIT_unhandled, .cause = TENON_SCRIPTED_CAUSE_END};
  } else {
    vcpu->exit = vcpu->config.script[vcpu->next];
    vcpu->next++;
  }
  if (vcpu->exit.kind == TENON_EXIT_entry_failed) {
    vcpu->cpu->loaded = NULL;
    vcpu->common.error = TENON_ERROR_entry_failed;
    vcpu->common.failure = vcpu->exit.value;
    vcpu->common.state = TENON_VCPU_FAILED;
    return;
  }
  vcpu->common.state = TENON_VCPU_EXITED;
}

void tenon_scripted_preempt(struct tenon_scripted_vcpu *vcpu) {
  if (vcpu->common.state != TENON_VCPU_BOUND) __builtin_trap();
  vcpu->exit = (struct tenon_exit){.kind = TENON_EXIT_preempted};
  vcpu->common.state = TENON_VCPU_EXITED;
}

enum tenon_error tenon_scripted_unbind(struct tenon_scripted_vcpu *vcpu) {
  if (vcpu->common.state != TENON_VCPU_BOUND) return TENON_ERROR_wrong_state;
  if (tenon_scripted_this_cpu() != vcpu->cpu) return TENON_ERROR_wrong_cpu;
  vcpu->cpu->loaded = NULL;
  vcpu->cpu = NULL;
  vcpu->common.state = TENON_VCPU_FREE;
  return TENON_OK;
}

enum tenon_error tenon_scripted_reset(struct tenon_scripted_vcpu *vcpu) {
  const uint32_t state = vcpu->common.state;
  if (state != TENON_VCPU_FREE && state != TENON_VCPU_FAILED) return TENON_ERROR_wrong_state;
  clear(vcpu);
  vcpu->common.generation++;
  vcpu->common.state = TENON_VCPU_CREATED;
  return TENON_OK;
}

enum tenon_error tenon_scripted_destroy(struct tenon_scripted_vcpu *vcpu) {
  const uint32_t state = vcpu->common.state;
  if (state != TENON_VCPU_CREATED && state != TENON_VCPU_FREE && state != TENON_VCPU_FAILED) {
    return TENON_ERROR_wrong_state;
  }
  clear(vcpu);
  return TENON_OK;
}
