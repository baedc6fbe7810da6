#pragma once
// Whether a resource conforms to profiles. R4 itself is checked by structure_check.h, and what that refuses is passed over
// here without a word. Spec: FHIR R4, profiling.html, validation.html.

#include <string_view>

#include "fhir/path/evaluate.h"
#include "fhir/validate/findings.h"
#include "fhir/validate/profile_set.h"

namespace osler::fhir {

struct ProfileCheckOptions {
  bool must_support = false;  ///< Report, as information, elements marked mustSupport that are not there.
  bool implied = false;       ///< Beside declared profiles, as warnings, those that R4 demands by itself: implied_profile.h.
  std::int64_t now_ms = 0;    ///< For rules that ask the time.
};

/// Any thread.
class ProfileChecker {
 public:
  /// Must outlive it.
  explicit ProfileChecker(const ProfileSet& profiles) : profiles_(profiles) {}

  /// Appends what is wrong by one profile. The tree must have been parsed with the definitions' names. Errors: kNotFound
  /// for a profile that is not loaded, kUnprocessable for one that cannot be used.
  Status check(json::View resource, std::string_view canonical, const ProfileCheckOptions& options, Findings& findings) const;

  /// Appends what is wrong by the profiles that the resource, and each resource inside it, declares in meta.profile. One
  /// that is not loaded or cannot be used is a warning.
  void check_declared(json::View resource, const ProfileCheckOptions& options, Findings& findings) const;

  /// Whether the resource conforms; nothing if the profile is not known here.
  std::optional<bool> conforms(json::View resource, std::string_view canonical) const;
  /// The same of an item as FHIRPath asks; behind a '#', the name of a slice of the profile: whether the item is in it.
  std::optional<bool> conforms(const path::Item& item, std::string_view canonical) const;

  const ProfileSet& profiles() const { return profiles_; }

 private:
  const ProfileSet& profiles_;
};

}  // namespace osler::fhir
