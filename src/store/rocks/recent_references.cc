#include "store/rocks/recent_references.h"

#include "store/rocks/keys.h"

namespace osler::store::rocks {

void RecentReferences::add(Partition partition, const std::vector<IndexEntry>& entries, std::uint64_t position,
                           BatchNumber batch) {
  if (!watched_after_) return;
  for (const IndexEntry& entry : entries) {
    const auto* value = entry.parts.size() == 1 ? std::get_if<Reference>(&entry.parts.front()) : nullptr;
    if (value != nullptr) last_.set(current_key(partition, {value->type, value->id}), position, batch);
  }
}

std::optional<bool> RecentReferences::added(Partition partition, const Unreferenced& target, std::uint64_t moment,
                                            BatchNumber seen) const {
  if (!watched_after_ || seen < *watched_after_ || !last_.knows_all_since(seen)) return std::nullopt;
  const auto is_later = [&](const std::string& key) {
    const std::uint64_t* position = last_.find(key);
    return position != nullptr && *position > moment;
  };
  const bool by_url = !target.url.empty() && is_later(current_key(partition, {TypeId::kNone, target.url}));
  return by_url || is_later(current_key(partition, target.key));
}

}  // namespace osler::store::rocks
