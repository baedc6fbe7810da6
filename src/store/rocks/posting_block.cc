#include "store/rocks/posting_block.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <iterator>
#include <vector>

namespace osler::store::rocks {
namespace {

static_assert(std::endian::native == std::endian::little, "blocks are read as they lie");

constexpr char kList = 1;    ///< Then 2 bytes for each position.
constexpr char kBitmap = 2;  ///< Then a bit for every position there could be.
constexpr std::size_t kBitmapBytes = kBlockPositions / 8;
constexpr std::size_t kListMax = kBitmapBytes / 2;

using Offset = std::uint16_t;
using Words = std::array<std::uint64_t, kBlockPositions / 64>;

bool is_list(std::string_view bytes) { return bytes.size() >= 3 && bytes.size() % 2 == 1 && bytes.front() == kList; }
bool is_bitmap(std::string_view bytes) { return bytes.size() == 1 + kBitmapBytes && bytes.front() == kBitmap; }
std::size_t list_size(std::string_view bytes) { return (bytes.size() - 1) / 2; }

Offset offset_at(std::string_view list, std::size_t i) {
  Offset offset = 0;
  std::memcpy(&offset, list.data() + 1 + 2 * i, sizeof offset);
  return offset;
}

std::uint64_t word_at(std::string_view bitmap, std::size_t i) {
  std::uint64_t word = 0;
  std::memcpy(&word, bitmap.data() + 1 + 8 * i, sizeof word);
  return word;
}

void append_list(std::string& out, std::span<const Offset> offsets) {
  out.push_back(kList);
  out.append(reinterpret_cast<const char*>(offsets.data()), offsets.size_bytes());
}

void append_bitmap(std::string& out, const Words& words) {
  out.push_back(kBitmap);
  out.append(reinterpret_cast<const char*>(words.data()), kBitmapBytes);
}

std::vector<Offset> offsets_of(std::string_view list) {
  std::vector<Offset> offsets(list_size(list));
  std::memcpy(offsets.data(), list.data() + 1, offsets.size() * sizeof(Offset));
  return offsets;
}

void add_to(Words& words, std::string_view bytes) {
  if (is_bitmap(bytes)) {
    for (std::size_t i = 0; i < words.size(); ++i) words[i] |= word_at(bytes, i);
    return;
  }
  for (std::size_t i = 0; i < list_size(bytes); ++i) {
    const Offset offset = offset_at(bytes, i);
    words[offset / 64] |= std::uint64_t{1} << (offset % 64);
  }
}

}  // namespace

void append_block(std::string& out, std::span<const std::uint64_t> positions) {
  if (positions.size() <= kListMax) {
    std::vector<Offset> offsets;
    offsets.reserve(positions.size());
    for (const std::uint64_t position : positions) offsets.push_back(static_cast<Offset>(position % kBlockPositions));
    return append_list(out, offsets);
  }
  Words words{};
  for (const std::uint64_t position : positions) {
    const std::uint64_t offset = position % kBlockPositions;
    words[offset / 64] |= std::uint64_t{1} << (offset % 64);
  }
  append_bitmap(out, words);
}

bool read_block(std::string_view bytes, std::uint64_t base, Positions& out) {
  if (is_list(bytes)) {
    const std::size_t size = list_size(bytes);
    const std::size_t start = out.size();
    out.resize(start + size);
    for (std::size_t i = 0; i < size; ++i) out[start + i] = base + offset_at(bytes, i);
    return true;
  }
  if (!is_bitmap(bytes)) return false;
  for (std::size_t i = 0; i < kBlockPositions / 64; ++i) {
    for (std::uint64_t word = word_at(bytes, i); word != 0; word &= word - 1) {
      out.push_back(base + i * 64 + static_cast<std::uint64_t>(std::countr_zero(word)));
    }
  }
  return true;
}

bool read_block(std::string_view bytes, std::uint64_t base, PositionBits& out) {
  if (is_list(bytes)) {
    for (std::size_t i = 0; i < list_size(bytes); ++i) out.add(base + offset_at(bytes, i));
    return true;
  }
  if (!is_bitmap(bytes)) return false;
  for (std::size_t i = 0; i < kBlockPositions / 64; ++i) out.add_word(base + i * 64, word_at(bytes, i));
  return true;
}

bool read_block_among(std::string_view bytes, std::uint64_t base, std::span<const std::uint64_t> candidates,
                      Positions& out) {
  if (is_bitmap(bytes)) {
    for (const std::uint64_t candidate : candidates) {
      const std::uint64_t offset = candidate - base;
      if ((word_at(bytes, offset / 64) >> (offset % 64) & 1U) != 0) out.push_back(candidate);
    }
    return true;
  }
  if (!is_list(bytes)) return false;
  std::size_t at = 0;
  const std::size_t size = list_size(bytes);
  for (const std::uint64_t candidate : candidates) {
    const std::uint64_t wanted = candidate - base;
    std::size_t end = size;
    for (std::size_t step = 1; at + step < size; step *= 2) {
      if (offset_at(bytes, at + step) >= wanted) {
        end = at + step + 1;
        break;
      }
    }
    while (at < end) {  // Halving what the doubling steps left.
      const std::size_t middle = at + (end - at) / 2;
      if (offset_at(bytes, middle) < wanted)
        at = middle + 1;
      else
        end = middle;
    }
    if (at == size) break;
    if (offset_at(bytes, at) == wanted) out.push_back(candidate);
  }
  return true;
}

std::uint64_t block_size(std::string_view bytes) {
  if (is_list(bytes)) return list_size(bytes);
  if (!is_bitmap(bytes)) return 0;
  std::uint64_t size = 0;
  for (std::size_t i = 0; i < kBlockPositions / 64; ++i) {
    size += static_cast<std::uint64_t>(std::popcount(word_at(bytes, i)));
  }
  return size;
}

bool unite_blocks(std::string_view a, std::string_view b, std::string& out) {
  if (!(is_list(a) || is_bitmap(a)) || !(is_list(b) || is_bitmap(b))) return false;
  if (is_list(a) && is_list(b)) {
    const std::vector<Offset> left = offsets_of(a);
    const std::vector<Offset> right = offsets_of(b);
    std::vector<Offset> both;
    both.reserve(left.size() + right.size());
    std::set_union(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(both));
    if (both.size() <= kListMax) {
      append_list(out, both);
      return true;
    }
  }
  Words words{};
  add_to(words, a);
  add_to(words, b);
  append_bitmap(out, words);
  return true;
}

}  // namespace osler::store::rocks
