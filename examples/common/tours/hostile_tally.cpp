// SPDX-License-Identifier: Apache-2.0
#include "hostile_tally.hpp"

#include <span>

#include "console.hpp"
#include "tenon/native.hpp"

namespace example::hostile {
namespace {

constexpr std::string_view death_names[deaths] = {"made no progress", "only caused exits",
                                                  "was old",          "powered off",
                                                  "stopped its CPU",  "asked for a reset"};

/// Exception classes and how often each was taken to `level`.
void print_classes(std::string_view level,
                   std::span<const std::uint64_t, exception_classes> counts) {
  for (std::uint32_t number = 0; number < exception_classes; ++number) {
    if (counts[number] == 0) continue;
    print("hostile: class ", hex(number), " at ", level, ": ", counts[number], ", ",
          Machine::class_name(number));
  }
}

}  // namespace

void report(const Tally& tally) {
  for (std::uint32_t kind = 0; kind < tally.kinds.size(); ++kind) {
    if (tally.kinds[kind] != 0) {
      print("hostile: exit ", tenon::exit_name(kind), ": ", tally.kinds[kind]);
    }
  }
  print_classes(Machine::host_level, tally.classes);
  print_classes(Machine::guest_level, std::span(tally.guest).first<exception_classes>());
  print("hostile: interrupts at ", Machine::guest_level, ": ", tally.guest[exception_classes]);
  for (std::uint32_t cause = 0; cause < tally.refused.size(); ++cause) {
    if (tally.refused[cause] != 0) {
      print("hostile: refused ", tenon::native::cause_name(cause), ": ", tally.refused[cause]);
    }
  }
  for (std::uint32_t n = 0; n < deaths; ++n) {
    print("hostile: reset because the guest ", death_names[n], ": ", tally.ends[n]);
  }
}

}  // namespace example::hostile
