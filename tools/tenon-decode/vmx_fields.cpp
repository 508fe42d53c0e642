// SPDX-License-Identifier: Apache-2.0
// The record of a VM exit as the Intel SDM lays it out (volume 3, chapter 28 and appendix C), as
// data: for people, not for the decoder, which has its own transcription.
#include "x86_exit.hpp"

namespace tenon_decode {
namespace {

constexpr Meaning reasons[] = {
    {0, "Exception or non-maskable interrupt"},
    {1, "External interrupt"},
    {2, "Triple fault"},
    {3, "INIT signal"},
    {4, "Start-up IPI"},
    {5, "I/O system-management interrupt"},
    {6, "Other system-management interrupt"},
    {7, "Interrupt window"},
    {8, "NMI window"},
    {9, "Task switch"},
    {10, "CPUID"},
    {11, "GETSEC"},
    {12, "HLT"},
    {13, "INVD"},
    {14, "INVLPG"},
    {15, "RDPMC"},
    {16, "RDTSC"},
    {17, "RSM"},
    {18, "VMCALL"},
    {19, "VMCLEAR"},
    {20, "VMLAUNCH"},
    {21, "VMPTRLD"},
    {22, "VMPTRST"},
    {23, "VMREAD"},
    {24, "VMRESUME"},
    {25, "VMWRITE"},
    {26, "VMXOFF"},
    {27, "VMXON"},
    {28, "Control-register access"},
    {29, "MOV DR"},
    {30, "I/O instruction"},
    {31, "RDMSR"},
    {32, "WRMSR"},
    {33, "VM-entry failure due to invalid guest state"},
    {34, "VM-entry failure due to MSR loading"},
    {36, "MWAIT"},
    {37, "Monitor trap flag"},
    {39, "MONITOR"},
    {40, "PAUSE"},
    {41, "VM-entry failure due to machine-check event"},
    {43, "TPR below threshold"},
    {44, "APIC access"},
    {45, "Virtualized EOI"},
    {46, "Access to GDTR or IDTR"},
    {47, "Access to LDTR or TR"},
    {48, "EPT violation"},
    {49, "EPT misconfiguration"},
    {50, "INVEPT"},
    {51, "RDTSCP"},
    {52, "VMX-preemption timer expired"},
    {53, "INVVPID"},
    {54, "WBINVD or WBNOINVD"},
    {55, "XSETBV"},
    {56, "APIC write"},
    {57, "RDRAND"},
    {58, "INVPCID"},
    {59, "VMFUNC"},
    {60, "ENCLS"},
    {61, "RDSEED"},
    {62, "Page-modification log full"},
    {63, "XSAVES"},
    {64, "XRSTORS"},
    {65, "PCONFIG"},
    {66, "SPP-related event"},
    {67, "UMWAIT"},
    {68, "TPAUSE"},
    {69, "LOADIWKEY"},
    {70, "ENCLV"},
    {72, "ENQCMD PASID translation failure"},
    {73, "ENQCMDS PASID translation failure"},
    {74, "Bus lock"},
    {75, "Instruction timeout"},
    {76, "SEAMCALL"},
    {77, "TDCALL"},
    {78, "RDMSRLIST"},
    {79, "WRMSRLIST"},
};

constexpr Meaning cr_kinds[] = {{0, "MOV to CR"}, {1, "MOV from CR"}, {2, "CLTS"}, {3, "LMSW"}};
constexpr Meaning lmsw[] = {{0, "register"}, {1, "memory"}};
constexpr Meaning dr_ways[] = {{0, "MOV to DR"}, {1, "MOV from DR"}};
constexpr Meaning sizes[] = {{0, "1 byte"}, {1, "2 bytes"}, {3, "4 bytes"}};
constexpr Meaning io_ways[] = {{0, "OUT"}, {1, "IN"}};
constexpr Meaning string_kinds[] = {{0, "not string"}, {1, "string (INS, OUTS)"}};
constexpr Meaning operands[] = {{0, "DX"}, {1, "immediate"}};
constexpr Meaning final_kinds[] = {{0, "page-table access"}, {1, "final access"}};
constexpr Meaning switches[] = {
    {0, "CALL instruction"}, {1, "IRET instruction"}, {2, "JMP instruction"}, {3, "task gate"}};
constexpr Meaning entry_states[] = {{0, "no more is known"},
                                    {2, "loading the PDPTEs"},
                                    {3, "an NMI into blocked NMIs"},
                                    {4, "the VMCS link pointer"}};
constexpr Meaning apic_ways[] = {{0, "linear read"},
                                 {1, "linear write"},
                                 {2, "linear fetch"},
                                 {3, "linear, event delivery"},
                                 {10, "physical, event delivery"},
                                 {15, "physical, instruction"}};
constexpr Meaning gdtr_tables[] = {{0, "SGDT"}, {1, "SIDT"}, {2, "LGDT"}, {3, "LIDT"}};
constexpr Meaning ldtr_tables[] = {{0, "SLDT"}, {1, "STR"}, {2, "LLDT"}, {3, "LTR"}};

Field with(std::string_view name, unsigned high, unsigned low, std::string_view about,
           std::span<const Meaning> meanings) {
  return {name, high, low, about, meanings};
}

std::vector<Field> exception_fields(std::uint64_t vector) {
  if (vector == 14) return {{"Linear", 63, 0, "faulting guest-linear address"}};
  if (vector == 1) {
    return {{"B", 3, 0, "breakpoints that matched"},
            {"BD", 13, 13, "debug register access"},
            {"BS", 14, 14, "single step"}};
  }
  return {};
}

std::vector<Field> qualification(const X86Exit& record) {
  switch (record.basic()) {
    case 0:
      return exception_fields(record.event.value_or(0) & 0xff);
    case 4:
      return {{"Vector", 7, 0, "of the SIPI"}};
    case 9:
      return {with("Source", 31, 30, "", switches), {"Selector", 15, 0, "of the new TSS"}};
    case 14:
      return {{"Linear", 63, 0, "operand"}};
    case 28:
      return {{"LMSW", 31, 16, "source data of LMSW"},
              with("Register", 11, 8, "", general_registers()),
              with("LMSW type", 6, 6, "", lmsw),
              with("Access", 5, 4, "", cr_kinds),
              {"CR", 3, 0, "control register"}};
    case 29:
      return {with("Register", 11, 8, "", general_registers()),
              with("Direction", 4, 4, "", dr_ways),
              {"DR", 2, 0, "debug register"}};
    case 30:
      return {{"Port", 31, 16, ""},
              with("Operand", 6, 6, "", operands),
              {"REP", 5, 5, "REP prefix"},
              with("String", 4, 4, "", string_kinds),
              with("Direction", 3, 3, "", io_ways),
              with("Size", 2, 0, "", sizes)};
    case 33:
      return {with("Failure", 31, 0, "", entry_states)};
    case 34:
      return {{"Entry", 31, 0, "of the list of MSRs, from 1"}};
    case 44:
      return {with("Access", 15, 12, "", apic_ways), {"Offset", 11, 0, "in the APIC page"}};
    case 45:
      return {{"Vector", 7, 0, "that was ended"}};
    case 48:
      return {{"NMI", 12, 12, "NMIs unblocked by IRET"},
              with("Final", 8, 8, "", final_kinds),
              {"Linear", 7, 7, "guest-linear address is valid"},
              {"UX", 6, 6, "entry: user execute"},
              {"X", 5, 5, "entry: execute"},
              {"W", 4, 4, "entry: write"},
              {"R", 3, 3, "entry: read"},
              {"Fetch", 2, 2, "instruction fetch"},
              {"Write", 1, 1, "data write"},
              {"Read", 0, 0, "data read"}};
    case 56:
      return {{"Offset", 11, 0, "in the APIC page"}};
    default:
      return {};
  }
}

}  // namespace

std::string vmx_title(const X86Exit& record) {
  if (record.code >= 0x100000000) return "VMLAUNCH or VMRESUME failed without an exit";
  for (const Meaning& reason : reasons) {
    if (reason.value == record.basic()) return std::string(reason.text);
  }
  return "Reserved exit reason";
}

std::vector<Layout> vmx_layouts(const X86Exit& record) {
  std::vector<Layout> all;
  if (record.code >= 0x100000000) {
    all.push_back({"reason", record.code, {{"Error", 31, 0, "VM-instruction error"}}});
    return all;
  }
  all.push_back({"reason",
                 record.code,
                 {{"Entry", 31, 31, "VM-entry failure"},
                  {"Root", 29, 29, "exit from VMX root operation"},
                  {"MTF", 28, 28, "pending MTF exit"},
                  {"Enclave", 27, 27, "enclave mode"},
                  {"Bus lock", 26, 26, ""},
                  with("Basic", 15, 0, "", reasons)}});
  if (record.info) {
    std::vector<Field> fields = qualification(record);
    if (!fields.empty()) all.push_back({"qualification", *record.info, std::move(fields)});
  }
  if (record.event && record.basic() <= 1) {
    all.push_back({"interruption", *record.event, event_fields(true)});
  }
  if (record.instruction && (record.basic() == 46 || record.basic() == 47)) {
    const auto tables = record.basic() == 46 ? std::span<const Meaning>(gdtr_tables)
                                             : std::span<const Meaning>(ldtr_tables);
    all.push_back(
        {"instruction_info", *record.instruction, {with("Identity", 29, 28, "", tables)}});
  }
  return all;
}

}  // namespace tenon_decode
