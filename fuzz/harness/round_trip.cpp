// SPDX-License-Identifier: Apache-2.0
#include "harness/round_trip.hpp"

#include "harness/decoded.hpp"
#include "oracle/esr_oracle.hpp"

namespace tenon_fuzz {
namespace {

/// Bits that choose what is described, and the guest it happens to: a 64-bit one.
struct Choice {
  std::uint64_t bits;
  std::uint64_t rt;
  std::uint64_t il;
  Guest guest;

  [[nodiscard]] std::uint64_t field(unsigned low, std::uint64_t most) const {
    return bits >> low & most;
  }
  [[nodiscard]] bool flag(unsigned bit) const { return field(bit, 1) != 0; }
  tenon_exit decoded(std::uint64_t esr) {
    guest.fault.esr = esr;
    return decode(guest, 0).exit;
  }
};

std::uint64_t bit(bool flag) { return flag ? 1 : 0; }

void check_access(Choice& choice) {
  const std::uint64_t size = choice.field(0, 3);
  const bool store = choice.flag(2);
  const bool wide = size == 3 || choice.flag(3);
  const bool sign = !store && size < (wide ? 3U : 2U) && choice.flag(4);
  choice.guest.fault.valid |= TENON_AARCH64_FAULT_IPA;
  choice.guest.fault.ipa &= ~std::uint64_t{7};
  const tenon_exit exit = choice.decoded(Esr<0x24>()
                                             .with("IL", choice.il)
                                             .with("ISV", 1)
                                             .with("SAS", size)
                                             .with("SSE", bit(sign))
                                             .with("SRT", choice.rt)
                                             .with("SF", bit(wide))
                                             .with("AR", choice.field(5, 1))
                                             .with("WnR", bit(store))
                                             .with("DFSC", 4 + choice.field(6, 3))
                                             .value());
  const char* what = "a described access";
  check_equal(exit.kind, store ? TENON_EXIT_mmio_write : TENON_EXIT_mmio_read, what, "kind");
  check_equal(exit.address, choice.guest.fault.ipa, what, "address");
  check_equal(exit.width, std::uint64_t{1} << size, what, "width");
  check_equal(exit.register_index, choice.rt, what, "register");
  check_equal(exit.register_width, wide ? 8 : 4, what, "register width");
  check_equal(exit.sign_extend, bit(sign), what, "sign extension");
  check_equal(exit.instruction_length, choice.il == 1 ? 4 : 2, what, "instruction length");
}

void check_system_register(Choice& choice) {
  const bool read = choice.flag(0);
  const std::uint64_t op0 = choice.field(1, 3);
  const std::uint64_t op1 = choice.field(3, 7);
  const std::uint64_t op2 = choice.field(6, 7);
  const std::uint64_t crn = choice.field(9, 15);
  const std::uint64_t crm = choice.field(13, 15);
  const tenon_exit exit = choice.decoded(Esr<0x18>()
                                             .with("IL", choice.il)
                                             .with("Op0", op0)
                                             .with("Op2", op2)
                                             .with("Op1", op1)
                                             .with("CRn", crn)
                                             .with("Rt", choice.rt)
                                             .with("CRm", crm)
                                             .with("Direction", bit(read))
                                             .value());
  const char* what = "a described system register access";
  if (exit.kind == TENON_EXIT_send_ipi) {
    check(!read && op0 == 3 && op1 == 0 && crn == 12 && crm == 11 && op2 >= 5, what);
    return;
  }
  check_equal(exit.kind, read ? TENON_EXIT_sysreg_read : TENON_EXIT_sysreg_write, what, "kind");
  check_equal(exit.address, TENON_AARCH64_SYSREG(op0, op1, crn, crm, op2), what, "id");
  check_equal(exit.register_index, choice.rt, what, "register");
  check_equal(exit.value, read || choice.rt == 31 ? 0 : choice.guest.frame.x[choice.rt], what,
              "value");
}

void check_call(Choice& choice) {
  const bool smc = choice.flag(0);
  const std::uint64_t immediate = 1 + (choice.bits >> 1) % 0xffff;
  const std::uint64_t hvc = Esr<0x16>().with("IL", choice.il).with("imm16", immediate).value();
  const tenon_exit exit = choice.decoded(
      smc ? Esr<0x17>().with("IL", choice.il).with("imm16", immediate).value() : hvc);
  const char* what = "a described call";
  check_equal(exit.kind, TENON_EXIT_hypercall, what, "kind");
  check_equal(exit.address, immediate, what, "immediate");
  check_equal(exit.value, choice.guest.frame.x[0], what, "function");
  check_equal(exit.instruction_length, smc ? 4 : 0, what, "instruction length");
}

void check_nested_fault(Choice& choice) {
  const std::uint64_t level = choice.field(0, 3);
  const bool permission = choice.flag(2);
  const bool walk = !permission || choice.flag(3);
  const bool write = choice.flag(4);
  choice.guest.fault.valid |= TENON_AARCH64_FAULT_IPA;
  const tenon_exit exit = choice.decoded(Esr<0x24>()
                                             .with("IL", 1)
                                             .with("S1PTW", bit(walk))
                                             .with("WnR", bit(write))
                                             .with("DFSC", (permission ? 12U : 4U) + level)
                                             .value());
  const char* what = "a described fault of the nested table";
  check_equal(exit.kind, TENON_EXIT_nested_page_fault, what, "kind");
  check_equal(exit.level, level, what, "level");
  check_equal(exit.access, write ? TENON_ACCESS_WRITE : TENON_ACCESS_READ, what, "access");
  check_equal(exit.flags,
              (walk ? TENON_EXIT_FLAG_WALK : 0U) + (permission ? TENON_EXIT_FLAG_PERMISSION : 0U),
              what, "flags");
  check_equal(exit.instruction_length, 0, what, "instruction length");
}

}  // namespace

void check_round_trip(FuzzedDataProvider& data) {
  const auto kind = data.ConsumeIntegral<std::uint8_t>();
  const std::uint64_t rt = data.ConsumeIntegral<std::uint8_t>() % 32U;
  Choice choice{0, rt, kind >> 2 & 1U, read_guest(data)};
  choice.guest.fault.vector = TENON_AARCH64_VECTOR_SYNC;
  choice.guest.frame.pstate &= ~std::uint64_t{0x10};
  choice.bits = choice.guest.fault.esr;
  switch (kind % 4) {
    case 0:
      return check_access(choice);
    case 1:
      return check_system_register(choice);
    case 2:
      return check_call(choice);
    default:
      return check_nested_fault(choice);
  }
}

}  // namespace tenon_fuzz
