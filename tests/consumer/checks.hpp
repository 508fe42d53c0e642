// SPDX-License-Identifier: Apache-2.0
/// \file
/// A check is a line of output; main fails if one of them does.
#pragma once

void expect(bool good, const char* what);

void the_bank_answers_in_its_window_alone();
