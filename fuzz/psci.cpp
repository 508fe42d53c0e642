// SPDX-License-Identifier: Apache-2.0
// A guest's calls: which of them stop or start something, what the others return, and the table of
// vCPUs behind them, against DEN 0022's list of functions and a plain list of vCPUs.
#include "tenon/vm/psci.hpp"

#include <array>

#include "harness/decoded.hpp"
#include "harness/psci_model.hpp"
#include "oracle/esr_oracle.hpp"
#include "tenon/core/aarch64/psci.h"
#include "tenon/vm/vcpu_table.hpp"

namespace tenon_fuzz {
namespace {

using tenon::CpuId;
using tenon::Error;
using tenon::GuestPhysical;
using tenon::Power;
using tenon::Start;
using tenon::VCpuId;

class Session {
 public:
  explicit Session(FuzzedDataProvider& data)
      : data_(data), count_(data.ConsumeIntegral<std::uint8_t>() % slots_.size() + 1) {}

  void run() {
    while (data_.remaining_bytes() != 0) step();
  }

 private:
  std::uint32_t id() { return data_.ConsumeIntegral<std::uint8_t>() % 8U; }
  /// Mostly one of a few, sometimes anything.
  std::uint64_t affinity() {
    const auto choice = data_.ConsumeIntegral<std::uint8_t>();
    if (choice == 255) return data_.ConsumeIntegral<std::uint64_t>();
    return (choice & 3U) | (choice >> 2 & 1U) << 8 | (choice >> 3 & 1U) << 16 |
           std::uint64_t{choice >> 4 & 1U} << 32 | std::uint64_t{choice >> 5 & 1U} << 24;
  }
  std::uint64_t function() {
    const auto choice = data_.ConsumeIntegral<std::uint8_t>();
    if (choice >= 240) return data_.ConsumeIntegral<std::uint64_t>();
    const Function& function = functions[choice % std::size(functions)];
    const std::uint64_t id = (choice & 0x80) != 0 ? function.id64 : function.id32;
    return id | std::uint64_t{choice & 1U} << 40;  // W0 holds the function, whatever is above
  }

  void step() {
    switch (data_.ConsumeIntegral<std::uint8_t>() % 9) {
      case 0:
        return add();
      case 1:
        return change(Power::off, Power::absent, table_.remove(VCpuId(last_ = id())));
      case 2:
        return change(Power::off, Power::on, table_.turn_on(VCpuId(last_ = id())));
      case 3:
        return change(Power::on, Power::off, table_.turn_off(VCpuId(last_ = id())));
      case 4:
        return take();
      case 5:
        return look();
      default:
        return call();
    }
  }

  void add() {
    const Member member{id(), affinity(), data_.ConsumeIntegral<std::uint8_t>()};
    const auto status = table_.add(VCpuId(member.id), member.affinity, CpuId(member.home), nullptr);
    if (model_.by_id(member.id) != nullptr || model_.by_affinity(member.affinity) != nullptr) {
      check(status == std::unexpected(Error::invalid_argument), "a vCPU is added twice");
    } else if (model_.members.size() == count_) {
      check(status == std::unexpected(Error::full), "a full table takes a vCPU");
    } else {
      check(status.has_value(), "a vCPU is not added");
      model_.members.push_back(member);
    }
  }

  void change(Power from, Power to, tenon::Status status) {
    Member* member = model_.by_id(last_);
    if (member == nullptr) {
      check(status == std::unexpected(Error::not_found), "a vCPU that is not there changes");
    } else if (member->power != from) {
      check(status == std::unexpected(Error::wrong_state), "a vCPU changes from another state");
    } else {
      check(status.has_value(), "a vCPU does not change its state");
      if (to == Power::absent) {
        model_.members.erase(model_.members.begin() + (member - model_.members.data()));
      } else {
        member->power = to;
      }
    }
  }

  void take() {
    const std::uint32_t which = id();
    const auto request = table_.take_start(VCpuId(which));
    Member* member = model_.by_id(which);
    const bool waits = member != nullptr && member->power == Power::pending;
    check(request.has_value() == waits, "a request to start is lost or made up");
    if (!waits) return;
    check_equal(request->entry.value(), member->entry, "a request to start", "entry");
    check_equal(request->context, member->context, "a request to start", "context");
    member->power = Power::on;
  }

  void look() {
    const std::uint32_t which = id();
    const Member* member = model_.by_id(which);
    const Power power = member == nullptr ? Power::absent : member->power;
    check_equal(static_cast<std::uint64_t>(table_.power(VCpuId(which))),
                static_cast<std::uint64_t>(power), "a vCPU", "power");
    const std::uint64_t where = affinity();
    const Member* there = model_.by_affinity(where);
    const auto home = table_.home(where);
    check(home.has_value() == (there != nullptr), "a vCPU has a home or not");
    if (home) check_equal(home->value(), there->home, "a vCPU", "home");
    std::size_t on = 0;
    table_.for_each_on([&](const tenon::VCpuSlot&) { ++on; });
    std::size_t want = 0;
    for (const Member& each : model_.members) want += each.power == Power::on ? 1 : 0;
    check_equal(on, want, "vCPUs", "count of those that are on");
  }

  /// The whole way: HVC or SMC, the exit, the answer.
  void call() {
    Guest guest;
    fill_registers(guest.frame, data_.ConsumeIntegral<std::uint8_t>());
    guest.frame.x[0] = function();
    guest.frame.x[1] = affinity();
    guest.frame.x[2] = data_.ConsumeIntegral<std::uint8_t>();
    if (guest.frame.x[2] > 5) guest.frame.x[2] = scramble(guest.frame.x[2]);
    if (data_.ConsumeIntegral<std::uint8_t>() % 2 == 1) guest.frame.x[1] = function();
    const auto how = data_.ConsumeIntegral<std::uint8_t>();
    guest.fault.esr = std::uint64_t{(how & 1U) != 0 ? 0x17U : 0x16U} << 26 |
                      (how >= 250 ? std::uint64_t{how} : 0);
    const Decoded got = decode(guest, 0);
    check_same(got.exit, EsrOracle::get().expect(guest.fault, guest.frame).exit,
               "a call against the manual's table");
    check_psci_alone(guest, got.exit);
    const std::uint64_t* x = guest.frame.x;
    if (got.exit.kind == TENON_EXIT_hypercall) {
      check_equal(tenon::psci::answer(table_, x[0], x[1], x[2]), model_.answer(x[0], x[1], x[2]),
                  "a call that is answered at once", "x0");
    } else if (got.exit.kind == TENON_EXIT_cpu_up) {
      start(got.exit);
    }
  }

  /// tenon_aarch64_psci changes an exit's first five fields, and no exit that is no transition.
  void check_psci_alone(const Guest& guest, const tenon_exit& decoded) {
    tenon_exit exit{};
    std::memset(&exit, 0xa5, sizeof exit);
    exit.value = guest.frame.x[0];
    tenon_exit want = exit;
    tenon_aarch64_psci(&guest.frame, &exit);
    if (decoded.kind != TENON_EXIT_hypercall) {
      want.kind = decoded.kind;
      want.cause = decoded.cause;
      want.address = decoded.address;
      want.value = decoded.value;
      want.argument = decoded.argument;
      check_same(exit, want, "a PSCI transition");
    } else if ((guest.fault.esr & 0xffff) == 0) {
      check_same(exit, want, "a call that is no PSCI transition");
    }
  }

  void start(const tenon_exit& exit) {
    const Start start = table_.start(exit.address, GuestPhysical(exit.value), exit.argument);
    Member* member = model_.by_affinity(exit.address);
    std::uint64_t want = invalid_parameters;
    if (member != nullptr && member->power == Power::off) {
      member->power = Power::pending;
      member->entry = exit.value;
      member->context = exit.argument;
      want = success;
    } else if (member != nullptr) {
      want = member->power == Power::on ? already_on : on_pending;
    }
    check_equal(tenon::psci::status(start), want, "CPU_ON", "x0");
  }

  FuzzedDataProvider& data_;
  std::array<tenon::VCpuSlot, 6> slots_{};
  std::size_t count_;
  tenon::VCpuTable table_{std::span(slots_).first(count_)};
  Model model_;
  std::uint32_t last_ = 0;
};

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  tenon_fuzz::Session(data).run();
  return 0;
}
