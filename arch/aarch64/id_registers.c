/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/aarch64/id_registers.h"

#include "tenon/core/aarch64/esr.h"

/* The field of `host` whose lowest bit weighs `unit`, at most `most`, in its place. */
/*@ requires unit: 1 <= unit <= 0x1000000000000000;
    requires most: most <= 15;
    terminates \true; exits \false; assigns \nothing;
    ensures kept: \result == id_most(host, unit, most) * unit;
    ensures narrow: \result <= most * unit;
*/
static uint64_t keep(uint64_t host, uint64_t unit, uint64_t most) {
  uint64_t field = (host / unit) % 16u;
  uint64_t least = field < most ? field : most;
  //@ assert fits: least * unit <= 15 * 0x1000000000000000;
  return least * unit;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_pfr0(host);
*/
static uint64_t pfr0(uint64_t host) {
  uint64_t simd = keep(host, 0x10000u, 15u) + keep(host, 0x100000u, 15u);
  uint64_t speculation = keep(host, 0x100000000000000u, 1u) + keep(host, 0x1000000000000000u, 1u);
  return 0x11u + simd + keep(host, 0x1000000u, 1u) + keep(host, 0x1000000000000u, 1u) + speculation;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_pfr1(host);
*/
static uint64_t pfr1(uint64_t host) { return keep(host, 0x1u, 1u) + keep(host, 0x10u, 2u); }

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_dfr0(host);
*/
static uint64_t dfr0(uint64_t host) { return 0xf000101000u + keep(host, 0x1u, 8u); }

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_isar0(host);
*/
static uint64_t isar0(uint64_t host) {
  uint64_t cryptography = keep(host, 0x10u, 2u) + keep(host, 0x100u, 1u) + keep(host, 0x1000u, 2u) +
                          keep(host, 0x100000000u, 1u) + keep(host, 0x1000000000u, 1u) +
                          keep(host, 0x10000000000u, 1u);
  uint64_t arithmetic = keep(host, 0x10000u, 1u) + keep(host, 0x10000000u, 1u) +
                        keep(host, 0x100000000000u, 1u) + keep(host, 0x1000000000000u, 1u) +
                        keep(host, 0x10000000000000u, 2u);
  return cryptography + arithmetic + keep(host, 0x100000u, 2u) +
         keep(host, 0x100000000000000u, 2u) + keep(host, 0x1000000000000000u, 1u);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_isar1(host);
*/
static uint64_t isar1(uint64_t host) {
  uint64_t arithmetic = keep(host, 0x1000u, 1u) + keep(host, 0x10000u, 1u) +
                        keep(host, 0x100000000u, 1u) + keep(host, 0x100000000000u, 2u) +
                        keep(host, 0x10000000000000u, 1u);
  uint64_t memory = keep(host, 0x1u, 2u) + keep(host, 0x100000u, 2u);
  return arithmetic + memory + keep(host, 0x1000000000u, 1u) + keep(host, 0x10000000000u, 1u) +
         keep(host, 0x1000000000000u, 1u);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_isar2(host);
*/
static uint64_t isar2(uint64_t host) {
  return keep(host, 0x1u, 2u) + keep(host, 0x10u, 1u) + keep(host, 0x100000u, 1u) +
         keep(host, 0x10000000u, 1u) + keep(host, 0x10000000000000u, 1u);
}

/* TGran64 and TGran4: supported (0), or none (15). */
/*@ requires unit: 1 <= unit <= 0x1000000000000000;
    terminates \true; exits \false; assigns \nothing;
    ensures none: id_field(host, unit) == 15 ==> \result == 15;
    ensures supported: id_field(host, unit) != 15 ==> \result == 0;
*/
static uint64_t granule(uint64_t host, uint64_t unit) {
  return (host / unit) % 16u == 15u ? 15u : 0u;
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_mmfr0(host);
*/
static uint64_t mmfr0(uint64_t host) {
  uint64_t granules = keep(host, 0x100000u, 1u) + granule(host, 0x1000000u) * 0x1000000u +
                      granule(host, 0x10000000u) * 0x10000000u;
  return granules + keep(host, 0x1u, 5u) + keep(host, 0x10u, 2u) + keep(host, 0x100u, 1u) +
         keep(host, 0x10000u, 1u);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_mmfr1(host);
*/
static uint64_t mmfr1(uint64_t host) {
  return keep(host, 0x1u, 2u) + keep(host, 0x1000u, 1u) + keep(host, 0x100000u, 3u) +
         keep(host, 0x1000000u, 1u) + keep(host, 0x1000000000u, 2u) +
         keep(host, 0x100000000000u, 1u) + keep(host, 0x1000000000000000u, 1u);
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures guest: \result == guest_mmfr2(host);
*/
static uint64_t mmfr2(uint64_t host) {
  uint64_t translation = keep(host, 0x10000u, 1u) + keep(host, 0x10000000u, 1u) +
                         keep(host, 0x1000000000000u, 1u) + keep(host, 0x1000000000000000u, 1u);
  return translation + keep(host, 0x10u, 1u) + keep(host, 0x100000u, 1u) +
         keep(host, 0x100000000u, 1u) + keep(host, 0x1000000000u, 1u);
}

/*@ requires features: \valid_read(f);
    terminates \true; exits \false; assigns \nothing;
    ensures pfr0: id == 0xc020 ==> \result == guest_pfr0(f->id_aa64pfr0);
    ensures pfr1: id == 0xc021 ==> \result == guest_pfr1(f->id_aa64pfr1);
    ensures dfr0: id == 0xc028 ==> \result == guest_dfr0(f->id_aa64dfr0);
    ensures isar0: id == 0xc030 ==> \result == guest_isar0(f->id_aa64isar0);
    ensures isar1: id == 0xc031 ==> \result == guest_isar1(f->id_aa64isar1);
    ensures isar2: id == 0xc032 ==> \result == guest_isar2(f->id_aa64isar2);
    ensures mmfr0: id == 0xc038 ==> \result == guest_mmfr0(f->id_aa64mmfr0);
    ensures mmfr1: id == 0xc039 ==> \result == guest_mmfr1(f->id_aa64mmfr1);
    ensures mmfr2: id == 0xc03a ==> \result == guest_mmfr2(f->id_aa64mmfr2);
    ensures hidden: !id_shown(id) ==> \result == 0;
*/
static uint64_t shown(const struct tenon_aarch64_features *f, uint32_t id) {
  switch (id) {
    case TENON_AARCH64_SYSREG(3, 0, 0, 4, 0):
      return pfr0(f->id_aa64pfr0);
    case TENON_AARCH64_SYSREG(3, 0, 0, 4, 1):
      return pfr1(f->id_aa64pfr1);
    case TENON_AARCH64_SYSREG(3, 0, 0, 5, 0):
      return dfr0(f->id_aa64dfr0);
    case TENON_AARCH64_SYSREG(3, 0, 0, 6, 0):
      return isar0(f->id_aa64isar0);
    case TENON_AARCH64_SYSREG(3, 0, 0, 6, 1):
      return isar1(f->id_aa64isar1);
    case TENON_AARCH64_SYSREG(3, 0, 0, 6, 2):
      return isar2(f->id_aa64isar2);
    case TENON_AARCH64_SYSREG(3, 0, 0, 7, 0):
      return mmfr0(f->id_aa64mmfr0);
    case TENON_AARCH64_SYSREG(3, 0, 0, 7, 1):
      return mmfr1(f->id_aa64mmfr1);
    case TENON_AARCH64_SYSREG(3, 0, 0, 7, 2):
      return mmfr2(f->id_aa64mmfr2);
    default:
      return 0;
  }
}

uint32_t tenon_aarch64_id_register(const struct tenon_aarch64_features *f, uint32_t id,
                                   uint64_t *value) {
  *value = shown(f, id);
  if (id >= TENON_AARCH64_SYSREG(3, 0, 0, 1, 0) && id <= TENON_AARCH64_SYSREG(3, 0, 0, 7, 7)) {
    return 1;
  }
  /* REVIDR_EL1 and AIDR_EL1: no erratum is fixed and nothing is added, as far as a guest knows. */
  return id == TENON_AARCH64_SYSREG(3, 0, 0, 0, 6) || id == TENON_AARCH64_SYSREG(3, 1, 0, 0, 7)
             ? 1u
             : 0u;
}
