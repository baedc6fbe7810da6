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
  for (std::size_t i = 0; i < names_.size(); ++i) {
    const NameKey key = NameKey::of(names_[i]);
    OSLER_ASSERT(find(names_[i]) == NameId::kUnknown);
    std::size_t at = key.hash() & mask;
    while (slots_[at].id != NameId::kUnknown) at = (at + 1) & mask;
    slots_[at] = {key, static_cast<NameId>(i + 1)};
  }
}

std::string_view NameTable::name(NameId id) const {
  const auto index = static_cast<std::uint16_t>(id);
  return index == 0 || index > names_.size() ? std::string_view{} : std::string_view(names_[index - 1U]);
}

}  // namespace osler::json
