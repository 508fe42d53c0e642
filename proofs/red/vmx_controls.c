/* SPDX-License-Identifier: Apache-2.0 */
/* Wrong bodies under the true contracts of vmx/controls.h: none of these may prove. */
#define tenon_vmx_capability_msr tenon_vmx_capability_msr__red_1 /* must fail: exit */
#define tenon_vmx_lacking tenon_vmx_lacking__red_1               /* must fail: unwanted */
#define tenon_vmx_control_word tenon_vmx_control_word__red_1     /* must fail: allowed */
#define tenon_vmx_compose tenon_vmx_compose__red_1               /* must fail: words */
#define tenon_vmx_ept_obstacle tenon_vmx_ept_obstacle__red_1     /* must fail: good */
#include "tenon/core/x86_64/vmx/controls.h"

/* Each word's MSR is one further: EXIT's is that of ENTRY. */
uint32_t tenon_vmx_capability_msr(uint32_t word, uint32_t is_true) {
  if (word == (uint32_t)TENON_VMX_WORD_SECONDARY) return 0x48b;
  return (is_true != 0u ? 0x48du : 0x481u) + word;
}

/* A control that the CPU forces on is taken for one that can be off. */
uint32_t tenon_vmx_lacking(uint64_t allowed, const struct tenon_vmx_wanted *w) {
  uint32_t must = (uint32_t)(allowed % 0x100000000u);
  uint32_t may = (uint32_t)(allowed / 0x100000000u);
  return ((w->needed | w->switched | must) & ~may) | (w->switched & must);
}

/* What is liked is set whether the CPU knows it or not. */
uint32_t tenon_vmx_control_word(uint64_t allowed, uint32_t defaults,
                                const struct tenon_vmx_wanted *w) {
  uint32_t must = (uint32_t)(allowed % 0x100000000u);
  return must | w->needed | w->liked | (defaults & ~(w->unwanted | w->switched));
}

/* Whatever the CPU says, what is needed and nothing else. */
uint32_t tenon_vmx_compose(const struct tenon_vmx_capabilities *c, struct tenon_vmx_controls *out) {
  (void)c;
  out->word[0] = TENON_VMX_PIN_NEEDED;
  out->word[1] = TENON_VMX_PROCESSOR_NEEDED;
  out->word[2] = TENON_VMX_SECONDARY_NEEDED;
  out->word[3] = TENON_VMX_EXIT_NEEDED;
  out->word[4] = TENON_VMX_ENTRY_NEEDED;
  return 0;
}

/* Without INVVPID the guest's old translations stay. */
uint32_t tenon_vmx_ept_obstacle(uint64_t ept) {
  return ept / TENON_VMX_EPT_WALK_4 % 2u == 1u && ept / TENON_VMX_EPT_WRITE_BACK % 2u == 1u &&
                 ept / TENON_VMX_EPT_2M % 2u == 1u && ept / TENON_VMX_EPT_INVEPT % 2u == 1u &&
                 ept / TENON_VMX_EPT_INVEPT_ONE % 2u == 1u &&
                 ept / TENON_VMX_EPT_INVEPT_ALL % 2u == 1u
             ? 0u
             : (uint32_t)TENON_X86_64_OBSTACLE_ept_invvpid;
}
