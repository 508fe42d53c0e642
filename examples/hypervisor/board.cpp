// SPDX-License-Identifier: Apache-2.0
#include "board.hpp"

#include <libfdt.h>

#include <cstddef>

namespace example {
namespace {

/// `count` cells of 32 bits, big-endian.
[[nodiscard]] std::uint64_t read_cells(const std::byte* at, int count) {
  std::uint64_t value = 0;
  for (int i = 0; i < count * 4; ++i) value = value << 8 | static_cast<std::uint8_t>(at[i]);
  return value;
}

class Tree {
 public:
  explicit Tree(std::uint64_t address) : blob_(reinterpret_cast<const void*>(address)) {}

  [[nodiscard]] bool valid() const { return fdt_check_header(blob_) == 0; }
  [[nodiscard]] std::uint64_t bytes() const { return fdt_totalsize(blob_); }
  [[nodiscard]] int compatible(const char* name) const {
    return fdt_node_offset_by_compatible(blob_, -1, name);
  }
  [[nodiscard]] int path(const char* name) const { return fdt_path_offset(blob_, name); }
  [[nodiscard]] int device_type(const char* type, int after) const {
    return fdt_node_offset_by_prop_value(blob_, after, "device_type", type,
                                         static_cast<int>(__builtin_strlen(type)) + 1);
  }

  /// Entry `index` of `reg`, in the cells that the parent says.
  [[nodiscard]] std::optional<Range> reg(int node, int index) const {
    if (node < 0) return std::nullopt;
    const int parent = fdt_parent_offset(blob_, node);
    const int address_cells = fdt_address_cells(blob_, parent);
    const int size_cells = fdt_size_cells(blob_, parent);
    int length = 0;
    const auto* value = static_cast<const std::byte*>(fdt_getprop(blob_, node, "reg", &length));
    const int entry = 4 * (address_cells + size_cells);
    if (value == nullptr || address_cells < 0 || size_cells < 0 || length < entry * (index + 1)) {
      return std::nullopt;
    }
    const std::byte* at = value + static_cast<std::ptrdiff_t>(entry) * index;
    return Range{read_cells(at, address_cells),
                 read_cells(at + std::ptrdiff_t{4} * address_cells, size_cells)};
  }
  [[nodiscard]] std::string_view text(int node, const char* property) const {
    int length = 0;
    const auto* value = static_cast<const char*>(fdt_getprop(blob_, node, property, &length));
    if (value == nullptr || length < 1) return {};
    return {value, static_cast<std::size_t>(length) - 1};
  }

 private:
  const void* blob_;
};

[[nodiscard]] std::optional<std::uint64_t> number_in(std::string_view text) {
  const bool hexadecimal = text.starts_with("0x");
  if (hexadecimal) text.remove_prefix(2);
  if (text.empty()) return std::nullopt;
  std::uint64_t value = 0;
  for (const char character : text) {
    std::uint64_t digit = 16;
    if (character >= '0' && character <= '9') digit = static_cast<std::uint64_t>(character - '0');
    if (character >= 'a' && character <= 'f') {
      digit = static_cast<std::uint64_t>(character - 'a') + 10;
    }
    const std::uint64_t base = hexadecimal ? 16 : 10;
    if (digit >= base || value > (~std::uint64_t{0} - digit) / base) return std::nullopt;
    value = value * base + digit;
  }
  return value;
}

/// Not substr, which throws.
[[nodiscard]] std::string_view from(std::string_view text, std::size_t start) {
  text.remove_prefix(start < text.size() ? start : text.size());
  return text;
}
[[nodiscard]] std::string_view until(std::string_view text, std::size_t end) {
  return {text.data(), end < text.size() ? end : text.size()};
}

void read_cpus(const Tree& tree, Board& board) {
  for (int node = tree.device_type("cpu", -1); node >= 0 && board.cpu_count < max_cpus;
       node = tree.device_type("cpu", node)) {
    if (const auto reg = tree.reg(node, 0)) board.mpidr[board.cpu_count++] = reg->start;
  }
}

}  // namespace

std::optional<std::string_view> Board::option(std::string_view name) const {
  std::string_view rest = command_line;
  while (!rest.empty()) {
    const std::size_t end = rest.find(' ');
    const std::string_view word = until(rest, end);
    rest = end == std::string_view::npos ? std::string_view{} : from(rest, end + 1);
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=') {
      return from(word, name.size() + 1);
    }
  }
  return std::nullopt;
}

std::optional<std::uint64_t> Board::number(std::string_view name) const {
  const auto value = option(name);
  return value ? number_in(*value) : std::nullopt;
}

std::optional<Range> Board::module(std::string_view name) const {
  const auto value = option(name);
  if (!value) return std::nullopt;
  const std::size_t comma = value->find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto start = number_in(until(*value, comma));
  const auto bytes = number_in(from(*value, comma + 1));
  if (!start || !bytes) return std::nullopt;
  return Range{*start, *bytes};
}

std::optional<Board> read_board(std::uint64_t address, std::string_view& missing) {
  const Tree tree(address);
  missing = "device tree";
  if (address == 0 || !tree.valid()) return std::nullopt;
  Board board;
  board.device_tree = Range{address, tree.bytes()};
  const auto need = [&](Range& where, int node, int index, std::string_view what) {
    const auto reg = tree.reg(node, index);
    if (!reg) missing = what;
    where = reg.value_or(Range{});
    return reg.has_value();
  };
  const int gic = tree.compatible("arm,gic-v3");
  if (!need(board.memory, tree.device_type("memory", -1), 0, "memory") ||
      !need(board.uart, tree.compatible("arm,pl011"), 0, "PL011") ||
      !need(board.distributor, gic, 0, "GICv3 distributor") ||
      !need(board.redistributors, gic, 1, "GICv3 redistributors")) {
    return std::nullopt;
  }
  read_cpus(tree, board);
  missing = "CPU";
  if (board.cpu_count == 0) return std::nullopt;
  const int chosen = tree.path("/chosen");
  if (chosen >= 0) board.command_line = tree.text(chosen, "bootargs");
  return board;
}

}  // namespace example
