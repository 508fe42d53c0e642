/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define MSR(name) ((uint32_t)TENON_X86_64_MSR_##name)
#define UNUSABLE 0x10000u
#define PRESENT 0x80u

/* The CPU refuses a TR that is not busy, as the one of a CPU that runs always is. */
#define BUSY 0x2u

/* Access rights have four bits between the two parts of a descriptor's attributes; a register that
 * is unusable is one that is not present. */
static uint64_t rights_of(uint64_t attributes) {
  uint64_t rights = attributes % 0x100u + attributes / 0x100u % 0x10u * 0x1000u;
  return (attributes & PRESENT) == 0u ? rights + UNUSABLE : rights;
}

static uint64_t attributes_of(uint64_t rights) {
  uint64_t attributes = rights % 0x100u + rights / 0x1000u % 0x10u * 0x100u;
  return (rights & UNUSABLE) != 0u ? attributes & ~(uint64_t)PRESENT : attributes;
}

/* What the CPU takes as an address of its linear bits. */
static uint64_t canonical(const struct tenon_x86_64_vcpu *v, uint64_t value) {
  uint64_t half = v->cpu->features.linear_bits == 57u ? (uint64_t)1 << 56 : (uint64_t)1 << 47;
  uint64_t low = value % (half * 2u);
  return low < half ? low : low + (0u - half * 2u);
}

static uint64_t merged(uint32_t field, uint32_t shadow, uint64_t held) {
  return (tenon_vmx_hw_read(field) & ~held) | (tenon_vmx_hw_read(shadow) & held);
}

/* The guest's own FIELD of a register, where that is all there is to it. */
static uint32_t field_of(uint32_t index) {
  switch (index) {
#define PLAIN(register, field)           \
  case TENON_X86_64_REGISTER_##register: \
    return FIELD(field);
    PLAIN(CR3, GUEST_CR3)
    PLAIN(EFER, GUEST_EFER)
    PLAIN(PAT, GUEST_PAT)
    PLAIN(DR7, GUEST_DR7)
    PLAIN(SYSENTER_CS, GUEST_SYSENTER_CS)
    PLAIN(SYSENTER_ESP, GUEST_SYSENTER_ESP)
    PLAIN(SYSENTER_EIP, GUEST_SYSENTER_EIP)
#define TENON_X86_64_SEGMENT(name, field)         \
  PLAIN(name##_SELECTOR, GUEST_##name##_SELECTOR) \
  PLAIN(name##_BASE, GUEST_##name##_BASE)         \
  PLAIN(name##_LIMIT, GUEST_##name##_LIMIT)       \
  PLAIN(name##_ATTRIBUTES, GUEST_##name##_RIGHTS)
#define TENON_X86_64_TABLE(name, field)   \
  PLAIN(name##_BASE, GUEST_##name##_BASE) \
  PLAIN(name##_LIMIT, GUEST_##name##_LIMIT)
#include "tenon/core/x86_64/registers.def"
    default:
      return 0;
  }
}

static uint32_t is_rights(uint32_t field) {
  return field >= FIELD(GUEST_ES_RIGHTS) && field <= FIELD(GUEST_TR_RIGHTS) ? 1u : 0u;
}

/* MSRs that the CPU has for the guest while it is loaded. */
static uint32_t msr_of(uint32_t index) {
  switch (index) {
    case TENON_X86_64_REGISTER_STAR:
      return MSR(STAR);
    case TENON_X86_64_REGISTER_LSTAR:
      return MSR(LSTAR);
    case TENON_X86_64_REGISTER_CSTAR:
      return MSR(CSTAR);
    case TENON_X86_64_REGISTER_SFMASK:
      return MSR(SFMASK);
    case TENON_X86_64_REGISTER_KERNEL_GS_BASE:
      return MSR(KERNEL_GS_BASE);
    default:
      return 0;
  }
}

uint64_t tenon_vmx_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  uint32_t field = field_of(index);
  if (field != 0u) {
    uint64_t value = tenon_vmx_hw_read(field);
    return is_rights(field) == 1u ? attributes_of(value) : value;
  }
  uint32_t msr = msr_of(index);
  if (msr != 0u) return tenon_x86_64_hw_read_msr(msr);
  switch (index) {
    case TENON_X86_64_REGISTER_CR0:
      return merged(FIELD(GUEST_CR0), FIELD(CR0_SHADOW), TENON_VMX_CR0_HELD);
    case TENON_X86_64_REGISTER_CR2:
      return v->vmx.cr2;
    case TENON_X86_64_REGISTER_CR4:
      return merged(FIELD(GUEST_CR4), FIELD(CR4_SHADOW), TENON_VMX_CR4_HELD);
    case TENON_X86_64_REGISTER_DR6:
      return tenon_vmx_hw_read_dr6();
    default:
      return 0;
  }
}

/* IA-32e mode is a control of the entry as well. */
static void set_efer(struct tenon_x86_64_vcpu *v, uint64_t value) {
  uint64_t bit = TENON_VMX_CONTROL_MASK(long_mode);
  uint64_t controls = tenon_vmx_hw_read(FIELD(ENTRY_CONTROLS)) & ~bit;
  if ((value & TENON_X86_64_EFER_LMA) != 0u) controls |= bit;
  tenon_vmx_put(v, FIELD(ENTRY_CONTROLS), controls);
  tenon_vmx_put(v, FIELD(GUEST_EFER), value);
}

static void set_msr(const struct tenon_x86_64_vcpu *v, uint32_t msr, uint64_t value) {
  if (msr == MSR(SFMASK)) value %= 0x100000000u;
  if (msr != MSR(SFMASK) && msr != MSR(STAR)) value = canonical(v, value);
  tenon_x86_64_hw_write_msr(msr, value);
}

static void set_rest(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  switch (index) {
    case TENON_X86_64_REGISTER_CR0:
      tenon_vmx_put(v, FIELD(CR0_SHADOW), value);
      tenon_vmx_put(v, FIELD(GUEST_CR0),
                    (value & ~(uint64_t)TENON_VMX_CR0_HELD) | TENON_VMX_CR0_SET);
      break;
    case TENON_X86_64_REGISTER_CR2:
      v->vmx.cr2 = value;
      break;
    case TENON_X86_64_REGISTER_CR4:
      tenon_vmx_put(v, FIELD(CR4_SHADOW), value);
      tenon_vmx_put(v, FIELD(GUEST_CR4),
                    (value & ~(uint64_t)TENON_VMX_CR4_HELD) |
                        (tenon_x86_64_hw_read_cr4() & TENON_VMX_CR4_HOST));
      break;
    case TENON_X86_64_REGISTER_DR6:
      tenon_vmx_hw_write_dr6(value % 0x100000000u);
      break;
    default:
      break;
  }
}

void tenon_vmx_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  uint32_t field = field_of(index);
  uint32_t msr = msr_of(index);
  if (msr != 0u) {
    set_msr(v, msr, value);
  } else if (field == FIELD(GUEST_EFER)) {
    set_efer(v, value);
  } else if (field != 0u) {
    uint64_t busy = field == FIELD(GUEST_TR_RIGHTS) ? BUSY : 0u;
    tenon_vmx_put(v, field, is_rights(field) == 1u ? rights_of(value | busy) : value);
  } else {
    set_rest(v, index, value);
  }
}
