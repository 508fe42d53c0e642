/* SPDX-License-Identifier: Apache-2.0 */
/* A wrong body under the true contract of svm/enter.h: this may not prove. */
#define tenon_svm_prepare tenon_svm_prepare__red_7 /* must fail: all */
#include "tenon/core/x86_64/svm/enter.h"

/* All of this VM, where all of all VMs was to be forgotten. */
void tenon_svm_prepare(struct tenon_x86_64_vcpu *v) {
  v->vmcb.tlb_control = v->forget == (uint32_t)TENON_STAGE2_KEEP ? 0u : 3u;
}
