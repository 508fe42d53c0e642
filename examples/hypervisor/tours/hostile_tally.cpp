// SPDX-License-Identifier: Apache-2.0
#include "hostile_tally.hpp"

#include <span>

#include "console.hpp"
#include "tenon/aarch64.hpp"

namespace example::hostile {
namespace {

constexpr std::string_view death_names[deaths] = {"made no progress", "only caused exits",
                                                  "was old",          "powered off",
                                                  "stopped its CPU",  "asked for a reset"};

/// Exception classes and how often each was taken to `level`.
void print_classes(std::string_view level, std::span<const std::uint64_t, 64> counts) {
  for (std::uint32_t number = 0; number < 64; ++number) {
    if (counts[number] == 0) continue;
    print("hostile: class ", hex(number), " at ", level, ": ", counts[number], ", ",
          tenon::aarch64::cause_name((number + 28) % 64));  // as cause.h counts them
  }
}

}  // namespace

void report(const Tally& tally) {
  for (std::uint32_t kind = 0; kind < tally.kinds.size(); ++kind) {
    if (tally.kinds[kind] != 0) {
      print("hostile: exit ", tenon::exit_name(kind), ": ", tally.kinds[kind]);
    }
  }
  print_classes("EL2", tally.classes);
  print_classes("EL1", std::span(tally.guest).first<64>());
  print("hostile: interrupts at EL1: ", tally.guest[64]);
  for (std::uint32_t cause = 0; cause < tally.refused.size(); ++cause) {
    if (tally.refused[cause] != 0) {
      print("hostile: refused ", tenon::aarch64::cause_name(cause), ": ", tally.refused[cause]);
    }
  }
  for (std::uint32_t n = 0; n < deaths; ++n) {
    print("hostile: reset because the guest ", death_names[n], ": ", tally.ends[n]);
  }
}

}  // namespace example::hostile
