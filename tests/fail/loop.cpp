// SPDX-License-Identifier: Apache-2.0
// COMPILES
// The positive twin of the misuses of match(): a whole run loop.
#include "common.hpp"

Step loop(BoundVCpu bound);
Step loop(BoundVCpu bound) {
  Step step = std::move(bound);
  while (step.running()) {
    step = std::move(step).run().match(
        [](MmioRead e) {
          const std::uint64_t value = device_read(e.address().value());
          return std::move(e).complete(value);
        },
        [](MmioWrite e) {
          device_write(e.address().value(), e.value());
          return std::move(e).complete();
        },
        [](EntryFailed e) { return std::move(e).stop(); },
        [](Rest e) { return std::move(e).stop(); });
  }
  return step;
}
