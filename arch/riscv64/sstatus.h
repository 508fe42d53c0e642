/* SPDX-License-Identifier: Apache-2.0 */
/* sstatus in parts: SIE 1, SPIE 5; then SPP 8, VS 10:9; then FS 14:13. What changes one part leaves
   the others as they are. Each lemma is proved on its own, away from the code that uses it. */
#ifndef TENON_ARCH_RISCV64_SSTATUS_H
#define TENON_ARCH_RISCV64_SSTATUS_H

/*@ predicate status_parts(integer s, integer high, integer low) =
      s == high * 0x100 + low && 0 <= low < 0x100 && 0 <= high;
    lemma status_sie: \forall integer s, h, l; status_parts(s, h, l) ==>
      s / 0x2 % 2 == l / 0x2 % 2;
    lemma status_spie: \forall integer s, h, l; status_parts(s, h, l) ==>
      s / 0x20 % 2 == l / 0x20 % 2;
    lemma status_spp: \forall integer s, h, l; status_parts(s, h, l) ==> s / 0x100 % 2 == h % 2;
    lemma status_vs: \forall integer s, h, l; status_parts(s, h, l) ==> s / 0x200 % 4 == h / 2 % 4;
    lemma status_fs: \forall integer s, h, l; status_parts(s, h, l) ==>
      s / 0x2000 % 4 == h / 0x20 % 4;
    predicate status_upper(integer h, integer top, integer under) =
      h == top * 0x20 + under && 0 <= under < 0x20 && 0 <= top;
    lemma upper_spp: \forall integer h, t, u; status_upper(h, t, u) ==> h % 2 == u % 2;
    lemma upper_vs: \forall integer h, t, u; status_upper(h, t, u) ==> h / 2 % 4 == u / 2 % 4;
    lemma upper_fs: \forall integer h, t, u; status_upper(h, t, u) ==> h / 0x20 % 4 == t % 4; */

#endif
