// SPDX-License-Identifier: Apache-2.0
// What init.c needs of x86: modules, a vCPU in real mode with the CPUID that KVM offers, and a loop
// whose devices are ports.
#include <sys/syscall.h>

enum { memory_bytes = 0xf000, results = 0x700, power_port = 0x604 };
static const uint64_t memory_start = 0x1000;
static const char* const timed[] = {"nothing",
                                    "null VMMCALL",
                                    "CPUID",
                                    "port read",
                                    "port read in user space",
                                    "port write in user space",
                                    "MSR read",
                                    "device read in user space"};

static void load_modules(void) {
  static const char* const modules[] = {"/irqbypass.ko", "/kvm.ko", "/kvm-amd.ko"};
  for (size_t i = 0; i < sizeof modules / sizeof *modules; i++) {
    const int file = open(modules[i], O_RDONLY);
    if (file < 0 || syscall(SYS_finit_module, file, "", 0) != 0) {
      printf("kvm: %s: %s\n", modules[i], strerror(errno));
      end();
    }
    close(file);
  }
}

static void add_interrupt_controller(int vm) {
  call("task state", vm, KVM_SET_TSS_ADDR, (void*)0xfffbd000);
  call("interrupt controller", vm, KVM_CREATE_IRQCHIP, NULL);
}

static void set_cpuid(int kvm, int vcpu) {
  static struct {
    struct kvm_cpuid2 head;
    struct kvm_cpuid_entry2 entries[256];
  } cpuid = {.head = {.nent = 256}};
  call("CPUID", kvm, KVM_GET_SUPPORTED_CPUID, &cpuid);
  call("CPUID", vcpu, KVM_SET_CPUID2, &cpuid);
}

static int make_vcpu(int kvm, int vm) {
  add_interrupt_controller(vm);
  const int vcpu = call("vCPU", vm, KVM_CREATE_VCPU, NULL);
  set_cpuid(kvm, vcpu);
  struct kvm_sregs segments;
  call("segments", vcpu, KVM_GET_SREGS, &segments);
  segments.cs.base = 0;
  segments.cs.selector = 0;
  call("segments", vcpu, KVM_SET_SREGS, &segments);
  struct kvm_regs registers = {.rip = memory_start, .rflags = 2};
  call("entry", vcpu, KVM_SET_REGS, &registers);
  return vcpu;
}

static void print_time(const struct kvm_run* exit, const char* data) {
  const size_t which = (exit->io.port - (size_t)results) / 4;
  uint32_t ticks = 0;
  memcpy(&ticks, data, sizeof ticks);
  if (which < sizeof timed / sizeof *timed) printf("round trip: %s %u\n", timed[which], ticks);
}

static void run(int vcpu, struct kvm_run* exit) {
  while (1) {
    call("run", vcpu, KVM_RUN, NULL);
    if (exit->exit_reason == KVM_EXIT_MMIO && !exit->mmio.is_write) {
      exit->mmio.data[0] = 0x55;
      continue;
    }
    if (exit->exit_reason != KVM_EXIT_IO || exit->io.port == power_port) break;
    char* data = (char*)exit + exit->io.data_offset;
    if (exit->io.direction == KVM_EXIT_IO_IN) {
      *data = 0x55;
    } else if (exit->io.port >= results) {
      print_time(exit, data);
    }
  }
  if (exit->exit_reason == KVM_EXIT_IO) {
    printf("kvm: the guest has powered off\n");
  } else {
    printf("kvm: unexpected exit %u\n", exit->exit_reason);
  }
}
