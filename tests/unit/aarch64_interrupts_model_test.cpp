// SPDX-License-Identifier: Apache-2.0
// Random histories of a device, a hypervisor and a guest, against what an ideal interrupt
// controller without list registers would do: nothing lost, nothing twice, nothing invented,
// the most urgent first, each end reported, no maintenance interrupt that fires at once.
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <vector>

#include "gic_model.hpp"
#include "tenon/core/aarch64/list_registers.h"

namespace {

constexpr std::uint32_t level = TENON_AARCH64_INTERRUPT_LEVEL;
constexpr std::uint32_t notify = TENON_AARCH64_INTERRUPT_NOTIFY;
constexpr std::uint32_t linked = TENON_AARCH64_INTERRUPT_LINKED;

/// One interrupt of the ideal controller.
struct Ideal {
  std::uint32_t flags = 0;
  std::uint32_t priority = 0xa0;
  bool latched = false;  // edge: requested and not yet taken
  bool line = false;     // level
  bool active = false;
  bool physically_active = false;  // linked: acknowledged by the hypervisor
  bool unreported = false;         // ended, InterruptEnd not yet seen
  int reports_due = 0;

  [[nodiscard]] bool pending() const { return (flags & level) != 0 ? line : latched; }
  [[nodiscard]] bool deliverable() const { return pending() && !active && !unreported; }
};

class History {
 public:
  History(std::uint32_t list_registers, std::uint64_t seed, bool split_end)
      : random_(seed), cpu_(list_registers), split_end_(split_end) {
    tenon_aarch64_interrupts_reset(&i_, list_registers);
    for (const std::uint32_t id : {0u,  1u,   15u,  16u,  27u,  31u,  32u,  33u,   63u,   64u,
                                   65u, 100u, 511u, 512u, 700u, 959u, 960u, 1000u, 1018u, 1019u}) {
      ideal_[id];
      configure(id);
    }
    enter();
  }

  void step() {
    switch (pick(10)) {
      case 0:
      case 1:
        request(any());
        break;
      case 2:
        mailbox(any());
        break;
      case 3:
        lower(any());
        break;
      case 4:
      case 5:
      case 6:
        take();
        break;
      case 7:
      case 8:
        end();
        break;
      default:
        if (pick(4) == 0) {
          withdraw(any());
        } else if (pick(3) == 0) {
          exit_and_enter();  // an end under way would count by the new flags
          configure(any());
        } else {
          exit_and_enter();
        }
    }
  }

  /// The devices fall silent and the guest works off what there is.
  void finish() {
    for (auto& [id, it] : ideal_) {
      if ((it.flags & level) != 0) lower(id);
    }
    for (int rounds = 0; rounds < 200; ++rounds) {
      take();
      if (!active_.empty()) end();
      if (unnoticed_) exit_and_enter();
    }
    for (const auto& [id, it] : ideal_) {
      EXPECT_FALSE(it.pending()) << id << " was requested and never came";
      EXPECT_FALSE(it.active) << id;
      EXPECT_EQ(it.reports_due, 0) << id;
    }
    exit_and_enter();
    EXPECT_EQ(tenon_aarch64_interrupts_pending(&i_), 0u);
    for (const std::uint64_t lr : i_.lr) EXPECT_EQ(lr, 0u);
  }

  int taken = 0;
  int maintenance = 0;
  int stacked = 0;

 private:
  std::uint32_t pick(std::uint32_t n) { return static_cast<std::uint32_t>(random_() % n); }
  std::uint32_t any() {
    auto it = ideal_.begin();
    std::advance(it, pick(static_cast<std::uint32_t>(ideal_.size())));
    return it->first;
  }

  // --- the hypervisor ---

  void exit_and_enter() {
    i_.changed = 1;
    enter();
  }

  void enter() {
    if (i_.changed == 0) return;
    for (std::uint32_t n = 0; n < i_.list_registers; ++n) {
      tenon_aarch64_interrupts_read_back(&i_, n, cpu_.lr[n].raw);
    }
    tenon_aarch64_interrupts_fold(&i_);
    report();
    tenon_aarch64_interrupts_flush(&i_);
    for (std::uint32_t n = 0; n < i_.list_registers; ++n) cpu_.lr[n].raw = i_.lr[n];
    cpu_.hcr = i_.ich_hcr;
    // All list registers active, one of them linked: its end brings no maintenance interrupt.
    unnoticed_ = true;
    bool one_linked = false;
    for (const gic::ListRegister& entry : cpu_.lr) {
      unnoticed_ = unnoticed_ && entry.active();
      one_linked = one_linked || entry.hw();
    }
    unnoticed_ = unnoticed_ && one_linked;
    check();
  }

  void report() {
    std::uint32_t id = 0;
    while (tenon_aarch64_interrupts_next_end(&i_, &id) == 1) {
      ASSERT_TRUE(ideal_.contains(id)) << "the end of an interrupt that never was: " << id;
      ideal_[id].reports_due -= 1;
      ideal_[id].unreported = false;
    }
    for (const auto& [number, it] : ideal_) ASSERT_EQ(it.reports_due, 0) << number;
  }

  void configure(std::uint32_t id) {
    Ideal& it = ideal_[id];
    if (it.pending() || it.active || it.unreported) return;
    const std::uint32_t choices[] = {0, level, notify, level | notify, linked};
    it.flags = choices[pick(id < 16 ? 4 : 5)];
    it.priority = pick(4) * 0x40;
    ASSERT_EQ(tenon_aarch64_interrupts_configure(&i_, id, it.priority, it.flags), TENON_OK);
  }

  void request(std::uint32_t id) {
    if (!ask(id)) return;
    ASSERT_EQ(tenon_aarch64_interrupts_request(&i_, id), TENON_OK);
    enter();
  }

  void mailbox(std::uint32_t id) {
    std::uint64_t bits = 0;
    for (const auto& [other, it] : ideal_) {
      if (other / 64 == id / 64 && pick(2) == 0 && ask(other)) bits |= 1ull << other % 64;
    }
    tenon_aarch64_interrupts_merge_word(&i_, id / 64, bits);
    enter();
  }

  /// False: a physical interrupt that is still active cannot come again.
  bool ask(std::uint32_t id) {
    Ideal& it = ideal_[id];
    if ((it.flags & linked) != 0) {
      if (it.physically_active) return false;
      it.physically_active = true;
    }
    ((it.flags & level) != 0 ? it.line : it.latched) = true;
    return true;
  }

  void lower(std::uint32_t id) {
    ideal_[id].line = false;
    ASSERT_EQ(tenon_aarch64_interrupts_lower(&i_, id), TENON_OK);
    enter();
  }

  void withdraw(std::uint32_t id) {
    for (std::uint32_t n = 0; n < i_.list_registers; ++n) {
      tenon_aarch64_interrupts_read_back(&i_, n, cpu_.lr[n].raw);
    }
    tenon_aarch64_interrupts_fold(&i_);
    Ideal& it = ideal_[id];
    // While a level-triggered one is active its line may or may not be remembered as pending.
    const bool was = it.pending();
    const bool found = tenon_aarch64_interrupts_withdraw(&i_, id) == 1;
    if ((it.flags & level) == 0 || !it.active) {
      ASSERT_EQ(found, was) << id;
    }
    it.latched = it.line = false;
    if ((it.flags & linked) != 0 && !it.active) it.physically_active = false;
    for (std::uint32_t n = 0; n < i_.list_registers; ++n) cpu_.lr[n].raw = i_.lr[n];
    enter();
  }

  // --- the guest ---

  void take() {
    const std::uint32_t before = cpu_.running();
    const std::uint32_t id = cpu_.acknowledge();
    if (id == gic::Interface::spurious) {
      expect_nothing_urgent(before);
      return;
    }
    ASSERT_TRUE(ideal_.contains(id)) << "an interrupt that never was: " << id;
    Ideal& it = ideal_[id];
    ASSERT_TRUE(it.deliverable()) << id << " came without a request";
    expect_most_urgent(id);
    it.active = true;
    it.latched = false;
    active_.push_back(id);
    if (split_end_) cpu_.drop();
    ++taken;
    maintain();
  }

  void expect_nothing_urgent(std::uint32_t running) {
    if (active_.size() >= cpu_.lr.size() || unnoticed_) return;
    for (const auto& [id, it] : ideal_) {
      if (!it.deliverable()) continue;
      ASSERT_GE(it.priority, running) << id << " was held back";
    }
  }

  void expect_most_urgent(std::uint32_t taken_id) {
    const Ideal& first = ideal_[taken_id];
    if (was_stacked_.erase(taken_id) != 0) return;  // it kept its list register while active
    if (active_.size() + 1 >= cpu_.lr.size()) return;
    for (const auto& [id, it] : ideal_) {
      if (it.deliverable() && id != taken_id && !was_stacked_.contains(id)) {
        ASSERT_GE(it.priority, first.priority) << id << " before " << taken_id;
      }
    }
  }

  void end() {
    if (active_.empty()) return;
    std::size_t which = active_.size() - 1;
    if (split_end_) {
      which = pick(static_cast<std::uint32_t>(active_.size()));
    } else {
      cpu_.drop();
    }
    const std::uint32_t id = active_[which];
    active_.erase(active_.begin() + static_cast<std::ptrdiff_t>(which));
    Ideal& it = ideal_[id];
    const auto physical = cpu_.deactivate(id);
    ASSERT_EQ(physical.has_value(), (it.flags & linked) != 0) << id;
    if (physical.has_value()) {
      ASSERT_EQ(*physical, id);
      ASSERT_TRUE(it.physically_active) << id;
      it.physically_active = false;
    }
    it.active = false;
    if ((it.flags & notify) != 0) {
      it.unreported = true;
      it.reports_due += 1;
    }
    maintain();
  }

  void maintain() {
    if (cpu_.maintenance()) {
      ++maintenance;
      i_.changed = 1;
      enter();
    }
    // An end that somebody waits for never goes unnoticed.
    for (const auto& [id, it] : ideal_) ASSERT_EQ(it.reports_due, 0) << id;
  }

  // --- what holds at every entry ---

  void check() {
    ASSERT_FALSE(cpu_.maintenance()) << "the guest would make no progress";
    std::set<std::uint32_t> held;
    for (const gic::ListRegister& entry : cpu_.lr) {
      if (entry.invalid()) {
        ASSERT_EQ(entry.raw, 0u);
        continue;
      }
      ASSERT_TRUE(held.insert(entry.intid()).second) << entry.intid() << " twice";
      const Ideal& it = ideal_[entry.intid()];
      ASSERT_TRUE(entry.group1());
      ASSERT_EQ(entry.active(), it.active) << entry.intid();
      ASSERT_FALSE(entry.pending() && !it.pending()) << entry.intid() << " invented";
      ASSERT_FALSE(entry.hw() && entry.pending() && entry.active()) << entry.intid();
      if (entry.pending() && entry.active()) {
        was_stacked_.insert(entry.intid());
        ++stacked;
      }
    }
    std::uint32_t least = 0;
    for (const gic::ListRegister& entry : cpu_.lr) {
      if (entry.pending() && !entry.active()) least = std::max(least, entry.priority());
    }
    for (const auto& [id, it] : ideal_) {
      ASSERT_TRUE(!it.active || held.contains(id)) << id << " lost while active";
      const bool offered = held.contains(id) && !it.active;
      if (it.deliverable() && !offered) {
        ASSERT_EQ(held.size(), cpu_.lr.size()) << id << " waits beside a free list register";
        ASSERT_GE(it.priority, least) << id << " waits behind less urgent ones";
      }
    }
  }

  std::mt19937_64 random_;
  tenon_aarch64_interrupts i_{};
  gic::Interface cpu_;
  bool split_end_;
  bool unnoticed_ = false;
  std::map<std::uint32_t, Ideal> ideal_;
  std::vector<std::uint32_t> active_;
  std::set<std::uint32_t> was_stacked_;
};

struct Totals {
  int taken = 0;
  int maintenance = 0;
  int stacked = 0;
};

void run(std::uint32_t list_registers, bool split_end, Totals& totals) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    History history(list_registers, seed, split_end);
    for (int step = 0; step < 800 && !testing::Test::HasFatalFailure(); ++step) history.step();
    history.finish();
    totals.taken += history.taken;
    totals.maintenance += history.maintenance;
    totals.stacked += history.stacked;
    if (testing::Test::HasFailure()) return;
  }
}

class Histories : public testing::TestWithParam<std::uint32_t> {};

TEST_P(Histories, EndWithOneWrite) {
  Totals totals;
  run(GetParam(), false, totals);
  EXPECT_GT(totals.taken, 1000);
  EXPECT_GT(totals.maintenance, 100);
}

TEST_P(Histories, EndWithPriorityDropAndDeactivation) {
  Totals totals;
  run(GetParam(), true, totals);
  EXPECT_GT(totals.taken, 1000);
  EXPECT_GT(totals.stacked, 100) << "the case of an edge while active was not met";
}

INSTANTIATE_TEST_SUITE_P(Aarch64, Histories, testing::Values(1u, 2u, 3u, 4u, 16u));

}  // namespace
