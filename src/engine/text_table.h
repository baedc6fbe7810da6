#pragma once
// Texts by text in a few pieces of memory: for very many, which are only added, then forgotten together.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace osler::engine {

class TextTable {
 public:
  TextTable() = default;
  TextTable(std::initializer_list<std::pair<std::string_view, std::string_view>> all) {
    for (const auto& [key, value] : all) emplace(key, value);
  }

  /// False: the key has a value, and keeps it.
  bool emplace(std::string_view key, std::string_view value);
  /// Stays until the next emplace().
  std::optional<std::string_view> find(std::string_view key) const;
  std::size_t size() const { return entries_.size(); }
  bool empty() const { return entries_.empty(); }
  /// Gives the memory back.
  void clear() { *this = TextTable(); }

 private:
  struct Entry {
    std::size_t begin;  ///< Of the key; the value follows.
    std::uint32_t key_bytes;
    std::uint32_t value_bytes;
  };
  std::string_view key_of(const Entry& entry) const { return std::string_view(bytes_).substr(entry.begin, entry.key_bytes); }
  std::size_t slot_of(std::string_view key) const;
  void grow();

  std::string bytes_;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> slots_;  ///< By hash: a place among the entries, and 1; 0: free.
};

}  // namespace osler::engine
