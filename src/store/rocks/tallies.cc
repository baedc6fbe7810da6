#include "store/rocks/tallies.h"

#include <mutex>

namespace osler::store::rocks {

Tally& Tallies::of(const Scope& scope) {
  const Key key{scope.partition, scope.type};
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = tallies_.find(key); found != tallies_.end()) return *found->second;
  }
  const std::unique_lock lock(mutex_);
  std::unique_ptr<Tally>& tally = tallies_[key];
  if (!tally) tally = std::make_unique<Tally>();
  return *tally;
}

const Tally* Tallies::find(const Scope& scope) const {
  const std::shared_lock lock(mutex_);
  const auto found = tallies_.find({scope.partition, scope.type});
  return found == tallies_.end() ? nullptr : found->second.get();
}

std::vector<TypeId> Tallies::types(Partition partition) const {
  const std::shared_lock lock(mutex_);
  std::vector<TypeId> types;
  for (auto tally = tallies_.lower_bound({partition, TypeId::kNone}); tally != tallies_.end(); ++tally) {
    if (tally->first.first != partition) break;
    types.push_back(tally->first.second);
  }
  return types;
}

std::vector<Scope> Tallies::scopes() const {
  const std::shared_lock lock(mutex_);
  std::vector<Scope> scopes;
  for (const auto& [key, tally] : tallies_) scopes.push_back({key.first, key.second});
  return scopes;
}

}  // namespace osler::store::rocks
