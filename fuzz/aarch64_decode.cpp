// SPDX-License-Identifier: Apache-2.0
// From the fault record to the exit and back into the guest: tenon_aarch64_decode against a second
// table of the manual's, and what answering the exit may touch.
#include "harness/answer.hpp"
#include "harness/decoded.hpp"
#include "harness/guest.hpp"
#include "harness/round_trip.hpp"
#include "oracle/esr_oracle.hpp"
#include "tenon/core/aarch64/cause.h"
#include "tenon/core/aarch64/short_way.h"

namespace tenon_fuzz {
namespace {

/// Whatever the instruction decides, these hold.
void check_by_instruction(const Guest& guest, const Decoded& got) {
  const tenon_exit& exit = got.exit;
  check_equal(exit.virtual_address, guest.fault.far, "an instruction's access", "virtual_address");
  if (exit.kind == TENON_EXIT_unhandled) {
    check(exit.cause >= TENON_AARCH64_CAUSE_insn_not_load_store &&
              exit.cause < TENON_AARCH64_CAUSE_COUNT,
          "an instruction is refused for another reason than itself");
    check_equal(exit.address, guest.fault.esr, "a refused instruction", "address");
    check_equal(got.access.remaining, 0, "a refused instruction", "remaining");
    return;
  }
  check(exit.kind == TENON_EXIT_mmio_read || exit.kind == TENON_EXIT_mmio_write,
        "an instruction is neither an access nor refused");
  check_equal(exit.address & ~std::uint64_t{4095}, guest.fault.ipa & ~std::uint64_t{4095},
              "an instruction's access leaves the page that faulted", "address");
}

/// Bits that mean nothing may be anything: RES0 bits, fields that decode has no use for, fields of
/// the record that `valid` denies, registers that the exit does not name.
void check_independence(const Guest& guest, const Decoded& want, const Expected& expected,
                        std::uint64_t noise) {
  Guest other = guest;
  const auto ec = static_cast<std::uint32_t>(guest.fault.esr >> 26 & 63);
  const bool synchronous = guest.fault.vector == TENON_AARCH64_VECTOR_SYNC;
  // Of an instruction's abort the decoder looks at WnR, and at the registers that it names.
  const std::uint64_t meaningful = synchronous ? EsrOracle::get().meaningful_bits(ec) : 0;
  other.fault.esr ^= scramble(noise) & ~meaningful;
  other.fault.valid ^= static_cast<std::uint32_t>(noise) & ~15U;
  if ((guest.fault.valid & TENON_AARCH64_FAULT_IPA) == 0) other.fault.ipa = scramble(noise + 1);
  if (!expected.by_instruction) {
    other.fault.instruction = static_cast<std::uint32_t>(scramble(noise + 2));
    other.fault.sp = scramble(noise + 3);
    other.fault.zva_bytes = static_cast<std::uint32_t>(scramble(noise + 4));
    fill_registers(other.frame, noise);
    for (std::size_t i = 0; i < 4; ++i) other.frame.x[i] = guest.frame.x[i];
    for (const unsigned low : {5U, 16U}) {
      const std::size_t named = guest.fault.esr >> low & 31;
      if (named < 31) other.frame.x[named] = guest.frame.x[named];
    }
  }
  // On memory with other contents than before: every field is written.
  Decoded got = decode(other, 0xff);
  if (want.exit.kind == TENON_EXIT_unhandled) {
    check_equal(got.exit.address, other.fault.esr, "the raw syndrome", "address");
    got.exit.address = want.exit.address;
  }
  check_same(got, want, "decode depends on what means nothing");
}

/// Answers the exit and compares the whole guest with what the architecture changes.
void check_answer(const Guest& guest, const Decoded& decoded, std::uint64_t value) {
  const tenon_exit& exit = decoded.exit;
  tenon_aarch64_frame want = guest.frame;
  tenon_aarch64_vcpu& vcpu = exited(guest.frame, exit, decoded.access, (value & 1) != 0);
  tenon_error error = TENON_OK;
  switch (exit.kind) {
    case TENON_EXIT_mmio_read:
      // A syndrome of 8 bytes in a 32-bit register is none of the architecture's.
      if (exit.width > exit.register_width) return;
      error = tenon_aarch64_vcpu_complete_read(&vcpu, value);
      if (exit.register_index < 31) {
        want.x[exit.register_index] =
            loaded(value, exit.width, (guest.fault.valid & TENON_AARCH64_FAULT_BIG_ENDIAN) != 0,
                   exit.sign_extend != 0, exit.register_width);
      }
      break;
    case TENON_EXIT_sysreg_read:
      // An AArch32 register is written as it was given: the caller owes 32 bits.
      if (exit.register_width == 4) value &= 0xffffffff;
      error = tenon_aarch64_vcpu_complete_read(&vcpu, value);
      if (exit.register_index < 31) want.x[exit.register_index] = value;
      break;
    case TENON_EXIT_mmio_write:
    case TENON_EXIT_sysreg_write:
    case TENON_EXIT_send_ipi:
      error = tenon_aarch64_vcpu_complete_write(&vcpu);
      break;
    case TENON_EXIT_halt:
    case TENON_EXIT_external_interrupt:
    case TENON_EXIT_nested_page_fault:
      error = tenon_aarch64_vcpu_resume(&vcpu);
      break;
    case TENON_EXIT_hypercall:
    case TENON_EXIT_cpu_up:
    case TENON_EXIT_cpu_down:
    case TENON_EXIT_cpu_suspend:
    case TENON_EXIT_system_down:
    case TENON_EXIT_system_reset:
      error = tenon_aarch64_vcpu_complete_call(&vcpu, value);
      want.x[0] = value;
      break;
    default:
      return;
  }
  if (exit.instruction_length != 0) pass_instruction(want, exit.instruction_length);
  check_equal(error, TENON_OK, "answering an exit", "error");
  check_equal(vcpu.common.state, TENON_VCPU_BOUND, "answering an exit", "state");
  check_same(vcpu.frame, want, "answering an exit");
  check(cpu_writes.sp_writes == 0 && cpu_writes.other_writes == 0,
        "answering an exit writes a register of the CPU");
  for (const bool written : cpu_writes.q_written) {
    check(!written, "answering an exit writes a q register");
  }
  check_equal(vcpu.access.remaining, 0, "answering an exit", "remaining");
}

/// The short ways of vcpu_run.c make the same exit.
void check_short_ways(const Guest& guest, const Decoded& want) {
  const tenon_aarch64_fault& fault = guest.fault;
  if (fault.vector != TENON_AARCH64_VECTOR_SYNC) return;
  Decoded got{};
  got.access.remaining = 99;
  if (tenon_aarch64_is_plain_hypercall(fault.esr, guest.frame.x[0]) == 1) {
    tenon_aarch64_hypercall(fault.esr, guest.frame.x[0], &got.exit, &got.access);
  } else if (tenon_aarch64_is_plain_access(fault.esr, guest.frame.pstate) == 1 &&
             (fault.valid & TENON_AARCH64_FAULT_IPA) != 0 && fault.ipa % 0x1000 <= 0xff8) {
    const std::uint64_t order = (fault.valid & TENON_AARCH64_FAULT_BIG_ENDIAN) != 0 ? 1 : 0;
    if (TENON_AARCH64_FIELD(fault.esr, 6, 1) == 0) {
      tenon_aarch64_load(fault.esr, fault.ipa, fault.far, order, &got.exit, &got.access);
    } else {
      tenon_aarch64_access_from_syndrome(&fault, &guest.frame, &got.exit, &got.access);
    }
  } else {
    return;
  }
  check_same(got.exit, want.exit, "a short way");
  check_equal(got.access.remaining, 0, "a short way", "remaining");
}

void check_record(FuzzedDataProvider& data) {
  const Guest guest = read_guest(data);
  const std::uint64_t noise = data.ConsumeIntegral<std::uint32_t>();
  const Expected expected = EsrOracle::get().expect(guest.fault, guest.frame);
  const Decoded got = decode(guest, 0);
  if (expected.by_instruction) {
    check_same(decode(guest, 0xff), got, "decode leaves a field as it was");
    check_by_instruction(guest, got);
    return;
  }
  check_same(got.exit, expected.exit, "decode against the manual's table");
  check_equal(got.access.remaining, 0, "decode against the manual's table", "remaining");
  check_short_ways(guest, got);
  check_independence(guest, got, expected, noise);
  check_answer(guest, got, scramble(noise));
}

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  if (data.ConsumeIntegral<std::uint8_t>() < 224) {
    tenon_fuzz::check_record(data);
  } else {
    tenon_fuzz::check_round_trip(data);
  }
  return 0;
}
