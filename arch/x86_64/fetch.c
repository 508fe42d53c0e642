/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/fetch.h"

#include "tenon/core/outcome.h"
#include "tenon/core/x86_64/access.h"
#include "tenon/core/x86_64/event.h"
#include "tenon/core/x86_64/local_apic.h"
#include "tenon/core/x86_64/memory.h"
#include "tenon/core/x86_64/walk_fetch.h"

#define CAUSE(name) ((uint32_t)TENON_X86_64_CAUSE_##name)
#define PAGE 0x1000u
#define TOP_SPAN 0x8000000000u
#define LARGEST 0x40000000u
#define GUEST_LIMIT 0x1000000000000u
#define ADDRESS_LIMIT 0x10000000000000u
#define WRITE 0x2u
#define LARGE 0x80u
/* TENON_MEMORY_DEVICE: PCD and PWT (svm/nested.c); type 0, uncacheable (vmx/nested.c). */
#define DEVICE 0x18u
#define EPT_TYPE 0x38u
#define CS_LONG 0x200u
#define CS_DEFAULT_32 0x400u
#define EFER_LMA 0x400u

/* Of a nested entry that maps `span` bytes, or points to a table. */
static uint64_t frame_of(uint64_t entry, uint64_t span) {
  uint64_t address = entry % ADDRESS_LIMIT;
  return address - address % span;
}

static uint32_t is_device(uint64_t entry, uint32_t ept) {
  return (ept != 0u ? (entry & EPT_TYPE) == 0u : (entry & DEVICE) == DEVICE) ? 1u : 0u;
}

uint32_t tenon_x86_64_locate(uint64_t root, uint32_t ept, uint64_t gpa, uint32_t writes,
                             uint64_t *physical) {
  uint64_t table = root;
  uint64_t span = TOP_SPAN;
  uint64_t entry = 0;
  uint32_t leaf = 0;
  if (gpa >= GUEST_LIMIT) return 0;
  while (leaf == 0u) {
    uint32_t known = tenon_hal_read_memory(table + gpa / span % 512u * 8u, &entry);
    if (known == 0u || entry % 2u == 0u) return 0;
    if (span == PAGE || (span <= LARGEST && (entry & LARGE) != 0u)) {
      leaf = 1;
    } else {
      table = frame_of(entry, PAGE);
      span /= 512u;
    }
  }
  if (is_device(entry, ept) == 1u || (writes == 1u && (entry & WRITE) == 0u)) return 0;
  *physical = frame_of(entry, span) + gpa % span;
  return 1;
}

uint32_t tenon_x86_64_read_guest(uint64_t root, uint32_t ept, uint64_t gpa, uint64_t *word) {
  uint64_t physical = 0;
  return tenon_x86_64_locate(root, ept, gpa, 0, &physical) == 1u
             ? tenon_hal_read_memory(physical, word)
             : 0u;
}

uint32_t tenon_x86_64_code_mode(const struct tenon_x86_64_vcpu *v) {
  if ((v->vmcb.cs.attributes & CS_LONG) != 0u && (v->vmcb.efer & EFER_LMA) != 0u) return 64;
  return (v->vmcb.cs.attributes & CS_DEFAULT_32) != 0u ? 32u : 16u;
}

/* The CPU has executed the instruction: pages of 1 GiB that it has not are in none of its tables. */
void tenon_x86_64_set_paging(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *p) {
  uint32_t bits = v->cpu->features.physical_bits;
  p->cr0 = v->vmcb.cr0;
  p->cr3 = v->vmcb.cr3;
  p->cr4 = v->vmcb.cr4;
  p->efer = v->vmcb.efer;
  p->rflags = v->frame.rflags;
  p->physical_limit = (uint64_t)1 << (bits < 32u ? 32u : bits > 52u ? 52u : bits);
  p->cpl = v->vmcb.cpl;
  p->gigabyte_pages = 1;
}

/* The word that the fetch wants next, which is kept with its place. */
static uint32_t read_next(const struct tenon_x86_64_vcpu *v, uint64_t gpa,
                          struct tenon_x86_64_reads *reads, uint64_t *word) {
  uint64_t physical = 0;
  if (tenon_x86_64_locate(v->stage2->common.root, v->vmx.loaded, gpa, 0, &physical) == 0u ||
      tenon_hal_read_memory(physical, word) == 0u) {
    return 0;
  }
  if (reads->count < TENON_X86_64_READS) {
    reads->address[reads->count] = physical;
    reads->word[reads->count] = *word;
  }
  reads->count++;
  return 1;
}

void tenon_x86_64_fetch_code(const struct tenon_x86_64_vcpu *v, struct tenon_x86_64_paging *paging,
                             struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_reads *reads) {
  reads->count = 0;
  tenon_x86_64_set_paging(v, paging);
  tenon_x86_64_fetch_begin(paging,
                           tenon_x86_64_linear(tenon_x86_64_code_mode(v), TENON_X86_64_CS,
                                               v->vmcb.cs.base, v->frame.rip),
                           fetch);
}

uint32_t tenon_x86_64_fetch_page(const struct tenon_x86_64_vcpu *v,
                                 const struct tenon_x86_64_paging *p,
                                 struct tenon_x86_64_fetch *fetch,
                                 struct tenon_x86_64_reads *reads) {
  uint64_t word = 0;
  while (fetch->state == (uint32_t)TENON_X86_64_FETCH_READ) {
    if (read_next(v, fetch->next, reads, &word) == 0u) {
      return CAUSE(fetch_memory);
    }
    tenon_x86_64_fetch_step(p, word, fetch);
  }
  return fetch->state == (uint32_t)TENON_X86_64_FETCH_FAULT ? CAUSE(fetch_fault)
                                                            : CAUSE(nested_access);
}

/* The instruction at RIP. \return nested_access, or why there is none. */
static uint32_t fetch_instruction(const struct tenon_x86_64_vcpu *v,
                                  struct tenon_x86_64_fetch *fetch,
                                  struct tenon_x86_64_instruction *out) {
  struct tenon_x86_64_paging paging;
  struct tenon_x86_64_reads reads;
  uint32_t mode = tenon_x86_64_code_mode(v);
  tenon_x86_64_fetch_code(v, &paging, fetch, &reads);
  uint32_t cause = tenon_x86_64_fetch_page(v, &paging, fetch, &reads);
  if (cause != CAUSE(nested_access)) return cause;
  tenon_x86_64_instruction_decode(fetch->bytes, fetch->count, mode, out);
  if (out->cause != (uint32_t)TENON_X86_64_INSN_too_short) return cause;
  tenon_x86_64_fetch_more(&paging, fetch);
  cause = tenon_x86_64_fetch_page(v, &paging, fetch, &reads);
  if (cause == CAUSE(nested_access)) {
    tenon_x86_64_instruction_decode(fetch->bytes, fetch->count, mode, out);
  }
  return cause;
}

static void record(const struct tenon_x86_64_fetch *fetch, struct tenon_x86_64_fault *fault) {
  fault->fetched = fetch->count;
  for (uint32_t i = 0; i < TENON_X86_64_INSN_MAX; i++) {
    fault->instruction[i] = fetch->bytes[i];
  }
}

/* What is delivered to the guest when the fault comes is no access of the instruction at RIP. */
static uint32_t is_of_instruction(const struct tenon_x86_64_vcpu *v) {
  return v->exit.flags == 0u && v->exit.access != TENON_ACCESS_EXECUTE &&
                 v->fault.event < TENON_X86_64_EVENT_VALID
             ? 1u
             : 0u;
}

/* Of a MOVS that is stopped at a device, the other operand: in memory, or it stays unknown.
 * \return nested_access, operand_fault or changed_instruction. */
static uint32_t find_other(struct tenon_x86_64_vcpu *v) {
  struct tenon_x86_64_mmio *m = &v->mmio;
  const struct tenon_x86_64_instruction *i = &m->instruction;
  uint32_t reads = v->exit.access == TENON_ACCESS_READ ? 1u : 0u;
  m->found = 0;
  m->copied = 0;
  if (i->cause != (uint32_t)TENON_X86_64_INSN_known ||
      i->direction != (uint8_t)TENON_X86_64_DIRECTION_COPY) {
    return CAUSE(nested_access);
  }
  const struct tenon_x86_64_in_memory operand = {
      tenon_x86_64_wrap(v->frame.x[reads == 1u ? TENON_X86_64_RDI : TENON_X86_64_RSI],
                        i->address_width),
      reads == 1u ? (uint32_t)TENON_X86_64_ES : i->segment, i->width, i->mode,
      reads == 1u ? TENON_X86_64_WALK_STORE : TENON_X86_64_WALK_LOAD};
  uint32_t cause = tenon_x86_64_find_operand(v, &operand, &m->place);
  if (cause == CAUSE(operand_memory)) return CAUSE(nested_access);
  if (cause != CAUSE(nested_access)) return cause;
  m->found = 1;
  if (reads == 0u) m->copied = tenon_x86_64_load_operand(v, &m->place);
  return cause;
}

void tenon_x86_64_look_at_access(struct tenon_x86_64_vcpu *v) {
  const struct tenon_svm_vmcb *b = &v->vmcb;
  const uint64_t bases[] = {b->es.base, b->cs.base, b->ss.base, b->ds.base, b->fs.base, b->gs.base};
  struct tenon_x86_64_fetch fetch;
  if (is_of_instruction(v) == 0u) return;
  uint32_t cause = fetch_instruction(v, &fetch, &v->mmio.instruction);
  record(&fetch, &v->fault);
  uint32_t other = cause == CAUSE(nested_access) ? find_other(v) : cause;
  if (other != cause) {
    tenon_outcome(&v->exit, TENON_EXIT_NONE, other);
    return;
  }
  if (cause == CAUSE(nested_access)) {
    cause = tenon_x86_64_mmio_begin(&v->mmio, &v->frame, bases, v->exit.address, v->exit.access,
                                    &v->exit);
  }
  v->exit.cause = cause;
  tenon_x86_64_look_at_command(v);
}
