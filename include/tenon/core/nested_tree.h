/* SPDX-License-Identifier: Apache-2.0 */
/// \file
/// The shape of nested page tables: pages of entries, what is known of each page, and the walk.
///
/// A tree is handed around by value: nothing that is written through it can change the tree itself.
#ifndef TENON_CORE_NESTED_TREE_H
#define TENON_CORE_NESTED_TREE_H

#include "tenon/core/base.h"

/// Entries of a table.
#define TENON_NESTED_ENTRIES 512u
/// Host-physical page numbers have at most 40 bits.
#define TENON_NESTED_NUMBERS 0x10000000000u

/// A table, aligned to its size, where the hardware reads it.
struct tenon_nested_page {
  uint64_t entry[TENON_NESTED_ENTRIES];
};

/// What is known of one page of the pool. The height counts from the leaves: a table of height 1
/// maps 4 KiB pages; one of height 2, 2 MiB blocks or tables of height 1; one of height 3, 1 GiB
/// blocks or tables; one of height 4, tables only. 0 is a free page.
struct tenon_nested_table {
  uint32_t height;   ///< 0 to 4
  uint32_t root;     ///< the root table that this table is reached from
  uint32_t owner;    ///< the VM that the tree belongs to
  uint32_t parent;   ///< the table whose entry points here; its own index for a root
  uint32_t tag;      ///< guest-physical address / bytes that the table covers
  uint32_t stack;    ///< belongs to the pool: the n-th page in its order, for element n
  uint32_t position; ///< of this page in that order
  uint32_t reserved;
};

/// Tables and how the ISA writes their entries. An invalid entry is 0.
struct tenon_nested_tree {
  struct tenon_nested_page *page;
  struct tenon_nested_table *table;
  uint64_t first;   ///< host-physical page number of page[0]
  uint32_t count;   ///< pages
  uint32_t low;     ///< 1: an entry's page number starts at bit 10 (RISC-V), 0: at bit 12
  uint32_t pointer; ///< bits 9:0 of an entry that points to a table; no block has them
  uint32_t small;   ///< added to the attributes in a leaf of 4 KiB
  uint32_t large;   ///< added to the attributes in a leaf of 2 MiB or 1 GiB
  uint32_t reserved;
};

/*@ // Arithmetic of entries.
    logic integer nested_bytes(integer height) =
      height == 1 ? 0x1000 : height == 2 ? 0x200000 : height == 3 ? 0x40000000 : 0x8000000000;
    logic integer nested_slot(integer height, integer gpa) =
      height == 1 ? gpa / 0x1000 % 512 : height == 2 ? gpa / 0x200000 % 512 :
      height == 3 ? gpa / 0x40000000 % 512 : gpa / 0x8000000000 % 512;
    // The part of the guest-physical space that a table of `height` covers.
    logic integer nested_tag(integer height, integer gpa) =
      height == 1 ? gpa / 0x200000 : height == 2 ? gpa / 0x40000000 :
      height == 3 ? gpa / 0x8000000000 : gpa / 0x1000000000000;
    logic integer nested_number(struct tenon_nested_tree t, integer entry) =
      t.low != 0 ? entry / 1024 % 0x10000000000 : entry / 4096 % 0x10000000000;
    logic integer nested_field(struct tenon_nested_tree t, integer number) =
      t.low != 0 ? number * 1024 : number * 4096;
    logic integer nested_size(struct tenon_nested_tree t, integer height) =
      height == 1 ? t.small : t.large;
    predicate nested_points(struct tenon_nested_tree t, integer height, integer entry) =
      height >= 2 && entry % 1024 == t.pointer;
    // `bits` leave the address of an entry free, and are neither nothing nor a pointer.
    predicate nested_leaf_bits(struct tenon_nested_tree t, integer height, integer bits) =
      0 < bits <= 0xffffffffffffffff && !nested_points(t, height, bits) &&
      (t.low != 0 ? bits / 1024 % 0x100000000000 == 0 : bits / 4096 % 0x10000000000 == 0);

    predicate nested_word(struct tenon_nested_tree t, integer attributes) =
      0 <= attributes && nested_leaf_bits(t, 1, attributes + t.small) &&
      nested_leaf_bits(t, 2, attributes + t.large);
    logic integer nested_attributes(struct tenon_nested_tree t, integer height, integer entry) =
      entry - nested_field(t, nested_number(t, entry)) - nested_size(t, height);
    // A leaf of a table of `height`: all of its pages have numbers.
    predicate nested_leaf(struct tenon_nested_tree t, integer height, integer entry) =
      1 <= height <= 3 && !nested_points(t, height, entry) &&
      nested_word(t, nested_attributes(t, height, entry)) &&
      nested_number(t, entry) + nested_bytes(height) / 4096 <= TENON_NESTED_NUMBERS;

    // What a tree is: its pages and what is known of them are memory of its own ...
    predicate nested_memory(struct tenon_nested_tree t) =
      \valid(t.page + (0 .. t.count - 1)) && \valid(t.table + (0 .. t.count - 1)) &&
      0 < t.count < TENON_NONE && t.first + t.count <= TENON_NESTED_NUMBERS &&
      0 < t.pointer < 1024 && t.small < 1024 && t.large < 1024;
    // ... a table that an entry points to is one lower, and points back ...
    predicate nested_child{L}(struct tenon_nested_tree t, integer p, integer i, integer c) =
      0 <= c < t.count && t.table[c].height + 1 == t.table[p].height &&
      t.table[c].root == t.table[p].root && t.table[c].owner == t.table[p].owner &&
      t.table[c].parent == p && t.table[c].tag == t.table[p].tag * 512 + i;
    predicate nested_children{L}(struct tenon_nested_tree t) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        nested_points(t, t.table[p].height, t.page[p].entry[i]) ==>
        nested_child(t, p, i, nested_number(t, t.page[p].entry[i]) - t.first);
    // ... what is neither nothing nor a pointer is a leaf ...
    predicate nested_leaves{L}(struct tenon_nested_tree t) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==> 1 <= t.table[p].height ==>
        t.page[p].entry[i] != 0 ==> !nested_points(t, t.table[p].height, t.page[p].entry[i]) ==>
        nested_leaf(t, t.table[p].height, t.page[p].entry[i]);
    // ... heights are at most 4 ...
    predicate nested_heights{L}(struct tenon_nested_tree t) =
      \forall integer p; 0 <= p < t.count ==> 0 <= t.table[p].height <= 4;
    // ... and a free page is zero.
    predicate nested_clean{L}(struct tenon_nested_tree t) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        t.table[p].height == 0 ==> t.page[p].entry[i] == 0;
    predicate nested_valid{L}(struct tenon_nested_tree t) =
      nested_memory(t) && nested_heights(t) && nested_children(t) && nested_leaves(t) &&
      nested_clean(t);

    // The walk of `gpa`: from table p into the table that its entry points to, or nowhere.
    logic integer nested_entry{L}(struct tenon_nested_tree t, integer p, integer gpa) =
      t.page[p].entry[nested_slot(t.table[p].height, gpa)];
    logic integer nested_step{L}(struct tenon_nested_tree t, integer p, integer gpa) =
      t.table[p].height >= 2 && nested_entry(t, p, gpa) % 1024 == t.pointer ?
        nested_number(t, nested_entry(t, p, gpa)) - t.first : p;
    logic integer nested_last{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_step(t, nested_step(t, nested_step(t, root, gpa), gpa), gpa);
    // What the guest finds at `gpa`: the entry with which the walk ends, in a table of that height.
    logic integer nested_found{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_entry(t, nested_last(t, root, gpa), gpa);
    logic integer nested_depth{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      t.table[nested_last(t, root, gpa)].height;
    // The host-physical page and the attributes that the guest finds there; -1 and 0: nothing.
    logic integer nested_page{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_found(t, root, gpa) == 0 ? -1 : nested_number(t, nested_found(t, root, gpa)) +
        gpa % nested_bytes(nested_depth(t, root, gpa)) / 4096;
    logic integer nested_rights{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_found(t, root, gpa) == 0 ? 0 :
        nested_attributes(t, nested_depth(t, root, gpa), nested_found(t, root, gpa));
    predicate nested_same_page{A, B}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_page{A}(t, root, gpa) == nested_page{B}(t, root, gpa) &&
      nested_rights{A}(t, root, gpa) == nested_rights{B}(t, root, gpa);
    // The same leaf, or none: the entry of a table that is new or gone maps nothing.
    predicate nested_same_leaf{A, B}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_found{A}(t, root, gpa) == nested_found{B}(t, root, gpa) &&
      (nested_found{A}(t, root, gpa) != 0 ==>
        nested_depth{A}(t, root, gpa) == nested_depth{B}(t, root, gpa));
    predicate nested_same_translation{A, B}(struct tenon_nested_tree t, integer root,
                                            integer gpa) =
      nested_found{A}(t, root, gpa) == nested_found{B}(t, root, gpa) &&
      nested_depth{A}(t, root, gpa) == nested_depth{B}(t, root, gpa);
    // Table p belongs to the tree at `root` and covers `gpa`.
    predicate nested_on{L}(struct tenon_nested_tree t, integer root, integer p, integer gpa) =
      0 <= p < t.count && 1 <= t.table[p].height && t.table[p].root == root &&
      t.table[p].tag == nested_tag(t.table[p].height, gpa);
    predicate nested_root{L}(struct tenon_nested_tree t, integer root) =
      0 <= root < t.count && 3 <= t.table[root].height && t.table[root].root == root &&
      t.table[root].parent == root && t.table[root].tag == 0;
    logic integer nested_reach{L}(struct tenon_nested_tree t, integer root) =
      t.table[root].height == 4 ? 0x1000000000000 : 0x8000000000;
    predicate nested_reaches{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      0 <= gpa < nested_reach(t, root);
    // No leaf lies across `gpa`.
    predicate nested_even{L}(struct tenon_nested_tree t, integer root, integer gpa) =
      nested_reaches(t, root, gpa) ==> nested_found(t, root, gpa) == 0 ||
        gpa % nested_bytes(nested_depth(t, root, gpa)) == 0;
    predicate nested_even_ends{L}(struct tenon_nested_tree t, integer root, integer from,
                                  integer to) =
      nested_even(t, root, from) && nested_even(t, root, to);
    // Every address of the tree at `root`, or all but those from `from` to `to` - 1.
    predicate nested_leaves_kept{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> nested_same_leaf{A, B}(t, root, g);
    predicate nested_all_leaves_kept{A, B}(struct tenon_nested_tree t) =
      \forall integer r; nested_root{A}(t, r) ==> nested_leaves_kept{A, B}(t, r);
    predicate nested_leaves_kept_but{A, B}(struct tenon_nested_tree t, integer root, integer from,
                                           integer to) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> !(from <= g < to) ==>
        nested_same_leaf{A, B}(t, root, g);
    predicate nested_nothing{L}(struct tenon_nested_tree t, integer root, integer from,
                                integer to) =
      \forall integer g; nested_reaches(t, root, g) ==> from <= g < to ==>
        nested_found(t, root, g) == 0;
    // `from` to `to` - 1 leads to `hpa` and what follows, with these attributes.
    predicate nested_leads{L}(struct tenon_nested_tree t, integer root, integer from, integer to,
                              integer hpa, integer attributes) =
      \forall integer g; nested_reaches(t, root, g) ==> from <= g < to ==>
        nested_page(t, root, g) == (hpa + (g - from)) / 4096 &&
        nested_rights(t, root, g) == attributes;
    predicate nested_pages_kept_but{A, B}(struct tenon_nested_tree t, integer root, integer from,
                                          integer to) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> !(from <= g < to) ==>
        nested_same_page{A, B}(t, root, g);
    predicate nested_pages_kept{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer g; nested_reaches{A}(t, root, g) ==> nested_same_page{A, B}(t, root, g);

    // Roots stay roots, of the same VM.
    predicate nested_roots{A, B}(struct tenon_nested_tree t) =
      \forall integer r; nested_root{A}(t, r) ==> nested_root{B}(t, r) &&
        \at(t.table[r].height, A) == \at(t.table[r].height, B) &&
        \at(t.table[r].owner, A) == \at(t.table[r].owner, B);

    // What a single step may change: no entry; none but entry i of table p; nothing of what is known
    // of the pages; nothing but of page c; nothing of the tables in use that are not of the tree at
    // `root` (-1: of any tree), nor of what they hold; the order of the pages.
    predicate nested_entries_kept{A, B}(struct tenon_nested_tree t) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        \at(t.page[p].entry[i], A) == \at(t.page[p].entry[i], B);
    predicate nested_entries_kept_but{A, B}(struct tenon_nested_tree t, integer table,
                                            integer slot) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==> p != table || i != slot ==>
        \at(t.page[p].entry[i], A) == \at(t.page[p].entry[i], B);
    predicate nested_tables_kept_but{A, B}(struct tenon_nested_tree t, integer c) =
      \forall integer p; 0 <= p < t.count ==> p != c ==>
        \at(t.table[p].height, A) == \at(t.table[p].height, B) &&
        \at(t.table[p].root, A) == \at(t.table[p].root, B) &&
        \at(t.table[p].owner, A) == \at(t.table[p].owner, B) &&
        \at(t.table[p].parent, A) == \at(t.table[p].parent, B) &&
        \at(t.table[p].tag, A) == \at(t.table[p].tag, B);
    predicate nested_other_tables_kept{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer p; 0 <= p < t.count ==> \at(t.table[p].height, A) != 0 ==>
        \at(t.table[p].root, A) != root ==>
        \at(t.table[p].height, A) == \at(t.table[p].height, B) &&
        \at(t.table[p].root, A) == \at(t.table[p].root, B) &&
        \at(t.table[p].owner, A) == \at(t.table[p].owner, B) &&
        \at(t.table[p].parent, A) == \at(t.table[p].parent, B) &&
        \at(t.table[p].tag, A) == \at(t.table[p].tag, B);
    predicate nested_other_entries_kept{A, B}(struct tenon_nested_tree t, integer root) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        \at(t.table[p].height, A) != 0 ==> \at(t.table[p].root, A) != root ==>
        \at(t.page[p].entry[i], A) == \at(t.page[p].entry[i], B);
    predicate nested_others_kept{A, B}(struct tenon_nested_tree t, integer root) =
      nested_other_tables_kept{A, B}(t, root) && nested_other_entries_kept{A, B}(t, root);
    predicate nested_tables_kept{A, B}(struct tenon_nested_tree t) =
      nested_tables_kept_but{A, B}(t, -1);
    predicate nested_order_kept{A, B}(struct tenon_nested_tree t) =
      \forall integer p; 0 <= p < t.count ==>
        \at(t.table[p].stack, A) == \at(t.table[p].stack, B) &&
        \at(t.table[p].position, A) == \at(t.table[p].position, B);
    // No entry points to table c.
    predicate nested_unlinked{L}(struct tenon_nested_tree t, integer c) =
      \forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==>
        nested_points(t, t.table[p].height, t.page[p].entry[i]) ==>
        nested_number(t, t.page[p].entry[i]) - t.first != c;
    // No table is part of the tree at `root`.
    predicate nested_gone{L}(struct tenon_nested_tree t, integer root) =
      \forall integer p; 0 <= p < t.count ==> t.table[p].height != 0 ==>
        t.table[p].root != root;
    predicate nested_zero{L}(struct tenon_nested_tree t, integer c) =
      \forall integer i; 0 <= i < 512 ==> t.page[c].entry[i] == 0; */

TENON_BEGIN_C

/// Bytes that one entry of a table of `height` 1 to 4 maps.
/*@ requires height: 1 <= height <= 4;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures bytes: \result == nested_bytes(height); */
uint64_t tenon_nested_span(uint32_t height);

/// The entry of a table of `height` 1 to 4 that `gpa` goes through.
/*@ requires height: 1 <= height <= 4;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures slot: \result == nested_slot(height, gpa);
    ensures range: \result < 512; */
uint32_t tenon_nested_slot(uint32_t height, uint64_t gpa);

/// The host-physical page number in an entry.
/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures number: \result == nested_number(tree, entry);
    ensures range: \result < TENON_NESTED_NUMBERS; */
uint64_t tenon_nested_number(struct tenon_nested_tree tree, uint64_t entry);

/// The entry that points to table `index`.
/*@ requires tree: nested_memory(tree);
    requires range: index < tree.count;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures points: \forall integer h; h >= 2 ==> nested_points(tree, h, \result);
    ensures there: nested_number(tree, \result) - tree.first == index;
    ensures some: \result != 0; */
uint64_t tenon_nested_pointer(struct tenon_nested_tree tree, uint32_t index);

/// The entry of a table of `height` that maps host-physical page `number` with `attributes`.
/*@ requires tree: nested_memory(tree);
    requires height: 1 <= height <= 3;
    requires number: number + nested_bytes(height) / 4096 <= TENON_NESTED_NUMBERS;
    requires attributes: nested_word(tree, attributes);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures leaf: nested_leaf(tree, height, \result);
    ensures number: nested_number(tree, \result) == number;
    ensures attributes: nested_attributes(tree, height, \result) == attributes;
    ensures some: \result != 0; */
uint64_t tenon_nested_leaf(struct tenon_nested_tree tree, uint32_t height, uint64_t number,
                           uint64_t attributes);

/// The attributes of a leaf of a table of `height`.
/*@ requires leaf: nested_leaf(tree, height, entry);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures attributes: \result == nested_attributes(tree, height, entry); */
uint64_t tenon_nested_attributes(struct tenon_nested_tree tree, uint32_t height, uint64_t entry);

/// Where the entry of a table of `height` through which `gpa` goes ends.
/*@ requires height: 1 <= height <= 4;
    requires gpa: gpa < 0x1000000000000;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures further: gpa < \result <= gpa + nested_bytes(height);
    ensures start: nested_bytes(height) <= \result;
    ensures aligned: \result % 4096 == 0;
    ensures end: \result == (gpa / nested_bytes(height) + 1) * nested_bytes(height);
    ensures whole: \result % nested_bytes(height) == 0;
    ensures page: height == 1 ==> gpa % 4096 == 0 ==> \result == gpa + 4096; */
uint64_t tenon_nested_end(uint32_t height, uint64_t gpa);

/// One step of a walk: into the table that the entry of `table` points to, or nowhere.
/*@ requires tree: nested_valid(tree);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures step: \result == nested_step(tree, table, gpa);
    ensures on: \forall integer r; nested_on(tree, r, table, gpa) ==>
      nested_on(tree, r, \result, gpa);
    ensures range: \result < tree.count && 1 <= tree.table[\result].height;
    ensures down: \result == table ?
      !nested_points(tree, tree.table[table].height, nested_entry(tree, table, gpa)) :
      nested_child(tree, table, nested_slot(tree.table[table].height, gpa), \result); */
uint32_t tenon_nested_step(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa);

/// The table in which the walk of `gpa` from `root` ends.
/*@ requires tree: nested_valid(tree);
    requires root: nested_root(tree, root) && nested_reaches(tree, root, gpa);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures last: \result == nested_last(tree, root, gpa);
    ensures on: nested_on(tree, root, \result, gpa);
    ensures end: !nested_points(tree, tree.table[\result].height,
      nested_entry(tree, \result, gpa)); */
uint32_t tenon_nested_walk(struct tenon_nested_tree tree, uint32_t root, uint64_t gpa);

/// The entry with which the walk of `gpa` ends in `table`.
/*@ requires tree: nested_valid(tree);
    requires table: table < tree.count && 1 <= tree.table[table].height;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures entry: \result == nested_entry(tree, table, gpa); */
uint64_t tenon_nested_entry(struct tenon_nested_tree tree, uint32_t table, uint64_t gpa);

TENON_END_C

#endif
