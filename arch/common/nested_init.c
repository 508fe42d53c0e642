/* SPDX-License-Identifier: Apache-2.0 */
#include "tenon/core/nested_table.h"

/*@ // Where all pages are free and zero there is nothing to be wrong.
    lemma blank_heights{L}: \forall struct tenon_nested_tree t;
      (\forall integer p; 0 <= p < t.count ==> t.table[p].height == 0) ==> nested_heights(t);
    lemma blank_children{L}: \forall struct tenon_nested_tree t;
      (\forall integer p; 0 <= p < t.count ==> t.table[p].height == 0) ==> nested_children(t);
    lemma blank_leaves{L}: \forall struct tenon_nested_tree t;
      (\forall integer p; 0 <= p < t.count ==> t.table[p].height == 0) ==> nested_leaves(t);
    lemma blank_clean{L}: \forall struct tenon_nested_tree t;
      (\forall integer p, i; 0 <= p < t.count ==> 0 <= i < 512 ==> t.page[p].entry[i] == 0) ==>
        nested_clean(t);
    lemma format_word{L}: \forall struct tenon_nested_tree t, struct tenon_nested_format *f,
      integer a; nested_attribute_fits(f, a) ==> 0 <= a ==> t.low == f->low ==>
        t.pointer == f->pointer ==> t.small == f->small ==> t.large == f->large ==>
        t.small < 1024 ==> t.large < 1024 ==> nested_word(t, a); */

/* A leaf's attributes may reach neither its address nor be nothing. */
/*@ terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures fits: \result == 1 <==> nested_leaves_address(low, bits); */
static uint32_t fits(uint32_t low, uint64_t bits) {
  const uint64_t address =
      low != 0 ? bits / 1024u % 0x100000000000u : bits / 4096u % TENON_NESTED_NUMBERS;
  return bits != 0 && address == 0;
}

/*@ requires memory: \valid_read(format);
    requires small: format->small < 1024 && format->large < 1024;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures fits: \result == 1 <==> nested_attribute_fits(format, attribute); */
static uint32_t attribute_fits(const struct tenon_nested_format *format, uint64_t attribute) {
  return attribute <= UINT64_MAX - 1024u && fits(format->low, attribute + format->small) != 0 &&
         fits(format->low, attribute + format->large) != 0 &&
         (attribute + format->large) % 1024u != format->pointer;
}

/*@ requires memory: \valid_read(format);
    requires small: format->small < 1024 && format->large < 1024;
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures fit: \result == 1 <==> nested_attributes_fit(format); */
static uint32_t attributes_fit(const struct tenon_nested_format *format) {
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant fit: \forall integer j; 0 <= j < i ==> format->attribute[j] == 0 ||
        nested_attribute_fits(format, format->attribute[j]);
      loop assigns i;
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    if (format->attribute[i] != 0 && attribute_fits(format, format->attribute[i]) == 0) return 0;
  }
  return 1;
}

/*@ requires memory: \valid_read(format);
    terminates \true;
    exits \false;
    assigns \nothing;
    ensures result: \result == 0 || \result == 1;
    ensures fits: \result == 1 <==> nested_format(format); */
static uint32_t format_fits(const struct tenon_nested_format *format) {
  return format->pointer != 0 && format->pointer < 1024u && format->small < 1024u &&
         format->large < 1024u && format->limit <= 0x10000000000000u && attributes_fit(format) != 0;
}

/* Makes a page zero, whatever it holds. */
/*@ requires memory: nested_memory(tree) && p < tree.count;
    terminates \true;
    exits \false;
    assigns tree.page[p].entry[0 .. 511];
    ensures zero: nested_zero(tree, p);
    ensures others: \forall integer q, i; 0 <= q < tree.count ==> 0 <= i < 512 ==> q != p ==>
      tree.page[q].entry[i] == \old(tree.page[q].entry[i]); */
static void blank(struct tenon_nested_tree tree, uint32_t p) {
  /*@ loop invariant range: 0 <= i <= 512;
      loop invariant zero: \forall integer j; 0 <= j < i ==> tree.page[p].entry[j] == 0;
      loop assigns i, tree.page[p].entry[0 .. 511];
      loop variant 512 - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ENTRIES; i++) {
    tree.page[p].entry[i] = 0;
  }
}

/* Makes all pages free. */
/*@ requires memory: nested_memory(tree);
    terminates \true;
    exits \false;
    assigns tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
    ensures tree: nested_valid(tree);
    ensures stack: nested_stack(tree, tree.count); */
static void lay_out(struct tenon_nested_tree tree) {
  /*@ loop invariant range: 0 <= p <= tree.count;
      loop invariant zero: \forall integer q, i; 0 <= q < p ==> 0 <= i < 512 ==>
        tree.page[q].entry[i] == 0;
      loop invariant free: \forall integer q; 0 <= q < p ==> tree.table[q].height == 0;
      loop invariant stack: \forall integer q; 0 <= q < p ==> tree.table[q].stack == q;
      loop invariant position: \forall integer q; 0 <= q < p ==> tree.table[q].position == q;
      loop assigns p, tree.page[0 .. tree.count - 1], tree.table[0 .. tree.count - 1];
      loop variant tree.count - p; */
  for (uint32_t p = 0; p < tree.count; p++) {
    blank(tree, p);
    tree.table[p].height = 0;
    tree.table[p].stack = p;
    tree.table[p].position = p;
  }
}

/* What the pool keeps of the format. */
/*@ requires memory: \valid(pool) && \valid_read(format);
    requires apart: \separated(pool, format);
    requires words: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      format->attribute[i] == 0 || nested_word(tree, format->attribute[i]);
    terminates \true;
    exits \false;
    assigns *pool;
    ensures tree: pool->tree == tree;
    ensures free: pool->free == tree.count;
    ensures limits: pool->limit == \old(format->limit) && pool->guest == \old(format->guest);
    ensures attributes: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      pool->attribute[i] == \old(format->attribute[i]);
    ensures words: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
      pool->attribute[i] == 0 || nested_word(tree, pool->attribute[i]); */
static void settle(struct tenon_nested_pool *pool, struct tenon_nested_tree tree,
                   const struct tenon_nested_format *format) {
  pool->tree = tree;
  pool->free = tree.count;
  pool->reserved = 0;
  pool->limit = format->limit;
  pool->guest = format->guest;
  /*@ loop invariant range: 0 <= i <= TENON_NESTED_ATTRIBUTES;
      loop invariant attributes: \forall integer j; 0 <= j < i ==>
        pool->attribute[j] == \at(format->attribute[j], Pre);
      loop invariant format: \forall integer j; 0 <= j < TENON_NESTED_ATTRIBUTES ==>
        format->attribute[j] == \at(format->attribute[j], Pre);
      loop assigns i, pool->attribute[0 .. 23];
      loop variant TENON_NESTED_ATTRIBUTES - i; */
  for (uint32_t i = 0; i < TENON_NESTED_ATTRIBUTES; i++) {
    pool->attribute[i] = format->attribute[i];
  }
}

uint32_t tenon_nested_pool_init(struct tenon_nested_pool *pool, struct tenon_nested_page *page,
                                struct tenon_nested_table *table, uint32_t count, uint64_t base,
                                const struct tenon_nested_format *format) {
  if (count == 0 || count == TENON_NONE || format_fits(format) == 0) {
    return TENON_ERROR_invalid_argument;
  }
  if (base % 4096u != 0) return TENON_ERROR_unaligned;
  if (base > format->limit || count > (format->limit - base) / 4096u) {
    return TENON_ERROR_out_of_range;
  }
  const struct tenon_nested_tree tree = {page,          table,         base / 4096u,
                                         count,         format->low,   format->pointer,
                                         format->small, format->large, 0};
  /*@ assert fit: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        format->attribute[i] == 0 || nested_attribute_fits(format, format->attribute[i]); */
  /*@ assert words: \forall integer i; 0 <= i < TENON_NESTED_ATTRIBUTES ==>
        format->attribute[i] == 0 || nested_word(tree, format->attribute[i]); */
  settle(pool, tree, format);
  lay_out(tree);
  //@ assert tree: pool->tree == tree;
  //@ assert free: pool->free == tree.count;
  //@ assert apart: nested_apart(pool);
  //@ assert words: nested_words(pool);
  return TENON_OK;
}
