/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The plan of an emulated memory access: what is left to do of one guest instruction.
///
/// One instruction may need several device accesses (LDP, q registers, LSE atomics, DC ZVA). The
/// plan is stepped: each step is one MmioRead or MmioWrite exit. No guest register changes before
/// the last step, which applies all results, the writeback, and advances the PC; so an abort that
/// answers any step leaves the guest as the manual wants it (DDI 0487 D1.3.6: the base register
/// is restored).
#ifndef TENON_CORE_AARCH64_ACCESS_H
#define TENON_CORE_AARCH64_ACCESS_H

#include "tenon/core/aarch64/frame.h"
#include "tenon/core/base.h"
#include "tenon/core/exit.h"

enum tenon_aarch64_operation {
  TENON_AARCH64_OPERATION_NONE = 0, ///< no access under way
  TENON_AARCH64_OPERATION_LOAD,     ///< rt (and rt2) := memory
  TENON_AARCH64_OPERATION_STORE,    ///< memory := rt (and rt2)
  TENON_AARCH64_OPERATION_ZERO,     ///< memory := 0 (DC ZVA)
  TENON_AARCH64_OPERATION_SWAP,     ///< rt := memory; memory := rs
  TENON_AARCH64_OPERATION_CAS,      ///< memory == rs ? memory := rt; rs := old memory
  TENON_AARCH64_OPERATION_ADD,      ///< rt := memory; memory := old op rs, here and below
  TENON_AARCH64_OPERATION_CLR,
  TENON_AARCH64_OPERATION_EOR,
  TENON_AARCH64_OPERATION_SET,
  TENON_AARCH64_OPERATION_SMAX,
  TENON_AARCH64_OPERATION_SMIN,
  TENON_AARCH64_OPERATION_UMAX,
  TENON_AARCH64_OPERATION_UMIN
};

/// tenon_aarch64_access.flags
#define TENON_AARCH64_ACCESS_SIGN_EXTEND 1u ///< loads sign-extend to register_width
#define TENON_AARCH64_ACCESS_BIG_ENDIAN 2u  ///< bytes are swapped between register and bus
#define TENON_AARCH64_ACCESS_SIMD 4u        ///< rt and rt2 name q registers
#define TENON_AARCH64_ACCESS_EXCLUSIVE 8u   ///< LDXR/STXR; a store sets rs := 0 (success)
#define TENON_AARCH64_ACCESS_WRITEBACK 16u  ///< rn := writeback once all steps are done

/// The two registers of a pair lie at `address` and `address + element`; a q register is moved in
/// two steps of 8 bytes. Step k (from 0) moves the bytes at `first address + k * width`.
struct tenon_aarch64_access {
  uint64_t address;           ///< guest-physical address of the next step
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

TENON_BEGIN_C

/// Fills the exit of the next step: MmioRead or MmioWrite, every field.
///
/// The value of a store from general registers is masked to the width and in bus byte order; the
/// value of a SIMD store is 0 here, because q registers live in the CPU: the caller replaces it
/// with tenon_aarch64_access_q_store(). \pre access->remaining is not 0.
void tenon_aarch64_access_exit(const struct tenon_aarch64_access *access,
                               const struct tenon_aarch64_frame *frame, uint64_t far,
                               struct tenon_exit *exit);

/// Completes a read step with what the bus returned; bits beyond the width are ignored.
/// \return 1: the instruction is finished (general registers, writeback to x0-x30 and PC are in
/// `frame`; q registers and SP: the queries below). 0: another step follows.
uint32_t tenon_aarch64_access_complete_read(struct tenon_aarch64_access *access,
                                            struct tenon_aarch64_frame *frame, uint64_t value);

/// Completes a write step. \return as tenon_aarch64_access_complete_read().
uint32_t tenon_aarch64_access_complete_write(struct tenon_aarch64_access *access,
                                             struct tenon_aarch64_frame *frame);

/// The q register (0-31) that the next step of a SIMD store reads; TENON_NONE: no SIMD store.
uint32_t tenon_aarch64_access_q_source(const struct tenon_aarch64_access *access);

/// Which half of it: 0 = bits 63:0, 1 = bits 127:64 (big-endian guests store the high half first).
uint32_t tenon_aarch64_access_q_half(const struct tenon_aarch64_access *access);

/// What the next step of a SIMD store writes, given that half: masked, in bus byte order.
uint64_t tenon_aarch64_access_q_store(const struct tenon_aarch64_access *access, uint64_t half);

/// After the last step: how many q registers the instruction loads, 0 (not a SIMD load), 1 or 2.
/// The first is `rt`, the second `rt2`.
uint32_t tenon_aarch64_access_q_loads(const struct tenon_aarch64_access *access);

/// After the last step: bits 63:0 (`half` 0) or 127:64 (`half` 1) of loaded q register `index`
/// (0 or 1); narrower loads zero-extend.
uint64_t tenon_aarch64_access_q_loaded(const struct tenon_aarch64_access *access, uint32_t index,
                                       uint32_t half);

/// After the last step: 1 if SP := access->writeback is left to do.
uint32_t tenon_aarch64_access_writes_sp(const struct tenon_aarch64_access *access);

TENON_END_C

#endif
