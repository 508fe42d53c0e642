// SPDX-License-Identifier: Apache-2.0
// EXPECT: tenon: a handler of match\(\) must name the exit it takes
#include "common.hpp"

Step turn(BoundVCpu bound);
Step turn(BoundVCpu bound) {
  return std::move(bound).run().match([](EntryFailed e) -> Step { return std::move(e).stop(); },
                                      [](auto e) -> Step { return std::move(e).stop(); });
}
