/* SPDX-License-Identifier: Apache-2.0 */
/* Walks before and after a write. Each lemma is proved on its own, away from the code that uses
   it. */
#ifndef TENON_ARCH_COMMON_NESTED_WALKS_H
#define TENON_ARCH_COMMON_NESTED_WALKS_H

#include "nested_cells.h"
#include "tenon/core/nested_table.h"

/*@ // Arithmetic of cells.
    lemma cell_parts: \forall integer h, g; 1 <= h <= 4 ==> 0 <= g < 0x1000000000000 ==>
      nested_cell(h, g) == nested_tag(h, g) * 512 + nested_slot(h, g) &&
      0 <= nested_slot(h, g) < 512;
    lemma cell_up: \forall integer h, g; 1 <= h <= 3 ==> 0 <= g < 0x1000000000000 ==>
      nested_cell(h + 1, g) == nested_cell(h, g) / 512 && nested_tag(h, g) == nested_cell(h + 1, g);
    lemma cell_top: \forall integer g; 0 <= g < 0x1000000000000 ==> nested_tag(4, g) == 0;
    lemma cell_above: \forall integer h, k, g, a; 1 <= h <= k <= 4 ==>
      0 <= g < 0x1000000000000 ==> 0 <= a < 0x1000000000000 ==>
      nested_cell(h, g) == nested_cell(h, a) ==> nested_cell(k, g) == nested_cell(k, a);
    lemma cell_slot: \forall integer h, g, a; 1 <= h <= 4 ==>
      0 <= g < 0x1000000000000 ==> 0 <= a < 0x1000000000000 ==>
      nested_cell(h, g) == nested_cell(h, a) ==>
      nested_slot(h, g) == nested_slot(h, a) && nested_tag(h, g) == nested_tag(h, a);

    lemma walked_small{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> 0 <= g < 0x1000000000000;
    lemma on_root{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> nested_on(t, root, root, g);
    // One step: further down on the same walk, or nowhere.
    lemma step_child{L}: \forall struct tenon_nested_tree t, integer root, p, g;
      walked(t, root, g) ==> nested_on(t, root, p, g) ==>
        nested_points(t, t.table[p].height, nested_entry(t, p, g)) ==>
        nested_child(t, p, nested_slot(t.table[p].height, g), nested_step(t, p, g));
    lemma step_stays{L}: \forall struct tenon_nested_tree t, integer p, g;
      !nested_points(t, t.table[p].height, nested_entry(t, p, g)) ==> nested_step(t, p, g) == p;
    lemma on_step{L}: \forall struct tenon_nested_tree t, integer root, p, g;
      walked(t, root, g) ==> nested_on(t, root, p, g) ==>
        nested_on(t, root, nested_step(t, p, g), g);
    lemma step_down{L}: \forall struct tenon_nested_tree t, integer root, p, g;
      walked(t, root, g) ==> nested_on(t, root, p, g) ==>
        nested_points(t, t.table[p].height, nested_entry(t, p, g)) ==>
        t.table[nested_step(t, p, g)].height == t.table[p].height - 1;
    logic integer nested_second{L}(struct tenon_nested_tree t, integer root, integer g) =
      nested_step(t, root, g);
    logic integer nested_third{L}(struct tenon_nested_tree t, integer root, integer g) =
      nested_step(t, nested_second(t, root, g), g);
    lemma last_third{L}: \forall struct tenon_nested_tree t, integer root, g;
      nested_last(t, root, g) == nested_step(t, nested_third(t, root, g), g);
    lemma on_second{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> nested_on(t, root, nested_second(t, root, g), g);
    lemma on_third{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> nested_on(t, root, nested_third(t, root, g), g);
    lemma on_last{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> nested_on(t, root, nested_last(t, root, g), g);
    lemma depth_range{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> 1 <= nested_depth(t, root, g) <= 4;
    // The walk ends where nothing leads on.
    predicate stays{L}(struct tenon_nested_tree t, integer p, integer g) =
      !nested_points(t, t.table[p].height, nested_entry(t, p, g));
    lemma second_low{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> stays(t, nested_second(t, root, g), g) ||
        t.table[nested_second(t, root, g)].height <= 3;
    lemma third_low{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> stays(t, nested_third(t, root, g), g) ||
        t.table[nested_third(t, root, g)].height <= 2;
    lemma last_stays{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> stays(t, nested_last(t, root, g), g);
    lemma high_third{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==> 2 <= t.table[nested_last(t, root, g)].height ==>
        nested_third(t, root, g) == nested_last(t, root, g);
    lemma descends{L}: \forall struct tenon_nested_tree t, integer root, g;
      walked(t, root, g) ==>
        t.table[nested_last(t, root, g)].height <= t.table[nested_third(t, root, g)].height <=
        t.table[nested_second(t, root, g)].height <= t.table[root].height;

    // Addresses of one cell have one walk.
    lemma same_step{L}: \forall struct tenon_nested_tree t, integer h, p, g, a;
      1 <= h <= t.table[p].height <= 4 ==>
        0 <= g < 0x1000000000000 ==> 0 <= a < 0x1000000000000 ==>
        nested_cell(h, g) == nested_cell(h, a) ==>
        nested_step(t, p, g) == nested_step(t, p, a) &&
        nested_entry(t, p, g) == nested_entry(t, p, a);
    lemma same_last{L}: \forall struct tenon_nested_tree t, integer root, g, a;
      walked(t, root, g) ==> walked(t, root, a) ==>
        nested_cell(nested_depth(t, root, a), g) == nested_cell(nested_depth(t, root, a), a) ==>
        nested_last(t, root, g) == nested_last(t, root, a) &&
        nested_found(t, root, g) == nested_found(t, root, a);

    lemma cell_alike_at{L}: \forall struct tenon_nested_tree t, integer root, at;
      walked(t, root, at) ==> cell_alike(t, root, at);

    // Where an entry of table `p` is written that the walk does not come by, it stays as it is.
    predicate touches{L}(struct tenon_nested_tree t, integer root, integer p, integer i,
                         integer g) =
      nested_on(t, root, p, g) && nested_slot(t.table[p].height, g) == i;
    lemma spared_step{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, q, g;
      walked{A}(t, root, g) ==> nested_on{A}(t, root, q, g) ==> !touches{A}(t, root, p, i, g) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_step{A}(t, q, g) == nested_step{B}(t, q, g) &&
        nested_entry{A}(t, q, g) == nested_entry{B}(t, q, g) &&
        \at(t.table[q].height, A) == \at(t.table[q].height, B);
    lemma spared_third{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, g;
      walked{A}(t, root, g) ==> !touches{A}(t, root, p, i, g) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_third{A}(t, root, g) == nested_third{B}(t, root, g);
    lemma spared_last{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, g;
      walked{A}(t, root, g) ==> !touches{A}(t, root, p, i, g) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g);
    lemma spared{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, g;
      walked{A}(t, root, g) ==> !touches{A}(t, root, p, i, g) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_found{A}(t, root, g) == nested_found{B}(t, root, g) &&
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);

    // A leaf in the place of a leaf turns no walk.
    predicate no_pointer{L}(struct tenon_nested_tree t, integer p, integer i) =
      !nested_points(t, t.table[p].height, t.page[p].entry[i]);
    lemma level_step{A, B}: \forall struct tenon_nested_tree t, integer p, i, q, g;
      0 <= q < t.count ==> 0 <= g < 0x1000000000000 ==> 1 <= \at(t.table[q].height, A) <= 4 ==>
        no_pointer{A}(t, p, i) ==> no_pointer{B}(t, p, i) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_step{A}(t, q, g) == nested_step{B}(t, q, g);
    lemma level_second{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, g;
      walked{A}(t, root, g) ==> no_pointer{A}(t, p, i) ==> no_pointer{B}(t, p, i) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_second{A}(t, root, g) == nested_second{B}(t, root, g);
    lemma level_third{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, g;
      walked{A}(t, root, g) ==> no_pointer{A}(t, p, i) ==> no_pointer{B}(t, p, i) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_third{A}(t, root, g) == nested_third{B}(t, root, g);
    lemma level_last{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, g;
      walked{A}(t, root, g) ==> no_pointer{A}(t, p, i) ==> no_pointer{B}(t, p, i) ==>
        nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g);

    lemma touched_cell{L}: \forall struct tenon_nested_tree t, integer root, at, g;
      walked(t, root, at) ==> walked(t, root, g) ==>
        (touches(t, root, nested_last(t, root, at),
                 nested_slot(nested_depth(t, root, at), at), g) <==> same_cell(t, root, at, g));
    predicate leaf_at{A, B}(struct tenon_nested_tree t, integer root, integer at) =
      nested_entries_kept_but{A, B}(t, nested_last{A}(t, root, at),
        nested_slot(nested_depth{A}(t, root, at), at)) &&
      nested_tables_kept{A, B}(t) &&
      no_pointer{B}(t, nested_last{A}(t, root, at),
        nested_slot(nested_depth{A}(t, root, at), at));
    lemma leaf_last{A, B}: \forall struct tenon_nested_tree t, integer root, at, g;
      walked{A}(t, root, at) ==> walked{A}(t, root, g) ==> leaf_at{A, B}(t, root, at) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g) &&
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
    lemma leaf_beside{A, B}: \forall struct tenon_nested_tree t, integer root, at, g;
      walked{A}(t, root, at) ==> walked{A}(t, root, g) ==> leaf_at{A, B}(t, root, at) ==>
        !same_cell{A}(t, root, at, g) ==>
        nested_found{A}(t, root, g) == nested_found{B}(t, root, g);
    lemma leaf_inside{A, B}: \forall struct tenon_nested_tree t, integer root, at, g;
      walked{A}(t, root, at) ==> walked{A}(t, root, g) ==> leaf_at{A, B}(t, root, at) ==>
        same_cell{A}(t, root, at, g) ==>
        nested_found{B}(t, root, g) == nested_found{B}(t, root, at);

    lemma turned_nothing{A, B}: \forall struct tenon_nested_tree t, integer root, at;
      walked{A}(t, root, at) ==> leaf_at{A, B}(t, root, at) ==>
        nested_turned_nothing{A, B}(t, root);
    lemma turned_then{A, B, C}: \forall struct tenon_nested_tree t, integer root;
      nested_turned_nothing{A, B}(t, root) ==> nested_turned_nothing{B, C}(t, root) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==>
        nested_turned_nothing{A, C}(t, root);
    lemma written{A, B}: \forall struct tenon_nested_tree t, integer root, at, entry;
      walked{A}(t, root, at) ==> leaf_at{A, B}(t, root, at) ==>
        nested_found{B}(t, root, at) == entry ==> nested_written{A, B}(t, root, at, entry);
    // Cells lie side by side: where one ends, another begins.
    lemma cell_pairs: \forall integer e;
      (e % 0x200000 == 0 ==> e % 0x1000 == 0) && (e % 0x40000000 == 0 ==> e % 0x200000 == 0) &&
      (e % 0x8000000000 == 0 ==> e % 0x40000000 == 0);
    lemma cell_whole: \forall integer h, k, e; 1 <= k <= h <= 4 ==>
      e % nested_bytes(h) == 0 ==> e % nested_bytes(k) == 0;
    lemma cell_multiple: \forall integer n, d; 0 < d ==> n * d % d == 0;
    lemma cell_aligned: \forall integer h, n, e; e == n * nested_bytes(h) ==>
      e % nested_bytes(h) == 0;
    lemma cell_next_12: \forall integer a, e; 0 <= a ==> e == (a / 0x1000 + 1) * 0x1000 ==>
      e % 0x200000 != 0 ==> a / 0x200000 == e / 0x200000;
    lemma cell_next_13: \forall integer a, e; 0 <= a ==> e == (a / 0x1000 + 1) * 0x1000 ==>
      e % 0x40000000 != 0 ==> a / 0x40000000 == e / 0x40000000;
    lemma cell_next_14: \forall integer a, e; 0 <= a ==> e == (a / 0x1000 + 1) * 0x1000 ==>
      e % 0x8000000000 != 0 ==> a / 0x8000000000 == e / 0x8000000000;
    lemma cell_next_23: \forall integer a, e; 0 <= a ==> e == (a / 0x200000 + 1) * 0x200000 ==>
      e % 0x40000000 != 0 ==> a / 0x40000000 == e / 0x40000000;
    lemma cell_next_24: \forall integer a, e; 0 <= a ==> e == (a / 0x200000 + 1) * 0x200000 ==>
      e % 0x8000000000 != 0 ==> a / 0x8000000000 == e / 0x8000000000;
    lemma cell_next_34: \forall integer a, e; 0 <= a ==> e == (a / 0x40000000 + 1) * 0x40000000 ==>
      e % 0x8000000000 != 0 ==> a / 0x8000000000 == e / 0x8000000000;
    lemma cell_next_1: \forall integer k, a, e; 1 < k <= 4 ==> 0 <= a ==>
      e == (nested_cell(1, a) + 1) * nested_bytes(1) ==> e % nested_bytes(k) != 0 ==>
        nested_cell(k, a) == nested_cell(k, e);
    lemma cell_next_2: \forall integer k, a, e; 2 < k <= 4 ==> 0 <= a ==>
      e == (nested_cell(2, a) + 1) * nested_bytes(2) ==> e % nested_bytes(k) != 0 ==>
        nested_cell(k, a) == nested_cell(k, e);
    lemma cell_next_3: \forall integer k, a, e; 3 < k <= 4 ==> 0 <= a ==>
      e == (nested_cell(3, a) + 1) * nested_bytes(3) ==> e % nested_bytes(k) != 0 ==>
        nested_cell(k, a) == nested_cell(k, e);
    lemma cell_next: \forall integer h, k, a, e; 1 <= h < k <= 4 ==> 0 <= a ==>
      e == (nested_cell(h, a) + 1) * nested_bytes(h) ==> e % nested_bytes(k) != 0 ==>
        nested_cell(k, a) == nested_cell(k, e);
    lemma cell_end_above{L}: \forall struct tenon_nested_tree t, integer root, at, e;
      walked(t, root, at) ==> walked(t, root, e) ==>
        e == (nested_cell(nested_depth(t, root, at), at) + 1) *
             nested_bytes(nested_depth(t, root, at)) ==>
        nested_depth(t, root, at) < nested_depth(t, root, e) ==>
        e % nested_bytes(nested_depth(t, root, e)) == 0;
    lemma cell_end_below{L}: \forall struct tenon_nested_tree t, integer root, at, e;
      walked(t, root, e) ==> nested_depth(t, root, e) <= nested_depth(t, root, at) <= 4 ==>
        e % nested_bytes(nested_depth(t, root, at)) == 0 ==>
        e % nested_bytes(nested_depth(t, root, e)) == 0;
    lemma cell_end{L}: \forall struct tenon_nested_tree t, integer root, at, e;
      walked(t, root, at) ==> walked(t, root, e) ==>
        e == (nested_cell(nested_depth(t, root, at), at) + 1) *
             nested_bytes(nested_depth(t, root, at)) ==>
        e % nested_bytes(nested_depth(t, root, at)) == 0 ==>
        e % nested_bytes(nested_depth(t, root, e)) == 0;
    lemma cell_from: \forall integer h, a, g, e; 1 <= h <= 4 ==> 0 <= a <= g < e ==>
      e == (nested_cell(h, a) + 1) * nested_bytes(h) ==> nested_cell(h, g) == nested_cell(h, a);
    lemma cell_within: \forall integer h, a, g, e; 1 <= h <= 4 ==> 0 <= a ==> 0 <= g ==>
      e == (nested_cell(h, a) + 1) * nested_bytes(h) ==> nested_cell(h, g) == nested_cell(h, a) ==>
        g < e && (a % nested_bytes(h) == 0 ==> a <= g);
    lemma cell_aligned_once: \forall integer h, a, g; 1 <= h <= 4 ==> 0 <= a < g ==>
      nested_cell(h, g) == nested_cell(h, a) ==> a % nested_bytes(h) == 0 ==>
        g % nested_bytes(h) != 0;
    lemma cell_from_at{L}: \forall struct tenon_nested_tree t, integer root, at, e, g;
      walked(t, root, at) ==> cell_ends(t, root, at, e) ==> at <= g < e ==>
        same_cell(t, root, at, g);
    lemma cell_within_at{L}: \forall struct tenon_nested_tree t, integer root, at, e, g;
      walked(t, root, at) ==> cell_ends(t, root, at, e) ==> same_cell(t, root, at, g) ==> 0 <= g ==>
        g < e && (at % nested_bytes(nested_depth(t, root, at)) == 0 ==> at <= g);
    // What of a cell lies outside a window whose ends no leaf lies across is not mapped.
    lemma even_cell{L}: \forall struct tenon_nested_tree t, integer root, from, at, to, e, g;
      walked(t, root, at) ==> walked(t, root, g) ==> cell_ends(t, root, at, e) ==>
        nested_even(t, root, at) ==> nested_even(t, root, to) ==> from <= at < to ==>
        same_cell(t, root, at, g) ==> !(from <= g < to) ==>
        nested_found(t, root, g) == 0 && nested_found(t, root, at) == 0;
    lemma one_cell_only{A, B}: \forall struct tenon_nested_tree t, integer root, at, e, entry;
      walked{A}(t, root, at) ==> cell_ends{A}(t, root, at, e) ==>
        one_cell{A}(t, root, at, entry) ==>
        nested_written{A, B}(t, root, at, entry) ==>
        nested_found_kept_but{A, B}(t, root, at, e);
    lemma one_cell_all{A, B}: \forall struct tenon_nested_tree t, integer root, at, e, entry;
      walked{A}(t, root, at) ==> cell_ends{A}(t, root, at, e) ==>
        nested_written{A, B}(t, root, at, entry) ==> cell_written{A, B}(t, root, at, e, entry);
    lemma past_end{L}: \forall struct tenon_nested_tree t, integer root, at, to, e, g;
      walked(t, root, at) ==> walked(t, root, g) ==> cell_ends(t, root, at, e) ==>
        nested_even(t, root, to) ==> at < to <= g < e ==> nested_found(t, root, at) == 0;
    lemma past_end_of{L}: \forall struct tenon_nested_tree t, integer root, at, to, e, g;
      walked(t, root, at) ==> nested_reaches(t, root, g) ==> cell_ends(t, root, at, e) ==>
        nested_even(t, root, to) ==> at < to <= g < e ==> nested_found(t, root, at) == 0;
    lemma cell_past_all{L}: \forall struct tenon_nested_tree t, integer root, at, e;
      walked(t, root, at) ==> cell_ends(t, root, at, e) ==> cell_past(t, root, at, e);
    lemma cell_next_at{L}: \forall struct tenon_nested_tree t, integer root, at, e;
      walked(t, root, at) ==> cell_ends(t, root, at, e) ==>
        e % nested_bytes(nested_depth(t, root, at)) == 0 ==> cell_next(t, root, e);

    // An empty table maps nothing, whether an entry points to it or not.
    lemma zero_stays{L}: \forall struct tenon_nested_tree t, integer c, g;
      nested_zero(t, c) ==> 0 < t.pointer ==> 0 <= g ==> nested_entry(t, c, g) == 0 &&
        nested_step(t, c, g) == c;
    // p: the table; i: its entry, which points to the empty table c in A, to nothing in B.
    predicate cut{A, B}(struct tenon_nested_tree t, integer p, integer i, integer c) =
      nested_entries_kept_but{A, B}(t, p, i) && nested_tables_kept{A, B}(t) && 0 < t.pointer &&
      0 <= i < 512 && nested_zero{A}(t, c) && nested_zero{B}(t, c) && c != p &&
      nested_points(t, \at(t.table[p].height, A), \at(t.page[p].entry[i], A)) &&
      nested_number(t, \at(t.page[p].entry[i], A)) - t.first == c &&
      \at(t.page[p].entry[i], B) == 0;
    lemma step_through{L}: \forall struct tenon_nested_tree t, integer p, i, c, g;
      nested_points(t, t.table[p].height, t.page[p].entry[i]) ==>
        nested_number(t, t.page[p].entry[i]) - t.first == c ==>
        nested_slot(t.table[p].height, g) == i ==> nested_step(t, p, g) == c;
    lemma step_nowhere{L}: \forall struct tenon_nested_tree t, integer p, g;
      nested_entry(t, p, g) == 0 ==> 0 < t.pointer ==> nested_step(t, p, g) == p;
    lemma cut_there{A, B}: \forall struct tenon_nested_tree t, integer p, i, c, g;
      cut{A, B}(t, p, i, c) ==> 0 <= p < t.count ==>
        nested_slot(\at(t.table[p].height, A), g) == i ==>
        nested_step{A}(t, p, g) == c && nested_step{B}(t, p, g) == p &&
        nested_entry{B}(t, p, g) == 0;
    lemma entry_elsewhere{A, B}: \forall struct tenon_nested_tree t, integer p, i, q, g;
      nested_entries_kept_but{A, B}(t, p, i) ==> nested_tables_kept{A, B}(t) ==>
        0 <= q < t.count ==> 0 <= g ==>
        (q != p || nested_slot(\at(t.table[q].height, A), g) != i) ==>
        nested_entry{A}(t, q, g) == nested_entry{B}(t, q, g) &&
        \at(t.table[q].height, A) == \at(t.table[q].height, B);
    lemma alike_step{A, B}: \forall struct tenon_nested_tree t, integer q, g;
      nested_entry{A}(t, q, g) == nested_entry{B}(t, q, g) ==>
        \at(t.table[q].height, A) == \at(t.table[q].height, B) ==>
        nested_step{A}(t, q, g) == nested_step{B}(t, q, g);
    lemma cut_elsewhere{A, B}: \forall struct tenon_nested_tree t, integer p, i, c, q, g;
      cut{A, B}(t, p, i, c) ==> 0 <= g ==> 0 <= q < t.count ==>
        (q != p || nested_slot(\at(t.table[q].height, A), g) != i) ==>
        nested_step{A}(t, q, g) == nested_step{B}(t, q, g) &&
        nested_entry{A}(t, q, g) == nested_entry{B}(t, q, g);
    // Both walks are in the same table, or one in the empty table and the other before it.
    lemma cut_step{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, q, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==> nested_on{A}(t, root, q, g) ==>
        nested_step{A}(t, q, g) == nested_step{B}(t, q, g) ||
        (nested_step{A}(t, q, g) == c && nested_step{B}(t, q, g) == p && q == p &&
         nested_slot(\at(t.table[p].height, A), g) == i);
    lemma cut_second{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==>
        nested_second{A}(t, root, g) == nested_second{B}(t, root, g) ||
        (nested_second{A}(t, root, g) == c && nested_second{B}(t, root, g) == p &&
         0 <= p < t.count && nested_slot(\at(t.table[p].height, A), g) == i);
    lemma cut_third{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==>
        nested_third{A}(t, root, g) == nested_third{B}(t, root, g) ||
        (nested_third{A}(t, root, g) == c && nested_third{B}(t, root, g) == p &&
         0 <= p < t.count && nested_slot(\at(t.table[p].height, A), g) == i);
    lemma cut_last{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g) ||
        (nested_last{A}(t, root, g) == c && nested_last{B}(t, root, g) == p &&
         0 <= p < t.count && nested_slot(\at(t.table[p].height, A), g) == i);
    lemma cut_end{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g) ==>
        nested_same_leaf{A, B}(t, root, g);
    lemma cut_nothing{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==>
        nested_last{A}(t, root, g) == c ==> nested_last{B}(t, root, g) == p ==>
        0 <= p < t.count ==> nested_slot(\at(t.table[p].height, A), g) == i ==>
        nested_found{A}(t, root, g) == 0 && nested_found{B}(t, root, g) == 0;
    lemma cut_found{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> cut{A, B}(t, p, i, c) ==>
        nested_same_leaf{A, B}(t, root, g);
    lemma cut_leaves{A, B}: \forall struct tenon_nested_tree t, integer p, i, c;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> cut{A, B}(t, p, i, c) ==>
        nested_all_leaves_kept{A, B}(t);
    // The other way about: an entry that was nothing points to the empty table c.
    predicate joined{A, B}(struct tenon_nested_tree t, integer p, integer i, integer c) =
      nested_children{B}(t) && nested_heights{B}(t) && cut{B, A}(t, p, i, c);
    lemma joined_root{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c;
      joined{A, B}(t, p, i, c) ==> nested_root{A}(t, root) ==>
        nested_root{B}(t, root) && nested_reach{B}(t, root) == nested_reach{A}(t, root);
    lemma joined_leaves{A, B}: \forall struct tenon_nested_tree t, integer p, i, c;
      joined{A, B}(t, p, i, c) ==> nested_all_leaves_kept{A, B}(t);
    // The walk that ended at that entry goes on to the table.
    lemma joined_goes{A, B}: \forall struct tenon_nested_tree t, integer p, i, c, g;
      joined{A, B}(t, p, i, c) ==> i == nested_slot(\at(t.table[p].height, A), g) ==>
        0 <= p < t.count ==> !stays{B}(t, p, g);
    lemma joined_walked{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      joined{A, B}(t, p, i, c) ==> walked{A}(t, root, g) ==> walked{B}(t, root, g);
    lemma joined_last{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> joined{A, B}(t, p, i, c) ==> p == nested_last{A}(t, root, g) ==>
        i == nested_slot(\at(t.table[p].height, A), g) ==> nested_last{B}(t, root, g) == c;
    // The entry at which walks ended points to table c now, and c has leaves.
    predicate extended{A, B}(struct tenon_nested_tree t, integer p, integer i, integer c) =
      nested_entries_kept_but{A, B}(t, p, i) && nested_tables_kept{A, B}(t) && c != p &&
      0 <= p < t.count && 0 <= i < 512 && 0 <= c < t.count &&
      !nested_points(t, \at(t.table[p].height, A), \at(t.page[p].entry[i], A)) &&
      nested_points(t, \at(t.table[p].height, B), \at(t.page[p].entry[i], B)) &&
      nested_number(t, \at(t.page[p].entry[i], B)) - t.first == c &&
      nested_no_pointers{B}(t, c);
    lemma plain_stays{L}: \forall struct tenon_nested_tree t, integer c, g;
      nested_no_pointers(t, c) ==> 0 <= g ==> nested_step(t, c, g) == c;
    lemma extended_there{A, B}: \forall struct tenon_nested_tree t, integer p, i, c, g;
      extended{A, B}(t, p, i, c) ==> 0 <= g ==> nested_slot(\at(t.table[p].height, A), g) == i ==>
        nested_step{A}(t, p, g) == p && nested_step{B}(t, p, g) == c &&
        nested_step{B}(t, c, g) == c;
    lemma extended_step{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, q, g;
      walked{A}(t, root, g) ==> extended{A, B}(t, p, i, c) ==> nested_on{A}(t, root, q, g) ==>
        q != p ==> nested_step{A}(t, q, g) == nested_step{B}(t, q, g);
    lemma extended_second{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> extended{A, B}(t, p, i, c) ==>
        nested_slot(\at(t.table[p].height, A), g) == i ==>
        nested_second{A}(t, root, g) == nested_second{B}(t, root, g) ||
        (nested_second{A}(t, root, g) == p && nested_second{B}(t, root, g) == c);
    lemma extended_third{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> extended{A, B}(t, p, i, c) ==>
        nested_slot(\at(t.table[p].height, A), g) == i ==>
        nested_third{A}(t, root, g) == nested_third{B}(t, root, g) ||
        (nested_third{A}(t, root, g) == p && nested_third{B}(t, root, g) == c);
    lemma extended_last{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> extended{A, B}(t, p, i, c) ==>
        nested_slot(\at(t.table[p].height, A), g) == i ==> nested_last{A}(t, root, g) == p ==>
        2 <= \at(t.table[p].height, A) ==> nested_last{B}(t, root, g) == c;
    lemma extended_beside{A, B}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked{A}(t, root, g) ==> extended{A, B}(t, p, i, c) ==> !touches{A}(t, root, p, i, g) ==>
        nested_same_leaf{A, B}(t, root, g);
    // Table c covers what its entry in p leads to.
    lemma covers_touches{L}: \forall struct tenon_nested_tree t, integer root, p, i, c, g;
      walked(t, root, g) ==> nested_child(t, p, i, c) ==> 0 <= i < 512 ==>
        2 <= t.table[p].height <= 4 ==> 0 <= p < t.count ==> t.table[p].root == root ==>
        (nested_covers(t, c, g) <==> touches(t, root, p, i, g));
    lemma unseen_entry{A, B}: \forall struct tenon_nested_tree t, integer root, c, q, g;
      nested_on{A}(t, root, q, g) ==> unseen{A, B}(t, c) ==> q != c ==> 0 <= g ==>
        nested_entry{A}(t, q, g) == nested_entry{B}(t, q, g) &&
        \at(t.table[q].height, A) == \at(t.table[q].height, B);
    lemma unseen_not{A, B}: \forall struct tenon_nested_tree t, integer root, c, q, g;
      nested_on{A}(t, root, q, g) ==> unseen{A, B}(t, c) ==> q != c ==> 0 <= g ==>
        nested_step{A}(t, q, g) != c;
    lemma unseen_step{A, B}: \forall struct tenon_nested_tree t, integer root, c, q, g;
      walked{A}(t, root, g) ==> nested_on{A}(t, root, q, g) ==> unseen{A, B}(t, c) ==> q != c ==>
        nested_step{A}(t, q, g) == nested_step{B}(t, q, g) && nested_step{A}(t, q, g) != c &&
        nested_entry{A}(t, q, g) == nested_entry{B}(t, q, g);
    lemma unseen_last{A, B}: \forall struct tenon_nested_tree t, integer root, c, g;
      walked{A}(t, root, g) ==> unseen{A, B}(t, c) ==> root != c ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g) &&
        nested_last{A}(t, root, g) != c;
    lemma unseen_found{A, B}: \forall struct tenon_nested_tree t, integer root, c, g;
      walked{A}(t, root, g) ==> unseen{A, B}(t, c) ==> root != c ==>
        nested_same_leaf{A, B}(t, root, g);
    lemma unseen_leaves{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> unseen{A, B}(t, c) ==>
        !nested_root{A}(t, c) ==> nested_all_leaves_kept{A, B}(t);
    lemma kept_but_none{A, B}: \forall struct tenon_nested_tree t;
      nested_entries_kept{A, B}(t) ==> nested_entries_kept_but{A, B}(t, -1, 0);
    lemma touches_none{L}: \forall struct tenon_nested_tree t, integer root, g;
      !touches(t, root, -1, 0, g);
    lemma unchanged{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      walked{A}(t, root, g) ==> nested_entries_kept_but{A, B}(t, -1, 0) ==>
        nested_tables_kept{A, B}(t) ==>
        nested_found{A}(t, root, g) == nested_found{B}(t, root, g) &&
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
    lemma unchanged_last{A, B}: \forall struct tenon_nested_tree t, integer root, g;
      walked{A}(t, root, g) ==> nested_entries_kept_but{A, B}(t, -1, 0) ==>
        nested_tables_kept{A, B}(t) ==>
        nested_last{A}(t, root, g) == nested_last{B}(t, root, g);
    lemma turned_unchanged{A, B}: \forall struct tenon_nested_tree t;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept{A, B}(t) ==> nested_turned_none{A, B}(t);
    lemma leaves_unchanged{A, B}: \forall struct tenon_nested_tree t;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> nested_entries_kept{A, B}(t) ==>
        nested_tables_kept{A, B}(t) ==> nested_all_leaves_kept{A, B}(t);
    lemma unseen_depth{A, B}: \forall struct tenon_nested_tree t, integer root, c, g;
      walked{A}(t, root, g) ==> unseen{A, B}(t, c) ==> root != c ==>
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
    lemma unseen_turned{A, B}: \forall struct tenon_nested_tree t, integer root, c;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> nested_root{A}(t, root) ==>
        unseen{A, B}(t, c) ==> root != c ==> nested_turned_nothing{A, B}(t, root);
    lemma unseen_none{A, B}: \forall struct tenon_nested_tree t, integer c;
      nested_children{A}(t) ==> nested_heights{A}(t) ==> unseen{A, B}(t, c) ==>
        !nested_root{A}(t, c) ==> nested_turned_none{A, B}(t);
    lemma beside_then{A, B, C}: \forall struct tenon_nested_tree t, integer root, at;
      nested_turned_nothing{A, B}(t, root) ==> nested_beside_kept{B, C}(t, root, at) ==>
        nested_reach{A}(t, root) == nested_reach{B}(t, root) ==> nested_reaches{A}(t, root, at) ==>
        nested_beside_kept{A, C}(t, root, at);
    lemma beside_depth{A, B}: \forall struct tenon_nested_tree t, integer root, at, g;
      walked{A}(t, root, at) ==> walked{A}(t, root, g) ==> !same_cell{A}(t, root, at, g) ==>
        nested_entries_kept_but{A, B}(t, nested_last{A}(t, root, at),
          nested_slot(nested_depth{A}(t, root, at), at)) ==>
        nested_tables_kept{A, B}(t) ==>
        nested_depth{A}(t, root, g) == nested_depth{B}(t, root, g);
*/

#endif
