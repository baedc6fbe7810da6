#pragma once
// Texts by text: for very many, which are only added, then forgotten together. Keys stay with whoever has them; values are kept
// in a few pieces of memory.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text_pieces.h"

namespace osler::engine {

class TextTable {
 public:
  TextTable() = default;
  TextTable(std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
    for (const auto& [key, value] : all) emplace(key, value);
  }

  /// So many are about to be added.
  void reserve(std::size_t entries);
  /// False: the key has a value, and keeps it. The key's text must outlive the table, or its clear(); the value is copied.
  bool emplace(std::string_view key, std::string_view value);
  /// Stays for as long as the table does.
  std::optional<std::string_view> find(std::string_view key) const;
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  /// Gives the memory back.
  void clear() { *this = TextTable(); }

 private:
  struct Entry {
    const char* key;
    const char* value;
    std::uint32_t key_bytes;
    std::uint32_t value_bytes;
  };
  static std::string_view key_of(const Entry& entry) { return {entry.key, entry.key_bytes}; }
  std::size_t slot_of(std::string_view key) const;
  void grow();

  TextPieces values_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  ///< By hash: a place among the entries, and 1; 0: free.
};

}  // namespace osler::engine
