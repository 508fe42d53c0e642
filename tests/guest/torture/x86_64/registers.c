/* SPDX-License-Identifier: Apache-2.0 */
/* The registers of x86-64 beside the general ones: each one's instructions, and its bits that can take
 * any value. Of an MSR and of most others they are found by trying each bit. */
#include "torture.h"

#define MSR_LSTAR 0xc0000082u
#define MSR_CSTAR 0xc0000083u
#define MSR_FS_BASE 0xc0000100u
#define MSR_GS_BASE 0xc0000101u
#define MSR_KERNEL_GS_BASE 0xc0000102u
#define MSR_SYSENTER_ESP 0x175u
#define MSR_SYSENTER_EIP 0x176u
#define MSR_APIC_BASE 0x1bu
#define MSR_PAT 0x277u
#define TSS_BUSY (2ull << 40)

const uint32_t first_encoding = 0, last_encoding = ENCODING_END - 1;

struct table_register {
  uint16_t limit;
  uint64_t base;
} __attribute__((packed));

static uint32_t msr_of(uint32_t encoding) {
  static const uint32_t first[] = {0, 0xc0000000, 0xc0010000};
  const uint32_t n = encoding - ENCODING_MSR;
  return first[n / 0x2000] + n % 0x2000;
}

static struct table_register read_table(uint32_t is_idt) {
  struct table_register table;
  if (is_idt != 0) {
    __asm__ volatile("sidt %0" : "=m"(table));
  } else {
    __asm__ volatile("sgdt %0" : "=m"(table));
  }
  return table;
}

static void write_table(uint32_t is_idt, struct table_register table) {
  if (is_idt != 0) {
    __asm__ volatile("lidt %0" ::"m"(table));
  } else {
    __asm__ volatile("lgdt %0" ::"m"(table));
  }
}

/* #UD where there is no such register. */
static void refuse(void) { __asm__ volatile("ud2"); }

/* Control and debug registers, which MOV reads and writes. */
#define EACH_MOVED(MOVE)    \
  MOVE(ENCODING_CR0, "cr0") \
  MOVE(ENCODING_CR2, "cr2") \
  MOVE(ENCODING_CR3, "cr3") \
  MOVE(ENCODING_CR4, "cr4") \
  MOVE(ENCODING_CR8, "cr8") \
  MOVE(ENCODING_DR0, "dr0") \
  MOVE(ENCODING_DR1, "dr1") \
  MOVE(ENCODING_DR2, "dr2") \
  MOVE(ENCODING_DR3, "dr3") \
  MOVE(ENCODING_DR6, "dr6") \
  MOVE(ENCODING_DR7, "dr7")

void read_register(uint32_t encoding, uint64_t* value) {
  uint32_t low = 0, high = 0;
  uint64_t v = 0;
#define MOVE(encoding, name)                          \
  case encoding:                                      \
    __asm__ volatile("mov %%" name ", %0" : "=r"(v)); \
    break;
  switch (encoding) {
    EACH_MOVED(MOVE)
    MOVE(ENCODING_ES, "es")
    MOVE(ENCODING_CS, "cs")
    MOVE(ENCODING_SS, "ss")
    MOVE(ENCODING_DS, "ds")
    MOVE(ENCODING_FS, "fs")
    MOVE(ENCODING_GS, "gs")
#undef MOVE
    case ENCODING_XCR0:
      __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
      v = (uint64_t)high << 32 | low;
      break;
    case ENCODING_PKRU:
      __asm__ volatile("rdpkru" : "=a"(low), "=d"(high) : "c"(0));
      v = low;
      break;
    case ENCODING_LDTR: /* and what the table that it names has in front */
      __asm__ volatile("sldt %0" : "=r"(v));
      __asm__ volatile("mov $0xffff, %0\n lsl %1, %0" : "=&r"(low) : "r"(GATE_CS | 4) : "cc");
      v = (v & 0xffff) | (uint64_t)low << 32;
      break;
    case ENCODING_TR:
      __asm__ volatile("str %0" : "=r"(v));
      break;
    case ENCODING_GDTR_BASE:
    case ENCODING_IDTR_BASE:
      v = read_table(encoding == ENCODING_IDTR_BASE).base;
      break;
    case ENCODING_GDTR_LIMIT:
    case ENCODING_IDTR_LIMIT:
      v = read_table(encoding == ENCODING_IDTR_LIMIT).limit;
      break;
    default:
      if (encoding < ENCODING_MSR) {
        refuse();
      }
      __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr_of(encoding)));
      v = (uint64_t)high << 32 | low;
      break;
  }
  *value = v;
}

static void write_selector(uint32_t encoding, uint64_t v) {
  switch (encoding) {
    case ENCODING_ES:
      __asm__ volatile("mov %0, %%es" ::"r"(v) : "memory");
      break;
    case ENCODING_CS:
      __asm__ volatile("push %0\n lea 1f(%%rip), %0\n push %0\n lretq\n 1:" : "+r"(v)::"memory");
      break;
    case ENCODING_SS:
      __asm__ volatile("mov %0, %%ss" ::"r"(v) : "memory");
      break;
    case ENCODING_DS:
      __asm__ volatile("mov %0, %%ds" ::"r"(v) : "memory");
      break;
    case ENCODING_FS:
      __asm__ volatile("mov %0, %%fs" ::"r"(v) : "memory");
      break;
    case ENCODING_GS:
      __asm__ volatile("mov %0, %%gs" ::"r"(v) : "memory");
      break;
    case ENCODING_LDTR:
      __asm__ volatile("lldt %0" ::"r"((uint16_t)v) : "memory");
      break;
    default: /* LTR takes one that is not busy, and makes it so */
      ((volatile uint64_t*)GDT)[v / 8] &= ~TSS_BUSY;
      __asm__ volatile("ltr %0" ::"r"((uint16_t)v) : "memory");
      break;
  }
}

void write_register(uint32_t encoding, uint64_t* value) {
  const uint64_t v = *value;
  const uint32_t low = (uint32_t)v, high = (uint32_t)(v >> 32);
  const uint32_t is_idt = encoding >= ENCODING_IDTR_BASE;
  struct table_register table;
#define MOVE(encoding, name)                                 \
  case encoding:                                             \
    __asm__ volatile("mov %0, %%" name ::"r"(v) : "memory"); \
    break;
  switch (encoding) {
    EACH_MOVED(MOVE)
#undef MOVE
    case ENCODING_XCR0:
      __asm__ volatile("xsetbv" ::"a"(low), "d"(high), "c"(0));
      break;
    case ENCODING_PKRU:
      __asm__ volatile("wrpkru" ::"a"(low), "d"(0), "c"(0));
      break;
    case ENCODING_ES:
    case ENCODING_CS:
    case ENCODING_SS:
    case ENCODING_DS:
    case ENCODING_FS:
    case ENCODING_GS:
    case ENCODING_LDTR:
    case ENCODING_TR:
      write_selector(encoding, v & 0xffff);
      break;
    case ENCODING_GDTR_BASE:
    case ENCODING_IDTR_BASE:
      table = read_table(is_idt);
      table.base = v;
      write_table(is_idt, table);
      break;
    case ENCODING_GDTR_LIMIT:
    case ENCODING_IDTR_LIMIT:
      table = read_table(is_idt);
      table.limit = (uint16_t)v;
      write_table(is_idt, table);
      break;
    default:
      if (encoding < ENCODING_MSR) {
        refuse();
      }
      __asm__ volatile("wrmsr" ::"a"(low), "d"(high), "c"(msr_of(encoding)) : "memory");
      break;
  }
}

uint64_t try_read(uint32_t encoding, uint64_t* value) {
  return try_call(read_register, encoding, value);
}
uint64_t try_write(uint32_t encoding, uint64_t* value) {
  return try_call(write_register, encoding, value);
}

/* Registers that not every value of each bit is harmless or possible for. */
static const struct sysreg special[] = {
    {ENCODING_ES, DATA_RANDOM, DATA_SELECTOR, ~0ull},
    {ENCODING_CS, CODE_RANDOM, CODE_SELECTOR, ~0ull},
    {ENCODING_SS, STACK_RANDOM, STACK_SELECTOR, ~0ull},
    {ENCODING_DS, DATA_RANDOM, DATA_SELECTOR, ~0ull},
    {ENCODING_FS, DATA_RANDOM, DATA_SELECTOR, ~0ull},
    {ENCODING_GS, DATA_RANDOM, DATA_SELECTOR, ~0ull},
    {ENCODING_LDTR, LDT_RANDOM, LDT_SELECTOR, ~0ull},
    {ENCODING_TR, TSS_RANDOM, TSS_SELECTOR, ~0ull},
    {ENCODING_GDTR_BASE, 0xf000, GDT, ~0ull},
    {ENCODING_GDTR_LIMIT, 0xfc00, GDT_LIMIT, ~0ull},
    {ENCODING_IDTR_BASE, 0xf000, IDT, ~0ull},
    {ENCODING_IDTR_LIMIT, 0xf000, IDT_LIMIT, ~0ull},
    {ENCODING_XCR0, 6, 1, ~0ull},
};

/* Which bits of the others may be tried. */
static uint64_t harmless_bits(uint32_t encoding) {
  switch (encoding) {
    case ENCODING_CR0: /* MP, NE, WP, AM */
      return 0x50022;
    case ENCODING_CR3: /* one of four roots, PWT, PCD */
      return 0x3018;
    case ENCODING_CR4: /* TSD, DE, PSE, MCE, PGE, PCE, OSXMMEXCPT, UMIP, FSGSBASE, SMEP, SMAP */
      return 0x310ddc;
    case ENCODING_DR6: /* B0 to B3, BD, BS, BT */
      return 0xe00f;
    case ENCODING_DR7: /* LE, GE, and what the breakpoints that are off would be of */
      return 0xffff0300;
    case ENCODING_MSR +
        MSR_PAT: /* types 0 and 1, and 4 to 7: two bits of each do not depend on a third */
      return 0x0303030303030303;
    default:
      return ~0ull;
  }
}

static uint32_t is_address(uint32_t msr) {
  return msr == MSR_LSTAR || msr == MSR_CSTAR || msr == MSR_FS_BASE || msr == MSR_GS_BASE ||
         msr == MSR_KERNEL_GS_BASE || msr == MSR_SYSENTER_ESP || msr == MSR_SYSENTER_EIP;
}

/* Those of `bits` that can be changed, each alone. */
static uint64_t changing_bits(uint32_t encoding, uint64_t bits, uint64_t before) {
  uint64_t found = 0;
  for (uint32_t i = 0; i < 64; i++) {
    const uint64_t bit = 1ull << i;
    uint64_t value = before ^ bit, now = before;
    if ((bits & bit) == 0 || !try_write(encoding, &value)) {
      continue;
    }
    (void)try_read(encoding, &now);
    found |= (now ^ before) & bit;
    (void)try_write(encoding, &before);
  }
  return found;
}

struct sysreg wish_for(uint32_t encoding) {
  const struct sysreg none = {encoding, 0, 0, 0};
  uint64_t before = 0;
  for (uint32_t i = 0; i < sizeof(special) / sizeof(special[0]); i++) {
    if (special[i].encoding == encoding) {
      return special[i];
    }
  }
  if (encoding > ENCODING_IDTR_LIMIT && encoding < ENCODING_MSR) {
    return none;
  }
  /* The mode of the local APIC has a way that leads to no other one back. */
  if (encoding >= ENCODING_MSR && msr_of(encoding) == MSR_APIC_BASE) {
    return none;
  }
  if (!try_read(encoding, &before)) {
    return none;
  }
  if (encoding >= ENCODING_MSR && is_address(msr_of(encoding))) {
    return (struct sysreg){encoding, 0x7fffffffffff, 0, ~0ull};
  }
  const uint64_t random = changing_bits(encoding, harmless_bits(encoding), before);
  return (struct sysreg){encoding, random, before & ~random, ~0ull};
}

/* What a register asks of the others' bits: addresses are canonical, AVX is not without SSE, and each
 * vCPU has page tables of its own. */
void adjust_sys(uint64_t index, struct picture* wanted) {
  uint64_t* const cr3 = sys(wanted, ENCODING_CR3);
  uint64_t* const xcr0 = sys(wanted, ENCODING_XCR0);
  for (uint32_t i = 0; i < list.count; i++) {
    const uint32_t encoding = list.row[i].encoding;
    if (encoding >= ENCODING_MSR && is_address(msr_of(encoding)) && i % 2 == wanted->rip % 2) {
      wanted->sys[i] |= 0xffff800000000000;
    }
  }
  *cr3 = (*cr3 & harmless_bits(ENCODING_CR3)) | root_of(index);
  *xcr0 |= *xcr0 >> 1 & 2;
}

void load_sys(struct picture* wanted) {
  for (uint32_t i = 0; i < list.count; i++) {
    write_register(list.row[i].encoding, &wanted->sys[i]);
  }
}
void save_sys(struct picture* found) {
  for (uint32_t i = 0; i < list.count; i++) {
    read_register(list.row[i].encoding, &found->sys[i]);
  }
}

void write_code(void) {}
