/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// Why a CPU cannot run guests.
#ifndef TENON_CORE_X86_64_OBSTACLE_H
#define TENON_CORE_X86_64_OBSTACLE_H

#include "tenon/core/base.h"

enum tenon_x86_64_obstacle {
#define TENON_X86_64_OBSTACLE(name, sentence) TENON_X86_64_OBSTACLE_##name,
#include "tenon/core/x86_64/obstacles.def"
  TENON_X86_64_OBSTACLE_COUNT
};

#endif
