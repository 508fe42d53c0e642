/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The interrupt command register of a local APIC (SDM volume 3, 11.6.1; in x2APIC mode 11.12.9): what
/// a guest's write of it asks for, as an exit.
#ifndef TENON_CORE_X86_64_ICR_H
#define TENON_CORE_X86_64_ICR_H

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/cause.h"
#include "tenon/core/x86_64/event.h"

/// Delivery modes.
#define TENON_X86_64_ICR_FIXED 0u
#define TENON_X86_64_ICR_LOWEST 1u
#define TENON_X86_64_ICR_NMI 4u
#define TENON_X86_64_ICR_INIT 5u
#define TENON_X86_64_ICR_STARTUP 6u

/// Destination shorthands.
#define TENON_X86_64_ICR_NO_SHORTHAND 0u
#define TENON_X86_64_ICR_SELF 1u
#define TENON_X86_64_ICR_ALL 2u
#define TENON_X86_64_ICR_OTHERS 3u

/*@
  logic integer x86_icr_vector(integer v) = v % 0x100;
  logic integer x86_icr_mode(integer v) = v / 0x100 % 8;
  logic integer x86_icr_shorthand(integer v) = v / 0x40000 % 4;
  // The high half; of it, the high byte but in x2APIC mode.
  logic integer x86_icr_destination(integer v, integer x2apic) =
    x2apic == 1 ? v / 0x100000000 : v / 0x100000000000000;
  logic integer x86_icr_broadcast(integer x2apic) = x2apic == 1 ? 0xffffffff : 0xff;
  // A fixed interrupt; the vectors 0 to 15 are illegal.
  logic integer x86_icr_fixed_cause(integer v) =
    x86_icr_vector(v) < 16 ? TENON_X86_64_CAUSE_icr_nothing : TENON_X86_64_CAUSE_icr_fixed;
  // The other modes. Shorthands that name the sender are not for them (table 11-3), nor is the end
  // of a level-triggered INIT for any CPU since the Pentium 4.
  logic integer x86_icr_other_cause(integer v) =
    x86_icr_shorthand(v) == 1 || x86_icr_shorthand(v) == 2 ? TENON_X86_64_CAUSE_icr_nothing :
    x86_icr_mode(v) == 1 && x86_icr_vector(v) >= 16 ? TENON_X86_64_CAUSE_icr_lowest :
    x86_icr_mode(v) == 4 ? TENON_X86_64_CAUSE_icr_nmi :
    x86_icr_mode(v) == 5 && (v / 0x4000 % 2 == 1 || v / 0x8000 % 2 == 0)
      ? TENON_X86_64_CAUSE_icr_init :
    x86_icr_mode(v) == 6 ? TENON_X86_64_CAUSE_icr_startup : TENON_X86_64_CAUSE_icr_nothing;
  logic integer x86_icr_cause(integer v) =
    x86_icr_mode(v) == 0 ? x86_icr_fixed_cause(v) : x86_icr_other_cause(v);
  predicate x86_icr_sends(integer v) = x86_icr_cause(v) != TENON_X86_64_CAUSE_icr_nothing;
  logic integer x86_icr_kind(integer v) =
    x86_icr_mode(v) == 6 ? TENON_EXIT_cpu_up : TENON_EXIT_send_ipi;
  // A page's number, a vector, or nothing.
  logic integer x86_icr_value(integer v) =
    x86_icr_mode(v) == 6 ? x86_icr_vector(v) * 0x1000 :
    x86_icr_mode(v) < 2 ? x86_icr_vector(v) : x86_icr_mode(v) == 4 ? TENON_X86_64_INTERRUPT_NMI : 0;
  logic integer x86_icr_target(integer v, integer x2apic, integer self) =
    x86_icr_shorthand(v) == 0 ? x86_icr_destination(v, x2apic) :
    x86_icr_shorthand(v) == 1 ? self : 0;
  logic integer x86_icr_logical(integer v) =
    x86_icr_shorthand(v) == 0 ? v / 0x800 % 2 : 0;
  logic integer x86_icr_flags(integer v, integer x2apic) =
    x86_icr_shorthand(v) == 3 ? TENON_EXIT_FLAG_ALL_BUT_SELF :
    x86_icr_shorthand(v) == 2 ? TENON_EXIT_FLAG_ALL :
    x86_icr_shorthand(v) == 0 && x86_icr_destination(v, x2apic) == x86_icr_broadcast(x2apic)
      ? TENON_EXIT_FLAG_ALL : 0;
  // Bits 12, 13, 16, 17 and 20 to 31 are reserved.
  predicate x86_icr_writable(integer v) =
    v / 0x1000 % 4 == 0 && v / 0x10000 % 4 == 0 && v / 0x100000 % 0x1000 == 0;
*/

TENON_BEGIN_C

/// 1: in x2APIC mode a guest may write `icr`; 0: \#GP.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures writable: \result == 1 <==> x86_icr_writable(icr);
    ensures boolean: \result <= 1; */
uint32_t tenon_x86_64_icr_is_writable(uint64_t icr);

/// What `icr` asks for. `x2apic`: 1 in that mode; `self`: the sender's APIC id.
///
/// | delivery mode | exit |
/// |---|---|
/// | fixed, lowest priority | SendIpi: the vector |
/// | NMI | SendIpi, cause icr_nmi: TENON_X86_64_INTERRUPT_NMI |
/// | INIT | SendIpi, cause icr_init |
/// | start-up | CpuUp: `value` is the vector's page |
/// | what sends nothing: illegal vectors and shorthands, SMI, reserved modes, the end of an INIT | the core |
///
/// `address`: the destination, or `self`; `argument` 1: it is a logical one. TENON_EXIT_FLAG_ALL,
/// TENON_EXIT_FLAG_ALL_BUT_SELF: there is none.
/*@ requires exit: \valid(exit);
    requires x2apic: x2apic <= 1;
    terminates \true; exits \false;
    assigns TENON_EACH_EXIT_FIELD(exit);
    ensures nothing: !x86_icr_sends(icr) ==>
      outcome_what(exit, TENON_EXIT_NONE, TENON_X86_64_CAUSE_icr_nothing, 0, 0, 0) &&
      outcome_answer(exit, 0, 0, 0);
    ensures what: x86_icr_sends(icr) ==>
      outcome_what(exit, x86_icr_kind(icr), x86_icr_cause(icr),
                   x86_icr_target(icr, x2apic, self), x86_icr_value(icr), x86_icr_logical(icr));
    ensures answer: x86_icr_sends(icr) ==> outcome_answer(exit, 0, 0, x86_icr_flags(icr, x2apic));
    ensures plain: outcome_plain(exit); */
void tenon_x86_64_icr_exit(uint64_t icr, uint32_t x2apic, uint32_t self, struct tenon_exit *exit);

TENON_END_C

#endif
