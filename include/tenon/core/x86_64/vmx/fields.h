/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// VMCS fields by name: what VMWRITE takes, what only VMREAD takes. The encoding says a field's
/// index, group and width (SDM volume 3, 25.11.2), and here each row of fields.def is held to it.
#ifndef TENON_CORE_X86_64_VMX_FIELDS_H
#define TENON_CORE_X86_64_VMX_FIELDS_H

#include "tenon/core/base.h"

/// Fields that VMWRITE may write.
enum tenon_vmx_field {
#define TENON_VMX_WRITABLE(name, encoding, width, group) TENON_VMX_FIELD_##name = (encoding),
#define TENON_VMX_READ_ONLY(name, encoding, width, group)
#include "tenon/core/x86_64/vmx/fields.def"
  TENON_VMX_FIELD_END
};

/// Fields that the CPU writes at an exit, or when it refuses an instruction.
enum tenon_vmx_information {
#define TENON_VMX_WRITABLE(name, encoding, width, group)
#define TENON_VMX_READ_ONLY(name, encoding, width, group) TENON_VMX_FIELD_##name = (encoding),
#include "tenon/core/x86_64/vmx/fields.def"
  TENON_VMX_INFORMATION_END
};

enum tenon_vmx_group {
  TENON_VMX_GROUP_CONTROL = 0,
  TENON_VMX_GROUP_INFORMATION = 1,
  TENON_VMX_GROUP_GUEST = 2,
  TENON_VMX_GROUP_HOST = 3
};

/// Bit 0 of an encoding asks for the high half of a 64-bit field, which a 64-bit host never wants.
#define TENON_VMX_INDEX_OF(encoding) ((encoding) / 0x2u % 0x200u)
#define TENON_VMX_GROUP_OF(encoding) ((encoding) / 0x400u % 0x4u)
#define TENON_VMX_WIDTH_OF(encoding)         \
  ((encoding) / 0x2000u % 0x4u == 0u   ? 16u \
   : (encoding) / 0x2000u % 0x4u == 1u ? 64u \
   : (encoding) / 0x2000u % 0x4u == 2u ? 32u \
                                       : 0u)

#define TENON_VMX_FIELD(name, encoding, width, group)                                    \
  TENON_STATIC_ASSERT(TENON_VMX_WIDTH_OF(encoding) == (width), #name ": width");         \
  TENON_STATIC_ASSERT(TENON_VMX_GROUP_OF(encoding) == (uint32_t)TENON_VMX_GROUP_##group, \
                      #name ": group");                                                  \
  TENON_STATIC_ASSERT(                                                                   \
      (encoding) < 0x8000u && (encoding) / 0x1000u % 2u == 0u && (encoding) % 2u == 0u,  \
      #name ": reserved bits");
#include "tenon/core/x86_64/vmx/fields.def"

#endif
