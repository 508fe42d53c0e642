// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a description to its syndrome and back.
#pragma once

#include "harness/guest.hpp"

namespace tenon_fuzz {

/// Describes an event of a guest, encodes it by the manual's drawing of ESR_EL2, and expects the
/// decoder to give the description back.
void check_round_trip(FuzzedDataProvider& data);

}  // namespace tenon_fuzz
