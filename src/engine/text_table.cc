#include "engine/text_table.h"

#include <algorithm>
#include <functional>

namespace osler::engine {
namespace {

constexpr std::size_t kSlotsAtFirst = 16;

}  // namespace

/// Where the key is, or would be.
std::size_t TextTable::slot_of(std::string_view key) const {
  std::size_t slot = std::hash<std::string_view>()(key) % slots_.size();
  while (slots_[slot] != 0 && key_of(entries_[slots_[slot] - 1]) != key) slot = (slot + 1) % slots_.size();
  return slot;
}

void TextTable::grow() {
  slots_.assign(std::max(kSlotsAtFirst, slots_.size() * 2), 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) slots_[slot_of(key_of(entries_[i]))] = static_cast<std::uint32_t>(i + 1);
}

void TextTable::reserve(std::size_t entries) { entries_.reserve(entries); }

bool TextTable::emplace(std::string_view key, std::string_view value) {
  if (3 * (size() + 1) > 2 * slots_.size()) grow();
  const std::size_t slot = slot_of(key);
  if (slots_[slot] != 0) return false;
  entries_.push_back({key.data(), values_.keep(value).data(), static_cast<std::uint32_t>(key.size()), static_cast<std::uint32_t>(value.size())});
  slots_[slot] = static_cast<std::uint32_t>(entries_.size());
  return true;
}

std::optional<std::string_view> TextTable::find(std::string_view key) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t found = slots_[slot_of(key)];
  if (found == 0) return std::nullopt;
  const Entry& entry = entries_[found - 1];
  return std::string_view(entry.value, entry.value_bytes);
}

}  // namespace osler::engine
