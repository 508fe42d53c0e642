// SPDX-License-Identifier: Apache-2.0
/// \file
/// The board's serial line: a 16550, polled. The machine ends by QEMU's test device.
#pragma once

#include <cstdint>
#include <optional>

#include "printer.hpp"

namespace example {

/// A character that was typed, if there is one.
[[nodiscard]] std::optional<std::uint8_t> typed() noexcept;

}  // namespace example
