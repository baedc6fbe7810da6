#include "fhir/validate/profile_check.h"

#include <algorithm>

#include "fhir/terms/terminology.h"
#include "fhir/validate/bundle_scope.h"
#include "fhir/validate/implied_profile.h"
#include "fhir/validate/profile_walk.h"

namespace osler::fhir {
namespace {

/// One resource with what rules may ask around it.
class Check {
 public:
  Check(const ProfileSet& profiles, const ProfileChecker& checker, const ProfileCheckOptions& options)
      : profiles_(profiles), options_(options), terminology_(profiles.library()) {
    environment_.now_ms = options.now_ms;
    environment_.terminology = &terminology_;
    environment_.conforms_to = [&checker](const path::Item& item, std::string_view profile) { return checker.conforms(item, profile); };
  }

  /// What references inside a Bundle point at is found there.
  void look_in(json::View outermost) {
    if (!outermost.member("resourceType").equals("Bundle")) return;
    environment_.resolve = [this, scope = std::make_shared<BundleScope>(outermost)](std::string_view reference) -> std::optional<path::Item> {
      const json::View found = scope->find(reference);
      if (!found.exists()) return std::nullopt;
      return path::context_item(profiles_.definitions(), found);
    };
  }

  void run(const Profile& profile, json::View resource, const ElementPath& path, json::View root, Findings& findings) const {
    ProfileWalk walk(profiles_, environment_, findings);
    walk.resource(resource, profile, path, root);
    for (const std::string& what : profile.left_out) {
      findings.report(Severity::kWarning, IssueType::kProcessing, path, "not checked: " + what + " (profile " + profile.url + ")", profile.url);
    }
    if (options_.must_support) must_support(profile, resource, path, findings);
  }

 private:
  static bool has(json::View resource, const std::string& segment) {
    if (!segment.ends_with("[x]")) return resource.member(segment).exists() || resource.member("_" + segment).exists();
    const std::string base = segment.substr(0, segment.size() - 3);
    std::string scratch;
    for (const json::View member : resource) {
      const std::string_view key = member.key(scratch);
      if (key.size() > base.size() && key.starts_with(base) && key[base.size()] >= 'A' && key[base.size()] <= 'Z') return true;
    }
    return false;
  }

  static void must_support(const Profile& profile, json::View resource, const ElementPath& path, Findings& findings) {
    std::string missing;
    for (const std::string& segment : profile.must_support) {
      if (!has(resource, segment)) (missing += missing.empty() ? "" : ", ") += segment;
    }
    if (missing.empty()) return;
    findings.report(Severity::kInformation, IssueType::kInformational, path,
                    "elements marked mustSupport that are not there: " + missing + " (profile " + profile.url + ")", profile.url);
  }

  const ProfileSet& profiles_;
  const ProfileCheckOptions& options_;
  terms::Terminology terminology_;
  path::Environment environment_;
};

/// R4's own definition of a type: the structure check has judged by it. Empty for everything else.
std::string_view own_type(const Definitions& definitions, std::string_view canonical) {
  constexpr std::string_view kBaseUrl = "http://hl7.org/fhir/StructureDefinition/";
  if (!canonical.starts_with(kBaseUrl)) return {};
  const std::string_view name = canonical.substr(kBaseUrl.size(), canonical.find('|') - kBaseUrl.size());
  return definitions.structure(name) ? name : std::string_view{};
}

bool is_of(const Definitions& definitions, json::View resource, std::string_view type) {
  if (resource.member("resourceType").equals(type) || type == "Resource") return true;
  const auto own = definitions.structure(resource.member("resourceType").text());
  return own && definitions.at(*own).base != StructureId::kNone && definitions.at(definitions.at(*own).base).name == type;
}

std::string name_of(json::View resource) {
  const json::View type = resource.member("resourceType");
  return type.is_string() ? type.text() : "Resource";
}

/// Each resource with the ones inside it: contained ones and those of a Bundle's entries.
template <class Visit>
void each_resource(json::View resource, const ElementPath& path, json::View root, Visit visit, int depth = 0) {
  visit(resource, path, root);
  if (depth > 2) return;
  std::int64_t index = 0;
  for (const json::View inside : resource.member("contained")) {
    const ElementPath own{.parent = &path, .name = "contained", .index = index++, .value = inside};
    each_resource(inside, own, root, visit, depth + 1);
  }
  index = 0;
  for (const json::View entry : resource.member("resourceType").equals("Bundle") ? resource.member("entry") : json::View()) {
    const ElementPath entry_path{.parent = &path, .name = "entry", .index = index++, .value = entry};
    const json::View inside = entry.member("resource");
    const ElementPath own{.parent = &entry_path, .name = "resource", .value = inside};
    if (inside.is_object()) each_resource(inside, own, inside, visit, depth + 1);
  }
}

// What nobody declared is a warning at most.
void run_implied(const Check& check, const Result<ProfilePtr>& profile, json::View resource, const ElementPath& path, json::View root, Findings& findings) {
  if (!profile.ok() || *profile == nullptr) return;
  Findings own;
  check.run(**profile, resource, path, root, own);
  for (std::size_t i = 0; i < own.issues.size(); ++i) {
    own.issues[i].severity = std::max(own.issues[i].severity, Severity::kWarning);
    findings.add(std::move(own.issues[i]), own.offsets[i]);
  }
}

/// Whether `base`, or another type of the same choice, declares the item.
bool is_declared_by(const path::Item& item, const Element* base) {
  if (base == nullptr || item.element == nullptr) return false;
  if (base == item.element) return true;
  return base->choice_group != 0 && base->choice_group == item.element->choice_group && base->choice_base == item.element->choice_base;
}

}  // namespace

Status ProfileChecker::check(json::View resource, std::string_view canonical, const ProfileCheckOptions& options, Findings& findings) const {
  const std::string name = name_of(resource);
  const ElementPath path{.name = name, .value = resource};
  if (const std::string_view type = own_type(profiles_.definitions(), canonical); !type.empty()) {
    if (is_of(profiles_.definitions(), resource, type)) return {};
    findings.report(Severity::kError, IssueType::kStructure, path, "expected the type " + std::string(type), canonical);
    return {};
  }
  OSLER_TRY(const ProfilePtr profile, profiles_.find(canonical));
  if (profile == nullptr) return not_found("no profile " + std::string(canonical) + " is loaded");
  Check check(profiles_, *this, options);
  check.look_in(resource);
  check.run(*profile, resource, path, resource, findings);
  return {};
}

void ProfileChecker::check_declared(json::View resource, const ProfileCheckOptions& options, Findings& findings) const {
  const std::string name = name_of(resource);
  const ElementPath start{.name = name, .value = resource};
  each_resource(resource, start, resource, [&](json::View one, const ElementPath& path, json::View root) {
    const json::View declared = one.member("meta").member("profile");
    const std::string_view implied = options.implied ? implied_profile(one) : std::string_view{};
    if (!declared.is_array() && implied.empty()) return;
    Check check(profiles_, *this, options);
    check.look_in(resource);
    if (!implied.empty()) run_implied(check, profiles_.find(implied), one, path, root, findings);
    for (const json::View url : declared) {
      const std::string canonical = url.is_string() ? url.text() : std::string();
      if (const std::string_view type = own_type(profiles_.definitions(), canonical); !type.empty()) {
        if (is_of(profiles_.definitions(), one, type)) continue;
        findings.report(Severity::kError, IssueType::kStructure, path, "declares a profile of the type " + std::string(type), canonical);
        continue;
      }
      const Result<ProfilePtr> profile = profiles_.find(canonical);
      if (profile.ok() && *profile != nullptr) {
        check.run(**profile, one, path, root, findings);
        continue;
      }
      const std::string why = profile.ok() ? "the profile " + canonical + " is not loaded, so it was not checked" : profile.error().message;
      findings.report(Severity::kWarning, IssueType::kNotFound, path, why, canonical);
    }
  });
}

std::optional<bool> ProfileChecker::conforms(json::View resource, std::string_view canonical) const {
  Findings findings;
  if (!check(resource, canonical, {}, findings).ok()) return std::nullopt;
  return !findings.has_errors();
}

std::optional<bool> ProfileChecker::conforms(const path::Item& item, std::string_view canonical) const {
  const std::size_t hash = canonical.find('#');
  if (hash == std::string_view::npos) return conforms(item.view, canonical);
  const std::string_view name = canonical.substr(hash + 1);
  const Result<ProfilePtr> found = profiles_.find(canonical.substr(0, hash));
  if (!found.ok() || *found == nullptr) return std::nullopt;
  const Profile& profile = **found;
  bool is_known = false;
  for (const ProfileNode& node : profile.nodes) {
    for (const NodeIndex index : node.slices) {
      if (profile.at(index).slice != name) continue;
      is_known = true;
      if (!node.slicing || !is_declared_by(item, node.base)) continue;
      Findings unsaid;
      const ProfileValue value{item.view, item.sibling, item.element, item.structure};
      const json::View around = (item.view.exists() ? item.view : item.sibling).tree()->root();
      return ProfileWalk(profiles_, {}, unsaid).is_in(profile, node, profile.at(index), value, around);
    }
  }
  return is_known ? std::optional(false) : std::nullopt;
}

}  // namespace osler::fhir
