// SPDX-License-Identifier: Apache-2.0
#include "tenon/vm/psci.hpp"

namespace tenon::psci {

namespace {

/// Affinity levels above 0 name a group of vCPUs (DEN 0022 5.7).
constexpr std::uint64_t level_mask[] = {0xff00ffffff, 0xff00ffff00, 0xff00ff0000, 0xff00000000};

std::uint64_t affinity_info(const VCpuTable& vcpus, std::uint64_t affinity,
                            std::uint64_t level) noexcept {
  if (level > 3 || (affinity & ~affinity_mask) != 0) return TENON_PSCI_INVALID_PARAMETERS;
  switch (vcpus.power_of_group(affinity, level_mask[level])) {
    case Power::on:
      return TENON_PSCI_AFFINITY_ON;
    case Power::off:
      return TENON_PSCI_AFFINITY_OFF;
    case Power::starting:
    case Power::pending:
      return TENON_PSCI_AFFINITY_ON_PENDING;
    case Power::absent:
      break;
  }
  return TENON_PSCI_INVALID_PARAMETERS;
}

}  // namespace

std::uint64_t answer(const VCpuTable& vcpus, std::uint64_t x0, std::uint64_t x1,
                     std::uint64_t x2) noexcept {
  const auto function = static_cast<std::uint32_t>(x0);
  std::uint64_t result = 0;
  if (tenon_aarch64_smccc_answer(function, x1, &result) != 0) return result;
  switch (function) {
    case TENON_PSCI_AFFINITY_INFO_32:
      return affinity_info(vcpus, x1 & 0xffffffff, x2 & 0xffffffff);
    case TENON_PSCI_AFFINITY_INFO_64:
      // lowest_affinity_level is 32 bits wide in both conventions.
      return affinity_info(vcpus, x1, x2 & 0xffffffff);
    default:
      return TENON_PSCI_NOT_SUPPORTED;
  }
}

std::uint64_t status(Start start) noexcept {
  switch (start) {
    case Start::started:
      return TENON_PSCI_SUCCESS;
    case Start::already_on:
      return TENON_PSCI_ALREADY_ON;
    case Start::pending:
      return TENON_PSCI_ON_PENDING;
    case Start::unknown:
      break;
  }
  return TENON_PSCI_INVALID_PARAMETERS;
}

}  // namespace tenon::psci
