#include "fhir/terms/requested_content.h"

#include <algorithm>
#include <iterator>

#include "fhir/terms/canonical.h"

namespace osler::fhir::terms {
namespace {

bool adds_to(const CodeSystem& supplement, const CodeSystem& system) {
  const Canonical wanted = split_canonical(supplement.supplemented());
  return wanted.url == system.url() && (wanted.version.empty() || wanted.version == system.version());
}

Error one_too_many(std::string_view what) {
  return invalid_input("expected at most " + std::to_string(kRequestedMax) + " " + std::string(what));
}

}  // namespace

Status RequestedContent::supplement(std::string_view canonical) {
  const Canonical split = split_canonical(canonical);
  OSLER_TRY(CodeSystemPtr found, require_loaded(content_.code_system(split.url, split.version), "supplement", canonical));
  if (found->content() != SystemContent::kSupplement) return invalid_input(std::string(canonical) + ": expected a supplement; this is a code system");
  if (std::ranges::find(supplements_, found) != supplements_.end()) return {};
  if (supplements_.size() >= kRequestedMax) return one_too_many("supplements");
  supplements_.push_back(std::move(found));
  return {};
}

Status RequestedContent::supplement_as(const ValueSet& set) {
  for (const std::string_view canonical : set.supplements()) OSLER_RETURN_IF_ERROR(supplement(canonical));
  return {};
}

Status RequestedContent::version(VersionRule rule, std::string_view canonical) {
  const Canonical split = split_canonical(canonical);
  if (split.url.empty() || split.version.empty()) return invalid_input("expected the canonical of a code system with its version, url|version");
  if (versions_.size() >= kRequestedMax) return one_too_many("versions");
  versions_.push_back({rule, std::string(split.url), std::string(split.version)});
  return {};
}

Result<CodeSystemPtr> RequestedContent::in_version(std::string_view url, std::string_view version) const {
  for (const Wanted& wanted : versions_) {
    if (wanted.system != url || wanted.rule == VersionRule::kCheck) continue;
    if (wanted.rule == VersionRule::kForce || version.empty()) version = wanted.version;
  }
  OSLER_TRY(CodeSystemPtr found, content_.code_system(url, version));
  for (const Wanted& wanted : versions_) {
    if (found == nullptr || wanted.system != url || wanted.rule != VersionRule::kCheck || wanted.version == found->version()) continue;
    return Error{ErrorKind::kUnprocessable, "check-system-version: expected " + wanted.system + "|" + wanted.version + "; the value set uses " + found->canonical(), {}, {}};
  }
  return found;
}

Result<CodeSystemPtr> RequestedContent::code_system(std::string_view url, std::string_view version) const {
  OSLER_TRY(CodeSystemPtr plain, in_version(url, version));
  if (plain == nullptr || supplements_.empty()) return plain;
  const auto known = std::ranges::find(made_, plain, &Made::plain);
  if (known != made_.end()) return known->supplemented;
  std::vector<CodeSystemPtr> own = plain->supplements();
  std::ranges::copy_if(supplements_, std::back_inserter(own), [&](const CodeSystemPtr& one) { return adds_to(*one, *plain); });
  made_.push_back({plain, own.empty() ? plain : plain->with(std::move(own))});
  return made_.back().supplemented;
}

}  // namespace osler::fhir::terms
