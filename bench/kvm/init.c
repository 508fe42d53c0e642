// SPDX-License-Identifier: Apache-2.0
// The first and only process of a Linux: runs a guest under KVM and prints what the guest timed,
// in the words of examples/hypervisor/round_trip.cpp. The smallest monitor there can be: one
// process, one vCPU, its device answered in the loop around KVM_RUN.
#include <errno.h>
#include <fcntl.h>
#include <linux/kvm.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <unistd.h>

extern const char guest_start[], guest_end[];

static _Noreturn void end(void) {
  fflush(stdout);
  reboot(RB_POWER_OFF);
  while (1) pause();
}

static int call(const char* what, int file, unsigned long request, void* argument) {
  const int result = ioctl(file, request, argument);
  if (result < 0) {
    printf("kvm: %s: %s\n", what, strerror(errno));
    end();
  }
  return result;
}

#ifdef __x86_64__
#include "init_x86_64.h"
#else
#include "init_mmio.h"
#endif

static void add_memory(int vm) {
  char* memory =
      mmap(NULL, memory_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  memcpy(memory, guest_start, (size_t)(guest_end - guest_start));
  __builtin___clear_cache(memory, memory + memory_bytes);
  struct kvm_userspace_memory_region region = {.guest_phys_addr = memory_start,
                                               .memory_size = memory_bytes,
                                               .userspace_addr = (uintptr_t)memory};
  call("memory", vm, KVM_SET_USER_MEMORY_REGION, &region);
}

int main(void) {
  mkdir("/dev", 0755);
  mount("devtmpfs", "/dev", "devtmpfs", 0, NULL);
  load_modules();
  const int kvm = open("/dev/kvm", O_RDWR);
  if (kvm < 0) {
    printf("kvm: /dev/kvm: %s\n", strerror(errno));
    end();
  }
  const int vm = call("VM", kvm, KVM_CREATE_VM, NULL);
  add_memory(vm);
  const int vcpu = make_vcpu(kvm, vm);
  const size_t bytes = (size_t)call("vCPU", kvm, KVM_GET_VCPU_MMAP_SIZE, NULL);
  run(vcpu, mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, vcpu, 0));
  end();
}
