/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def. */
#include "aarch64_lifecycle.h"

enum tenon_error aarch64_lifecycle_enable_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_enable(cpu);
  return answer;
}

enum tenon_error aarch64_lifecycle_disable_IdleCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_disable(cpu);
  return answer;
}

enum tenon_error aarch64_lifecycle_setup_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
  return answer;
}

enum tenon_error aarch64_lifecycle_destroy_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_destroy(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_bind_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_bind(v, cpu);
  //@ assert same: cpu->claimed == \at(cpu->claimed, Pre) && cpu->id == \at(cpu->id, Pre);
  //@ assert enabled: cpu->enabled == \at(cpu->enabled, Pre);
  //@ assert stage2: v->stage2 == s;
  return answer;
}

uint64_t aarch64_lifecycle_get_register_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  uint64_t answer = tenon_aarch64_vcpu_get_register(v, choice->number);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

void aarch64_lifecycle_set_register_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_set_register(v, choice->number, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
}

enum tenon_error aarch64_lifecycle_inject_interrupt_FreeVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_is_loaded(v) ==> vcpu_here(v);
  //@ assert sound: vcpu_sound(v);
  //@ assert interrupts: vcpu_interrupts_sound(v);
  //@ assert where: v->cpu == \at(v->cpu, Pre) && v->stage2 == s;
  //@ assert state: v->common.state == \at(v->common.state, Pre);
  //@ assert same: cpu->claimed == \at(cpu->claimed, Pre) && cpu->id == \at(cpu->id, Pre);
  return answer;
}

enum tenon_error aarch64_lifecycle_lower_interrupt_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_is_loaded(v) ==> vcpu_here(v);
  //@ assert sound: vcpu_sound(v);
  //@ assert interrupts: vcpu_interrupts_sound(v);
  //@ assert where: v->cpu == \at(v->cpu, Pre) && v->stage2 == s;
  //@ assert state: v->common.state == \at(v->common.state, Pre);
  //@ assert same: cpu->claimed == \at(cpu->claimed, Pre) && cpu->id == \at(cpu->id, Pre);
  return answer;
}

uint32_t aarch64_lifecycle_handle_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                           struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                           const struct lifecycle_choice *choice) {
  return v->common.generation;
}

enum tenon_error aarch64_lifecycle_reset_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_reset(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_destroy_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_destroy(v);
  return answer;
}

void aarch64_lifecycle_run_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                     struct tenon_stage2 *s,
                                     const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_run(v);
}

void aarch64_lifecycle_preempt_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                         struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                         const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_preempt(v);
}

enum tenon_error aarch64_lifecycle_unbind_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_unbind(v);
  //@ assert last: v->cpu == cpu;
  //@ assert free: lifecycle_FreeVCpu(v, s);
  //@ assert sane: cpu_sound(cpu) && cpu->loaded == \null;
  //@ assert same: cpu->claimed == \at(cpu->claimed, Pre) && cpu->id == \at(cpu->id, Pre);
  //@ assert enabled: cpu->enabled == \at(cpu->enabled, Pre);
  //@ assert stage2: v->stage2 == s;
  return answer;
}

uint64_t aarch64_lifecycle_get_register_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  uint64_t answer = tenon_aarch64_vcpu_get_register(v, choice->number);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

void aarch64_lifecycle_set_register_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice) {
  tenon_aarch64_vcpu_set_register(v, choice->number, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
}

enum tenon_error aarch64_lifecycle_inject_interrupt_BoundVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_is_loaded(v) ==> vcpu_here(v);
  //@ assert sound: vcpu_sound(v);
  //@ assert interrupts: vcpu_interrupts_sound(v);
  //@ assert where: v->cpu == \at(v->cpu, Pre) && v->stage2 == s;
  //@ assert state: v->common.state == \at(v->common.state, Pre);
  //@ assert same: cpu->claimed == \at(cpu->claimed, Pre) && cpu->id == \at(cpu->id, Pre);
  return answer;
}

enum tenon_error aarch64_lifecycle_lower_interrupt_BoundVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
  //@ assert stage2: vcpu_has_stage2(v);
  //@ assert here: vcpu_is_loaded(v) ==> vcpu_here(v);
  //@ assert sound: vcpu_sound(v);
  //@ assert interrupts: vcpu_interrupts_sound(v);
  //@ assert where: v->cpu == \at(v->cpu, Pre) && v->stage2 == s;
  //@ assert state: v->common.state == \at(v->common.state, Pre);
  //@ assert same: cpu->claimed == \at(cpu->claimed, Pre) && cpu->id == \at(cpu->id, Pre);
  return answer;
}

uint32_t aarch64_lifecycle_handle_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  return v->common.generation;
}

uint32_t aarch64_lifecycle_reason_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice) {
  return v->common.error;
}

enum tenon_error aarch64_lifecycle_reset_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_reset(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_destroy_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_destroy(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_complete_read_Exit(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_complete_read(v, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_complete_write_Exit(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_complete_write(v);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_complete_call_Exit(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_complete_call(v, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_inject_abort_Exit(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_abort(v);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_inject_undefined_Exit(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_undefined(v);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_resume_Exit(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_resume(v);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_claim_UnclaimedCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_claim(cpu, choice->number);
  return answer;
}

enum tenon_error aarch64_lifecycle_create_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_create(
      v, choice->vm_id, choice->number, choice->preferred_cpu, choice->value, &choice->config);
  return answer;
}

enum tenon_error aarch64_lifecycle_abandon_Exit(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_abandon(v);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_inject_serror_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_serror(v, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_inject_serror_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_serror(v, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

enum tenon_error aarch64_lifecycle_inject_serror_Exit(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  enum tenon_error answer = tenon_aarch64_vcpu_inject_serror(v, choice->value);
  //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
  //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
  //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
  //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
  //@ assert list: tenon_aarch64_list_sound(&v->interrupts);
  //@ assert sets: tenon_aarch64_sets_sound(&v->interrupts);
  //@ assert settled: vcpu_interrupts_settled(v);
  return answer;
}

/* Is the token of a CPU an IdleCpu? */
/*@ requires cpu: \valid_read(cpu) && lifecycle_cpu(cpu);
    terminates \true; exits \false; assigns \nothing;
    ensures idle: \result == 1 ==> lifecycle_IdleCpu(cpu);
    ensures boolean: \result <= 1; */
static uint32_t is_idle(const struct tenon_aarch64_cpu *cpu) {
  return cpu->claimed != 0u && cpu->enabled != 0u ? 1u : 0u;
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_OfflineCpu(cpu) && lifecycle_unloaded(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_OfflineCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                            struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_ENABLE_OFFLINECPU) {
    (void)aarch64_lifecycle_enable_OfflineCpu(v, cpu, s, choice);
    //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
    //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
    //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
    //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
    //@ assert list: lifecycle_FreeVCpu{Pre}(v, s) ==> tenon_aarch64_list_sound(&v->interrupts);
    //@ assert sets: lifecycle_FreeVCpu{Pre}(v, s) ==> tenon_aarch64_sets_sound(&v->interrupts);
    //@ assert settled: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_interrupts_settled(v);
    //@ assert stage2: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_has_stage2(v);
    //@ assert sound: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_sound(v);
    //@ assert interrupts: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_interrupts_sound(v);
    //@ assert created: lifecycle_CreatedVCpu{Pre}(v) ==> lifecycle_CreatedVCpu(v);
    //@ assert failed: lifecycle_FailedVCpu{Pre}(v) ==> lifecycle_FailedVCpu(v);
    //@ assert stays: lifecycle_FreeVCpu{Pre}(v, s) ==> lifecycle_FreeVCpu(v, s);
    //@ assert unloaded: lifecycle_unloaded(v, s);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_IdleCpu(cpu) && lifecycle_unloaded(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_IdleCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                         struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_DISABLE_IDLECPU) {
    (void)aarch64_lifecycle_disable_IdleCpu(v, cpu, s, choice);
    //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
    //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
    //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
    //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
    //@ assert list: lifecycle_FreeVCpu{Pre}(v, s) ==> tenon_aarch64_list_sound(&v->interrupts);
    //@ assert sets: lifecycle_FreeVCpu{Pre}(v, s) ==> tenon_aarch64_sets_sound(&v->interrupts);
    //@ assert settled: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_interrupts_settled(v);
    //@ assert stage2: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_has_stage2(v);
    //@ assert sound: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_sound(v);
    //@ assert interrupts: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_interrupts_sound(v);
    //@ assert created: lifecycle_CreatedVCpu{Pre}(v) ==> lifecycle_CreatedVCpu(v);
    //@ assert failed: lifecycle_FailedVCpu{Pre}(v) ==> lifecycle_FailedVCpu(v);
    //@ assert stays: lifecycle_FreeVCpu{Pre}(v, s) ==> lifecycle_FreeVCpu(v, s);
    //@ assert unloaded: lifecycle_unloaded(v, s);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_CreatedVCpu(v) && lifecycle_cpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_CreatedVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                             struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_SETUP_CREATEDVCPU) {
    (void)aarch64_lifecycle_setup_CreatedVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_DESTROY_CREATEDVCPU) {
    (void)aarch64_lifecycle_destroy_CreatedVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FreeVCpu(v, s) && lifecycle_cpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_FreeVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                          struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_BIND_FREEVCPU && is_idle(cpu) == 1u) {
    (void)aarch64_lifecycle_bind_FreeVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_GET_REGISTER_FREEVCPU) {
    (void)aarch64_lifecycle_get_register_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_SET_REGISTER_FREEVCPU) {
    aarch64_lifecycle_set_register_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_INTERRUPT_FREEVCPU) {
    (void)aarch64_lifecycle_inject_interrupt_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_LOWER_INTERRUPT_FREEVCPU) {
    (void)aarch64_lifecycle_lower_interrupt_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_HANDLE_FREEVCPU) {
    (void)aarch64_lifecycle_handle_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_RESET_FREEVCPU) {
    (void)aarch64_lifecycle_reset_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_DESTROY_FREEVCPU) {
    (void)aarch64_lifecycle_destroy_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_SERROR_FREEVCPU) {
    (void)aarch64_lifecycle_inject_serror_FreeVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_BoundVCpu(v, cpu, s);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_BoundVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                           struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_RUN_BOUNDVCPU) {
    aarch64_lifecycle_run_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_PREEMPT_BOUNDVCPU) {
    aarch64_lifecycle_preempt_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_UNBIND_BOUNDVCPU) {
    (void)aarch64_lifecycle_unbind_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_GET_REGISTER_BOUNDVCPU) {
    (void)aarch64_lifecycle_get_register_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_SET_REGISTER_BOUNDVCPU) {
    aarch64_lifecycle_set_register_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_INTERRUPT_BOUNDVCPU) {
    (void)aarch64_lifecycle_inject_interrupt_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_LOWER_INTERRUPT_BOUNDVCPU) {
    (void)aarch64_lifecycle_lower_interrupt_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_HANDLE_BOUNDVCPU) {
    (void)aarch64_lifecycle_handle_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_SERROR_BOUNDVCPU) {
    (void)aarch64_lifecycle_inject_serror_BoundVCpu(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_FailedVCpu(v) && lifecycle_cpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_FailedVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                            struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_REASON_FAILEDVCPU) {
    (void)aarch64_lifecycle_reason_FailedVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_RESET_FAILEDVCPU) {
    (void)aarch64_lifecycle_reset_FailedVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_DESTROY_FAILEDVCPU) {
    (void)aarch64_lifecycle_destroy_FailedVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_Exit(v, cpu, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_Exit(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                      struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_COMPLETE_READ_EXIT) {
    (void)aarch64_lifecycle_complete_read_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_COMPLETE_WRITE_EXIT) {
    (void)aarch64_lifecycle_complete_write_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_COMPLETE_CALL_EXIT) {
    (void)aarch64_lifecycle_complete_call_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_ABORT_EXIT) {
    (void)aarch64_lifecycle_inject_abort_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_UNDEFINED_EXIT) {
    (void)aarch64_lifecycle_inject_undefined_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_RESUME_EXIT) {
    (void)aarch64_lifecycle_resume_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_ABANDON_EXIT) {
    (void)aarch64_lifecycle_abandon_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  } else if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_INJECT_SERROR_EXIT) {
    (void)aarch64_lifecycle_inject_serror_Exit(v, cpu, s, choice);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_UnclaimedCpu(cpu) && lifecycle_unloaded(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_UnclaimedCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                              struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_CLAIM_UNCLAIMEDCPU) {
    (void)aarch64_lifecycle_claim_UnclaimedCpu(v, cpu, s, choice);
    //@ assert kept_lr: lifecycle_lr_kept{Pre, Here}(v);
    //@ assert kept_pending: lifecycle_pending_kept{Pre, Here}(v);
    //@ assert kept_ended: lifecycle_ended_kept{Pre, Here}(v);
    //@ assert kept_flags: lifecycle_flags_kept{Pre, Here}(v);
    //@ assert list: lifecycle_FreeVCpu{Pre}(v, s) ==> tenon_aarch64_list_sound(&v->interrupts);
    //@ assert sets: lifecycle_FreeVCpu{Pre}(v, s) ==> tenon_aarch64_sets_sound(&v->interrupts);
    //@ assert settled: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_interrupts_settled(v);
    //@ assert stage2: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_has_stage2(v);
    //@ assert sound: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_sound(v);
    //@ assert interrupts: lifecycle_FreeVCpu{Pre}(v, s) ==> vcpu_interrupts_sound(v);
    //@ assert created: lifecycle_CreatedVCpu{Pre}(v) ==> lifecycle_CreatedVCpu(v);
    //@ assert failed: lifecycle_FailedVCpu{Pre}(v) ==> lifecycle_FailedVCpu(v);
    //@ assert stays: lifecycle_FreeVCpu{Pre}(v, s) ==> lifecycle_FreeVCpu(v, s);
    //@ assert unloaded: lifecycle_unloaded(v, s);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires from: lifecycle_NoVCpu(v) && lifecycle_cpu(cpu);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_NoVCpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                        struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (choice->operation == (uint32_t)AARCH64_LIFECYCLE_CREATE_NOVCPU) {
    (void)aarch64_lifecycle_create_NoVCpu(v, cpu, s, choice);
    //@ assert cpu: lifecycle_cpu(cpu);
    //@ assert any: lifecycle_any(v, cpu, s);
  }
}

/* A program holds the token of a state, and does with it what the state's type has. */
/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires cpu: lifecycle_cpu(cpu) && lifecycle_unloaded(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_cpu(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                     struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (cpu->claimed == 0u) {
    step_UnclaimedCpu(v, cpu, s, choice);
  } else if (cpu->enabled == 0u) {
    step_OfflineCpu(v, cpu, s, choice);
  } else {
    step_IdleCpu(v, cpu, s, choice);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires vcpu: lifecycle_cpu(cpu) && lifecycle_unloaded(v, s);
    terminates \true; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_unloaded(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                          struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (v->common.state == (uint32_t)TENON_VCPU_NONE) {
    step_NoVCpu(v, cpu, s, choice);
  } else if (v->common.state == (uint32_t)TENON_VCPU_CREATED) {
    step_CreatedVCpu(v, cpu, s, choice);
  } else if (v->common.state == (uint32_t)TENON_VCPU_FREE) {
    step_FreeVCpu(v, cpu, s, choice);
  } else {
    step_FailedVCpu(v, cpu, s, choice);
  }
}

/*@ requires apart: lifecycle_apart(v, cpu, s) && lifecycle_chosen(v, cpu, s, choice);
    requires any: lifecycle_any(v, cpu, s);
    terminates \false; exits \false;
    assigns LIFECYCLE_LOADED(v, cpu, s);
    assigns tenon_hw_cpu \from cpu, cpu->host.tpidr;
    ensures any: lifecycle_any(v, cpu, s); */
static void step_any(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                     struct tenon_stage2 *s, const struct lifecycle_choice *choice) {
  if (v->common.state == (uint32_t)TENON_VCPU_BOUND) {
    step_BoundVCpu(v, cpu, s, choice);
  } else if (v->common.state == (uint32_t)TENON_VCPU_EXITED) {
    step_Exit(v, cpu, s, choice);
  } else if (choice->on_cpu != 0u) {
    step_cpu(v, cpu, s, choice);
  } else {
    step_unloaded(v, cpu, s, choice);
  }
}

void aarch64_lifecycle_sequence(struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu,
                                struct tenon_stage2 *s, const struct lifecycle_choice *choices,
                                uint32_t count) {
  /*@ loop invariant range: 0 <= i <= count;
      loop invariant any: lifecycle_any(v, cpu, s);
      loop assigns i, LIFECYCLE_LOADED(v, cpu, s), tenon_hw_cpu;
      loop variant count - i; */
  for (uint32_t i = 0; i < count; i++) {
    step_any(v, cpu, s, &choices[i]);
  }
}
