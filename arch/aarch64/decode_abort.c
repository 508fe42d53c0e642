/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/decode_abort.h"

// ISS of data and instruction aborts.
#define ISV(esr) TENON_AARCH64_FIELD(esr, 24, 1)
#define SAS(esr) TENON_AARCH64_FIELD(esr, 22, 2)
#define FNV(esr) TENON_AARCH64_FIELD(esr, 10, 1)
#define CM(esr) TENON_AARCH64_FIELD(esr, 8, 1)
#define S1PTW(esr) TENON_AARCH64_FIELD(esr, 7, 1)
#define WNR(esr) TENON_AARCH64_FIELD(esr, 6, 1)
#define FSC(esr) ((uint32_t)TENON_AARCH64_FIELD(esr, 0, 6))

// Bits of tenon_aarch64_fault.valid, as fields.
#define HAS_IPA(fault) TENON_AARCH64_FIELD((fault)->valid, 0, 1)
#define HAS_INSTRUCTION(fault) TENON_AARCH64_FIELD((fault)->valid, 1, 1)
#define IS_GONE(fault) TENON_AARCH64_FIELD((fault)->valid, 3, 1)

#define MODE_AARCH32(pstate) TENON_AARCH64_FIELD(pstate, 4, 1)

/*@ predicate cause_is_again(integer cause) =
      cause == TENON_AARCH64_CAUSE_ipa_unknown || cause == TENON_AARCH64_CAUSE_instruction_gone; */

/*@ requires range: fsc < 64;
    terminates \true; exits \false; assigns \nothing;
    ensures translation: \result == 1 <==> fsc_is_translation(fsc);
    ensures boolean: \result == 0 || \result == 1;
*/
static uint32_t is_translation(uint32_t fsc) {
  return (fsc / 4u == 1u || fsc == 0x2au || fsc == 0x2bu) ? 1u : 0u;
}

/*@ requires range: fsc < 64;
    terminates \true; exits \false; assigns \nothing;
    ensures permission: \result == 1 <==> fsc_is_permission(fsc);
    ensures boolean: \result == 0 || \result == 1;
*/
static uint32_t is_permission(uint32_t fsc) { return fsc / 4u == 3u ? 1u : 0u; }

/// The name of a fault status that is refused; what follows the plain codes of each kind.
/*@ requires range: fsc < 64 && data <= 1;
    requires refused: !fsc_is_translation(fsc) && !fsc_is_permission(fsc);
    terminates \true; exits \false; assigns \nothing;
    ensures cause: \result == status_cause(fsc, data);
    ensures not_again: !cause_is_again(\result);
*/
static uint32_t cause_of(uint32_t fsc, uint32_t data) {
  switch (fsc) {
    case 0x00u:
    case 0x01u:
    case 0x02u:
    case 0x03u:
    case 0x29u:
    case 0x2cu:
      return TENON_AARCH64_CAUSE_address_size_fault;
    case 0x08u:
    case 0x09u:
    case 0x0au:
    case 0x0bu:
      return TENON_AARCH64_CAUSE_access_flag_fault;
    case 0x10u:
      return TENON_AARCH64_CAUSE_external_abort;
    case 0x12u:
    case 0x13u:
    case 0x14u:
    case 0x15u:
    case 0x16u:
    case 0x17u:
      return TENON_AARCH64_CAUSE_external_abort_on_walk;
    case 0x18u:
      return TENON_AARCH64_CAUSE_parity_error;
    case 0x1bu:
    case 0x1cu:
    case 0x1du:
    case 0x1eu:
    case 0x1fu:
      return TENON_AARCH64_CAUSE_parity_error_on_walk;
    case 0x22u:
    case 0x23u:
    case 0x24u:
    case 0x25u:
    case 0x26u:
    case 0x27u:
      return TENON_AARCH64_CAUSE_granule_protection_fault_on_walk;
    case 0x28u:
      return TENON_AARCH64_CAUSE_granule_protection_fault;
    case 0x30u:
      return TENON_AARCH64_CAUSE_tlb_conflict;
    case 0x31u:
      return TENON_AARCH64_CAUSE_unsupported_atomic_update;
    default:
      break;
  }
  if (data == 1u) {
    switch (fsc) {
      case 0x11u:
        return TENON_AARCH64_CAUSE_tag_check_fault;
      case 0x21u:
        return TENON_AARCH64_CAUSE_alignment_fault;
      case 0x34u:
        return TENON_AARCH64_CAUSE_lockdown_fault;
      case 0x35u:
        return TENON_AARCH64_CAUSE_unsupported_access;
      default:
        break;
    }
  }
  return TENON_AARCH64_CAUSE_reserved_fault_status;
}

/// FAR_EL2, or 0 where the syndrome says that it is not valid.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures far: \result == abort_far(esr, far);
*/
static uint64_t known_far(uint64_t esr, uint64_t far) {
  return (FSC(esr) == 0x10u && FNV(esr) == 1u) ? 0u : far;
}

/*@ requires exit: \valid(exit);
    requires nested: fetch_is_nested(esr);
    requires access: access <= 4;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures nested: nested_exit(exit, cause, esr, ipa, far, access);
*/
static void nested_fault(uint32_t cause, uint64_t esr, uint64_t ipa, uint64_t far, uint32_t access,
                         struct tenon_exit *exit) {
  uint32_t fsc = FSC(esr);
  uint32_t walk = S1PTW(esr) == 1u ? TENON_EXIT_FLAG_WALK : 0u;
  uint32_t permission = is_permission(fsc) == 1u ? TENON_EXIT_FLAG_PERMISSION : 0u;
  tenon_aarch64_outcome(exit, TENON_EXIT_nested_page_fault, cause);
  exit->address = ipa;
  exit->virtual_address = far;
  exit->access = (uint8_t)access;
  exit->flags = (uint8_t)(walk + permission);
  exit->level = (uint8_t)(fsc < 0x10u ? fsc % 4u : 0u);
}

void tenon_aarch64_decode_instruction_abort(const struct tenon_aarch64_fault *fault,
                                            struct tenon_exit *exit) {
  uint64_t esr = fault->esr;
  uint64_t far = fault->far;
  uint32_t fsc = FSC(esr);
  if (is_translation(fsc) == 0u && is_permission(fsc) == 0u) {
    tenon_aarch64_refuse(exit, cause_of(fsc, 0), esr, known_far(esr, far));
  } else if (HAS_IPA(fault) == 0u) {
    tenon_aarch64_outcome(exit, TENON_EXIT_NONE, TENON_AARCH64_CAUSE_ipa_unknown);
  } else {
    nested_fault(TENON_AARCH64_CAUSE_instruction_abort, esr, fault->ipa, far, TENON_ACCESS_EXECUTE,
                 exit);
  }
}

/// Why the access cannot be emulated as far as syndrome and record tell; a data abort if it can, or
/// if the abort is a fault of the nested table.
/*@ requires fault: \valid_read(fault);
    terminates \true; exits \false; assigns \nothing;
    ensures cause: abort_objection(\result, fault, pstate);
    ensures lost: \result == TENON_AARCH64_CAUSE_ipa_unknown <==> abort_lacks_address(fault);
    ensures gone: \result == TENON_AARCH64_CAUSE_instruction_gone <==>
      abort_lacks_code(fault, pstate);
*/
static uint32_t objection(const struct tenon_aarch64_fault *fault, uint64_t pstate) {
  uint64_t esr = fault->esr;
  uint32_t fsc = FSC(esr);
  uint32_t nested = is_permission(fsc);
  if (nested == 0u && is_translation(fsc) == 0u) {
    return cause_of(fsc, 1u);
  }
  if (nested == 0u && S1PTW(esr) == 0u && CM(esr) == 1u) {
    return TENON_AARCH64_CAUSE_cache_maintenance;
  }
  if (HAS_IPA(fault) == 0u) {
    return TENON_AARCH64_CAUSE_ipa_unknown;
  }
  if (nested == 1u || S1PTW(esr) == 1u) {
    return TENON_AARCH64_CAUSE_DATA_ABORT;
  }
  if (ISV(esr) == 1u) {
    return fault->ipa % 0x1000u + tenon_aarch64_sas_bytes(SAS(esr)) > 0x1000u
               ? (uint32_t)TENON_AARCH64_CAUSE_access_crosses_page
               : (uint32_t)TENON_AARCH64_CAUSE_DATA_ABORT;
  }
  if (MODE_AARCH32(pstate) == 1u) {
    return TENON_AARCH64_CAUSE_aarch32_instruction;
  }
  if (HAS_INSTRUCTION(fault) == 0u) {
    return IS_GONE(fault) == 1u ? (uint32_t)TENON_AARCH64_CAUSE_instruction_gone
                                : (uint32_t)TENON_AARCH64_CAUSE_instruction_unknown;
  }
  return TENON_AARCH64_CAUSE_DATA_ABORT;
}

/// The access, or the fetch of its instruction, is tried again.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures again: \result == 1 <==> cause_is_again(cause);
    ensures boolean: \result <= 1;
*/
static uint32_t is_again(uint32_t cause) {
  return cause == TENON_AARCH64_CAUSE_ipa_unknown || cause == TENON_AARCH64_CAUSE_instruction_gone
             ? 1u
             : 0u;
}

/// The exit of an abort without an access: skipped, tried again, refused or a fault of the nested
/// table.
/*@ requires exit: \valid(exit);
    requires nested: cause == TENON_AARCH64_CAUSE_DATA_ABORT ==> abort_is_nested(esr);
    terminates \true; exits \false;
    assigns *exit;
    behavior maintenance:
      assumes cause == TENON_AARCH64_CAUSE_cache_maintenance;
      ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_cache_maintenance, 4);
    behavior again:
      assumes cause_is_again(cause);
      ensures again: exit_skipped(exit, cause, 0);
    behavior refused:
      assumes cause != TENON_AARCH64_CAUSE_cache_maintenance && !cause_is_again(cause) &&
              cause != TENON_AARCH64_CAUSE_DATA_ABORT;
      ensures refused: exit_unhandled(exit, cause, esr, abort_far(esr, far));
    behavior nested:
      assumes cause == TENON_AARCH64_CAUSE_DATA_ABORT;
      ensures nested: nested_exit(exit, TENON_AARCH64_CAUSE_data_abort, esr, ipa, far,
                                  esr_wnr(esr) == 1 ? TENON_ACCESS_WRITE : TENON_ACCESS_READ);
    complete behaviors; disjoint behaviors;
*/
static void conclude(uint32_t cause, uint64_t esr, uint64_t ipa, uint64_t far,
                     struct tenon_exit *exit) {
  if (cause == TENON_AARCH64_CAUSE_cache_maintenance) {
    tenon_aarch64_outcome(exit, TENON_EXIT_NONE, cause);
    exit->instruction_length = 4u;
    return;
  }
  if (is_again(cause) == 1u) {
    tenon_aarch64_outcome(exit, TENON_EXIT_NONE, cause);
    return;
  }
  if (cause != TENON_AARCH64_CAUSE_DATA_ABORT) {
    tenon_aarch64_refuse(exit, cause, esr, known_far(esr, far));
    return;
  }
  nested_fault(cause, esr, ipa, far, WNR(esr) == 1u ? TENON_ACCESS_WRITE : TENON_ACCESS_READ, exit);
}

/// An abort without an access.
/*@ requires fault: \valid_read(fault);
    requires exit: \valid(exit);
    requires access: \valid(access);
    requires apart: \separated(fault, exit, access);
    requires nested: cause == TENON_AARCH64_CAUSE_DATA_ABORT ==> abort_is_nested(fault->esr);
    terminates \true; exits \false;
    assigns *exit, *access;
    ensures none: access_none(access);
    behavior maintenance:
      assumes cause == TENON_AARCH64_CAUSE_cache_maintenance;
      ensures skipped: exit_skipped(exit, TENON_AARCH64_CAUSE_cache_maintenance, 4);
    behavior again:
      assumes cause_is_again(cause);
      ensures again: exit_skipped(exit, cause, 0);
    behavior refused:
      assumes cause != TENON_AARCH64_CAUSE_cache_maintenance && !cause_is_again(cause) &&
              cause != TENON_AARCH64_CAUSE_DATA_ABORT;
      ensures refused: exit_unhandled(exit, cause, \old(fault->esr),
                                      abort_far(\old(fault->esr), \old(fault->far)));
    behavior nested:
      assumes cause == TENON_AARCH64_CAUSE_DATA_ABORT;
      ensures nested: nested_exit(exit, TENON_AARCH64_CAUSE_data_abort, \old(fault->esr),
                                  \old(fault->ipa), \old(fault->far),
                                  esr_wnr(\old(fault->esr)) == 1 ? TENON_ACCESS_WRITE
                                                                 : TENON_ACCESS_READ);
    complete behaviors; disjoint behaviors;
*/
static void no_device_access(uint32_t cause, const struct tenon_aarch64_fault *fault,
                             struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  conclude(cause, fault->esr, fault->ipa, fault->far, exit);
  tenon_aarch64_without_access(exit, access);
}

void tenon_aarch64_decode_data_abort(const struct tenon_aarch64_fault *fault,
                                     const struct tenon_aarch64_frame *frame,
                                     struct tenon_exit *exit, struct tenon_aarch64_access *access) {
  uint64_t esr = fault->esr;
  uint32_t cause = objection(fault, frame->pstate);
  if (cause == TENON_AARCH64_CAUSE_DATA_ABORT && is_translation(FSC(esr)) == 1u &&
      S1PTW(esr) == 0u) {
    if (ISV(esr) == 1u) {
      tenon_aarch64_access_from_syndrome(fault, frame, exit, access);
    } else {
      tenon_aarch64_access_from_instruction(fault, frame, exit, access);
    }
    return;
  }
  no_device_access(cause, fault, exit, access);
}
