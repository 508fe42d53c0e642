// SPDX-License-Identifier: Apache-2.0
/// \file
/// PSCI as DEN 0022 tells it: its functions in a table, the vCPUs of a VM in a list.
#pragma once

#include <cstdint>
#include <vector>

#include "tenon/vm/vcpu_table.hpp"

namespace tenon_fuzz {

struct Function {
  std::uint32_t id32;
  std::uint32_t id64;
  bool psci;
  bool arch;
};
inline constexpr bool yes = true;
inline constexpr bool no = false;
inline constexpr Function functions[] = {
#define PSCI_FUNCTION(name, id32, id64, psci, arch) {id32, id64, psci, arch},
#include "oracle/psci.def"
};

/// DEN 0022 5.2.2 and DEN 0028 7.1: return values.
inline constexpr std::uint64_t success = 0;
inline constexpr auto not_supported = static_cast<std::uint64_t>(-1);
inline constexpr auto invalid_parameters = static_cast<std::uint64_t>(-2);
inline constexpr auto already_on = static_cast<std::uint64_t>(-4);
inline constexpr auto on_pending = static_cast<std::uint64_t>(-5);

inline const Function* find(std::uint64_t id) {
  for (const Function& function : functions) {
    if (id == function.id32 || (id == function.id64 && id != 0)) return &function;
  }
  return nullptr;
}

struct Member {
  std::uint32_t id;
  std::uint64_t affinity;
  std::uint32_t home;
  tenon::Power power = tenon::Power::off;
  std::uint64_t entry = 0;
  std::uint64_t context = 0;
};

/// The vCPUs of a VM, the simple way.
class Model {
 public:
  Member* by_id(std::uint32_t id) {
    for (Member& member : members) {
      if (member.id == id) return &member;
    }
    return nullptr;
  }
  Member* by_affinity(std::uint64_t affinity) {
    for (Member& member : members) {
      if (member.affinity == affinity) return &member;
    }
    return nullptr;
  }
  std::uint64_t affinity_info(std::uint64_t affinity, std::uint64_t level) const {
    if (level > 3 || (affinity & ~std::uint64_t{0xff00ffffff}) != 0) return invalid_parameters;
    // Aff0 to Aff2 are the bytes of bits 23:0, Aff3 is bits 39:32.
    const std::uint64_t ignored = level == 3 ? 0xffffff : (std::uint64_t{1} << (8 * level)) - 1;
    bool any = false;
    bool on = false;
    bool pending = false;
    for (const Member& member : members) {
      if (((member.affinity ^ affinity) & 0xff00ffffff & ~ignored) != 0) continue;
      any = true;
      on = on || member.power == tenon::Power::on;
      pending = pending || member.power == tenon::Power::pending;
    }
    if (!any) return invalid_parameters;
    return on ? 0 : pending ? 2 : 1;
  }
  std::uint64_t answer(std::uint64_t x0, std::uint64_t x1, std::uint64_t x2) const {
    switch (x0 & 0xffffffff) {
      case 0x84000000:
      case 0x80000000:
        return 0x10001;
      case 0x84000004:
        return affinity_info(x1 & 0xffffffff, x2 & 0xffffffff);
      case 0xc4000004:
        return affinity_info(x1, x2 & 0xffffffff);
      case 0x84000006:
        return 2;
      case 0x8400000a: {
        const Function* function = find(x1 & 0xffffffff);
        return function != nullptr && function->psci ? success : not_supported;
      }
      case 0x80000001: {
        const Function* function = find(x1 & 0xffffffff);
        return function != nullptr && function->arch ? success : not_supported;
      }
      default:
        return not_supported;
    }
  }
  std::vector<Member> members;
};

}  // namespace tenon_fuzz
