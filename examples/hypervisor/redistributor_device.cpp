// SPDX-License-Identifier: Apache-2.0
#include "redistributor_device.hpp"

namespace example {
namespace {

// RD_base.
constexpr std::uint64_t iidr = 0x4, typer_low = 0x8, typer_high = 0xc, waker = 0x14, pidr4 = 0xffd0,
                        cidr3 = 0xfffc;
constexpr std::uint32_t typer_last = 1U << 4, typer_lpis = 1U << 0 | 1U << 1 | 1U << 3;
// SGI_base.
constexpr std::uint64_t sgi = 0x10000, igroupr0 = sgi + 0x080, isenabler0 = sgi + 0x100,
                        icactiver0 = sgi + 0x380, ipriorityr0 = sgi + 0x400,
                        ipriorityr_end = sgi + 0x420, icfgr0 = sgi + 0xc00, icfgr1 = sgi + 0xc04,
                        igrpmodr0 = sgi + 0xd00;

std::uint32_t read32(std::uint64_t address) noexcept {
  return *reinterpret_cast<volatile std::uint32_t*>(address);
}
void write32(std::uint64_t address, std::uint32_t value) noexcept {
  *reinterpret_cast<volatile std::uint32_t*>(address) = value;
}

/// Each of the 16 bits of `half` twice: GICR_ICFGR<n> has two bits an interrupt.
std::uint32_t doubled(std::uint32_t half) noexcept {
  std::uint32_t bits = 0;
  for (std::uint32_t i = 0; i < 16; ++i) {
    if ((half >> i & 1) != 0) bits |= 3U << 2 * i;
  }
  return bits;
}

}  // namespace

std::uint32_t RedistributorDevice::kept_bits(std::uint64_t offset) const noexcept {
  if (offset == icfgr0) return doubled(kept_ & 0xffff);
  if (offset == icfgr1) return doubled(kept_ >> 16);
  if (offset >= ipriorityr0 && offset < ipriorityr_end) {
    std::uint32_t bits = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
      if ((kept_ >> (offset - ipriorityr0 + i) & 1) != 0) bits |= 0xffU << 8 * i;
    }
    return bits;
  }
  return kept_;
}

std::uint32_t RedistributorDevice::read_word(std::uint64_t offset) const noexcept {
  if (offset >= sgi) return read32(base_ + offset);
  if (offset == typer_low) return (read32(base_ + offset) | typer_last) & ~typer_lpis;
  const bool shown = offset == iidr || offset == typer_high || offset == waker ||
                     (offset >= pidr4 && offset <= cidr3);
  return shown ? read32(base_ + offset) : 0;
}

void RedistributorDevice::write_word(std::uint64_t offset, std::uint32_t written,
                                     std::uint32_t value) const noexcept {
  const std::uint32_t kept = kept_bits(offset);
  if (offset >= isenabler0 && offset <= icactiver0) {
    write32(base_ + offset, value & ~kept);  // writing zeros changes nothing
  } else if (offset == igroupr0 || offset == igrpmodr0 || offset == icfgr0 || offset == icfgr1 ||
             (offset >= ipriorityr0 && offset < ipriorityr_end)) {
    const std::uint32_t change = written & ~kept;
    write32(base_ + offset, (read32(base_ + offset) & ~change) | (value & change));
  }
  // RD_base: the redistributor is awake and stays so, and there are no LPIs to set up.
}

tenon::ReadAnswer RedistributorDevice::read(std::uint64_t offset,
                                            tenon::AccessWidth width) const noexcept {
  if (offset % tenon::bytes(width) != 0) return std::unexpected(tenon::Refusal::fault);
  if (width == tenon::AccessWidth::doubleword) {
    return read_word(offset) | std::uint64_t{read_word(offset + 4)} << 32;
  }
  return read_word(offset & ~std::uint64_t{3}) >> 8 * (offset % 4);
}

tenon::WriteAnswer RedistributorDevice::write(std::uint64_t offset, tenon::AccessWidth width,
                                              std::uint64_t value) const noexcept {
  if (offset % tenon::bytes(width) != 0) return std::unexpected(tenon::Refusal::fault);
  if (width == tenon::AccessWidth::doubleword) {
    write_word(offset, ~0U, static_cast<std::uint32_t>(value));
    write_word(offset + 4, ~0U, static_cast<std::uint32_t>(value >> 32));
    return {};
  }
  const std::uint64_t lane = 8 * (offset % 4);
  write_word(offset & ~std::uint64_t{3}, static_cast<std::uint32_t>(tenon::mask(width) << lane),
             static_cast<std::uint32_t>((value & tenon::mask(width)) << lane));
  return {};
}

}  // namespace example
