// SPDX-License-Identifier: Apache-2.0
// A guest whose own tables lie where reads abort: the address translations that the core makes in
// its stead (AT) take that abort at EL2, and the hypervisor survives it (Linux 88a84ccccb39).
#include "console.hpp"
#include "machine.hpp"
#include "tenon/core/aarch64/hardware.h"
#include "tour.hpp"

namespace example {
namespace {

using namespace tenon::aarch64;
using tenon::GuestPhysical;

/// QEMU's virt machine has nothing there.
constexpr std::uint64_t nothing = 0x0b100000, tables = 0x70000000, page = 4096;

constinit VCpuStorage guest{};

}  // namespace

bool run_abort_tour(const Board& board, Range image) {
  IdleCpu cpu = enable_this_cpu(board);
  Nested nested(nested_config(board));
  require(nested.open(tenon::VmId(1)), "second stage");
  give(tenon::VmId(1), nothing, page);
  require(nested.map({.start = GuestPhysical(tables),
                      .host = tenon::HostPhysical(nothing),
                      .bytes = page,
                      .access = TENON_ACCESS_READ,
                      .memory = TENON_MEMORY_NORMAL}),
          "tables of the guest");
  auto created = CreatedVCpu::create(guest, {.vm = tenon::VmId(1), .vcpu = tenon::VCpuId(0)});
  if (!created) die(tenon::sentence(created.error()));
  auto ready = std::move(created).value().setup(GuestPhysical(image.start), nested.stage2());
  if (!ready) die(tenon::sentence(ready.error()));
  auto bound = std::move(ready).value().bind(std::move(cpu));
  if (!bound) die(tenon::sentence(bound.error()));
  BoundVCpu vcpu = std::move(bound).value();
  vcpu.set_register(Register::TCR_EL1, 0x80803500 + 25);  // T0SZ 25, 4 KiB, write-back
  vcpu.set_register(Register::TTBR0_EL1, tables);
  vcpu.set_register(Register::SCTLR_EL1, 0x30d00801);  // the MMU is on
  vcpu.set_register(Register::PAR_EL1, 0x1234000);
  tenon_aarch64_hw_barrier();
  const std::uint64_t first = tenon_aarch64_hw_translate_stage1(0x1000);
  const std::uint64_t both = tenon_aarch64_hw_translate_both(0x1000);
  print("abort tour: AT S1E1R ", first % 2, ", AT S12E1R ", both % 2, ", PAR_EL1 ",
        hex(vcpu.get_register(Register::PAR_EL1)));
  std::move(vcpu).unbind().then([](FreeVCpu v, const IdleCpu& /*cpu*/) { std::move(v).destroy(); });
  return first % 2 == 1 && both % 2 == 1;
}

}  // namespace example
