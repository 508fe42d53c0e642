/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The HS-level control registers under which a guest runs, composed from what the hart has and
/// what the vCPU's setup asks for (privileged specification, chapter "H" extension).
#ifndef TENON_CORE_RISCV64_TRAPS_H
#define TENON_CORE_RISCV64_TRAPS_H

#include "tenon/core/riscv64/cpu.h"

TENON_BEGIN_C

/// What the hypervisor decides for one vCPU. Each field is 0 or not 0.
struct tenon_riscv64_setup {
  uint32_t trap_wfi; ///< WFI exits
  uint32_t counters; ///< the guest may read cycle and instret
};

/// Values of the registers while a vCPU is loaded.
struct tenon_riscv64_controls {
  uint64_t hstatus;
  uint64_t hedeleg;
  uint64_t hideleg;
  uint64_t hcounteren;
  uint64_t henvcfg;
};

/// hstatus at an entry. SPV: SRET enters VS-mode or VU-mode. VSXL: 64 bits. VTW by setup. All
/// else is 0: VTSR and VTVM (SRET and vsatp are the guest's own), HU (no HLV in U-mode), VGEIN (no
/// guest external interrupt), VSBE (the guest is little-endian until it asks otherwise).
/*@ requires setup: \valid_read(s);
    terminates \true; exits \false; assigns \nothing;
    ensures mandatory: (\result & 0x200000080) == 0x200000080;
    ensures entry: \result / 0x80 % 2 == 1;
    ensures vtw: (\result & 0x200000) != 0 <==> s->trap_wfi != 0;
    ensures others: (\result & 0xfffffffdffdfff7f) == 0; */
uint64_t tenon_riscv64_hstatus(const struct tenon_riscv64_setup *s);

/// hedeleg: the exceptions that a guest's own kernel takes: codes 0 to 8 (misaligned, access fault,
/// illegal instruction, breakpoint, ECALL from VU-mode) and 12, 13, 15 (page faults). An access
/// fault is the answer to the guest's own access. Never delegated: ECALL from VS-mode and above
/// (9 to 11), guest-page faults and virtual instructions (20 to 23), and what is reserved; decode
/// names each of them.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures delegated: (\result & 0xb1ff) == 0xb1ff;
    ensures kept: (\result & 0xffffffffffff4e00) == 0; */
uint64_t tenon_riscv64_hedeleg(void);

/// hideleg: VS-level software (2), timer (6) and external (10) interrupts. All others are the
/// host's.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures delegated: (\result & 0x444) == 0x444;
    ensures kept: (\result & 0xfffffffffffffbbb) == 0; */
uint64_t tenon_riscv64_hideleg(void);

/// hcounteren: TM always (time is no secret), CY and IR by setup, no other counter.
/*@ requires setup: \valid_read(s);
    terminates \true; exits \false; assigns \nothing;
    ensures time: (\result & 0x2) != 0;
    ensures cycle: (\result & 0x1) != 0 <==> s->counters != 0;
    ensures instret: (\result & 0x4) != 0 <==> s->counters != 0;
    ensures others: (\result & 0xfffffffffffffff8) == 0; */
uint64_t tenon_riscv64_hcounteren(const struct tenon_riscv64_setup *s);

/// henvcfg: STCE where the hart has Sstc. All else is 0: no page-based memory types (PBMTE), no
/// updates of A and D by hardware (ADUE), no cache-block operations (CBIE, CBCFE, CBZE), no shadow
/// stacks and landing pads (SSE, LPE).
/*@ requires features: \valid_read(f);
    terminates \true; exits \false; assigns \nothing;
    ensures stce: (\result & 0x8000000000000000) != 0 <==>
                  (f->has / 1) % 2 == 1;
    ensures others: (\result & 0x7fffffffffffffff) == 0; */
uint64_t tenon_riscv64_henvcfg(const struct tenon_riscv64_features *f);

/// All of them.
/*@ requires features: \valid_read(f);
    requires setup: \valid_read(s);
    requires controls: \valid(c);
    requires apart: \separated(f, s, c);
    terminates \true; exits \false; assigns *c;
    ensures spv: (c->hstatus & 0x200000080) == 0x200000080;
    ensures entry: c->hstatus / 0x80 % 2 == 1;
    ensures vtw: (c->hstatus & 0x200000) != 0 <==> \old(s->trap_wfi) != 0;
    ensures hstatus_others: (c->hstatus & 0xfffffffdffdfff7f) == 0;
    ensures delegated: (c->hedeleg & 0xb1ff) == 0xb1ff && (c->hedeleg & 0xffffffffffff4e00) == 0;
    ensures interrupts: (c->hideleg & 0x444) == 0x444 && (c->hideleg & 0xfffffffffffffbbb) == 0;
    ensures counters: (c->hcounteren & 0xfffffffffffffff8) == 0;
    ensures environment: (c->henvcfg & 0x7fffffffffffffff) == 0; */
void tenon_riscv64_compose_controls(const struct tenon_riscv64_features *f,
                                    const struct tenon_riscv64_setup *s,
                                    struct tenon_riscv64_controls *c);

TENON_END_C

#endif
