// SPDX-License-Identifier: Apache-2.0
#include "fields.hpp"

namespace tenon_decode {
namespace {

constexpr Meaning no_yes[] = {{0, "no"}, {1, "yes"}};
constexpr Meaning instruction_length[] = {{0, "16-bit instruction"}, {1, "32-bit instruction"}};
constexpr Meaning far_valid[] = {{0, "FAR_EL2 is valid"}, {1, "FAR_EL2 is not valid"}};
constexpr Meaning valid[] = {{0, "not valid"}, {1, "valid"}};
constexpr Meaning read_write[] = {{0, "read"}, {1, "write"}};
constexpr Meaning direction[] = {{0, "write (MSR, MCR)"}, {1, "read (MRS, MRC)"}};
constexpr Meaning access_size[] = {{0, "byte"}, {1, "halfword"}, {2, "word"}, {3, "doubleword"}};
constexpr Meaning register_size[] = {{0, "32-bit register"}, {1, "64-bit register"}};
constexpr Meaning trapped_wait[] = {{0, "WFI"}, {1, "WFE"}, {2, "WFIT"}, {3, "WFET"}};
constexpr Meaning error_type[] = {
    {0, "recoverable (UER)"}, {2, "uncontainable (UC)"}, {3, "restartable (UEO)"}};
constexpr Meaning abort_state[] = {{0, "uncontainable (UC)"},
                                   {1, "unrecoverable (UEU)"},
                                   {2, "restartable (UEO)"},
                                   {3, "recoverable (UER)"},
                                   {6, "corrected (CE)"}};

constexpr Meaning smtc[] = {{0, "SME functionality trapped"},
                            {1, "an instruction that is illegal in streaming mode"},
                            {2, "an SME instruction outside streaming mode"},
                            {3, "an SME instruction while ZA is off"},
                            {4, "an access to ZT0"}};
constexpr Meaning fault_status[] = {
    {0x00, "address size fault, level 0"},
    {0x01, "address size fault, level 1"},
    {0x02, "address size fault, level 2"},
    {0x03, "address size fault, level 3"},
    {0x04, "translation fault, level 0"},
    {0x05, "translation fault, level 1"},
    {0x06, "translation fault, level 2"},
    {0x07, "translation fault, level 3"},
    {0x08, "access flag fault, level 0"},
    {0x09, "access flag fault, level 1"},
    {0x0a, "access flag fault, level 2"},
    {0x0b, "access flag fault, level 3"},
    {0x0c, "permission fault, level 0"},
    {0x0d, "permission fault, level 1"},
    {0x0e, "permission fault, level 2"},
    {0x0f, "permission fault, level 3"},
    {0x10, "synchronous external abort, not on a table walk"},
    {0x11, "synchronous tag check fault"},
    {0x13, "synchronous external abort on a table walk, level -1"},
    {0x14, "synchronous external abort on a table walk, level 0"},
    {0x15, "synchronous external abort on a table walk, level 1"},
    {0x16, "synchronous external abort on a table walk, level 2"},
    {0x17, "synchronous external abort on a table walk, level 3"},
    {0x18, "synchronous parity or ECC error, not on a table walk"},
    {0x1b, "synchronous parity or ECC error on a table walk, level -1"},
    {0x1c, "synchronous parity or ECC error on a table walk, level 0"},
    {0x1d, "synchronous parity or ECC error on a table walk, level 1"},
    {0x1e, "synchronous parity or ECC error on a table walk, level 2"},
    {0x1f, "synchronous parity or ECC error on a table walk, level 3"},
    {0x21, "alignment fault"},
    {0x22, "debug exception"},
    {0x23, "granule protection fault on a table walk, level -1"},
    {0x24, "granule protection fault on a table walk, level 0"},
    {0x25, "granule protection fault on a table walk, level 1"},
    {0x26, "granule protection fault on a table walk, level 2"},
    {0x27, "granule protection fault on a table walk, level 3"},
    {0x28, "granule protection fault, not on a table walk"},
    {0x29, "address size fault, level -1"},
    {0x2b, "translation fault, level -1"},
    {0x30, "TLB conflict abort"},
    {0x31, "unsupported atomic hardware update fault"},
    {0x34, "implementation defined fault (lockdown)"},
    {0x35, "implementation defined fault (unsupported exclusive or atomic)"},
};
constexpr Meaning serror_status[] = {{0x00, "uncategorized"}, {0x11, "asynchronous SError"}};

constexpr Field common[] = {
    {"EC", 31, 26, "exception class"},
    {"IL", 25, 25, "", instruction_length},
};
constexpr Field condition[] = {{"CV", 24, 24, "COND", valid}, {"COND", 23, 20, "condition code"}};

constexpr Field wfx[] = {condition[0],
                         condition[1],
                         {"RN", 9, 5, "timeout register"},
                         {"RV", 2, 2, "RN", valid},
                         {"TI", 1, 0, "", trapped_wait}};
constexpr Field mcr[] = {condition[0],         condition[1],
                         {"Opc2", 19, 17, ""}, {"Opc1", 16, 14, ""},
                         {"CRn", 13, 10, ""},  {"Rt", 9, 5, "general register"},
                         {"CRm", 4, 1, ""},    {"Direction", 0, 0, "", direction}};
constexpr Field mcrr[] = {condition[0],
                          condition[1],
                          {"Opc1", 19, 16, ""},
                          {"Rt2", 14, 10, "second general register"},
                          {"Rt", 9, 5, "general register"},
                          {"CRm", 4, 1, ""},
                          {"Direction", 0, 0, "", direction}};
constexpr Meaning offset_sign[] = {{0, "offset is subtracted"}, {1, "offset is added"}};
constexpr Field ldc[] = {condition[0],
                         condition[1],
                         {"imm8", 19, 12, "offset"},
                         {"Rn", 9, 5, "base register"},
                         {"Offset", 4, 4, "", offset_sign},
                         {"AM", 3, 1, "addressing mode"},
                         {"Direction", 0, 0, "", direction}};
constexpr Field fp_access[] = {condition[0], condition[1]};
constexpr Field branch_target[] = {{"BTYPE", 1, 0, "branch type"}};
constexpr Field call[] = {{"imm16", 15, 0, "immediate of the instruction"}};
constexpr Meaning known_pass[] = {{0, "unconditional, or the condition passed"},
                                  {1, "conditional, and the condition may have failed"}};
constexpr Field smc32[] = {condition[0], condition[1], {"CCKNOWNPASS", 19, 19, "", known_pass}};
constexpr Field system_register[] = {{"Op0", 21, 20, ""},
                                     {"Op2", 19, 17, ""},
                                     {"Op1", 16, 14, ""},
                                     {"CRn", 13, 10, ""},
                                     {"Rt", 9, 5, "general register"},
                                     {"CRm", 4, 1, ""},
                                     {"Direction", 0, 0, "", direction}};
constexpr Meaning eret_form[] = {{0, "ERET"}, {1, "ERETAA or ERETAB"}};
constexpr Meaning eret_key[] = {{0, "A key"}, {1, "B key"}};
constexpr Field eret[] = {{"ERET", 1, 1, "", eret_form}, {"ERETA", 0, 0, "", eret_key}};
constexpr Field tstart[] = {{"Rd", 9, 5, "destination register"}};
constexpr Meaning key_use[] = {{0, "instruction key"}, {1, "data key"}};
constexpr Field pauth_fail[] = {{"InD", 1, 1, "", key_use}, {"BnA", 0, 0, "", eret_key}};
constexpr Field sme[] = {{"SMTC", 2, 0, "", smtc}};
constexpr Field instruction_abort[] = {
    {"SET", 12, 11, "error type, of an external abort", error_type},
    {"FnV", 10, 10, "", far_valid},
    {"EA", 9, 9, "external abort type"},
    {"S1PTW", 7, 7, "on a stage 1 table walk", no_yes},
    {"IFSC", 5, 0, "", fault_status}};
constexpr Field data_abort[] = {{"ISV", 24, 24, "syndrome", valid},
                                {"SAS", 23, 22, "access size", access_size},
                                {"SSE", 21, 21, "sign-extended", no_yes},
                                {"SRT", 20, 16, "register of the transfer"},
                                {"SF", 15, 15, "", register_size},
                                {"AR", 14, 14, "acquire or release", no_yes},
                                {"VNCR", 13, 13, "through VNCR_EL2", no_yes},
                                {"FnV", 10, 10, "", far_valid},
                                {"EA", 9, 9, "external abort type"},
                                {"CM", 8, 8, "cache maintenance", no_yes},
                                {"S1PTW", 7, 7, "on a stage 1 table walk", no_yes},
                                {"WnR", 6, 6, "", read_write},
                                {"DFSC", 5, 0, "", fault_status}};
constexpr Field data_abort_no_syndrome[] = {
    {"ISV", 24, 24, "syndrome", valid},
    {"VNCR", 13, 13, "through VNCR_EL2", no_yes},
    {"SET", 12, 11, "error type, of an external abort", error_type},
    {"FnV", 10, 10, "", far_valid},
    {"EA", 9, 9, "external abort type"},
    {"CM", 8, 8, "cache maintenance", no_yes},
    {"S1PTW", 7, 7, "on a stage 1 table walk", no_yes},
    {"WnR", 6, 6, "", read_write},
    {"DFSC", 5, 0, "", fault_status}};
constexpr Meaning copy_set[] = {{0, "copy (CPY*)"}, {1, "set (SET*)"}};
constexpr Field memory_operation[] = {{"MemInst", 24, 24, "", copy_set},
                                      {"isSETG", 23, 23, "with tags", no_yes},
                                      {"options", 22, 19, "option bits"},
                                      {"FromEpilogue", 18, 18, "", no_yes},
                                      {"WrongOption", 17, 17, "", no_yes},
                                      {"OptionA", 16, 16, "", no_yes},
                                      {"destreg", 14, 10, "destination"},
                                      {"srcreg", 9, 5, "source"},
                                      {"sizereg", 4, 0, "size"}};
constexpr Field fp_exception[] = {
    {"TFV", 23, 23, "the bits below", valid},  {"VECITR", 10, 8, "vector iteration"},
    {"IDF", 7, 7, "input denormal", no_yes},   {"IXF", 4, 4, "inexact", no_yes},
    {"UFF", 3, 3, "underflow", no_yes},        {"OFF", 2, 2, "overflow", no_yes},
    {"DZF", 1, 1, "division by zero", no_yes}, {"IOF", 0, 0, "invalid operation", no_yes}};
constexpr Meaning serror_layout[] = {{0, "architected syndrome"},
                                     {1, "implementation defined syndrome"}};
constexpr Field serror[] = {{"IDS", 24, 24, "", serror_layout},
                            {"IESB", 13, 13, "synchronized by an implicit barrier", no_yes},
                            {"AET", 12, 10, "error type", abort_state},
                            {"EA", 9, 9, "external abort type"},
                            {"DFSC", 5, 0, "", serror_status}};
constexpr Field debug[] = {{"IFSC", 5, 0, "", fault_status}};
constexpr Field step[] = {{"ISV", 24, 24, "EX", valid},
                          {"EX", 6, 6, "an exclusive load was stepped", no_yes},
                          {"IFSC", 5, 0, "", fault_status}};
constexpr Field watchpoint[] = {{"WPT", 23, 18, "watchpoint number"},
                                {"WPTV", 17, 17, "WPT", valid},
                                {"VNCR", 13, 13, "through VNCR_EL2", no_yes},
                                {"FnV", 10, 10, "", far_valid},
                                {"CM", 8, 8, "cache maintenance", no_yes},
                                {"WnR", 6, 6, "", read_write},
                                {"DFSC", 5, 0, "", fault_status}};
constexpr Field comment[] = {{"comment", 15, 0, "immediate of the instruction"}};
constexpr Field undecoded[] = {{"ISS", 24, 0, "syndrome"}};

struct Numbered {
  std::uint64_t ec;
  Class layout;
};
constexpr Numbered classes[] = {
    {0x00, {"Unknown reason", {}}},
    {0x01, {"Trapped WF* instruction", wfx}},
    {0x03, {"Trapped MCR or MRC access, coproc 0b1111", mcr}},
    {0x04, {"Trapped MCRR or MRRC access, coproc 0b1111", mcrr}},
    {0x05, {"Trapped MCR or MRC access, coproc 0b1110", mcr}},
    {0x06, {"Trapped LDC or STC access", ldc}},
    {0x07, {"Access to SVE, Advanced SIMD or floating-point functionality", fp_access}},
    {0x08, {"Trapped VMRS access", mcr}},
    {0x09, {"Trapped use of a pointer authentication instruction", {}}},
    {0x0a, {"Trapped LD64B, ST64B* or other instruction", undecoded}},
    {0x0c, {"Trapped MRRC access, coproc 0b1110", mcrr}},
    {0x0d, {"Branch Target exception", branch_target}},
    {0x0e, {"Illegal Execution state", {}}},
    {0x11, {"SVC instruction execution in AArch32 state", call}},
    {0x12, {"HVC instruction execution in AArch32 state", call}},
    {0x13, {"SMC instruction execution in AArch32 state", smc32}},
    {0x14, {"Trapped MSRR, MRRS or System instruction, 128-bit", undecoded}},
    {0x15, {"SVC instruction execution in AArch64 state", call}},
    {0x16, {"HVC instruction execution in AArch64 state", call}},
    {0x17, {"SMC instruction execution in AArch64 state", call}},
    {0x18, {"Trapped MSR, MRS or System instruction execution", system_register}},
    {0x19, {"Access to SVE functionality", {}}},
    {0x1a, {"Trapped ERET, ERETAA or ERETAB", eret}},
    {0x1b, {"Trapped TSTART", tstart}},
    {0x1c, {"Pointer Authentication instruction authentication failure", pauth_fail}},
    {0x1d, {"Access to SME functionality", sme}},
    {0x20, {"Instruction Abort from a lower Exception level", instruction_abort}},
    {0x21, {"Instruction Abort without a change in Exception level", instruction_abort}},
    {0x22, {"PC alignment fault", {}}},
    {0x24, {"Data Abort from a lower Exception level", data_abort}},
    {0x25, {"Data Abort without a change in Exception level", data_abort}},
    {0x26, {"SP alignment fault", {}}},
    {0x27, {"Memory Operation Exception", memory_operation}},
    {0x28, {"Trapped floating-point exception, AArch32", fp_exception}},
    {0x2c, {"Trapped floating-point exception, AArch64", fp_exception}},
    {0x2d, {"GCS exception", undecoded}},
    {0x2f, {"SError exception", serror}},
    {0x30, {"Breakpoint exception from a lower Exception level", debug}},
    {0x31, {"Breakpoint exception without a change in Exception level", debug}},
    {0x32, {"Software Step exception from a lower Exception level", step}},
    {0x33, {"Software Step exception without a change in Exception level", step}},
    {0x34, {"Watchpoint exception from a lower Exception level", watchpoint}},
    {0x35, {"Watchpoint exception without a change in Exception level", watchpoint}},
    {0x38, {"BKPT instruction execution in AArch32 state", comment}},
    {0x3a, {"Vector Catch exception from AArch32 state", debug}},
    {0x3c, {"BRK instruction execution in AArch64 state", comment}},
    {0x3d, {"Profiling exception", undecoded}},
};

}  // namespace

std::string_view Field::meaning(std::uint64_t value) const {
  for (const Meaning& entry : meanings) {
    if (entry.value == value) return entry.text;
  }
  return meanings.empty() ? about : std::string_view{"reserved"};
}

std::span<const Field> common_fields() { return common; }

Class class_of(std::uint64_t esr) {
  const std::uint64_t ec = common[0].of(esr);
  for (const Numbered& entry : classes) {
    if (entry.ec != ec) continue;
    const bool abort = ec == 0x24 || ec == 0x25;
    if (abort && (esr >> 24 & 1) == 0) return {entry.layout.name, data_abort_no_syndrome};
    return entry.layout;
  }
  return {"", undecoded};
}

}  // namespace tenon_decode
