// SPDX-License-Identifier: Apache-2.0
// The record of a #VMEXIT as the AMD manual lays it out (APM volume 2, chapter 15 and appendix C), as
// data: for people, not for the decoder, which has its own transcription.
#include "lines.hpp"
#include "x86_exit.hpp"

namespace tenon_decode {
namespace {

constexpr Meaning codes[] = {
    {0x60, "Physical INTR"},
    {0x61, "Physical NMI"},
    {0x62, "Physical SMI"},
    {0x63, "Physical INIT"},
    {0x64, "Virtual INTR"},
    {0x65, "CR0 write other than TS or MP"},
    {0x66, "SIDT"},
    {0x67, "SGDT"},
    {0x68, "SLDT"},
    {0x69, "STR"},
    {0x6a, "LIDT"},
    {0x6b, "LGDT"},
    {0x6c, "LLDT"},
    {0x6d, "LTR"},
    {0x6e, "RDTSC"},
    {0x6f, "RDPMC"},
    {0x70, "PUSHF"},
    {0x71, "POPF"},
    {0x72, "CPUID"},
    {0x73, "RSM"},
    {0x74, "IRET"},
    {0x75, "Software interrupt (INT n)"},
    {0x76, "INVD"},
    {0x77, "PAUSE"},
    {0x78, "HLT"},
    {0x79, "INVLPG"},
    {0x7a, "INVLPGA"},
    {0x7b, "IN or OUT"},
    {0x7c, "RDMSR or WRMSR"},
    {0x7d, "Task switch"},
    {0x7e, "FP legacy mode (FERR freeze)"},
    {0x7f, "Shutdown"},
    {0x80, "VMRUN"},
    {0x81, "VMMCALL"},
    {0x82, "VMLOAD"},
    {0x83, "VMSAVE"},
    {0x84, "STGI"},
    {0x85, "CLGI"},
    {0x86, "SKINIT"},
    {0x87, "RDTSCP"},
    {0x88, "ICEBP"},
    {0x89, "WBINVD or WBNOINVD"},
    {0x8a, "MONITOR or MONITORX"},
    {0x8b, "MWAIT or MWAITX"},
    {0x8c, "MWAIT with an armed monitor"},
    {0x8d, "XSETBV"},
    {0x8e, "RDPRU"},
    {0x8f, "Write of EFER, after it"},
    {0xa0, "INVLPGB"},
    {0xa1, "Illegal INVLPGB"},
    {0xa2, "INVPCID"},
    {0xa3, "MCOMMIT"},
    {0xa4, "TLBSYNC"},
    {0xa5, "Bus lock"},
    {0xa6, "HLT without a virtual interrupt"},
    {0x400, "Nested page fault"},
    {0x401, "AVIC: IPI not delivered"},
    {0x402, "AVIC: access not accelerated"},
    {0x403, "VMGEXIT"},
    {0xffffffff, "Invalid guest state, in 32 bits"},
    {0xfffffffffffffffe, "VMCB busy"},
    {0xffffffffffffffff, "Invalid guest state"},
};

constexpr Meaning io_ways[] = {{0, "OUT"}, {1, "IN"}};
constexpr Meaning msr_ways[] = {{0, "RDMSR"}, {1, "WRMSR"}};
constexpr Meaning cr_ways[] = {{0, "another instruction"}, {1, "MOV"}};
constexpr Meaning segments[] = {{0, "ES"}, {1, "CS"}, {2, "SS"}, {3, "DS"}, {4, "FS"}, {5, "GS"}};

std::vector<Field> page_fault(bool nested) {
  std::vector<Field> fields = {{"ID", 4, 4, "instruction fetch"},
                               {"RSV", 3, 3, "reserved bit set in the table"},
                               {"US", 2, 2, "user access"},
                               {"RW", 1, 1, "write"},
                               {"P", 0, 0, "translation present"}};
  if (nested) {
    fields.insert(fields.begin(), {{"Walk", 33, 33, "the guest's page-table access"},
                                   {"Final", 32, 32, "the final access"},
                                   {"SS", 6, 6, "shadow stack access"}});
  }
  return fields;
}

std::vector<Field> info1(std::uint64_t code) {
  if (code < 0x20) {
    return {{"MOV", 63, 63, "", cr_ways}, {"Register", 3, 0, "", general_registers()}};
  }
  if (code < 0x40) return {{"Register", 3, 0, "", general_registers()}};
  if (code == 0x4e) return page_fault(false);
  if (code == 0x7b) {
    return {{"Port", 31, 16, ""},
            {"Segment", 12, 10, "", segments},
            {"A64", 9, 9, "64-bit address"},
            {"A32", 8, 8, "32-bit address"},
            {"A16", 7, 7, "16-bit address"},
            {"SZ32", 6, 6, "4 bytes"},
            {"SZ16", 5, 5, "2 bytes"},
            {"SZ8", 4, 4, "1 byte"},
            {"REP", 3, 3, "REP prefix"},
            {"STR", 2, 2, "string (INS, OUTS)"},
            {"Type", 0, 0, "", io_ways}};
  }
  if (code == 0x7c) return {{"Type", 0, 0, "", msr_ways}};
  if (code == 0x7d) return {{"Selector", 15, 0, "of the new TSS"}};
  if (code == 0x79) return {{"Linear", 63, 0, "operand"}};
  if (code == 0x400) return page_fault(true);
  return {};
}

std::string vector_title(std::uint64_t vector) {
  return "Exception vector " + std::to_string(vector);
}

}  // namespace

std::string svm_title(const X86Exit& record) {
  const std::uint64_t code = record.code;
  const std::string number = std::to_string(code % 16);
  if (code < 0x10) return "Read of CR" + number;
  if (code < 0x20) return "Write of CR" + number;
  if (code < 0x30) return "Read of DR" + number;
  if (code < 0x40) return "Write of DR" + number;
  if (code < 0x60) return vector_title(code - 0x40);
  if (code >= 0x90 && code < 0xa0) return "Write of CR" + number + ", after it";
  for (const Meaning& row : codes) {
    if (row.value == code) return std::string(row.text);
  }
  return "Reserved exit code";
}

std::vector<Layout> svm_layouts(const X86Exit& record) {
  std::vector<Layout> all;
  all.push_back({"exitcode", record.code, {{"EXITCODE", 63, 0, "", codes}}});
  if (record.info) {
    std::vector<Field> fields = info1(record.code);
    if (!fields.empty()) all.push_back({"info1", *record.info, std::move(fields)});
  }
  if (record.event && (*record.event & 0x80000000) != 0) {
    all.push_back({"intinfo", *record.event, event_fields(false)});
  }
  return all;
}

}  // namespace tenon_decode
