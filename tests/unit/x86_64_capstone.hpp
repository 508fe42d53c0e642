// SPDX-License-Identifier: Apache-2.0
/// \file
/// What Capstone says of an x86 instruction against what tenon says: length, operation, operands.
/// Where Capstone 4.0.2 is wrong, `excuse` has the reason and counts it, and everything else of the
/// instruction is compared all the same.
#ifndef TENON_TESTS_UNIT_X86_64_CAPSTONE_HPP
#define TENON_TESTS_UNIT_X86_64_CAPSTONE_HPP

#include <capstone/capstone.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>

#include "tenon/core/x86_64/instruction.h"
#include "x86_64_generator.hpp"

namespace x86 {

using Ours = tenon_x86_64_instruction;

inline Ours decode(const Code& code, std::uint32_t count = 15, int poison = 0xa5) {
  Ours out;
  std::memset(&out, poison, sizeof out);  // every field is set, whatever was there
  tenon_x86_64_instruction_decode(code.bytes.data(), count, code.mode, &out);
  return out;
}

/// A general register, by Capstone's name of it.
struct Register {
  std::uint32_t number = TENON_X86_64_NO_REGISTER;
  std::uint32_t width = 0;
  std::uint32_t high = 0;
};

inline Register find_register(const std::string& name) {
  static const std::map<std::string, Register> all = [] {
    std::map<std::string, Register> table;
    const char* const old[] = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
    const char* const low[] = {"al", "cl", "dl", "bl", "spl", "bpl", "sil", "dil"};
    const char* const high[] = {"ah", "ch", "dh", "bh"};
    for (std::uint32_t i = 0; i < 8; ++i) {
      table[low[i]] = {i, 1, 0};
      table[old[i]] = {i, 2, 0};
      table[std::string("e") + old[i]] = {i, 4, 0};
      table[std::string("r") + old[i]] = {i, 8, 0};
      const std::string r = "r" + std::to_string(i + 8);
      table[r + "b"] = {i + 8, 1, 0};
      table[r + "w"] = {i + 8, 2, 0};
      table[r + "d"] = {i + 8, 4, 0};
      table[r] = {i + 8, 8, 0};
    }
    for (std::uint32_t i = 0; i < 4; ++i) table[high[i]] = {i, 1, 1};
    for (const char* ip : {"ip", "eip", "rip"}) table[ip] = {TENON_X86_64_BASE_RIP, 0, 0};
    return table;
  }();
  const auto found = all.find(name);
  return found == all.end() ? Register{} : found->second;
}

inline const std::map<std::string_view, std::uint32_t>& operations() {
  static const std::map<std::string_view, std::uint32_t> all = {
      {"mov", TENON_X86_64_OPERATION_MOV},    {"movabs", TENON_X86_64_OPERATION_MOV},
      {"movzx", TENON_X86_64_OPERATION_MOV},  {"movsx", TENON_X86_64_OPERATION_MOV},
      {"movsxd", TENON_X86_64_OPERATION_MOV}, {"movsb", TENON_X86_64_OPERATION_MOVS},
      {"movsw", TENON_X86_64_OPERATION_MOVS}, {"movsd", TENON_X86_64_OPERATION_MOVS},
      {"movsq", TENON_X86_64_OPERATION_MOVS}, {"stosb", TENON_X86_64_OPERATION_STOS},
      {"stosw", TENON_X86_64_OPERATION_STOS}, {"stosd", TENON_X86_64_OPERATION_STOS},
      {"stosq", TENON_X86_64_OPERATION_STOS}, {"add", TENON_X86_64_OPERATION_ADD},
      {"or", TENON_X86_64_OPERATION_OR},      {"and", TENON_X86_64_OPERATION_AND},
      {"sub", TENON_X86_64_OPERATION_SUB},    {"xor", TENON_X86_64_OPERATION_XOR},
      {"cmp", TENON_X86_64_OPERATION_CMP},    {"test", TENON_X86_64_OPERATION_TEST},
      {"xchg", TENON_X86_64_OPERATION_XCHG},  {"bt", TENON_X86_64_OPERATION_BT}};
  return all;
}

class Capstone {
 public:
  Capstone() {
    for (std::size_t i = 0; i < 3; ++i) {
      const cs_mode mode = i == 0 ? CS_MODE_16 : i == 1 ? CS_MODE_32 : CS_MODE_64;
      good_ = cs_open(CS_ARCH_X86, mode, &handles_[i]) == CS_ERR_OK &&
              cs_option(handles_[i], CS_OPT_DETAIL, CS_OPT_ON) == CS_ERR_OK && good_;
    }
    insn_ = cs_malloc(handles_[0]);
  }
  ~Capstone() {
    cs_free(insn_, 1);
    for (csh& handle : handles_) cs_close(&handle);
  }
  Capstone(const Capstone&) = delete;
  Capstone& operator=(const Capstone&) = delete;

  [[nodiscard]] bool good() const { return good_; }

  /// Empty if both say the same, or what differs.
  std::string compare(const Code& code, const Ours& ours) {
    handle_ = handles_[code.mode == 16 ? 0 : code.mode == 32 ? 1 : 2];
    const std::uint8_t* bytes = code.bytes.data();
    std::size_t size = code.bytes.size();
    std::uint64_t address = 0;
    decoded_ = cs_disasm_iter(handle_, &bytes, &size, &address, insn_);
    const bool theirs = decoded_ && in_set();
    see_prefixes(code);
    if (ours.cause != TENON_X86_64_INSN_known) {
      const bool locked = ours.cause == TENON_X86_64_INSN_illegal_lock && saw(0xf0);
      return !theirs || excuse("LOCK where it is #UD", locked) ? "" : "refused: " + text();
    }
    ++known_;
    if (!decoded_) {
      const std::uint8_t opcode = code.bytes[prefixes_];
      const bool offset = opcode >= 0xa0 && opcode < 0xa4 && saw(0x66) && repeated();
      return excuse("MOV moffs after 66 and F2 or F3", offset) ? "" : "not decoded";
    }
    if (!theirs) return "not of the set: " + text();
    const std::string difference = differs(ours);
    return difference.empty() ? "" : difference + ": " + text();
  }

  [[nodiscard]] std::string text() const {
    return decoded_ ? std::string(insn_->mnemonic) + " " + insn_->op_str : "(nothing)";
  }
  [[nodiscard]] const cs_x86& detail() const { return insn_->detail->x86; }
  [[nodiscard]] bool decoded() const { return decoded_; }
  [[nodiscard]] std::uint64_t known() const { return known_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& excused() const { return excused_; }

 private:
  void see_prefixes(const Code& code) {
    prefixes_ = 0;
    seen_.fill(false);
    for (const std::uint8_t byte : code.bytes) {
      const bool rex = code.mode == 64 && byte >= 0x40 && byte < 0x50;
      if (!rex && std::ranges::find(prefixes, byte) == std::ranges::end(prefixes)) break;
      seen_[byte] = true;
      ++prefixes_;
    }
    mode_ = code.mode;
  }
  [[nodiscard]] bool saw(std::uint8_t prefix) const { return seen_[prefix]; }
  [[nodiscard]] bool repeated() const { return saw(0xf2) || saw(0xf3); }

  bool excuse(const char* why, bool applies) {
    if (applies) ++excused_[why];
    return applies;
  }

  /// "rep movsb" is movsb.
  [[nodiscard]] std::string mnemonic() const {
    const std::string all = insn_->mnemonic;
    const std::size_t space = all.rfind(' ');
    return space == std::string::npos ? all : all.substr(space + 1);
  }

  [[nodiscard]] const cs_x86_op* memory() const {
    for (std::size_t i = 0; i < detail().op_count; ++i) {
      if (detail().operands[i].type == X86_OP_MEM) return &detail().operands[i];
    }
    return nullptr;
  }

  [[nodiscard]] bool in_set() const {
    const auto found = operations().find(mnemonic());
    if (found == operations().end() || memory() == nullptr) return false;
    const bool string = found->second == TENON_X86_64_OPERATION_MOVS ||
                        found->second == TENON_X86_64_OPERATION_STOS;
    if (string && detail().opcode[0] == 0x0f) return false;           // MOVSD of SSE2
    for (std::size_t i = 0; i < detail().op_count && !string; ++i) {  // not MOV with a segment
      const cs_x86_op& op = detail().operands[i];
      if (op.type == X86_OP_REG && name(op.reg).size() == 2 && name(op.reg)[1] == 's') return false;
    }
    return true;
  }

  [[nodiscard]] std::string name(unsigned reg) const {
    const char* text = cs_reg_name(handle_, reg);
    return text == nullptr ? "" : text;
  }

  std::string differs(const Ours& ours) {
    if (insn_->size != ours.length) return "length";
    if (operations().at(mnemonic()) != ours.operation) return "operation";
    if (ours.operation == TENON_X86_64_OPERATION_MOVS) return differs_movs(ours);
    if (ours.operation == TENON_X86_64_OPERATION_STOS) return differs_stos(ours);
    if (detail().op_count != 2) return "operands";
    const std::size_t at = detail().operands[0].type == X86_OP_MEM ? 0 : 1;
    const cs_x86_op& mem = detail().operands[at];
    const cs_x86_op& other = detail().operands[1 - at];
    // TEST and XCHG have no first operand: Capstone prints them either way.
    const bool ordered = ours.operation != TENON_X86_64_OPERATION_TEST &&
                         ours.operation != TENON_X86_64_OPERATION_XCHG;
    if (ordered && ours.to_register != at) return "order of the operands";
    if (!same_bytes(mem.size, ours)) return "bytes in memory";
    std::string place = differs_memory(ours, mem);
    if (!place.empty()) return place;
    if (ours.immediate_used != (other.type == X86_OP_IMM ? 1 : 0)) return "kind of operand";
    if (other.type == X86_OP_IMM) {
      const std::uint64_t mask = ours.width == 8 ? ~0ULL : (1ULL << (8 * ours.width)) - 1;
      const std::uint64_t bits = ours.operation == TENON_X86_64_OPERATION_BT ? 0xff : mask;
      return ((static_cast<std::uint64_t>(other.imm) ^ ours.immediate) & bits) == 0 ? ""
                                                                                    : "immediate";
    }
    const Register reg = find_register(name(other.reg));
    if (reg.number != ours.reg || reg.high != ours.high) return "register";
    const std::string what = mnemonic();
    if (reg.width != ours.register_width &&
        !excuse("MOVSXD without REX.W: the register", what == "movsxd" && reg.width == 8)) {
      return "bytes of the register";
    }
    const bool sign = what == "movsx" || what == "movsxd";
    return sign == (ours.extend == 1) ? "" : "extension";
  }

  bool same_bytes(std::uint32_t theirs, const Ours& ours) {
    const bool small = ours.width == 2 && theirs == 4 && mode_ != 16 && saw(0x66);
    return theirs == ours.width ||
           excuse("66 with MOVSXD: bytes in memory", small && mnemonic() == "movsxd") ||
           excuse("66 with F2 or F3: bytes in memory", small && repeated());
  }

  std::string differs_memory(const Ours& ours, const cs_x86_op& op) {
    const Register base = find_register(name(op.mem.base));
    const Register index = find_register(name(op.mem.index));
    if (detail().addr_size != ours.address_width) return "address size";
    if (base.number != ours.base) return "base";
    if (index.number != ours.index) return "index";
    if (index.number != TENON_X86_64_NO_REGISTER && op.mem.scale != ours.scale) return "scale";
    const std::uint64_t mask =
        ours.address_width == 8 ? ~0ULL : (1ULL << (8 * ours.address_width)) - 1;
    if (((static_cast<std::uint64_t>(op.mem.disp) ^ ours.displacement) & mask) != 0) {
      return "displacement";
    }
    return segment(op.mem.segment, ours);
  }

  /// Capstone prints overrides only; without one it is DS, or SS for rSP and rBP.
  std::string segment(unsigned reg, const Ours& ours) {
    static const std::map<std::string, std::uint32_t> all = {
        {"es", TENON_X86_64_ES}, {"cs", TENON_X86_64_CS}, {"ss", TENON_X86_64_SS},
        {"ds", TENON_X86_64_DS}, {"fs", TENON_X86_64_FS}, {"gs", TENON_X86_64_GS}};
    const bool stack = ours.base == TENON_X86_64_RSP || ours.base == TENON_X86_64_RBP;
    const auto found = all.find(name(reg));
    const std::uint32_t theirs = found != all.end() ? found->second
                                 : stack            ? static_cast<std::uint32_t>(TENON_X86_64_SS)
                                                    : static_cast<std::uint32_t>(TENON_X86_64_DS);
    // In 64-bit code these four do not count, so the default or an earlier FS or GS stays.
    const bool flat = mode_ == 64 && found != all.end() && theirs < TENON_X86_64_FS;
    const std::uint32_t plain = stack ? TENON_X86_64_SS : TENON_X86_64_DS;
    const bool left = ours.segment == TENON_X86_64_FS ? saw(0x64)
                      : ours.segment == TENON_X86_64_GS
                          ? saw(0x65)
                          : ours.segment == plain && !saw(0x64) && !saw(0x65);
    if (theirs == ours.segment) return "";
    return excuse("ES, CS, SS or DS in 64-bit code", flat && left) ? "" : "segment";
  }

  std::string differs_movs(const Ours& ours) {
    const cs_x86_op& to = detail().operands[0];
    const cs_x86_op& from = detail().operands[1];
    if (detail().op_count != 2 || to.type != X86_OP_MEM || from.type != X86_OP_MEM)
      return "operands";
    const Register di = find_register(name(to.mem.base));
    const Register si = find_register(name(from.mem.base));
    if (di.number != TENON_X86_64_RDI || si.number != TENON_X86_64_RSI) return "base";
    if (di.width != ours.address_width || si.width != ours.address_width) return "address size";
    if (to.size != from.size || !same_bytes(to.size, ours)) return "bytes in memory";
    if (repeats() != (ours.repeat == 1) &&
        !excuse("F2 with MOVSD: no REP", saw(0xf2) && mnemonic() == "movsd")) {
      return "REP";
    }
    return segment(from.mem.segment, ours);
  }

  std::string differs_stos(const Ours& ours) {
    const cs_x86_op& to = detail().operands[0];
    if (to.type != X86_OP_MEM) return "operands";
    const Register di = find_register(name(to.mem.base));
    if (di.number != TENON_X86_64_RDI) return "base";
    if (di.width != ours.address_width) return "address size";
    if (!same_bytes(to.size, ours)) return "bytes in memory";
    if (repeats() != (ours.repeat == 1)) return "REP";
    return ours.segment == TENON_X86_64_ES ? "" : "segment";
  }

  [[nodiscard]] bool repeats() const {
    return std::string_view(insn_->mnemonic).starts_with("rep");
  }

  std::array<bool, 256> seen_{};
  std::size_t prefixes_ = 0;
  std::uint32_t mode_ = 64;
  std::uint64_t known_ = 0;
  std::map<std::string, std::uint64_t> excused_;
  csh handles_[3] = {};
  csh handle_ = 0;
  cs_insn* insn_ = nullptr;
  bool good_ = true;
  bool decoded_ = false;
};

}  // namespace x86

#endif
