// SPDX-License-Identifier: Apache-2.0
#include "harness/a64_machine.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "harness/answer.hpp"
#include "tenon/core/aarch64/cause.h"

namespace tenon_fuzz {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

std::uint64_t general(const tenon_aarch64_frame& frame, std::size_t index) {
  return index < 31 ? frame.x[index] : 0;
}

void set_general(tenon_aarch64_frame& frame, std::size_t index, std::uint64_t value) {
  if (index < 31) frame.x[index] = value;
}

std::uint64_t truncate(std::uint64_t value, std::uint32_t bytes) {
  return bytes >= 8 ? value : value << (64 - 8 * bytes) >> (64 - 8 * bytes);
}

std::int64_t as_signed(std::uint64_t value, std::uint32_t bytes) {
  const unsigned shift = 64 - 8 * bytes;
  return static_cast<std::int64_t>(value << shift) >> shift;
}

bool big_endian(const Guest& guest) {
  return (guest.fault.valid & TENON_AARCH64_FAULT_BIG_ENDIAN) != 0;
}

Bytes read(const Machine& machine, const Guest& guest, std::uint32_t at, std::uint32_t count) {
  Bytes bytes{};
  std::copy_n(machine.memory.begin() + at, count, bytes.begin());
  if (big_endian(guest)) std::reverse(bytes.begin(), bytes.begin() + count);
  return bytes;
}

void write(Machine& machine, const Guest& guest, std::uint32_t at, std::uint32_t count,
           Bytes bytes) {
  if (big_endian(guest)) std::reverse(bytes.begin(), bytes.begin() + count);
  std::copy_n(bytes.begin(), count, machine.memory.begin() + at);
}

std::uint64_t word(const Bytes& bytes, std::size_t half = 0) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + 8 * half, sizeof value);
  return value;
}

Bytes bytes_of(std::uint64_t low, std::uint64_t high = 0) {
  Bytes bytes{};
  std::memcpy(bytes.data(), &low, sizeof low);
  std::memcpy(bytes.data() + 8, &high, sizeof high);
  return bytes;
}

std::uint64_t modified(std::uint32_t operation, std::uint64_t old, std::uint64_t operand,
                       std::uint32_t bytes) {
  const bool greater = as_signed(old, bytes) > as_signed(operand, bytes);
  switch (operation) {
    case TENON_AARCH64_OPERATION_ADD:
      return truncate(old + operand, bytes);
    case TENON_AARCH64_OPERATION_CLR:
      return old & ~operand;
    case TENON_AARCH64_OPERATION_EOR:
      return old ^ operand;
    case TENON_AARCH64_OPERATION_SET:
      return old | operand;
    case TENON_AARCH64_OPERATION_SMAX:
      return greater ? old : operand;
    case TENON_AARCH64_OPERATION_SMIN:
      return greater ? operand : old;
    case TENON_AARCH64_OPERATION_UMAX:
      return std::max(old, operand);
    case TENON_AARCH64_OPERATION_UMIN:
      return std::min(old, operand);
    default:
      return operand;
  }
}

void load(const tenon_aarch64_form& form, const Guest& guest, Machine& machine) {
  for (std::uint32_t i = 0; i < form.registers; ++i) {
    const std::size_t index = i == 0 ? form.rt : form.rt2;
    const Bytes bytes = read(machine, guest, i * form.element, form.element);
    if ((form.flags & TENON_AARCH64_ACCESS_SIMD) != 0) {
      for (std::size_t half = 0; half < 2; ++half) {
        machine.q[2 * index + half] = word(bytes, half);
        machine.q_written[2 * index + half] = true;
      }
      continue;
    }
    std::uint64_t value = word(bytes);
    if ((form.flags & TENON_AARCH64_ACCESS_SIGN_EXTEND) != 0) {
      value =
          truncate(static_cast<std::uint64_t>(as_signed(value, form.element)), form.register_width);
    }
    set_general(machine.frame, index, value);
  }
}

void store(const tenon_aarch64_form& form, const Guest& guest, Machine& machine) {
  for (std::uint32_t i = 0; i < form.registers; ++i) {
    const std::size_t index = i == 0 ? form.rt : form.rt2;
    const bool simd = (form.flags & TENON_AARCH64_ACCESS_SIMD) != 0;
    const Bytes bytes = simd ? bytes_of(machine.q[2 * index], machine.q[2 * index + 1])
                             : bytes_of(general(machine.frame, index));
    write(machine, guest, i * form.element, form.element, bytes);
  }
  if ((form.flags & TENON_AARCH64_ACCESS_EXCLUSIVE) != 0) set_general(machine.frame, form.rs, 0);
}

void read_modify_write(const tenon_aarch64_form& form, const Guest& guest, Machine& machine) {
  const std::uint64_t old = word(read(machine, guest, 0, form.element));
  const std::uint64_t operand = truncate(general(machine.frame, form.rs), form.element);
  if (form.operation == TENON_AARCH64_OPERATION_CAS) {
    if (old == operand) {
      write(machine, guest, 0, form.element, bytes_of(general(machine.frame, form.rt)));
    }
    set_general(machine.frame, form.rs, old);
    return;
  }
  write(machine, guest, 0, form.element,
        bytes_of(modified(form.operation, old, operand, form.element)));
  set_general(machine.frame, form.rt, old);
}

std::uint64_t displacement(const tenon_aarch64_form& form, const tenon_aarch64_frame& frame) {
  if (form.addressing != TENON_AARCH64_ADDRESSING_REGISTER) return form.offset;
  std::uint64_t value = general(frame, form.rm);
  if (form.extend == 2) value = truncate(value, 4);
  if (form.extend == 6) value = static_cast<std::uint64_t>(as_signed(value, 4));
  return value * form.scale;
}

}  // namespace

Place place_of(const tenon_aarch64_form& form, const Guest& guest) {
  Place place{};
  const std::uint64_t base = form.addressing == TENON_AARCH64_ADDRESSING_LITERAL ? guest.frame.pc
                             : form.rn == 31                                     ? guest.fault.sp
                                             : guest.frame.x[form.rn];
  if (form.addressing == TENON_AARCH64_ADDRESSING_BLOCK) {
    const std::uint64_t mask = guest.fault.zva_bytes - 1;
    place.address = place.target = general(guest.frame, form.rt) & ~mask;
    place.span = guest.fault.zva_bytes;
    return place;
  }
  place.target = base + displacement(form, guest.frame);
  place.address = form.addressing == TENON_AARCH64_ADDRESSING_POST ? base : place.target;
  place.span = form.registers * form.element;
  return place;
}

std::uint32_t objection(const tenon_aarch64_form& form, const Guest& guest, const Place& place) {
  const bool zero = form.operation == TENON_AARCH64_OPERATION_ZERO;
  const bool block = std::has_single_bit(guest.fault.zva_bytes) && guest.fault.zva_bytes >= 4 &&
                     guest.fault.zva_bytes <= 2048;
  if (zero && !block) return TENON_AARCH64_CAUSE_insn_zva_prohibited;
  const bool write = (guest.fault.esr >> 6 & 1) != 0;
  const bool loads = form.operation == TENON_AARCH64_OPERATION_LOAD;
  const bool stores = form.operation == TENON_AARCH64_OPERATION_STORE || zero;
  // The faulting byte is one of the access; a tag may lie above the 52 bits of an address.
  const std::uint64_t distance = (guest.fault.far - place.address) << 12 >> 12;
  if ((loads && write) || (stores && !write) || distance >= place.span) {
    return TENON_AARCH64_CAUSE_insn_mismatch;
  }
  if ((place.address >> 12) != ((place.address + place.span - 1) >> 12)) {
    return TENON_AARCH64_CAUSE_insn_crosses_page;
  }
  return 0;
}

tenon_aarch64_access plan_of(const tenon_aarch64_form& form, const Guest& guest,
                             const Place& place) {
  tenon_aarch64_access plan{};
  const bool zero = form.operation == TENON_AARCH64_OPERATION_ZERO;
  const std::uint32_t width = zero ? std::min(place.span, 8U) : std::min(form.element, 8U);
  plan.address = (guest.fault.ipa >> 12 << 12) | (place.address & 4095);
  plan.writeback = place.target;
  plan.flags = form.flags | (big_endian(guest) ? TENON_AARCH64_ACCESS_BIG_ENDIAN : 0);
  plan.remaining =
      form.operation >= TENON_AARCH64_OPERATION_SWAP ? 2 : (place.span + width - 1) / width;
  plan.operation = static_cast<std::uint8_t>(form.operation);
  plan.width = static_cast<std::uint8_t>(width);
  plan.element = static_cast<std::uint8_t>(zero ? width : form.element);
  plan.register_width = static_cast<std::uint8_t>(form.register_width);
  plan.rt = static_cast<std::uint8_t>(form.rt);
  plan.rt2 = static_cast<std::uint8_t>(form.rt2);
  plan.rs = static_cast<std::uint8_t>(form.rs);
  plan.rn = static_cast<std::uint8_t>(form.rn);
  plan.instruction_length = 4;
  return plan;
}

void execute(const tenon_aarch64_form& form, const Guest& guest, const Place& place,
             Machine& machine) {
  switch (form.operation) {
    case TENON_AARCH64_OPERATION_LOAD:
      load(form, guest, machine);
      break;
    case TENON_AARCH64_OPERATION_STORE:
      store(form, guest, machine);
      break;
    case TENON_AARCH64_OPERATION_ZERO:
      std::fill(machine.memory.begin(), machine.memory.end(), std::uint8_t{0});
      break;
    default:
      read_modify_write(form, guest, machine);
  }
  if ((form.flags & TENON_AARCH64_ACCESS_WRITEBACK) != 0) {
    if (form.rn == 31) {
      machine.sp = place.target;
      machine.sp_written = true;
    } else {
      machine.frame.x[form.rn] = place.target;
    }
  }
  pass_instruction(machine.frame, 4);
}

}  // namespace tenon_fuzz
