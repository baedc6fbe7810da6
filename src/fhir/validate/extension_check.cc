#include "fhir/validate/extension_check.h"

#include <algorithm>
#include <array>

#include "fhir/validate/base_rules.h"
#include "fhir/validate/extension_context.h"

namespace osler::fhir {
namespace {

constexpr std::string_view kOwnUrl = "http://hl7.org/fhir/StructureDefinition/";
constexpr std::size_t kContextsListedMax = 10;

bool is_modifier(const Definitions& definitions, const ElementPath& path) {
  return path.element != nullptr && definitions.names().name(path.element->name) == "modifierExtension";
}

std::string places(const Profile& profile) {
  std::string list;
  std::size_t listed = 0;
  for (const ExtensionContext& context : profile.use.contexts) {
    if (++listed > kContextsListedMax) return list + ", and others";
    (list += list.empty() ? "" : ", ") += context.expression;
  }
  return list;
}

path::Item item_at(const Definitions& definitions, const ElementPath& path) {
  path::Item item = path::context_item(definitions, path.value, structure_at(definitions, path));
  item.element = path.element;
  return item;
}

}  // namespace

ExtensionCheck::ExtensionCheck(const StructureCheckOptions& options, Findings& findings)
    : options_(options), definitions_(options.extensions.definitions->definitions()), findings_(findings),
      environment_(options.surroundings == nullptr ? path::Environment() : *options.surroundings),
      evaluator_(definitions_, &environment_, own_), walk_(*options.extensions.definitions, environment_, own_) {}

void ExtensionCheck::check(json::View extension, const ElementPath& path, json::View resource, json::View root) {
  const json::View url = extension.member("url");
  if (!url.is_string()) return;
  const std::string text = url.text();
  const bool is_own = text.starts_with(kOwnUrl);
  if (!is_absolute_uri(text) || (!is_own && !options_.extensions.of_others)) return;
  const Result<ProfilePtr> profile = options_.extensions.definitions->find(text);
  if (!profile.ok()) return report(Severity::kWarning, IssueType::kProcessing, path, profile.error().message, text);
  if (*profile == nullptr) {
    const bool modifies = is_modifier(definitions_, path);
    return report(modifies ? Severity::kWarning : Severity::kInformation, IssueType::kNotFound, path,
                  "the definition of this extension is not loaded, so it was not checked", "extension.unknown");
  }
  judge(**profile, extension, path, resource, root);
  if (is_own) pass_on(Severity::kError, Severity::kError);
  else pass_on(*options_.extensions.of_others, std::max(*options_.extensions.of_others, options_.extensions.codes_of_others));
}

void ExtensionCheck::judge(const Profile& profile, json::View extension, const ElementPath& path, json::View resource, json::View root) {
  if (profile.type != "Extension") {
    return own_.report(Severity::kError, IssueType::kStructure, path, "the URL names a definition of the type " + profile.type + ", not of an extension", profile.url);
  }
  if (profile.use.is_modifier != is_modifier(definitions_, path)) {
    own_.report(Severity::kError, IssueType::kStructure, path, profile.use.is_modifier ? "this extension changes the meaning of what it stands on: expected modifierExtension"
                                                                                      : "this extension is no modifier: expected extension",
                profile.url);
  }
  if (path.parent != nullptr && !may_stand(profile, *path.parent, root)) {
    own_.report(options_.extensions.misplaced, IssueType::kStructure, path, "this extension may not stand here; it may stand on: " + places(profile), profile.url);
  }
  count(profile, path);
  if (path.parent != nullptr && !profile.use.rules.empty()) rules(profile, extension, path, resource, root);
  walk_.part({extension, {}, path.element, profile.structure, path.index}, profile, path, resource, root);
}

bool ExtensionCheck::may_stand(const Profile& profile, const ElementPath& owner, json::View root) {
  const auto fits = [&](const ExtensionContext& context) {
    switch (context.kind) {
      case ContextKind::kElement: return is_named_by(definitions_, owner, context.expression);
      case ContextKind::kExtension:
        return owner.value.member("url").equals(std::string_view(context.expression).substr(0, context.expression.find_first_of("|#")));
      case ContextKind::kFhirPath: break;
    }
    if (!context.program) return true;
    environment_.resource = environment_.root_resource = root;
    const auto found = path::evaluate(*context.program, definitions_, path::context_item(definitions_, root), environment_, workspace_);
    const bool fitting = !found.ok() || std::ranges::any_of(*found, [&](const path::Item& item) {
      return item.view.tree() == owner.value.tree() && (item.view.index() == owner.value.index() || item.sibling.index() == owner.value.index());
    });
    workspace_.reset();
    return fitting;
  };
  return profile.use.contexts.empty() || std::ranges::any_of(profile.use.contexts, fits);
}

// Said once for each object.
void ExtensionCheck::count(const Profile& profile, const ElementPath& path) {
  if (profile.use.max == kUnbounded || path.parent == nullptr) return;
  const std::uint32_t met = ++counts_[{path.parent->value.index(), &profile}];
  if (met != profile.use.max + 1) return;
  own_.report(Severity::kWarning, IssueType::kStructure, path, "expected this extension at most " + std::to_string(profile.use.max) + " times on one element", profile.url);
}

// Rules speak of the element that the extension stands on.
void ExtensionCheck::rules(const Profile& profile, json::View extension, const ElementPath& path, json::View resource, json::View root) {
  const std::array<path::Variable, 1> variables{{{"extension", path::context_item(definitions_, extension, profile.structure)}}};
  evaluator_.enter(resource, root);
  evaluator_.set_variables(variables);
  for (const InvariantRule& rule : profile.use.rules) evaluator_.check(rule, item_at(definitions_, *path.parent), path);
  evaluator_.set_variables({});
}

// What is not loaded (a value set, a profile) is nobody's fault who writes.
void ExtensionCheck::pass_on(Severity worst, Severity worst_of_codes) {
  for (std::size_t i = 0; i < own_.issues.size(); ++i) {
    Issue& issue = own_.issues[i];
    const Severity limit = issue.type == IssueType::kCodeInvalid ? worst_of_codes : worst;
    issue.severity = issue.type == IssueType::kNotFound ? Severity::kInformation : std::max(issue.severity, limit);
    if (issue.severity <= options_.least) findings_.add(std::move(issue), own_.offsets[i]);
  }
  own_.issues.clear();
  own_.offsets.clear();
}

void ExtensionCheck::report(Severity severity, IssueType type, const ElementPath& path, std::string_view diagnostics, std::string_view rule) {
  if (severity <= options_.least) findings_.report(severity, type, path, diagnostics, rule);
}

}  // namespace osler::fhir
