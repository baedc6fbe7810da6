#include "engine/restricted_deletes.h"

#include <algorithm>
#include <unordered_map>

#include "engine/referrers.h"
#include "store/write_rules.h"

namespace osler::engine {
namespace {

/// Where among the guards each id, or URL, stands.
using Places = std::unordered_multimap<std::string_view, std::size_t>;

/// What the new version goes on referring to of what is removed; null: nothing.
const store::Unreferenced* kept_by(const store::Put& put, const std::vector<store::Unreferenced>& guards, const Places& places) {
  for (const store::IndexEntry& entry : put.entries) {
    const auto* value = entry.parts.size() == 1 ? std::get_if<store::Reference>(&entry.parts.front()) : nullptr;
    if (value == nullptr) continue;
    const auto [begin, end] = places.equal_range(value->id);
    for (auto place = begin; place != end; ++place) {
      if (store::refers(put.key.type, {entry}, guards[place->second])) return &guards[place->second];
    }
  }
  return nullptr;
}

}  // namespace

Result<RestrictedDeletes> RestrictedDeletes::guard(const Parts& parts, const Session& session, store::WriteSet& writes) {
  RestrictedDeletes restricted;
  if (!parts.settings.restrict_deletes || writes.removes.empty()) return restricted;
  restricted.first_guard_ = writes.guards.size();
  Unreferencing unreferencing(parts, session);
  for (const store::Remove& remove : writes.removes) {
    restricted.guards_.push_back(unreferencing.guard(remove.key));
    restricted.written_.push_back(remove.key);
  }
  Places places;
  for (std::size_t i = 0; i < restricted.guards_.size(); ++i) {
    places.emplace(restricted.guards_[i].key.id, i);
    places.emplace(restricted.guards_[i].url, i);
  }
  for (const store::Put& put : writes.puts) {
    restricted.written_.push_back(put.key);
    const store::Unreferenced* kept = kept_by(put, restricted.guards_, places);
    if (kept != nullptr) return still_referred_to(parts, kept->key, {1, {put.key}});
  }
  for (const store::Unreferenced& target : restricted.guards_) writes.guards.emplace_back(target);
  return restricted;
}

Status RestrictedDeletes::check(const Parts& parts, const Session& session, const store::Outcome& outcome) const {
  const auto* refused = std::get_if<store::Refused>(&outcome);
  const bool by_reference = refused != nullptr && refused->by == store::RefusedBy::kGuard && refused->index >= first_guard_ &&
                            refused->index < first_guard_ + guards_.size();
  if (!by_reference) return {};
  const store::Unreferenced& target = guards_[refused->index - first_guard_];
  OSLER_TRY(const Referrers referrers, find_referrers(parts, session, target, written_));
  if (referrers.count == 0) return {};  // Gone by now: the next attempt may delete.
  return still_referred_to(parts, target.key, referrers);
}

}  // namespace osler::engine
