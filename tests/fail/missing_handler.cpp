// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: match\(\) has no handler for MmioWrite, the exit of a guest that wrote a device register
#include "common.hpp"

Step turn(BoundVCpu bound);
Step turn(BoundVCpu bound) {
  return std::move(bound).run().match([](MmioRead e) { return std::move(e).complete(0); },
                                      [](EntryFailed e) { return std::move(e).stop(); },
                                      [](Rest e) { return std::move(e).stop(); });
}
