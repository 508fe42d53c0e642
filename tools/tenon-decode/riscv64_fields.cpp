// SPDX-License-Identifier: Apache-2.0
// The registers of a RISC-V trap as the privileged specification lays them out, as data: for people,
// not for the decoder, which has its own transcription.
#include "lines.hpp"
#include "riscv64.hpp"

namespace tenon_decode {
namespace {

constexpr Meaning trap_kinds[] = {{0, "exception"}, {1, "interrupt"}};
constexpr Meaning exceptions[] = {
    {0, "Instruction address misaligned"},
    {1, "Instruction access fault"},
    {2, "Illegal instruction"},
    {3, "Breakpoint"},
    {4, "Load address misaligned"},
    {5, "Load access fault"},
    {6, "Store/AMO address misaligned"},
    {7, "Store/AMO access fault"},
    {8, "Environment call from U-mode or VU-mode"},
    {9, "Environment call from HS-mode"},
    {10, "Environment call from VS-mode"},
    {11, "Environment call from M-mode"},
    {12, "Instruction page fault"},
    {13, "Load page fault"},
    {15, "Store/AMO page fault"},
    {16, "Double trap"},
    {18, "Software check"},
    {19, "Hardware error"},
    {20, "Instruction guest-page fault"},
    {21, "Load guest-page fault"},
    {22, "Virtual instruction"},
    {23, "Store/AMO guest-page fault"},
};
constexpr Meaning interrupts[] = {
    {1, "Supervisor software interrupt"},      {2, "Virtual supervisor software interrupt"},
    {3, "Machine software interrupt"},         {5, "Supervisor timer interrupt"},
    {6, "Virtual supervisor timer interrupt"}, {7, "Machine timer interrupt"},
    {9, "Supervisor external interrupt"},      {10, "Virtual supervisor external interrupt"},
    {11, "Machine external interrupt"},        {12, "Supervisor guest external interrupt"},
    {13, "Counter overflow interrupt"},
};

constexpr Meaning opcodes[] = {{0x03, "LOAD"},  {0x07, "LOAD-FP"},  {0x0f, "MISC-MEM"},
                               {0x23, "STORE"}, {0x27, "STORE-FP"}, {0x2f, "AMO"},
                               {0x73, "SYSTEM"}};
constexpr Meaning transformed_length[] = {{0, "16-bit instruction"}, {1, "32-bit instruction"}};
constexpr Meaning pseudo[] = {{0x2000, "32-bit read of a VS-stage page table"},
                              {0x2020, "32-bit write of a VS-stage page table"},
                              {0x3000, "64-bit read of a VS-stage page table"},
                              {0x3020, "64-bit write of a VS-stage page table"}};

constexpr Field funct3{"funct3", 14, 12, ""};
constexpr Field destination{"rd", 11, 7, "destination register"};
constexpr Field base{"rs1", 19, 15, "base register"};
constexpr Field behind{"AddrOffset", 19, 15, "bytes from the access to where it faulted"};
constexpr Field source{"rs2", 24, 20, "source register"};

/// The code's field; numbers without a name of their own have one meaning, whatever they are.
Field code(bool interrupt, std::uint64_t value) {
  Field field{"Code", 62, 0, ""};
  const bool custom = (value >= 24 && value < 32) || (value >= 48 && value < 64);
  if (interrupt) {
    if (value >= 16) return {"Code", 62, 0, "Designated for platform use"};
    field.meanings = interrupts;
  } else {
    if (custom) return {"Code", 62, 0, "Designated for custom use"};
    field.meanings = exceptions;
  }
  return field;
}

/// The instruction's fields; `is_transformed`: as htinst has them.
std::vector<Field> instruction_fields(std::uint32_t word, bool is_transformed) {
  std::vector<Field> fields;
  if (!is_transformed && (word & 3) != 3) {
    return {{"funct3", 15, 13, ""}, {"op", 1, 0, "quadrant of the compressed instructions"}};
  }
  const std::uint32_t opcode = (word & 0x7f) | 2;
  const bool store = opcode == 0x23 || opcode == 0x27;
  if (opcode == 0x73 && (word >> 12 & 3) != 0) {
    fields.push_back({"csr", 31, 20, ""});
    fields.push_back({"rs1", 19, 15, (word >> 14 & 1) != 0 ? "immediate" : "source register"});
  } else {
    if (opcode == 0x2f || opcode == 0x73) fields.push_back({"funct7", 31, 25, ""});
    if (store || opcode == 0x2f || opcode == 0x73) fields.push_back(source);
    fields.push_back(is_transformed ? behind : base);
  }
  fields.push_back(funct3);
  if (!store) fields.push_back(destination);
  if (is_transformed) {
    fields.push_back({"opcode", 6, 2, ""});
    fields.push_back({"Length", 1, 1, "", transformed_length});
    fields.push_back({"Transformed", 0, 0, "a transformed instruction"});
  } else {
    fields.push_back({"opcode", 6, 0, "", opcodes});
  }
  return fields;
}

struct Named {
  std::uint32_t number;
  std::string_view name;
};
constexpr Named csrs[] = {
    {0x001, "fflags"},     {0x002, "frm"},     {0x003, "fcsr"},     {0x008, "vstart"},
    {0x015, "seed"},       {0x100, "sstatus"}, {0x104, "sie"},      {0x105, "stvec"},
    {0x106, "scounteren"}, {0x10a, "senvcfg"}, {0x140, "sscratch"}, {0x141, "sepc"},
    {0x142, "scause"},     {0x143, "stval"},   {0x144, "sip"},      {0x14d, "stimecmp"},
    {0x150, "siselect"},   {0x151, "sireg"},   {0x15c, "stopei"},   {0x180, "satp"},
    {0x200, "vsstatus"},   {0x204, "vsie"},    {0x205, "vstvec"},   {0x240, "vsscratch"},
    {0x241, "vsepc"},      {0x242, "vscause"}, {0x243, "vstval"},   {0x244, "vsip"},
    {0x24d, "vstimecmp"},  {0x280, "vsatp"},   {0x5a8, "scontext"}, {0x600, "hstatus"},
    {0x602, "hedeleg"},    {0x603, "hideleg"}, {0x604, "hie"},      {0x605, "htimedelta"},
    {0x606, "hcounteren"}, {0x607, "hgeie"},   {0x60a, "henvcfg"},  {0x643, "htval"},
    {0x644, "hip"},        {0x645, "hvip"},    {0x64a, "htinst"},   {0x680, "hgatp"},
    {0x6a8, "hcontext"},   {0xc00, "cycle"},   {0xc01, "time"},     {0xc02, "instret"},
    {0xda0, "scountovf"},  {0xdb0, "stopi"},   {0xe12, "hgeip"},
};

}  // namespace

std::string csr_name(std::uint32_t number) {
  for (const Named& csr : csrs) {
    if (csr.number == number) return std::string(csr.name);
  }
  if (number >= 0xc03 && number < 0xc20) return "hpmcounter" + std::to_string(number - 0xc00);
  return "CSR " + hex(number);
}

std::vector<Layout> layouts(const Trap& trap) {
  const bool interrupt = trap.scause >> 63 != 0;
  std::vector<Layout> all;
  all.push_back({"scause",
                 trap.scause,
                 {{"Interrupt", 63, 63, "", trap_kinds}, code(interrupt, trap.scause << 1 >> 1)}});
  if (trap.is_fault() && trap.htinst.value_or(0) != 0) {
    Layout htinst{"htinst", *trap.htinst, {}};
    if (trap.is_walk() || (*trap.htinst & 1) == 0) {
      htinst.fields = {{"Pseudo", 31, 0, "", pseudo}};
    } else {
      htinst.fields = instruction_fields(static_cast<std::uint32_t>(*trap.htinst), true);
    }
    all.push_back(std::move(htinst));
  } else if (const auto word = trap.word(); word && (trap.is_fault() || trap.is_virtual())) {
    const bool told = trap.is_virtual() && trap.stval.value_or(0) != 0;
    all.push_back(
        {told ? "stval" : "insn", told ? *trap.stval : *word, instruction_fields(*word, false)});
  }
  return all;
}

}  // namespace tenon_decode
