// SPDX-License-Identifier: Apache-2.0
#include "oracle/x86_64_exits.hpp"

#include <span>

#include "tenon/core/x86_64/cause.h"

namespace tenon_fuzz {
namespace {

constexpr std::uint32_t TENON_EXIT_core = TENON_EXIT_COUNT;
constexpr std::uint64_t all = ~std::uint64_t{0};

struct Outcome {
  std::uint64_t first, last;
  std::uint32_t kind, cause, length;
};
constexpr Outcome vmx[] = {
#define X86_VMX(first, last, exit, cause, length) \
  {first, last, TENON_EXIT_##exit, TENON_X86_64_CAUSE_##cause, length},
#include "oracle/x86_64_outcomes.def"
};
constexpr Outcome svm[] = {
#define X86_SVM(first, last, exit, cause, length) \
  {first, last, TENON_EXIT_##exit, TENON_X86_64_CAUSE_##cause, length},
#include "oracle/x86_64_outcomes.def"
};

/// Bits `high` to `low`, as a drawing has them.
std::uint64_t bits(std::uint64_t word, unsigned high, unsigned low) {
  return word << (63 - high) >> (63 - high + low);
}
bool bit(std::uint64_t word, unsigned at) { return bits(word, at, at) != 0; }
constexpr std::uint64_t mask(unsigned high, unsigned low) {
  return all >> (63 - high + low) << low;
}

class Maker {
 public:
  Maker(const tenon_x86_64_fault& fault, const tenon_x86_64_frame& frame)
      : fault_(fault), frame_(frame) {}

  X86Expected made;

  void set(std::uint32_t kind, std::uint32_t cause) {
    made.exit = {};
    made.exit.kind = kind;
    made.exit.cause = cause;
    if (kind == TENON_EXIT_unhandled) made.exit.address = fault_.code;
  }
  /// The instruction is as long as the CPU says, or has its only form.
  void length(std::uint32_t shortest) {
    const bool said = fault_.length - 1 < 15;
    made.exit.instruction_length = static_cast<std::uint8_t>(said ? fault_.length : shortest);
    made.reads.length = true;
  }
  void plain(std::span<const Outcome> table, std::uint64_t code) {
    set(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_reserved_exit);
    for (const Outcome& row : table) {
      if (code < row.first || code > row.last) continue;
      set(row.kind, row.cause);
      if (row.length != 0) length(row.length);
      if (row.cause == TENON_X86_64_CAUSE_pause) made.exit.flags = TENON_EXIT_FLAG_EVENT;
    }
  }
  void call() {
    set(TENON_EXIT_hypercall, TENON_X86_64_CAUSE_hypercall);
    made.exit.value = reg(0, 64);
    length(3);
  }
  /// `bytes`: 0, none.
  void port(unsigned bytes, bool string, bool in, std::uint64_t number) {
    if (bytes == 0) return set(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_io_width);
    if (string) return set(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_io_string);
    set(in ? TENON_EXIT_io_read : TENON_EXIT_io_write,
        in ? TENON_X86_64_CAUSE_io_read : TENON_X86_64_CAUSE_io_write);
    made.exit.address = number;
    made.exit.value = in ? 0 : reg(0, 8 * bytes);
    transfer(static_cast<std::uint8_t>(bytes), in);
    length(1);
  }
  void msr(bool write) {
    const std::uint64_t number = reg(1, 32);
    const bool core = number == 0x1b || number == 0x277 || number == 0xc000'0080 ||
                      (number >= 0x800 && number <= 0x8ff);
    const std::uint32_t kind = write ? TENON_EXIT_sysreg_write : TENON_EXIT_sysreg_read;
    set(core ? TENON_EXIT_core : kind,
        write ? TENON_X86_64_CAUSE_msr_write : TENON_X86_64_CAUSE_msr_read);
    made.exit.address = number;
    if (write) made.exit.value = reg(2, 32) << 32 | reg(0, 32);
    transfer(8, !write);
    length(2);
  }
  void nested(std::uint32_t cause, bool fetch, bool write, bool mapped, bool walk) {
    set(TENON_EXIT_nested_page_fault, cause);
    made.exit.address = fault_.info2;
    made.reads.info2 = all;
    made.exit.access = TENON_ACCESS_READ;
    if (write) made.exit.access = TENON_ACCESS_WRITE;
    if (fetch) made.exit.access = TENON_ACCESS_EXECUTE;
    if (mapped) made.exit.flags |= TENON_EXIT_FLAG_PERMISSION;
    if (walk) made.exit.flags |= TENON_EXIT_FLAG_WALK;
  }
  void exception(std::uint64_t vector) {
    set(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_exception_0 + static_cast<std::uint32_t>(vector));
    if (vector == 1 || vector == 17) {  // #DB, #AC
      set(TENON_EXIT_core, made.exit.cause);
      length(2);
    }
    if (vector == 18) {  // #MC
      set(TENON_EXIT_external_interrupt, made.exit.cause);
      made.exit.value = 18;
    }
  }
  void nmi() {
    set(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_nmi);
    made.exit.value = 2;
  }
  void failed(std::uint32_t cause) {
    set(TENON_EXIT_entry_failed, cause);
    made.exit.value = fault_.code;
  }
  void control_register() {
    const std::uint64_t q = fault_.info;
    const std::uint64_t number = bits(q, 3, 0), index = bits(q, 11, 8);
    const bool exists = number == 0 || number == 3 || number == 4 || number == 8;
    made.reads.info = mask(5, 0);
    switch (bits(q, 5, 4)) {
      case 0:
        set(TENON_EXIT_unhandled,
            exists ? TENON_X86_64_CAUSE_cr_write : TENON_X86_64_CAUSE_cr_number);
        if (!exists || number == 3) return;
        set(TENON_EXIT_core, made.exit.cause);
        made.exit.value = reg(static_cast<unsigned>(index), 64);
        break;
      case 1:
        set(TENON_EXIT_unhandled,
            exists ? TENON_X86_64_CAUSE_cr_read : TENON_X86_64_CAUSE_cr_number);
        if (number != 8) return;
        set(TENON_EXIT_core, made.exit.cause);
        made.exit.access = TENON_ACCESS_READ;
        break;
      default: {
        const bool lmsw = bit(q, 4);
        set(TENON_EXIT_core, lmsw ? TENON_X86_64_CAUSE_lmsw : TENON_X86_64_CAUSE_clts);
        made.exit.access = TENON_ACCESS_WRITE;
        if (lmsw) made.exit.value = bits(q, 31, 16);
        if (lmsw) made.reads.info |= mask(31, 16);
        return length(2);
      }
    }
    if (made.exit.access == 0) made.exit.access = TENON_ACCESS_WRITE;
    made.reads.info |= mask(11, 8);
    made.exit.address = number;
    made.exit.register_index = static_cast<std::uint8_t>(index);
    made.exit.register_width = 8;
    length(2);
  }

 private:
  std::uint64_t reg(unsigned index, unsigned width) {
    made.reads.registers |= 1U << index;
    return bits(frame_.x[index], width - 1, 0);
  }
  void transfer(std::uint8_t width, bool read) {
    made.exit.width = width;
    made.exit.register_width = 8;
    made.exit.access = read ? TENON_ACCESS_READ : TENON_ACCESS_WRITE;
  }

  const tenon_x86_64_fault& fault_;
  const tenon_x86_64_frame& frame_;
};

/// Interruption information: an NMI, or a vector that the IDT has.
void event(Maker& maker, std::uint64_t info) {
  maker.set(TENON_EXIT_unhandled, TENON_X86_64_CAUSE_event_unknown);
  maker.made.reads.interruption = mask(31, 31) | mask(10, 0);
  if (!bit(info, 31)) return;
  switch (bits(info, 10, 8)) {
    case 2:
      return maker.nmi();
    case 3:
    case 6:
      if (bits(info, 7, 0) < 32) maker.exception(bits(info, 7, 0));
      return;
    case 5:
      maker.set(TENON_EXIT_core, TENON_X86_64_CAUSE_icebp);
      return maker.length(1);
    default:
      return;
  }
}

void ept(Maker& maker, const tenon_x86_64_fault& fault) {
  const std::uint64_t q = fault.info;
  const bool walk = !bit(q, 7) || !bit(q, 8);
  maker.nested(walk ? TENON_X86_64_CAUSE_nested_walk : TENON_X86_64_CAUSE_nested_access, bit(q, 2),
               bit(q, 1), bits(q, 5, 3) != 0, walk);
  maker.made.reads.info = mask(8, 7) | mask(5, 1);
  if (!bit(q, 7)) return;
  maker.made.exit.virtual_address = fault.linear;
  maker.made.reads.linear = all;
}

std::uint32_t table_cause(bool system, std::uint64_t identity) {
  constexpr std::uint32_t causes[2][4] = {
      {TENON_X86_64_CAUSE_gdtr_read, TENON_X86_64_CAUSE_idtr_read, TENON_X86_64_CAUSE_gdtr_write,
       TENON_X86_64_CAUSE_idtr_write},
      {TENON_X86_64_CAUSE_ldtr_read, TENON_X86_64_CAUSE_tr_read, TENON_X86_64_CAUSE_ldtr_write,
       TENON_X86_64_CAUSE_tr_write}};
  return causes[system ? 1 : 0][identity];
}

}  // namespace

X86Expected expect_vmx(const tenon_x86_64_fault& fault, const tenon_x86_64_frame& frame) {
  Maker maker(fault, frame);
  const std::uint64_t reason = bits(fault.code, 15, 0);
  if (fault.code > mask(31, 0) || bit(fault.code, 31)) {
    std::uint32_t cause = TENON_X86_64_CAUSE_reserved_exit;
    if (reason == 33) cause = TENON_X86_64_CAUSE_invalid_state;
    if (reason == 34) cause = TENON_X86_64_CAUSE_entry_msr;
    if (reason == 41) cause = TENON_X86_64_CAUSE_entry_machine_check;
    if (fault.code > mask(31, 0)) cause = TENON_X86_64_CAUSE_entry_refused;
    maker.failed(cause);
    maker.made.exit.argument = fault.info;
    maker.made.reads.info = all;
    return maker.made;
  }
  constexpr unsigned sizes[] = {1, 2, 0, 4, 0, 0, 0, 0};
  switch (reason) {
    case 0:
      event(maker, fault.interruption);
      break;
    case 1:
      maker.set(TENON_EXIT_external_interrupt, TENON_X86_64_CAUSE_physical_interrupt);
      maker.made.reads.interruption = mask(31, 31) | mask(7, 0);
      if (bit(fault.interruption, 31)) maker.made.exit.value = bits(fault.interruption, 7, 0);
      break;
    case 18:
      maker.call();
      break;
    case 28:
      maker.control_register();
      break;
    case 29:
      maker.set(TENON_EXIT_unhandled,
                bit(fault.info, 4) ? TENON_X86_64_CAUSE_dr_read : TENON_X86_64_CAUSE_dr_write);
      maker.made.reads.info = mask(4, 4);
      break;
    case 30:
      maker.port(sizes[bits(fault.info, 2, 0)], bit(fault.info, 4), bit(fault.info, 3),
                 bits(fault.info, 31, 16));
      maker.made.reads.info = mask(31, 16) | mask(4, 0);
      break;
    case 31:
    case 32:
      maker.msr(reason == 32);
      break;
    case 46:
    case 47:
      maker.set(TENON_EXIT_unhandled,
                table_cause(reason == 47, bits(fault.instruction_info, 29, 28)));
      maker.made.reads.instruction_info = 3U << 28;
      break;
    case 48:
      ept(maker, fault);
      break;
    default:
      maker.plain(vmx, reason);
      break;
  }
  // Of the reason only its low half says what happened; a refusal repeats it all.
  if (maker.made.exit.kind != TENON_EXIT_unhandled) maker.made.reads.code = all & ~mask(30, 16);
  return maker.made;
}

X86Expected expect_svm(const tenon_x86_64_fault& fault, const tenon_x86_64_frame& frame) {
  Maker maker(fault, frame);
  const std::uint64_t info = fault.info;
  constexpr unsigned sizes[] = {0, 1, 2, 0, 4, 0, 0, 0};
  switch (fault.code) {
    case 0x61:
      maker.nmi();
      break;
    case 0x7b:
      maker.port(sizes[bits(info, 6, 4)], bit(info, 2) || bit(info, 3), bit(info, 0),
                 bits(info, 31, 16));
      maker.made.reads.info = mask(31, 16) | mask(6, 2) | 1;
      break;
    case 0x7c:
      maker.msr(bit(info, 0));
      maker.made.reads.info = 1;
      break;
    case 0x81:
      maker.call();
      break;
    case 0x400: {
      std::uint32_t cause =
          bit(info, 33) ? TENON_X86_64_CAUSE_nested_walk : TENON_X86_64_CAUSE_nested_access;
      if (bit(info, 3)) cause = TENON_X86_64_CAUSE_nested_reserved;
      maker.nested(cause, bit(info, 4), bit(info, 1), bit(info, 0), bit(info, 33));
      maker.made.reads.info = mask(33, 33) | mask(4, 3) | mask(1, 0);
      break;
    }
    case 0xffff'ffff:
    case all:
      maker.failed(TENON_X86_64_CAUSE_invalid_state);
      break;
    case all - 1:
      maker.failed(TENON_X86_64_CAUSE_busy);
      break;
    default:
      if (fault.code >= 0x40 && fault.code < 0x60) {
        maker.exception(fault.code - 0x40);
      } else {
        maker.plain(svm, fault.code);
      }
      break;
  }
  return maker.made;
}

}  // namespace tenon_fuzz
