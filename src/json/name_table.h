#pragma once
// The property names that a program knows, as small numbers, so that a walk over a tree compares numbers.

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace osler::json {

/// Index into a NameTable, from 1. 0 is a name the table does not hold.
enum class NameId : std::uint16_t { kUnknown = 0 };

/// Immutable after construction; may be read from any thread.
class NameTable {
 public:
  /// An empty table: every name is unknown.
  NameTable() = default;
  /// Gives names[i] the id i + 1. The names must differ and be at most 65,534.
  explicit NameTable(std::vector<std::string> names);

  /// kUnknown if the table does not hold `name`. No allocation.
  NameId find(std::string_view name) const;
  /// The text of a known id; empty for kUnknown.
  std::string_view name(NameId id) const;
  std::size_t size() const { return names_.size(); }

 private:
  std::vector<std::string> names_;
  std::vector<std::uint32_t> slots_;  ///< Open addressing: id, or 0 for a free slot. Size is a power of two.
};

}  // namespace osler::json
