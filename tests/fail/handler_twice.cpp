// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: match\(\) has more than one handler for Halt
#include "common.hpp"

Step turn(BoundVCpu bound);
Step turn(BoundVCpu bound) {
  return std::move(bound).run().match([](MmioRead e) { return std::move(e).stop(); },
                                      [](MmioWrite e) { return std::move(e).stop(); },
                                      [](Halt e) { return std::move(e).stop(); },
                                      [](EntryFailed e) { return std::move(e).stop(); },
                                      [](Rest e) { return std::move(e).stop(); });
}
