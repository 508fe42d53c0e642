/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A vCPU without hardware: it plays a list of exits and writes down how each was answered, so
/// that hypervisor code is unit-tested on any host.
#ifndef TENON_CORE_SCRIPTED_VCPU_H
#define TENON_CORE_SCRIPTED_VCPU_H

#include "tenon/core/error.h"
#include "tenon/core/exit.h"
#include "tenon/core/vcpu.h"

TENON_BEGIN_C

struct tenon_scripted_vcpu;

/// The causes that a script itself can have; other values are the script's own business.
enum tenon_scripted_cause {
  TENON_SCRIPTED_CAUSE_SCRIPT = 0, ///< an exit of the script
  TENON_SCRIPTED_CAUSE_END         ///< the script has no exit left (kind Unhandled)
};

/// How an exit was answered.
enum tenon_scripted_answer_kind {
  TENON_SCRIPTED_READ = 0, ///< completed with a value
  TENON_SCRIPTED_WRITE,    ///< completed without one
  TENON_SCRIPTED_CALL,     ///< completed with a status or result
  TENON_SCRIPTED_RESUME,
  TENON_SCRIPTED_UNDEFINED, ///< an undefined-instruction exception was injected
  TENON_SCRIPTED_ABORT,     ///< an abort was injected
  TENON_SCRIPTED_STOP,
  TENON_SCRIPTED_INTERRUPT, ///< not an answer: a virtual interrupt was injected
  TENON_SCRIPTED_LOWER      ///< not an answer: its line was lowered
};

struct tenon_scripted_answer {
  uint32_t kind; ///< enum tenon_scripted_answer_kind
  uint32_t exit; ///< the kind of the exit that was answered; the interrupt id for an interrupt
  uint64_t value;
};

/// A simulated physical CPU.
struct tenon_scripted_cpu {
  struct tenon_scripted_vcpu *loaded;
  uint32_t id;
  uint32_t claimed;
  uint32_t enabled;
  uint32_t fail_binds; ///< the next so many binds fail midway, as hardware can
};

/// What a script is played from. Both arrays belong to the caller.
struct tenon_scripted_config {
  const struct tenon_exit *script; ///< an EntryFailed in it makes that entry fail
  uint32_t length;
  uint32_t log_capacity;             ///< answers beyond it are counted, not kept
  struct tenon_scripted_answer *log; ///< may be null if log_capacity is 0
};

struct tenon_scripted_vcpu {
  struct tenon_vcpu common;
  struct tenon_exit exit;
  struct tenon_scripted_cpu *cpu;
  struct tenon_scripted_config config;
  uint32_t next;    ///< index of the next exit of the script
  uint32_t answers; ///< answers so far
  uint64_t root;
  uint64_t x[32]; ///< x[31] is the zero register and stays 0
  uint64_t pc;
};

/// The simulated CPU that this thread stands for; null before one is enabled. A test moves its
/// thread to another CPU with the setter.
struct tenon_scripted_cpu *tenon_scripted_this_cpu(void);
void tenon_scripted_set_this_cpu(struct tenon_scripted_cpu *cpu);

enum tenon_error tenon_scripted_claim(struct tenon_scripted_cpu *cpu, uint32_t id);
enum tenon_error tenon_scripted_enable(struct tenon_scripted_cpu *cpu);
enum tenon_error tenon_scripted_disable(struct tenon_scripted_cpu *cpu);

enum tenon_error tenon_scripted_create(struct tenon_scripted_vcpu *vcpu, uint32_t vm_id,
                                       uint32_t vcpu_id, uint32_t preferred_cpu, uint64_t cpu_mask,
                                       const struct tenon_scripted_config *config);
enum tenon_error tenon_scripted_setup(struct tenon_scripted_vcpu *vcpu, uint64_t entry,
                                      uint64_t root);
enum tenon_error tenon_scripted_bind(struct tenon_scripted_vcpu *vcpu,
                                     struct tenon_scripted_cpu *cpu);
void tenon_scripted_run(struct tenon_scripted_vcpu *vcpu);
/// Instead of a run, after a kick: the exit is Preempted, the script stays where it is.
void tenon_scripted_preempt(struct tenon_scripted_vcpu *vcpu);
enum tenon_error tenon_scripted_unbind(struct tenon_scripted_vcpu *vcpu);
enum tenon_error tenon_scripted_reset(struct tenon_scripted_vcpu *vcpu);
enum tenon_error tenon_scripted_destroy(struct tenon_scripted_vcpu *vcpu);

void tenon_scripted_complete_read(struct tenon_scripted_vcpu *vcpu, uint64_t value);
void tenon_scripted_complete_write(struct tenon_scripted_vcpu *vcpu);
void tenon_scripted_complete_call(struct tenon_scripted_vcpu *vcpu, uint64_t value);
void tenon_scripted_resume(struct tenon_scripted_vcpu *vcpu);
void tenon_scripted_inject_undefined(struct tenon_scripted_vcpu *vcpu);
void tenon_scripted_inject_abort(struct tenon_scripted_vcpu *vcpu);
void tenon_scripted_abandon(struct tenon_scripted_vcpu *vcpu);
enum tenon_error tenon_scripted_inject_interrupt(struct tenon_scripted_vcpu *vcpu,
                                                 uint32_t interrupt);
enum tenon_error tenon_scripted_lower_interrupt(struct tenon_scripted_vcpu *vcpu,
                                                uint32_t interrupt);

TENON_END_C

#endif
