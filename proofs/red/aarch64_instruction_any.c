/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of tenon_aarch64_form_any(): it may not prove. */
#define tenon_aarch64_form_any tenon_aarch64_form_any__red_1 /* must fail: extend */
#include "tenon/core/aarch64/instruction_form.h"

/* The extension of a register offset is forgotten. */
struct tenon_aarch64_form tenon_aarch64_form_any(uint32_t insn, uint32_t word) {
  struct tenon_aarch64_form form;
  if (insn == TENON_AARCH64_INSN_PAIR) {
    form = tenon_aarch64_form_pair(word);
  } else if (insn == TENON_AARCH64_INSN_LITERAL) {
    form = tenon_aarch64_form_literal(word);
  } else if (insn <= TENON_AARCH64_INSN_ORDERED_UNSCALED) {
    form = tenon_aarch64_form_single(insn, word);
  } else if (insn <= TENON_AARCH64_INSN_ATOMIC) {
    form = tenon_aarch64_form_atomic(insn, word);
  } else {
    form = tenon_aarch64_form_zero(word);
  }
  form.extend = 3u;
  return form;
}
