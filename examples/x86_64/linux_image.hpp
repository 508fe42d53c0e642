// SPDX-License-Identifier: Apache-2.0
/// \file
/// A Linux kernel as a boot loader puts it into memory (Documentation/arch/x86/boot.rst, the 32-bit
/// boot protocol).
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace example {

inline constexpr std::uint64_t linux_parameters = 0x10000, linux_command_line = 0x20000,
                               linux_kernel = 0x1000000;

/// Puts the kernel, the initial RAM disk and what it is told into `memory`, which the guest has from
/// address 0. Returns false if the image is none that can start there.
[[nodiscard]] inline bool load_linux(std::span<std::uint8_t> memory,
                                     std::span<const std::uint8_t> image,
                                     std::span<const std::uint8_t> disk,
                                     std::string_view command_line) noexcept {
  constexpr std::uint64_t header = 0x1f1, header_end = 0x201, magic = 0x202, version = 0x206,
                          loader = 0x210, flags = 0x211, disk_at = 0x218, disk_bytes = 0x21c,
                          command_line_at = 0x228, map_count = 0x1e8, map = 0x2d0;
  constexpr std::uint64_t mib = 0x100000, low_end = 0x9fc00;
  if (image.size() < 0x400 || std::memcmp(&image[magic], "HdrS", 4) != 0) return false;
  if (image[version + 1] < 2 || image[version] < 10) return false;
  const std::uint64_t setup_bytes = (std::uint64_t{image[header]} + 1) * 512;
  const std::uint64_t disk_address = (memory.size() - disk.size()) / mib * mib;
  if (setup_bytes >= image.size() || disk_address < linux_kernel + 64 * mib) return false;

  std::uint8_t* const parameters = &memory[linux_parameters];
  const auto put = [&](std::uint64_t at, std::uint64_t value, std::uint64_t bytes) {
    std::memcpy(parameters + at, &value, bytes);
  };
  std::memcpy(parameters + header, &image[header], magic + image[header_end] - header);
  put(loader, 0xff, 1);
  put(flags, image[flags] | 1U, 1);
  put(disk_at, disk_address, 4);
  put(disk_bytes, disk.size(), 4);
  put(command_line_at, linux_command_line, 4);
  put(map_count, 2, 1);
  put(map, 0, 8);
  put(map + 8, low_end, 8);
  put(map + 16, 1, 4);
  put(map + 20, mib, 8);
  put(map + 28, memory.size() - mib, 8);
  put(map + 36, 1, 4);
  std::copy(command_line.begin(), command_line.end(), &memory[linux_command_line]);
  std::copy(image.begin() + static_cast<std::ptrdiff_t>(setup_bytes), image.end(),
            &memory[linux_kernel]);
  std::copy(disk.begin(), disk.end(), &memory[disk_address]);
  return true;
}

}  // namespace example
