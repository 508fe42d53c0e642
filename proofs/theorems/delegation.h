/* SPDX-License-Identifier: Apache-2.0 */
/* Where an exception or an interrupt of a guest goes: the results of the delegation theorems. */
#ifndef TENON_PROOFS_DELEGATION_H
#define TENON_PROOFS_DELEGATION_H

enum delegation {
  DELEGATION_GUEST = 0,  ///< the guest's kernel takes it, without the hypervisor
  DELEGATION_EXIT = 1,   ///< an exit for the hypervisor
  DELEGATION_SKIPPED = 2 ///< answered by the core: the guest goes on behind the instruction
};

#endif
