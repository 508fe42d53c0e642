/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/svm/length.h"
#include "tenon/core/x86_64/svm/vcpu.h"

/*@ requires vmcb: \valid_read(b);
    terminates \true; exits \false; assigns \nothing;
    ensures none: index <= TENON_X86_64_REGISTER_RFLAGS || index >= TENON_X86_64_REGISTER_END ==>
      \result == 0;
    ensures control: (index == TENON_X86_64_REGISTER_CR0 ==> \result == b->cr0) &&
      (index == TENON_X86_64_REGISTER_CR3 ==> \result == b->cr3) &&
      (index == TENON_X86_64_REGISTER_CR4 ==> \result == b->cr4);
    ensures efer: index == TENON_X86_64_REGISTER_EFER ==> \result == b->efer; */
static uint64_t field_of(const struct tenon_svm_vmcb *b, uint32_t index) {
  switch (index) {
    default:
      return 0;
#define TENON_X86_64_HELD(name, type, field, reset, why) \
  case TENON_X86_64_REGISTER_##name:                     \
    return b->field;
#define TENON_X86_64_SEGMENT(name, field)         \
  case TENON_X86_64_REGISTER_##name##_SELECTOR:   \
    return b->field.selector;                     \
  case TENON_X86_64_REGISTER_##name##_BASE:       \
    return b->field.base;                         \
  case TENON_X86_64_REGISTER_##name##_LIMIT:      \
    return b->field.limit;                        \
  case TENON_X86_64_REGISTER_##name##_ATTRIBUTES: \
    return b->field.attributes;
#define TENON_X86_64_TABLE(name, field)      \
  case TENON_X86_64_REGISTER_##name##_BASE:  \
    return b->field.base;                    \
  case TENON_X86_64_REGISTER_##name##_LIMIT: \
    return b->field.limit;
#include "tenon/core/x86_64/registers.def"
  }
}

uint64_t tenon_svm_get_register(const struct tenon_x86_64_vcpu *v, uint32_t index) {
  uint64_t value = field_of(&v->vmcb, index);
  if (index != (uint32_t)TENON_X86_64_REGISTER_EFER) return value;
  return value - value / TENON_X86_64_EFER_SVME % 2u * TENON_X86_64_EFER_SVME;
}

void tenon_svm_set_register(struct tenon_x86_64_vcpu *v, uint32_t index, uint64_t value) {
  struct tenon_svm_vmcb *b = &v->vmcb;
  b->clean = 0;
  tenon_svm_forget_lengths(v);
  switch (index) {
    default:
      break;
#define TENON_X86_64_HELD(name, type, field, reset, why) \
  case TENON_X86_64_REGISTER_##name:                     \
    b->field = (type)value;                              \
    break;
#define TENON_X86_64_SEGMENT(name, field)               \
  case TENON_X86_64_REGISTER_##name##_SELECTOR:         \
    b->field.selector = (uint16_t)(value % 0x10000u);   \
    break;                                              \
  case TENON_X86_64_REGISTER_##name##_BASE:             \
    b->field.base = value;                              \
    break;                                              \
  case TENON_X86_64_REGISTER_##name##_LIMIT:            \
    b->field.limit = (uint32_t)(value % 0x100000000u);  \
    break;                                              \
  case TENON_X86_64_REGISTER_##name##_ATTRIBUTES:       \
    b->field.attributes = (uint16_t)(value % 0x10000u); \
    break;
#define TENON_X86_64_TABLE(name, field)                \
  case TENON_X86_64_REGISTER_##name##_BASE:            \
    b->field.base = value;                             \
    break;                                             \
  case TENON_X86_64_REGISTER_##name##_LIMIT:           \
    b->field.limit = (uint32_t)(value % 0x100000000u); \
    break;
#include "tenon/core/x86_64/registers.def"
  }
  b->efer |= TENON_X86_64_EFER_SVME;
}
