// SPDX-License-Identifier: Apache-2.0
/// \file
/// A vCPU on a CPU made of variables, with memory that its guest's page tables and the nested ones
/// lead to, and a device that they do not.
#ifndef TENON_TESTS_UNIT_X86_64_MMIO_HPP
#define TENON_TESTS_UNIT_X86_64_MMIO_HPP

#include <gtest/gtest.h>

#include <cstdint>
#include <initializer_list>
#include <memory>

#include "fakes/x86_64_hardware.hpp"
#include "tenon/core/x86_64/fetch.h"
#include "tenon/x86_64.hpp"

namespace tenon_test {

inline constexpr std::uint64_t root = 0x40'0000;      // host-physical
inline constexpr std::uint64_t memory = 0x80'0000;    // of the guest's first 2 MiB
inline constexpr std::uint64_t code = 0x1000;         // guest-physical
inline constexpr std::uint64_t tables = 0x9000;       // guest-physical
inline constexpr std::uint64_t device = 0xfeb0'0000;  // guest-physical
inline constexpr std::uint64_t by_store = 0x2;        // of EXITINFO1
inline constexpr std::uint64_t nested_leaf = 0xe7;

class X86Mmio : public testing::Test {
 protected:
  X86Mmio() {
    x86_hardware = {};
    tenon_x86_64_policy_init(policy_.get());
    tenon_stage2_init(&stage2_.common, root, 0, 4);
    stage2_.common.vmid = 5;
    stage2_.common.generation = 1;
    x86_hardware.memory[root] = root + 0x1007;
    x86_hardware.memory[root + 0x1000] = root + 0x2007;
    x86_hardware.memory[root + 0x2000] = memory + nested_leaf;
    EXPECT_EQ(tenon_x86_64_claim(cpu_.get(), 0), TENON_OK);
    EXPECT_EQ(tenon_x86_64_enable(cpu_.get(), 0x10'0000), TENON_OK);
    set_word(tables, tables + 0x1003);
    set_word(tables + 0x1000, tables + 0x2003);
    set_word(tables + 0x2000, 0x83);  // the first 2 MiB
  }
  void start(std::uint32_t mode, std::uint32_t local_apic = 0) {
    const tenon_x86_64_config config{.address = 0x20'0000, .apic_id = 3, .reserved = 0};
    const tenon_x86_64_setup setup{.mode = mode,
                                   .trap_pause = 0,
                                   .page_table = tables,
                                   .policy = policy_.get(),
                                   .policy_address = 0x30'0000,
                                   .slice = 0,
                                   .local_apic = local_apic,
                                   .reserved = 0};
    ASSERT_EQ(tenon_x86_64_vcpu_create(v_.get(), 1, 0, TENON_NONE, 1, &config), TENON_OK);
    ASSERT_EQ(tenon_x86_64_vcpu_setup(v_.get(), code, &stage2_, &setup), TENON_OK);
    ASSERT_EQ(tenon_x86_64_vcpu_bind(v_.get(), cpu_.get()), TENON_OK);
  }
  static void set_word(std::uint64_t gpa, std::uint64_t word) {
    x86_hardware.memory[memory + gpa] = word;
  }
  static void put(std::uint64_t gpa, std::initializer_list<std::uint64_t> bytes) {
    for (const std::uint64_t byte : bytes) {
      std::uint64_t& word = x86_hardware.memory[memory + gpa / 8 * 8];
      const std::uint64_t shift = gpa++ % 8 * 8;
      word = (word & ~(std::uint64_t{0xff} << shift)) | byte << shift;
    }
  }
  /// The page around an instruction is there, but for its rest.
  void place(std::initializer_list<std::uint64_t> bytes) {
    for (std::uint64_t at = code; at < code + 0x1000; at += 8) set_word(at, 0x9090909090909090);
    put(code, bytes);
  }
  /// Runs until the guest's instruction faults.
  const tenon_exit& fault(std::uint64_t info, std::uint64_t address, std::uint64_t event = 0) {
    x86_hardware.guest = [=](tenon_x86_64_vcpu& v) {
      v.vmcb.exitcode = 0x400;
      v.vmcb.exitinfo1 = info;
      v.vmcb.exitinfo2 = address;
      v.vmcb.exitintinfo = event;
    };
    tenon_x86_64_vcpu_run(v_.get());
    return v_->exit;
  }
  void expect(tenon_exit_kind kind, std::uint64_t address, std::uint64_t value,
              std::uint32_t width) const {
    const tenon_exit& e = v_->exit;
    EXPECT_EQ(e.kind, static_cast<std::uint32_t>(kind)) << tenon::x86_64::cause_name(e.cause);
    EXPECT_EQ(e.address, address);
    EXPECT_EQ(e.value, value);
    EXPECT_EQ(e.width, width);
  }
  void expect_refused(std::uint64_t info, std::uint64_t address, tenon_x86_64_cause cause,
                      std::uint64_t event = 0) {
    const tenon_exit& e = fault(info, address, event);
    EXPECT_EQ(e.kind, static_cast<std::uint32_t>(TENON_EXIT_nested_page_fault));
    EXPECT_EQ(tenon::x86_64::cause_name(e.cause), tenon::x86_64::cause_name(cause));
    EXPECT_EQ(e.address, address);
    EXPECT_EQ(e.instruction_length, 0U);
    EXPECT_EQ(tenon_x86_64_vcpu_abandon(v_.get()), TENON_OK);
  }
  std::uint64_t& x(std::uint32_t index) { return v_->frame.x[index]; }

  std::unique_ptr<tenon_x86_64_cpu> cpu_ = std::make_unique<tenon_x86_64_cpu>();
  std::unique_ptr<tenon_x86_64_vcpu> v_ = std::make_unique<tenon_x86_64_vcpu>();
  std::unique_ptr<tenon_x86_64_policy> policy_ = std::make_unique<tenon_x86_64_policy>();
  tenon_x86_64_stage2 stage2_{};
};

}  // namespace tenon_test

#endif
