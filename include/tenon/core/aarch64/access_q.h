/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What an emulated access means for state that lives in the CPU while the vCPU is bound: q
/// registers and the stack pointer.
///
/// A q register is moved in two steps of 8 bytes at ascending addresses. A little-endian guest has
/// its low half first, a big-endian one its high half: the manual swaps all 16 bytes (DDI 0487
/// shared pseudocode Mem[], BigEndianReverse).
#ifndef TENON_CORE_AARCH64_ACCESS_Q_H
#define TENON_CORE_AARCH64_ACCESS_Q_H

#include "tenon/core/aarch64/access_plan.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/*@ logic integer access_big_endian(integer flags) =
      (flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2;

    // Which half of its register step `step` moves.
    logic integer access_half(integer element, integer flags, integer step) =
      element != 16 ? 0 : (step + access_big_endian(flags)) % 2;
*/

/// The q register (0-31) that the next step of a SIMD store reads; TENON_NONE: no SIMD store.
/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    behavior simd_store:
      assumes access_is_simd(access->flags) == 1 && access->remaining != 0 &&
              access->operation == TENON_AARCH64_OPERATION_STORE;
      ensures source: \result == access_register(access) % 32;
    behavior other:
      assumes access_is_simd(access->flags) == 0 || access->remaining == 0 ||
              access->operation != TENON_AARCH64_OPERATION_STORE;
      ensures none: \result == TENON_NONE;
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_access_q_source(const struct tenon_aarch64_access *access);

/// Which half of it: 0 = bits 63:0, 1 = bits 127:64.
/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    ensures half: \result == access_half(access->element, access->flags, access->done);
    ensures range: \result <= 1;
*/
uint32_t tenon_aarch64_access_q_half(const struct tenon_aarch64_access *access);

/// What the next step of a SIMD store writes, given that half: masked, in bus byte order.
/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    ensures stored: \result == access_ordered(half, access->width, access->flags);
*/
uint64_t tenon_aarch64_access_q_store(const struct tenon_aarch64_access *access, uint64_t half);

/// After the last step: how many q registers the instruction loads, 0 (not a SIMD load), 1 or 2.
/// The first is `rt`, the second `rt2`.
/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    behavior simd_load:
      assumes access_is_simd(access->flags) == 1 &&
              access->operation == TENON_AARCH64_OPERATION_LOAD;
      ensures loads: \result == (access_index(access->element, access->done) >= 2
                                  ? 2 : access_index(access->element, access->done));
    behavior other:
      assumes access_is_simd(access->flags) == 0 ||
              access->operation != TENON_AARCH64_OPERATION_LOAD;
      ensures none: \result == 0;
    complete behaviors; disjoint behaviors;
*/
uint32_t tenon_aarch64_access_q_loads(const struct tenon_aarch64_access *access);

/// After the last step: bits 63:0 (`half` 0) or 127:64 (`half` 1) of loaded q register `index`
/// (0 or 1); narrower loads zero-extend.
/*@ requires access: \valid_read(access);
    requires index: index <= 1;
    requires half: half <= 1;
    terminates \true; exits \false; assigns \nothing;
    behavior narrow:
      assumes access->element != 16;
      ensures loaded: \result == (half == 1 ? 0 : index == 0 ? access->value[0]
                                                              : access->value[1]);
    behavior wide:
      assumes access->element == 16;
      ensures loaded: \forall integer step; 0 <= step < 4 && step / 2 == index &&
        access_half(16, access->flags, step) == half ==> \result == access->value[step];
    complete behaviors; disjoint behaviors;
*/
uint64_t tenon_aarch64_access_q_loaded(const struct tenon_aarch64_access *access, uint32_t index,
                                       uint32_t half);

/// After the last step: 1 if SP := access->writeback is left to do.
/*@ requires access: \valid_read(access);
    terminates \true; exits \false; assigns \nothing;
    ensures sp: \result == (access->rn == 31 &&
      (access->flags / TENON_AARCH64_ACCESS_WRITEBACK) % 2 == 1 ? 1 : 0);
*/
uint32_t tenon_aarch64_access_writes_sp(const struct tenon_aarch64_access *access);

TENON_END_C

#endif
