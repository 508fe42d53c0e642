// SPDX-License-Identifier: Apache-2.0
/// \file
/// A decoded syndrome for people and for programs.
#pragma once

#include <ostream>

#include "syndrome.hpp"

namespace tenon_decode {

/// Several lines: class, fields, exit, sentence. `colour`: with ANSI colours.
void write_text(std::ostream& out, const Syndrome& syndrome, bool colour);

/// One line of JSON. The keys are part of the tool's contract.
void write_json(std::ostream& out, const Syndrome& syndrome);

}  // namespace tenon_decode
