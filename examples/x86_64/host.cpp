// SPDX-License-Identifier: Apache-2.0
// What the C core needs of the hypervisor, and the hypervisor's own traps: nothing but the timer is
// expected.
#include "host.hpp"

#include "console.hpp"
#include "tenon/core/x86_64/host.h"

namespace example {
namespace {

constinit volatile std::uint64_t interrupt_count = 0;
constexpr std::uint64_t ram_end = 0x80000000;

}  // namespace

std::uint64_t interrupts_taken() noexcept { return interrupt_count; }

}  // namespace example

extern "C" void host_trap(std::uint64_t vector, std::uint64_t error, std::uint64_t rip) {
  if (vector >= 32) {
    example::interrupt_count = example::interrupt_count + 1;
    return;
  }
  example::print("hypervisor: its own exception, vector ", vector, ", error ", example::hex(error),
                 ", at ", example::hex(rip));
  example::finish(1);
}

extern "C" std::uint32_t tenon_hal_read_word(std::uint64_t physical, std::uint32_t* word) {
  if (physical >= example::ram_end) return 0;
  *word = *reinterpret_cast<const volatile std::uint32_t*>(physical);
  return 1;
}
