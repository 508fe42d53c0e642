/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The plan of an emulated memory access: what is left to do of one guest instruction.
///
/// One instruction may need several device accesses (LDP, q registers, LSE atomics, DC ZVA). The
/// plan is stepped: each step is one MmioRead or MmioWrite exit. No guest register changes before
/// the last step, which applies all results, the writeback, and advances the PC; so an abort that
/// answers any step leaves the guest as the manual wants it (DDI 0487 D1.3.6: the base register
/// is restored).
#ifndef TENON_CORE_AARCH64_ACCESS_PLAN_H
#define TENON_CORE_AARCH64_ACCESS_PLAN_H

#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/operation.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"
#include "tenon/core/value.h"

/// tenon_aarch64_access.flags
#define TENON_AARCH64_ACCESS_SIGN_EXTEND 1u ///< loads sign-extend to register_width
#define TENON_AARCH64_ACCESS_BIG_ENDIAN 2u  ///< bytes are swapped between register and bus
#define TENON_AARCH64_ACCESS_SIMD 4u        ///< rt and rt2 name q registers
#define TENON_AARCH64_ACCESS_EXCLUSIVE 8u   ///< LDXR/STXR; a store sets rs := 0 (success)
#define TENON_AARCH64_ACCESS_WRITEBACK 16u  ///< rn := writeback once all steps are done

/// The two registers of a pair lie at `address` and `address + element`; a q register is moved in
/// two steps of 8 bytes. Step k (from 0) moves the bytes at `first address + k * width`.
struct tenon_aarch64_access {
  uint64_t address;           ///< guest-physical address of the next (or else the last) step
  uint64_t writeback;         ///< new value of rn, if flagged
  uint64_t value[4];          ///< what read step k returned, zero-extended, in register byte order
  uint32_t flags;             ///< TENON_AARCH64_ACCESS_*
  uint32_t remaining;         ///< steps left, 0 = no access under way
  uint32_t done;              ///< steps done
  uint8_t operation;          ///< enum tenon_aarch64_operation
  uint8_t width;              ///< bytes of one step: 1, 2, 4, 8
  uint8_t element;            ///< bytes of one register's part: width, or 16 for q registers
  uint8_t register_width;     ///< 4 or 8 (general registers), 0 (SIMD)
  uint8_t rt;                 ///< first data register
  uint8_t rt2;                ///< second data register of a pair
  uint8_t rs;                 ///< operand, compare or status register
  uint8_t rn;                 ///< base register, 31 = SP
  uint8_t instruction_length; ///< bytes by which the last step advances the PC: 2 or 4
  uint8_t reserved[3];        ///< zero
};

/*@ logic integer frame_x{L}(struct tenon_aarch64_frame *f, integer i) = i < 31 ? f->x[i] : 0;

    // Whether the next step reads.
    logic integer access_reads(integer operation, integer done) =
      operation == TENON_AARCH64_OPERATION_LOAD ||
      (operation >= TENON_AARCH64_OPERATION_SWAP && done == 0) ? 1 : 0;

    // Between the order of bytes on the bus (little-endian) and in the register; its own inverse.
    logic integer access_ordered(integer v, integer width, integer flags) =
      (flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2 == 1 ? value_swapped(v, width)
                                                         : value_low(v, width);

    // Which register of a pair the next step belongs to: 0 or 1.
    logic integer access_index(integer element, integer done) =
      element == 16 ? done / 2 : done;

    // The register that the next step reads or writes. Of read-modify-write, rs is the operand and
    // rt gets the old memory; of CAS, rt is the new memory and rs gets the old one.
    logic integer access_register{L}(struct tenon_aarch64_access *a) =
      a->operation == TENON_AARCH64_OPERATION_ZERO ? 31 :
      a->operation == TENON_AARCH64_OPERATION_CAS ? (a->done == 0 ? a->rs : a->rt) :
      a->operation >= TENON_AARCH64_OPERATION_SWAP ? (a->done == 0 ? a->rt : a->rs) :
      access_index(a->element, a->done) == 0 ? a->rt : a->rt2;

    logic integer access_exit_flags(integer operation, integer flags) =
      (operation >= TENON_AARCH64_OPERATION_SWAP ||
       (flags / TENON_AARCH64_ACCESS_EXCLUSIVE) % 2 == 1 ? TENON_EXIT_FLAG_ATOMIC : 0) +
      ((flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2) * TENON_EXIT_FLAG_BIG_ENDIAN;

    logic integer access_is_simd(integer flags) = (flags / TENON_AARCH64_ACCESS_SIMD) % 2;
*/

TENON_BEGIN_C

/// 1 if the next step reads, 0 if it writes.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures reads: \result == access_reads(operation, done);
*/
static inline uint32_t tenon_aarch64_access_reads(uint32_t operation, uint32_t done) {
  if (operation == TENON_AARCH64_OPERATION_LOAD) {
    return 1u;
  }
  return operation >= TENON_AARCH64_OPERATION_SWAP && done == 0u ? 1u : 0u;
}

/// The low `width` bytes of `value`, between bus byte order and the guest's.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures ordered: \result == access_ordered(value, width, flags);
*/
static inline uint64_t tenon_aarch64_access_ordered(uint64_t value, uint32_t width,
                                                    uint32_t flags) {
  if ((flags / TENON_AARCH64_ACCESS_BIG_ENDIAN) % 2u == 1u) {
    return tenon_value_swap(value, width);
  }
  return tenon_value_low(value, width);
}

TENON_END_C

#endif
