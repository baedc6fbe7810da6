#include "json/name_table.h"

#include <bit>
#include <utility>

#include "base/assert.h"

namespace osler::json {

NameTable::NameTable(std::vector<std::string> names) : names_(std::move(names)) {
  OSLER_ASSERT(names_.size() <= 65'534);
  if (names_.empty()) return;
  slots_.resize(std::bit_ceil(names_.size() * 2));
  const std::size_t mask = slots_.size() - 1;
  for (std::uint32_t i = 0; i < names_.size(); ++i) {
    const std::uint32_t hash = hash_of_name(names_[i]);
    std::size_t at = hash & mask;
    for (; slots_[at] != 0; at = (at + 1) & mask) OSLER_ASSERT(names_[(slots_[at] & 0xFFFF) - 1U] != names_[i]);
    slots_[at] = (hash & 0xFFFF0000U) | (i + 1);
  }
}

std::string_view NameTable::name(NameId id) const {
  const auto index = static_cast<std::uint16_t>(id);
  return index == 0 || index > names_.size() ? std::string_view{} : std::string_view(names_[index - 1U]);
}

}  // namespace osler::json
