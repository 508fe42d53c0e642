// SPDX-License-Identifier: Apache-2.0
// tenon-decode: what a trapped guest did, from the syndrome in a log.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <sstream>

#include "report.hpp"

namespace {

constexpr int bad_input = 2;

struct Options {
  std::string esr, far, hpfar, insn, batch;
  bool json = false;
};

/// A number, or a sentence on standard error and nothing.
std::optional<std::uint64_t> number(std::string_view what, std::string_view text,
                                    std::uint64_t most = ~std::uint64_t{0}) {
  const auto value = tenon_decode::parse_number(text);
  if (!value) {
    std::cerr << "tenon-decode: " << what << " '" << text
              << "' is not a number of at most 64 bits, as 0x93860045\n";
    return std::nullopt;
  }
  if (*value > most) {
    std::cerr << "tenon-decode: " << what << " '" << text << "' has more than 32 bits\n";
    return std::nullopt;
  }
  return value;
}

/// False if one of the texts, in the order esr, far, hpfar, insn, is not a number.
bool read(const std::string (&texts)[4], tenon_decode::Syndrome& syndrome) {
  const auto esr = number("the ESR", texts[0]);
  if (!esr) return false;
  syndrome.esr = *esr;
  if (!texts[1].empty()) {
    syndrome.far = number("the FAR", texts[1]);
    if (!syndrome.far) return false;
  }
  if (!texts[2].empty()) {
    syndrome.hpfar = number("the HPFAR", texts[2]);
    if (!syndrome.hpfar) return false;
  }
  if (!texts[3].empty()) {
    const auto insn = number("the instruction", texts[3], 0xffffffff);
    if (!insn) return false;
    syndrome.instruction = static_cast<std::uint32_t>(*insn);
  }
  return true;
}

void write(const tenon_decode::Syndrome& syndrome, bool json) {
  if (json) {
    tenon_decode::write_json(std::cout, syndrome);
  } else {
    tenon_decode::write_text(std::cout, syndrome, isatty(STDOUT_FILENO) != 0);
  }
}

/// One syndrome a line: ESR [FAR [HPFAR [INSN]]], `-` for one that is not known. Empty lines and
/// lines that begin with # are passed over; a bad line is reported, and the rest is still decoded.
int run_batch(std::istream& in, const std::string& name, bool json) {
  int status = 0;
  bool first = true;
  std::string line;
  for (int count = 1; std::getline(in, line); ++count) {
    std::istringstream words(line);
    std::string texts[4];
    for (std::string& text : texts) {
      words >> text;
      if (text == "-") text.clear();
    }
    std::string rest;
    if (texts[0].empty() || texts[0].front() == '#') continue;
    tenon_decode::Syndrome syndrome;
    if ((words >> rest) || !read(texts, syndrome)) {
      std::cerr << "tenon-decode: " << name << " line " << count
                << " is not 'ESR [FAR [HPFAR [INSN]]]'\n";
      status = bad_input;
      continue;
    }
    if (!json && !first) std::cout << '\n';
    first = false;
    write(syndrome, json);
  }
  return status;
}

int run(const Options& options) {
  if (!options.batch.empty()) {
    if (!options.esr.empty()) {
      std::cerr << "tenon-decode: --esr and --batch exclude each other\n";
      return bad_input;
    }
    if (options.batch == "-") return run_batch(std::cin, "standard input", options.json);
    std::ifstream file(options.batch);
    if (!file) {
      std::cerr << "tenon-decode: cannot read " << options.batch << '\n';
      return bad_input;
    }
    return run_batch(file, options.batch, options.json);
  }
  if (options.esr.empty()) {
    std::cerr << "tenon-decode: give a syndrome with --esr, or a file of them with --batch\n";
    return bad_input;
  }
  tenon_decode::Syndrome syndrome;
  if (!read({options.esr, options.far, options.hpfar, options.insn}, syndrome)) return bad_input;
  write(syndrome, options.json);
  return 0;
}

/// The command line, carried out.
int run(int argc, char** argv) {
  CLI::App app("Says what a guest did, from the syndrome of its exit.", "tenon-decode");
  app.require_subcommand(1);
  app.set_version_flag("--version", "tenon-decode 0.1.0");
  CLI::App* aarch64 = app.add_subcommand("aarch64", "An exit to EL2: ESR_EL2 and its companions");
  Options options;
  aarch64->add_option("--esr", options.esr, "ESR_EL2");
  aarch64->add_option("--far", options.far, "FAR_EL2: the faulting guest-virtual address");
  aarch64->add_option("--hpfar", options.hpfar, "HPFAR_EL2: the faulting guest-physical page");
  aarch64->add_option("--insn", options.insn, "the A64 instruction at ELR_EL2");
  aarch64->add_option("--batch", options.batch,
                      "a file with a line 'ESR [FAR [HPFAR [INSN]]]' each, - for standard input");
  aarch64->add_flag("--json", options.json, "one JSON object a line");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    std::cerr << "tenon-decode: " << error.what() << "; try --help\n";
    return bad_input;
  }
  return run(options);
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
