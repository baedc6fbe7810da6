#include "store/rocks/recent_terms.h"

#include <algorithm>

namespace osler::store::rocks {

void RecentTerms::begin_after(std::uint64_t position) {
  const std::lock_guard lock(mutex_);
  versions_.clear();
  bytes_ = 0;
  known_after_ = position;
}

void RecentTerms::add(std::vector<Version>& versions) {
  const std::lock_guard lock(mutex_);
  for (Version& version : versions) {
    bytes_ += version.terms->bytes();
    versions_.push_back(std::move(version));
  }
  while (versions_.size() > versions_max_ || bytes_ > kBytesMax) {
    bytes_ -= versions_.front().terms->bytes();
    known_after_ = versions_.front().position;
    versions_.pop_front();
  }
  versions.clear();
}

std::optional<std::vector<RecentTerms::Version>> RecentTerms::of(const Scope& scope, std::uint64_t after, std::uint64_t until) const {
  const std::lock_guard lock(mutex_);
  if (after < known_after_) return std::nullopt;
  std::vector<Version> found;
  auto version = std::partition_point(versions_.begin(), versions_.end(), [after](const Version& v) { return v.position <= after; });
  for (; version != versions_.end() && version->position <= until; ++version) {
    if (version->scope == scope) found.push_back(*version);
  }
  return found;
}

bool RecentTerms::knows_after(std::uint64_t after) const {
  const std::lock_guard lock(mutex_);
  return after >= known_after_;
}

}  // namespace osler::store::rocks
