/* SPDX-License-Identifier: Apache-2.0 */
/* The stack of free pages: what the files of the engine share and nobody else calls. */
#ifndef TENON_ARCH_COMMON_NESTED_POOL_H
#define TENON_ARCH_COMMON_NESTED_POOL_H

#include "tenon/core/nested_table.h"

/* Takes a free page, all zero, for a table. TENON_NONE: there is none. */
uint32_t tenon_nested_take(struct tenon_nested_pool *pool, uint32_t height, uint32_t root,
                           uint32_t parent, uint32_t tag);

/* Gives back a page that is all zero. */
void tenon_nested_give(struct tenon_nested_pool *pool, uint32_t table);

#endif
