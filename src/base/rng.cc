#include "base/rng.h"

#include <sys/random.h>

#include <cstring>

#include "base/assert.h"

namespace osler {

std::uint64_t Rng::next() {
  std::uint64_t number = 0;
  fill(std::as_writable_bytes(std::span(&number, 1)));
  return number;
}

std::string Rng::hex(std::size_t bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string random(bytes, '\0');
  fill(std::as_writable_bytes(std::span(random)));
  std::string text;
  text.reserve(bytes * 2);
  for (const char c : random) {
    text += kDigits[static_cast<unsigned char>(c) >> 4U];
    text += kDigits[static_cast<unsigned char>(c) & 15U];
  }
  return text;
}

void SystemRng::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const ssize_t got = getrandom(out.data(), out.size(), 0);
    if (got < 0) continue;  // Interrupted; the kernel's generator has no other failure once it is seeded.
    out = out.subspan(static_cast<std::size_t>(got));
  }
}

void SeededRng::fill(std::span<std::byte> out) {
  while (!out.empty()) {
    const std::uint64_t number = engine_();
    const std::size_t count = std::min(out.size(), sizeof number);
    std::memcpy(out.data(), &number, count);
    out = out.subspan(count);
  }
}

}  // namespace osler
