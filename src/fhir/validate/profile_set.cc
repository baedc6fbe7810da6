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

Result<ProfilePtr> ProfileSet::compiled(std::string_view canonical) const {
  const FindDefinition find = [this](std::string_view url) {
    const terms::Canonical split = terms::split_canonical(url);
    return library_.document(terms::ResourceKind::kStructureDefinition, split.url, split.version);
  };
  OSLER_TRY(const std::shared_ptr<const json::Tree> definition, find(canonical));
  if (definition == nullptr) return ProfilePtr{};
  Result<ProfilePtr> made = compile_profile(definitions_, definition, find);
  if (made.ok()) return made;
  return Error{made.error().kind, "the profile " + std::string(canonical) + " cannot be used: " + made.error().message, {}, {}};
}

}  // namespace osler::fhir
