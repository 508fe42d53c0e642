// SPDX-License-Identifier: Apache-2.0
// Decodes the generated x86 instructions with the numbers from FIRST to LAST, compares each with
// Capstone, and prints two sums over all results; then how many are of the set, and how often
// Capstone was excused for what.
//
//   usage: sweep_x86_64_insn FIRST LAST STEP RECORDS
#include <cstdio>

#include "harness/check.hpp"
#include "sweep/digest.hpp"
#include "unit/x86_64_capstone.hpp"

using tenon_sweep::number;

int main(int argc, char** argv) {
  if (argc != 5) {
    (void)std::fprintf(stderr, "usage: sweep_x86_64_insn FIRST LAST STEP RECORDS\n");
    return 2;
  }
  x86::Capstone capstone;
  tenon_fuzz::check(capstone.good(), "Capstone does not open");
  tenon_sweep::Digest<x86::Ours> digest;
  for (std::uint64_t n = number(argv[1]); n <= number(argv[2]); n += number(argv[3])) {
    x86::Numbers numbers(tenon_sweep::mix(n + 1));
    const x86::Code code = x86::generate(numbers);
    const x86::Ours ours = x86::decode(code);
    const std::string why = capstone.compare(code, ours);
    if (!why.empty()) {
      (void)std::fprintf(stderr, "number %llu, %u bits: %s\n", static_cast<unsigned long long>(n),
                         code.mode, why.c_str());
      return 1;
    }
    digest.add(n, ours);
  }
  digest.print();
  std::printf("%llu of the set\n", static_cast<unsigned long long>(capstone.known()));
  for (const auto& [why, count] : capstone.excused()) {
    std::printf("%llu excused, %s\n", static_cast<unsigned long long>(count), why.c_str());
  }
  return 0;
}
