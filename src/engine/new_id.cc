#include "engine/new_id.h"

#include <algorithm>

namespace osler::engine {
namespace {

constexpr std::size_t kIdBytes = 24;

void append_hex(std::string& out, std::uint64_t number, int digits) {
  static constexpr char kDigits[] = "0123456789abcdef";
  for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4) out += kDigits[(number >> static_cast<unsigned>(shift)) & 15U];
}

bool is_our_form(std::string_view id) {
  if (id.size() != kIdBytes || id[0] != '0' || id[1] < '1' || id[1] > '3') return false;
  return std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31U);
}

}  // namespace

std::uint16_t bucket_of(std::string_view id, std::string_view domain) {
  std::uint64_t hash = 0xcbf29ce484222325ULL;
  if (is_our_form(id)) {
    std::uint16_t bucket = 0;
    for (const char c : id.substr(12, 4)) {
      bucket = static_cast<std::uint16_t>(bucket * 16 + (c <= '9' ? c - '0' : c - 'a' + 10));
    }
    return bucket;
  }
  for (const std::string_view part : {domain, std::string_view("\0", 1), id}) {
    for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  }
  return static_cast<std::uint16_t>(mixed(hash));
}

IdMaker::IdMaker(Clock& clock, Rng& rng) : clock_(clock), key_(rng.next()), counter_(rng.next()) {}

// Four Feistel rounds over two 16-bit halves: a permutation for any round function.
std::uint32_t IdMaker::permuted(std::uint32_t counter) const {
  auto left = static_cast<std::uint16_t>(counter >> 16U);
  auto right = static_cast<std::uint16_t>(counter);
  for (std::uint64_t round = 0; round < 4; ++round) {
    const auto next = static_cast<std::uint16_t>(left ^ mixed(key_ + (round << 16U) + right));
    left = right;
    right = next;
  }
  return (static_cast<std::uint32_t>(left) << 16U) | right;
}

std::string IdMaker::make(std::uint16_t bucket) {
  const std::int64_t now = clock_.now_ms();
  std::int64_t last = last_ms_.load(std::memory_order_relaxed);
  while (now > last && !last_ms_.compare_exchange_weak(last, now)) {
  }
  std::string id;
  id.reserve(kIdBytes);
  append_hex(id, static_cast<std::uint64_t>(std::max(now, last)), 12);
  append_hex(id, bucket, 4);
  append_hex(id, permuted(static_cast<std::uint32_t>(counter_.fetch_add(1))), 8);
  return id;
}

std::string IdMaker::make() { return make(static_cast<std::uint16_t>(mixed(counter_.load() + key_))); }

}  // namespace osler::engine
