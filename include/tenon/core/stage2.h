/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// A VM's second stage as its vCPUs see it: root, VM identifier, and who ran where last.
#ifndef TENON_CORE_STAGE2_H
#define TENON_CORE_STAGE2_H

#include "tenon/core/base.h"

struct tenon_stage2 {
  uint64_t root;       ///< host-physical address of the root table
  uint32_t levels;     ///< 3 or 4
  uint32_t vmid;       ///< VMID/VPID/ASID; 0 is never given to a guest
  uint64_t generation; ///< of the VM identifier allocator when `vmid` was given, 0: none yet
  /// Per CPU: the vcpu_id of this VM that last ran there, TENON_NONE: none did. The vCPUs of one
  /// VM share its identifier while their guests' own address-space ids do not agree.
  uint32_t resident[TENON_CPU_MAX];
};

#endif
