/* SPDX-License-Identifier: Apache-2.0 */
/* A64 instructions that a guest should better not try. DDI 0487 C4.1. */
#include "hostile.h"

#define COUNT(array) ((uint32_t)(sizeof(array) / sizeof((array)[0])))

static uint32_t word(void) { return (uint32_t)random64(); }
static uint32_t at(uint32_t value, uint32_t bit) { return value << bit; }

/* MRS or MSR of register Xt with any of the 2^15 encodings (op0 is 2 or 3). */
static uint32_t sysreg(uint32_t* code) {
  code[0] = 0xd5100000u | (word() & 0x002fffff);
  return 1;
}

/* The same within the groups that EL2 traps: ID registers, debug, monitors, timers, vendors. */
static uint32_t trapped_sysreg(uint32_t* code) {
  static const struct {
    uint32_t value, mask;
  } groups[] = {
      {0xd5180000, 0xffdff800}, /* ID registers */
      {0xd5100000, 0xffd8f000}, /* debug */
      {0xd5101000, 0xffd8f000}, /* OS lock, debug ROM */
      {0xd51b9c00, 0xffdffc00}, /* performance monitors */
      {0xd51be000, 0xffdff000}, /* timers, event counters */
      {0xd5181000, 0xffdfff00}, /* SCTLR_EL1, ACTLR_EL1, CPACR_EL1 */
      {0xd518b000, 0xffd8b000}, /* implementation defined: CRn 11 and 15 */
      {0xd5182100, 0xffdffc00}, /* keys */
      {0xd518a400, 0xffdffe00}, /* limited ordering, partitioning */
      {0xd5185300, 0xffdffe00}, /* error records */
      {0xd51bd000, 0xffdffc00}, /* thread pointers, activity monitors */
      {0xd518cb00, 0xffdffe00}, /* interrupts sent and ended */
  };
  const uint32_t group = below(COUNT(groups));
  code[0] = (word() & ~groups[group].mask) | groups[group].value;
  return 1;
}

/* SYS and SYSL (op0 = 1): AT, DC, IC, TLBI and whatever else is there. */
static uint32_t system_instruction(uint32_t* code, struct attempt* attempt) {
  static const uint32_t crn[] = {7, 8, 7, 8, 11, 15};
  attempt->x[4] = address();
  code[0] = 0xd5080004u | (word() & 0x0027ffe0);
  if (below(4) != 0) {
    code[0] = (code[0] & ~0xf000u) | at(crn[below(COUNT(crn))], 12);
  }
  return 1;
}

/* MSR (immediate), hints, barriers: all of op0 = 0. */
static uint32_t pstate(uint32_t* code) {
  code[0] = 0xd5000000u | (word() & 0x0007ffff);
  if (below(2) == 0) {
    code[0] = 0xd500401fu | (word() & 0x00070fe0);
  }
  return 1;
}

/* Registers that a guest lives by, with any value. */
static uint32_t important(uint32_t* code, struct attempt* attempt) {
  static const uint32_t registers[] = {
      0xd5181000, /* SCTLR_EL1 */ 0xd5181040,   /* CPACR_EL1 */ 0xd5182000,   /* TTBR0_EL1 */
      0xd5182020, /* TTBR1_EL1 */ 0xd5182040,   /* TCR_EL1 */ 0xd518a200,     /* MAIR_EL1 */
      0xd518c000, /* VBAR_EL1 */ 0xd5184000,    /* SPSR_EL1 */ 0xd5184020,    /* ELR_EL1 */
      0xd5184100, /* SP_EL0 */ 0xd518d020,      /* CONTEXTIDR */ 0xd518e100,  /* CNTKCTL_EL1 */
      0xd518ccc0, /* ICC_IGRPEN0 */ 0xd518cce0, /* ICC_IGRPEN1 */ 0xd5184600, /* ICC_PMR */
      0xd518c980, /* ICC_AP0R0 */ 0xd518c900,   /* ICC_AP1R0 */ 0xd518cca0,   /* ICC_SRE_EL1 */
      0xd518cc80, /* ICC_CTLR */ 0xd518cc20,    /* ICC_EOIR1 */ 0xd518cb20,   /* ICC_DIR */
      0xd518cba0, /* ICC_SGI1R */ 0xd518cbc0,   /* ICC_ASGI1R */ 0xd518cbe0,  /* ICC_SGI0R */
  };
  attempt->x[4] = below(2) == 0 ? random64() : 1ull << below(64);
  code[0] = registers[below(COUNT(registers))] | 4;
  code[1] = 0xd5033fdf; /* isb */
  code[2] = 0xd538cc04; /* mrs x4, ICC_IAR1_EL1 */
  return 1 + below(3);
}

/* The virtual timer, mostly in the past, and the time to take its interrupt. */
static uint32_t timer(uint32_t* code, struct attempt* attempt) {
  attempt->x[4] = below(2) == 0 ? 0 : random64();
  attempt->x[5] = 1 | (word() & 2);
  attempt->x[6] = 0xff;
  code[0] = 0xd51be344;                                /* msr cntv_cval_el0, x4 */
  code[1] = 0xd51be325;                                /* msr cntv_ctl_el0, x5 */
  code[2] = 0xd5184606;                                /* msr icc_pmr_el1, x6 */
  code[3] = 0xd518cce5;                                /* msr icc_igrpen1_el1, x5 */
  code[4] = 0xd50342ff;                                /* msr daifclr, #2 */
  code[5] = below(2) == 0 ? 0xd503207fu : 0xd503205fu; /* wfi, wfe */
  return 6;
}

/* Every class of load and store (C4.1.88), all other bits random, at an interesting address. */
static uint32_t load_store(uint32_t* code, struct attempt* attempt) {
  static const struct {
    uint32_t value, mask;
  } classes[] = {
      {0x08000000, 0x3f000000}, /* exclusive, ordered, CAS, CASP */
      {0x18000000, 0x3b000000}, /* literal */
      {0x28000000, 0x3a000000}, /* pairs, general and SIMD */
      {0x38000000, 0x3b200000}, /* unscaled, post-index, unprivileged, pre-index */
      {0x38200000, 0x3b200000}, /* atomics, register offset, PAC loads */
      {0x39000000, 0x3b000000}, /* unsigned offset */
      {0x39000000, 0x3b000000}, /* most of what compilers emit */
      {0x0c000000, 0xbe000000}, /* SIMD structures */
      {0x19000000, 0x3f000000}, /* LDAPUR, STLUR, memory copy */
      {0xd9000000, 0xff000000}, /* tags */
  };
  const uint32_t class = below(COUNT(classes)), base = below(32);
  code[0] = (word() & ~classes[class].mask) | classes[class].value;
  if (below(8) != 0) {
    code[0] = (code[0] & ~(31u << 5)) | at(base, 5);
    *(base == 31 ? &attempt->sp : &attempt->x[base]) = address();
    attempt->x[below(31)] = below(64); /* an index, perhaps */
  }
  return 1;
}

static uint32_t call(uint32_t* code, struct attempt* attempt) {
  static const uint32_t functions[] = {0x84000000, 0xc4000000, 0x80000000, 0xc0000000,
                                       0x86000000, 0xc6000000, 0xbf000000};
  if (below(4) != 0) {
    attempt->x[0] = functions[below(COUNT(functions))] | below(0x20);
    attempt->x[1] = below(2) == 0 ? below(4) : random64();
    attempt->x[2] = below(2) == 0 ? address() : random64();
  }
  if (attempt->x[0] == 0x84000008 && below(4) != 0) {
    attempt->x[0] = 0x84000000; /* SYSTEM_OFF ends a life: not too often */
  }
  const uint32_t immediate = below(2) == 0 ? 0 : word() & 0xffff;
  code[0] = (below(2) == 0 ? 0xd4000002u : 0xd4000003u) | at(immediate, 5); /* HVC, SMC */
  return 1;
}

/* SVC, BRK, HLT, DCPS, UDF and the rest of exception generation. */
static uint32_t exception(uint32_t* code) {
  code[0] = below(4) == 0 ? word() & 0xffff : 0xd4000000u | (word() & 0x00ffffff);
  return 1;
}

static uint32_t branch(uint32_t* code, struct attempt* attempt) {
  attempt->x[4] = address();
  code[0] = 0xd51b4224; /* msr nzcv, x4 */
  switch (below(4)) {
    case 0:
      code[1] = 0xd61f0080; /* br x4 */
      break;
    case 1:
      code[1] = 0x14000000u | (word() & 0x03ffffff);
      break;
    case 2:
      code[0] = 0xd5184024; /* msr elr_el1, x4 */
      code[1] = 0xd69f03e0; /* eret */
      break;
    default:
      attempt->x[5] = random64() & 0xf00003ff; /* any mode, AArch32 too */
      code[0] = 0xd5184005;                    /* msr spsr_el1, x5 */
      code[1] = 0xd5184024;                    /* msr elr_el1, x4 */
      code[2] = 0xd69f03e0;                    /* eret */
      return 3;
  }
  return 2;
}

static uint32_t wait(uint32_t* code, struct attempt* attempt) {
  for (uint32_t i = 0; i < SLOT_WORDS - 1; i++) {
    code[i] = below(2) == 0 ? 0xd503207fu : 0xd503205fu; /* wfi, wfe */
  }
  attempt->x[4] = random64();
  code[0] = 0xd5031004u | at(below(2), 5); /* wfet, wfit x4 */
  return SLOT_WORDS - 1;
}

/* SVE, SME, pointer authentication, data processing of SIMD. */
static uint32_t extension(uint32_t* code) {
  static const struct {
    uint32_t value, mask;
  } groups[] = {
      {0x04000000, 0x1e000000}, /* SVE */
      {0x80000000, 0x9e000000}, /* SME */
      {0xd503467f, 0xfffffdff}, /* SMSTART, SMSTOP */
      {0xdac10000, 0xffff0000}, /* PAC, one source */
      {0xd503211f, 0xfffff8df}, /* PAC hints */
      {0xd71f0800, 0xfe9ff800}, /* BRAA, RETAA, ERETAA */
      {0x0e000000, 0x0e000000}, /* SIMD&FP */
  };
  const uint32_t group = below(COUNT(groups));
  code[0] = (word() & ~groups[group].mask) | groups[group].value;
  return 1;
}

uint32_t write_hostile(uint32_t* code, struct attempt* attempt, uint64_t mild) {
  const uint32_t what = below(64);
  if (mild != 0) {
    code[0] = 0xd5380404; /* mrs x4, ID_AA64PFR0_EL1 */
    return 1;
  }
  if (what < 22) {
    return load_store(code, attempt);
  }
  if (what < 34) {
    return what < 26 ? sysreg(code) : trapped_sysreg(code);
  }
  if (what < 46) {
    return what < 39 ? system_instruction(code, attempt) : call(code, attempt);
  }
  switch (what) {
    case 46:
    case 47:
      return pstate(code);
    case 48:
      return important(code, attempt);
    case 49:
      return timer(code, attempt);
    case 50:
    case 51:
      return exception(code);
    case 52:
    case 53:
      return branch(code, attempt);
    case 54:
      return wait(code, attempt);
    case 55:
    case 56:
    case 57:
      return extension(code);
    default:
      code[0] = word();
      return 1;
  }
}
