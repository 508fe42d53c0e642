// SPDX-License-Identifier: Apache-2.0
// What the distribution's libfdt asks of a C library, besides tenon's own mem*.
#include <cstddef>

extern "C" {

// Its functions are built with a stack protector.
std::size_t __stack_chk_guard = 0x595e9fbd94fda766;
[[noreturn]] void __stack_chk_fail() { __builtin_trap(); }

void* memchr(const void* text, int wanted, std::size_t size) {
  const auto* at = static_cast<const unsigned char*>(text);
  for (; size != 0; ++at, --size) {
    if (*at == static_cast<unsigned char>(wanted)) return const_cast<unsigned char*>(at);
  }
  return nullptr;
}

std::size_t strlen(const char* text) {
  std::size_t length = 0;
  while (text[length] != 0) ++length;
  return length;
}

std::size_t strnlen(const char* text, std::size_t limit) {
  std::size_t length = 0;
  while (length < limit && text[length] != 0) ++length;
  return length;
}

char* strchr(const char* text, int wanted) {
  return static_cast<char*>(memchr(text, wanted, strlen(text) + 1));
}

char* strrchr(const char* text, int wanted) {
  const char* last = nullptr;
  for (;; ++text) {
    if (*text == static_cast<char>(wanted)) last = text;
    if (*text == 0) return const_cast<char*>(last);
  }
}

/// For the number in an alias such as `serial0`: decimal digits, base 10.
unsigned long strtoul(const char* text, char** end, int /*base*/) {
  unsigned long value = 0;
  while (*text >= '0' && *text <= '9') {
    value = value * 10 + static_cast<unsigned long>(*text - '0');
    ++text;
  }
  if (end != nullptr) *end = const_cast<char*>(text);
  return value;
}

}  // extern "C"
