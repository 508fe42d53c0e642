// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a multiboot loader says of the machine (Multiboot 0.6.96, 3.3), as far as it counts here.
#pragma once

#include <array>
#include <cstdint>
#include <span>

namespace example {

struct BootInformation {
  std::array<std::uint32_t, 5> others;
  std::uint32_t module_count;
  std::uint32_t modules;
};

/// The bytes of module `index`, which exists.
[[nodiscard]] inline std::span<const std::uint8_t> module_bytes(const BootInformation& information,
                                                                std::uint32_t index) noexcept {
  struct Module {
    std::uint32_t start;
    std::uint32_t end;
    std::uint32_t text;
    std::uint32_t reserved;
  };
  const auto* modules = reinterpret_cast<const Module*>(std::uint64_t{information.modules});
  const Module& module = modules[index];
  return {reinterpret_cast<const std::uint8_t*>(std::uint64_t{module.start}),
          module.end - module.start};
}

}  // namespace example
