/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What only instructions can do: EL2's registers, the guest's registers, the world switch.
///
/// The contracts here are assumed, not proved: each is a row of proofs/ASSUMPTIONS.md. They speak
/// of a ghost CPU: the registers that decide what a guest can reach, and whether a context
/// synchronization event came after the last change of one of them.
#ifndef TENON_CORE_AARCH64_HARDWARE_H
#define TENON_CORE_AARCH64_HARDWARE_H

#include "tenon/core/aarch64/cpu.h"
#include "tenon/core/aarch64/fault.h"
#include "tenon/core/aarch64/frame.h"
#include "tenon/core/aarch64/registers.h"
#include "tenon/core/aarch64/registers_moved.h"
#include "tenon/core/aarch64/traps.h"
#include "tenon/core/base.h"

TENON_BEGIN_C

/// enum tenon_aarch64_id: what tenon_aarch64_hw_read_id reads, in the order of hardware.S.
enum tenon_aarch64_id {
  TENON_AARCH64_ID_AA64PFR0 = 0,
  TENON_AARCH64_ID_AA64PFR1,
  TENON_AARCH64_ID_AA64DFR0,
  TENON_AARCH64_ID_AA64ISAR0,
  TENON_AARCH64_ID_AA64ISAR1,
  TENON_AARCH64_ID_AA64ISAR2,
  TENON_AARCH64_ID_AA64MMFR0,
  TENON_AARCH64_ID_AA64MMFR1,
  TENON_AARCH64_ID_AA64MMFR2,
  TENON_AARCH64_ID_MIDR,
  TENON_AARCH64_ID_CTR,
  TENON_AARCH64_ID_DCZID,
  TENON_AARCH64_ID_MPIDR,
  TENON_AARCH64_ID_CURRENT_EL,
  TENON_AARCH64_ID_COUNT
};

/*@ ghost struct tenon_aarch64_cpu *tenon_hw_cpu; */ // TPIDR_EL2
/*@ ghost uint64_t tenon_hw_hcr; */                  // HCR_EL2 but for VSE
/*@ ghost uint32_t tenon_hw_vse; */                  // HCR_EL2.VSE
/*@ ghost uint64_t tenon_hw_cptr; */                 // CPTR_EL2
/*@ ghost uint64_t tenon_hw_mdcr; */                 // MDCR_EL2
/*@ ghost uint64_t tenon_hw_cnthctl; */              // CNTHCTL_EL2
/*@ ghost uint64_t tenon_hw_mdscr; */                // MDSCR_EL1
/*@ ghost uint64_t tenon_hw_vtcr; */                 // VTCR_EL2
/*@ ghost uint64_t tenon_hw_vttbr; */                // VTTBR_EL2
/*@ ghost uint64_t tenon_hw_vpidr; */                // VPIDR_EL2
/*@ ghost uint64_t tenon_hw_vmpidr; */               // VMPIDR_EL2
/*@ ghost uint64_t tenon_hw_vbar; */                 // VBAR_EL2 is tenon's: 1
/*@ ghost uint64_t tenon_hw_q[64]; */                // q0 to q31, low half first
/*@ ghost uint64_t tenon_hw_lr[16]; */               // ICH_LR<n>_EL2
/*@ ghost uint64_t tenon_hw_apr[8]; */               // ICH_AP0R<n>_EL2, ICH_AP1R<n>_EL2
/*@ ghost uint64_t tenon_hw_ich_hcr; */              // ICH_HCR_EL2
/*@ ghost uint32_t tenon_hw_active[32]; */           // 0: EL2 has deactivated this PPI
/*@ ghost uint64_t tenon_hw_ich_vmcr; */             // ICH_VMCR_EL2
/*@ ghost uint64_t tenon_hw_fpcr; */
/*@ ghost uint64_t tenon_hw_fpsr; */
/*@ ghost uint32_t tenon_hw_closed; */                     // TENON_AARCH64_REFUSE_* so far
/*@ ghost int tenon_hw_synchronized; */                    // 1: nothing waits for an ISB
/*@ ghost int tenon_hw_forgotten; */                       // since the last bind: 1 VM, 2 all
/*@ ghost uint64_t tenon_hw_id[TENON_AARCH64_ID_COUNT]; */ // this CPU's ID registers
/*@ ghost uint64_t tenon_hw_far; */                        // FAR_EL2
/*@ ghost uint64_t tenon_hw_hpfar; */                      // HPFAR_EL2
/*@ ghost uint64_t tenon_hw_par; */                        // of the last AT of this CPU

/// One identification register of this CPU.
/*@ requires known: id < TENON_AARCH64_ID_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_id[id]; */
uint64_t tenon_aarch64_hw_read_id(uint32_t id);

/// PMCR_EL0. Only on a CPU with PMUv3 (ID_AA64DFR0_EL1.PMUVer).
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_aarch64_hw_read_pmcr(void);

/// TPIDR_EL2: this CPU's block while virtualization is enabled.
/*@ terminates \true; exits \false; assigns \result \from tenon_hw_cpu;
    ensures cpu: \result == tenon_hw_cpu; */
struct tenon_aarch64_cpu *tenon_aarch64_hw_this_cpu(void);

/// Reads what enabling will change.
/*@ requires writable: \valid(host);
    terminates \true; exits \false;
    assigns *host \from tenon_hw_hcr, tenon_hw_cptr, tenon_hw_mdcr, tenon_hw_cnthctl,
                        tenon_hw_vtcr, tenon_hw_vttbr, tenon_hw_mdscr;
    ensures hcr: host->hcr == tenon_hw_hcr;
    ensures cptr: host->cptr == tenon_hw_cptr;
    ensures mdcr: host->mdcr == tenon_hw_mdcr;
    ensures cnthctl: host->cnthctl == tenon_hw_cnthctl;
    ensures vtcr: host->vtcr == tenon_hw_vtcr;
    ensures vttbr: host->vttbr == tenon_hw_vttbr;
    ensures mdscr: host->mdscr == tenon_hw_mdscr; */
void tenon_aarch64_hw_save_host(struct tenon_aarch64_host *host);

/// Puts it back, VBAR_EL2 and TPIDR_EL2 included: virtualization is off on this CPU.
/*@ requires readable: \valid_read(host);
    terminates \true; exits \false;
    assigns tenon_hw_hcr, tenon_hw_cptr, tenon_hw_mdcr, tenon_hw_cnthctl, tenon_hw_vtcr,
            tenon_hw_vttbr, tenon_hw_mdscr, tenon_hw_vbar, tenon_hw_synchronized;
    assigns tenon_hw_cpu \from host->tpidr;
    ensures hcr: tenon_hw_hcr == host->hcr;
    ensures cptr: tenon_hw_cptr == host->cptr;
    ensures mdcr: tenon_hw_mdcr == host->mdcr;
    ensures cnthctl: tenon_hw_cnthctl == host->cnthctl;
    ensures vtcr: tenon_hw_vtcr == host->vtcr;
    ensures vttbr: tenon_hw_vttbr == host->vttbr;
    ensures mdscr: tenon_hw_mdscr == host->mdscr;
    ensures vbar: tenon_hw_vbar == 0;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_restore_host(const struct tenon_aarch64_host *host);

/// TPIDR_EL2 := cpu, VBAR_EL2 := tenon's vectors.
/*@ requires cpu: \valid(cpu);
    terminates \true; exits \false;
    assigns tenon_hw_cpu \from cpu;
    assigns tenon_hw_vbar, tenon_hw_synchronized;
    ensures cpu: tenon_hw_cpu == cpu;
    ensures vbar: tenon_hw_vbar == 1;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_enable(struct tenon_aarch64_cpu *cpu);

/// What tenon_aarch64_hw_refuse_extensions closes, besides HSTR_EL2 and MDSCR_EL1.
#define TENON_AARCH64_REFUSE_HCX 1u  ///< HCRX_EL2 := 0
#define TENON_AARCH64_REFUSE_FGT 2u  ///< HFGRTR, HFGWTR, HFGITR, HDFGRTR, HDFGWTR_EL2 := 0
#define TENON_AARCH64_REFUSE_MPAM 4u ///< MPAM2_EL2.TRAPMPAM1EL1, TRAPMPAM0EL1 := 1, EnMPAMSM := 0
#define TENON_AARCH64_REFUSE_FGT2 8u ///< HFGRTR2, HFGWTR2, HFGITR2, HDFGRTR2, HDFGWTR2_EL2 := 0

/// Closes what later architectures added and tenon neither switches nor shows (DDI 0487 D24.2), and
/// the host's own debugging of EL1 and EL0: MDSCR_EL1 := 0, UNKNOWN after reset.
/*@ requires known: which < 16;
    terminates \true; exits \false; assigns tenon_hw_closed, tenon_hw_mdscr, tenon_hw_synchronized;
    ensures closed: tenon_hw_closed == which;
    ensures mdscr: tenon_hw_mdscr == 0;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_refuse_extensions(uint32_t which);

/// Writes the control registers of a guest.
/*@ requires readable: \valid_read(controls);
    terminates \true; exits \false;
    assigns tenon_hw_hcr, tenon_hw_vse, tenon_hw_cptr, tenon_hw_mdcr, tenon_hw_cnthctl,
            tenon_hw_vtcr, tenon_hw_synchronized;
    ensures hcr: tenon_hw_hcr == controls->hcr;
    ensures cptr: tenon_hw_cptr == controls->cptr;
    ensures mdcr: tenon_hw_mdcr == controls->mdcr;
    ensures cnthctl: tenon_hw_cnthctl == controls->cnthctl;
    ensures vtcr: tenon_hw_vtcr == controls->vtcr;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_write_controls(const struct tenon_aarch64_controls *controls);

/// HCR_EL2 without its VSE bit.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_hcr; */
uint64_t tenon_aarch64_hw_read_hcr(void);

/// HCR_EL2.VSE: 1 while a virtual SError waits for the guest, whose taking it clears it.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_vse;
    ensures range: \result <= 1; */
uint32_t tenon_aarch64_hw_read_vse(void);

/// Changes that bit for the next entry.
/*@ requires bit: pending <= 1;
    terminates \true; exits \false; assigns tenon_hw_vse;
    ensures value: tenon_hw_vse == pending; */
void tenon_aarch64_hw_write_vse(uint32_t pending);

/// VTTBR_EL2: second stage and VMID of what runs below EL2.
/*@ terminates \true; exits \false; assigns tenon_hw_vttbr, tenon_hw_synchronized;
    ensures value: tenon_hw_vttbr == vttbr;
    ensures pending: tenon_hw_synchronized == 0; */
void tenon_aarch64_hw_write_vttbr(uint64_t vttbr);

/// VPIDR_EL2 and VMPIDR_EL2: what MIDR_EL1 and MPIDR_EL1 read as.
/*@ terminates \true; exits \false; assigns tenon_hw_vpidr, tenon_hw_vmpidr, tenon_hw_synchronized;
    ensures midr: tenon_hw_vpidr == midr;
    ensures mpidr: tenon_hw_vmpidr == mpidr;
    ensures pending: tenon_hw_synchronized == 0; */
void tenon_aarch64_hw_write_identity(uint64_t midr, uint64_t mpidr);

/// ISB.
/*@ terminates \true; exits \false; assigns tenon_hw_synchronized;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_barrier(void);

/// This CPU forgets every translation, of both stages, of the VMID in `vttbr`, and its instruction
/// cache: TLBI VMALLS12E1, IC IALLU (DDI 0487 D8.14).
/*@ terminates \true; exits \false; assigns tenon_hw_synchronized, tenon_hw_forgotten;
    ensures forgotten: tenon_hw_forgotten == 1;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_forget_vm(uint64_t vttbr);

/// The same for every VMID: TLBI ALLE1.
/*@ terminates \true; exits \false; assigns tenon_hw_synchronized, tenon_hw_forgotten;
    ensures forgotten: tenon_hw_forgotten == 2;
    ensures synchronized: tenon_hw_synchronized == 1; */
void tenon_aarch64_hw_forget_all(void);

/// FAR_EL2 of the last synchronous exception.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_far; */
uint64_t tenon_aarch64_hw_read_far(void);

/// HPFAR_EL2 of the last synchronous exception.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_hpfar; */
uint64_t tenon_aarch64_hw_read_hpfar(void);

/// Both at once, as they are, for the record of a data abort: FAR_EL2 to fault->far, HPFAR_EL2 to
/// fault->ipa. `e2h`: the host runs with HCR_EL2.E2H set.
/// \return the loaded guest's SCTLR_EL1
/*@ requires writable: \valid(fault);
    terminates \true; exits \false; assigns fault->far, fault->ipa;
    ensures far: fault->far == tenon_hw_far;
    ensures hpfar: fault->ipa == tenon_hw_hpfar;
    ensures value: \result == tenon_hw_register[TENON_AARCH64_SAVED_SCTLR_EL1]; */
uint64_t tenon_aarch64_hw_read_abort(struct tenon_aarch64_fault *fault, uint32_t e2h);

/// AT S1E1R on the guest's translation; returns PAR_EL1 and preserves the guest's.
/*@ terminates \true; exits \false; assigns tenon_hw_par \from virtual_address;
    ensures value: \result == tenon_hw_par; */
uint64_t tenon_aarch64_hw_translate_stage1(uint64_t virtual_address);

/// AT S12E1R, likewise.
/*@ terminates \true; exits \false; assigns tenon_hw_par \from virtual_address;
    ensures value: \result == tenon_hw_par; */
uint64_t tenon_aarch64_hw_translate_both(uint64_t virtual_address);

/// Reads the guest's registers of registers.def, then stops its timers. `has`: bit n set: the
/// registers of condition n exist; the others keep their saved value.
/*@ requires writable: \valid(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires known: has < 8;
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1] \from tenon_hw_register[..], has;
    assigns tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0];
    ensures saved: registers_equal{Post, Pre}(sysreg, has);
    ensures others: registers_lacking{Pre, Post}(sysreg, has);
    ensures stopped: tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0] == 0 &&
                     tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0] == 0; */
void tenon_aarch64_hw_save_registers(uint64_t *sysreg, uint32_t has);
/// The same on a host with HCR_EL2.E2H = 1.
/*@ requires writable: \valid(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires known: has < 8;
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_AARCH64_SAVED_COUNT - 1] \from tenon_hw_register[..], has;
    assigns tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0],
            tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0];
    ensures saved: registers_equal{Post, Pre}(sysreg, has);
    ensures others: registers_lacking{Pre, Post}(sysreg, has);
    ensures stopped: tenon_hw_register[TENON_AARCH64_SAVED_CNTV_CTL_EL0] == 0 &&
                     tenon_hw_register[TENON_AARCH64_SAVED_CNTP_CTL_EL0] == 0; */
void tenon_aarch64_hw_save_registers_vhe(uint64_t *sysreg, uint32_t has);

/// Writes them.
/*@ requires readable: \valid_read(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires known: has < 8;
    terminates \true; exits \false; assigns tenon_hw_register[..], tenon_hw_synchronized;
    ensures restored: registers_equal{Post, Post}(sysreg, has);
    ensures pending: tenon_hw_synchronized == 0; */
void tenon_aarch64_hw_restore_registers(const uint64_t *sysreg, uint32_t has);
/// The same on a host with HCR_EL2.E2H = 1.
/*@ requires readable: \valid_read(sysreg + (0 .. TENON_AARCH64_SAVED_COUNT - 1));
    requires known: has < 8;
    terminates \true; exits \false; assigns tenon_hw_register[..], tenon_hw_synchronized;
    ensures restored: registers_equal{Post, Post}(sysreg, has);
    ensures pending: tenon_hw_synchronized == 0; */
void tenon_aarch64_hw_restore_registers_vhe(const uint64_t *sysreg, uint32_t has);

/// One register of the loaded guest, an enum tenon_aarch64_saved that exists on this CPU.
/*@ requires known: index < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_register[index]; */
uint64_t tenon_aarch64_hw_read_register(uint32_t index);
/// The same on a host with HCR_EL2.E2H = 1.
/*@ requires known: index < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_register[index]; */
uint64_t tenon_aarch64_hw_read_register_vhe(uint32_t index);
/// Writes it; the next entry's ERET synchronizes it.
/*@ requires known: index < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns tenon_hw_register[index];
    ensures value: tenon_hw_register[index] == value; */
void tenon_aarch64_hw_write_register(uint32_t index, uint64_t value);
/// The same on a host with HCR_EL2.E2H = 1.
/*@ requires known: index < TENON_AARCH64_SAVED_COUNT;
    terminates \true; exits \false; assigns tenon_hw_register[index];
    ensures value: tenon_hw_register[index] == value; */
void tenon_aarch64_hw_write_register_vhe(uint32_t index, uint64_t value);

/// Reads q0 to q31, FPCR and FPSR. CPTR_EL2 lets EL2 use them while a guest is loaded.
/*@ requires writable: \valid(fp);
    terminates \true; exits \false;
    assigns *fp \from tenon_hw_q[..], tenon_hw_fpcr, tenon_hw_fpsr;
    ensures q: \forall integer i; 0 <= i < 64 ==> fp->q[i] == tenon_hw_q[i];
    ensures fpcr: fp->fpcr == tenon_hw_fpcr;
    ensures fpsr: fp->fpsr == tenon_hw_fpsr; */
void tenon_aarch64_hw_save_fp(struct tenon_aarch64_fp *fp);

/// Writes them.
/*@ requires readable: \valid_read(fp);
    requires synchronized: tenon_hw_synchronized == 1;
    terminates \true; exits \false; assigns tenon_hw_q[..], tenon_hw_fpcr, tenon_hw_fpsr;
    ensures q: \forall integer i; 0 <= i < 64 ==> tenon_hw_q[i] == fp->q[i];
    ensures fpcr: tenon_hw_fpcr == fp->fpcr;
    ensures fpsr: tenon_hw_fpsr == fp->fpsr; */
void tenon_aarch64_hw_restore_fp(const struct tenon_aarch64_fp *fp);

/// Half `index % 2` (0: bits 63:0) of q register `index / 2`.
/*@ requires known: index < 64;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_q[index]; */
uint64_t tenon_aarch64_hw_read_q(uint32_t index);

/// Writes that half and leaves the other.
/*@ requires known: index < 64;
    terminates \true; exits \false; assigns tenon_hw_q[index];
    ensures value: tenon_hw_q[index] == value; */
void tenon_aarch64_hw_write_q(uint32_t index, uint64_t value);

/// Enables the GIC's system registers for EL2 and EL1; returns ICH_VTR_EL2. Only on a CPU that
/// has them (ID_AA64PFR0_EL1.GIC).
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_aarch64_hw_enable_gic(void);

/// ICH_HCR_EL2 (IHI 0069, 12.4.3).
/*@ terminates \true; exits \false; assigns tenon_hw_ich_hcr;
    ensures value: tenon_hw_ich_hcr == value; */
void tenon_aarch64_hw_write_ich_hcr(uint64_t value);
/// ICH_MISR_EL2: why the maintenance interrupt is asserted, 0: it is not.
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_aarch64_hw_read_ich_misr(void);
/// ICH_VMCR_EL2: the guest's own view of its CPU interface.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_ich_vmcr; */
uint64_t tenon_aarch64_hw_read_ich_vmcr(void);
/*@ terminates \true; exits \false; assigns tenon_hw_ich_vmcr;
    ensures value: tenon_hw_ich_vmcr == value; */
void tenon_aarch64_hw_write_ich_vmcr(uint64_t value);
/// ICH_LR<n>_EL2; `n` below what ICH_VTR_EL2 says.
/*@ requires known: n < 16;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_lr[n]; */
uint64_t tenon_aarch64_hw_read_lr(uint32_t n);
/*@ requires known: n < 16;
    terminates \true; exits \false; assigns tenon_hw_lr[n];
    ensures value: tenon_hw_lr[n] == value; */
void tenon_aarch64_hw_write_lr(uint32_t n, uint64_t value);
/// ICH_AP0R<n>_EL2 (0 to 3), ICH_AP1R<n>_EL2 (4 to 7), as far as ICH_VTR_EL2.PREbits has them.
/*@ requires known: n < 8;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == tenon_hw_apr[n]; */
uint64_t tenon_aarch64_hw_read_apr(uint32_t n);
/*@ requires known: n < 8;
    terminates \true; exits \false; assigns tenon_hw_apr[n];
    ensures value: tenon_hw_apr[n] == value; */
void tenon_aarch64_hw_write_apr(uint32_t n, uint64_t value);
/// ICC_DIR_EL1: deactivates a physical PPI of this CPU which was acknowledged, and whose priority
/// was dropped (ICC_CTLR_EL1.EOImode = 1).
/*@ requires ppi: 16 <= intid < 32;
    terminates \true; exits \false; assigns tenon_hw_active[intid];
    ensures inactive: tenon_hw_active[intid] == 0; */
void tenon_aarch64_hw_deactivate(uint64_t intid);

/*@ // EL0t, EL1t, EL1h, AArch32 User: all that an ERET from EL2 may enter while HCR_EL2.RW is set
    // (SPSR_EL2.M, DDI 0487 C5.2.19).
    predicate guest_mode(integer pstate) = pstate % 32 \in {0, 4, 5, 16};

    // Whoever runs below EL2 is held: the bits of HCR_EL2 that traps.h calls mandatory.
    predicate hw_isolates = (tenon_hw_hcr & 0x803d0627) == 0x803d0627 && tenon_hw_vbar == 1; */

TENON_END_C

#endif
