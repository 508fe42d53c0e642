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

TENON_BEGIN_C

/// Whether m->instruction, at frame->rip, of which m->found, m->place and m->copied are set, can be what the CPU stopped at: `access` (TENON_ACCESS_*)
/// at guest-physical `address`. \return TENON_X86_64_CAUSE_nested_access: it is, and *exit is its
/// MmioRead or MmioWrite; else why not, and *exit stays.
/*@ requires plan: \valid(m) && m->instruction.cause < TENON_X86_64_INSN_COUNT;
    requires sane: m->instruction.cause == TENON_X86_64_INSN_known ==>
      x86_insn_sane(&m->instruction);
    requires frame: \valid_read(frame);
    requires segments: \valid_read(segment_base + (0 .. 5));
    requires exit: \valid(exit);
    requires apart: \separated(m, frame, segment_base + (0 .. 5), exit);
    terminates \true; exits \false;
    assigns m->result, m->address, m->linear, m->pending, TENON_EACH_EXIT_FIELD(exit);
    ensures known: \result < TENON_X86_64_CAUSE_COUNT;
    ensures kind: \result == TENON_X86_64_CAUSE_nested_access ==>
      exit->kind == TENON_EXIT_mmio_read || exit->kind == TENON_EXIT_mmio_write;
    ensures where: \result == TENON_X86_64_CAUSE_nested_access ==> exit->address == address; */
uint32_t tenon_x86_64_mmio_begin(struct tenon_x86_64_mmio *m,
                                 const struct tenon_x86_64_frame *frame,
                                 const uint64_t *segment_base, uint64_t address, uint32_t access,
                                 struct tenon_exit *exit);

/// The device has answered a read. \return 1 if the instruction, or its element, is done; 0 if its
/// write is pending.
/*@ requires plan: \valid(m) && x86_insn_sane(&m->instruction);
    requires frame: \valid(frame) && \separated(m, frame);
    terminates \true; exits \false;
    assigns m->result, m->pending, frame->x[0 .. 15], frame->rip, frame->rflags;
    ensures done: \result == 1 - m->pending && m->pending <= 1; */
uint32_t tenon_x86_64_mmio_read(struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame,
                                uint64_t value);

/// The MmioWrite that is pending; it is so no longer.
/*@ requires plan: \valid(m) && x86_insn_sane(&m->instruction);
    requires exit: \valid(exit) && \separated(m, exit);
    terminates \true; exits \false;
    assigns m->pending, TENON_EACH_EXIT_FIELD(exit);
    ensures none: m->pending == 0;
    ensures kind: exit->kind == TENON_EXIT_mmio_write && exit->address == m->address; */
void tenon_x86_64_mmio_next(struct tenon_x86_64_mmio *m, struct tenon_exit *exit);

/// The device has taken the write: the instruction, or its element, is done.
/*@ requires plan: \valid_read(m) && x86_insn_sane(&m->instruction);
    requires frame: \valid(frame) && \separated(m, frame);
    terminates \true; exits \false;
    assigns frame->x[0 .. 15], frame->rip, frame->rflags; */
void tenon_x86_64_mmio_written(const struct tenon_x86_64_mmio *m, struct tenon_x86_64_frame *frame);

TENON_END_C

#endif
