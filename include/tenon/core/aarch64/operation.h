/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What an emulated instruction does with memory and registers.
#ifndef TENON_CORE_AARCH64_OPERATION_H
#define TENON_CORE_AARCH64_OPERATION_H

#include "tenon/core/base.h"

/// From SWAP on: one read, then one write of the same bytes. ADD to UMIN are in the order of
/// their encoding (opc 0 to 7).
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

#endif
