/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/value.h"
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vmx/setup.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define SELECTOR(selector) ((uint64_t)(selector) / 8u * 8u) /* others the CPU refuses in a host */

static const uint32_t switched[TENON_VMX_MSRS] = {TENON_X86_64_MSR_STAR, TENON_X86_64_MSR_LSTAR,
                                                  TENON_X86_64_MSR_CSTAR, TENON_X86_64_MSR_SFMASK,
                                                  TENON_X86_64_MSR_KERNEL_GS_BASE};

/*@ requires storage: \valid_read(v);
    terminates \true; exits \false; assigns \nothing;
    ensures address: v->config.address <= TENON_X86_64_ADDRESS_MAX ==>
      \result == v->config.address + 0x2000; */
static uint64_t vmcs_of(const struct tenon_x86_64_vcpu *v) {
  return tenon_value_add(v->config.address, offsetof(struct tenon_x86_64_vcpu, vmcs));
}

/*@ terminates \true; exits \false; assigns \nothing;
    ensures unlike: \result == (a == b ? 0 : 1); */
static uint32_t unlike(uint64_t a, uint64_t b) { return a != b ? 1u : 0u; }

/* How many of what a VMCS holds of the host. */
/*@ requires readable: \valid_read(a) && \valid_read(b);
    terminates \true; exits \false; assigns \nothing;
    ensures same: \result == 0 <==> vmx_same_host{Post, Post}(a, b); */
static uint32_t differs(const struct tenon_vmx_host *a, const struct tenon_vmx_host *b) {
  uint32_t selectors = unlike(a->es, b->es) + unlike(a->cs, b->cs) + unlike(a->ss, b->ss) +
                       unlike(a->ds, b->ds) + unlike(a->fs, b->fs) + unlike(a->gs, b->gs) +
                       unlike(a->tr, b->tr);
  uint32_t bases = unlike(a->gdtr_base, b->gdtr_base) + unlike(a->idtr_base, b->idtr_base) +
                   unlike(a->tr_base, b->tr_base) + unlike(a->fs_base, b->fs_base);
  uint32_t registers = unlike(a->cr0, b->cr0) + unlike(a->cr3, b->cr3) + unlike(a->cr4, b->cr4);
  uint32_t msrs =
      unlike(a->sysenter_cs, b->sysenter_cs) + unlike(a->sysenter_esp, b->sysenter_esp) +
      unlike(a->sysenter_eip, b->sysenter_eip) + unlike(a->pat, b->pat) + unlike(a->efer, b->efer);
  return selectors + bases + registers + msrs;
}

/*@ requires writable: \valid(now);
    terminates \true; exits \false; assigns *now; */
static void read_host(struct tenon_vmx_host *now) {
  tenon_vmx_hw_read_host(now);
  now->fs_base = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_FS_BASE);
  now->sysenter_cs =
      (uint32_t)(tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_SYSENTER_CS) % 0x100000000u);
  now->sysenter_esp = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_SYSENTER_ESP);
  now->sysenter_eip = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_SYSENTER_EIP);
  now->pat = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_PAT);
  now->efer = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_EFER);
}

/*@ requires storage: \valid(to) && \valid_read(from);
    requires apart: \separated(to, from);
    terminates \true; exits \false; assigns *to;
    ensures copied: vmx_same_host{Post, Post}(to, from);
    ensures tables: to->gdtr_limit == from->gdtr_limit && to->idtr_limit == from->idtr_limit &&
      to->ldtr == from->ldtr; */
static void copy_host(struct tenon_vmx_host *to, const struct tenon_vmx_host *from) {
  to->cr0 = from->cr0;
  to->cr3 = from->cr3;
  to->cr4 = from->cr4;
  to->gdtr_base = from->gdtr_base;
  to->idtr_base = from->idtr_base;
  to->gdtr_limit = from->gdtr_limit;
  to->idtr_limit = from->idtr_limit;
  to->ldtr = from->ldtr;
  to->tr = from->tr;
  to->es = from->es;
  to->cs = from->cs;
  to->ss = from->ss;
  to->ds = from->ds;
  to->fs = from->fs;
  to->gs = from->gs;
  to->sysenter_cs = from->sysenter_cs;
  to->tr_base = from->tr_base;
  to->fs_base = from->fs_base;
  to->sysenter_esp = from->sysenter_esp;
  to->sysenter_eip = from->sysenter_eip;
  to->pat = from->pat;
  to->efer = from->efer;
}

/* The host may have changed since the last bind: what exits put back is what it has now. */
/*@ requires storage: \valid(cpu);
    terminates \true; exits \false; assigns cpu->vmx.host, cpu->vmx.host_epoch;
    ensures known: cpu->vmx.host_epoch == \old(cpu->vmx.host_epoch) ==>
      vmx_same_host{Pre, Post}(&cpu->vmx.host, &cpu->vmx.host); */
static void note_host(struct tenon_x86_64_cpu *cpu) {
  struct tenon_vmx_host now;
  read_host(&now);
  uint32_t different = differs(&now, &cpu->vmx.host);
  if (different != 0u) {
    cpu->vmx.host_epoch = cpu->vmx.host_epoch == UINT64_MAX ? 1u : cpu->vmx.host_epoch + 1u;
  }
  /*@ assert counted: cpu->vmx.host_epoch == \at(cpu->vmx.host_epoch, Pre) <==> different == 0; */
  /*@ assert same: different == 0 ==> vmx_same_host{Here, Pre}(&now, &cpu->vmx.host); */
  copy_host(&cpu->vmx.host, &now);
}

/*@ requires storage: \valid(v) && \valid_read(h);
    requires apart: \separated(v, h);
    terminates \true; exits \false; assigns v->vmx.refused;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void put_selectors(struct tenon_x86_64_vcpu *v, const struct tenon_vmx_host *h) {
  tenon_vmx_put(v, FIELD(HOST_ES_SELECTOR), SELECTOR(h->es));
  tenon_vmx_put(v, FIELD(HOST_CS_SELECTOR), SELECTOR(h->cs));
  tenon_vmx_put(v, FIELD(HOST_SS_SELECTOR), SELECTOR(h->ss));
  tenon_vmx_put(v, FIELD(HOST_DS_SELECTOR), SELECTOR(h->ds));
  tenon_vmx_put(v, FIELD(HOST_FS_SELECTOR), SELECTOR(h->fs));
  tenon_vmx_put(v, FIELD(HOST_GS_SELECTOR), SELECTOR(h->gs));
  tenon_vmx_put(v, FIELD(HOST_TR_SELECTOR), SELECTOR(h->tr));
}

/* GS base is this CPU's block, by which an exit finds its vCPU. */
/*@ requires storage: \valid(v) && \valid_read(h);
    requires apart: \separated(v, h);
    terminates \true; exits \false; assigns v->vmx.refused;
    ensures refused: v->vmx.refused == 1 || v->vmx.refused == \old(v->vmx.refused); */
static void put_host(struct tenon_x86_64_vcpu *v, const struct tenon_vmx_host *h) {
  put_selectors(v, h);
  tenon_vmx_put(v, FIELD(HOST_CR0), h->cr0);
  tenon_vmx_put(v, FIELD(HOST_CR3), h->cr3);
  tenon_vmx_put(v, FIELD(HOST_CR4), h->cr4);
  tenon_vmx_put(v, FIELD(HOST_FS_BASE), h->fs_base);
  tenon_vmx_put(v, FIELD(HOST_GS_BASE), tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_GS_BASE));
  tenon_vmx_put(v, FIELD(HOST_TR_BASE), h->tr_base);
  tenon_vmx_put(v, FIELD(HOST_GDTR_BASE), h->gdtr_base);
  tenon_vmx_put(v, FIELD(HOST_IDTR_BASE), h->idtr_base);
  tenon_vmx_put(v, FIELD(HOST_SYSENTER_CS), h->sysenter_cs);
  tenon_vmx_put(v, FIELD(HOST_SYSENTER_ESP), h->sysenter_esp);
  tenon_vmx_put(v, FIELD(HOST_SYSENTER_EIP), h->sysenter_eip);
  tenon_vmx_put(v, FIELD(HOST_PAT), h->pat);
  tenon_vmx_put(v, FIELD(HOST_EFER), h->efer);
  tenon_vmx_put(v, FIELD(HOST_RIP), tenon_vmx_hw_exit_address());
}

/* Makes it current; anew where this CPU may know another form of it, or another host. */
/*@ requires storage: \valid(v) && \valid_read(cpu) && \valid_read(v->stage2);
    requires cpu: v->cpu == cpu;
    requires apart: \separated(v, cpu) && \separated(v, v->stage2);
    terminates \true; exits \false;
    assigns v->vmx.host_rsp, v->vmx.rip, v->vmx.rsp, v->vmx.host_epoch, v->vmx.slice,
            v->vmx.processor, v->vmx.composed, v->vmx.changed, v->vmx.forget_nested,
            v->vmx.refused, v->vmcs.byte[0 .. 3], v->window, v->changed, vmx_hw_current;
    ensures boolean: \result <= 1;
    ensures composed: \result == 1 ==> v->vmx.composed != 0;
    ensures current: \result == 1 && \old(v->config.address) <= TENON_X86_64_ADDRESS_MAX ==>
      vmx_hw_current == \old(v->config.address) + 0x2000;
    ensures elsewhere: \result == 1 &&
      \old(v->vmx.composed == 0 || v->common.last_cpu != cpu->id) ==>
        v->vmx.forget_nested == 1 && v->vmx.changed == 1 && v->vmx.host_epoch == 0 &&
        v->changed == 1 && v->window == 0; */
static uint32_t load(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_cpu *cpu) {
  uint64_t address = vmcs_of(v);
  uint32_t anew = v->vmx.composed == 0u || v->common.last_cpu != cpu->id ? 1u : 0u;
  if (anew == 1u) {
    v->vmx.composed = 0; /* and no other CPU's any more, whatever this one says of it */
    /*@ loop invariant range: 0 <= i <= 4;
        loop assigns i, v->vmcs.byte[0 .. 3];
        loop variant 4 - i; */
    for (uint32_t i = 0; i < 4u; i++) {
      v->vmcs.byte[i] = cpu->host_save.byte[i]; /* the revision */
    }
    if (tenon_vmx_hw_clear(address) == 0u) return 0;
  }
  if (tenon_vmx_hw_load(address) == 0u) return 0;
  if (anew == 1u) tenon_vmx_write_all(v);
  return 1;
}

/*@ requires storage: \valid(cpu);
    terminates \true; exits \false;
    assigns cpu->vmx.msr[0 .. TENON_VMX_MSRS - 1], cpu->vmx.dr6;
    ensures dr6: cpu->vmx.dr6 == vmx_hw_dr6; */
static void note_msrs(struct tenon_x86_64_cpu *cpu) {
  /*@ loop invariant range: 0 <= i <= TENON_VMX_MSRS;
      loop assigns i, cpu->vmx.msr[0 .. TENON_VMX_MSRS - 1];
      loop variant TENON_VMX_MSRS - i; */
  for (uint32_t i = 0; i < TENON_VMX_MSRS; i++) {
    cpu->vmx.msr[i] = tenon_x86_64_hw_read_msr(switched[i]);
  }
  cpu->vmx.dr6 = tenon_vmx_hw_read_dr6();
}

/* What exits leave of the host to be put back: MSRs, DR6, limits of tables, LDTR. */
/*@ requires storage: \valid_read(cpu);
    terminates \true; exits \false; assigns x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures dr6: vmx_hw_dr6 == cpu->vmx.dr6;
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
static void put_back(const struct tenon_x86_64_cpu *cpu) {
  /*@ loop invariant range: 0 <= i <= TENON_VMX_MSRS;
      loop invariant host: x86_hw_efer == \at(x86_hw_efer, Pre) &&
        x86_hw_tsc_aux == \at(x86_hw_tsc_aux, Pre);
      loop assigns i, x86_hw_efer, x86_hw_tsc_aux;
      loop variant TENON_VMX_MSRS - i; */
  for (uint32_t i = 0; i < TENON_VMX_MSRS; i++) {
    /*@ assert one: switched[i] \in {0xc0000081, 0xc0000082, 0xc0000083, 0xc0000084, 0xc0000102}; */
    tenon_x86_64_hw_write_msr(switched[i], cpu->vmx.msr[i]);
  }
  tenon_vmx_hw_write_dr6(cpu->vmx.dr6);
  tenon_vmx_hw_restore_tables(&cpu->vmx.host);
}

/* It is in memory then, and another CPU, or the next bind, begins with VMLAUNCH. */
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->vmx.loaded, v->vmx.launched, x86_hw_efer, x86_hw_tsc_aux, vmx_hw_current,
            vmx_hw_dr6;
    ensures gone: v->vmx.loaded == 0 && v->vmx.launched == 0;
    ensures dr6: vmx_hw_dr6 == v->cpu->vmx.dr6;
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
static void let_go(struct tenon_x86_64_vcpu *v) {
  (void)tenon_vmx_hw_clear(vmcs_of(v));
  v->vmx.launched = 0;
  v->vmx.loaded = 0;
  put_back(v->cpu);
}

/* What the VMCS does not hold yet of the host and of the guest. */
/*@ requires storage: \valid(v) && \valid_read(v->cpu);
    requires apart: \separated(v, v->cpu);
    terminates \true; exits \false;
    assigns v->vmx.host_epoch, v->vmx.cr2, v->vmx.refused, v->vmx.changed, v->vmx.loaded,
            x86_hw_efer, x86_hw_tsc_aux, vmx_hw_dr6;
    ensures loaded: v->vmx.loaded == 1 && v->vmx.changed == 0;
    ensures host_written: v->vmx.host_epoch == v->cpu->vmx.host_epoch;
    ensures host: x86_hw_efer == \old(x86_hw_efer) && x86_hw_tsc_aux == \old(x86_hw_tsc_aux); */
static void put_changes(struct tenon_x86_64_vcpu *v) {
  const struct tenon_vmx_cpu *c = &v->cpu->vmx;
  if (v->vmx.host_epoch != c->host_epoch) {
    put_host(v, &c->host);
    v->vmx.host_epoch = c->host_epoch;
  }
  tenon_vmx_put_held(v, v->vmx.changed);
  v->vmx.changed = 0;
  v->vmx.loaded = 1;
}

uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  v->vmx.refused = 0;
  if (load(v, cpu) == 0u) return 0;
  /*@ assert current: \at(v->config.address, Pre) <= TENON_X86_64_ADDRESS_MAX ==>
        vmx_hw_current == \at(v->config.address, Pre) + 0x2000; */
  note_msrs(cpu);
  note_host(cpu);
  /*@ assert known: cpu->vmx.host_epoch == \at(cpu->vmx.host_epoch, Pre) ==>
        vmx_same_host{Pre, Here}(&cpu->vmx.host, &cpu->vmx.host); */
  put_changes(v);
  /*@ assert known: cpu->vmx.host_epoch == \at(cpu->vmx.host_epoch, Pre) ==>
        vmx_same_host{Pre, Here}(&cpu->vmx.host, &cpu->vmx.host); */
  if (v->vmx.refused == 0u) return 1;
  let_go(v);
  v->vmx.composed = 0;
  v->vmx.changed = 1;
  return 0;
}

void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v) {
  tenon_vmx_take_all_held(v);
  /*@ loop invariant range: 0 <= i <= 4;
      loop assigns i, v->vmx.pdpte[0 .. 3];
      loop variant 4 - i; */
  for (uint32_t i = 0; i < 4u; i++) {
    v->vmx.pdpte[i] = tenon_vmx_hw_read(FIELD(GUEST_PDPTE_0) + i * 2u);
  }
  v->vmx.pending_debug = tenon_vmx_hw_read(FIELD(GUEST_PENDING_DEBUG));
  let_go(v);
}
