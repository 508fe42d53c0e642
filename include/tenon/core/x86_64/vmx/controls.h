/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The controls under which a guest runs, composed from what the CPU allows (SDM volume 3, A.2 to
/// A.5): what controls.def needs is set, or the CPU is refused by name.
#ifndef TENON_CORE_X86_64_VMX_CONTROLS_H
#define TENON_CORE_X86_64_VMX_CONTROLS_H

#include "tenon/core/bits.h"
#include "tenon/core/x86_64/obstacle.h"

/// The words, and bits of them: TENON_VMX_<word>_<name>.
enum tenon_vmx_word {
  TENON_VMX_WORD_PIN,
  TENON_VMX_WORD_PROCESSOR,
  TENON_VMX_WORD_SECONDARY,
  TENON_VMX_WORD_EXIT,
  TENON_VMX_WORD_ENTRY,
  TENON_VMX_WORDS
};

/// Bit numbers of the controls by name.
enum tenon_vmx_control_bit {
#define TENON_VMX_CONTROL(word, bit, name, need, sentence) TENON_VMX_BIT_##name = (bit),
#include "tenon/core/x86_64/vmx/controls.def"
  TENON_VMX_BIT_END
};
#define TENON_VMX_CONTROL_MASK(name) (1u << (uint32_t)TENON_VMX_BIT_##name)

/// What controls.def says, word by word; controls.c holds the two to each other.
#define TENON_VMX_PIN_NEEDED 0x29u
#define TENON_VMX_PIN_SWITCHED 0u
#define TENON_VMX_PIN_LIKED 0x40u
#define TENON_VMX_PIN_UNWANTED 0x80u
#define TENON_VMX_PROCESSOR_NEEDED 0xb2180c88u
#define TENON_VMX_PROCESSOR_SWITCHED 0x40400004u
#define TENON_VMX_PROCESSOR_LIKED 0u
#define TENON_VMX_PROCESSOR_UNWANTED 0x09a39200u
#define TENON_VMX_SECONDARY_NEEDED 0xe2u
#define TENON_VMX_SECONDARY_SWITCHED 0u
#define TENON_VMX_SECONDARY_LIKED 0x10009008u
#define TENON_VMX_SECONDARY_UNWANTED 0xcfd76f15u
#define TENON_VMX_EXIT_NEEDED 0x3c0204u
#define TENON_VMX_EXIT_SWITCHED 0u
#define TENON_VMX_EXIT_LIKED 0x400000u
#define TENON_VMX_EXIT_UNWANTED 0xf0009000u
#define TENON_VMX_ENTRY_NEEDED 0xc004u
#define TENON_VMX_ENTRY_SWITCHED 0x200u
#define TENON_VMX_ENTRY_LIKED 0u
#define TENON_VMX_ENTRY_UNWANTED 0x502c00u

/// IA32_VMX_BASIC: the TRUE capability MSRs exist.
#define TENON_VMX_BASIC_TRUE 0x80000000000000u

/// IA32_VMX_EPT_VPID_CAP.
#define TENON_VMX_EPT_WALK_4 0x40u
#define TENON_VMX_EPT_WRITE_BACK 0x4000u
#define TENON_VMX_EPT_2M 0x10000u
#define TENON_VMX_EPT_1G 0x20000u
#define TENON_VMX_EPT_INVEPT 0x100000u
#define TENON_VMX_EPT_DIRTY 0x200000u
#define TENON_VMX_EPT_INVEPT_ONE 0x2000000u
#define TENON_VMX_EPT_INVEPT_ALL 0x4000000u
#define TENON_VMX_EPT_INVVPID 0x100000000u
#define TENON_VMX_EPT_INVVPID_ONE 0x20000000000u
#define TENON_VMX_EPT_INVVPID_ALL 0x40000000000u

/// What the capability MSRs say: a control may be 0 if its bit of the low half is 0, and 1 if its
/// bit of the high half is 1.
struct tenon_vmx_capabilities {
  uint64_t allowed[TENON_VMX_WORDS]; ///< of the TRUE MSRs, where there are some
  uint64_t legacy[TENON_VMX_WORDS];  ///< of the others: their low half has the defaults
  uint64_t ept;                      ///< IA32_VMX_EPT_VPID_CAP
};

struct tenon_vmx_controls {
  uint32_t word[TENON_VMX_WORDS];
};

/// What of a word is asked for.
struct tenon_vmx_wanted {
  uint32_t needed;
  uint32_t switched;
  uint32_t liked;
  uint32_t unwanted;
};

/*@
  // Every control of `mask` is 1 in `word`, or 0.
  predicate vmx_all_on(integer word, integer mask) =
    \forall integer k; 0 <= k < 32 && tenon_bit(mask, k) ==> tenon_bit(word, k);
  predicate vmx_all_off(integer word, integer mask) =
    \forall integer k; 0 <= k < 32 && tenon_bit(mask, k) ==> !tenon_bit(word, k);
  // What must be 1, and what may be.
  logic integer vmx_must(integer allowed) = allowed % 0x100000000;
  logic integer vmx_may(integer allowed) = allowed / 0x100000000;
  // No control is asked for twice in different ways.
  predicate vmx_wanted_apart(struct tenon_vmx_wanted *w) =
    (w->needed & w->unwanted) == 0 && (w->switched & w->unwanted) == 0 &&
    (w->liked & w->unwanted) == 0 && (w->needed & w->switched) == 0 &&
    (w->liked & w->switched) == 0;
  // The CPU lets every control be as it is in `word`.
  predicate vmx_word_is_allowed(integer word, integer allowed) =
    vmx_all_on(word, vmx_must(allowed)) && vmx_all_on(vmx_may(allowed), word);
  // What a vCPU may turn on besides.
  predicate vmx_word_may_switch(integer switched, integer allowed) =
    vmx_all_on(vmx_may(allowed), switched) && vmx_all_off(vmx_must(allowed), switched);
  predicate vmx_word_is_good(integer word, integer allowed, integer needed, integer switched,
                             integer unwanted) =
    vmx_word_is_allowed(word, allowed) && vmx_word_may_switch(switched, allowed) &&
    vmx_all_on(word, needed) && vmx_all_off(word, switched) && vmx_all_off(word, unwanted);
  // Each word is what the CPU allows, has what isolation needs, and nothing that is not wanted.
  predicate vmx_controls_are_good{L}(struct tenon_vmx_controls *out,
                                     struct tenon_vmx_capabilities *c) =
    vmx_word_is_good(\at(out->word[0], L), \at(c->allowed[0], L), TENON_VMX_PIN_NEEDED,
                     TENON_VMX_PIN_SWITCHED, TENON_VMX_PIN_UNWANTED) &&
    vmx_word_is_good(\at(out->word[1], L), \at(c->allowed[1], L), TENON_VMX_PROCESSOR_NEEDED,
                     TENON_VMX_PROCESSOR_SWITCHED, TENON_VMX_PROCESSOR_UNWANTED) &&
    vmx_word_is_good(\at(out->word[2], L), \at(c->allowed[2], L), TENON_VMX_SECONDARY_NEEDED,
                     TENON_VMX_SECONDARY_SWITCHED, TENON_VMX_SECONDARY_UNWANTED) &&
    vmx_word_is_good(\at(out->word[3], L), \at(c->allowed[3], L), TENON_VMX_EXIT_NEEDED,
                     TENON_VMX_EXIT_SWITCHED, TENON_VMX_EXIT_UNWANTED) &&
    vmx_word_is_good(\at(out->word[4], L), \at(c->allowed[4], L), TENON_VMX_ENTRY_NEEDED,
                     TENON_VMX_ENTRY_SWITCHED, TENON_VMX_ENTRY_UNWANTED);
*/

TENON_BEGIN_C

/// The MSR that tells what is allowed of a word. SECONDARY has no TRUE one.
/*@ requires word: word < TENON_VMX_WORDS;
    terminates \true; exits \false; assigns \nothing;
    ensures secondary: word == TENON_VMX_WORD_SECONDARY ==> \result == 0x48b;
    ensures pin: word == TENON_VMX_WORD_PIN ==> \result == (is_true != 0 ? 0x48d : 0x481);
    ensures processor: word == TENON_VMX_WORD_PROCESSOR ==>
      \result == (is_true != 0 ? 0x48e : 0x482);
    ensures exit: word == TENON_VMX_WORD_EXIT ==> \result == (is_true != 0 ? 0x48f : 0x483);
    ensures entry: word == TENON_VMX_WORD_ENTRY ==> \result == (is_true != 0 ? 0x490 : 0x484); */
uint32_t tenon_vmx_capability_msr(uint32_t word, uint32_t is_true);

/// The controls that the CPU does not let be as they are wanted, and those of which its MSR
/// contradicts itself; 0: it can do all of it.
/*@ requires wanted: \valid_read(w);
    terminates \true; exits \false; assigns \nothing;
    ensures needed: \result == 0 ==> vmx_all_on(vmx_may(allowed), w->needed);
    ensures switched: \result == 0 ==> vmx_word_may_switch(w->switched, allowed);
    ensures unwanted: \result == 0 ==> vmx_all_off(vmx_must(allowed), w->unwanted);
    ensures sound: \result == 0 ==> vmx_all_on(vmx_may(allowed), vmx_must(allowed));
    ensures which: \forall integer k; 0 <= k < 32 ==> (tenon_bit(\result, k) <==>
      ((tenon_bit(w->needed, k) || tenon_bit(w->switched, k) || tenon_bit(vmx_must(allowed), k)) &&
       !tenon_bit(vmx_may(allowed), k)) ||
      ((tenon_bit(w->unwanted, k) || tenon_bit(w->switched, k)) &&
       tenon_bit(vmx_must(allowed), k))); */
uint32_t tenon_vmx_lacking(uint64_t allowed, const struct tenon_vmx_wanted *w);

/// The word itself: `defaults` is what controls that tenon does not know are, as far as the CPU
/// allows it. Switched ones are 0.
/*@ requires wanted: \valid_read(w) && vmx_wanted_apart(w);
    requires can: vmx_all_on(vmx_may(allowed), w->needed) &&
                  vmx_word_may_switch(w->switched, allowed) &&
                  vmx_all_off(vmx_must(allowed), w->unwanted) &&
                  vmx_all_on(vmx_may(allowed), vmx_must(allowed));
    terminates \true; exits \false; assigns \nothing;
    ensures allowed: vmx_word_is_allowed(\result, allowed);
    ensures needed: vmx_all_on(\result, w->needed);
    ensures liked: \forall integer k; 0 <= k < 32 && tenon_bit(w->liked, k) ==>
      (tenon_bit(\result, k) <==> tenon_bit(vmx_may(allowed), k));
    ensures unwanted: vmx_all_off(\result, w->unwanted);
    ensures switched: vmx_all_off(\result, w->switched);
    ensures others: \forall integer k; 0 <= k < 32 && !tenon_bit(w->needed, k) &&
      !tenon_bit(w->liked, k) && !tenon_bit(w->unwanted, k) && !tenon_bit(w->switched, k) ==>
      (tenon_bit(\result, k) <==> tenon_bit(vmx_must(allowed), k) ||
        (tenon_bit(defaults, k) && tenon_bit(vmx_may(allowed), k))); */
uint32_t tenon_vmx_control_word(uint64_t allowed, uint32_t defaults,
                                const struct tenon_vmx_wanted *w);

/// All five words, or why this CPU cannot: an enum tenon_x86_64_obstacle, and *out is all zero.
/*@ requires capabilities: \valid_read(c);
    requires out: \valid(out);
    requires apart: \separated(c, out);
    terminates \true; exits \false; assigns *out;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures words: \result == 0 ==> vmx_controls_are_good(out, c);
    ensures refused: \result != 0 ==>
      \forall integer i; 0 <= i < TENON_VMX_WORDS ==> out->word[i] == 0; */
uint32_t tenon_vmx_compose(const struct tenon_vmx_capabilities *c, struct tenon_vmx_controls *out);

/// Why this CPU's nested paging does not do; an enum tenon_x86_64_obstacle. `ept`:
/// IA32_VMX_EPT_VPID_CAP.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures good: \result == 0 <==>
      ept / 0x40 % 2 == 1 && ept / 0x4000 % 2 == 1 && ept / 0x10000 % 2 == 1 &&
      ept / 0x100000 % 2 == 1 && ept / 0x2000000 % 2 == 1 && ept / 0x4000000 % 2 == 1 &&
      ept / 0x100000000 % 2 == 1 && ept / 0x20000000000 % 2 == 1 &&
      ept / 0x40000000000 % 2 == 1; */
uint32_t tenon_vmx_ept_obstacle(uint64_t ept);

/// CR0 or CR4 with the bits that VMX operation wants set set, and those that it wants clear clear:
/// IA32_VMX_CRn_FIXED0 and FIXED1.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures fixed: \forall integer k; 0 <= k < 64 ==> (tenon_bit(\result, k) <==>
      (tenon_bit(value, k) || tenon_bit(fixed0, k)) && tenon_bit(fixed1, k)); */
static inline uint64_t tenon_vmx_fix(uint64_t value, uint64_t fixed0, uint64_t fixed1) {
  return (value | fixed0) & fixed1;
}

TENON_END_C

#endif
