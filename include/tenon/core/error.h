/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The errors of the core, from error.def.
#ifndef TENON_CORE_ERROR_H
#define TENON_CORE_ERROR_H

#include "tenon/core/base.h"

enum tenon_error {
  TENON_OK = 0,
#define TENON_ERROR(name, sentence) TENON_ERROR_##name,
#include "tenon/core/error.def"
#undef TENON_ERROR
  TENON_ERROR_COUNT
};

#endif
