// SPDX-License-Identifier: Apache-2.0
/// \file
/// A vCPU on a CPU made of variables, and memory that its guest's page tables and the nested ones are
/// in: what tests of instructions on it begin with.
#ifndef TENON_TESTS_UNIT_X86_64_GUEST_HPP
#define TENON_TESTS_UNIT_X86_64_GUEST_HPP

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/x86_64.hpp"

namespace tenon_test {

inline constexpr std::uint64_t root = 0x40'0000;    // host-physical
inline constexpr std::uint64_t memory = 0x80'0000;  // of the guest's first 2 MiB
inline constexpr std::uint64_t tables = 0x9000;     // guest-physical
inline constexpr std::uint64_t nested_leaf = 0xe7;

class X86Guest : public testing::Test {
 protected:
  X86Guest() {
    x86_hardware = {};
    tenon_x86_64_policy_init(policy_.get());
    tenon_stage2_init(&stage2_.common, root, 0, 4);
    stage2_.common.vmid = 5;
    stage2_.common.generation = 1;
    x86_hardware.memory[root] = root + 0x1007;
    x86_hardware.memory[root + 0x1000] = root + 0x2007;
    x86_hardware.memory[root + 0x2000] = memory + nested_leaf;
    word(tables) = tables + 0x1003;
    word(tables + 0x1000) = tables + 0x2003;
  }
  void enable() {
    EXPECT_EQ(tenon_x86_64_claim(cpu_.get(), 0), TENON_OK);
    EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), 0x10'0000), TENON_OK);
  }
  /// The VM's policy and the guest's page table, and a mode.
  [[nodiscard]] tenon_x86_64_setup setup_of(std::uint32_t mode) const {
    tenon_x86_64_setup setup{};
    setup.mode = mode;
    setup.page_table = tables;
    setup.policy = policy_.get();
    setup.policy_address = 0x30'0000;
    return setup;
  }
  void create() {
    const tenon_x86_64_config config{.address = 0x20'0000, .apic_id = 3, .reserved = 0};
    ASSERT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, 0, TENON_NONE, 1, &config), TENON_OK);
  }
  void begin(std::uint64_t entry, const tenon_x86_64_setup& setup) {
    create();
    ASSERT_EQ(tenon_x86_64_vcpu_setup(v_.get(), entry, &stage2_, &setup), TENON_OK);
    ASSERT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  }
  static std::uint64_t& word(std::uint64_t gpa) { return x86_hardware.memory[memory + gpa]; }
  static void put(std::uint64_t gpa, const std::vector<std::uint8_t>& bytes) {
    for (const std::uint64_t byte : bytes) {
      std::uint64_t& unit = word(gpa / 8 * 8);
      const std::uint64_t shift = gpa++ % 8 * 8;
      unit = (unit & ~(std::uint64_t{0xff} << shift)) | byte << shift;
    }
  }
  std::uint64_t& x(std::uint32_t index) { return v_->frame.x[index]; }

  std::unique_ptr<tenon_x86_64_cpu> cpu_ = std::make_unique<tenon_x86_64_cpu>();
  std::unique_ptr<tenon_x86_64_vcpu> v_ = std::make_unique<tenon_x86_64_vcpu>();
  std::unique_ptr<tenon_x86_64_policy> policy_ = std::make_unique<tenon_x86_64_policy>();
  tenon_x86_64_stage2 stage2_{};
};

}  // namespace tenon_test

#endif
