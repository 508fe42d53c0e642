// SPDX-License-Identifier: Apache-2.0
// tenon-decode as a whole: command lines and batches of any kind, and what it says of a syndrome
// against the manual's tables.
#include <fuzzer/FuzzedDataProvider.h>

#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "harness/check.hpp"
#include "oracle/esr_oracle.hpp"
#include "oracle/riscv64_oracle.hpp"
#include "tenon/core/aarch64/cause.h"
#include "tenon/core/riscv64/cause.h"

// The tool's main, under another name.
int tenon_decode_main(int argc, char** argv);

namespace tenon_fuzz {
namespace {

struct Run {
  int status;
  std::string out;
  std::string err;
};

/// Runs the tool on streams of ours.
Run run(std::vector<std::string> arguments, const std::string& input) {
  arguments.insert(arguments.begin(), "tenon-decode");
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::istringstream in(input);
  std::ostringstream out;
  std::ostringstream err;
  auto* const old_in = std::cin.rdbuf(in.rdbuf());
  auto* const old_out = std::cout.rdbuf(out.rdbuf());
  auto* const old_err = std::cerr.rdbuf(err.rdbuf());
  std::cin.clear();
  const int status = tenon_decode_main(static_cast<int>(arguments.size()), argv.data());
  std::cin.rdbuf(old_in);
  std::cout.rdbuf(old_out);
  std::cerr.rdbuf(old_err);
  return {status, out.str(), err.str()};
}

const char* kind_name(std::uint32_t kind) {
  switch (kind) {
#define TENON_EXIT(Name, name, meaning) \
  case TENON_EXIT_##name:               \
    return #Name;
#include "tenon/core/exit.def"
    default:
      return "None";
  }
}

const char* cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_AARCH64_CAUSE(name, sentence) \
  case TENON_AARCH64_CAUSE_##name:          \
    return #name;
#include "tenon/core/aarch64/causes.def"
    default:
      return "?";
  }
}

const char* riscv64_cause_name(std::uint32_t cause) {
  switch (cause) {
#define TENON_RISCV64_CAUSE(name, sentence) \
  case TENON_RISCV64_CAUSE_##name:          \
    return #name;
#include "tenon/core/riscv64/causes.def"
    default:
      return "?";
  }
}

void check_fields(const nlohmann::json& json, std::uint64_t esr) {
  const auto ec = static_cast<std::uint32_t>(esr >> 26 & 63);
  for (const nlohmann::json& field : json.at("fields")) {
    const std::uint64_t high = field.at("high");
    const std::uint64_t low = field.at("low");
    const std::uint64_t value = esr << (63 - high) >> (63 - high + low);
    check_equal(field.at("value"), value, "a field of the report", "value");
    const std::string name = field.at("name");
    if (const EsrField* ours = find_field(ec, name)) {
      check_equal(high, ours->high, "a field of the report", "high");
      check_equal(low, ours->low, "a field of the report", "low");
    }
  }
}

/// One line of JSON about a syndrome that was given with these companions.
void check_json(const std::string& line, std::uint64_t esr, const std::uint64_t* far,
                const std::uint64_t* hpfar, bool insn) {
  const auto json = nlohmann::json::parse(line, nullptr, false);
  check(!json.is_discarded(), "the report is no JSON");
  check_fields(json, esr);
  tenon_aarch64_fault fault{};
  fault.esr = esr;
  fault.far = far == nullptr ? 0 : *far;
  const std::uint64_t ec = esr >> 26 & 63;
  if (ec == 0x20 || ec == 0x24) {
    fault.valid = TENON_AARCH64_FAULT_IPA;
    // HPFAR_EL2.FIPA, bits 43:4, is the page.
    const std::uint64_t page = hpfar == nullptr ? 0 : *hpfar << 20 >> 24;
    fault.ipa = page << 12 | (fault.far & 4095);
  }
  if (insn) fault.valid |= TENON_AARCH64_FAULT_INSTRUCTION;
  const tenon_aarch64_frame frame{};
  const Expected expected = EsrOracle::get().expect(fault, frame);
  if (expected.by_instruction) return;
  check(json.at("exit") == kind_name(expected.exit.kind), "the report names another exit");
  check(json.at("cause") == cause_name(expected.exit.cause), "the report names another cause");
  if (expected.exit.width != 0) {
    check_equal(json.at("width"), expected.exit.width, "the report", "width");
  }
  if (json.contains("guest_physical")) {
    const std::string text = json.at("guest_physical");
    check_equal(std::stoull(text, nullptr, 16), fault.ipa, "the report", "guest_physical");
  }
  check(std::string(json.at("explanation")).ends_with('.'), "the report explains nothing");
}

std::string text_of(std::uint64_t value, std::uint8_t form) {
  char text[80];
  switch (form % 4) {
    case 0:
      return std::to_string(value);
    case 1: {
      std::string digits = "0b";
      for (int i = 63; i >= 0; --i) digits += (value >> i & 1) != 0 ? '1' : '0';
      return digits;
    }
    default:
      (void)std::snprintf(text, sizeof text, form % 4 == 2 ? "0x%llx" : "0X%llX",
                          static_cast<unsigned long long>(value));
      return text;
  }
}

void check_syndrome(FuzzedDataProvider& data) {
  const std::uint64_t esr = data.ConsumeIntegral<std::uint32_t>();
  const auto has = data.ConsumeIntegral<std::uint8_t>();
  const auto form = data.ConsumeIntegral<std::uint8_t>();
  const auto far = data.ConsumeIntegral<std::uint64_t>();
  const auto hpfar = data.ConsumeIntegral<std::uint64_t>();
  const auto insn = data.ConsumeIntegral<std::uint32_t>();
  const std::uint64_t wide = esr | std::uint64_t{data.ConsumeIntegral<std::uint8_t>()} << 32;
  std::vector<std::string> arguments = {"aarch64", "--esr", text_of(wide, form)};
  std::string line = text_of(wide, form);
  const auto add = [&](const char* option, bool there, std::uint64_t value) {
    line += ' ';
    line += there ? text_of(value, form) : "-";
    if (!there) return;
    arguments.emplace_back(option);
    arguments.push_back(text_of(value, form));
  };
  add("--far", (has & 1) != 0, far);
  add("--hpfar", (has & 2) != 0, hpfar);
  add("--insn", (has & 4) != 0, insn);
  if ((has & 8) != 0) arguments = {"aarch64", "--batch", "-"};
  const Run text = run(arguments, line);
  check_equal(static_cast<std::uint64_t>(text.status), 0, "a good command line", "status");
  check(text.out.starts_with("ESR_EL2 ") && text.out.ends_with("\n"), "the report is no text");
  arguments.emplace_back("--json");
  const Run json = run(arguments, line);
  check_equal(static_cast<std::uint64_t>(json.status), 0, "a good command line", "status");
  check(json.err.empty() && text.err.empty(), "a good command line is warned of");
  check_json(json.out, wide, (has & 1) != 0 ? &far : nullptr, (has & 2) != 0 ? &hpfar : nullptr,
             (has & 4) != 0);
}

/// What the tool says of a RISC-V trap with all its registers given.
void check_trap(FuzzedDataProvider& data) {
  tenon_riscv64_fault fault{};
  const auto choice = data.ConsumeIntegral<std::uint8_t>();
  fault.scause = choice % 32U;
  if (choice >= 224) fault.scause = data.ConsumeIntegral<std::uint64_t>();
  const auto form = data.ConsumeIntegral<std::uint8_t>();
  fault.stval = data.ConsumeIntegral<std::uint64_t>();
  fault.htval = data.ConsumeIntegral<std::uint64_t>();
  if (form >= 64) fault.htinst = data.ConsumeIntegral<std::uint32_t>();
  fault.instruction = data.ConsumeIntegral<std::uint32_t>();
  fault.valid = TENON_RISCV64_FAULT_INSTRUCTION;
  const std::uint64_t numbers[] = {fault.scause, fault.stval, fault.htval, fault.htinst,
                                   fault.instruction};
  const char* const options[] = {"--scause", "--stval", "--htval", "--htinst", "--insn"};
  std::vector<std::string> arguments = {"riscv64", "--json"};
  std::string line;
  for (std::size_t i = 0; i < std::size(numbers); ++i) {
    line += text_of(numbers[i], form) + " ";
    arguments.emplace_back(options[i]);
    arguments.push_back(text_of(numbers[i], form));
  }
  if ((form & 4) != 0) arguments = {"riscv64", "--json", "--batch", "-"};
  const Run result = run(arguments, line);
  check_equal(static_cast<std::uint64_t>(result.status), 0, "a good command line", "status");
  const auto json = nlohmann::json::parse(result.out, nullptr, false);
  check(!json.is_discarded(), "the report is no JSON");
  for (const nlohmann::json& field : json.at("fields")) {
    const std::string given = json.at(std::string(field.at("register")));
    const std::uint64_t high = field.at("high");
    const std::uint64_t low = field.at("low");
    check_equal(field.at("value"),
                std::stoull(given, nullptr, 16) << (63 - high) >> (63 - high + low),
                "a field of the report", "value");
  }
  // The tool takes the guest's kernel, and a base register that makes the access the one that
  // faulted.
  tenon_riscv64_frame frame{};
  frame.sstatus = 0x100;
  const Drawing& drawn = find_drawing(fault.instruction);
  const bool access = drawn.what == Insn::load || drawn.what == Insn::store;
  if (access && drawn.base(fault.instruction) != 0) {
    frame.x[drawn.base(fault.instruction)] = fault.stval - drawn.offset(fault.instruction);
  }
  const tenon_exit want = Riscv64Oracle::get().expect(fault, frame).exit;
  check(json.at("exit") == kind_name(want.kind), "the report names another exit");
  check(json.at("cause") == riscv64_cause_name(want.cause), "the report names another cause");
  if (want.width != 0) check_equal(json.at("width"), want.width, "the report", "width");
  if (json.contains("guest_physical")) {
    check_equal(std::stoull(std::string(json.at("guest_physical")), nullptr, 16), want.address,
                "the report", "guest_physical");
  }
  check(std::string(json.at("explanation")).ends_with('.'), "the report explains nothing");
}

/// Any words and any batch: answered, or refused with a sentence; never a crash or an exception.
void check_any(FuzzedDataProvider& data) {
  static const std::string words[] = {"aarch64",  "--esr",     "--far",      "--hpfar",
                                      "--insn",   "--batch",   "-",          "--json",
                                      "--help",   "--version", "0x93860045", "riscv64",
                                      "--scause", "--stval",   "--htval",    "--htinst"};
  std::vector<std::string> arguments;
  const auto count = data.ConsumeIntegral<std::uint8_t>() % 8U;
  for (unsigned i = 0; i < count; ++i) {
    const auto choice = data.ConsumeIntegral<std::uint8_t>();
    std::string word =
        choice < 200 ? words[choice % std::size(words)] : data.ConsumeRandomLengthString(24);
    // Files are none of a fuzzer's business: a batch is read from its input.
    std::erase_if(word, [](char c) { return c == '/' || c == '\0'; });
    arguments.push_back(word);
  }
  if (count == 0) arguments = {"aarch64", "--json", "--batch", "-"};
  const Run result = run(arguments, data.ConsumeRemainingBytesAsString());
  check(result.status == 0 || result.status == 2, "the tool ends by an exception");
  check((result.status == 0) == result.err.empty(), "a refusal without a sentence");
  if (count != 0) return;
  std::istringstream lines(result.out);
  for (std::string line; std::getline(lines, line);) {
    const auto json = nlohmann::json::parse(line, nullptr, false);
    check(!json.is_discarded(), "a line of a batch's report is no JSON");
    check_fields(json, std::stoull(std::string(json.at("esr")), nullptr, 16));
  }
}

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  if (mode % 2 == 1) {
    tenon_fuzz::check_any(data);
  } else if (mode < 128) {
    tenon_fuzz::check_syndrome(data);
  } else {
    tenon_fuzz::check_trap(data);
  }
  return 0;
}
