#include "fhir/validate/definition_check.h"

#include <algorithm>

#include "fhir/validate/profile_compile.h"
#include "json/parser.h"

namespace osler::fhir {
namespace {

// "Observation.value[x]:valueQuantity.code" names Observation.value[x].code, and by a shortcut Observation.valueQuantity.code.
bool names_path(std::string_view id, json::View path_value) {
  if (!path_value.is_string()) return true;  // Reported as missing.
  const std::string text = path_value.text();
  std::string_view path = text;
  while (!id.empty() && !path.empty()) {
    const std::string_view segment = id.substr(0, id.find('.'));
    const std::string_view name = segment.substr(0, segment.find(':'));
    const std::string_view step = path.substr(0, path.find('.'));
    const bool is_choice = name.ends_with("[x]") && step.starts_with(name.substr(0, name.size() - 3));
    if (name != step && !is_choice) return false;
    id.remove_prefix(std::min(id.size(), segment.size() + 1));
    path.remove_prefix(std::min(path.size(), step.size() + 1));
  }
  return id.empty() && path.empty();
}

class DefinitionCheck {
 public:
  DefinitionCheck(const ProfileSet& profiles, json::View resource, Findings& findings) : profiles_(profiles), resource_(resource), findings_(findings) {}

  void run() {
    json::Parser parser;
    Result<json::Tree> copy = parser.parse(json::PaddedBytes(resource_.raw()), profiles_.definitions().names());
    if (!copy.ok()) return;
    const auto compiled = compile_profile(profiles_.definitions(), std::make_shared<const json::Tree>(*std::move(copy)), find_);
    if (!compiled.ok()) return report(Severity::kWarning, root_, "this profile cannot be used: " + compiled.error().message, "profile.usable");
    const Profile& profile = **compiled;
    for (const std::string& what : profile.left_out) {
      const bool is_unknown = std::ranges::any_of(profile.unknown, [&](const std::string& id) { return what.starts_with(id + ":"); });
      if (!is_unknown) report(Severity::kWarning, root_, "would not be checked: " + what, "profile.usable");
    }
    elements(profile);
  }

 private:
  void elements(const Profile& profile) {
    const ProfileElements base = base_elements();
    const json::View differential = resource_.member("differential");
    const ElementPath around{.parent = &root_, .name = "differential", .value = differential};
    std::int64_t index = 0;
    for (const json::View element : differential.member("element")) {
      const ElementPath path{.parent = &around, .name = "element", .index = index++, .value = element};
      const std::string id = element_id(element);
      if (std::ranges::find(profile.unknown, id) != profile.unknown.end()) {
        report(Severity::kError, path, "R4 has no such element", "profile.element");
      }
      if (!names_path(id, element.member("path"))) report(Severity::kError, path, "expected an id that is the path with the names of slices", "profile.element");
      fixed(ProfileElement{id, {element}}, base, path);
    }
  }

  void fixed(const ProfileElement& element, const ProfileElements& base, const ElementPath& path) {
    const auto before = std::ranges::find(base.elements, element.id, &ProfileElement::id);
    if (before == base.elements.end()) return;
    const json::View own = element.choice("fixed");
    const json::View inherited = before->choice("fixed");
    if (!own || !inherited || json::same_value(own, inherited)) return;
    report(Severity::kError, path, "expected the value that the base profile fixes", "profile.fixed");
  }

  ProfileElements base_elements() const {
    const json::View base = resource_.member("baseDefinition");
    const auto definition = base.is_string() ? find_(base.text()) : Result<std::shared_ptr<const json::Tree>>(std::shared_ptr<const json::Tree>());
    if (!definition.ok() || *definition == nullptr) return {};
    Result<ProfileElements> elements = read_profile_elements(*definition, find_);
    return elements.ok() ? *std::move(elements) : ProfileElements{};
  }

  void report(Severity severity, const ElementPath& path, std::string_view what, std::string_view rule) {
    findings_.report(severity, IssueType::kBusinessRule, path, what, rule);
  }

  const ProfileSet& profiles_;
  json::View resource_;
  Findings& findings_;
  const ElementPath root_{.name = "StructureDefinition", .value = resource_};
  const FindDefinition find_ = [this](std::string_view url) { return profiles_.definition(url); };
};

}  // namespace

void check_definition(const ProfileSet& profiles, json::View resource, Findings& findings) {
  const bool is_profile = resource.member("resourceType").equals("StructureDefinition") && resource.member("derivation").equals("constraint") &&
                          !resource.member("kind").equals("logical");
  if (is_profile) DefinitionCheck(profiles, resource, findings).run();
}

}  // namespace osler::fhir
