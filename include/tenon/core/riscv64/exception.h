/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// An exception into VS-mode, as the hart itself would take it (privileged specification, "Trap
/// entry").
#ifndef TENON_CORE_RISCV64_EXCEPTION_H
#define TENON_CORE_RISCV64_EXCEPTION_H

#include "tenon/core/base.h"

/// Codes that tenon injects.
#define TENON_RISCV64_INJECT_FETCH_FAULT 1u
#define TENON_RISCV64_INJECT_ILLEGAL 2u
#define TENON_RISCV64_INJECT_LOAD_FAULT 5u
#define TENON_RISCV64_INJECT_STORE_FAULT 7u

/*@
  // sstatus: SIE bit 1, SPIE bit 5, SPP bit 8.
  logic integer rv_status_sie(integer s) = s / 0x2 % 2;
  logic integer rv_status_spie(integer s) = s / 0x20 % 2;
  logic integer rv_status_spp(integer s) = s / 0x100 % 2;
  // SPP := where it came from, SPIE := SIE, SIE := 0, and nothing else.
  logic integer rv_status_entered(integer s, integer privilege) =
    s - rv_status_spp(s) * 0x100 - rv_status_spie(s) * 0x20 - rv_status_sie(s) * 0x2 +
    privilege * 0x100 + rv_status_sie(s) * 0x20;
  // BASE: exceptions go there in both modes of the vector.
  logic integer rv_vector_base(integer vstvec) = vstvec - vstvec % 4;
*/

TENON_BEGIN_C

/// vsstatus after an exception from `privilege` (1: VS-mode, 0: VU-mode).
/*@ requires privilege: privilege <= 1;
    terminates \true; exits \false; assigns \nothing;
    ensures entered: \result == rv_status_entered(vsstatus, privilege); */
uint64_t tenon_riscv64_status_entered(uint64_t vsstatus, uint64_t privilege);

/// Where the guest goes on.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures base: \result == rv_vector_base(vstvec); */
uint64_t tenon_riscv64_vector_base(uint64_t vstvec);

TENON_END_C

#endif
