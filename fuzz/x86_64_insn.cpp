// SPDX-License-Identifier: Apache-2.0
// x86 instructions: what tenon reads from bytes against Capstone, and what it makes of registers and
// memory, access by access, against the instruction done at once.
#include <capstone/capstone.h>
#include <fuzzer/FuzzedDataProvider.h>

#include <cstring>
#include <type_traits>

#include "harness/bus.hpp"
#include "oracle/x86_64_oracle.hpp"
#include "tenon/core/x86_64/access_result.h"
#include "unit/x86_64_capstone.hpp"

namespace tenon_fuzz {
namespace {

using Insn = tenon_x86_64_instruction;
static_assert(std::has_unique_object_representations_v<Insn>);

bool same(const Insn& a, const Insn& b) { return std::memcmp(&a, &b, sizeof a) == 0; }

/// Each number of bytes has one answer; what lies behind them does not count.
void check_decoded(const x86::Code& code, const Insn& whole) {
  check(same(whole, x86::decode(code, 15, 0)), "decoding leaves a field as it was");
  check(whole.cause != TENON_X86_64_INSN_too_short, "15 bytes are too short");
  bool told = false;
  for (std::uint32_t count = 0; count <= 15; ++count) {
    x86::Code part = code;
    for (std::size_t i = count; i < 15; ++i) part.bytes[i] ^= 0x5a;
    const Insn got = x86::decode(part, count);
    told = told || got.cause != TENON_X86_64_INSN_too_short;
    check(!told || same(got, whole), "more bytes change what fewer told");
  }
  if (whole.cause == TENON_X86_64_INSN_known) {
    check(x86::decode(code, whole.length - 1U).cause == TENON_X86_64_INSN_too_short,
          "an instruction is shorter than its length");
  }
  static x86::Capstone capstone;
  const std::string why = capstone.compare(code, whole);
  if (!why.empty()) finding(("an instruction against Capstone: " + why).c_str());
}

/// As a hypervisor does it.
void carry_out(const Insn& i, const std::uint64_t* segments, std::uint64_t noise, X86State& state,
               X86Memory& memory) {
  const std::uint64_t start = state.rip;
  for (std::uint32_t elements = 0; state.rip == start; ++elements) {
    tenon_x86_64_access access;
    tenon_x86_64_result result;
    std::memset(&access, 0xa5, sizeof access);
    std::memset(&result, 0xa5, sizeof result);
    tenon_x86_64_instruction_access(&i, state.x.data(), state.rip, segments, &access);
    check_equal(access.width, i.width, "an access", "width");
    std::uint64_t loaded = scramble(noise + elements);
    if (access.loads == 1) {
      const std::uint64_t value = memory.load(access.load, access.width);
      std::memcpy(&loaded, &value, access.width);
    }
    const X86State before = state;
    tenon_x86_64_instruction_result(&i, state.x.data(), state.rflags, loaded, &result);
    check(before == state, "computing a result changes registers");
    if (access.stores == 1) memory.store(access.store, access.width, result.value);
    tenon_x86_64_instruction_apply(&i, &result, state.x.data(), &state.rip, &state.rflags);
    check(elements < 64, "a string without end");
  }
}

void check_instruction(FuzzedDataProvider& data) {
  x86::Code code;
  const auto mode = data.ConsumeIntegral<std::uint8_t>();
  code.mode = mode % 4 == 0 ? 16 : mode % 4 == 1 ? 32 : 64;
  const std::uint64_t noise = data.ConsumeIntegral<std::uint32_t>();
  (void)data.ConsumeData(code.bytes.data(), code.bytes.size());  // from the front
  const Insn i = x86::decode(code);
  check_decoded(code, i);
  if (i.cause != TENON_X86_64_INSN_known) return;
  X86State state;
  for (std::size_t n = 0; n < 16; ++n) {
    // Some near the ends of 16, 32 and 64 bits.
    state.x[n] = scramble(noise + n);
    if ((mode & 0x10) != 0) state.x[n] |= 0xffffff00;
    if ((mode & 0x20) != 0) state.x[n] = state.x[n] << (n % 60) >> (n % 60);
  }
  state.rip = scramble(noise + 16);
  if (code.mode != 64) state.rip &= 0xffffffff;
  state.rflags = 2 | (scramble(noise + 17) & 0x3f7fd5);
  if (i.repeat == 1) {
    const std::uint64_t all = i.address_width == 8   ? ~std::uint64_t{0}
                              : i.address_width == 4 ? 0xffffffff
                                                     : 0xffff;
    state.x[1] = (state.x[1] & ~all) | noise % 20;
  }
  std::uint64_t segments[6];
  for (std::size_t n = 0; n < 6; ++n) {
    segments[n] = scramble(noise + 18 + n);
    if (code.mode != 64) segments[n] &= 0xffffffff;
  }
  X86State want = state;
  X86Memory memory(noise);
  X86Memory expected(noise);
  carry_out(i, segments, noise + 24, state, memory);
  X86Oracle(i, segments, want, expected).execute();
  for (std::size_t n = 0; n < 16; ++n) {
    check_equal(state.x[n], want.x[n], "an instruction access by access", "a register");
  }
  check_equal(state.rip, want.rip, "an instruction access by access", "RIP");
  check_equal(state.rflags, want.rflags, "an instruction access by access", "RFLAGS");
  check(memory == expected, "an instruction access by access leaves other memory");
}

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  tenon_fuzz::check_instruction(data);
  return 0;
}
