/* SPDX-License-Identifier: Apache-2.0 */
/* What C++ and assembly agree on about the second CPU's first instructions. */
#ifndef EXAMPLE_SECOND_CPU_H
#define EXAMPLE_SECOND_CPU_H

#define STARTUP_PAGE 0x8000
#define GDT_BYTES 56

#endif
