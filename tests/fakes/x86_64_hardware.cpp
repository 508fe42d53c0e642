// SPDX-License-Identifier: Apache-2.0
#include "fakes/x86_64_hardware.hpp"

#include <bit>

#include "tenon/core/x86_64/hardware.h"
#include "tenon/core/x86_64/host.h"
#include "tenon/core/x86_64/svm/hardware.h"
#include "tenon/core/x86_64/vmx/fields.h"

namespace tenon_test {

X86Hardware::X86Hardware() {
  cpuid[{0x1, 0}] = {0, 0, 1U << 26, 0};
  cpuid[{0x7, 0}] = {0, 0, 0x8, 0};
  cpuid[{0xd, 0}] = {0x7, 0x340, 0x340, 0};
  cpuid[{0x80000000, 0}] = {0x8000000a, 0, 0, 0};
  cpuid[{0x80000001, 0}] = {0, 0, 0x4, 1U << 26 | 1U << 27};
  cpuid[{0x80000008, 0}] = {0x3028, 0, 0, 0};
  cpuid[{0x8000000a, 0}] = {1, 16, 0, 0x1 | 0x8 | 0x40};
  msr[0xc0000080] = 0x500;
  msr[0xc0000101] = 0x1234;
}

/// The controls of a CPU whose defaults are 1 as old ones have them, and that can do everything.
void X86Hardware::make_vmx() {
  cpuid[{0x1, 0}].ecx |= 0x20;
  cpuid[{0x80000001, 0}].ecx = 0;
  msr[0x3a] = 0x5;
  msr[0x480] = 0x0080'0000'0000'002b;
  msr[0x481] = 0xffff'ffff'0000'0016;
  msr[0x482] = 0xffff'ffff'0401'e172;
  msr[0x483] = 0xffff'ffff'0003'6dff;
  msr[0x484] = 0xffff'ffff'0000'11ff;
  msr[0x48b] = 0xffff'ffff'0000'0000;
  msr[0x48c] = 0x0000'0f01'0633'4141;
  msr[0x48d] = 0xffff'ffff'0000'0016;
  msr[0x48e] = 0xffff'ffff'0400'6172;
  msr[0x48f] = 0xffff'ffff'0003'6dfb;
  msr[0x490] = 0xffff'ffff'0000'11fb;
  msr[0x486] = 0x8000'0021;
  msr[0x487] = 0xffff'ffff;
  msr[0x488] = 0x2000;
  msr[0x489] = 0x3727ff;
  host = {.cr0 = cr0,
          .cr3 = 0x1000,
          .cr4 = 0x42620,
          .gdtr_base = 0x2000,
          .idtr_base = 0x3000,
          .gdtr_limit = 0x37,
          .idtr_limit = 0xfff,
          .ldtr = 0,
          .tr = 0x18,
          .es = 0x10,
          .cs = 8,
          .ss = 0x10,
          .ds = 0x10,
          .tr_base = 0x4000};
}

X86Hardware x86_hardware;

}  // namespace tenon_test

namespace {
tenon_test::X86Hardware& hw = tenon_test::x86_hardware;

/// nRIP as a CPU with NRIPS saves it, of an instruction without prefixes.
std::uint64_t plain_length(std::uint64_t code) {
  if (code == 0x78) return 1;
  return code == 0x81 || code == 0x8d ? 3 : 2;
}
}  // namespace

extern "C" {

void tenon_x86_64_hw_cpuid(std::uint32_t leaf, std::uint32_t subleaf, tenon_x86_64_cpuid* out) {
  const auto found = hw.cpuid.find({leaf, subleaf});
  *out = found == hw.cpuid.end() ? tenon_x86_64_cpuid{} : found->second;
}
std::uint64_t tenon_x86_64_hw_read_msr(std::uint32_t msr) { return hw.msr[msr]; }
void tenon_x86_64_hw_write_msr(std::uint32_t msr, std::uint64_t value) { hw.msr[msr] = value; }
tenon_x86_64_cpu* tenon_x86_64_hw_this_cpu() { return hw.cpu; }
void tenon_x86_64_hw_set_cpu(tenon_x86_64_cpu* cpu) {
  hw.msr[0xc0000101] = std::bit_cast<std::uint64_t>(cpu);
  hw.cpu = cpu;
}
void tenon_x86_64_hw_restore_gs_base(std::uint64_t base) {
  hw.msr[0xc0000101] = base;
  hw.cpu = nullptr;
}
std::uint64_t tenon_x86_64_hw_read_cr4() { return hw.cr4; }
void tenon_x86_64_hw_write_cr4(std::uint64_t value) { hw.cr4 = value; }
std::uint64_t tenon_x86_64_hw_read_xcr0() { return hw.xcr0; }
void tenon_x86_64_hw_write_xcr0(std::uint64_t value) { hw.xcr0 = value; }
std::uint64_t tenon_x86_64_hw_read_pkru() { return hw.pkru; }
void tenon_x86_64_hw_write_pkru(std::uint64_t value) { hw.pkru = value; }
void tenon_x86_64_hw_read_dr(std::uint64_t* dr) {
  for (std::size_t i = 0; i < 4; ++i) dr[i] = hw.dr.at(i);
}
std::uint64_t tenon_x86_64_hw_read_dr7() { return hw.dr7; }
void tenon_x86_64_hw_write_dr7(std::uint64_t value) { hw.dr7 = value; }
void tenon_x86_64_hw_write_dr(const std::uint64_t* dr) {
  for (std::size_t i = 0; i < 4; ++i) hw.dr.at(i) = dr[i];
}
void tenon_x86_64_hw_save_fp(tenon_x86_64_xsave* area, std::uint32_t xsave) {
  *area = hw.fp;
  hw.fp_xcr0 = hw.xcr0;
  hw.order.emplace_back(xsave != 0 ? "xsave" : "fxsave");
}
void tenon_x86_64_hw_restore_fp(const tenon_x86_64_xsave* area, std::uint32_t xsave) {
  hw.fp = *area;
  hw.fp_xcr0 = hw.xcr0;
  hw.order.emplace_back(xsave != 0 ? "xrstor" : "fxrstor");
}
void tenon_svm_hw_save_host(std::uint64_t address) {
  hw.host_state = address;
  hw.order.emplace_back("vmsave");
}
void tenon_svm_world_switch(tenon_x86_64_vcpu* v) {
  ++hw.entries;
  v->vmcb.exitintinfo = 0;
  v->vmcb.next_rip = 0;
  if (hw.guest) hw.guest(*v);
  const bool nrips = (hw.cpuid[{0x8000000a, 0}].edx & 0x8) != 0;
  if (nrips && v->vmcb.next_rip == 0) {
    v->vmcb.next_rip = v->frame.rip + plain_length(v->vmcb.exitcode);
  }
}
std::uint32_t tenon_vmx_hw_on(std::uint64_t region) {
  if (hw.refuses_vmxon) return 0;
  hw.vmxon = region;
  return 1;
}
void tenon_vmx_hw_off() {
  hw.vmxon = 0;
  hw.order.emplace_back("vmxoff");
}
std::uint32_t tenon_vmx_hw_clear(std::uint64_t address) {
  if (hw.refuses_vmclear) return 0;
  if (hw.current == address) hw.current = 0;
  hw.order.emplace_back("vmclear");
  return 1;
}
std::uint32_t tenon_vmx_hw_load(std::uint64_t address) {
  if (hw.refuses_vmptrld) return 0;
  hw.current = address;
  hw.order.emplace_back("vmptrld");
  return 1;
}
std::uint64_t tenon_vmx_hw_read(std::uint32_t field) { return hw.field(field); }
std::uint32_t tenon_vmx_hw_write(std::uint32_t field, std::uint64_t value) {
  hw.written.push_back(field);
  if (field == hw.refused_field) return 0;
  hw.field(field) = value;
  return 1;
}
void tenon_vmx_hw_forget_nested(std::uint32_t type, std::uint64_t /*pointer*/) {
  hw.order.emplace_back("invept " + std::to_string(type));
}
void tenon_vmx_hw_forget_linear(std::uint32_t type, std::uint32_t vpid) {
  hw.order.emplace_back("invvpid " + std::to_string(type) + " " + std::to_string(vpid));
}
std::uint64_t tenon_vmx_hw_read_cr0() { return hw.cr0; }
void tenon_vmx_hw_write_cr0(std::uint64_t value) { hw.cr0 = value; }
std::uint64_t tenon_vmx_hw_read_dr6() { return hw.dr6; }
void tenon_vmx_hw_write_dr6(std::uint64_t value) { hw.dr6 = value; }
void tenon_vmx_hw_read_host(tenon_vmx_host* host) { *host = hw.host; }
void tenon_vmx_hw_restore_tables(const tenon_vmx_host* /*host*/) {
  hw.order.emplace_back("tables");
}
std::uint64_t tenon_vmx_hw_exit_address() { return 0x5000; }
void tenon_vmx_hw_take_nmi() { ++hw.nmis; }
std::uint32_t tenon_vmx_world_switch(tenon_x86_64_vcpu* v, std::uint32_t launched) {
  ++hw.entries;
  hw.launched.push_back(launched);
  if (hw.entry_result != TENON_VMX_EXITED) return hw.entry_result;
  hw.field(TENON_VMX_FIELD_VECTORING) = 0;
  if (hw.guest) hw.guest(*v);
  hw.field(TENON_VMX_FIELD_ENTRY_INTERRUPTION) &= 0x7fffffff;
  return TENON_VMX_EXITED;
}
std::uint32_t tenon_hal_read_memory(std::uint64_t physical, std::uint64_t* word) {
  ++hw.reads;
  if (physical % 8 != 0) ++hw.misaligned;
  const auto found = hw.memory.find(physical);
  if (found == hw.memory.end()) return 0;
  *word = found->second;
  return 1;
}
std::uint32_t tenon_hal_change_memory(std::uint64_t physical, std::uint64_t expected,
                                      std::uint64_t desired) {
  const auto found = hw.memory.find(physical);
  if (hw.interfere) hw.interfere(physical);
  if (found == hw.memory.end() || found->second != expected) return 0;
  found->second = desired;
  return 1;
}

}  // extern "C"
