// SPDX-License-Identifier: Apache-2.0
// The walk of a guest's page tables: rows made by hand, and random tables against a second walker
// that is written from the SDM's drawings (shifts, masks, all entries first, then the rights). The
// fetch of instructions across pages on top of it.
#include "tenon/core/x86_64/walk.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <vector>

#include "tenon/core/x86_64/walk_fetch.h"
#include "x86_64_generator.hpp"

namespace {

using Paging = tenon_x86_64_paging;
using Walk = tenon_x86_64_walk;
using x86::Numbers;

constexpr std::uint64_t pg = 0x80000001, wp = 0x10000, pse = 0x10, pae = 0x20, la57 = 0x1000,
                        smep = 0x100000, smap = 0x200000, lma = 0x500, nxe = 0x800, ac = 0x40000;
constexpr std::uint64_t nx = std::uint64_t{1} << 63;
constexpr std::uint32_t load = TENON_X86_64_WALK_LOAD, store = TENON_X86_64_WALK_STORE,
                        fetch = TENON_X86_64_WALK_FETCH;

/// Guest memory, word by word; what was never written is 0.
struct Ram {
  std::map<std::uint64_t, std::uint64_t> words;
  [[nodiscard]] std::uint64_t word(std::uint64_t at) const {
    const auto found = words.find(at);
    return found == words.end() ? 0 : found->second;
  }
  void put64(std::uint64_t at, std::uint64_t value) { words[at] = value; }
  void put32(std::uint64_t at, std::uint32_t value) {
    std::uint64_t& word = words[at & ~std::uint64_t{7}];
    const unsigned shift = (at & 4) != 0 ? 32 : 0;
    word = (word & ~(std::uint64_t{0xffffffff} << shift)) | std::uint64_t{value} << shift;
  }
  void put_byte(std::uint64_t at, std::uint8_t value) {
    std::uint64_t& word = words[at & ~std::uint64_t{7}];
    const unsigned shift = static_cast<unsigned>(at & 7) * 8;
    word = (word & ~(std::uint64_t{0xff} << shift)) | std::uint64_t{value} << shift;
  }
};

struct Ended {
  Walk walk;
  std::vector<std::uint64_t> marks;
};

Ended run(const Paging& paging, const Ram& ram, std::uint64_t linear, std::uint32_t access) {
  Ended ended;
  std::memset(&ended.walk, 0xa5, sizeof ended.walk);
  tenon_x86_64_walk_begin(&paging, linear, access, &ended.walk);
  while (ended.walk.state == TENON_X86_64_WALK_READ) {
    EXPECT_EQ(ended.walk.next % 8, 0U);
    if (ended.marks.size() >= 5) {
      ADD_FAILURE() << "a walk without end";
      break;
    }
    tenon_x86_64_walk_step(&paging, ram.word(ended.walk.next), &ended.walk);
    ended.marks.push_back(ended.walk.mark);
  }
  return ended;
}

Paging paging_of(std::uint64_t cr0, std::uint64_t cr3, std::uint64_t cr4, std::uint64_t efer,
                 std::uint32_t cpl = 0) {
  Paging p{};
  p.cr0 = cr0;
  p.cr3 = cr3;
  p.cr4 = cr4;
  p.efer = efer;
  p.rflags = 2;
  p.physical_limit = std::uint64_t{1} << 40;
  p.cpl = cpl;
  p.gigabyte_pages = 1;
  return p;
}

void expect_gpa(const Ended& ended, std::uint64_t gpa, std::uint64_t left) {
  ASSERT_EQ(ended.walk.state, TENON_X86_64_WALK_DONE);
  EXPECT_EQ(ended.walk.gpa, gpa);
  EXPECT_EQ(ended.walk.left, left);
}

void expect_fault(const Ended& ended, std::uint32_t error, int line) {
  EXPECT_EQ(ended.walk.state, TENON_X86_64_WALK_PAGE_FAULT) << "line " << line;
  EXPECT_EQ(ended.walk.error, error) << "line " << line;
}
#define EXPECT_FAULT(ended, error) expect_fault(ended, error, __LINE__)

TEST(X8664Walk, WithoutPaging) {
  const Ram ram;
  expect_gpa(run(paging_of(1, 0x5000, 0, 0, 3), ram, 0x1'2345'6789, store), 0x23456789, 0x877);
}

TEST(X8664Walk, ThirtyTwoBits) {
  Ram ram;
  // Directory at 0x5000: entry 0x48 names a table at 0x6000, entry 0x49 is a page of 4 MiB.
  ram.put32(0x5000 + 4 * 0x48, 0x6000 | 0x7);
  ram.put32(0x5000 + 4 * 0x49, 0x0080'0000 | 0xb'0000 | 0x87);  // bits 35, 36, 38 of the address
  ram.put32(0x6000 + 4 * 0x345, 0xabcde000 | 0x5);
  ram.put32(0x6000 + 4 * 0x344, 0xabcdf000 | 0x4);  // not present
  Paging p = paging_of(pg, 0x5fff, pse, 0, 3);
  const Ended small = run(p, ram, 0x12345678, load);
  expect_gpa(small, 0xabcde678, 0x988);
  EXPECT_EQ(small.marks, (std::vector<std::uint64_t>{0x20, 0x20}));
  expect_gpa(run(p, ram, 0x12400001 + 0x123456, load), 0x58'0092'3457, 0x400000 - 0x123457);
  EXPECT_FAULT(run(p, ram, 0x12345678, store), 7);  // present, write, user
  EXPECT_FAULT(run(p, ram, 0x12344678, store), 6);
  EXPECT_FAULT(run(p, ram, 0x12344678, fetch), 4);  // I/D is 0 without NX and SMEP
  EXPECT_FAULT(run(p, ram, 0xffffffff, load), 4);
  p.cpl = 0;
  EXPECT_EQ(run(p, ram, 0x12345678, store).walk.state, TENON_X86_64_WALK_DONE);
  p.cr0 |= wp;
  EXPECT_FAULT(run(p, ram, 0x12345678, store), 3);
  p.physical_limit = std::uint64_t{1} << 36;  // bits 36 and 38 of the large page are too high
  EXPECT_FAULT(run(p, ram, 0x12400000, load), 9);
  p.cr4 = 0;  // without PSE the entry names a table
  EXPECT_FAULT(run(p, ram, 0x12400000, load), 0);
}

TEST(X8664Walk, Pae) {
  Ram ram;
  ram.put64(0x5040 + 8 * 2, 0x6000 | 1);
  ram.put64(0x6000 + 8 * 3, 0x7000 | 7);
  ram.put64(0x6000 + 8 * 4, 0xff'0060'0000 | 0x87 | nx);
  ram.put64(0x7000 + 8 * 5, 0xfe'dcba'9000 | 0x67);
  Paging p = paging_of(pg, 0x5040, pae, nxe, 3);
  const std::uint64_t at = 0x80000000 + 3 * 0x200000 + 5 * 0x1000 + 0x10;
  const Ended small = run(p, ram, at, store);
  expect_gpa(small, 0xfe'dcba'9010, 0xff0);
  EXPECT_EQ(small.marks, (std::vector<std::uint64_t>{0, 0x20, 0}));
  const Ended large = run(p, ram, 0x80000000 + 4 * 0x200000 + 0x1234, store);
  expect_gpa(large, 0xff'0060'1234, 0x200000 - 0x1234);
  EXPECT_EQ(large.marks, (std::vector<std::uint64_t>{0, 0x60}));
  EXPECT_FAULT(run(p, ram, 0x80000000 + 4 * 0x200000, fetch), 0x15);
  p.efer = 0;  // then bit 63 is reserved
  EXPECT_FAULT(run(p, ram, 0x80000000 + 4 * 0x200000, load), 0xd);
  for (const unsigned bit : {1U, 2U, 5U, 6U, 7U, 8U, 40U, 52U, 62U, 63U}) {
    Ram bad = ram;
    bad.put64(0x5040 + 8 * 2, 0x6000 | 1 | std::uint64_t{1} << bit);
    EXPECT_FAULT(run(paging_of(pg, 0x5040, pae, nxe), bad, at, load), 9);
  }
  for (const unsigned bit : {40U, 51U, 52U, 62U}) {
    Ram bad = ram;
    bad.put64(0x7000 + 8 * 5, ram.word(0x7000 + 8 * 5) | std::uint64_t{1} << bit);
    EXPECT_FAULT(run(paging_of(pg, 0x5040, pae, nxe), bad, at, load), 9);
  }
}

/// 4-level: 0xffff'8123'4567'89ab through tables at 0x1000, 0x2000, 0x3000, 0x4000.
struct LongMode {
  static constexpr std::uint64_t at = 0xffff'8123'4567'89ab;
  Ram ram;
  Paging p = paging_of(pg | wp, 0x1abc, pae, lma | nxe);
  LongMode() {
    ram.put64(0x1000 + 8 * (at >> 39 & 511), 0x2000 | 0xfff0'0000'0000'0027 % nx);
    ram.put64(0x2000 + 8 * (at >> 30 & 511), 0x3027);
    ram.put64(0x3000 + 8 * (at >> 21 & 511), 0x4027);
    ram.put64(0x4000 + 8 * (at >> 12 & 511), 0x77'6655'4000 | 0x67);
  }
  std::uint64_t& entry(unsigned level) {
    return ram
        .words[std::uint64_t{0x1000} * (5 - level) + 8 * (at >> (12 + 9 * (level - 1)) & 511)];
  }
  Ended go(std::uint32_t access) const { return run(p, ram, at, access); }
};

TEST(X8664Walk, FourLevels) {
  LongMode m;
  expect_gpa(m.go(store), 0x77'6655'49ab, 0x655);
  EXPECT_EQ(m.go(store).marks, (std::vector<std::uint64_t>{0, 0, 0, 0}));
  for (unsigned level = 1; level <= 4; ++level) {
    LongMode none;
    none.entry(level) &= ~std::uint64_t{1};
    EXPECT_FAULT(none.go(load), 0);
    EXPECT_FAULT(none.go(store), 2);
    EXPECT_FAULT(none.go(fetch), 0x10);
    LongMode user;
    user.entry(level) &= ~std::uint64_t{4};
    user.p.cpl = 3;
    EXPECT_FAULT(user.go(load), 5);
    LongMode read_only;
    read_only.entry(level) &= ~std::uint64_t{2};
    EXPECT_FAULT(read_only.go(store), 3);
    EXPECT_EQ(read_only.go(load).walk.state, TENON_X86_64_WALK_DONE);
    read_only.p.cr0 &= ~wp;
    EXPECT_EQ(read_only.go(store).walk.state, TENON_X86_64_WALK_DONE);
    read_only.p.cpl = 3;
    EXPECT_FAULT(read_only.go(store), 7);
    LongMode no_execute;
    no_execute.entry(level) |= nx;
    EXPECT_FAULT(no_execute.go(fetch), 0x11);
    EXPECT_EQ(no_execute.go(load).walk.state, TENON_X86_64_WALK_DONE);
    no_execute.p.efer = lma;
    EXPECT_FAULT(no_execute.go(load), 9);
    LongMode high;
    high.entry(level) |= std::uint64_t{1} << 40;
    EXPECT_FAULT(high.go(load), 9);
    high.p.physical_limit = std::uint64_t{1} << 41;
    EXPECT_NE(high.go(load).walk.error, 9U);
  }
  LongMode large;
  large.entry(4) |= 0x80;
  EXPECT_FAULT(large.go(load), 9);
}

TEST(X8664Walk, LargePages) {
  LongMode two;
  two.entry(2) = 0x12'3440'0000 | 0x1087;  // bit 12 is PAT
  expect_gpa(two.go(load), 0x12'3440'0000 + (LongMode::at & 0x1fffff),
             0x200000 - (LongMode::at & 0x1fffff));
  for (unsigned bit = 13; bit < 21; ++bit) {
    LongMode bad = two;
    bad.entry(2) |= std::uint64_t{1} << bit;
    EXPECT_FAULT(bad.go(load), 9);
  }
  LongMode one;
  one.entry(3) = 0x12'4000'0000 | 0x1087;
  expect_gpa(one.go(load), 0x12'4000'0000 + (LongMode::at & 0x3fffffff),
             0x40000000 - (LongMode::at & 0x3fffffff));
  for (unsigned bit = 13; bit < 30; ++bit) {
    LongMode bad = one;
    bad.entry(3) |= std::uint64_t{1} << bit;
    EXPECT_FAULT(bad.go(load), 9);
  }
  one.p.gigabyte_pages = 0;
  EXPECT_FAULT(one.go(load), 9);
}

TEST(X8664Walk, FiveLevels) {
  LongMode m;
  m.p.cr4 |= la57;
  m.p.cr3 = 0x9000;
  m.ram.put64(0x9000 + 8 * 511, 0x1027);
  expect_gpa(m.go(load), 0x77'6655'49ab, 0x655);
  m.ram.put64(0x9000 + 8 * 255, 0x1027);
  expect_gpa(run(m.p, m.ram, 0x00ff'8123'4567'89ab, load), 0x77'6655'49ab, 0x655);
  EXPECT_EQ(run(m.p, m.ram, 0x0100'0000'0000'0000, load).walk.state,
            TENON_X86_64_WALK_NOT_CANONICAL);
  m.ram.put64(0x9000 + 8 * 511, 0x10a7);
  EXPECT_FAULT(m.go(load), 9);
}

/// A walk that has no address says so, whatever the one before has left.
TEST(X8664Walk, BeginsWithNothingOfTheOneBefore) {
  const Paging p = paging_of(pg, 0x5000, pae, lma, 3);
  tenon_x86_64_walk walk;
  std::memset(&walk, 0xa5, sizeof walk);
  tenon_x86_64_walk_begin(&p, 0x8000'0000'0000, load, &walk);
  EXPECT_EQ(walk.state, TENON_X86_64_WALK_NOT_CANONICAL);
  EXPECT_EQ(walk.next, 0U);
  EXPECT_EQ(walk.entry, 0U);
  EXPECT_EQ(walk.gpa, 0U);
  EXPECT_EQ(walk.left, 0U);
  EXPECT_EQ(walk.mark, 0U);
  EXPECT_EQ(walk.error, 0U);
}

TEST(X8664Walk, SupervisorModeProtection) {
  LongMode m;  // a user page
  m.p.cr4 |= smep;
  EXPECT_FAULT(m.go(fetch), 0x11);
  EXPECT_EQ(m.go(load).walk.state, TENON_X86_64_WALK_DONE);
  m.p.cr4 = pae | smap;
  EXPECT_EQ(m.go(fetch).walk.state, TENON_X86_64_WALK_DONE);
  EXPECT_FAULT(m.go(load), 1);
  EXPECT_FAULT(m.go(store), 3);
  m.p.rflags |= ac;
  EXPECT_EQ(m.go(store).walk.state, TENON_X86_64_WALK_DONE);
  m.p.cpl = 3;
  m.p.rflags = 2;
  m.p.cr4 |= smep;
  EXPECT_EQ(m.go(store).walk.state, TENON_X86_64_WALK_DONE);
  EXPECT_EQ(m.go(fetch).walk.state, TENON_X86_64_WALK_DONE);
  m.p.efer = lma;  // I/D by SMEP alone
  m.entry(1) = 0;
  EXPECT_FAULT(m.go(fetch), 0x14);
}

TEST(X8664Walk, Canonical) {
  const LongMode m;
  for (const std::uint64_t linear : {0x0000'8000'0000'0000U, 0xffff'7fff'ffff'ffffU}) {
    EXPECT_EQ(run(m.p, m.ram, linear, load).walk.state, TENON_X86_64_WALK_NOT_CANONICAL);
    EXPECT_EQ(tenon_x86_64_canonical(linear, 0), 0U);
    EXPECT_EQ(tenon_x86_64_canonical(linear, 1), 1U);
  }
  for (const std::uint64_t linear : {0x0000'7fff'ffff'ffffU, 0xffff'8000'0000'0000U}) {
    EXPECT_EQ(tenon_x86_64_canonical(linear, 0), 1U);
    EXPECT_FAULT(run(m.p, m.ram, linear, load), 0);
  }
}

/// The second walker.
struct Model {
  std::uint32_t state = TENON_X86_64_WALK_DONE, error = 0;
  std::uint64_t gpa = 0;
  std::vector<std::uint64_t> marks;
};

Model model(const Paging& p, const Ram& ram, std::uint64_t linear, std::uint32_t access) {
  Model m;
  const bool is_long = (p.efer & lma) != 0 && (p.efer & 0x400) != 0;
  const bool has_pae = (p.cr4 & pae) != 0;
  const bool has_nx = has_pae && (p.efer & nxe) != 0;
  if (!is_long) linear &= 0xffffffff;
  if ((p.cr0 & 0x80000000) == 0) {
    m.gpa = linear;
    return m;
  }
  std::vector<unsigned> shifts = {22, 12};
  if (has_pae) shifts = {30, 21, 12};
  if (has_pae && is_long) shifts = {39, 30, 21, 12};
  if (has_pae && is_long && (p.cr4 & la57) != 0) shifts = {48, 39, 30, 21, 12};
  if (is_long) {
    const unsigned unused = shifts.size() == 5 ? 64 - 57 : 64 - 48;
    const auto extended = static_cast<std::int64_t>(linear << unused) >> unused;
    if (static_cast<std::uint64_t>(extended) != linear) {
      m.state = TENON_X86_64_WALK_NOT_CANONICAL;
      return m;
    }
  }
  const std::uint32_t code = (access == store ? 2U : 0U) | (p.cpl == 3 ? 4U : 0U) |
                             (access == fetch && (has_nx || (p.cr4 & smep) != 0) ? 16U : 0U);
  const auto fail = [&](std::uint32_t bits) {
    m.state = TENON_X86_64_WALK_PAGE_FAULT;
    m.error = code | bits;
    return m;
  };
  std::uint64_t table = p.cr3 & (has_pae ? is_long ? 0xffffffffff000 : 0xffffffe0 : 0xfffff000);
  bool user = true, writable = true, execute = true;
  for (std::size_t level = 0; level < shifts.size(); ++level) {
    const unsigned shift = shifts[level];
    const bool pdpt = has_pae && !is_long && level == 0;
    std::uint64_t entry;
    if (has_pae) {
      entry = ram.word(table | (linear >> shift & (pdpt ? 3 : 511)) << 3);
    } else {
      const std::uint64_t at = table | (linear >> shift & 1023) << 2;
      entry = ram.word(at & ~std::uint64_t{7}) >> ((at & 4) != 0 ? 32 : 0) & 0xffffffff;
    }
    if ((entry & 1) == 0) {
      m.marks.push_back(0);
      return fail(0);
    }
    bool page = shift == 12;
    if (shift == 21) page = (entry & 0x80) != 0;
    if (shift == 22) page = (entry & 0x80) != 0 && (p.cr4 & pse) != 0;
    if (shift == 30 && is_long) page = (entry & 0x80) != 0;
    std::uint64_t reserved = 0;
    if (has_pae) {
      for (unsigned bit = 32; bit < 63; ++bit) {
        if (bit >= 52 && is_long) break;
        if (std::uint64_t{1} << bit >= p.physical_limit) reserved |= std::uint64_t{1} << bit;
      }
      if (!has_nx || pdpt) reserved |= nx;
      if (pdpt) reserved |= 0x1e6;
      if (shift > 30 || (shift == 30 && is_long && p.gigabyte_pages == 0)) reserved |= 0x80;
      if (page && shift > 12)
        reserved |= ((std::uint64_t{1} << shift) - 1) & ~std::uint64_t{0x1fff};
    } else if (page && shift == 22) {
      reserved = 0x200000;
      for (unsigned bit = 32; bit < 40; ++bit) {
        if (std::uint64_t{1} << bit >= p.physical_limit) reserved |= std::uint64_t{1} << (bit - 19);
      }
    }
    if ((entry & reserved) != 0) {
      m.marks.push_back(0);
      return fail(9);
    }
    if (!pdpt) {
      user = user && (entry & 4) != 0;
      writable = writable && (entry & 2) != 0;
      if (has_nx && (entry & nx) != 0) execute = false;
    }
    std::uint64_t mark = pdpt ? 0 : 0x20;
    if (page && access == store) mark |= 0x40;
    m.marks.push_back(mark & ~entry);
    if (!page) {
      table = entry & (has_pae ? 0xffffffffff000 : 0xfffff000);
      continue;
    }
    const bool smep_stops = p.cpl != 3 && user && access == fetch && (p.cr4 & smep) != 0;
    const bool smap_stops =
        p.cpl != 3 && user && access != fetch && (p.cr4 & smap) != 0 && (p.rflags & ac) == 0;
    const bool write_stops = access == store && !writable && (p.cpl == 3 || (p.cr0 & wp) != 0);
    if ((p.cpl == 3 && !user) || smep_stops || smap_stops || write_stops ||
        (access == fetch && !execute)) {
      m.marks.back() = 0;
      return fail(1);
    }
    std::uint64_t frame = entry & 0xffffffffff000;
    if (!has_pae) {
      frame = entry & 0xfffff000;
      if (shift == 22) frame = (entry & 0xffc00000) | (entry & 0x1fe000) << 19;
    }
    const std::uint64_t inside = (std::uint64_t{1} << shift) - 1;
    m.gpa = (frame & ~inside) | (linear & inside);
    return m;
  }
  return m;
}

/// An entry that leads on more often than not.
std::uint64_t random_entry(Numbers& n) {
  std::uint64_t entry = n.below(8) << 12 | 0x7 | (n.below(64) << 5 & 0xf60);
  if (n.one_in(3)) entry |= 0x80;
  if (n.one_in(4)) entry &= ~std::uint64_t{2};
  if (n.one_in(4)) entry &= ~std::uint64_t{4};
  if (n.one_in(12)) entry &= ~std::uint64_t{1};
  if (n.one_in(4)) entry |= nx;
  if (n.one_in(8)) entry |= std::uint64_t{1} << n.below(64);
  if (n.one_in(2) && (entry & 0x80) != 0) entry &= ~std::uint64_t{0x7e000};
  return entry;
}

TEST(X8664Walk, RandomTablesAsTheModel) {
  Numbers n(11);
  std::map<std::uint32_t, std::uint32_t> states;
  std::map<std::uint32_t, std::uint32_t> errors;
  for (int table = 0; table < 400 && !HasFailure(); ++table) {
    Ram ram;  // eight pages of entries
    for (std::uint64_t at = 0; at < 0x8000; at += 8) {
      ram.words[at] = random_entry(n);
      if ((table & 3) == 0) ram.words[at] = (ram.words[at] & 0xffffffff) | random_entry(n) << 32;
      if ((table & 3) == 1 && n.one_in(2)) ram.words[at] = n.below(8) << 12 | 1;  // PDPTEs
    }
    for (int i = 0; i < 500 && !HasFailure(); ++i) {
      Paging p = paging_of(n.one_in(20) ? 1 : pg, n.below(8) << 12 | n.below(0x1000), 0, 0,
                           n.one_in(2) ? 3 : 0);
      if (n.one_in(2)) p.cr0 |= wp;
      if ((table & 3) != 0) p.cr4 |= pae;
      if ((table & 3) >= 2) p.efer |= lma;
      for (const std::uint64_t bit : {pse, smep, smap, la57}) {
        if (n.one_in(2)) p.cr4 |= bit;
      }
      if (n.one_in(2)) p.efer |= nxe;
      if (n.one_in(2)) p.rflags |= ac;
      p.physical_limit = std::uint64_t{1} << (32 + n.below(21));
      p.gigabyte_pages = n.one_in(3) ? 0 : 1;
      std::uint64_t linear = n.next();
      if (!n.one_in(8))
        linear = static_cast<std::uint64_t>(static_cast<std::int64_t>(linear << 16) >> 16);
      const auto access = static_cast<std::uint32_t>(n.below(3));
      const Ended ended = run(p, ram, linear, access);
      const Model want = model(p, ram, linear, access);
      ASSERT_EQ(ended.walk.state, want.state) << std::hex << linear;
      ++states[want.state];
      if (want.state == TENON_X86_64_WALK_NOT_CANONICAL) continue;
      ASSERT_EQ(ended.marks, want.marks);
      if (want.state == TENON_X86_64_WALK_DONE) {
        ASSERT_EQ(ended.walk.gpa, want.gpa);
      } else {
        ASSERT_EQ(ended.walk.error, want.error);
        ++errors[want.error];
      }
    }
  }
  EXPECT_GE(states[TENON_X86_64_WALK_DONE], 20000U);
  EXPECT_GE(errors.size(), 15U);
}

/// Fetches as a hypervisor does, and says how many pages were walked.
std::uint32_t fetch_and_decode(const Paging& p, const Ram& ram, std::uint64_t linear,
                               tenon_x86_64_fetch& f, tenon_x86_64_instruction& i) {
  std::memset(&f, 0xa5, sizeof f);
  std::uint32_t pages = 1;
  tenon_x86_64_fetch_begin(&p, linear, &f);
  for (;;) {
    while (f.state == TENON_X86_64_FETCH_READ) {
      EXPECT_EQ(f.next % 8, 0U);
      tenon_x86_64_fetch_step(&p, ram.word(f.next), &f);
    }
    if (f.state == TENON_X86_64_FETCH_FAULT) return pages;
    tenon_x86_64_instruction_decode(f.bytes, f.count, 64, &i);
    if (i.cause != TENON_X86_64_INSN_too_short) return pages;
    ++pages;
    tenon_x86_64_fetch_more(&p, &f);
  }
}

TEST(X8664Walk, FetchAcrossPages) {
  const std::uint8_t code[] = {0x48, 0xc7, 0x84, 0x88, 1, 2, 3, 4, 5, 6, 7, 8};
  for (std::uint64_t before = 0; before < 40; ++before) {
    LongMode m;
    const std::uint64_t page = LongMode::at & ~std::uint64_t{0xfff};
    const std::uint64_t linear = page + 0x1000 - before;
    m.entry(1) = 0x10027;
    std::uint64_t& second = m.ram.words[0x4000 + 8 * ((page + 0x1000) >> 12 & 511)];
    second = 0x20027;
    for (std::uint64_t at = 0; at < sizeof code; ++at) {
      const bool first = at < before;
      m.ram.put_byte(first ? 0x11000 - before + at : 0x20000 + at - before, code[at]);
    }
    tenon_x86_64_fetch f;
    tenon_x86_64_instruction i;
    const std::uint32_t pages = fetch_and_decode(m.p, m.ram, linear, f, i);
    ASSERT_EQ(f.state, TENON_X86_64_FETCH_DONE) << before;
    EXPECT_EQ(i.cause, TENON_X86_64_INSN_known) << before;
    EXPECT_EQ(i.length, sizeof code) << before;
    EXPECT_EQ(i.immediate, 0x08070605U) << before;
    EXPECT_EQ(std::memcmp(f.bytes, code, sizeof code), 0) << before;
    EXPECT_EQ(pages, before > 0 && before < sizeof code ? 2U : 1U) << before;
    // The second page faults only if the instruction reaches into it.
    second = 0;
    (void)fetch_and_decode(m.p, m.ram, linear, f, i);
    if (before < sizeof code) {
      EXPECT_EQ(f.state, TENON_X86_64_FETCH_FAULT) << before;
      EXPECT_EQ(f.walk.linear, page + 0x1000) << before;
      EXPECT_EQ(f.walk.error, 0x10U) << before;
      EXPECT_EQ(f.count, before);
    } else {
      EXPECT_EQ(i.cause, TENON_X86_64_INSN_known) << before;
    }
  }
}

TEST(X8664Walk, FetchesFifteenBytesAtMost) {
  LongMode m;
  m.entry(1) = 0x10027;
  for (std::uint64_t at = 0; at < 0x40; ++at) m.ram.put_byte(0x10000 + at, 0x66);
  tenon_x86_64_fetch f;
  tenon_x86_64_instruction i;
  EXPECT_EQ(fetch_and_decode(m.p, m.ram, LongMode::at & ~std::uint64_t{0xfff}, f, i), 1U);
  EXPECT_EQ(f.count, 15U);
  EXPECT_EQ(i.cause, TENON_X86_64_INSN_too_long);
  tenon_x86_64_fetch_more(&m.p, &f);
  EXPECT_EQ(f.count, 15U);
}

/// Whoever changes the paging under a walk is told a page fault, and led nowhere.
TEST(X8664Walk, EndsWhereItsLevelIsNoneOfThePaging) {
  const Paging four_levels = paging_of(pg, 0x5000, pae, lma);
  const Paging two_levels = paging_of(pg, 0x5000, 0, 0);
  Walk walk{};
  tenon_x86_64_walk_begin(&four_levels, 0x1234, load, &walk);
  tenon_x86_64_walk_step(&two_levels, 0x6007, &walk);
  EXPECT_EQ(walk.state, TENON_X86_64_WALK_PAGE_FAULT);
  EXPECT_EQ(walk.error, 0U) << "not present";
}

}  // namespace
