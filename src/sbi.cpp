// SPDX-License-Identifier: Apache-2.0
#include "tenon/vm/sbi.hpp"

namespace tenon::sbi {

namespace {

constexpr std::uint64_t version = 2U << 24;           // 2.0
constexpr std::uint64_t implementation = 0x74656e6f;  // none of the registered ones: "teno"

/// States of a hart (SBI 2.0, table 24).
enum Hart : std::uint64_t { started = 0, stopped = 1, start_pending = 2 };

[[nodiscard]] bool has_extension(std::uint64_t id) noexcept {
  switch (id) {
    case TENON_SBI_LEGACY_SET_TIMER:
    case TENON_SBI_LEGACY_PUTCHAR:
    case TENON_SBI_LEGACY_GETCHAR:
    case TENON_SBI_LEGACY_SHUTDOWN:
    case TENON_SBI_BASE:
    case TENON_SBI_TIME:
    case TENON_SBI_IPI:
    case TENON_SBI_RFENCE:
    case TENON_SBI_HSM:
    case TENON_SBI_SRST:
    case TENON_SBI_DBCN:
      return true;
    default:
      return false;
  }
}

}  // namespace

Answer base(std::uint64_t function, std::uint64_t argument) noexcept {
  switch (function) {
    case 0:
      return {.value = version};
    case 1:
      return {.value = implementation};
    case 3:
      return {.value = has_extension(argument) ? 1U : 0U};
    case 2:  // implementation version
    case 4:  // mvendorid, marchid, mimpid: 0 is always legal
    case 5:
    case 6:
      return {};
    default:
      return {.error = TENON_SBI_ERR_NOT_SUPPORTED};
  }
}

Answer hart_status(const VCpuTable& vcpus, std::uint64_t hart) noexcept {
  switch (vcpus.power_of_group(hart, ~std::uint64_t{0})) {
    case Power::on:
      return {.value = started};
    case Power::off:
      return {.value = stopped};
    case Power::starting:
    case Power::pending:
      return {.value = start_pending};
    case Power::absent:
      break;
  }
  return {.error = TENON_SBI_ERR_INVALID_PARAM};
}

std::int64_t status(Start start) noexcept {
  switch (start) {
    case Start::started:
      return TENON_SBI_SUCCESS;
    case Start::already_on:
    case Start::pending:
      return TENON_SBI_ERR_ALREADY_AVAILABLE;
    case Start::unknown:
      break;
  }
  return TENON_SBI_ERR_INVALID_PARAM;
}

std::int64_t refused_reset(std::uint64_t type) noexcept {
  const auto given = static_cast<std::uint32_t>(type);
  const bool vendors = given >= 0xf0000000;
  return vendors ? TENON_SBI_ERR_NOT_SUPPORTED : TENON_SBI_ERR_INVALID_PARAM;
}

Suspend suspend_type(std::uint64_t type) noexcept {
  const auto given = static_cast<std::uint32_t>(type);
  if (given == 0) return Suspend::retentive;
  if (given == 0x80000000) return Suspend::non_retentive;
  const bool platforms = (given & 0x7fffffff) >= 0x10000000;
  return platforms ? Suspend::unknown : Suspend::reserved;
}

bool all_known(const VCpuTable& vcpus, std::uint64_t base, std::uint64_t mask) noexcept {
  if (base == ~std::uint64_t{0}) return true;
  for (std::uint64_t bit = 0; bit < 64; ++bit) {
    if ((mask >> bit & 1) == 0) continue;
    if (bit > ~base || !vcpus.home(base + bit)) return false;
  }
  return true;
}

}  // namespace tenon::sbi
