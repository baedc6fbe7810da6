#include "fhir/validate/profile_set.h"

#include <mutex>

#include "fhir/terms/canonical.h"
#include "fhir/validate/profile_compile.h"

namespace osler::fhir {
namespace {

constexpr std::size_t kCanonicalBytesMax = 2'048;  ///< Longer names are those of nothing, and not remembered.

}  // namespace

Result<ProfilePtr> ProfileSet::find(std::string_view canonical) const {
  if (canonical.size() > kCanonicalBytesMax) return ProfilePtr{};
  const std::uint64_t now = library_.epoch();
  {
    const std::shared_lock lock(mutex_);
    const auto known = known_.find(canonical);
    if (epoch_ == now && known != known_.end()) return known->second;
  }
  Result<ProfilePtr> made = compiled(canonical);
  const std::unique_lock lock(mutex_);
  if (epoch_ != now || known_.size() >= kProfilesKeptMax) known_.clear();
  epoch_ = now;
  known_.insert_or_assign(std::string(canonical), made);
  return made;
}

Result<std::shared_ptr<const json::Tree>> ProfileSet::definition(std::string_view canonical) const {
  const terms::Canonical split = terms::split_canonical(canonical);
  return library_.document(terms::ResourceKind::kStructureDefinition, split.url, split.version);
}

Result<ProfilePtr> ProfileSet::compiled(std::string_view canonical) const {
  OSLER_TRY(const std::shared_ptr<const json::Tree> own, definition(canonical));
  if (own == nullptr) return ProfilePtr{};
  if (below_ != nullptr) {
    OSLER_TRY(const std::shared_ptr<const json::Tree> shared, below_->definition(canonical));
    if (shared == own) return below_->find(canonical);
  }
  Result<ProfilePtr> made = compile_profile(definitions_, own, [this](std::string_view url) { return definition(url); });
  if (made.ok()) return made;
  return Error{made.error().kind, "the profile " + std::string(canonical) + " cannot be used: " + made.error().message, {}, {}};
}

}  // namespace osler::fhir
