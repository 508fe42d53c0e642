// SPDX-License-Identifier: Apache-2.0
#include "console.hpp"

std::optional<std::uint64_t> Console::read(tenon::GuestPhysical address) const {
  switch (address.value()) {
    case status:
      return idle;
    case data:
      return 0;
    default:
      return std::nullopt;
  }
}

bool Console::write(tenon::GuestPhysical address, std::uint64_t value) {
  if (address.value() != data) return false;
  text_.push_back(static_cast<char>(value & 0x7f));
  return true;
}
