/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/x86_64/msr.h"
#include "tenon/core/x86_64/vmx/setup.h"

#define FIELD(name) ((uint32_t)TENON_VMX_FIELD_##name)
#define SELECTOR(selector) ((uint64_t)(selector) / 8u * 8u) /* others the CPU refuses in a host */

static const uint32_t switched[TENON_VMX_MSRS] = {TENON_X86_64_MSR_STAR, TENON_X86_64_MSR_LSTAR,
                                                  TENON_X86_64_MSR_CSTAR, TENON_X86_64_MSR_SFMASK,
                                                  TENON_X86_64_MSR_KERNEL_GS_BASE};

static uint64_t vmcs_of(const struct tenon_x86_64_vcpu *v) {
  return v->config.address + offsetof(struct tenon_x86_64_vcpu, vmcs);
}

static uint64_t differs(const struct tenon_vmx_host *a, const struct tenon_vmx_host *b) {
  uint64_t selectors =
      (uint64_t)((uint32_t)(a->es ^ b->es) | (uint32_t)(a->cs ^ b->cs) | (uint32_t)(a->ss ^ b->ss) |
                 (uint32_t)(a->ds ^ b->ds) | (uint32_t)(a->fs ^ b->fs) | (uint32_t)(a->gs ^ b->gs) |
                 (uint32_t)(a->tr ^ b->tr));
  return (a->cr0 ^ b->cr0) | (a->cr3 ^ b->cr3) | (a->cr4 ^ b->cr4) | (a->gdtr_base ^ b->gdtr_base) |
         (a->idtr_base ^ b->idtr_base) | selectors | (uint64_t)(a->sysenter_cs ^ b->sysenter_cs) |
         (a->tr_base ^ b->tr_base) | (a->fs_base ^ b->fs_base) |
         (a->sysenter_esp ^ b->sysenter_esp) | (a->sysenter_eip ^ b->sysenter_eip) |
         (a->pat ^ b->pat) | (a->efer ^ b->efer);
}

/* The host may have changed since the last bind: what exits put back is what it has now. */
static void note_host(struct tenon_x86_64_cpu *cpu) {
  struct tenon_vmx_host now;
  tenon_vmx_hw_read_host(&now);
  now.fs_base = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_FS_BASE);
  now.sysenter_cs = (uint32_t)tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_SYSENTER_CS);
  now.sysenter_esp = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_SYSENTER_ESP);
  now.sysenter_eip = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_SYSENTER_EIP);
  now.pat = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_PAT);
  now.efer = tenon_x86_64_hw_read_msr(TENON_X86_64_MSR_EFER);
  if (differs(&now, &cpu->vmx.host) != 0u) {
    cpu->vmx.host_epoch = cpu->vmx.host_epoch == UINT64_MAX ? 1u : cpu->vmx.host_epoch + 1u;
  }
  cpu->vmx.host = now;
}

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
static uint32_t load(struct tenon_x86_64_vcpu *v, const struct tenon_x86_64_cpu *cpu) {
  uint64_t address = vmcs_of(v);
  uint32_t anew = v->vmx.composed == 0u || v->common.last_cpu != cpu->id ? 1u : 0u;
  if (anew == 1u) {
    v->vmx.composed = 0; /* and no other CPU's any more, whatever this one says of it */
    for (uint32_t i = 0; i < 4u; i++) {
      v->vmcs.byte[i] = cpu->host_save.byte[i]; /* the revision */
    }
    if (tenon_vmx_hw_clear(address) == 0u) return 0;
  }
  if (tenon_vmx_hw_load(address) == 0u) return 0;
  if (anew == 1u) tenon_vmx_write_all(v);
  return 1;
}

static void note_msrs(struct tenon_x86_64_cpu *cpu) {
  for (uint32_t i = 0; i < TENON_VMX_MSRS; i++) {
    cpu->vmx.msr[i] = tenon_x86_64_hw_read_msr(switched[i]);
  }
  cpu->vmx.dr6 = tenon_vmx_hw_read_dr6();
}

/* What exits leave of the host to be put back: MSRs, DR6, limits of tables, LDTR. */
static void put_back(const struct tenon_x86_64_cpu *cpu) {
  for (uint32_t i = 0; i < TENON_VMX_MSRS; i++) {
    tenon_x86_64_hw_write_msr(switched[i], cpu->vmx.msr[i]);
  }
  tenon_vmx_hw_write_dr6(cpu->vmx.dr6);
  tenon_vmx_hw_restore_tables(&cpu->vmx.host);
}

/* It is in memory then, and another CPU, or the next bind, begins with VMLAUNCH. */
static void let_go(struct tenon_x86_64_vcpu *v) {
  (void)tenon_vmx_hw_clear(vmcs_of(v));
  v->vmx.launched = 0;
  v->vmx.loaded = 0;
  put_back(v->cpu);
}

uint32_t tenon_vmx_bind(struct tenon_x86_64_vcpu *v, struct tenon_x86_64_cpu *cpu) {
  v->vmx.refused = 0;
  if (load(v, cpu) == 0u) return 0;
  note_host(cpu);
  note_msrs(cpu);
  if (v->vmx.host_epoch != cpu->vmx.host_epoch) {
    put_host(v, &cpu->vmx.host);
    v->vmx.host_epoch = cpu->vmx.host_epoch;
  }
  tenon_vmx_put_held(v, v->vmx.changed);
  v->vmx.changed = 0;
  v->vmx.loaded = 1;
  if (v->vmx.refused == 0u) return 1;
  let_go(v);
  v->vmx.composed = 0;
  v->vmx.changed = 1;
  return 0;
}

void tenon_vmx_unbind(struct tenon_x86_64_vcpu *v) {
  tenon_vmx_take_all_held(v);
  for (uint32_t i = 0; i < 4u; i++) {
    v->vmx.pdpte[i] = tenon_vmx_hw_read(FIELD(GUEST_PDPTE_0) + i * 2u);
  }
  v->vmx.pending_debug = tenon_vmx_hw_read(FIELD(GUEST_PENDING_DEBUG));
  let_go(v);
}
