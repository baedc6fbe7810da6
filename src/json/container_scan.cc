#include "json/container_scan.h"

#include <emmintrin.h>

#include <algorithm>
#include <bit>
#include <cstring>

namespace osler::json {
namespace {

constexpr std::size_t kBlock = 64;

/// One bit for each of 64 bytes.
struct Masks {
  std::uint64_t quotes = 0;
  std::uint64_t backslashes = 0;
  std::uint64_t opening = 0;
  std::uint64_t closing = 0;
};

Masks masks_of(const char* block) {
  Masks masks;
  const __m128i case_bit = _mm_set1_epi8(0x20);  // '[' and '{', ']' and '}' differ in this bit only.
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block + 16 * i));
    const __m128i folded = _mm_or_si128(bytes, case_bit);
    const auto where = [i](__m128i lanes, char c) {
      const int bits = _mm_movemask_epi8(_mm_cmpeq_epi8(lanes, _mm_set1_epi8(c)));
      return static_cast<std::uint64_t>(static_cast<std::uint32_t>(bits)) << (16 * i);
    };
    masks.quotes |= where(bytes, '"');
    masks.backslashes |= where(bytes, '\\');
    masks.opening |= where(folded, '{');
    masks.closing |= where(folded, '}');
  }
  return masks;
}

/// Bit i of the result is the parity of bits 0 to i: set from each opening quote up to its closing one.
std::uint64_t prefix_xor(std::uint64_t bits) {
  for (int shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

}  // namespace

ContainerScan::Outcome ContainerScan::advance(std::string_view bytes, std::size_t& consumed) {
  consumed = 0;
  while (consumed < bytes.size()) {
    const std::size_t size = std::min(kBlock, bytes.size() - consumed);
    const char* block = bytes.data() + consumed;
    char filled[kBlock];
    if (size < kBlock) {
      std::memset(filled, ' ', kBlock);
      std::memcpy(filled, block, size);
      block = filled;
    }
    std::size_t in_block = 0;
    const Outcome outcome = scan_block(block, size, in_block);
    consumed += in_block;
    if (outcome != Outcome::kMore) return outcome;
  }
  return Outcome::kMore;
}

/// Bytes of the block from `size` on are spaces.
ContainerScan::Outcome ContainerScan::scan_block(const char* block, std::size_t size, std::size_t& consumed) {
  const Masks masks = masks_of(block);
  const std::uint64_t quotes = masks.quotes & ~escaped_in(masks.backslashes, size);
  const std::uint64_t inside = prefix_xor(quotes) ^ inside_string_;
  inside_string_ = 0 - (inside >> 63);
  for (std::uint64_t brackets = (masks.opening | masks.closing) & ~inside; brackets != 0; brackets &= brackets - 1) {
    const auto at = static_cast<std::size_t>(std::countr_zero(brackets));
    const std::uint64_t is_object = block[at] >= '{' ? 1 : 0;  // The braces come after both square brackets.
    consumed = at;
    if ((masks.opening >> at & 1) != 0) {
      if (levels_ == levels_max_) return Outcome::kTooDeep;
      ++levels_;
      kinds_ = kinds_ << 1 | is_object;
      continue;
    }
    if ((kinds_ & 1) != is_object) return Outcome::kMismatch;
    kinds_ >>= 1;
    --levels_;
    if (levels_ == 0) {
      consumed = at + 1;
      return Outcome::kClosed;
    }
  }
  consumed = size;
  return Outcome::kMore;
}

/// The bytes that a backslash before them escapes.
std::uint64_t ContainerScan::escaped_in(std::uint64_t backslashes, std::size_t size) {
  std::uint64_t escaped = escapes_next_;
  escapes_next_ = 0;
  for (std::uint64_t left = backslashes & ~escaped; left != 0;) {
    const auto at = static_cast<std::size_t>(std::countr_zero(left));
    if (at + 1 == size) {
      escapes_next_ = 1;
      break;
    }
    escaped |= 2ULL << at;
    left &= ~(3ULL << at);
  }
  return escaped;
}

}  // namespace osler::json
