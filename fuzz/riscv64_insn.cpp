// SPDX-License-Identifier: Apache-2.0
// RISC-V instructions of 16 and 32 bits: what tenon reads from a word against the manual's drawing
// of it, the same access from memory and from htinst, and the access through its exit against the
// instruction done at once on an array of bytes. Capstone, as Debian 12 has it, knows no RISC-V:
// sweep/riscv64_llvm.py holds the decoder to LLVM's text instead.
#include <vector>

#include "harness/riscv64_guest.hpp"
#include "oracle/riscv64_oracle.hpp"
#include "tenon/core/riscv64/cause.h"
#include "tenon/core/riscv64/instruction.h"

namespace tenon_fuzz {
namespace {

std::uint32_t cause_of(Insn what) {
  switch (what) {
    case Insn::load:
      return TENON_RISCV64_CAUSE_load_guest_page_fault;
    case Insn::store:
      return TENON_RISCV64_CAUSE_store_guest_page_fault;
    case Insn::fp_load:
      return TENON_RISCV64_CAUSE_fp_load;
    case Insn::fp_store:
      return TENON_RISCV64_CAUSE_fp_store;
    case Insn::vector_load:
      return TENON_RISCV64_CAUSE_vector_load;
    case Insn::vector_store:
      return TENON_RISCV64_CAUSE_vector_store;
    case Insn::load_reserved:
      return TENON_RISCV64_CAUSE_load_reserved;
    case Insn::store_conditional:
      return TENON_RISCV64_CAUSE_store_conditional;
    case Insn::atomic:
      return TENON_RISCV64_CAUSE_atomic;
    default:
      return TENON_RISCV64_CAUSE_unknown_instruction;
  }
}

/// All fields, without padding.
struct Fields {
  std::uint64_t offset, cause, width, reg, extend, base, length;
};

Fields read(std::uint32_t word, int poison) {
  tenon_riscv64_instruction i;
  std::memset(&i, poison, sizeof i);
  tenon_riscv64_decode_instruction(word, &i);
  return {i.offset, i.cause, i.width, i.reg, i.extend, i.base, i.length};
}

/// Every field, and that each is written.
void check_drawn(std::uint32_t word, const Drawing& drawn) {
  const char* what = "an instruction against its drawing";
  const Fields got = read(word, 0);
  check(same_bytes(got, read(word, 0xff)), "decoding leaves a field as it was");
  if (drawn.length == 2) {
    check(same_bytes(got, read(word ^ 0xffff0000, 0)), "what follows a compressed one counts");
  }
  const bool access = drawn.what == Insn::load || drawn.what == Insn::store;
  check_equal(got.cause, cause_of(drawn.what), what, "cause");
  check_equal(got.length, drawn.length, what, "length");
  check_equal(got.width, access ? drawn.bytes : 0, what, "width");
  check_equal(got.extend, access && drawn.extend ? 1 : 0, what, "extend");
  check_equal(got.reg, access ? drawn.transfer(word) : 0, what, "reg");
  check_equal(got.base, access ? drawn.base(word) : 0, what, "base");
  check_equal(got.offset, access ? drawn.offset(word) : 0, what, "offset");
}

/// The bytes of a number in memory, as the guest orders them.
std::uint64_t number_of(const std::vector<std::uint8_t>& memory, bool big) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < memory.size(); ++i) {
    value = value << 8 | memory[big ? i : memory.size() - 1 - i];
  }
  return value;
}

/// The instruction at once on the bytes of its access.
void execute(const Drawing& drawn, std::uint32_t word, bool big, tenon_riscv64_frame& frame,
             std::vector<std::uint8_t>& memory) {
  const std::uint32_t reg = drawn.transfer(word);
  frame.pc += drawn.length;
  if (drawn.what == Insn::store) {
    const std::uint64_t value = reg == 0 ? 0 : frame.x[reg];
    for (std::size_t i = 0; i < memory.size(); ++i) {
      memory[big ? memory.size() - 1 - i : i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return;
  }
  const unsigned unused = 64 - 8 * drawn.bytes;
  const std::uint64_t high = number_of(memory, big) << unused;
  if (reg == 0) return;
  frame.x[reg] = drawn.extend
                     ? static_cast<std::uint64_t>(static_cast<std::int64_t>(high) >> unused)
                     : high >> unused;
}

/// Serves the exit from the bytes; the guest's registers after it.
tenon_riscv64_frame serve(const Riscv64Guest& guest, const Riscv64Decoded& got, std::uint64_t noise,
                          std::vector<std::uint8_t>& memory) {
  tenon_riscv64_vcpu& vcpu = exited(guest, got);
  check_equal(got.exit.width, memory.size(), "an access", "width");
  if (got.exit.kind == TENON_EXIT_mmio_read) {
    // What lies above the width is none of the device's business.
    std::uint64_t value = scramble(noise);
    std::memcpy(&value, memory.data(), memory.size());
    check_equal(tenon_riscv64_vcpu_complete_read(&vcpu, value), TENON_OK, "a load", "error");
  } else {
    check_equal(got.exit.kind, TENON_EXIT_mmio_write, "an access", "kind");
    if (memory.size() < 8) {
      check(got.exit.value >> (8 * memory.size()) == 0, "a store is wider than its width");
    }
    std::memcpy(memory.data(), &got.exit.value, memory.size());
    check_equal(tenon_riscv64_vcpu_complete_write(&vcpu), TENON_OK, "a store", "error");
  }
  return vcpu.frame;
}

void check_access(const Drawing& drawn, std::uint32_t word, Riscv64Guest guest,
                  std::uint64_t noise) {
  const bool big = (guest.fault.valid & TENON_RISCV64_FAULT_BIG_ENDIAN) != 0;
  const std::uint32_t base = drawn.base(word);
  guest.fault.scause = drawn.what == Insn::store ? 23 : 21;
  guest.fault.valid |= TENON_RISCV64_FAULT_INSTRUCTION;
  guest.fault.instruction = word;
  guest.fault.stval = (base == 0 ? 0 : guest.frame.x[base]) + drawn.offset(word);
  // The same place in its page.
  guest.fault.htval =
      (guest.fault.htval & ~std::uint64_t{0x3ff}) | (guest.fault.stval >> 2 & 0x3ff);
  const Riscv64Decoded got = decode(guest, 0);
  Riscv64Guest told = guest;
  told.fault.htinst = transformed(word, 0);
  told.fault.instruction = static_cast<std::uint32_t>(noise);
  check(told.fault.htinst != 0, "an access that is not one");
  check_same(decode(told, 0xff), got, "the fetched instruction and htinst");
  // A fault behind the first byte is none that can be carried out at once.
  for (std::uint32_t behind = 1; behind < drawn.bytes; ++behind) {
    Riscv64Guest late = guest;
    late.fault.stval += behind;
    const Riscv64Decoded refused = decode(late, 0);
    check_equal(refused.exit.cause, TENON_RISCV64_CAUSE_across_pages, "a late fault", "cause");
    late.fault.htinst = transformed(word, behind);
    check_same(decode(late, 0), refused, "a late fault, fetched and by htinst");
  }
  if ((guest.fault.stval & 4095) + drawn.bytes > 4096) {
    check_equal(got.exit.cause, TENON_RISCV64_CAUSE_across_pages, "an access across pages",
                "cause");
    return;
  }
  std::vector<std::uint8_t> memory(drawn.bytes);
  for (std::size_t i = 0; i < memory.size(); ++i) {
    memory[i] = static_cast<std::uint8_t>(scramble(noise) >> (8 * i));
  }
  std::vector<std::uint8_t> served = memory;
  tenon_riscv64_frame want = guest.frame;
  const tenon_riscv64_frame left = serve(guest, got, noise + 1, served);
  execute(drawn, word, big, want, memory);
  check_same(left, want, "an instruction through its exit");
  check(served == memory, "an instruction through its exit leaves other bytes in memory");
}

void check_instruction(FuzzedDataProvider& data) {
  std::uint32_t word = data.ConsumeIntegral<std::uint32_t>();
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  Riscv64Guest guest;
  guest.fault.valid = mode & TENON_RISCV64_FAULT_BIG_ENDIAN;
  guest.fault.htval = data.ConsumeIntegral<std::uint64_t>();
  const std::uint64_t noise = data.ConsumeIntegral<std::uint32_t>();
  fill_registers(guest.frame, noise);
  const auto base = data.ConsumeIntegral<std::uint64_t>();
  // One in four words is a load or store of the base ISA.
  if ((mode & 0x0c) == 0) word = (word & ~std::uint32_t{0x7f}) | ((mode & 0x10) != 0 ? 0x23 : 0x03);
  const Drawing& drawn = find_drawing(word);
  check_drawn(word, drawn);
  if (drawn.what != Insn::load && drawn.what != Insn::store) return;
  if ((mode & 0x20) != 0) guest.frame.x[drawn.base(word)] = base;
  check_access(drawn, word, guest, noise);
}

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  tenon_fuzz::check_instruction(data);
  return 0;
}
