/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vmx/vcpu.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define MSR(name) ((uint32_t)TENON_X86_64_MSR_##name)
#define UNUSABLE 0x10000u
#define PRESENT 0x80u

/* The CPU refuses a TR that is not busy, as the one of a CPU that runs always is. */
#define BUSY 0x2u

/*@ logic integer vmx_segment_field(integer number, integer part) =
      (part == 0 ? 0x800 : part == 1 ? 0x6806 : part == 2 ? 0x4800 : 0x4814) + number * 2; */

/* Access rights have four bits between the two parts of a descriptor's attributes; a register that
 * is unusable is one that is not present. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures low: \result % 0x100 == attributes % 0x100;
    ensures between: \result / 0x100 % 0x10 == 0;
    ensures high: \result / 0x1000 % 0x10 == attributes / 0x100 % 0x10;
    ensures unusable: \result / 0x10000 == (attributes / 0x80 % 2 == 1 ? 0 : 1); */
static uint64_t rights_of(uint64_t attributes) {
  uint64_t rights = attributes % 0x100u + attributes / 0x100u % 0x10u * 0x1000u;
  return attributes / PRESENT % 2u == 0u ? rights + UNUSABLE : rights;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures type: \result % 0x80 == rights % 0x80;
    ensures present: \result / 0x80 % 2 == (rights / 0x10000 % 2 == 1 ? 0 : rights / 0x80 % 2);
    ensures high: \result / 0x100 == rights / 0x1000 % 0x10; */
static uint64_t attributes_of(uint64_t rights) {
  uint64_t present = rights / UNUSABLE % 2u == 1u ? 0u : rights / PRESENT % 2u;
  return rights % PRESENT + present * PRESENT + rights / 0x1000u % 0x10u * 0x100u;
}

/* What the CPU takes as an address of its linear bits: those above them are all the same. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures low: \result % 0x1000000000000 == value % 0x1000000000000;
    ensures high: \result / 0x800000000000 \in {0, 0x1ffff}; */
static uint64_t canonical_48(uint64_t value) {
  uint64_t low = value % 0x1000000000000u;
  return low < 0x800000000000u ? low : low + 0xffff000000000000u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures low: \result % 0x200000000000000 == value % 0x200000000000000;
    ensures high: \result / 0x100000000000000 \in {0, 0xff}; */
static uint64_t canonical_57(uint64_t value) {
  uint64_t low = value % 0x200000000000000u;
  return low < 0x100000000000000u ? low : low + 0xfe00000000000000u;
}

/*@ requires storage: \valid_read(v) && \valid_read(v->cpu);
    terminates \true; exits \false; assigns \nothing;
    ensures high: \result / 0x100000000000000 \in {0, 0xff};
    ensures four_levels: v->cpu->features.linear_bits != 57 ==>
      \result / 0x800000000000 \in {0, 0x1ffff};
    ensures low: \result % 0x1000000000000 == value % 0x1000000000000; */
static uint64_t canonical(const struct tenon_x86_64_vcpu *v, uint64_t value) {
  return v->cpu->features.linear_bits == 57u ? canonical_57(value) : canonical_48(value);
}

/*@ terminates \true; exits \false; assigns \nothing; */
static uint64_t merged(uint32_t field, uint32_t shadow, uint64_t held) {
  return (tenon_vmx_hw_read(field) & ~held) | (tenon_vmx_hw_read(shadow) & held);
}

/* The guest's own FIELD of a register, where that is all there is to it. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures none: index <= TENON_X86_64_REGISTER_RFLAGS || index >= TENON_X86_64_REGISTER_DR0 ||
      index \in {TENON_X86_64_REGISTER_CR0, TENON_X86_64_REGISTER_CR2, TENON_X86_64_REGISTER_CR4,
                 TENON_X86_64_REGISTER_DR6, TENON_X86_64_REGISTER_STAR,
                 TENON_X86_64_REGISTER_LSTAR, TENON_X86_64_REGISTER_CSTAR,
                 TENON_X86_64_REGISTER_SFMASK, TENON_X86_64_REGISTER_KERNEL_GS_BASE} ==>
      \result == 0;
    // 16, 32 and natural bits of the guest's area (SDM volume 3, B.1.2, B.3.3, B.4.3).
    ensures segment: vmx_is_segment(index) ==>
      \result == vmx_segment_field((index - TENON_X86_64_REGISTER_ES_SELECTOR) / 4,
                                   (index - TENON_X86_64_REGISTER_ES_SELECTOR) % 4);
    ensures rights: 0x4814 <= \result <= 0x4822 <==> vmx_is_attributes(index);
    ensures efer: \result == 0x2806 <==> index == TENON_X86_64_REGISTER_EFER; */
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

/*@ terminates \true; exits \false; assigns \nothing;
    ensures rights: \result == 1 <==> 0x4814 <= field <= 0x4822;
    ensures boolean: \result <= 1; */
static uint32_t is_rights(uint32_t field) {
  return field >= FIELD(GUEST_ES_RIGHTS) && field <= FIELD(GUEST_TR_RIGHTS) ? 1u : 0u;
}

/* MSRs that the CPU has for the guest while it is loaded. */
/*@ terminates \true; exits \false; assigns \nothing;
    ensures msr: \result ==
      (index == TENON_X86_64_REGISTER_STAR ? 0xc0000081 :
       index == TENON_X86_64_REGISTER_LSTAR ? 0xc0000082 :
       index == TENON_X86_64_REGISTER_CSTAR ? 0xc0000083 :
       index == TENON_X86_64_REGISTER_SFMASK ? 0xc0000084 :
       index == TENON_X86_64_REGISTER_KERNEL_GS_BASE ? 0xc0000102 : 0); */
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
/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.refused;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void set_efer(struct tenon_x86_64_vcpu *v, uint64_t value) {
  uint64_t bit = TENON_VMX_CONTROL_MASK(long_mode);
  uint64_t controls = tenon_vmx_hw_read(FIELD(ENTRY_CONTROLS)) & ~bit;
  if ((value & TENON_X86_64_EFER_LMA) != 0u) controls |= bit;
  tenon_vmx_put(v, FIELD(ENTRY_CONTROLS), controls);
  tenon_vmx_put(v, FIELD(GUEST_EFER), value);
}

/*@ requires storage: \valid_read(v) && \valid_read(v->cpu);
    requires msr: msr \in {0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, 0xc0000102};
    terminates \true; exits \false; assigns x86_hw_efer, x86_hw_tsc_aux;
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
static void set_msr(const struct tenon_x86_64_vcpu *v, uint32_t msr, uint64_t value) {
  if (msr == MSR(SFMASK)) value %= 0x100000000u;
  if (msr != MSR(SFMASK) && msr != MSR(STAR)) value = canonical(v, value);
  tenon_x86_64_hw_write_msr(msr, value);
}

/*@ requires storage: \valid(v);
    terminates \true; exits \false; assigns v->vmx.cr2, v->vmx.refused, vmx_hw_dr6;
    ensures cr2: v->vmx.cr2 == (index == TENON_X86_64_REGISTER_CR2 ? value : \old(v->vmx.cr2));
    ensures dr6: vmx_hw_dr6 ==
      (index == TENON_X86_64_REGISTER_DR6 ? value % 0x100000000 : \old(vmx_hw_dr6));
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
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
