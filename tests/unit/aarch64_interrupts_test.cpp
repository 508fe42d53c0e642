// SPDX-License-Identifier: Apache-2.0
#include "tenon/core/aarch64/interrupts.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <memory>

#include "gic_model.hpp"
#include "tenon/core/aarch64/list_registers.h"

namespace {

struct Fixture {
  explicit Fixture(std::uint32_t list_registers = 4) {
    tenon_aarch64_interrupts_reset(&i, list_registers);
  }
  gic::ListRegister lr(std::uint32_t n) const { return {i.lr[n]}; }
  void request(std::uint32_t id) { ASSERT_EQ(tenon_aarch64_interrupts_request(&i, id), TENON_OK); }
  void configure(std::uint32_t id, std::uint32_t priority, std::uint32_t flags) {
    ASSERT_EQ(tenon_aarch64_interrupts_configure(&i, id, priority, flags), TENON_OK);
  }
  void flush() { tenon_aarch64_interrupts_flush(&i); }
  /// The guest changes the state of list register n: 0 invalid, 1 pending, 2 active, 3 both.
  void guest(std::uint32_t n, std::uint64_t state) {
    const std::uint64_t rest = ~(std::uint64_t{3} << 62);
    tenon_aarch64_interrupts_read_back(&i, n, (i.lr[n] & rest) | state << 62);
  }
  void fold() { tenon_aarch64_interrupts_fold(&i); }
  std::uint32_t next_end() {
    std::uint32_t id = 7777;
    const std::uint32_t some = tenon_aarch64_interrupts_next_end(&i, &id);
    EXPECT_EQ(some == 1, id != TENON_NONE);
    return id;
  }
  bool waits(std::uint32_t id) const { return tenon_interrupt_set_contains(&i.pending, id) == 1; }

  tenon_aarch64_interrupts i;
};

TEST(Aarch64Interrupts, ResetLeavesNothingBehind) {
  auto i = std::make_unique<tenon_aarch64_interrupts>();
  auto* bytes = reinterpret_cast<unsigned char*>(i.get());
  for (std::size_t b = 0; b < sizeof *i; ++b) bytes[b] = 0xff;
  tenon_aarch64_interrupts_reset(i.get(), 99);
  EXPECT_EQ(i->list_registers, 16u);
  EXPECT_EQ(i->ich_hcr, 0u);
  EXPECT_EQ(i->ich_vmcr, 8u);
  EXPECT_EQ(i->resident, 0u);
  EXPECT_NE(i->changed, 0u);
  EXPECT_EQ(i->ends, 0u);
  for (const std::uint64_t lr : i->lr) EXPECT_EQ(lr, 0u);
  for (int n = 0; n < 4; ++n) {
    EXPECT_EQ(i->ap0r[n], 0u);
    EXPECT_EQ(i->ap1r[n], 0u);
  }
  for (const auto* set : {&i->pending, &i->line, &i->level, &i->notify, &i->linked, &i->ended}) {
    EXPECT_EQ(tenon_interrupt_set_is_empty(set), 1u);
  }
  for (const std::uint8_t pair : i->priority) EXPECT_EQ(pair, 0xaau);
  EXPECT_EQ(tenon_aarch64_interrupts_pending(i.get()), 0u);
}

TEST(Aarch64Interrupts, RefusesWhatNoGicHas) {
  Fixture f;
  const Fixture before = f;
  for (const std::uint32_t id : {1020u, 1023u, 1024u, 8192u, 0xffffffffu}) {
    EXPECT_EQ(tenon_aarch64_interrupts_request(&f.i, id), TENON_ERROR_invalid_argument);
    EXPECT_EQ(tenon_aarch64_interrupts_lower(&f.i, id), TENON_ERROR_invalid_argument);
    EXPECT_EQ(tenon_aarch64_interrupts_configure(&f.i, id, 0, 0), TENON_ERROR_invalid_argument);
    EXPECT_EQ(tenon_aarch64_interrupts_withdraw(&f.i, id), 0u);
  }
  EXPECT_EQ(tenon_aarch64_interrupts_configure(&f.i, 32, 256, 0), TENON_ERROR_invalid_argument);
  for (const std::uint32_t flags : {5u, 6u, 7u, 8u, 0x80000000u}) {
    EXPECT_EQ(tenon_aarch64_interrupts_configure(&f.i, 32, 0, flags), TENON_ERROR_invalid_argument);
  }
  EXPECT_EQ(tenon_aarch64_interrupts_configure(&f.i, 15, 0, TENON_AARCH64_INTERRUPT_LINKED),
            TENON_ERROR_invalid_argument);
  EXPECT_EQ(std::memcmp(&f.i, &before.i, sizeof f.i), 0);
  EXPECT_EQ(tenon_aarch64_interrupts_configure(&f.i, 16, 0, TENON_AARCH64_INTERRUPT_LINKED),
            TENON_OK);
  EXPECT_EQ(tenon_aarch64_interrupts_request(&f.i, 1019), TENON_OK);
}

TEST(Aarch64Interrupts, WritesTheListRegisterAsTheManualDrawsIt) {
  Fixture f;
  f.configure(40, 0x57, 0);
  f.request(40);
  f.flush();
  EXPECT_EQ(f.i.lr[0], 0x5050000000000028u);  // pending, group 1, priority 0x50
  EXPECT_EQ(f.i.ich_hcr, 1u);
  EXPECT_EQ(f.i.changed, 0u);
  EXPECT_FALSE(f.waits(40));
}

TEST(Aarch64Interrupts, LinksToThePhysicalInterruptOfTheSameId) {
  Fixture f;
  f.configure(1000, 0, TENON_AARCH64_INTERRUPT_LINKED);
  f.request(1000);
  f.flush();
  EXPECT_EQ(f.i.lr[0], 0x700003e8000003e8u);
}

TEST(Aarch64Interrupts, AsksForTheEndOfLevelAndNotify) {
  Fixture f;
  f.configure(33, 0, TENON_AARCH64_INTERRUPT_LEVEL);
  f.configure(34, 0, TENON_AARCH64_INTERRUPT_NOTIFY);
  f.request(33);
  f.request(34);
  f.flush();
  EXPECT_EQ(f.i.lr[0], 0x5000020000000021u);
  EXPECT_EQ(f.i.lr[1], 0x5000020000000022u);
}

TEST(Aarch64Interrupts, MostUrgentFirstAndOfEqualsTheLowest) {
  Fixture f(3);
  f.configure(100, 0x20, 0);
  f.configure(50, 0x30, 0);
  f.configure(60, 0x10, 0);
  for (const std::uint32_t id : {70u, 50u, 60u, 100u}) f.request(id);
  f.flush();
  EXPECT_EQ(f.lr(0).intid(), 60u);
  EXPECT_EQ(f.lr(1).intid(), 100u);
  EXPECT_EQ(f.lr(2).intid(), 50u);
  EXPECT_TRUE(f.waits(70));
  EXPECT_EQ(f.i.ich_hcr, 1u | 2u | 8u);

  Fixture g(2);
  for (const std::uint32_t id : {9u, 8u, 7u}) g.request(id);
  g.flush();
  EXPECT_EQ(g.lr(0).intid(), 7u);
  EXPECT_EQ(g.lr(1).intid(), 8u);
}

TEST(Aarch64Interrupts, ALateUrgentOneTakesThePlaceOfALessUrgentOne) {
  Fixture f(1);
  f.request(32);
  f.flush();
  f.configure(33, 0x10, 0);
  f.request(33);
  f.fold();
  f.flush();
  EXPECT_EQ(f.lr(0).intid(), 33u);
  EXPECT_TRUE(f.waits(32));
  EXPECT_EQ(f.i.ich_hcr, 1u | 8u);  // UIE would fire at once with one list register
}

TEST(Aarch64Interrupts, PendingTwiceIsPendingOnce) {
  Fixture f;
  f.request(32);
  f.flush();
  f.request(32);
  f.fold();
  f.flush();
  EXPECT_EQ(f.lr(0).intid(), 32u);
  EXPECT_EQ(f.i.lr[1], 0u);
  EXPECT_FALSE(f.waits(32));
}

TEST(Aarch64Interrupts, AnEdgeWhileActiveIsBothActiveAndPending) {
  Fixture f;
  f.request(32);
  f.flush();
  f.guest(0, 2);
  f.request(32);
  f.fold();
  f.flush();
  EXPECT_TRUE(f.lr(0).active() && f.lr(0).pending());
  EXPECT_FALSE(f.waits(32));
  EXPECT_EQ(f.i.lr[1], 0u);
}

TEST(Aarch64Interrupts, WhatReportsItsEndWaitsForIt) {
  for (const std::uint32_t flags :
       {TENON_AARCH64_INTERRUPT_NOTIFY, TENON_AARCH64_INTERRUPT_LINKED}) {
    Fixture f;
    f.configure(32, 0, flags);
    f.request(32);
    f.flush();
    f.guest(0, 2);
    f.request(32);
    f.fold();
    f.flush();
    EXPECT_TRUE(f.lr(0).active() && !f.lr(0).pending());
    EXPECT_TRUE(f.waits(32));
    EXPECT_EQ(f.i.lr[1], 0u);
    f.guest(0, 0);
    f.fold();
    const bool notified = flags == TENON_AARCH64_INTERRUPT_NOTIFY;
    f.flush();
    EXPECT_EQ(f.waits(32), notified) << "not again before its end was reported";
    EXPECT_EQ(f.next_end(), notified ? 32u : TENON_NONE);
    EXPECT_EQ(f.i.changed, notified ? 1u : 0u) << "the next entry wants a flush";
    EXPECT_EQ(f.next_end(), TENON_NONE);
    f.flush();
    EXPECT_TRUE(f.lr(0).pending() && !f.lr(0).active());
  }
}

TEST(Aarch64Interrupts, AHighLineIsPendingAgainAfterTheEnd) {
  Fixture f;
  f.configure(32, 0, TENON_AARCH64_INTERRUPT_LEVEL);
  f.request(32);
  f.flush();
  f.guest(0, 2);
  f.request(32);
  f.fold();
  f.flush();
  EXPECT_TRUE(f.lr(0).active());
  EXPECT_FALSE(f.lr(0).pending()) << "its line is sampled at the end";
  f.guest(0, 0);
  f.fold();
  EXPECT_TRUE(f.waits(32));
  f.flush();
  EXPECT_TRUE(f.lr(0).pending());
  EXPECT_EQ(tenon_aarch64_interrupts_lower(&f.i, 32), TENON_OK);
  f.fold();
  f.flush();
  EXPECT_EQ(f.i.lr[0], 0u) << "the line fell before the guest took it";
  EXPECT_EQ(tenon_aarch64_interrupts_pending(&f.i), 0u);
}

TEST(Aarch64Interrupts, ALineThatFellWhileActiveIsNotPendingAgain) {
  Fixture f;
  f.configure(32, 0, TENON_AARCH64_INTERRUPT_LEVEL);
  f.request(32);
  f.flush();
  f.guest(0, 2);
  EXPECT_EQ(tenon_aarch64_interrupts_lower(&f.i, 32), TENON_OK);
  f.fold();
  f.flush();
  EXPECT_TRUE(f.lr(0).active());
  f.guest(0, 0);
  f.fold();
  f.flush();
  EXPECT_EQ(tenon_aarch64_interrupts_pending(&f.i), 0u);
}

TEST(Aarch64Interrupts, LoweringAnEdgeDoesNothing) {
  Fixture f;
  f.request(32);
  EXPECT_EQ(tenon_aarch64_interrupts_lower(&f.i, 32), TENON_OK);
  EXPECT_TRUE(f.waits(32));
}

TEST(Aarch64Interrupts, ActiveOnesKeepTheirPlaceAndTheirEndIsNoticed) {
  Fixture f(2);
  f.request(32);
  f.configure(33, 0xa0, TENON_AARCH64_INTERRUPT_LINKED);
  f.request(33);
  f.flush();
  f.guest(0, 2);
  f.guest(1, 2);
  f.configure(34, 0, 0);
  f.request(34);
  f.fold();
  f.flush();
  EXPECT_TRUE(f.waits(34));
  EXPECT_TRUE(f.lr(0).active() && f.lr(0).eoi()) << "its end brings a maintenance interrupt";
  EXPECT_TRUE(f.lr(1).active() && f.lr(1).hw());
  EXPECT_EQ(f.lr(1).physical(), 33u) << "bit 41 belongs to the physical INTID";
  EXPECT_EQ(f.i.ich_hcr, 1u | 2u) << "no NPIE: none is pending, it would fire at once";
}

TEST(Aarch64Interrupts, WhereSomeArePendingTheFirstThatIsTakenTells) {
  Fixture f(2);
  for (const std::uint32_t id : {32u, 33u, 34u}) f.request(id);
  f.flush();
  EXPECT_TRUE(f.waits(34));
  EXPECT_EQ(f.i.ich_hcr, 1u | 2u | 8u) << "NPIE: none pending any more";
  EXPECT_FALSE(f.lr(0).eoi() || f.lr(1).eoi()) << "so their ends need not";
}

TEST(Aarch64Interrupts, MergesAMailboxWordButNoSpecialIds) {
  Fixture f;
  f.configure(961, 0, TENON_AARCH64_INTERRUPT_LEVEL);
  tenon_aarch64_interrupts_merge_word(&f.i, 15, ~std::uint64_t{0});
  for (std::uint32_t id = 0; id < 1024; ++id) {
    EXPECT_EQ(f.waits(id), id >= 960 && id < 1020) << id;
    EXPECT_EQ(tenon_interrupt_set_contains(&f.i.line, id), id == 961 ? 1u : 0u);
  }
  tenon_aarch64_interrupts_merge_word(&f.i, 0, 0x10001u);
  EXPECT_TRUE(f.waits(0) && f.waits(16) && !f.waits(1));
}

TEST(Aarch64Interrupts, PendingLooksIntoTheListRegistersToo) {
  Fixture f;
  EXPECT_EQ(tenon_aarch64_interrupts_pending(&f.i), 0u);
  f.request(5);
  EXPECT_EQ(tenon_aarch64_interrupts_pending(&f.i), 1u);
  f.flush();
  EXPECT_FALSE(f.waits(5));
  EXPECT_EQ(tenon_aarch64_interrupts_pending(&f.i), 1u);
  f.guest(0, 2);
  EXPECT_EQ(tenon_aarch64_interrupts_pending(&f.i), 0u);
}

TEST(Aarch64Interrupts, WithdrawTakesBackWhatTheGuestDidNotTake) {
  Fixture f;
  f.request(32);
  EXPECT_EQ(tenon_aarch64_interrupts_withdraw(&f.i, 32), 1u);
  EXPECT_EQ(tenon_aarch64_interrupts_withdraw(&f.i, 32), 0u);
  f.request(32);
  f.flush();
  EXPECT_EQ(tenon_aarch64_interrupts_withdraw(&f.i, 32), 1u);
  EXPECT_EQ(f.i.lr[0], 0u);
  f.request(32);
  f.flush();
  f.guest(0, 3);
  EXPECT_EQ(tenon_aarch64_interrupts_withdraw(&f.i, 32), 1u);
  EXPECT_TRUE(f.lr(0).active() && !f.lr(0).pending());
  EXPECT_EQ(tenon_aarch64_interrupts_withdraw(&f.i, 32), 0u);
}

TEST(Aarch64Interrupts, TheHardwareCannotNameAnotherInterrupt) {
  Fixture f;
  f.request(32);
  f.flush();
  tenon_aarch64_interrupts_read_back(&f.i, 0, 0xbfffffffffffffffu);
  EXPECT_EQ(f.lr(0).intid(), 32u);
  EXPECT_TRUE(f.lr(0).active() && !f.lr(0).pending());
  tenon_aarch64_interrupts_read_back(&f.i, 1, 0xffffffffffffffffu);
  EXPECT_EQ(f.i.lr[1], 0u) << "a free list register stays free";
}

TEST(Aarch64Interrupts, EndsAreReportedOnceEachInOrder) {
  Fixture f;
  for (const std::uint32_t id : {700u, 30u, 1019u}) {
    f.configure(id, 0, TENON_AARCH64_INTERRUPT_NOTIFY);
    f.request(id);
  }
  f.flush();
  for (std::uint32_t n = 0; n < 3; ++n) f.guest(n, 0);
  EXPECT_EQ(f.i.ends, 0u);
  f.fold();
  EXPECT_NE(f.i.ends, 0u);
  EXPECT_EQ(f.next_end(), 30u);
  EXPECT_EQ(f.next_end(), 700u);
  EXPECT_EQ(f.next_end(), 1019u);
  EXPECT_EQ(f.next_end(), TENON_NONE);
  EXPECT_EQ(f.i.ends, 0u);
}

TEST(Aarch64Interrupts, WithoutListRegistersEverythingWaits) {
  Fixture f(0);
  f.request(32);
  f.flush();
  EXPECT_TRUE(f.waits(32));
  EXPECT_EQ(f.i.ich_hcr, 1u);
}

}  // namespace
