/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which system registers a guest can change, found by trying every encoding: so the list is not
 * tenon's own table, and a register that the table forgets is tortured like the others. The
 * hypervisor answers every trapped access with an undefined instruction meanwhile.
 */
#include "torture.h"

struct list list;

/* Adds the register if it can be read and one of its bits can be changed. */
static void try_register(uint32_t encoding) {
  struct sysreg row = wish_for(encoding);
  uint64_t before = 0, ones = row.random | row.fixed, zeros = row.fixed;
  if (row.random == 0 || !try_read(encoding, &before)) {
    return;
  }
  if (!try_write(encoding, &ones)) {
    return;
  }
  (void)try_read(encoding, &ones);
  (void)try_write(encoding, &zeros);
  (void)try_read(encoding, &zeros);
  (void)try_write(encoding, &before);
  const uint64_t changes = (ones ^ zeros) & row.compared;
  if (changes == 0 || list.count == SYS_MAX) {
    return;
  }
  list.row[list.count] = row;
  (void)call(CALL_LIST, list.count, encoding, changes, 0);
  list.count++;
}

void discover(uint64_t without) {
  for (uint32_t encoding = first_encoding; encoding <= last_encoding; encoding++) {
    if (encoding != without) {
      try_register(encoding);
    }
  }
  write_code();
}
