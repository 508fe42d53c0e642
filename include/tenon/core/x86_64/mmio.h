/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The access of a guest's instruction to a device: which exits it becomes, in order, and what the
/// answers make of the guest. A load or store is one exit; an instruction that changes memory is a
/// read and then a write, between which the guest does not run; REP is one exit for each element.
#ifndef TENON_CORE_X86_64_MMIO_H
#define TENON_CORE_X86_64_MMIO_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/access_result.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/frame.h"
#include "tenon/core/x86_64/string.h"

struct tenon_x86_64_mmio {
  struct tenon_x86_64_instruction instruction; ///< of the last MmioRead or MmioWrite
  struct tenon_x86_64_result result;           ///< before the store is done
  uint64_t address;                            ///< guest-physical
  uint64_t linear;
  uint32_t pending; ///< 1: the read of a change is done, and its write is the next exit
  uint32_t found;   ///< 1: of a MOVS, the operand that is in memory is known
  struct tenon_x86_64_place place; ///< where it is
  uint64_t copied;                 ///< what is there, if it is the source
};

/*@
  predicate x86_mmio_sane{L}(struct tenon_x86_64_mmio *m) =
    x86_insn_sane{L}(&m->instruction) &&
    \at(m->instruction.operation, L) != TENON_X86_64_OPERATION_NONE;

  // All of the frame that instructions change.
  predicate x86_mmio_frame_same{A, B}(struct tenon_x86_64_frame *f) =
    x86_others_same{A, B}(f, 16) && \at(f->rip, A) == \at(f->rip, B) &&
    \at(f->rflags, A) == \at(f->rflags, B);

  // The exit of m's instruction at m->address, of one kind.
  predicate x86_mmio_exit{L}(struct tenon_x86_64_mmio *m, struct tenon_exit *e) =
    \at(e->cause, L) == TENON_X86_64_CAUSE_nested_access &&
    \at(e->address, L) == \at(m->address, L) && \at(e->virtual_address, L) == \at(m->linear, L) &&
    \at(e->argument, L) == 0 && \at(e->level, L) == 0 &&
    \at(e->width, L) == \at(m->instruction.width, L) &&
    \at(e->register_index, L) == \at(m->instruction.reg, L) &&
    \at(e->register_width, L) == \at(m->instruction.register_width, L) &&
    \at(e->instruction_length, L) == \at(m->instruction.length, L) &&
    \at(e->flags, L) == (\at(m->instruction.lock, L) == 1 ? TENON_EXIT_FLAG_ATOMIC : 0);
  predicate x86_mmio_is_read{L}(struct tenon_x86_64_mmio *m, struct tenon_exit *e) =
    \at(e->kind, L) == TENON_EXIT_mmio_read && \at(e->access, L) == TENON_ACCESS_READ &&
    \at(e->value, L) == 0 && \at(e->sign_extend, L) == \at(m->instruction.extend, L);
  predicate x86_mmio_is_write{L}(struct tenon_x86_64_mmio *m, struct tenon_exit *e) =
    \at(e->kind, L) == TENON_EXIT_mmio_write && \at(e->access, L) == TENON_ACCESS_WRITE &&
    \at(e->value, L) == \at(m->result.value, L) && \at(e->sign_extend, L) == 0;
*/

TENON_BEGIN_C

/// Whether m->instruction, at frame->rip, of which m->found, m->place and m->copied are set, can be
/// what the CPU stopped at: `access` (TENON_ACCESS_*) at guest-physical `address`.
/// \return TENON_X86_64_CAUSE_nested_access: it is, and *exit is its MmioRead or MmioWrite; else why
/// not, and *exit stays.
/*@ requires plan: \valid(m) && m->instruction.cause < TENON_X86_64_INSN_COUNT;
    requires sane: m->instruction.cause == TENON_X86_64_INSN_known ==> x86_mmio_sane(m);
    requires frame: \valid_read(frame);
    requires segments: \valid_read(segment_base + (0 .. 5));
    requires exit: \valid(exit);
    requires apart: \separated(m, frame, segment_base + (0 .. 5), exit);
    terminates \true; exits \false;
    assigns m->result, m->address, m->linear, m->pending, TENON_EACH_EXIT_FIELD(exit);
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures refused: m->instruction.cause != TENON_X86_64_INSN_known ==>
      \result == TENON_X86_64_CAUSE_insn_known + m->instruction.cause;
    ensures kind: \result == TENON_X86_64_CAUSE_nested_access ==>
      x86_mmio_is_read(m, exit) || x86_mmio_is_write(m, exit);
    ensures what: \result == TENON_X86_64_CAUSE_nested_access ==> x86_mmio_exit(m, exit);
    ensures where: \result == TENON_X86_64_CAUSE_nested_access ==> m->address == address &&
      m->linear % 0x1000 == address % 0x1000 &&
      m->linear % 0x1000 + m->instruction.width <= 0x1000;
    ensures first: m->pending ==
      (\result == TENON_X86_64_CAUSE_nested_access ? 0 : \old(m->pending));
    ensures plan: m->instruction.cause == TENON_X86_64_INSN_known ==> x86_mmio_sane(m);
    // Of a change, the read comes first.
    ensures change: \result == TENON_X86_64_CAUSE_nested_access &&
      m->instruction.direction == TENON_X86_64_DIRECTION_UPDATE && m->instruction.repeat == 0 ==>
      exit->kind == TENON_EXIT_mmio_read;
    ensures store: \result == TENON_X86_64_CAUSE_nested_access &&
      m->instruction.direction == TENON_X86_64_DIRECTION_STORE ==>
      exit->kind == TENON_EXIT_mmio_write;
    ensures copy: \result == TENON_X86_64_CAUSE_nested_access &&
      m->instruction.direction == TENON_X86_64_DIRECTION_COPY ==> m->found != 0 &&
      exit->kind == (access == TENON_ACCESS_READ ? TENON_EXIT_mmio_read : TENON_EXIT_mmio_write);
    ensures stays: \result != TENON_X86_64_CAUSE_nested_access ==>
      exit->kind == \old(exit->kind) && exit->cause == \old(exit->cause) &&
      exit->address == \old(exit->address) && exit->value == \old(exit->value) &&
      exit->argument == \old(exit->argument) &&
      exit->virtual_address == \old(exit->virtual_address) &&
      exit->width == \old(exit->width) && exit->register_index == \old(exit->register_index) &&
      exit->register_width == \old(exit->register_width) &&
      exit->sign_extend == \old(exit->sign_extend) && exit->access == \old(exit->access) &&
      exit->instruction_length == \old(exit->instruction_length) &&
      exit->flags == \old(exit->flags) && exit->level == \old(exit->level); */
uint32_t tenon_x86_64_mmio_begin(struct tenon_x86_64_mmio *m,
                                 const struct tenon_x86_64_frame *frame,
                                 const uint64_t *segment_base, uint64_t address, uint32_t access,
                                 struct tenon_exit *exit);

/// The device has answered a read. \return 1 if the instruction, or its element, is done; 0 if its
/// write is pending.
/*@ requires plan: \valid(m) && x86_mmio_sane(m);
    requires frame: \valid(frame) && \separated(m, frame);
    terminates \true; exits \false;
    assigns m->result, m->pending, frame->x[0 .. 15], frame->rip, frame->rflags;
    ensures plan: x86_mmio_sane(m);
    ensures done: \result == 1 - m->pending && m->pending <= 1;
    ensures change: m->pending ==
      (m->instruction.direction == TENON_X86_64_DIRECTION_UPDATE ? 1 : 0);
    // Nothing of the guest changes before the write is done.
    ensures waits: m->pending == 1 ==> x86_mmio_frame_same{Pre, Here}(frame);
    ensures others: !x86_is_string(m->instruction.operation) ==>
      x86_others_same{Pre, Here}(frame, m->instruction.reg);
    ensures loaded: m->instruction.operation == TENON_X86_64_OPERATION_MOV &&
      m->instruction.to_register == 1 && m->pending == 0 ==>
      frame->x[m->instruction.reg] ==
        x86_written{Pre}(&m->instruction, &frame->x[0], x86_loaded{Pre}(&m->instruction, value)) &&
      frame->rflags == \old(frame->rflags); */
uint32_t tenon_x86_64_mmio_read(struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame,
                                uint64_t value);

/// The MmioWrite that is pending; it is so no longer.
/*@ requires plan: \valid(m) && x86_mmio_sane(m);
    requires exit: \valid(exit) && \separated(m, exit);
    terminates \true; exits \false;
    assigns m->pending, TENON_EACH_EXIT_FIELD(exit);
    ensures plan: x86_mmio_sane(m);
    ensures none: m->pending == 0;
    ensures kind: x86_mmio_is_write(m, exit);
    ensures what: x86_mmio_exit(m, exit); */
void tenon_x86_64_mmio_next(struct tenon_x86_64_mmio *m, struct tenon_exit *exit);

/// The device has taken the write: the instruction, or its element, is done.
/*@ requires plan: \valid_read(m) && x86_mmio_sane(m);
    requires frame: \valid(frame) && \separated(m, frame);
    terminates \true; exits \false;
    assigns frame->x[0 .. 15], frame->rip, frame->rflags;
    ensures register: !x86_is_string(m->instruction.operation) ==>
      frame->x[m->instruction.reg] == (m->result.writes_register == 1
        ? m->result.new_value : \old(frame->x[m->instruction.reg]));
    ensures others: !x86_is_string(m->instruction.operation) ==>
      x86_others_same{Pre, Here}(frame, m->instruction.reg);
    ensures flags: !x86_is_string(m->instruction.operation) ==> frame->rflags == m->result.rflags;
    ensures string: x86_is_string(m->instruction.operation) ==>
      frame->rflags == \old(frame->rflags);
    ensures rip: !x86_is_string(m->instruction.operation) ==> frame->rip ==
      x86_next_rip(\old(frame->rip), m->instruction.length, m->instruction.mode); */
void tenon_x86_64_mmio_written(const struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame);

TENON_END_C

#endif
