/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/vmx/controls.h"

#ifdef __FRAMAC__
#include "lemmas/vmx_controls.h"
#endif

#define OBSTACLE(name) ((uint32_t)TENON_X86_64_OBSTACLE_##name)

/* controls.def, of one word and one need. */
enum need { NEEDED, SWITCHED, LIKED, UNWANTED };
#define TENON_VMX_CONTROL(word, bit, name, need, sentence)                  \
  TENON_STATIC_ASSERT((((need) == NEEDED     ? TENON_VMX_##word##_NEEDED    \
                        : (need) == SWITCHED ? TENON_VMX_##word##_SWITCHED  \
                        : (need) == LIKED    ? TENON_VMX_##word##_LIKED     \
                                             : TENON_VMX_##word##_UNWANTED) >> \
                       (bit)) %                                             \
                              2u ==                                         \
                          1u,                                               \
                      #name " is in the mask of what is wanted of its word");
#include "tenon/core/x86_64/vmx/controls.def"

/* Per bit of each word, why a CPU that does not let it be as wanted is refused. */
static const uint8_t obstacle[TENON_VMX_WORDS * 32] = {
#define TENON_VMX_CONTROL(word, bit, name, need, sentence) \
  [TENON_VMX_WORD_##word * 32 + (bit)] = (uint8_t)TENON_X86_64_OBSTACLE_control_##name,
#include "tenon/core/x86_64/vmx/controls.def"
};

uint32_t tenon_vmx_capability_msr(uint32_t word, uint32_t is_true) {
  if (word == (uint32_t)TENON_VMX_WORD_SECONDARY) return 0x48b;
  uint32_t place = word < (uint32_t)TENON_VMX_WORD_SECONDARY ? word : word - 1u;
  return (is_true != 0u ? 0x48du : 0x481u) + place;
}

uint32_t tenon_vmx_lacking(uint64_t allowed, const struct tenon_vmx_wanted *w) {
  uint32_t must = (uint32_t)(allowed % 0x100000000u);
  uint32_t may = (uint32_t)(allowed / 0x100000000u);
  uint32_t not_1 = (w->needed | w->switched | must) & ~may;
  uint32_t not_0 = (w->unwanted | w->switched) & must;
  uint32_t lacking = not_1 | not_0;
  /*@ assert must: \forall integer k; 0 <= k < 32 ==> tenon_bit(must, k) ==> !tenon_bit(may, k) ==>
        tenon_bit(lacking, k); */
  return lacking;
}

uint32_t tenon_vmx_control_word(uint64_t allowed, uint32_t defaults,
                                const struct tenon_vmx_wanted *w) {
  uint32_t must = (uint32_t)(allowed % 0x100000000u);
  uint32_t may = (uint32_t)(allowed / 0x100000000u);
  uint32_t off = w->unwanted | w->switched;
  uint32_t on = must | w->needed | w->liked;
  return (on | (defaults & ~off)) & may;
}

/* The obstacle of the lowest bit of `lacking`. */
/*@ requires word: word < TENON_VMX_WORDS;
    requires some: lacking != 0;
    terminates \true; exits \false; assigns \nothing;
    ensures known: 0 < \result < TENON_X86_64_OBSTACLE_COUNT; */
static uint32_t name_of(uint32_t word, uint32_t lacking) {
  uint32_t bit = 0;
  /*@ loop invariant bit: bit < 32;
      loop assigns bit;
      loop variant 31 - bit; */
  while (bit < 31u && (lacking >> bit) % 2u == 0u) {
    bit++;
  }
  uint32_t found = obstacle[word * 32u + bit];
  return found == OBSTACLE(none) ? OBSTACLE(control_reserved) : found;
}

/* One word, or why not. */
/*@ requires value: \valid(value);
    requires wanted: \valid_read(w);
    requires once: (w->needed & w->unwanted) == 0 && (w->switched & w->unwanted) == 0 &&
                   (w->liked & w->unwanted) == 0 && (w->needed & w->switched) == 0 &&
                   (w->liked & w->switched) == 0;
    requires apart: \separated(value, w);
    requires word: word < TENON_VMX_WORDS;
    terminates \true; exits \false; assigns *value;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures allowed: \result == 0 ==> vmx_word_is_allowed(*value, allowed);
    ensures may_switch: \result == 0 ==> vmx_word_may_switch(w->switched, allowed);
    ensures needed: \result == 0 ==> vmx_all_on(*value, w->needed);
    ensures unwanted: \result == 0 ==> vmx_all_off(*value, w->unwanted);
    ensures off: \result == 0 ==> vmx_all_off(*value, w->switched); */
static uint32_t compose(uint32_t word, uint64_t allowed, uint64_t legacy,
                        const struct tenon_vmx_wanted *w, uint32_t *value) {
  uint32_t lacking = tenon_vmx_lacking(allowed, w);
  if (lacking != 0u) return name_of(word, lacking);
  *value = tenon_vmx_control_word(allowed, (uint32_t)(legacy % 0x100000000u), w);
  return OBSTACLE(none);
}

/* compose, of what controls.def wants. */
#define COMPOSE(word_)                                                                       \
  {                                                                                          \
    const struct tenon_vmx_wanted wanted = {                                                 \
        TENON_VMX_##word_##_NEEDED, TENON_VMX_##word_##_SWITCHED, TENON_VMX_##word_##_LIKED, \
        TENON_VMX_##word_##_UNWANTED};                                                       \
    uint32_t word = TENON_VMX_WORD_##word_;                                                  \
    uint32_t found = compose(word, c->allowed[word], c->legacy[word], &wanted, &value);      \
    if (found != OBSTACLE(none)) return found;                                               \
    out->word[word] = value;                                                                 \
  }

/* The words up to the first that this CPU cannot. */
/*@ requires capabilities: \valid_read(c);
    requires out: \valid(out);
    requires apart: \separated(c, out);
    terminates \true; exits \false; assigns *out;
    ensures known: \result < TENON_X86_64_OBSTACLE_COUNT;
    ensures words: \result == 0 ==> vmx_controls_are_good(out, c); */
static uint32_t compose_all(const struct tenon_vmx_capabilities *c,
                            struct tenon_vmx_controls *out) {
  uint32_t value = 0;
  COMPOSE(PIN)
  COMPOSE(PROCESSOR)
  COMPOSE(SECONDARY)
  COMPOSE(EXIT)
  COMPOSE(ENTRY)
  return OBSTACLE(none);
}

uint32_t tenon_vmx_compose(const struct tenon_vmx_capabilities *c, struct tenon_vmx_controls *out) {
  uint32_t found = compose_all(c, out);
  if (found != OBSTACLE(none)) {
    out->word[0] = 0;
    out->word[1] = 0;
    out->word[2] = 0;
    out->word[3] = 0;
    out->word[4] = 0;
  }
  return found;
}

uint32_t tenon_vmx_ept_obstacle(uint64_t ept) {
  if (ept / TENON_VMX_EPT_WALK_4 % 2u == 0u) return OBSTACLE(ept_walk);
  if (ept / TENON_VMX_EPT_WRITE_BACK % 2u == 0u) return OBSTACLE(ept_write_back);
  if (ept / TENON_VMX_EPT_2M % 2u == 0u) return OBSTACLE(ept_2m);
  if (ept / TENON_VMX_EPT_INVEPT % 2u == 0u || ept / TENON_VMX_EPT_INVEPT_ONE % 2u == 0u ||
      ept / TENON_VMX_EPT_INVEPT_ALL % 2u == 0u) {
    return OBSTACLE(ept_invept);
  }
  if (ept / TENON_VMX_EPT_INVVPID % 2u == 0u || ept / TENON_VMX_EPT_INVVPID_ONE % 2u == 0u ||
      ept / TENON_VMX_EPT_INVVPID_ALL % 2u == 0u) {
    return OBSTACLE(ept_invvpid);
  }
  return OBSTACLE(none);
}
