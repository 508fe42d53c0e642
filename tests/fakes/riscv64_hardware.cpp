// SPDX-License-Identifier: Apache-2.0
#include "fakes/riscv64_hardware.hpp"

#include <algorithm>

#include "tenon/core/riscv64/hardware.h"
#include "tenon/core/riscv64/hardware_entry.h"

namespace tenon_test {
RiscV64Hardware riscv64_hardware;
}  // namespace tenon_test

namespace {
tenon_test::RiscV64Hardware& hart = tenon_test::riscv64_hardware;

/// Whether a hart with these conditions of registers.def has register `i`.
bool exists(std::uint32_t i, std::uint32_t has) {
  if (i == TENON_RISCV64_SAVED_VSTIMECMP) return has % 2 == 1;
  return i != TENON_RISCV64_SAVED_VSISELECT || has / 2 % 2 == 1;
}
}  // namespace

extern "C" {

std::uint32_t tenon_riscv64_hw_has_hypervisor() { return hart.has_hypervisor; }
std::uint32_t tenon_riscv64_hw_has_remote_fences() { return hart.has_remote_fences; }
tenon_riscv64_cpu* tenon_riscv64_hw_this_cpu() { return hart.cpu; }
std::uint64_t tenon_riscv64_hw_probe_hgatp(std::uint64_t value) {
  const std::uint64_t mode = value >> 60;
  if ((hart.modes >> mode & 1) == 0) return 0;  // the whole write is ignored
  return (value >> 60 << 60) | ((value >> 44 & hart.vmid_mask) << 44);
}
std::uint64_t tenon_riscv64_hw_probe_henvcfg(std::uint64_t value) {
  return value & hart.henvcfg_mask;
}
std::uint32_t tenon_riscv64_hw_has_aia() { return hart.aia_present; }
std::uint32_t tenon_riscv64_hw_has_select() { return hart.select_present; }
std::uint32_t tenon_riscv64_hw_probe_fp() { return hart.fp_present; }
void tenon_riscv64_hw_save_host(tenon_riscv64_host* host) { *host = hart.host; }
void tenon_riscv64_hw_leave_guest(const tenon_riscv64_host* host) {
  hart.host = *host;
  hart.hgatp = host->hgatp;
  hart.order.emplace_back("leave");
}
void tenon_riscv64_hw_enable(tenon_riscv64_cpu* cpu) {
  hart.cpu = cpu;
  hart.stvec = 1;
}
void tenon_riscv64_hw_disable(const tenon_riscv64_host* host) {
  hart.cpu = nullptr;
  hart.stvec = host->stvec;
}
void tenon_riscv64_hw_write_controls(const tenon_riscv64_controls* controls) {
  hart.controls = *controls;
  hart.order.emplace_back("controls");
}
void tenon_riscv64_hw_write_hgatp(std::uint64_t hgatp) {
  hart.hgatp = hgatp;
  hart.order.emplace_back("hgatp");
}
void tenon_riscv64_hw_forget_vm(std::uint64_t vmid) {
  hart.forgotten_vmid = vmid;
  hart.order.emplace_back("forget_vm");
}
void tenon_riscv64_hw_forget_all() { hart.order.emplace_back("forget_all"); }
void tenon_riscv64_hw_read_fault(tenon_riscv64_fault* fault) {
  ++hart.faults_read;
  fault->stval = hart.stval;
  fault->htval = hart.htval;
  fault->htinst = hart.htinst;
}
std::uint32_t tenon_riscv64_hw_fetch(std::uint64_t virtual_address) {
  ++hart.fetches;
  const auto low = hart.code.find(virtual_address);
  if (low == hart.code.end()) return 0;
  if (low->second % 4 != 3) return low->second;
  const auto high = hart.code.find(virtual_address + 2);
  return high == hart.code.end() ? 0 : std::uint32_t{high->second} << 16 | low->second;
}
void tenon_riscv64_hw_save_registers(std::uint64_t* sysreg, std::uint32_t has) {
  for (std::uint32_t i = 0; i < TENON_RISCV64_SAVED_COUNT; ++i) {
    if (exists(i, has)) sysreg[i] = hart.registers[i];
  }
  hart.registers[TENON_RISCV64_SAVED_VSIE] = 0;
  hart.registers[TENON_RISCV64_SAVED_HVIP] = 0;
  hart.registers[TENON_RISCV64_SAVED_VSATP] = 0;
  hart.order.emplace_back("save");
}
void tenon_riscv64_hw_restore_registers(const std::uint64_t* sysreg, std::uint32_t has) {
  for (std::uint32_t i = 0; i < TENON_RISCV64_SAVED_COUNT; ++i) {
    if (exists(i, has)) hart.registers[i] = sysreg[i];
  }
  hart.order.emplace_back("restore");
}
std::uint64_t tenon_riscv64_hw_read_register(std::uint32_t index) {
  return hart.registers.at(index);
}
void tenon_riscv64_hw_write_register(std::uint32_t index, std::uint64_t value) {
  hart.registers.at(index) = value;
}
void tenon_riscv64_hw_change_hvip(std::uint64_t set, std::uint64_t clear) {
  std::uint64_t& hvip = hart.registers[TENON_RISCV64_SAVED_HVIP];
  hvip = (hvip | set) & ~clear;
}
std::uint64_t tenon_riscv64_hw_waiting() {
  return hart.registers[TENON_RISCV64_SAVED_HVIP] & hart.registers[TENON_RISCV64_SAVED_VSIE] << 1;
}
void tenon_riscv64_hw_save_fp(tenon_riscv64_fp* fp) {
  *fp = hart.fp;
  hart.order.emplace_back("save_fp");
}
void tenon_riscv64_hw_restore_fp(const tenon_riscv64_fp* fp) {
  hart.fp = *fp;
  hart.order.emplace_back("restore_fp");
}
std::uint64_t tenon_riscv64_hw_stval() { return hart.stval; }
std::uint64_t tenon_riscv64_world_switch(tenon_riscv64_vcpu* v) {
  if (hart.guest) hart.guest(*v);
  return v->fault.scause;
}

}  // extern "C"
