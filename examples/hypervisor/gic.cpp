// SPDX-License-Identifier: Apache-2.0
#include "gic.hpp"

namespace example {
namespace {

// IHI 0069, tables 12-25, 12-27 and 12-29.
constexpr std::uint64_t gicd_ctlr = 0x0, gicd_ispendr = 0x200;
constexpr std::uint64_t gicr_waker = 0x14, gicr_sgi = 0x10000;
constexpr std::uint64_t gicr_igroupr0 = gicr_sgi + 0x80, gicr_isenabler0 = gicr_sgi + 0x100,
                        gicr_ipriorityr = gicr_sgi + 0x400;
constexpr std::uint32_t ctlr_enable_group1 = 1U << 1, ctlr_are = 1U << 4, ctlr_rwp = 1U << 31;
constexpr std::uint32_t waker_processor_sleep = 1U << 1, waker_children_asleep = 1U << 2;
constexpr std::uint32_t first_special_intid = 1020;

std::uint32_t read32(std::uint64_t address) {
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}
void write32(std::uint64_t address, std::uint32_t value) {
  *reinterpret_cast<volatile std::uint32_t*>(address) = value;
}
void write8(std::uint64_t address, std::uint8_t value) {
  *reinterpret_cast<volatile std::uint8_t*>(address) = value;
}

}  // namespace

void Gic::enable_distributor() const {
  write32(distributor_ + gicd_ctlr, ctlr_are | ctlr_enable_group1);
  while ((read32(distributor_ + gicd_ctlr) & ctlr_rwp) != 0) {
  }
}

void Gic::enable_cpu(std::uint32_t cpu) const {
  const std::uint64_t redistributor = redistributors_ + stride_ * cpu;
  write32(redistributor + gicr_waker, read32(redistributor + gicr_waker) & ~waker_processor_sleep);
  while ((read32(redistributor + gicr_waker) & waker_children_asleep) != 0) {
  }
  write32(redistributor + gicr_igroupr0, 0xffffffff);
  write8(redistributor + gicr_ipriorityr + kick_sgi, 0x80);
  write8(redistributor + gicr_ipriorityr + maintenance_ppi, 0x80);
  write32(redistributor + gicr_isenabler0, hypervisor_interrupts);
  asm volatile(
      "msr icc_sre_el2, %0\n isb\n"  // SRE, DFB, DIB, and EL1 may use the system registers
      "msr icc_pmr_el1, %1\n"
      "msr icc_bpr1_el1, xzr\n"
      "msr icc_ctlr_el1, %2\n"  // EOImode 1
      "msr icc_igrpen1_el1, %3\n isb" ::"r"(0xfUL),
      "r"(0xffUL), "r"(2UL), "r"(1UL)
      : "memory");
}

void Gic::enable_ppi(std::uint32_t cpu, std::uint32_t intid) const {
  const std::uint64_t redistributor = redistributors_ + stride_ * cpu;
  write8(redistributor + gicr_ipriorityr + intid, 0xa0);
  write32(redistributor + gicr_isenabler0, 1U << intid);
}

void Gic::hand_over_cpu() const {
  asm volatile("msr icc_igrpen1_el1, xzr\n msr icc_ctlr_el1, xzr\n isb" ::: "memory");
}

std::optional<std::uint32_t> Gic::acknowledge() const {
  std::uint64_t intid = 0;
  asm volatile("mrs %0, icc_iar1_el1\n dsb sy" : "=r"(intid)::"memory");
  if (intid >= first_special_intid) return std::nullopt;
  return static_cast<std::uint32_t>(intid);
}

void Gic::drop_priority(std::uint32_t intid) const {
  asm volatile("msr icc_eoir1_el1, %0\n isb" ::"r"(std::uint64_t{intid}) : "memory");
}

void Gic::deactivate(std::uint32_t intid) const {
  asm volatile("msr icc_dir_el1, %0\n isb" ::"r"(std::uint64_t{intid}) : "memory");
}

void Gic::kick(std::uint32_t cpu) const {
  const std::uint64_t value = std::uint64_t{kick_sgi} << 24 | std::uint64_t{1} << (cpu & 15U);
  asm volatile("dsb ishst\n msr icc_sgi1r_el1, %0\n isb" ::"r"(value) : "memory");
}

void Gic::set_pending(std::uint32_t intid) const {
  write32(distributor_ + gicd_ispendr + std::uint64_t{intid / 32} * 4, 1U << intid % 32);
}

}  // namespace example
