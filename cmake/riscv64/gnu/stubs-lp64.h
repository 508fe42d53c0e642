/* SPDX-License-Identifier: Apache-2.0 */
/* Debian's C++ headers for RISC-V include glibc's features.h, which asks for this file when code
 * is built without floating point; glibc comes for lp64d only. It would name functions of a C
 * library, of which freestanding code uses none. */
