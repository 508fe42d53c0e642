// SPDX-License-Identifier: Apache-2.0
#include "account.hpp"

#include <array>

#include "console.hpp"

namespace example {
namespace {

constexpr std::uint32_t most_grants = 128;
constinit std::array<tenon_grant, most_grants> list{};
constinit tenon_grants given{};
constinit tenon_nested_pool* tables = nullptr;

}  // namespace

void begin_account(tenon_nested_pool& pool) noexcept {
  tables = &pool;
  tenon_grants_init(&given, list.data(), most_grants);
}

tenon::Grants grants() noexcept { return {given, *tables}; }

void give(tenon::VmId vm, std::uint64_t start, std::uint64_t bytes) noexcept {
  const tenon::HostRange range{.start = tenon::HostPhysical(start), .bytes = bytes};
  if (grants().holds(range, vm)) return;
  auto grant = grants().give(range, vm);
  if (!grant.has_value()) die(tenon::sentence(grant.error()), start);
  std::move(*grant).forever();
}

}  // namespace example
