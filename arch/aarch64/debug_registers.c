/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/debug_registers.h"

#include "tenon/core/aarch64/esr.h"

uint32_t tenon_aarch64_debug_register(uint32_t id, uint64_t *value) {
  *value = 0;
  switch (id) {
    case TENON_AARCH64_SYSREG(2, 0, 1, 1, 4): /* OSLSR_EL1 */
      *value = 0x8;
      return 1;
    case TENON_AARCH64_SYSREG(2, 0, 0, 0, 4):  /* DBGBVR0_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 0, 5):  /* DBGBCR0_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 0, 6):  /* DBGWVR0_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 0, 7):  /* DBGWCR0_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 1, 4):  /* DBGBVR1_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 1, 5):  /* DBGBCR1_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 1, 6):  /* DBGWVR1_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 1, 7):  /* DBGWCR1_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 0, 2):  /* OSDTRRX_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 2, 0):  /* MDCCINT_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 2, 2):  /* MDSCR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 3, 2):  /* OSDTRTX_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 0, 6, 2):  /* OSECCR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 1, 0, 0):  /* MDRAR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 1, 0, 4):  /* OSLAR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 1, 3, 4):  /* OSDLR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 1, 4, 4):  /* DBGPRCR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 7, 8, 6):  /* DBGCLAIMSET_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 7, 9, 6):  /* DBGCLAIMCLR_EL1 */
    case TENON_AARCH64_SYSREG(2, 0, 7, 14, 6): /* DBGAUTHSTATUS_EL1 */
    case TENON_AARCH64_SYSREG(2, 3, 0, 1, 0):  /* MDCCSR_EL0 */
    case TENON_AARCH64_SYSREG(2, 3, 0, 4, 0):  /* DBGDTR_EL0 */
    case TENON_AARCH64_SYSREG(2, 3, 0, 5, 0):  /* DBGDTRRX_EL0, DBGDTRTX_EL0 */
    case TENON_AARCH64_SYSREG(3, 0, 1, 0, 1):  /* ACTLR_EL1 */
      return 1;
    default:
      return 0;
  }
}
