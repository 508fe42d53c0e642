/* SPDX-License-Identifier: Apache-2.0 */
/* Written by proofs/lifecycle.py from core/lifecycle.def and exit.def. */
#include "aarch64_refusals.h"

enum tenon_error aarch64_refuses_disable_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return tenon_aarch64_disable(cpu);
}

enum tenon_error aarch64_refuses_claim_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return tenon_aarch64_claim(cpu, choice->number);
}

enum tenon_error aarch64_refuses_enable_IdleCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice) {
  return tenon_aarch64_enable(cpu);
}

enum tenon_error aarch64_refuses_claim_IdleCpu(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice) {
  return tenon_aarch64_claim(cpu, choice->number);
}

enum tenon_error aarch64_refuses_inject_interrupt_CreatedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
}

enum tenon_error aarch64_refuses_lower_interrupt_CreatedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
}

enum tenon_error aarch64_refuses_reset_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_reset(v);
}

enum tenon_error aarch64_refuses_unbind_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_unbind(v);
}

enum tenon_error aarch64_refuses_complete_read_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_complete_read(v, choice->value);
}

enum tenon_error aarch64_refuses_inject_abort_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_abort(v);
}

enum tenon_error aarch64_refuses_inject_undefined_CreatedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_undefined(v);
}

enum tenon_error aarch64_refuses_resume_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_resume(v);
}

enum tenon_error aarch64_refuses_create_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_create(v, choice->vm_id, choice->number, choice->preferred_cpu,
                                   choice->value, &choice->config);
}

enum tenon_error aarch64_refuses_abandon_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_abandon(v);
}

enum tenon_error aarch64_refuses_inject_serror_CreatedVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_serror(v, choice->value);
}

enum tenon_error aarch64_refuses_setup_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
}

enum tenon_error aarch64_refuses_complete_read_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_complete_read(v, choice->value);
}

enum tenon_error aarch64_refuses_inject_abort_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                       struct tenon_aarch64_cpu *cpu,
                                                       struct tenon_stage2 *s,
                                                       const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_abort(v);
}

enum tenon_error aarch64_refuses_inject_undefined_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                           struct tenon_aarch64_cpu *cpu,
                                                           struct tenon_stage2 *s,
                                                           const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_undefined(v);
}

enum tenon_error aarch64_refuses_resume_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_resume(v);
}

enum tenon_error aarch64_refuses_create_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_create(v, choice->vm_id, choice->number, choice->preferred_cpu,
                                   choice->value, &choice->config);
}

enum tenon_error aarch64_refuses_abandon_FreeVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_abandon(v);
}

enum tenon_error aarch64_refuses_enable_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return tenon_aarch64_enable(cpu);
}

enum tenon_error aarch64_refuses_disable_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  return tenon_aarch64_disable(cpu);
}

enum tenon_error aarch64_refuses_setup_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
}

enum tenon_error aarch64_refuses_destroy_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_destroy(v);
}

enum tenon_error aarch64_refuses_bind_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_bind(v, cpu);
}

enum tenon_error aarch64_refuses_reset_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_reset(v);
}

enum tenon_error aarch64_refuses_complete_read_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_complete_read(v, choice->value);
}

enum tenon_error aarch64_refuses_inject_abort_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_abort(v);
}

enum tenon_error aarch64_refuses_inject_undefined_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_undefined(v);
}

enum tenon_error aarch64_refuses_resume_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_resume(v);
}

enum tenon_error aarch64_refuses_claim_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  return tenon_aarch64_claim(cpu, choice->number);
}

enum tenon_error aarch64_refuses_create_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_create(v, choice->vm_id, choice->number, choice->preferred_cpu,
                                   choice->value, &choice->config);
}

enum tenon_error aarch64_refuses_abandon_BoundVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_abandon(v);
}

enum tenon_error aarch64_refuses_setup_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                  struct tenon_aarch64_cpu *cpu,
                                                  struct tenon_stage2 *s,
                                                  const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
}

enum tenon_error aarch64_refuses_inject_interrupt_FailedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
}

enum tenon_error aarch64_refuses_lower_interrupt_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                            struct tenon_aarch64_cpu *cpu,
                                                            struct tenon_stage2 *s,
                                                            const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
}

enum tenon_error aarch64_refuses_complete_read_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_complete_read(v, choice->value);
}

enum tenon_error aarch64_refuses_inject_abort_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_abort(v);
}

enum tenon_error aarch64_refuses_inject_undefined_FailedVCpu(
    struct tenon_aarch64_vcpu *v, struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_undefined(v);
}

enum tenon_error aarch64_refuses_resume_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_resume(v);
}

enum tenon_error aarch64_refuses_create_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                   struct tenon_aarch64_cpu *cpu,
                                                   struct tenon_stage2 *s,
                                                   const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_create(v, choice->vm_id, choice->number, choice->preferred_cpu,
                                   choice->value, &choice->config);
}

enum tenon_error aarch64_refuses_abandon_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                    struct tenon_aarch64_cpu *cpu,
                                                    struct tenon_stage2 *s,
                                                    const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_abandon(v);
}

enum tenon_error aarch64_refuses_inject_serror_FailedVCpu(struct tenon_aarch64_vcpu *v,
                                                          struct tenon_aarch64_cpu *cpu,
                                                          struct tenon_stage2 *s,
                                                          const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_serror(v, choice->value);
}

enum tenon_error aarch64_refuses_enable_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice) {
  return tenon_aarch64_enable(cpu);
}

enum tenon_error aarch64_refuses_disable_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice) {
  return tenon_aarch64_disable(cpu);
}

enum tenon_error aarch64_refuses_setup_Exit(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
}

enum tenon_error aarch64_refuses_destroy_Exit(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_destroy(v);
}

enum tenon_error aarch64_refuses_bind_Exit(struct tenon_aarch64_vcpu *v,
                                           struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                           const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_bind(v, cpu);
}

enum tenon_error aarch64_refuses_reset_Exit(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_reset(v);
}

enum tenon_error aarch64_refuses_unbind_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_unbind(v);
}

enum tenon_error aarch64_refuses_claim_Exit(struct tenon_aarch64_vcpu *v,
                                            struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                            const struct lifecycle_choice *choice) {
  return tenon_aarch64_claim(cpu, choice->number);
}

enum tenon_error aarch64_refuses_create_Exit(struct tenon_aarch64_vcpu *v,
                                             struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                             const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_create(v, choice->vm_id, choice->number, choice->preferred_cpu,
                                   choice->value, &choice->config);
}

enum tenon_error aarch64_refuses_setup_NoVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_setup(v, choice->value, s, &choice->setup);
}

enum tenon_error aarch64_refuses_destroy_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_destroy(v);
}

enum tenon_error aarch64_refuses_inject_interrupt_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_interrupt(v, choice->number, choice->flags);
}

enum tenon_error aarch64_refuses_lower_interrupt_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                        struct tenon_aarch64_cpu *cpu,
                                                        struct tenon_stage2 *s,
                                                        const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_lower_interrupt(v, choice->number);
}

enum tenon_error aarch64_refuses_reset_NoVCpu(struct tenon_aarch64_vcpu *v,
                                              struct tenon_aarch64_cpu *cpu, struct tenon_stage2 *s,
                                              const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_reset(v);
}

enum tenon_error aarch64_refuses_complete_read_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_complete_read(v, choice->value);
}

enum tenon_error aarch64_refuses_inject_abort_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                     struct tenon_aarch64_cpu *cpu,
                                                     struct tenon_stage2 *s,
                                                     const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_abort(v);
}

enum tenon_error aarch64_refuses_inject_undefined_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                         struct tenon_aarch64_cpu *cpu,
                                                         struct tenon_stage2 *s,
                                                         const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_undefined(v);
}

enum tenon_error aarch64_refuses_resume_NoVCpu(struct tenon_aarch64_vcpu *v,
                                               struct tenon_aarch64_cpu *cpu,
                                               struct tenon_stage2 *s,
                                               const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_resume(v);
}

enum tenon_error aarch64_refuses_abandon_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                struct tenon_aarch64_cpu *cpu,
                                                struct tenon_stage2 *s,
                                                const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_abandon(v);
}

enum tenon_error aarch64_refuses_inject_serror_NoVCpu(struct tenon_aarch64_vcpu *v,
                                                      struct tenon_aarch64_cpu *cpu,
                                                      struct tenon_stage2 *s,
                                                      const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_inject_serror(v, choice->value);
}

enum tenon_error aarch64_refuses_bind_OfflineCpu(struct tenon_aarch64_vcpu *v,
                                                 struct tenon_aarch64_cpu *cpu,
                                                 struct tenon_stage2 *s,
                                                 const struct lifecycle_choice *choice) {
  return tenon_aarch64_vcpu_bind(v, cpu);
}
