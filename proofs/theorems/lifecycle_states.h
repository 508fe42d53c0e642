/* SPDX-License-Identifier: Apache-2.0 */
/* The states of lifecycle.def as predicates on what a vCPU and a CPU keep in memory and on the ghost
 * CPU of hardware.h: one for each state, the same for every operation and on every ISA. Before it
 * is included, an ISA says:
 *
 * LIFECYCLE_TYPE(name)  the struct of that name
 * LIFECYCLE_TERM(name)  the predicate of the core of that name
 * LIFECYCLE_THIS_CPU    the CPU that executes
 * LIFECYCLE_MORE(L, v)  what its vcpu_sound leaves out of a vCPU that is set up
 */
#ifndef TENON_PROOFS_LIFECYCLE_STATES_H
#define TENON_PROOFS_LIFECYCLE_STATES_H

/*@
  // A vCPU, the CPU that executes, and the second stage that setup is given.
  predicate lifecycle_apart{L}(LIFECYCLE_TYPE(vcpu) *v, LIFECYCLE_TYPE(cpu) *cpu,
                               struct tenon_stage2 *s) =
    \valid{L}(v) && \valid{L}(cpu) && \valid{L}(s) && \separated(v, cpu, s);

  predicate lifecycle_UnclaimedCpu{L}(LIFECYCLE_TYPE(cpu) *cpu) = \at(cpu->claimed, L) == 0;

  predicate lifecycle_OfflineCpu{L}(LIFECYCLE_TYPE(cpu) *cpu) =
    \at(cpu->claimed, L) != 0 && \at(cpu->enabled, L) == 0 && \at(cpu->loaded, L) == \null &&
    \at(cpu->id, L) < TENON_CPU_MAX;

  predicate lifecycle_IdleCpu{L}(LIFECYCLE_TYPE(cpu) *cpu) =
    \at(cpu->claimed, L) != 0 && \at(cpu->enabled, L) != 0 && \at(cpu->loaded, L) == \null &&
    \at(cpu->id, L) < TENON_CPU_MAX && \at(LIFECYCLE_THIS_CPU, L) == cpu &&
    LIFECYCLE_TERM(cpu_sound){L}(cpu);

  // Storage without a vCPU.
  predicate lifecycle_NoVCpu{L}(LIFECYCLE_TYPE(vcpu) *v) =
    LIFECYCLE_TERM(vcpu_is){L}(v, TENON_VCPU_NONE);

  predicate lifecycle_CreatedVCpu{L}(LIFECYCLE_TYPE(vcpu) *v) =
    LIFECYCLE_TERM(vcpu_is){L}(v, TENON_VCPU_CREATED) && LIFECYCLE_TERM(vcpu_sound){L}(v);

  predicate lifecycle_FailedVCpu{L}(LIFECYCLE_TYPE(vcpu) *v) =
    LIFECYCLE_TERM(vcpu_is){L}(v, TENON_VCPU_FAILED) && LIFECYCLE_TERM(vcpu_sound){L}(v);

  predicate lifecycle_FreeVCpu{L}(LIFECYCLE_TYPE(vcpu) *v, struct tenon_stage2 *s) =
    LIFECYCLE_TERM(vcpu_is){L}(v, TENON_VCPU_FREE) && LIFECYCLE_TERM(vcpu_sound){L}(v) &&
    LIFECYCLE_MORE(L, v) && \at(v->stage2, L) == s;

  // Loaded on the CPU that executes; vcpu_sound says what its registers hold (vcpu_here).
  predicate lifecycle_loaded{L}(LIFECYCLE_TYPE(vcpu) *v, LIFECYCLE_TYPE(cpu) *cpu,
                                struct tenon_stage2 *s) =
    LIFECYCLE_TERM(vcpu_sound){L}(v) && LIFECYCLE_MORE(L, v) && \at(v->stage2, L) == s &&
    \at(v->cpu, L) == cpu && \at(cpu->claimed, L) != 0 && \at(cpu->id, L) < TENON_CPU_MAX;

  predicate lifecycle_BoundVCpu{L}(LIFECYCLE_TYPE(vcpu) *v, LIFECYCLE_TYPE(cpu) *cpu,
                                   struct tenon_stage2 *s) =
    LIFECYCLE_TERM(vcpu_is){L}(v, TENON_VCPU_BOUND) && lifecycle_loaded{L}(v, cpu, s);

  // Every exit type: which continuation answers which exit makes no difference to these.
  predicate lifecycle_Exit{L}(LIFECYCLE_TYPE(vcpu) *v, LIFECYCLE_TYPE(cpu) *cpu,
                              struct tenon_stage2 *s) =
    LIFECYCLE_TERM(vcpu_is){L}(v, TENON_VCPU_EXITED) && lifecycle_loaded{L}(v, cpu, s);

  // What a program can hold of them: a CPU token beside a vCPU that is not loaded, or a loaded
  // vCPU, which owns its CPU's.
  predicate lifecycle_cpu{L}(LIFECYCLE_TYPE(cpu) *cpu) =
    lifecycle_UnclaimedCpu{L}(cpu) || lifecycle_OfflineCpu{L}(cpu) || lifecycle_IdleCpu{L}(cpu);

  predicate lifecycle_unloaded{L}(LIFECYCLE_TYPE(vcpu) *v, struct tenon_stage2 *s) =
    lifecycle_NoVCpu{L}(v) || lifecycle_CreatedVCpu{L}(v) || lifecycle_FreeVCpu{L}(v, s) ||
    lifecycle_FailedVCpu{L}(v);

  predicate lifecycle_any{L}(LIFECYCLE_TYPE(vcpu) *v, LIFECYCLE_TYPE(cpu) *cpu,
                             struct tenon_stage2 *s) =
    (lifecycle_cpu{L}(cpu) && lifecycle_unloaded{L}(v, s)) || lifecycle_BoundVCpu{L}(v, cpu, s) ||
    lifecycle_Exit{L}(v, cpu, s);
*/

/// One step of a program: which operation, and with what.
struct lifecycle_choice {
  uint32_t operation; ///< enum lifecycle_operation
  uint32_t on_cpu;    ///< nonzero: on the token of a CPU, if the program holds it
  uint32_t number;    ///< a register, an interrupt, an id
  uint32_t flags;
  uint32_t vm_id;
  uint32_t preferred_cpu;
  uint64_t value;
  LIFECYCLE_TYPE(config) config;
  LIFECYCLE_TYPE(setup) setup;
};

/*@ predicate lifecycle_chosen{L}(LIFECYCLE_TYPE(vcpu) *v, LIFECYCLE_TYPE(cpu) *cpu,
                                   struct tenon_stage2 *s, struct lifecycle_choice *choice) =
      \valid_read{L}(choice) && \separated(v, choice) && \separated(cpu, choice) &&
      \separated(s, choice); */

#endif
