#pragma once
// The property names that a program knows, as small numbers, so that a walk over a tree compares numbers.

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace osler::json {

/// Index into a NameTable, from 1. 0 is a name the table does not hold.
enum class NameId : std::uint16_t { kUnknown = 0 };

/// A hash of the length, the first and the last eight bytes: quick, and good for names that people chose. Names an
/// attacker chose may collide at will, so whoever uses it must stay quick when they do.
std::uint32_t hash_of_name(std::string_view name);

/// Immutable after construction; may be read from any thread.
class NameTable {
 public:
  /// An empty table: every name is unknown.
  NameTable() = default;
  /// Gives names[i] the id i + 1. The names must differ and be at most 65,534.
  explicit NameTable(std::vector<std::string> names);

  /// kUnknown if the table does not hold `name`. No allocation.
  NameId find(std::string_view name) const { return find(name, hash_of_name(name)); }
  /// The same, for a caller that has hash_of_name(name) at hand.
  NameId find(std::string_view name, std::uint32_t hash) const;
  /// The text of a known id; empty for kUnknown.
  std::string_view name(NameId id) const;
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
  /// Open addressing, at most half full: the upper half of the hash above the id, or 0 for a free slot. Size is 0 or a
  /// power of two.
  std::vector<std::uint32_t> slots_;
};

// --- short definitions, so that the parser's look-up of each name costs no call

inline std::uint32_t hash_of_name(std::string_view name) {
  std::uint64_t head = 0;
  std::uint64_t tail = 0;
  if (name.size() >= 8) {
    std::memcpy(&head, name.data(), 8);
    std::memcpy(&tail, name.data() + name.size() - 8, 8);
  } else if (name.size() >= 4) {
    std::uint32_t four = 0;
    std::memcpy(&four, name.data(), 4);
    head = four;
    std::memcpy(&four, name.data() + name.size() - 4, 4);
    tail = four;
  } else {
    for (const char c : name) head = head << 8 | static_cast<unsigned char>(c);
  }
  std::uint64_t mixed = (head ^ (tail << 29 | tail >> 35)) + name.size() * 0x9E3779B97F4A7C15ULL;
  mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93ULL;
  return static_cast<std::uint32_t>(mixed >> 32);
}

inline NameId NameTable::find(std::string_view name, std::uint32_t hash) const {
  if (slots_.empty()) return NameId::kUnknown;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at] != 0; at = (at + 1) & mask) {
    const std::uint32_t slot = slots_[at];
    if ((slot ^ hash) >> 16 != 0) continue;
    const auto id = static_cast<std::uint16_t>(slot);
    if (names_[id - 1U] == name) return NameId{id};
  }
  return NameId::kUnknown;
}

}  // namespace osler::json
