// SPDX-License-Identifier: Apache-2.0
// From the record of a RISC-V trap to the exit and back into the guest: tenon_riscv64_decode
// against a second table of the specifications', and what answering the exit may touch.
#include "harness/riscv64_guest.hpp"
#include "oracle/riscv64_oracle.hpp"
#include "tenon/core/riscv64/short_way.h"

namespace tenon_fuzz {
namespace {

/// Extensions of the SBI, the ones with exits of their own first.
constexpr std::uint64_t extensions[] = {0x48534d, 0x735049,   0x53525354, 8,
                                        0x10,     0x54494d45, 0x52464e43, 0x4442434e};
constexpr std::uint64_t walks[] = {0x2000, 0x2020, 0x3000, 0x3020};

std::uint64_t read_cause(FuzzedDataProvider& data) {
  const auto choice = data.ConsumeIntegral<std::uint8_t>();
  constexpr std::uint64_t usual[] = {21, 23, 22, 10, 20};
  if (choice < 200) return usual[choice % std::size(usual)];
  if (choice < 220) return data.ConsumeIntegral<std::uint8_t>() % 80U;
  const std::uint64_t interrupt = std::uint64_t{1} << 63;
  if (choice < 240) return interrupt | data.ConsumeIntegral<std::uint8_t>() % 32U;
  return data.ConsumeIntegral<std::uint64_t>();
}

Riscv64Guest read_guest(FuzzedDataProvider& data) {
  Riscv64Guest guest;
  tenon_riscv64_fault& fault = guest.fault;
  fault.scause = read_cause(data);
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  fault.htinst = data.ConsumeIntegral<std::uint32_t>();
  fault.instruction = data.ConsumeIntegral<std::uint32_t>();
  fault.stval = data.ConsumeIntegral<std::uint64_t>();
  fault.htval = data.ConsumeIntegral<std::uint64_t>();
  fault.valid = data.ConsumeIntegral<std::uint8_t>();
  fill_registers(guest.frame, data.ConsumeIntegral<std::uint32_t>());
  for (const std::size_t argument : {10U, 11U, 12U, 16U, 17U}) {
    guest.frame.x[argument] = data.ConsumeIntegral<std::uint64_t>();
  }
  switch (mode % 8) {
    case 0:
    case 1:
      fault.htinst = 0;
      break;
    case 2:
      fault.htinst = walks[mode / 8 % 4];
      break;
    case 3:
      // What the hart makes of the instruction.
      fault.htinst = transformed(fault.instruction, fault.htinst % 8 == 7 ? fault.htinst % 32 : 0);
      break;
    case 4:
      // A transformed load or store of any kind.
      fault.htinst = (fault.htinst & ~std::uint64_t{0x7d}) | 1 | (fault.scause == 23 ? 0x20 : 0);
      break;
    case 5:
      fault.htinst |= std::uint64_t{data.ConsumeIntegral<std::uint32_t>()} << 32;
      break;
    default:
      break;
  }
  if (mode % 2 == 1) guest.frame.x[17] = extensions[mode / 2 % std::size(extensions)];
  if (mode % 4 == 1) guest.frame.x[16] %= 5;
  if (mode % 8 == 1) guest.frame.x[10] %= 4;
  // Without its instruction the record of a virtual instruction has none at all.
  if ((fault.valid & TENON_RISCV64_FAULT_INSTRUCTION) == 0) fault.instruction = 0;
  if (fault.scause == 22 && mode / 8 % 4 != 0) {
    // SYSTEM and MISC-MEM; one in four is read from memory.
    std::uint64_t word = static_cast<std::uint32_t>(fault.stval);
    if (mode / 8 % 4 != 3) word = (word & ~std::uint64_t{0x7f}) | ((mode & 1) != 0 ? 0x73 : 0x0f);
    fault.stval = mode / 32 % 4 == 0 ? 0 : word;
    if (fault.stval == 0 && fault.instruction != 0) {
      fault.instruction = static_cast<std::uint32_t>(word);
    }
  } else if (fault.htinst == 0 && mode / 8 % 8 != 0) {
    // A base register that makes the fault the access's.
    const Drawing& drawn = find_drawing(fault.instruction);
    const std::uint64_t address = fault.stval - drawn.offset(fault.instruction);
    guest.frame.x[drawn.base(fault.instruction)] = address;
  }
  return guest;
}

/// Bits that mean nothing may be anything.
void check_independence(const Riscv64Guest& guest, const Riscv64Decoded& want,
                        const Riscv64Reads& reads, std::uint64_t noise) {
  Riscv64Guest other = guest;
  other.fault.stval ^= scramble(noise) & ~reads.stval;
  other.fault.htval ^= scramble(noise + 1) & ~reads.htval;
  other.fault.htinst ^= scramble(noise + 2) & ~reads.htinst;
  other.fault.instruction ^= static_cast<std::uint32_t>(scramble(noise + 3)) & ~reads.instruction;
  other.fault.valid ^= static_cast<std::uint32_t>(scramble(noise + 4)) & ~reads.valid;
  fill_registers(other.frame, noise);
  for (std::size_t i = 0; i < 32; ++i) {
    if ((reads.registers >> i & 1) != 0) other.frame.x[i] = guest.frame.x[i];
  }
  if (reads.privilege) other.frame.sstatus = guest.frame.sstatus;
  // On memory with other contents than before: every field is written.
  check_same(decode(other, 0xff), want, "decode depends on what means nothing");
}

/// The short ways of vcpu_run.h and vcpu_run.c make the same exit.
void check_short_ways(const Riscv64Guest& guest, const Riscv64Decoded& want) {
  const tenon_riscv64_fault& fault = guest.fault;
  const auto& x = guest.frame.x;
  tenon_exit got{};
  std::uint32_t taken = 0;
  if (fault.scause == 10 && tenon_riscv64_is_plain_call(x[17]) == 1) {
    tenon_riscv64_plain_call(&got, x[17], x[16]);
    taken = 1;
  }
  const auto word = static_cast<std::uint32_t>(fault.stval);
  const bool kernel = (guest.frame.sstatus & 0x100) != 0;
  if (fault.scause == 22 && kernel && tenon_riscv64_is_plain_csr_read(word) == 1) {
    tenon_riscv64_plain_csr_read(word, &got);
    taken = 1;
  }
  const bool fetched = fault.htinst == 0 && fault.valid % 4 == TENON_RISCV64_FAULT_INSTRUCTION;
  const std::uint64_t gpa = tenon_riscv64_fault_gpa(fault.htval, fault.stval);
  if (fetched && fault.scause == 21) {
    taken = tenon_riscv64_short_load(fault.instruction, fault.stval, gpa, &guest.frame, &got);
  }
  if (fetched && fault.scause == 23) {
    taken = tenon_riscv64_short_store(fault.instruction, fault.stval, gpa, &guest.frame, &got);
  }
  if (taken == 0) return;
  check_same(got, want.exit, "a short way");
  check_equal(want.access.remaining, 0, "a short way", "remaining");
}

void check_record(FuzzedDataProvider& data) {
  const Riscv64Guest guest = read_guest(data);
  const std::uint64_t noise = data.ConsumeIntegral<std::uint32_t>();
  const Riscv64Expected expected = Riscv64Oracle::get().expect(guest.fault, guest.frame);
  const Riscv64Decoded got = decode(guest, 0);
  check_same(got.exit, expected.exit, "decode against the manual's table");
  check_same(got.access, expected.access, "decode against the manual's table");
  check_short_ways(guest, got);
  check_independence(guest, got, expected.reads, noise);
  check_answers(guest, got, scramble(noise));
}

/// Describes a load or store, encodes it by its drawing, as the hart's transformed instruction or
/// as the one in memory, and expects the description back.
void check_round_trip(FuzzedDataProvider& data) {
  const char* what = "a described access";
  Riscv64Guest guest;
  const auto all = drawings();
  const Drawing& drawn = all[data.ConsumeIntegral<std::uint8_t>() % all.size()];
  if (drawn.what != Insn::load && drawn.what != Insn::store) return;
  const bool store = drawn.what == Insn::store;
  const bool fetched = (data.ConsumeIntegral<std::uint8_t>() & 1) != 0;
  fill_registers(guest.frame, data.ConsumeIntegral<std::uint32_t>());
  const DrawnField& transfer = store ? drawn.rs2 : drawn.rd;
  const auto few = static_cast<std::uint8_t>(transfer.plus == 8 ? 8 : 32);
  std::uint32_t reg = data.ConsumeIntegral<std::uint8_t>() % few + transfer.plus;
  // c.lwsp and c.ldsp to x0 are reserved.
  if (drawn.implied_base != 0 && !store && reg == 0) reg = 1;
  const std::uint32_t base_choice = data.ConsumeIntegral<std::uint8_t>();
  const std::uint32_t base = !drawn.rs1.is_there() ? drawn.implied_base
                             : drawn.rs1.plus == 8 ? base_choice % 8 + 8
                                                   : base_choice % 32;
  const std::uint32_t immediate = data.ConsumeIntegral<std::uint16_t>() & drawn.immediate.mask();
  const std::uint32_t word = drawn.value | transfer.encode(reg) |
                             drawn.immediate.encode(immediate) |
                             (drawn.rs1.is_there() ? drawn.rs1.encode(base) : 0);
  const std::int64_t offset = drawn.is_signed && immediate > 2047 ? std::int64_t{immediate} - 4096
                                                                  : std::int64_t{immediate};
  guest.fault.scause = store ? 23 : 21;
  guest.fault.stval = (base == 0 ? 0 : guest.frame.x[base]) + static_cast<std::uint64_t>(offset);
  // In the middle of a page.
  guest.fault.htval = data.ConsumeIntegral<std::uint64_t>() >> 2 & ~std::uint64_t{0x3ff};
  guest.fault.htval |= 0x80;
  if (fetched) {
    guest.fault.instruction = word;
    guest.fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  } else {
    guest.fault.htinst = transformed(word, 0);
  }
  const tenon_exit exit = decode(guest, 0).exit;
  check_equal(exit.kind, store ? TENON_EXIT_mmio_write : TENON_EXIT_mmio_read, what, "kind");
  check_equal(exit.address, guest.fault.htval << 2 | (guest.fault.stval & 3), what, "address");
  check_equal(exit.width, drawn.bytes, what, "width");
  check_equal(exit.register_index, reg, what, "register");
  check_equal(exit.sign_extend, drawn.extend ? 1 : 0, what, "sign extension");
  check_equal(exit.instruction_length, drawn.length, what, "instruction length");
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
