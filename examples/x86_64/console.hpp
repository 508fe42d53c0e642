// SPDX-License-Identifier: Apache-2.0
/// \file
/// A PC's first serial line, polled. The machine ends by QEMU's isa-debug-exit, or by Bochs's magic
/// breakpoint.
#pragma once

#include <cstdint>
#include <optional>

#include "printer.hpp"

namespace example {

/// Sets the line up. Comes first.
void open_console() noexcept;

/// A character that was typed, if there is one.
[[nodiscard]] std::optional<std::uint8_t> typed() noexcept;

}  // namespace example
