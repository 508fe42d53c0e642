// SPDX-License-Identifier: Apache-2.0
// EXPECT-CONSUMED: invalid invocation of method 'owner' on object 'grant' while it is in the 'consumed' state
#include "tenon/vm/grants.hpp"

tenon::VmId after(tenon::Grants& grants, tenon::Grant grant);
tenon::VmId after(tenon::Grants& grants, tenon::Grant grant) {
  auto taken = grants.take(std::move(grant));
  if (!taken) return tenon::VmId(0);
  return grant.owner();
}
