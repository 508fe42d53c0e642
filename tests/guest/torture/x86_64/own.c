/* SPDX-License-Identifier: Apache-2.0 */
/* What each vCPU has for itself: page tables, descriptors, stacks, pictures, behind the same addresses. */
#include "torture.h"

#define PRESENT_WRITE 3u
#define WORDS 512u
#define GIB 0x40000000u

struct page {
  uint64_t word[WORDS];
} __attribute__((aligned(4096)));

static struct own {
  struct page roots[4]; /* alike */
  struct page pointers, directory, table;
  struct page wanted, found, rest, stack, gdt, idt;
  struct page unused[3]; /* sixteen of them: the roots are aligned */
} owns[4] __attribute__((aligned(16384)));
_Static_assert(sizeof(struct own) % 16384 == 0, "four roots differ in two bits of CR3");

extern const uint64_t first_directories[];

struct table_register {
  uint16_t limit;
  uint64_t base;
} __attribute__((packed));

static uint64_t entry_of(const void* page) { return (uint64_t)page + PRESENT_WRITE; }

uint64_t root_of(uint64_t index) { return (uint64_t)owns[index].roots; }

/* As the first tables, but for the window. */
static void make_tables(struct own* own) {
  for (uint32_t i = 0; i < 4; i++) {
    own->roots[i].word[0] = entry_of(&own->pointers);
    own->pointers.word[i] = entry_of(first_directories + (uint64_t)i * WORDS);
  }
  own->pointers.word[0] = entry_of(&own->directory);
  for (uint32_t i = 0; i < WORDS; i++) {
    own->directory.word[i] = first_directories[i];
  }
  own->directory.word[WINDOW % GIB / 0x200000] = entry_of(&own->table);
  own->table.word[0] = entry_of(&own->wanted);
  own->table.word[1] = entry_of(&own->found);
  own->table.word[2] = entry_of(&own->rest);
  own->table.word[3] = entry_of(&own->stack);
  for (uint32_t i = 0; i < ALIASES; i++) {
    own->table.word[(GDT - WINDOW) / 0x1000 + i] = entry_of(&own->gdt);
    own->table.word[(IDT - WINDOW) / 0x1000 + i] = entry_of(&own->idt);
  }
}

/* Bits of a base in the first word of a descriptor. */
static uint64_t base_bits(uint64_t base) {
  return (base & 0xffffff) << 16 | (base >> 24 & 0xff) << 56;
}

static void make_descriptors(uint64_t* gdt) {
  gdt[GATE_CS / 8] = 0x00af9b000000ffff;
  for (uint64_t i = 0; i < 16; i++) {
    gdt[DATA_SELECTOR / 8 + i] = 0x00cff3000000ffff | base_bits(i << 20);
    gdt[STACK_SELECTOR / 8 + i] = 0x00cf93000000ffff;
    gdt[CODE_SELECTOR / 8 + i] = 0x00af9b000000ffff;
  }
  for (uint64_t i = 0; i < 8; i++) { /* each local table is a part of this one */
    if (i != 0) gdt[GATE_CS / 8 + i] = 0x0000930000000000 | i;
    gdt[LDT_SELECTOR / 8 + 2 * i] = 0x0000820000000fff | base_bits(GDT + 8 * i);
  }
  for (uint64_t i = 0; i < 4; i++) {
    gdt[TSS_SELECTOR / 8 + 2 * i] = 0x0000890000000067 | base_bits(TASK_STATE);
  }
}

static void make_gate(uint64_t* idt, uint32_t vector, const char* at) {
  const uint64_t address = (uint64_t)at;
  idt[2 * vector] = (address & 0xffff) | GATE_CS << 16 | 1ull << 32 | 0x8eull << 40 |
                    (address >> 16 & 0xffff) << 48;
  idt[2 * vector + 1] = address >> 32;
}

static void load_descriptors(void) {
  const struct table_register gdt = {GDT_LIMIT, GDT}, idt = {IDT_LIMIT, IDT};
  __asm__ volatile("lgdt %0\n lidt %1" ::"m"(gdt), "m"(idt) : "memory");
  static const uint32_t segments[][2] = {
      {ENCODING_ES, DATA_SELECTOR},  {ENCODING_CS, CODE_SELECTOR}, {ENCODING_SS, STACK_SELECTOR},
      {ENCODING_DS, DATA_SELECTOR},  {ENCODING_FS, DATA_SELECTOR}, {ENCODING_GS, DATA_SELECTOR},
      {ENCODING_LDTR, LDT_SELECTOR}, {ENCODING_TR, TSS_SELECTOR},
  };
  for (uint32_t i = 0; i < sizeof(segments) / sizeof(segments[0]); i++) {
    uint64_t selector = segments[i][1];
    write_register(segments[i][0], &selector);
  }
}

/* OSFXSR, OSXMMEXCPT, OSXSAVE; protection keys where they are; MP, and neither EM nor TS. */
static void enable_state(void) {
  uint64_t cr0 = 0, cr4 = 0, with_keys = 0, all = 7;
  read_register(ENCODING_CR0, &cr0);
  cr0 = (cr0 | 2) & ~0xcull;
  write_register(ENCODING_CR0, &cr0);
  read_register(ENCODING_CR4, &cr4);
  cr4 |= 0x40600;
  write_register(ENCODING_CR4, &cr4);
  with_keys = cr4 | 0x400000;
  (void)try_call(write_register, ENCODING_CR4, &with_keys);
  write_register(ENCODING_XCR0, &all);
}

/* Calls are VMMCALL on AMD's CPUs and VMCALL on Intel's. */
static void choose_call(void) {
  uint32_t a = 0, b = 0, c = 0, d = 0;
  __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d));
  const uint8_t last = b == 0x68747541 ? 0xd9 : 0xc1; /* "Auth" */
  *(volatile uint8_t*)(call_site + 2) = last;
  *(volatile uint8_t*)(kind_call_site + 2) = last;
}

void begin(uint64_t index) {
  struct own* const own = &owns[index];
  make_tables(own);
  make_descriptors(own->gdt.word);
  for (uint32_t vector = 0; vector < 32; vector++) {
    make_gate(own->idt.word, vector, vectors + (uint64_t)VECTOR_BYTES * vector);
  }
  make_gate(own->idt.word, INJECTED, vector_injected);
  uint64_t root = root_of(index);
  write_register(ENCODING_CR3, &root);
  *(volatile uint32_t*)(TASK_STATE + 36) = EXCEPTION_STACK_END; /* the gates name it */
  load_descriptors();
  choose_call();
  enable_state();
}
