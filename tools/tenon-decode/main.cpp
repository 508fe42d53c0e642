// SPDX-License-Identifier: Apache-2.0
// tenon-decode: what a trapped guest did, from the syndrome in a log.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <optional>
#include <span>
#include <sstream>
#include <vector>

#include "report.hpp"
#include "riscv64.hpp"
#include "x86_exit.hpp"
#include "x86_insn.hpp"

namespace {

constexpr int bad_input = 2;

enum class Kind { number, bytes, mode };

/// What the command line or a line of a batch gives, in the order of the latter.
struct Given {
  const char* option;
  const char* name;   ///< in a sentence
  const char* about;  ///< for --help
  std::uint64_t most = ~std::uint64_t{0};
  Kind kind = Kind::number;
};
constexpr std::uint64_t most_insn = 0xffffffff;
constexpr Given aarch64_given[] = {
    {"esr", "ESR", "ESR_EL2"},
    {"far", "FAR", "FAR_EL2: the faulting guest-virtual address"},
    {"hpfar", "HPFAR", "HPFAR_EL2: the faulting guest-physical page"},
    {"insn", "instruction", "the A64 instruction at ELR_EL2", most_insn},
};
constexpr Given riscv64_given[] = {
    {"scause", "scause", "scause"},
    {"stval", "stval", "stval: the faulting guest-virtual address, or the instruction"},
    {"htval", "htval", "htval: the faulting guest-physical address, divided by 4"},
    {"htinst", "htinst", "htinst: the transformed instruction"},
    {"insn", "instruction", "the instruction at sepc, 16 or 32 bits", most_insn},
};
constexpr Given x86_insn_given[] = {
    {"bytes", "code", "the bytes at RIP in hexadecimal, as 488b4310 or '48 8b 43 10'", 0,
     Kind::bytes},
    {"mode", "mode", "the code segment's default size: 16, 32 or 64 (64)", 64, Kind::mode},
};
constexpr Given vmx_given[] = {
    {"reason", "exit reason",
     "the exit reason, all 32 bits; 0x100000000 plus the VM-instruction "
     "error for an entry that failed without an exit"},
    {"qualification", "qualification", "the exit qualification"},
    {"gpa", "address", "the guest-physical address"},
    {"linear", "address", "the guest-linear address"},
    {"interruption", "interruption", "the interruption information, its error code in 63:32"},
    {"instruction-info", "information", "the instruction information", most_insn},
    {"ecx", "ECX", "ECX: the number of an MSR", most_insn},
    {"insn-bytes", "code", "the bytes at RIP in hexadecimal, as 488b4310", 0, Kind::bytes},
    {"mode", "mode", "the code segment's default size: 16, 32 or 64 (64)", 64, Kind::mode},
};
constexpr Given svm_given[] = {
    {"exitcode", "EXITCODE", "EXITCODE"},
    {"info1", "EXITINFO1", "EXITINFO1"},
    {"info2", "EXITINFO2", "EXITINFO2: of a nested page fault the guest-physical address"},
    {"intinfo", "EXITINTINFO", "EXITINTINFO: the event that was being delivered"},
    {"ecx", "ECX", "ECX: the number of an MSR", most_insn},
    {"insn-bytes", "code", "the bytes at RIP in hexadecimal, as 488b4310", 0, Kind::bytes},
    {"mode", "mode", "the code segment's default size: 16, 32 or 64 (64)", 64, Kind::mode},
};
constexpr std::size_t most_given = std::size(vmx_given);
using Numbers = std::array<std::optional<std::uint64_t>, most_given>;
using Texts = std::array<std::string, most_given>;
struct Values {
  Numbers numbers;
  std::vector<std::uint8_t> bytes;
};

std::optional<std::uint32_t> low_half(const std::optional<std::uint64_t>& number) {
  if (!number) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

template <class What>
void write_either(const What& what, bool json) {
  if (json) {
    tenon_decode::write_json(std::cout, what);
  } else {
    tenon_decode::write_text(std::cout, what, isatty(STDOUT_FILENO) != 0);
  }
}

void write_aarch64(const Values& values, bool json) {
  const Numbers& n = values.numbers;
  write_either(tenon_decode::Syndrome{n[0].value_or(0), n[1], n[2], low_half(n[3])}, json);
}

void write_riscv64(const Values& values, bool json) {
  const Numbers& n = values.numbers;
  write_either(tenon_decode::Trap{n[0].value_or(0), n[1], n[2], n[3], low_half(n[4])}, json);
}

void write_x86_insn(const Values& values, bool json) {
  const auto mode = static_cast<std::uint32_t>(values.numbers[1].value_or(64));
  write_either(tenon_decode::X86Insn{values.bytes, mode}, json);
}

void write_vmx(const Values& values, bool json) {
  const Numbers& n = values.numbers;
  const auto mode = static_cast<std::uint32_t>(n[8].value_or(64));
  write_either(tenon_decode::X86Exit{true, n[0].value_or(0), n[1], n[2], n[3], n[4], n[5], n[6],
                                     values.bytes, mode},
               json);
}

void write_svm(const Values& values, bool json) {
  const Numbers& n = values.numbers;
  const auto mode = static_cast<std::uint32_t>(n[6].value_or(64));
  write_either(tenon_decode::X86Exit{false, n[0].value_or(0), n[1], n[2], std::nullopt, n[3],
                                     std::nullopt, n[4], values.bytes, mode},
               json);
}

struct Isa {
  const char* name;
  const char* about;
  const char* line;  ///< of a batch
  std::span<const Given> given;
  void (*write)(const Values& values, bool json);
};
constexpr Isa isas[] = {
    {"aarch64", "An exit to EL2: ESR_EL2 and its companions", "ESR [FAR [HPFAR [INSN]]]",
     aarch64_given, write_aarch64},
    {"riscv64", "A trap of a guest's kernel (VS-mode) to HS-mode: scause and its companions",
     "SCAUSE [STVAL [HTVAL [HTINST [INSN]]]]", riscv64_given, write_riscv64},
    {"x86-insn", "An x86 instruction that accesses memory, from its bytes", "BYTES [MODE]",
     x86_insn_given, write_x86_insn},
    {"vmx", "An exit of Intel VMX: the exit reason and its companions",
     "REASON [QUALIFICATION [GPA [LINEAR [INTERRUPTION [INSTRUCTION-INFO [ECX [BYTES [MODE]]]]]]]]",
     vmx_given, write_vmx},
    {"svm", "An exit of AMD SVM: EXITCODE and its companions",
     "EXITCODE [INFO1 [INFO2 [INTINFO [ECX [BYTES [MODE]]]]]]", svm_given, write_svm},
};

struct Options {
  Texts texts;
  std::string batch;
  bool json = false;
};

/// Nothing if one of the texts is not a number, with a sentence on standard error. The first one has
/// to be given.
std::optional<Values> read(const Isa& isa, const Texts& texts) {
  Values values;
  for (std::size_t i = 0; i < isa.given.size(); ++i) {
    if (texts[i].empty()) continue;
    const Given& given = isa.given[i];
    if (given.kind == Kind::bytes) {
      const auto bytes = tenon_decode::parse_bytes(texts[i]);
      if (!bytes) {
        std::cerr << "tenon-decode: the " << given.name << " '" << texts[i]
                  << "' is not 1 to 15 bytes in hexadecimal, as 488b4310\n";
        return std::nullopt;
      }
      values.bytes = *bytes;
      continue;
    }
    const std::optional<std::uint64_t> number = tenon_decode::parse_number(texts[i]);
    if (!number) {
      std::cerr << "tenon-decode: the " << given.name << " '" << texts[i]
                << "' is not a number of at most 64 bits, as 0x93860045\n";
      return std::nullopt;
    }
    if (given.kind == Kind::mode && *number != 16 && *number != 32 && *number != 64) {
      std::cerr << "tenon-decode: the " << given.name << " '" << texts[i]
                << "' is not 16, 32 or 64\n";
      return std::nullopt;
    }
    if (*number > given.most) {
      std::cerr << "tenon-decode: the " << given.name << " '" << texts[i]
                << "' has more than 32 bits\n";
      return std::nullopt;
    }
    values.numbers[i] = number;
  }
  return values;
}

/// One syndrome a line, `-` for a number that is not known. Empty lines and lines that begin with #
/// are passed over; a bad line is reported, and the rest is still decoded.
int run_batch(const Isa& isa, std::istream& in, const std::string& name, bool json) {
  int status = 0;
  bool first = true;
  std::string line;
  for (int count = 1; std::getline(in, line); ++count) {
    std::istringstream words(line);
    Texts texts;
    for (std::size_t i = 0; i < isa.given.size(); ++i) {
      words >> texts[i];
      if (texts[i] == "-") texts[i].clear();
    }
    std::string rest;
    if (texts[0].empty() || texts[0].front() == '#') continue;
    const bool more = static_cast<bool>(words >> rest);
    const auto values = more ? std::nullopt : read(isa, texts);
    if (!values) {
      std::cerr << "tenon-decode: " << name << " line " << count << " is not '" << isa.line
                << "'\n";
      status = bad_input;
      continue;
    }
    if (!json && !first) std::cout << '\n';
    first = false;
    isa.write(*values, json);
  }
  return status;
}

int run(const Isa& isa, const Options& options) {
  const std::string needed = std::string("--") + isa.given[0].option;
  if (!options.batch.empty()) {
    if (!options.texts[0].empty()) {
      std::cerr << "tenon-decode: " << needed << " and --batch exclude each other\n";
      return bad_input;
    }
    if (options.batch == "-") return run_batch(isa, std::cin, "standard input", options.json);
    std::ifstream file(options.batch);
    if (!file) {
      std::cerr << "tenon-decode: cannot read " << options.batch << '\n';
      return bad_input;
    }
    return run_batch(isa, file, options.batch, options.json);
  }
  if (options.texts[0].empty()) {
    std::cerr << "tenon-decode: give a syndrome with " << needed
              << ", or a file of them with --batch\n";
    return bad_input;
  }
  const auto values = read(isa, options.texts);
  if (!values) return bad_input;
  isa.write(*values, options.json);
  return 0;
}

/// The command line, carried out.
int run(int argc, char** argv) {
  CLI::App app("Says what a guest did, from the syndrome of its exit.", "tenon-decode");
  app.require_subcommand(1);
  app.set_version_flag("--version", "tenon-decode 0.1.0");
  Options options;
  std::array<CLI::App*, std::size(isas)> commands;
  for (std::size_t i = 0; i < std::size(isas); ++i) {
    const Isa& isa = isas[i];
    CLI::App* const command = commands[i] = app.add_subcommand(isa.name, isa.about);
    for (std::size_t j = 0; j < isa.given.size(); ++j) {
      command->add_option(std::string("--") + isa.given[j].option, options.texts[j],
                          isa.given[j].about);
    }
    command->add_option(
        "--batch", options.batch,
        std::string("a file with a line '") + isa.line + "' each, - for standard input");
    command->add_flag("--json", options.json, "one JSON object a line");
  }
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "tenon-decode: " << error.what() << "; try --help\n";
    return bad_input;
  }
  std::size_t chosen = 0;
  while (!commands[chosen]->parsed()) ++chosen;
  return run(isas[chosen], options);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    (void)std::fprintf(stderr, "tenon-decode: %s\n", error.what());
    return 1;
  }
}
