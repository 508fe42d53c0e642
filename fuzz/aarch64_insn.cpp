// SPDX-License-Identifier: Apache-2.0
// An abort without a syndrome (ISV = 0): what tenon reads from the instruction against Capstone,
// and the access it plans, step by step on a bus, against the instruction done at once.
#include <capstone/capstone.h>

#include <string>

#include "harness/a64_machine.hpp"
#include "harness/answer.hpp"
#include "harness/decoded.hpp"
#include "oracle/esr_oracle.hpp"
#include "unit/a64_comparison.hpp"

namespace tenon_fuzz {
namespace {

class Disassembler {
 public:
  Disassembler() {
    check(cs_open(CS_ARCH_ARM64, CS_MODE_ARM, &handle_) == CS_ERR_OK, "Capstone does not open");
    insn_ = cs_malloc(handle_);
  }
  ~Disassembler() {
    cs_free(insn_, 1);
    cs_close(&handle_);
  }
  Disassembler(const Disassembler&) = delete;
  Disassembler& operator=(const Disassembler&) = delete;

  a64::Theirs read(std::uint32_t word) {
    std::uint8_t bytes[4];
    std::memcpy(bytes, &word, sizeof bytes);
    const std::uint8_t* code = bytes;
    std::size_t size = sizeof bytes;
    std::uint64_t address = 0;
    if (!cs_disasm_iter(handle_, &code, &size, &address, insn_)) return {};
    return {insn_->mnemonic, insn_->op_str, 0};
  }

 private:
  csh handle_ = 0;
  cs_insn* insn_ = nullptr;
};

/// What an instruction is by Capstone's text, or by tenon's word where Capstone is too old to know;
/// a finding if they disagree.
struct Known {
  std::uint32_t word = 0;
  std::uint32_t cause = TENON_AARCH64_CAUSE_insn_not_load_store;
  tenon_aarch64_form form{};
  bool filled = false;
};

void compare(Known& known) {
  static Disassembler disassembler;
  const a64::Ours mine = a64::ours(known.word);
  const a64::Theirs theirs = disassembler.read(known.word);
  known.cause = mine.cause;
  known.form = mine.form;
  if (tenon_aarch64_insn_class(known.word) == TENON_AARCH64_INSN_ZERO) {
    const std::string rt = mine.form.rt == 31 ? "xzr" : "x" + std::to_string(mine.form.rt);
    check(mine.cause == 0 && theirs.name == "dc" && theirs.operands == "zva, " + rt,
          "DC ZVA against Capstone");
    return;
  }
  if (mine.cause == TENON_AARCH64_CAUSE_insn_not_load_store) {
    check(!a64::read(theirs.name, theirs.operands, 0), "a load or store is refused as none");
    return;
  }
  const std::string why = a64::object(known.word, mine, theirs);
  if (!why.empty() && a64::excuse_capstone(known.word, mine, theirs) == nullptr) {
    finding((theirs.name + " " + theirs.operands + ": " + why).c_str());
  }
  if (const auto form = a64::read(theirs.name, theirs.operands, 0); form && mine.cause == 0) {
    known.form = *form;
  }
}

/// Disassembling is slow, and a fuzzer comes back to the same words.
const Known& known(std::uint32_t word) {
  static Known table[1 << 14];
  Known& entry = table[scramble(word) % (1 << 14)];
  if (!entry.filled || entry.word != word) {
    entry = {};
    entry.word = word;
    compare(entry);
    entry.filled = true;
  }
  return entry;
}

/// Serves the steps of the access, noting that the guest does not change before the last one.
void run_steps(tenon_aarch64_vcpu& vcpu, const Guest& guest, const Machine& start,
               std::uint64_t noise, std::vector<std::uint8_t>& memory) {
  const std::uint64_t first = vcpu.access.address;
  for (std::uint32_t steps = 1;; ++steps) {
    const tenon_exit exit = vcpu.exit;
    const std::uint64_t at = exit.address - first;
    check(at + exit.width <= memory.size(), "a step lies outside of the access");
    tenon_error error = TENON_OK;
    if (exit.kind == TENON_EXIT_mmio_read) {
      // What lies above the width is none of the device's business.
      std::uint64_t value = scramble(noise + steps);
      std::memcpy(&value, memory.data() + at, exit.width);
      error = tenon_aarch64_vcpu_complete_read(&vcpu, value);
    } else {
      check_equal(exit.kind, TENON_EXIT_mmio_write, "a step", "kind");
      std::uint64_t value = exit.value;
      if (const std::uint32_t q = tenon_aarch64_access_q_source(&vcpu.access); q != TENON_NONE) {
        const std::uint32_t half = tenon_aarch64_access_q_half(&vcpu.access);
        value = tenon_aarch64_access_q_store(&vcpu.access, start.q[2 * q + half]);
      }
      if (exit.width < 8) check(value >> (8 * exit.width) == 0, "a store is wider than its width");
      std::memcpy(memory.data() + at, &value, exit.width);
      error = tenon_aarch64_vcpu_complete_write(&vcpu);
    }
    check_equal(error, TENON_OK, "a step", "error");
    check_equal(vcpu.common.state, TENON_VCPU_BOUND, "a step", "state");
    if (vcpu.access.remaining == 0) return;
    check_same(vcpu.frame, guest.frame, "the guest changes before the last step");
    check(steps < 512, "an access without end");
    vcpu.common.state = TENON_VCPU_EXITED;
    tenon_aarch64_access_exit(&vcpu.access, &vcpu.frame, guest.fault.far, &vcpu.exit);
  }
}

void check_done(const Machine& want, const tenon_aarch64_vcpu& vcpu, std::uint64_t pstate,
                const std::vector<std::uint8_t>& memory) {
  check_same(vcpu.frame, want.frame, "an instruction done in steps");
  check(memory == want.memory, "an instruction done in steps leaves other bytes in memory");
  check(cpu_writes.q_written == want.q_written, "an instruction writes other q registers");
  for (std::size_t i = 0; i < want.q.size(); ++i) {
    if (want.q_written[i]) check_equal(cpu_writes.q[i], want.q[i], "a loaded q register", "half");
  }
  check_equal(cpu_writes.sp_writes, want.sp_written ? 1 : 0, "an instruction", "writes to SP");
  check_equal(cpu_writes.other_writes, 0, "an instruction", "writes to other registers");
  if (want.sp_written) {
    check_equal(cpu_writes.sp, want.sp, "writeback", "SP");
    check_equal(cpu_writes.sp_register,
                pstate % 16 == 5 ? TENON_AARCH64_SAVED_SP_EL1 : TENON_AARCH64_SAVED_SP_EL0,
                "writeback", "which SP");
  }
}

/// Registers such that the access goes to `address`, where that is possible.
void aim(const tenon_aarch64_form& form, Guest& guest, std::uint64_t address) {
  if (form.addressing == TENON_AARCH64_ADDRESSING_BLOCK) {
    if (form.rt < 31) guest.frame.x[form.rt] = address;
    return;
  }
  const std::uint64_t away = address - place_of(form, guest).address;
  if (form.addressing == TENON_AARCH64_ADDRESSING_LITERAL) {
    guest.frame.pc += away;
  } else if (form.rn == 31) {
    guest.fault.sp += away;
  } else {
    guest.frame.x[form.rn] += away;
  }
}

void check_instruction(FuzzedDataProvider& data) {
  std::uint32_t word = data.ConsumeIntegral<std::uint32_t>();
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  const std::uint64_t address = data.ConsumeIntegral<std::uint64_t>();
  const auto delta = data.ConsumeIntegral<std::int8_t>();
  const auto noise = data.ConsumeIntegral<std::uint32_t>();
  Guest guest = read_guest(data);
  // Half of all words are loads and stores.
  if ((mode & 1) != 0) word = (word & ~0x02000000U) | 0x08000000U;
  guest.fault.instruction = word;
  guest.fault.vector = TENON_AARCH64_VECTOR_SYNC;
  guest.fault.valid |= TENON_AARCH64_FAULT_INSTRUCTION | TENON_AARCH64_FAULT_IPA;
  guest.frame.pstate &= ~std::uint64_t{0x10};
  const Known& insn = known(word);
  Place place{};
  bool stores = (mode & 2) != 0;
  if (insn.cause == 0) {
    aim(insn.form, guest, address);
    place = place_of(insn.form, guest);
    if ((mode & 0x1c) != 0) stores = insn.form.operation != TENON_AARCH64_OPERATION_LOAD;
  }
  guest.fault.far = place.address + static_cast<std::uint64_t>(std::int64_t{delta});
  if ((mode & 0x60) != 0) guest.fault.far = place.address;
  guest.fault.ipa = (guest.fault.ipa & ~std::uint64_t{4095}) | (guest.fault.far & 4095);
  guest.fault.esr = Esr<0x24>().with("IL", 1).with("WnR", stores ? 1 : 0).with("DFSC", 7).value();

  const Decoded got = decode(guest, 0);
  check_same(decode(guest, 0xff), got, "decode leaves a field as it was");
  std::uint32_t cause = insn.cause;
  if (cause == 0) cause = objection(insn.form, guest, place);
  if (cause != 0) {
    tenon_exit refused{};
    refused.kind = TENON_EXIT_unhandled;
    refused.cause = cause;
    refused.address = guest.fault.esr;
    refused.virtual_address = guest.fault.far;
    check_same(got.exit, refused, "an instruction that must be refused");
    check_same(got.access, tenon_aarch64_access{}, "a refused instruction plans an access");
    return;
  }
  check_same(got.access, plan_of(insn.form, guest, place), "the plan against Capstone");
  const bool atomic = insn.form.operation >= TENON_AARCH64_OPERATION_SWAP ||
                      (insn.form.flags & TENON_AARCH64_ACCESS_EXCLUSIVE) != 0;
  check_equal(
      got.exit.flags,
      (atomic ? TENON_EXIT_FLAG_ATOMIC : 0U) +
          ((guest.fault.valid & TENON_AARCH64_FAULT_BIG_ENDIAN) != 0 ? TENON_EXIT_FLAG_BIG_ENDIAN
                                                                     : 0U),
      "the first step", "flags");
  Machine machine;
  machine.frame = guest.frame;
  machine.sp = guest.fault.sp;
  for (std::size_t i = 0; i < machine.q.size(); ++i) machine.q[i] = scramble(noise + 100 + i);
  machine.memory.resize(place.span);
  for (std::size_t i = 0; i < machine.memory.size(); ++i) {
    machine.memory[i] = static_cast<std::uint8_t>(scramble(noise + i / 8) >> (8 * (i % 8)));
  }
  // A CAS that succeeds is one in 2^64 otherwise.
  if (insn.form.operation == TENON_AARCH64_OPERATION_CAS && (mode & 0x80) != 0 &&
      insn.form.rs < 31) {
    const std::uint64_t expected =
        loaded(scramble(noise), insn.form.element,
               (guest.fault.valid & TENON_AARCH64_FAULT_BIG_ENDIAN) != 0, false, 8);
    if (insn.form.rs != insn.form.rn) machine.frame.x[insn.form.rs] = expected;
    guest.frame = machine.frame;
  }
  std::vector<std::uint8_t> memory = machine.memory;
  tenon_aarch64_vcpu& vcpu = exited(guest.frame, got.exit, got.access, (noise & 1) != 0);
  run_steps(vcpu, guest, machine, noise, memory);
  execute(insn.form, guest, place, machine);
  check_done(machine, vcpu, guest.frame.pstate, memory);
}

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  tenon_fuzz::check_instruction(data);
  return 0;
}
