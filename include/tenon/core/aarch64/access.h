/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The plan of an emulated memory access: what is left to do of one guest instruction.
///
/// One instruction may need several device accesses (LDP, q registers, LSE atomics, DC ZVA). The
/// plan is stepped: each step is one MmioRead or MmioWrite exit; the last one applies writeback
/// and advances the PC.
#ifndef TENON_CORE_AARCH64_ACCESS_H
#define TENON_CORE_AARCH64_ACCESS_H

#include "tenon/core/base.h"

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

struct tenon_aarch64_access {
  uint64_t address;       ///< guest-physical address of the next step
  uint64_t writeback;     ///< new value of rn, if flagged
  uint64_t old_value;     ///< read-modify-write: what the read step returned
  uint32_t flags;         ///< TENON_AARCH64_ACCESS_*
  uint32_t remaining;     ///< steps left, 0 = no access under way
  uint8_t operation;      ///< enum tenon_aarch64_operation
  uint8_t width;          ///< bytes of one step: 1, 2, 4, 8
  uint8_t element;        ///< bytes of one register's part: width, or 16 for q registers
  uint8_t register_width; ///< 4 or 8 (general registers)
  uint8_t rt;             ///< register of the next step
  uint8_t rt2;            ///< second register of a pair
  uint8_t rs;             ///< operand, compare or status register
  uint8_t rn;             ///< base register, 31 = SP
  uint8_t done;           ///< steps done
  uint8_t reserved[7];
};

#endif
