#pragma once
// The property names that a program knows, as small numbers, so that a walk over a tree compares numbers.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace osler::json {

/// Index into a NameTable, from 1. 0 is a name the table does not hold.
enum class NameId : std::uint16_t { kUnknown = 0 };

/// A name in a form that is quick to hash and compare: names of up to 16 bytes are the same exactly if their keys are.
struct NameKey {
  std::uint64_t head = 0;  ///< The first eight bytes, zeros behind a shorter name.
  std::uint64_t tail = 0;  ///< The next eight bytes, zeros behind a shorter name; of names above 16 bytes the last eight.
  std::size_t size = 0;

  static NameKey of(std::string_view name);
  /// The same for a name behind whose begin 16 bytes may be read, whatever its size.
  static NameKey of_padded(std::string_view name);

  /// Quick, and good for names that people chose. Names an attacker chose may collide at will, so whoever uses it must
  /// stay quick when they do.
  std::uint32_t hash() const;
  bool operator==(const NameKey&) const = default;
};

/// Immutable after construction; may be read from any thread.
class NameTable {
 public:
  /// An empty table: every name is unknown.
  NameTable() = default;
  /// Gives names[i] the id i + 1. The names must differ and be at most 65,534.
  explicit NameTable(std::vector<std::string> names);

  /// kUnknown if the table does not hold `name`. No allocation.
  NameId find(std::string_view name) const;
  /// The same, for a caller that has the name's key and key.hash() at hand.
  NameId find(std::string_view name, const NameKey& key, std::uint32_t hash) const;
  /// The text of a known id; empty for kUnknown.
  std::string_view name(NameId id) const;
  std::size_t size() const { return names_.size(); }

 private:
  /// Open addressing, at most half full: a free slot's id is kUnknown.
  struct Slot {
    NameKey key;
    NameId id = NameId::kUnknown;
  };
  std::vector<std::string> names_;
  std::vector<Slot> slots_;  ///< Size is 0 or a power of two.
};

// --- short definitions, so that the parser's look-up of each name costs no call

inline NameKey NameKey::of_padded(std::string_view name) {
  static constexpr std::uint64_t kMasks[9] = {0,           0xFF,           0xFFFF,           0xFFFFFF,          0xFFFFFFFF,
                                              0xFFFFFFFFFF, 0xFFFFFFFFFFFF, 0xFFFFFFFFFFFFFF, 0xFFFFFFFFFFFFFFFF};
  NameKey key{.head = 0, .tail = 0, .size = name.size()};
  std::memcpy(&key.head, name.data(), 8);
  if (name.size() > 16) {
    std::memcpy(&key.tail, name.data() + name.size() - 8, 8);
    return key;
  }
  std::memcpy(&key.tail, name.data() + 8, 8);
  key.head &= kMasks[name.size() < 8 ? name.size() : 8];
  key.tail &= kMasks[name.size() < 8 ? 0 : name.size() - 8];
  return key;
}

inline NameKey NameKey::of(std::string_view name) {
  if (name.size() >= 16) return of_padded(name);
  char padded[16] = {};
  if (!name.empty()) std::memcpy(padded, name.data(), name.size());
  return of_padded({padded, name.size()});
}

inline std::uint32_t NameKey::hash() const {
  std::uint64_t mixed = (head ^ (tail << 29 | tail >> 35)) + size * 0x9E3779B97F4A7C15ULL;
  mixed = (mixed ^ mixed >> 32) * 0xD6E8FEB86659FD93ULL;
  return static_cast<std::uint32_t>(mixed >> 32);
}

inline NameId NameTable::find(std::string_view name) const {
  const NameKey key = NameKey::of(name);
  return find(name, key, key.hash());
}

inline NameId NameTable::find(std::string_view name, const NameKey& key, std::uint32_t hash) const {
  if (slots_.empty()) return NameId::kUnknown;
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].id != NameId::kUnknown; at = (at + 1) & mask) {
    const Slot& slot = slots_[at];
    if (slot.key != key) continue;
    if (key.size <= 16 || names_[static_cast<std::size_t>(slot.id) - 1] == name) return slot.id;
  }
  return NameId::kUnknown;
}

}  // namespace osler::json
