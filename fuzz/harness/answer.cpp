// SPDX-License-Identifier: Apache-2.0
#include "harness/answer.hpp"

#include "tenon/core/aarch64/hardware.h"

namespace tenon_fuzz {
namespace {

tenon_aarch64_vcpu vcpu;
tenon_aarch64_cpu cpu;

void note_register(std::uint32_t index, std::uint64_t value) {
  if (index == TENON_AARCH64_SAVED_SP_EL0 || index == TENON_AARCH64_SAVED_SP_EL1) {
    cpu_writes.sp = value;
    cpu_writes.sp_register = index;
    ++cpu_writes.sp_writes;
  } else {
    ++cpu_writes.other_writes;
  }
}

}  // namespace

extern "C" {
void tenon_aarch64_hw_write_q(std::uint32_t half, std::uint64_t value) {
  if (half >= cpu_writes.q.size()) {
    ++cpu_writes.other_writes;
    return;
  }
  cpu_writes.q[half] = value;
  cpu_writes.q_written[half] = true;
}
void tenon_aarch64_hw_write_register(std::uint32_t index, std::uint64_t value) {
  note_register(index, value);
}
void tenon_aarch64_hw_write_register_vhe(std::uint32_t index, std::uint64_t value) {
  note_register(index, value);
}
}

tenon_aarch64_vcpu& exited(const tenon_aarch64_frame& frame, const tenon_exit& exit,
                           const tenon_aarch64_access& access, bool vhe) {
  vcpu.frame = frame;
  vcpu.exit = exit;
  vcpu.access = access;
  vcpu.common.state = TENON_VCPU_EXITED;
  vcpu.cpu = &cpu;
  cpu.features.e2h = vhe ? 1 : 0;
  if (cpu_writes.sp_writes != 0 || cpu_writes.other_writes != 0) cpu_writes = {};
  cpu_writes.q_written = {};
  return vcpu;
}

void pass_instruction(tenon_aarch64_frame& frame, std::uint32_t length) {
  constexpr std::uint64_t step = std::uint64_t{1} << 21;
  constexpr std::uint64_t low_it = std::uint64_t{3} << 25;
  constexpr std::uint64_t bits_15_10 = std::uint64_t{63} << 10;
  frame.pc += length;
  if ((frame.pstate >> 4 & 1) == 0) {
    frame.pstate &= ~(step | std::uint64_t{3} << 10);  // SS, BTYPE
    return;
  }
  frame.pc &= 0xffffffff;
  auto block = static_cast<std::uint8_t>((frame.pstate >> 10 & 63) << 2 | (frame.pstate >> 25 & 3));
  const auto left = static_cast<std::uint8_t>((block & 0xe0) | (block << 1 & 0x1f));
  block = (block & 7) == 0 ? 0 : left;
  frame.pstate &= ~(step | low_it | bits_15_10);
  frame.pstate |= std::uint64_t{block} >> 2 << 10 | (std::uint64_t{block} & 3) << 25;
}

}  // namespace tenon_fuzz
