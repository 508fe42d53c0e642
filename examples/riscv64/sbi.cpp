// SPDX-License-Identifier: Apache-2.0
#include "sbi.hpp"

#include "console.hpp"
#include "tenon/core/riscv64/sbi.h"
#include "tour_vm.hpp"

namespace example {
namespace {

using namespace tenon::native;

constexpr std::uint64_t sbi_version = 2 << 24;
constexpr std::uint64_t hart_started = 0;

struct Answer {
  std::int64_t error;
  std::uint64_t value;
};

[[nodiscard]] bool has_extension(std::uint64_t id) noexcept {
  return id == TENON_SBI_BASE || id == TENON_SBI_HSM || id == TENON_SBI_SRST ||
         id == TENON_SBI_DBCN || id == TENON_SBI_IPI || id <= TENON_SBI_LEGACY_PUTCHAR ||
         id == TENON_SBI_LEGACY_SHUTDOWN;
}

/// What a hypervisor without a firmware of its own says of itself.
[[nodiscard]] Answer base(std::uint64_t function, std::uint64_t argument) noexcept {
  switch (function) {
    case 0:
      return {TENON_SBI_SUCCESS, sbi_version};
    case 3:
      return {TENON_SBI_SUCCESS, has_extension(argument) ? 1U : 0U};
    case 1:
    case 2:
    case 4:
    case 5:
    case 6:
      return {TENON_SBI_SUCCESS, 0};
    default:
      return {TENON_SBI_ERR_NOT_SUPPORTED, 0};
  }
}

/// Console write of a buffer in guest-physical memory; a2 is the high half of its address.
[[nodiscard]] Answer write(std::uint64_t bytes, std::uint64_t address,
                           std::uint64_t high) noexcept {
  constexpr std::uint64_t most = 256;  // what one call may keep the hart for
  if (high != 0) return {TENON_SBI_ERR_INVALID_PARAM, 0};
  const std::uint8_t* buffer = guest_bytes_at(address, bytes);
  if (buffer == nullptr) return {TENON_SBI_ERR_INVALID_PARAM, 0};
  const std::uint64_t written = bytes < most ? bytes : most;
  print_one("guest: ");
  for (std::uint64_t i = 0; i < written; ++i) put_character(buffer[i]);
  return {TENON_SBI_SUCCESS, written};
}

[[nodiscard]] Answer answer(const Hypercall& call) noexcept {
  const std::uint64_t extension = call.immediate();
  const std::uint64_t function = call.number();
  if (extension == TENON_SBI_BASE) return base(function, call.argument(0));
  if (extension == TENON_SBI_DBCN && function == 0) {
    return write(call.argument(0), call.argument(1), call.argument(2));
  }
  if (extension == TENON_SBI_HSM && function == TENON_SBI_HSM_STATUS) {
    if (call.argument(0) != 0) return {TENON_SBI_ERR_INVALID_PARAM, 0};
    return {TENON_SBI_SUCCESS, hart_started};
  }
  if (extension == TENON_SBI_LEGACY_PUTCHAR) {
    put_character(static_cast<std::uint8_t>(call.argument(0)));
    return {0, 0};
  }
  return {TENON_SBI_ERR_NOT_SUPPORTED, 0};
}

}  // namespace

BoundVCpu answer_call(Hypercall call) noexcept {
  const Answer answered = answer(call);
  const bool legacy = call.immediate() < TENON_SBI_LEGACY_END;
  BoundVCpu vcpu = std::move(call).complete(static_cast<std::uint64_t>(answered.error));
  if (!legacy) vcpu.set_register(Register::a1, answered.value);
  return vcpu;
}

}  // namespace example
