// Bindings of a profile, against what is loaded. Spec: FHIR R4, terminologies.html#strength.

#include "fhir/validate/profile_walk.h"

namespace osler::fhir {
namespace {

// A Coding or Quantity: code and system.
std::optional<bool> is_coding_bound(const terms::Terminology& terminology, const std::string& value_set, json::View coding, bool& coded) {
  const json::View code = coding.member("code");
  if (!code.is_string()) return false;
  coded = true;
  const json::View system = coding.member("system");
  if (!system.is_string()) return false;
  return terminology.contains(value_set, system.text(), code.text());
}

}  // namespace

void ProfileWalk::bindings(const Place& place, const ProfileValue& value, const ElementPath& path) {
  if (!value.exists()) return;
  for (const ProfileBinding& one : place.node.bindings) binding(place, one, value, path);
}

/// Nothing: content that decides is not loaded. `coded`: whether there was any code to judge.
std::optional<bool> ProfileWalk::is_bound(const ProfileBinding& binding, const ProfileValue& value, bool& coded) const {
  if (value.view.is_string()) {
    coded = true;
    return terminology_.contains(binding.value_set, {}, value.view.text());
  }
  const json::View codings = value.view.member("coding");
  if (!codings.is_array()) return is_coding_bound(terminology_, binding.value_set, value.view, coded);
  std::optional<bool> best = false;
  for (const json::View coding : codings) {
    const std::optional<bool> one = is_coding_bound(terminology_, binding.value_set, coding, coded);
    if (one.value_or(false)) return true;
    if (!one) best = std::nullopt;
  }
  return best;
}

void ProfileWalk::binding(const Place& place, const ProfileBinding& binding, const ProfileValue& value, const ElementPath& path) {
  bool coded = false;
  const std::optional<bool> bound = is_bound(binding, value, coded);
  if (bound.value_or(false)) return;
  const bool required = binding.strength == BindingStrength::kRequired;
  if (!bound) {
    return report(place, Severity::kWarning, IssueType::kNotFound, path,
                  "not checked: the value set " + binding.value_set + ", or a code system it needs, is not loaded");
  }
  if (!coded && !required) return;  // Text alone is what extensible bindings allow where no code fits.
  report(place, required ? Severity::kError : Severity::kWarning, IssueType::kCodeInvalid, path,
         required ? "expected a code of the value set " + binding.value_set
                  : "expected a code of the value set " + binding.value_set + " if one fits");
}

}  // namespace osler::fhir
