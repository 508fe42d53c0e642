// SPDX-License-Identifier: Apache-2.0
// Windows of a device bus and accesses of every width around them, against a list that is searched
// from one end to the other.
#include "tenon/vm/device_bus.hpp"

#include <fuzzer/FuzzedDataProvider.h>

#include <vector>

#include "harness/check.hpp"

namespace tenon_fuzz {
namespace {

using tenon::AccessWidth;
using tenon::Error;
using tenon::ReadAnswer;
using tenon::Refusal;
using tenon::VCpuId;
using Wide = unsigned __int128;

/// What a device was asked; it answers with its own number.
struct Notes {
  std::uint64_t number = 0;
  std::uint64_t offset = 0;
  std::uint64_t written = 0;
  std::uint32_t calls = 0;

 protected:
  ReadAnswer note_read(std::uint64_t where) noexcept {
    ++calls;
    offset = where;
    return number;
  }
  tenon::WriteAnswer note_write(std::uint64_t where, std::uint64_t value) noexcept {
    ++calls;
    offset = where;
    written = value;
    return {};
  }
};

struct OffsetDevice : Notes {
  ReadAnswer read(std::uint64_t where, AccessWidth /*width*/) noexcept { return note_read(where); }
  tenon::WriteAnswer write(std::uint64_t where, AccessWidth /*width*/,
                           std::uint64_t value) noexcept {
    return note_write(where, value);
  }
};

/// Behind system registers: it is given the id.
struct RegisterDevice : Notes {
  ReadAnswer read(tenon::SysRegAddress id) noexcept { return note_read(id.value()); }
  tenon::WriteAnswer write(tenon::SysRegAddress id, std::uint64_t value) noexcept {
    return note_write(id.value(), value);
  }
};

struct Window {
  Wide first;
  Wide end;  ///< one past the last
  const Notes* device;
};

template <class Where>
class Session {
 public:
  explicit Session(FuzzedDataProvider& data) : data_(data) {
    for (std::size_t i = 0; i < devices_.size(); ++i) devices_[i].number = i + 1;
  }

  void run() {
    while (data_.remaining_bytes() != 0) {
      switch (data_.ConsumeIntegral<std::uint8_t>() % 4) {
        case 0:
          claim();
          break;
        case 1:
          touches();
          break;
        default:
          access();
      }
    }
  }

 private:
  static constexpr bool registers = std::same_as<Where, tenon::SysRegAddress>;
  using Device = std::conditional_t<registers, RegisterDevice, OffsetDevice>;
  static constexpr std::uint64_t last = tenon::end_of_space<Where>;
  static constexpr std::size_t capacity = 5;

  /// Near an end of a window, near an end of the space, or anywhere.
  std::uint64_t address() {
    const auto choice = data_.ConsumeIntegral<std::uint8_t>();
    const auto delta =
        static_cast<std::uint64_t>(std::int64_t{data_.ConsumeIntegral<std::int8_t>()});
    std::uint64_t base = 0;
    if (choice < 160 && !windows_.empty()) {
      const Window& window = windows_[choice / 2 % windows_.size()];
      base = static_cast<std::uint64_t>(choice % 2 == 0 ? window.first : window.end);
    } else if (choice < 200) {
      base = choice % 2 == 0 ? 0 : last;
    } else {
      base = data_.ConsumeIntegral<std::uint64_t>();
    }
    return (base + delta % 32) & last;
  }
  Where where(std::uint64_t address) {
    return Where(static_cast<decltype(Where(0).value())>(address));
  }

  void claim() {
    const std::uint64_t first = address();
    std::uint64_t length = data_.ConsumeIntegral<std::uint8_t>();
    if (length > 250) length = data_.ConsumeIntegral<std::uint64_t>();
    Device& device = devices_[next_++ % devices_.size()];
    const auto status = bus_.claim(where(first), length, device);
    const Window window{first, Wide{first} + length, &device};
    bool overlap = false;
    for (const Window& other : windows_) {
      overlap = overlap || (window.first < other.end && other.first < window.end);
    }
    if (length == 0 || window.end > Wide{last} + 1) {
      check(status == std::unexpected(Error::invalid_argument), "a window that is none is taken");
    } else if (overlap) {
      check(status == std::unexpected(Error::overlap), "an overlap is taken");
    } else if (windows_.size() == capacity) {
      check(status == std::unexpected(Error::full), "a full bus takes a window");
    } else {
      check(status.has_value(), "a window is refused");
      windows_.push_back(window);
    }
  }

  void touches() {
    std::uint64_t first = address();
    std::uint64_t end = address();
    if (end < first) std::swap(first, end);
    bool any = false;
    for (const Window& window : windows_) {
      any = any || (first < window.end && window.first <= end);
    }
    check(bus_.touches(where(first), where(end)) == any, "touches");
  }

  void access() {
    const std::uint64_t at = address();
    const auto width = static_cast<AccessWidth>(1 << data_.ConsumeIntegral<std::uint8_t>() % 4);
    const std::uint64_t value = data_.ConsumeIntegral<std::uint16_t>();
    const Wide end = Wide{at} + (registers ? 1 : tenon::bytes(width));
    const Window* inside = nullptr;
    bool any = false;
    for (const Window& window : windows_) {
      if (window.first < end && at < window.end) any = true;
      if (window.first <= at && end <= window.end) inside = &window;
    }
    const tenon::GuestAccess<Where> access{VCpuId(3), where(at), width};
    const bool writes = value % 2 == 1;
    std::uint32_t calls = 0;
    for (Device& device : devices_) calls += device.calls;
    ReadAnswer answer = 0;
    if (!writes) {
      answer = bus_.read(access);
    } else if (const auto done = bus_.write(access, value); !done) {
      answer = std::unexpected(done.error());
    }
    std::uint32_t calls_after = 0;
    for (Device& device : devices_) calls_after += device.calls;
    check_equal(calls_after - calls, inside == nullptr ? 0 : 1, "an access", "devices asked");
    if (inside == nullptr) {
      check(!answer.has_value(), "an access is answered by nobody's device");
      check(answer.error() == (any ? Refusal::straddles : Refusal::unclaimed),
            "an access is refused for another reason");
      return;
    }
    check(answer.has_value(), "a device is not asked");
    if (!writes) check_equal(*answer, inside->device->number, "a read", "device");
    if (writes) check_equal(inside->device->written, value, "a write", "value");
    check_equal(inside->device->offset,
                registers ? at : static_cast<std::uint64_t>(at - inside->first), "an access",
                "offset");
  }

  FuzzedDataProvider& data_;
  std::array<Device, 7> devices_{};
  tenon::DeviceBus<Where, capacity> bus_;
  std::vector<Window> windows_;
  std::size_t next_ = 0;
};

}  // namespace
}  // namespace tenon_fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  FuzzedDataProvider data(bytes, size);
  switch (data.ConsumeIntegral<std::uint8_t>() % 4) {
    case 0:
      tenon_fuzz::Session<tenon::Port>(data).run();
      break;
    case 1:
      tenon_fuzz::Session<tenon::SysRegAddress>(data).run();
      break;
    default:
      tenon_fuzz::Session<tenon::GuestPhysical>(data).run();
  }
  return 0;
}
