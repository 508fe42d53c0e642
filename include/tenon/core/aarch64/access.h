/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The steps of an emulated access: the exit of the next one, and what its answer does.
#ifndef TENON_CORE_AARCH64_ACCESS_H
#define TENON_CORE_AARCH64_ACCESS_H

#include "tenon/core/aarch64/access_plan.h"
#include "tenon/core/aarch64/access_q.h"
#include "tenon/core/aarch64/advance.h"
#include "tenon/core/aarch64/atomic.h"
#include "tenon/core/aarch64/cause.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

TENON_BEGIN_C

/*@ // What a load puts into its general register.
    logic integer access_extended(integer v, integer width, integer register_width,
                                  integer flags) =
      flags % 2 == 1 ? value_sign_extended(v, width, register_width) : v;

    // The register that gets the first result of an instruction, 31: none. v0 and v1 are what its
    // first two steps read.
    logic integer access_first(integer operation, integer flags, integer rt, integer rs) =
      operation == TENON_AARCH64_OPERATION_LOAD ? (access_is_simd(flags) == 1 ? 31 : rt) :
      operation == TENON_AARCH64_OPERATION_STORE
        ? ((flags / TENON_AARCH64_ACCESS_EXCLUSIVE) % 2 == 1 ? rs : 31) :
      operation == TENON_AARCH64_OPERATION_CAS ? rs :
      operation >= TENON_AARCH64_OPERATION_SWAP ? rt : 31;

    logic integer access_first_value(integer operation, integer flags, integer width,
                                     integer register_width, integer v0) =
      operation == TENON_AARCH64_OPERATION_LOAD
        ? access_extended(v0, width, register_width, flags) :
      operation == TENON_AARCH64_OPERATION_STORE ? 0 : v0;

    logic integer access_second(integer operation, integer flags, integer rt2, integer done) =
      operation == TENON_AARCH64_OPERATION_LOAD && access_is_simd(flags) == 0 && done > 1
        ? rt2 : 31;

    logic integer access_base(integer flags, integer rn) =
      (flags / TENON_AARCH64_ACCESS_WRITEBACK) % 2 == 1 ? rn : 31;

    // General register i < 31 after the instruction.
    logic integer access_final(integer i, integer base, integer base_value, integer second,
                               integer second_value, integer first, integer first_value,
                               integer old) =
      i == base ? base_value : i == second ? second_value : i == first ? first_value : old;

    // A read step ends the instruction if it is the last, or if CAS finds another value.
    logic integer access_read_ends{L}(struct tenon_aarch64_access *a,
                                      struct tenon_aarch64_frame *f, integer data) =
      a->remaining == 1 || (a->operation == TENON_AARCH64_OPERATION_CAS &&
                            data != value_low(frame_x(f, a->rs), a->width)) ? 1 : 0;
*/

#ifdef __FRAMAC__
// clang-format off
/* The step that was next has read `data`. */
#define TENON_AARCH64_ACCESS_KEPT(data)                                                        \
  ensures value0: access->value[0] == (\old(access->done) == 0 ? data : \old(access->value[0])); \
  ensures value1: access->value[1] == (\old(access->done) == 1 ? data : \old(access->value[1])); \
  ensures value2: access->value[2] == (\old(access->done) == 2 ? data : \old(access->value[2])); \
  ensures value3: access->value[3] == (\old(access->done) == 3 ? data : \old(access->value[3]));
/* What the last step does to the guest, v0 and v1 being what the first two steps read; every
 * other general register stays. */
#define TENON_AARCH64_ACCESS_FINISHED(v0, v1)                                                  \
  ensures registers: \forall integer i; 0 <= i < 31 ==>                                        \
    frame->x[i] == \old(access_final(i,                                                        \
      access_base(access->flags, access->rn), access->writeback,                               \
      access_second(access->operation, access->flags, access->rt2,                             \
                    (access->done + 1) % 0x100000000),                                         \
      access_extended(v1, access->width, access->register_width, access->flags),               \
      access_first(access->operation, access->flags, access->rt, access->rs),                  \
      access_first_value(access->operation, access->flags, access->width,                      \
                         access->register_width, v0),                                          \
      frame->x[i]));                                                                           \
  ensures pc: frame->pc == \old(advanced_pc(frame->pc, frame->pstate,                          \
                                            access->instruction_length));                      \
  ensures pstate: frame->pstate == \old(advanced_pstate(frame->pstate));
#define TENON_AARCH64_ACCESS_UNFINISHED                                                        \
  ensures registers: \forall integer i; 0 <= i < 31 ==> frame->x[i] == \old(frame->x[i]);      \
  ensures pc: frame->pc == \old(frame->pc);                                                    \
  ensures pstate: frame->pstate == \old(frame->pstate);
// clang-format on
#endif

/// Fills the exit of the next step: MmioRead or MmioWrite, every field.
///
/// The value of a store from general registers is masked to the width and in bus byte order; the
/// value of a SIMD store is 0 here, because q registers live in the CPU: the caller replaces it
/// with tenon_aarch64_access_q_store(). \pre access->remaining is not 0.
/*@ requires access: \valid_read(access);
    requires frame: \valid_read(frame);
    requires exit: \valid(exit);
    requires apart: \separated(exit, access) && \separated(exit, frame);
    terminates \true; exits \false;
    assigns exit->kind, exit->cause, exit->address, exit->value, exit->argument,
            exit->virtual_address, exit->width, exit->register_index, exit->register_width,
            exit->sign_extend, exit->access, exit->instruction_length, exit->flags, exit->level;
    ensures address: exit->address == \old(access->address);
    ensures virtual_address: exit->virtual_address == far;
    ensures width: exit->width == \old(access->width);
    ensures register_index: exit->register_index ==
      \old(access_is_simd(access->flags) == 1 ? 0 : access_register(access));
    ensures register_width: exit->register_width == \old(access->register_width);
    ensures length: exit->instruction_length == \old(access->instruction_length);
    ensures flags: exit->flags == \old(access_exit_flags(access->operation, access->flags));
    ensures fixed: exit->cause == TENON_AARCH64_CAUSE_DATA_ABORT && exit->argument == 0 &&
                   exit->level == 0;
    behavior read:
      assumes access_reads(access->operation, access->done) == 1;
      ensures kind: exit->kind == TENON_EXIT_mmio_read && exit->access == TENON_ACCESS_READ;
      ensures value: exit->value == 0;
      ensures sign_extend: exit->sign_extend == \old(access->flags % 2);
    behavior write:
      assumes access_reads(access->operation, access->done) == 0;
      ensures kind: exit->kind == TENON_EXIT_mmio_write && exit->access == TENON_ACCESS_WRITE;
      ensures sign_extend: exit->sign_extend == 0;
    behavior store:
      assumes access->operation == TENON_AARCH64_OPERATION_STORE &&
              access_is_simd(access->flags) == 0;
      ensures value: exit->value == \old(access_ordered(frame_x(frame, access_register(access)),
                                                        access->width, access->flags));
    behavior empty:
      assumes access->operation < TENON_AARCH64_OPERATION_STORE ||
              access->operation == TENON_AARCH64_OPERATION_ZERO ||
              (access->operation == TENON_AARCH64_OPERATION_STORE &&
               access_is_simd(access->flags) == 1);
      ensures value: exit->value == 0;
    behavior modify:
      assumes access->operation >= TENON_AARCH64_OPERATION_SWAP && access->done > 0;
      ensures value: exit->value ==
        \old(access_ordered(
               atomic_result(access->operation,
                                    value_low(access->value[0], access->width),
                                    value_low(frame_x(frame, access_register(access)),
                                              access->width), access->width),
               access->width, access->flags));
    complete behaviors read, write;
    disjoint behaviors read, write;
    complete behaviors read, store, empty, modify;
*/
void tenon_aarch64_access_exit(const struct tenon_aarch64_access *access,
                               const struct tenon_aarch64_frame *frame, uint64_t far,
                               struct tenon_exit *exit);

/// Completes a read step with what the bus returned; bits beyond the width are ignored.
/// \return 1: the instruction is finished (general registers, writeback to x0-x30 and PC are in
/// `frame`; q registers and SP: the queries of access_q.h). 0: another step follows. Without a
/// read step to complete nothing changes, and the result is 1.
/*@ requires access: \valid(access);
    requires frame: \valid(frame);
    requires apart: \separated(access, frame);
    terminates \true; exits \false;
    assigns access->address, access->value[0], access->value[1], access->value[2],
            access->value[3], access->remaining, access->done, frame->x[0 .. 30], frame->pc,
            frame->pstate;
    ensures mode: frame->pstate % 32 == \old(frame->pstate) % 32;
    behavior nothing:
      assumes access->remaining == 0 || access_reads(access->operation, access->done) == 0;
      ensures result: \result == 1;
      ensures progress: access->remaining == \old(access->remaining) &&
                        access->done == \old(access->done) &&
                        access->address == \old(access->address);
      ensures value: access->value[0] == \old(access->value[0]) &&
                     access->value[1] == \old(access->value[1]) &&
                     access->value[2] == \old(access->value[2]) &&
                     access->value[3] == \old(access->value[3]);
      TENON_AARCH64_ACCESS_UNFINISHED
    behavior more:
      assumes access->remaining != 0 && access_reads(access->operation, access->done) == 1 &&
              access_read_ends(access, frame,
                               access_ordered(value, access->width, access->flags)) == 0;
      ensures result: \result == 0;
      ensures progress: access->remaining == \old(access->remaining) - 1 &&
                        access->done == (\old(access->done) + 1) % 0x100000000;
      ensures address: access->address ==
        (access->operation == TENON_AARCH64_OPERATION_LOAD
           ? value_sum(\old(access->address), access->width) : \old(access->address));
      TENON_AARCH64_ACCESS_KEPT(access_ordered(value, access->width, access->flags))
      TENON_AARCH64_ACCESS_UNFINISHED
    behavior last:
      assumes access->remaining != 0 && access_reads(access->operation, access->done) == 1 &&
              access_read_ends(access, frame,
                               access_ordered(value, access->width, access->flags)) == 1;
      ensures result: \result == 1;
      ensures progress: access->remaining == 0 &&
                        access->done == (\old(access->done) + 1) % 0x100000000 &&
                        access->address == \old(access->address);
      TENON_AARCH64_ACCESS_KEPT(access_ordered(value, access->width, access->flags))
      TENON_AARCH64_ACCESS_FINISHED(
        (access->done == 0 ? access_ordered(value, access->width, access->flags)
                           : access->value[0]),
        (access->done == 1 ? access_ordered(value, access->width, access->flags)
                           : access->value[1]))
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_access_complete_read(struct tenon_aarch64_access *access,
                                            struct tenon_aarch64_frame *frame, uint64_t value);

/// Completes a write step. \return as tenon_aarch64_access_complete_read().
/*@ requires access: \valid(access);
    requires frame: \valid(frame);
    requires apart: \separated(access, frame);
    terminates \true; exits \false;
    assigns access->address, access->remaining, access->done, frame->x[0 .. 30], frame->pc,
            frame->pstate;
    ensures mode: frame->pstate % 32 == \old(frame->pstate) % 32;
    behavior nothing:
      assumes access->remaining == 0 || access_reads(access->operation, access->done) == 1;
      ensures result: \result == 1;
      ensures progress: access->remaining == \old(access->remaining) &&
                        access->done == \old(access->done) &&
                        access->address == \old(access->address);
      TENON_AARCH64_ACCESS_UNFINISHED
    behavior more:
      assumes access->remaining > 1 && access_reads(access->operation, access->done) == 0;
      ensures result: \result == 0;
      ensures progress: access->remaining == \old(access->remaining) - 1 &&
                        access->done == (\old(access->done) + 1) % 0x100000000;
      ensures address: access->address == value_sum(\old(access->address), access->width);
      TENON_AARCH64_ACCESS_UNFINISHED
    behavior last:
      assumes access->remaining == 1 && access_reads(access->operation, access->done) == 0;
      ensures result: \result == 1;
      ensures progress: access->remaining == 0 &&
                        access->done == (\old(access->done) + 1) % 0x100000000 &&
                        access->address == \old(access->address);
      TENON_AARCH64_ACCESS_FINISHED(access->value[0], access->value[1])
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_access_complete_write(struct tenon_aarch64_access *access,
                                             struct tenon_aarch64_frame *frame);

TENON_END_C

#endif
