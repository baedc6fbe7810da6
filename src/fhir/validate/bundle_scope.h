#pragma once
// What references inside a Bundle may mean: its full URLs, and the entry that is being looked at.

#include <string>
#include <string_view>
#include <unordered_map>

#include "json/tree.h"

namespace osler::fhir {

enum class Resolution {
  kFound,
  kElsewhere,   ///< Not in the Bundle; it may exist outside.
  kMissing,     ///< Can only be in the Bundle, and is not.
  kOtherBase,   ///< The Bundle holds that type and id under a full URL that the reference does not stand for.
};

class BundleScope {
 public:
  /// Of no Bundle: everything is elsewhere.
  BundleScope() = default;
  explicit BundleScope(json::View bundle) : bundle_(bundle) {}

  /// `entry` is the one whose resource is looked at from now on.
  void enter(json::View entry) { entry_ = entry; }
  /// Whether a document or message: what it refers to comes along.
  bool is_closed() const;
  /// Spec: FHIR R4, bundle.html#references.
  Resolution resolve(std::string_view reference);
  /// The resource of the entry with that full URL, or for "Type/id" with that type and id; none.
  json::View find(std::string_view reference);

 private:
  void read();

  json::View bundle_, entry_;
  bool is_read_ = false;
  std::unordered_map<std::string, json::View> full_urls_;  ///< Resources.
  std::unordered_map<std::string, json::View> ids_;        ///< By "Patient/1": each resource with an id.
};

}  // namespace osler::fhir
