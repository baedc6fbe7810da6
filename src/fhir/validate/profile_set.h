#pragma once
// The profiles of one partition, compiled when they are first asked for and kept until the library changes.

#include <cstdint>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "fhir/terms/library.h"
#include "fhir/validate/profile.h"

namespace osler::fhir {

/// Canonicals remembered, known and unknown together; beyond, all are forgotten.
inline constexpr std::size_t kProfilesKeptMax = 2'000;

/// Any thread.
class ProfileSet {
 public:
  /// `below`, of the library below this one, shares what it has compiled; may be null. All must outlive it.
  ProfileSet(const Definitions& definitions, const terms::Library& library, const ProfileSet* below = nullptr)
      : definitions_(definitions), library_(library), below_(below) {}

  /// By canonical, perhaps with a version. Null: not loaded. Errors: kUnprocessable for one that cannot be used.
  Result<ProfilePtr> find(std::string_view canonical) const;

  /// The StructureDefinition itself. Null: not loaded.
  Result<std::shared_ptr<const json::Tree>> definition(std::string_view canonical) const;

  const Definitions& definitions() const { return definitions_; }
  const terms::Library& library() const { return library_; }

 private:
  Result<ProfilePtr> compiled(std::string_view canonical) const;

  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  const Definitions& definitions_;
  const terms::Library& library_;
  const ProfileSet* below_;
  mutable std::shared_mutex mutex_;
  mutable std::uint64_t epoch_ = 0;
  mutable std::unordered_map<std::string, Result<ProfilePtr>, Hash, std::equal_to<>> known_;
};

}  // namespace osler::fhir
