// SPDX-License-Identifier: Apache-2.0
#include "fakes/hardware.hpp"

#include <algorithm>

#include "tenon/core/aarch64/hardware.h"
#include "tenon/core/aarch64/hardware_entry.h"
#include "tenon/core/aarch64/host.h"

namespace tenon_test {
Hardware hardware;
}  // namespace tenon_test

namespace {
using tenon_test::hardware;

bool e2h() { return (hardware.hcr >> 34 & 1) != 0; }

/// The functions come in pairs, of which the host's E2H chooses one.
void named_for(bool vhe) { hardware.wrong_layout += vhe != e2h() ? 1 : 0; }

void save(std::uint64_t* to, bool vhe) {
  named_for(vhe);
  std::copy(hardware.registers.begin(), hardware.registers.end(), to);
  hardware.registers[TENON_AARCH64_SAVED_CNTV_CTL_EL0] = 0;
  hardware.registers[TENON_AARCH64_SAVED_CNTP_CTL_EL0] = 0;
}

void restore(const std::uint64_t* from, bool vhe) {
  named_for(vhe);
  std::copy_n(from, hardware.registers.size(), hardware.registers.begin());
}
}  // namespace

extern "C" {

std::uint64_t tenon_aarch64_hw_read_id(std::uint32_t id) { return hardware.id.at(id); }
std::uint64_t tenon_aarch64_hw_read_pmcr() { return hardware.pmcr; }
tenon_aarch64_cpu* tenon_aarch64_hw_this_cpu() { return hardware.cpu; }
void tenon_aarch64_hw_save_host(tenon_aarch64_host* host) { *host = hardware.host; }
void tenon_aarch64_hw_restore_host(const tenon_aarch64_host* host) {
  hardware.host = *host;
  hardware.cpu = nullptr;
}
void tenon_aarch64_hw_enable(tenon_aarch64_cpu* cpu) { hardware.cpu = cpu; }
void tenon_aarch64_hw_refuse_extensions(std::uint32_t which) { hardware.refused = which; }
void tenon_aarch64_hw_write_controls(const tenon_aarch64_controls* controls) {
  hardware.controls = *controls;
}
std::uint64_t tenon_aarch64_hw_read_hcr() { return hardware.hcr; }
std::uint32_t tenon_aarch64_hw_read_vse() { return hardware.vse; }
void tenon_aarch64_hw_write_vse(std::uint32_t pending) { hardware.vse = pending; }
void tenon_aarch64_hw_write_vttbr(std::uint64_t vttbr) { hardware.vttbr = vttbr; }
void tenon_aarch64_hw_write_identity(std::uint64_t midr, std::uint64_t mpidr) {
  hardware.midr = midr;
  hardware.mpidr = mpidr;
}
void tenon_aarch64_hw_barrier() {}
void tenon_aarch64_hw_forget_vm(std::uint64_t /*vttbr*/) { ++hardware.forgot_vm; }
void tenon_aarch64_hw_forget_all() { ++hardware.forgot_all; }
std::uint64_t tenon_aarch64_hw_read_far() { return hardware.far; }
std::uint64_t tenon_aarch64_hw_read_hpfar() { return hardware.hpfar; }
std::uint64_t tenon_aarch64_hw_read_abort(tenon_aarch64_fault* fault, std::uint32_t e2h) {
  fault->far = hardware.far;
  fault->ipa = hardware.hpfar;
  named_for(e2h != 0);
  return hardware.registers.at(TENON_AARCH64_SAVED_SCTLR_EL1);
}
std::uint64_t tenon_aarch64_hw_translate_stage1(std::uint64_t address) {
  hardware.translated = address;
  return hardware.par1;
}
std::uint64_t tenon_aarch64_hw_translate_both(std::uint64_t address) {
  hardware.translated = address;
  return hardware.par12;
}
void tenon_aarch64_hw_save_registers(std::uint64_t* to, std::uint32_t /*has*/) { save(to, false); }
void tenon_aarch64_hw_save_registers_vhe(std::uint64_t* to, std::uint32_t /*has*/) {
  save(to, true);
}
void tenon_aarch64_hw_restore_registers(const std::uint64_t* from, std::uint32_t /*has*/) {
  restore(from, false);
}
void tenon_aarch64_hw_restore_registers_vhe(const std::uint64_t* from, std::uint32_t /*has*/) {
  restore(from, true);
}
std::uint64_t tenon_aarch64_hw_read_register(std::uint32_t index) {
  named_for(false);
  return hardware.registers.at(index);
}
std::uint64_t tenon_aarch64_hw_read_register_vhe(std::uint32_t index) {
  named_for(true);
  return hardware.registers.at(index);
}
void tenon_aarch64_hw_write_register(std::uint32_t index, std::uint64_t value) {
  named_for(false);
  hardware.registers.at(index) = value;
}
void tenon_aarch64_hw_write_register_vhe(std::uint32_t index, std::uint64_t value) {
  named_for(true);
  hardware.registers.at(index) = value;
}
void tenon_aarch64_hw_save_fp(tenon_aarch64_fp* fp) { *fp = hardware.fp; }
void tenon_aarch64_hw_restore_fp(const tenon_aarch64_fp* fp) { hardware.fp = *fp; }
std::uint64_t tenon_aarch64_hw_read_q(std::uint32_t index) { return hardware.fp.q[index % 64]; }
void tenon_aarch64_hw_write_q(std::uint32_t index, std::uint64_t value) {
  hardware.fp.q[index % 64] = value;
}
std::uint64_t tenon_aarch64_hw_enable_gic() { return hardware.vtr; }
void tenon_aarch64_hw_write_ich_hcr(std::uint64_t value) { hardware.ich_hcr = value; }
std::uint64_t tenon_aarch64_hw_read_ich_misr() { return hardware.ich_misr; }
std::uint64_t tenon_aarch64_hw_read_ich_vmcr() { return hardware.ich_vmcr; }
void tenon_aarch64_hw_write_ich_vmcr(std::uint64_t value) { hardware.ich_vmcr = value; }
std::uint64_t tenon_aarch64_hw_read_lr(std::uint32_t n) { return hardware.lr.at(n); }
void tenon_aarch64_hw_write_lr(std::uint32_t n, std::uint64_t value) { hardware.lr.at(n) = value; }
std::uint64_t tenon_aarch64_hw_read_apr(std::uint32_t n) { return hardware.apr.at(n); }
void tenon_aarch64_hw_deactivate(std::uint64_t intid) { hardware.deactivated.push_back(intid); }
void tenon_aarch64_hw_write_apr(std::uint32_t n, std::uint64_t value) {
  hardware.apr.at(n) = value;
}
void tenon_aarch64_world_switch(tenon_aarch64_vcpu* vcpu) {
  vcpu->fault.valid = 0;
  hardware.guest(*vcpu);
}

std::uint32_t tenon_hal_read_word(std::uint64_t physical, std::uint32_t* word) {
  const auto found = hardware.words.find(physical);
  if (found == hardware.words.end()) return 0;
  *word = found->second;
  return 1;
}

}  // extern "C"
