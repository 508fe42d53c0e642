// SPDX-License-Identifier: Apache-2.0
/// \file
/// A second, independent reading of IHI 0069 for the tests: the guest's side of the virtual CPU
/// interface (what IAR, EOIR and DIR do to list registers) and its maintenance interrupt.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace gic {

/// ICH_LR<n>_EL2, field by field.
struct ListRegister {
  std::uint64_t raw = 0;

  [[nodiscard]] std::uint64_t field(unsigned low, unsigned width) const {
    return (raw >> low) & ((std::uint64_t{1} << width) - 1);
  }
  [[nodiscard]] std::uint32_t intid() const { return static_cast<std::uint32_t>(field(0, 32)); }
  [[nodiscard]] std::uint32_t physical() const { return static_cast<std::uint32_t>(field(32, 13)); }
  [[nodiscard]] bool eoi() const { return field(41, 1) == 1; }
  [[nodiscard]] std::uint32_t priority() const { return static_cast<std::uint32_t>(field(48, 8)); }
  [[nodiscard]] bool group1() const { return field(60, 1) == 1; }
  [[nodiscard]] bool hw() const { return field(61, 1) == 1; }
  [[nodiscard]] bool pending() const { return field(62, 1) == 1; }
  [[nodiscard]] bool active() const { return field(63, 1) == 1; }
  [[nodiscard]] bool invalid() const { return field(62, 2) == 0; }
  void set_state(bool pending, bool active) {
    raw = field(0, 62) | std::uint64_t{pending} << 62 | std::uint64_t{active} << 63;
  }
};

/// What a guest's CPU interface does.
class Interface {
 public:
  static constexpr std::uint32_t spurious = 1023;
  static constexpr std::uint32_t idle = 0x100;

  explicit Interface(std::size_t count) : lr(count) {}

  std::vector<ListRegister> lr;
  std::uint64_t hcr = 0;

  /// ICC_IAR1_EL1: the most urgent pending interrupt, if it may preempt.
  std::uint32_t acknowledge() {
    ListRegister* best = nullptr;
    for (ListRegister& entry : lr) {
      const bool takes = entry.pending() && !entry.active() && entry.group1();
      if (takes && (best == nullptr || entry.priority() < best->priority())) best = &entry;
    }
    if (best == nullptr || best->priority() >= running()) return spurious;
    best->set_state(false, true);
    priorities_.push_back(best->priority());
    return best->intid();
  }

  /// ICC_EOIR1_EL1 with EOImode 1, or its first half: the running priority drops.
  void drop() {
    if (!priorities_.empty()) priorities_.pop_back();
  }

  /// ICC_DIR_EL1, or the second half of EOIR: the interrupt is not active any more. The physical
  /// INTID that this deactivates, if the list register is linked to one.
  std::optional<std::uint32_t> deactivate(std::uint32_t intid) {
    for (ListRegister& entry : lr) {
      if (!entry.active() || entry.intid() != intid) continue;
      entry.set_state(entry.pending(), false);
      if (entry.hw()) return entry.physical();
      return std::nullopt;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::uint32_t running() const {
    return priorities_.empty() ? idle : priorities_.back();
  }

  /// ICH_MISR_EL2 != 0 (12.4.8): EOI, U and NP.
  [[nodiscard]] bool maintenance() const {
    if ((hcr & 1) == 0) return false;
    const auto valid = std::count_if(lr.begin(), lr.end(), [](auto& e) { return !e.invalid(); });
    const bool ended = std::any_of(lr.begin(), lr.end(),
                                   [](auto& e) { return e.invalid() && !e.hw() && e.eoi(); });
    const bool offered =
        std::any_of(lr.begin(), lr.end(), [](auto& e) { return e.pending() && !e.active(); });
    return ended || ((hcr & 2) != 0 && valid <= 1) || ((hcr & 8) != 0 && !offered);
  }

 private:
  std::vector<std::uint32_t> priorities_;
};

}  // namespace gic
