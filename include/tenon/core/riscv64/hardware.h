/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// What only instructions can do: HS-mode's registers, the guest's registers, fences.
///
/// The contracts here are assumed, not proved. They speak of a ghost hart: the registers that
/// decide what a guest can reach.
#ifndef TENON_CORE_RISCV64_HARDWARE_H
#define TENON_CORE_RISCV64_HARDWARE_H

#include "tenon/core/base.h"
#include "tenon/core/riscv64/cpu.h"
#include "tenon/core/riscv64/fault.h"
#include "tenon/core/riscv64/frame.h"
#include "tenon/core/riscv64/registers.h"
#include "tenon/core/riscv64/traps.h"

TENON_BEGIN_C

/*@ ghost struct tenon_riscv64_cpu *rv_hw_cpu; */ // sscratch
/*@ ghost uint64_t rv_hw_stvec; */                // stvec is tenon's: 1, and hstateen closed
/*@ ghost uint64_t rv_hw_hedeleg; */              // hedeleg
/*@ ghost uint64_t rv_hw_hideleg; */              // hideleg
/*@ ghost uint64_t rv_hw_hcounteren; */           // hcounteren
/*@ ghost uint64_t rv_hw_henvcfg; */              // henvcfg
/*@ ghost uint64_t rv_hw_hgatp; */                // hgatp
/*@ ghost uint64_t rv_hw_register[TENON_RISCV64_SAVED_COUNT]; */ // the guest's registers
/*@ ghost uint64_t rv_hw_f[32]; */                               // f0 to f31
/*@ ghost uint64_t rv_hw_fcsr; */                                // fcsr
/*@ ghost int rv_hw_forgotten; */                                // since the last bind: 1 VM, 2 all
/*@ ghost uint32_t rv_hw_h; */                                   // 1: the hart has H
/*@ ghost uint32_t rv_hw_rfence; */                              // 1: the firmware has RFENCE
/*@ ghost uint64_t rv_hw_stval; */                               // of the last exit
/*@ ghost uint64_t rv_hw_htval; */
/*@ ghost uint64_t rv_hw_htinst; */

/// 1 if the hart has the H extension: reads hgatp under a trap vector of its own.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures has: \result == (rv_hw_h == 1 ? 1 : 0); */
uint32_t tenon_riscv64_hw_has_hypervisor(void);

/// 1 if the firmware carries out remote fences (SBI base, probe extension): without them no other
/// hart forgets a translation that is gone.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures has: \result == (rv_hw_rfence == 1 ? 1 : 0); */
uint32_t tenon_riscv64_hw_has_remote_fences(void);

/// sscratch: this hart's block while virtualization is enabled.
/*@ terminates \true; exits \false; assigns \result \from rv_hw_cpu;
    ensures cpu: \result == rv_hw_cpu; */
struct tenon_riscv64_cpu *tenon_riscv64_hw_this_cpu(void);

/// What hgatp holds after `value` was written; puts back what it held (0 while no guest is
/// loaded). For detection, while virtualization is off.
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_riscv64_hw_probe_hgatp(uint64_t value);

/// What henvcfg holds after `value` was written; puts back what it held.
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_riscv64_hw_probe_henvcfg(uint64_t value);

/// 1 if the hart has hvictl, and so the advanced interrupt architecture (Ssaia).
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_riscv64_hw_has_aia(void);

/// 1 if the hart has vsiselect (Ssaia, Sscsrind).
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_riscv64_hw_has_select(void);

/// 1 if the hart has D, and sstatus.FS can be other than Off.
/*@ terminates \true; exits \false; assigns \nothing;
    ensures boolean: \result <= 1; */
uint32_t tenon_riscv64_hw_probe_fp(void);

/// Reads what enabling and binding will change.
/*@ requires writable: \valid(host);
    terminates \true; exits \false;
    assigns *host \from rv_hw_hedeleg, rv_hw_hideleg, rv_hw_hcounteren,
                        rv_hw_henvcfg, rv_hw_hgatp;
    ensures hedeleg: host->hedeleg == rv_hw_hedeleg;
    ensures hideleg: host->hideleg == rv_hw_hideleg;
    ensures hcounteren: host->hcounteren == rv_hw_hcounteren;
    ensures henvcfg: host->henvcfg == rv_hw_henvcfg;
    ensures hgatp: host->hgatp == rv_hw_hgatp; */
void tenon_riscv64_hw_save_host(struct tenon_riscv64_host *host);

/// Puts the controls of the host back: hstatus, hedeleg, hideleg, hcounteren, henvcfg, htimedelta,
/// hgeie, hgatp, scounteren, senvcfg. No guest is loaded.
/*@ requires readable: \valid_read(host);
    terminates \true; exits \false;
    assigns rv_hw_hedeleg, rv_hw_hideleg, rv_hw_hcounteren, rv_hw_henvcfg,
            rv_hw_hgatp;
    ensures hedeleg: rv_hw_hedeleg == host->hedeleg;
    ensures hideleg: rv_hw_hideleg == host->hideleg;
    ensures hcounteren: rv_hw_hcounteren == host->hcounteren;
    ensures henvcfg: rv_hw_henvcfg == host->henvcfg;
    ensures hgatp: rv_hw_hgatp == host->hgatp; */
void tenon_riscv64_hw_leave_guest(const struct tenon_riscv64_host *host);

/// sscratch := cpu, stvec := tenon's vector. Of what cpu->host says that there is: hstateen0 :=
/// ENVCFG, for senvcfg is switched, all other state enables, hvictl, hvien, hviprio1 and 2 := 0.
/*@ requires cpu: \valid(cpu);
    terminates \true; exits \false;
    assigns rv_hw_cpu \from cpu;
    assigns rv_hw_stvec;
    ensures cpu: rv_hw_cpu == cpu;
    ensures stvec: rv_hw_stvec == 1; */
void tenon_riscv64_hw_enable(struct tenon_riscv64_cpu *cpu);

/// stvec and sscratch := what the host had, as the state enables, hvictl, hvien, hviprio1 and 2.
/*@ requires readable: \valid_read(host);
    terminates \true; exits \false;
    assigns rv_hw_cpu \from host->sscratch;
    assigns rv_hw_stvec;
    ensures stvec: rv_hw_stvec == 0; */
void tenon_riscv64_hw_disable(const struct tenon_riscv64_host *host);

/// Writes the control registers of a guest but hstatus, which each entry writes; htimedelta and
/// hgeie := 0.
/*@ requires readable: \valid_read(controls);
    terminates \true; exits \false;
    assigns rv_hw_hedeleg, rv_hw_hideleg, rv_hw_hcounteren, rv_hw_henvcfg;
    ensures hedeleg: rv_hw_hedeleg == controls->hedeleg;
    ensures hideleg: rv_hw_hideleg == controls->hideleg;
    ensures hcounteren: rv_hw_hcounteren == controls->hcounteren;
    ensures henvcfg: rv_hw_henvcfg == controls->henvcfg; */
void tenon_riscv64_hw_write_controls(const struct tenon_riscv64_controls *controls);

/// hgatp: second stage and VMID of what runs with V=1.
/*@ terminates \true; exits \false; assigns rv_hw_hgatp;
    ensures value: rv_hw_hgatp == hgatp; */
void tenon_riscv64_hw_write_hgatp(uint64_t hgatp);

/// This hart forgets every translation, of both stages, of `vmid`, which is hgatp's:
/// HFENCE.GVMA x0, vmid; HFENCE.VVMA x0, x0; FENCE.I.
/*@ terminates \true; exits \false; assigns rv_hw_forgotten;
    ensures forgotten: rv_hw_forgotten == 1; */
void tenon_riscv64_hw_forget_vm(uint64_t vmid);

/// The same for the second stages of every VMID: HFENCE.GVMA x0, x0.
/*@ terminates \true; exits \false; assigns rv_hw_forgotten;
    ensures forgotten: rv_hw_forgotten == 2; */
void tenon_riscv64_hw_forget_all(void);

/// stval, htval and htinst of the last exit, to fault->stval, fault->htval, fault->htinst.
/*@ requires writable: \valid(fault);
    terminates \true; exits \false;
    assigns fault->stval, fault->htval, fault->htinst;
    ensures stval: fault->stval == rv_hw_stval;
    ensures htval: fault->htval == rv_hw_htval;
    ensures htinst: fault->htinst == rv_hw_htinst; */
void tenon_riscv64_hw_read_fault(struct tenon_riscv64_fault *fault);

/// Reads the loaded guest's instruction at an even guest-virtual address with the guest's own
/// rights: HLVX, before any guest's entry after the exit. A fault of it ends here. Another vCPU may
/// rewrite the instruction meanwhile, so that decode has to accept any value.
/// \return the instruction, 16 bits of it if it is compressed; 0, which is none: the guest itself
/// could not fetch there.
/*@ terminates \true; exits \false; assigns \nothing; */
uint32_t tenon_riscv64_hw_fetch(uint64_t virtual_address);

/*@ // registers.def: the condition of register `i` as a bit of features.has, 0 for none.
    logic integer rv_register_condition(integer i) =
      i == TENON_RISCV64_SAVED_VSTIMECMP ? 1 : i == TENON_RISCV64_SAVED_VSISELECT ? 2 : 0;
    predicate rv_register_exists(integer has, integer i) =
      rv_register_condition(i) == 0 || (has / rv_register_condition(i)) % 2 == 1; */

/// Reads the guest's registers of registers.def, and then makes them harmless for the host: no
/// interrupt enabled or pending, no timer, no translation. `has`: bit n set: the registers of
/// condition n exist; the others keep their saved value.
/*@ requires writable: \valid(sysreg + (0 .. TENON_RISCV64_SAVED_COUNT - 1));
    requires known: has < 4;
    terminates \true; exits \false;
    assigns sysreg[0 .. TENON_RISCV64_SAVED_COUNT - 1] \from rv_hw_register[..], has;
    assigns rv_hw_register[..];
    ensures saved: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
      rv_register_exists(has, i) ==> sysreg[i] == \old(rv_hw_register[i]);
    ensures others: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
      !rv_register_exists(has, i) ==> sysreg[i] == \old(sysreg[i]);
    ensures harmless: rv_hw_register[TENON_RISCV64_SAVED_VSIE] == 0 &&
                      rv_hw_register[TENON_RISCV64_SAVED_HVIP] == 0 &&
                      rv_hw_register[TENON_RISCV64_SAVED_VSATP] == 0; */
void tenon_riscv64_hw_save_registers(uint64_t *sysreg, uint32_t has);

/// Writes them. hideleg must be the guest's: vsie is a part of it.
/*@ requires readable: \valid_read(sysreg + (0 .. TENON_RISCV64_SAVED_COUNT - 1));
    requires known: has < 4;
    terminates \true; exits \false; assigns rv_hw_register[..];
    ensures restored: \forall integer i; 0 <= i < TENON_RISCV64_SAVED_COUNT &&
      rv_register_exists(has, i) ==> rv_hw_register[i] == sysreg[i]; */
void tenon_riscv64_hw_restore_registers(const uint64_t *sysreg, uint32_t has);

/// One register of the loaded guest, an enum tenon_riscv64_saved that exists on this hart.
/*@ requires known: index < TENON_RISCV64_SAVED_COUNT;
    terminates \true; exits \false; assigns \nothing;
    ensures value: \result == rv_hw_register[index]; */
uint64_t tenon_riscv64_hw_read_register(uint32_t index);

/// Writes it.
/*@ requires known: index < TENON_RISCV64_SAVED_COUNT;
    terminates \true; exits \false; assigns rv_hw_register[index];
    ensures value: rv_hw_register[index] == value; */
void tenon_riscv64_hw_write_register(uint32_t index, uint64_t value);

/// Sets the bits of hvip in `raised`, clears those in `lowered`.
/*@ terminates \true; exits \false; assigns rv_hw_register[TENON_RISCV64_SAVED_HVIP];
    ensures changed: rv_hw_register[TENON_RISCV64_SAVED_HVIP] ==
      ((\old(rv_hw_register[TENON_RISCV64_SAVED_HVIP]) | raised) & (0xffffffffffffffff - lowered)); */
void tenon_riscv64_hw_change_hvip(uint64_t raised, uint64_t lowered);

/// Pending and enabled VS-level interrupts of the loaded guest: hip & hie & 0x444.
/*@ terminates \true; exits \false; assigns \nothing; */
uint64_t tenon_riscv64_hw_waiting(void);

/// f0-f31 and fcsr of the loaded guest.
/*@ requires writable: \valid(fp);
    terminates \true; exits \false;
    assigns *fp \from rv_hw_f[..], rv_hw_fcsr;
    ensures f: \forall integer i; 0 <= i < 32 ==> fp->f[i] == rv_hw_f[i];
    ensures fcsr: fp->fcsr == rv_hw_fcsr; */
void tenon_riscv64_hw_save_fp(struct tenon_riscv64_fp *fp);
/// Writes them.
/*@ requires readable: \valid_read(fp);
    terminates \true; exits \false; assigns rv_hw_f[..], rv_hw_fcsr;
    ensures f: \forall integer i; 0 <= i < 32 ==> rv_hw_f[i] == fp->f[i];
    ensures fcsr: rv_hw_fcsr == fp->fcsr; */
void tenon_riscv64_hw_restore_fp(const struct tenon_riscv64_fp *fp);

/*@ // What an entry may find in sstatus: SIE and SPIE 0 (the host's interrupts come in the guest
    // whatever they say), no vector state, and FS as the hart keeps it.
    predicate rv_guest_status(integer sstatus) =
      sstatus / 0x2 % 2 == 0 && sstatus / 0x20 % 2 == 0 && sstatus / 0x200 % 4 == 0;
    // SPV: SRET goes to the guest.
    predicate rv_guest_entry(integer hstatus) = hstatus / 0x80 % 2 == 1;

    // Whoever runs with V=1 is held: what traps.h calls mandatory, and tenon's vector.
    predicate rv_hw_isolates =
      (rv_hw_hedeleg & 0xffffffffffff4e00) == 0 &&
      (rv_hw_hideleg & 0xfffffffffffffbbb) == 0 &&
      (rv_hw_hcounteren & 0xfffffffffffffff8) == 0 &&
      (rv_hw_henvcfg & 0x7fffffffffffffff) == 0 && rv_hw_stvec == 1; */

TENON_END_C

#endif
