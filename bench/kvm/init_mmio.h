// SPDX-License-Identifier: Apache-2.0
// What init.c needs of AArch64 and RISC-V: an interrupt controller, a vCPU, and a loop whose devices
// are in memory.
#ifdef __riscv
static const uint64_t memory_start = 0x80000000, device = 0x10000000, results = 0x10001000;
static const char* const timed[] = {"nothing", "null SBI call", "device read in user space",
                                    "device write in user space"};
#else
static const uint64_t memory_start = 0x40000000, distributor = 0x08000000,
                      redistributors = 0x080a0000, device = 0x0a000000, results = 0x0a001000;
static const char* const timed[] = {
    "nothing",     "null hypercall",  "device read in user space", "device write in user space",
    "device read", "ID register read"};
#endif

enum { memory_bytes = 1 << 20 };

static void load_modules(void) {}  // KVM is built in

#ifdef __riscv
static void add_interrupt_controller(int vm) { (void)vm; /* KVM has none for this ISA */ }

static int add_vcpu(int vm) {
  const int vcpu = call("vCPU", vm, KVM_CREATE_VCPU, NULL);
  uint64_t pc = memory_start;
  struct kvm_one_reg entry = {.id = KVM_REG_RISCV | KVM_REG_SIZE_U64 | KVM_REG_RISCV_CORE |
                                    offsetof(struct kvm_riscv_core, regs.pc) / sizeof(uint64_t),
                              .addr = (uintptr_t)&pc};
  call("entry", vcpu, KVM_SET_ONE_REG, &entry);
  return vcpu;
}
#else
static void add_interrupt_controller(int vm) {
  struct kvm_create_device created = {.type = KVM_DEV_TYPE_ARM_VGIC_V3};
  call("interrupt controller", vm, KVM_CREATE_DEVICE, &created);
  struct kvm_device_attr attribute = {.group = KVM_DEV_ARM_VGIC_GRP_ADDR,
                                      .attr = KVM_VGIC_V3_ADDR_TYPE_DIST,
                                      .addr = (uintptr_t)&distributor};
  call("distributor", (int)created.fd, KVM_SET_DEVICE_ATTR, &attribute);
  attribute.attr = KVM_VGIC_V3_ADDR_TYPE_REDIST;
  attribute.addr = (uintptr_t)&redistributors;
  call("redistributors", (int)created.fd, KVM_SET_DEVICE_ATTR, &attribute);
  attribute = (struct kvm_device_attr){.group = KVM_DEV_ARM_VGIC_GRP_CTRL,
                                       .attr = KVM_DEV_ARM_VGIC_CTRL_INIT};
  call("interrupt controller", (int)created.fd, KVM_SET_DEVICE_ATTR, &attribute);
}

static int add_vcpu(int vm) {
  const int vcpu = call("vCPU", vm, KVM_CREATE_VCPU, NULL);
  struct kvm_vcpu_init init = {0};
  call("CPU model", vm, KVM_ARM_PREFERRED_TARGET, &init);
  init.features[0] |= 1u << KVM_ARM_VCPU_PSCI_0_2;
  call("CPU model", vcpu, KVM_ARM_VCPU_INIT, &init);
  uint64_t pc = memory_start;
  struct kvm_one_reg entry = {.id = KVM_REG_ARM64 | KVM_REG_SIZE_U64 | KVM_REG_ARM_CORE |
                                    offsetof(struct kvm_regs, regs.pc) / sizeof(uint32_t),
                              .addr = (uintptr_t)&pc};
  call("entry", vcpu, KVM_SET_ONE_REG, &entry);
  return vcpu;
}
#endif

static int make_vcpu(int kvm, int vm) {
  (void)kvm;
  const int vcpu = add_vcpu(vm);
  add_interrupt_controller(vm);
  return vcpu;
}

static void print_time(uint64_t address, const unsigned char* data) {
  const uint64_t which = (address - results) / 8;
  uint64_t ticks = 0;
  memcpy(&ticks, data, sizeof ticks);
  if (which < sizeof timed / sizeof *timed) {
    printf("round trip: %s %llu\n", timed[which], (unsigned long long)ticks);
  }
}

static void run(int vcpu, struct kvm_run* exit) {
  while (1) {
    call("run", vcpu, KVM_RUN, NULL);
    if (exit->exit_reason != KVM_EXIT_MMIO) break;
    if (!exit->mmio.is_write) {
      exit->mmio.data[0] = 0x55;
    } else if (exit->mmio.phys_addr >= results) {
      print_time(exit->mmio.phys_addr, exit->mmio.data);
    } else if (exit->mmio.phys_addr < device) {
      break;
    }
  }
  if (exit->exit_reason == KVM_EXIT_SYSTEM_EVENT) {
    printf("kvm: the guest has powered off\n");
  } else {
    printf("kvm: unexpected exit %u\n", exit->exit_reason);
  }
}
