// SPDX-License-Identifier: Apache-2.0
/// \file
/// Why an operation was refused or failed, and a sentence for each reason.
#pragma once

#include <expected>
#include <string_view>

#include "tenon/core/error.h"

namespace tenon {

/// Mirrors `enum tenon_error` without its success value.
enum class Error : std::uint32_t {
#define TENON_ERROR(name, sentence) name = TENON_ERROR_##name,
#include "tenon/core/error.def"
#undef TENON_ERROR
};

/// One sentence a person can act on, without a final full stop.
[[nodiscard]] constexpr std::string_view sentence(Error error) noexcept {
  switch (error) {
#define TENON_ERROR(name, text) \
  case Error::name:             \
    return text;
#include "tenon/core/error.def"
#undef TENON_ERROR
  }
  return "an error that this version does not know";
}

/// An operation that gives nothing back but whether it was refused, and why.
using Status = std::expected<void, Error>;

[[nodiscard]] constexpr Status to_status(tenon_error error) noexcept {
  if (error == TENON_OK) return {};
  return std::unexpected(static_cast<Error>(error));
}

}  // namespace tenon
