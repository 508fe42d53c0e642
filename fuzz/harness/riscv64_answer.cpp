// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "harness/riscv64_guest.hpp"
#include "tenon/core/riscv64/cause.h"

namespace tenon_fuzz {
namespace {

tenon_riscv64_vcpu vcpu;

/// The guest's CSRs of a fake hart, and which of them were written.
struct Csrs {
  std::array<std::uint64_t, TENON_RISCV64_SAVED_COUNT> value;
  std::array<bool, TENON_RISCV64_SAVED_COUNT> written;
};
Csrs csrs;

extern "C" {
std::uint64_t tenon_riscv64_hw_read_register(std::uint32_t index) { return csrs.value.at(index); }
void tenon_riscv64_hw_write_register(std::uint32_t index, std::uint64_t value) {
  csrs.value.at(index) = value;
  csrs.written.at(index) = true;
}
}

/// The write that follows the read of a CSR, as the next run yields it.
void check_second_access(const Riscv64Guest& guest, const Riscv64Decoded& decoded,
                         std::uint64_t value) {
  const char* what = "the write after the read of a CSR";
  const tenon_riscv64_access& plan = decoded.access;
  check_same(vcpu.frame, guest.frame, "the read of a CSR that is written too");
  check_equal(vcpu.common.state, TENON_VCPU_BOUND, what, "state");
  tenon_exit exit;
  std::memset(&exit, 0xff, sizeof exit);
  tenon_riscv64_access_exit(&vcpu.access, &exit);
  tenon_exit want{};
  want.kind = TENON_EXIT_sysreg_write;
  want.cause = TENON_RISCV64_CAUSE_csr;
  want.address = decoded.exit.address;
  for (unsigned bit = 0; bit < 64; ++bit) {
    const bool old = (value >> bit & 1) != 0;
    const bool operand = (plan.operand >> bit & 1) != 0;
    const bool result = plan.operation == TENON_RISCV64_CSR_SET     ? old || operand
                        : plan.operation == TENON_RISCV64_CSR_CLEAR ? old && !operand
                                                                    : operand;
    want.value |= std::uint64_t{result} << bit;
  }
  want.width = want.register_width = 8;
  want.access = TENON_ACCESS_WRITE;
  want.instruction_length = 4;
  check_same(exit, want, what);
  vcpu.exit = exit;
  vcpu.access.remaining = 2;
  vcpu.common.state = TENON_VCPU_EXITED;
}

void check_answer(const Riscv64Guest& guest, const Riscv64Decoded& decoded, std::uint64_t value) {
  const tenon_exit& exit = decoded.exit;
  tenon_riscv64_frame want = guest.frame;
  (void)exited(guest, decoded);
  tenon_error error = TENON_OK;
  switch (exit.kind) {
    case TENON_EXIT_mmio_read:
      error = tenon_riscv64_vcpu_complete_read(&vcpu, value);
      if (exit.register_index != 0) {
        want.x[exit.register_index] =
            loaded(value, exit.width, (guest.fault.valid & TENON_RISCV64_FAULT_BIG_ENDIAN) != 0,
                   exit.sign_extend != 0, 8);
      }
      break;
    case TENON_EXIT_sysreg_read:
      error = tenon_riscv64_vcpu_complete_read(&vcpu, value);
      check_equal(error, TENON_OK, "answering an exit", "error");
      if (decoded.access.remaining == 1) {
        check_second_access(guest, decoded, value);
        error = tenon_riscv64_vcpu_complete_write(&vcpu);
      }
      if (exit.register_index != 0) want.x[exit.register_index] = value;
      break;
    case TENON_EXIT_send_ipi:
      want.x[10] = want.x[11] = 0;
      [[fallthrough]];
    case TENON_EXIT_mmio_write:
    case TENON_EXIT_sysreg_write:
      error = tenon_riscv64_vcpu_complete_write(&vcpu);
      break;
    case TENON_EXIT_halt:
    case TENON_EXIT_external_interrupt:
    case TENON_EXIT_nested_page_fault:
      error = tenon_riscv64_vcpu_resume(&vcpu);
      break;
    case TENON_EXIT_hypercall:
    case TENON_EXIT_cpu_up:
    case TENON_EXIT_cpu_down:
    case TENON_EXIT_cpu_suspend:
    case TENON_EXIT_system_down:
    case TENON_EXIT_system_reset:
      error = tenon_riscv64_vcpu_complete_call(&vcpu, value);
      want.x[10] = value;
      // SBI 2.0, chapter 3: error in a0, value in a1; legacy extensions have no a1 (chapter 5).
      if (guest.frame.x[17] > 0xf) want.x[11] = 0;
      break;
    default:
      return;
  }
  want.pc += exit.instruction_length;
  check_equal(error, TENON_OK, "answering an exit", "error");
  check_equal(vcpu.common.state, TENON_VCPU_BOUND, "answering an exit", "state");
  check_same(vcpu.frame, want, "answering an exit");
  check_equal(vcpu.access.remaining, 0, "answering an exit", "remaining");
  for (const bool written : csrs.written) check(!written, "answering an exit writes a CSR");
}

/// Trap entry into VS-mode (privileged specification, "Trap entry"; "Supervisor status register").
void check_injected(const Riscv64Guest& guest, const Csrs& before, std::uint64_t code,
                    std::uint64_t tval) {
  const char* what = "an injected exception";
  tenon_riscv64_frame want = guest.frame;
  Csrs after = before;
  const auto set = [&after](std::uint32_t index, std::uint64_t value) {
    after.value.at(index) = value;
    after.written.at(index) = true;
  };
  const std::uint64_t old = before.value[TENON_RISCV64_SAVED_VSSTATUS];
  const std::uint64_t spp = guest.frame.sstatus & 0x100;
  set(TENON_RISCV64_SAVED_VSSTATUS,
      (old & ~std::uint64_t{0x122}) | spp | ((old & 0x2) != 0 ? 0x20U : 0U));
  set(TENON_RISCV64_SAVED_VSEPC, guest.frame.pc);
  set(TENON_RISCV64_SAVED_VSCAUSE, code);
  set(TENON_RISCV64_SAVED_VSTVAL, tval);
  want.pc = before.value[TENON_RISCV64_SAVED_VSTVEC] & ~std::uint64_t{3};
  want.sstatus |= 0x100;
  check_same(vcpu.frame, want, what);
  check(csrs.written == after.written, "an injected exception writes other CSRs");
  for (std::size_t i = 0; i < csrs.value.size(); ++i) {
    check_equal(csrs.value.at(i), after.value.at(i), what, "a CSR");
  }
  check_equal(vcpu.common.state, TENON_VCPU_BOUND, what, "state");
  check_equal(vcpu.access.remaining, 0, what, "remaining");
}

}  // namespace

tenon_riscv64_vcpu& exited(const Riscv64Guest& guest, const Riscv64Decoded& decoded) {
  vcpu.frame = guest.frame;
  vcpu.fault = guest.fault;
  vcpu.exit = decoded.exit;
  vcpu.access = decoded.access;
  vcpu.common.state = TENON_VCPU_EXITED;
  return vcpu;
}

void check_answers(const Riscv64Guest& guest, const Riscv64Decoded& decoded, std::uint64_t value) {
  Csrs before{};
  for (std::size_t i = 0; i < before.value.size(); ++i) before.value.at(i) = scramble(value + i);
  csrs = before;
  check_answer(guest, decoded, value);
  csrs = before;
  (void)exited(guest, decoded);
  check_equal(tenon_riscv64_vcpu_inject_undefined(&vcpu), TENON_OK, "injecting", "error");
  const bool told = guest.fault.scause == 22;
  std::uint64_t word = told ? guest.fault.stval : 0;
  if (told && word == 0) word = guest.fault.instruction;
  check_injected(guest, before, 2, word);
  csrs = before;
  (void)exited(guest, decoded);
  check_equal(tenon_riscv64_vcpu_inject_abort(&vcpu), TENON_OK, "injecting", "error");
  // Of a walk, the access that walked: a guest-page fault of a fetch, a store, or a load.
  const std::uint64_t cause = guest.fault.scause;
  check_injected(guest, before,
                 cause == 20   ? 1
                 : cause == 23 ? 7
                               : 5,
                 decoded.exit.virtual_address);
}

}  // namespace tenon_fuzz
