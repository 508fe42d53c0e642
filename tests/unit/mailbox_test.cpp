// SPDX-License-Identifier: Apache-2.0
// The kick protocol, alone and under load. In the stress test a guest sleeps until its CPU is
// interrupted: one lost wake-up and the test stands still until its time limit names it.
#include "tenon/mailbox.hpp"

#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <thread>
#include <utility>
#include <vector>

#include "tenon/handle.hpp"

namespace {

namespace mailbox = tenon::mailbox;
using Words = std::vector<std::pair<std::uint32_t, std::uint64_t>>;

Words take(tenon_mailbox& box, bool& kicked) {
  Words words;
  kicked = mailbox::drain(
      box, [&](std::uint32_t word, std::uint64_t bits) { words.emplace_back(word, bits); });
  return words;
}

TEST(Mailbox, APostOutsideTheGuestKicksNobodyAndStays) {
  tenon_mailbox box{};
  EXPECT_FALSE(mailbox::post(box, 1023).has_value());
  EXPECT_FALSE(mailbox::enter(box, 0));
  bool kicked = true;
  EXPECT_EQ(take(box, kicked), (Words{{15, std::uint64_t{1} << 63}}));
  EXPECT_FALSE(kicked);
  EXPECT_TRUE(mailbox::enter(box, 0));
}

TEST(Mailbox, APostInTheGuestNamesItsCpu) {
  tenon_mailbox box{};
  ASSERT_TRUE(mailbox::enter(box, 63));
  EXPECT_EQ(mailbox::post(box, 5), tenon::CpuId(63));
  mailbox::leave(box);
  EXPECT_FALSE(mailbox::post(box, 6).has_value()) << "it is on its way out already";
  bool kicked = true;
  EXPECT_EQ(take(box, kicked), (Words{{0, 0x60}}));
}

TEST(Mailbox, AKickIsStickyAndTakenOnce) {
  tenon_mailbox box{};
  EXPECT_FALSE(mailbox::kick(box).has_value());
  EXPECT_FALSE(mailbox::enter(box, 0));
  mailbox::unload(box);
  EXPECT_FALSE(mailbox::enter(box, 1));
  bool kicked = false;
  EXPECT_EQ(take(box, kicked), Words{});
  EXPECT_TRUE(kicked);
  take(box, kicked);
  EXPECT_FALSE(kicked);
  EXPECT_TRUE(mailbox::enter(box, 1));
  EXPECT_EQ(mailbox::kick(box), tenon::CpuId(1));
}

TEST(Mailbox, WhatIsRequestedTwiceIsDrainedOnce) {
  tenon_mailbox box{};
  (void)mailbox::post(box, 64);
  (void)mailbox::post(box, 64);
  (void)mailbox::post(box, 65);
  bool kicked = true;
  EXPECT_EQ(take(box, kicked), (Words{{1, 3}}));
  EXPECT_EQ(take(box, kicked), Words{});
}

TEST(Mailbox, NoWakeUpIsLost) {
  constexpr std::uint32_t posters = 3;
  constexpr std::uint32_t rounds = 20000;
  constexpr auto limit = std::chrono::seconds(60);
  tenon_mailbox box{};
  std::array<std::atomic<std::uint32_t>, posters> seen{};  // rounds of each poster, delivered
  std::atomic<std::uint32_t> interrupted{0};               // the CPU's interrupt line
  std::atomic<bool> stuck{false};
  std::atomic<std::uint64_t> kicks{0};

  std::jthread vcpu([&] {
    std::uint32_t done = 0;
    while (done < posters && !stuck) {
      if (mailbox::enter(box, 7)) {
        // The guest: nothing but the interrupt of its CPU brings it out.
        const auto start = std::chrono::steady_clock::now();
        while (interrupted.exchange(0) == 0 && !stuck) {
          std::this_thread::yield();
          if (std::chrono::steady_clock::now() - start > limit) stuck = true;
        }
      }
      mailbox::leave(box);
      (void)mailbox::drain(box, [&](std::uint32_t word, std::uint64_t bits) {
        for (std::uint32_t p = 0; p < posters; ++p) {
          if (word == p && bits != 0) {
            if (++seen[p] == rounds) ++done;
          }
        }
      });
    }
  });
  std::vector<std::jthread> threads;
  for (std::uint32_t p = 0; p < posters; ++p) {
    threads.emplace_back([&, p] {
      for (std::uint32_t round = 0; round < rounds && !stuck; ++round) {
        if (const auto cpu = mailbox::post(box, p * 64 + round % 64)) {
          if (*cpu != tenon::CpuId(7)) stuck = true;
          ++kicks;
          interrupted = 1;
        }
        while (seen[p] <= round && !stuck) std::this_thread::yield();
      }
    });
  }
  threads.clear();
  vcpu.join();
  EXPECT_FALSE(stuck) << "a request was left and nobody woke";
  for (const auto& count : seen) EXPECT_EQ(count, rounds);
  EXPECT_GT(kicks, 0u) << "the guest was never met";
}

TEST(Mailbox, ALifeLastsUntilTheRequestIsLeft) {
  tenon_vcpu vcpu{};
  const tenon::VCpuHandle handle(vcpu);
  ASSERT_TRUE(mailbox::begin(vcpu, 0));
  std::atomic<bool> over{false};
  std::jthread owner([&] {
    mailbox::retire(vcpu);
    over = true;
    mailbox::clear(vcpu.mailbox);
  });
  while (std::atomic_ref(vcpu.generation).load() == 0) std::this_thread::yield();
  EXPECT_EQ(handle.request_interrupt(tenon::InterruptId(9)).error(), tenon::Error::wrong_state);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_FALSE(over) << "a request is being made";
  (void)mailbox::post(vcpu.mailbox, 8);
  mailbox::end(vcpu);
  owner.join();
  EXPECT_TRUE(mailbox::enter(vcpu.mailbox, 0)) << "it went with the life that it was for";
}

TEST(Mailbox, NoRequestReachesTheNextLife) {
  constexpr std::uint32_t lives = 4000;
  tenon_vcpu vcpu{};
  std::vector<tenon::VCpuHandle> handles;
  handles.reserve(lives);
  std::atomic<std::uint32_t> born{0};
  std::atomic<std::uint64_t> left{0};
  std::vector<std::jthread> requesters;
  for (std::uint32_t r = 0; r < 2; ++r) {
    requesters.emplace_back([&] {
      while (true) {
        const std::uint32_t life = born;
        if (life == lives) return;
        if (life == 0) continue;
        // Whoever finds this interrupt knows the life that it was meant for.
        left += handles[life - 1].request_interrupt(tenon::InterruptId(life % 1024)).has_value();
      }
    });
  }
  std::uint64_t taken = 0;
  std::uint64_t wrong = 0;
  for (std::uint32_t life = 1; life <= lives; ++life) {
    handles.emplace_back(vcpu);
    born = life;
    std::this_thread::yield();
    (void)mailbox::drain(vcpu.mailbox, [&](std::uint32_t word, std::uint64_t bits) {
      ++taken;
      if (word != life % 1024 / 64 || bits != std::uint64_t{1} << life % 64) ++wrong;
    });
    mailbox::retire(vcpu);
    mailbox::clear(vcpu.mailbox);
  }
  requesters.clear();
  EXPECT_EQ(wrong, 0U);
  EXPECT_GT(left, 0U);
  EXPECT_GT(taken, 0U) << "no request came in time";
}

}  // namespace
