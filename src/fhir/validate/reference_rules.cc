#include "fhir/validate/reference_rules.h"

#include <algorithm>
#include <optional>

namespace osler::fhir {
namespace {

class TargetCheck {
 public:
  TargetCheck(const RuleInput& input, const Element& element) : input_(input), definitions_(input.plan.definitions), element_(element) {}

  // The type that is stated must be allowed here, and be the one that the reference names.
  void stated_type(json::View type, std::optional<TypeId> named) {
    if (!type.is_string()) return;
    const ElementPath path{.parent = &input_.path, .name = "type", .value = type};
    const std::optional<TypeId> stated = definitions_.resource_type(type.text(scratch_));
    if (!stated) return;
    if (named && *named != *stated) {
      return report(Severity::kError, path, "expected the type that the reference names", "reference.type");
    }
    if (!is_allowed(*stated)) report(Severity::kError, path, "expected a type that may be referred to here", "reference.target");
  }

  void contained_type(json::View resource, const ElementPath& path) {
    const json::View name = resource.member(input_.plan.resource_type);
    const std::optional<TypeId> type = name.is_string() ? definitions_.resource_type(name.text(scratch_)) : std::nullopt;
    if (type && !is_allowed(*type)) report(Severity::kError, path, "expected a contained resource of a type that may be referred to here", "reference.target");
  }

  void resolution(Resolution found, bool is_closed, const ElementPath& path) {
    if (found == Resolution::kMissing) {
      return report(is_closed ? Severity::kError : Severity::kWarning, path, "expected the full URL of an entry of this Bundle", "bundle.reference");
    }
    if (found != Resolution::kOtherBase || !is_closed) return;
    report(Severity::kWarning, path, "the Bundle holds this type and id, but under a full URL that the reference does not stand for", "bundle.reference");
  }

 private:
  bool is_allowed(TypeId type) const {
    return element_.targets.empty() || std::ranges::find(element_.targets, type) != element_.targets.end();
  }
  void report(Severity severity, const ElementPath& path, std::string_view what, std::string_view rule) {
    if (input_.wants(severity)) input_.findings.report(severity, IssueType::kValue, path, what, rule);
  }

  const RuleInput& input_;
  const Definitions& definitions_;
  const Element& element_;
  std::string scratch_;
};

}  // namespace

void check_reference_target(const RuleInput& input, const Element& element, const std::function<json::View(std::string_view id)>& contained, BundleScope& scope) {
  const json::View literal = input.value.member(input.plan.reference);
  const json::View type = input.value.member("type");
  if (!literal.is_string() && !type.is_string()) return;
  TargetCheck check(input, element);
  std::string scratch;
  const std::string_view reference = literal.is_string() ? literal.text(scratch) : std::string_view{};
  const bool relative = reference.find(':') == std::string_view::npos && !reference.starts_with('#');
  check.stated_type(type, relative ? input.plan.definitions.resource_type(reference.substr(0, reference.find('/'))) : std::nullopt);
  if (reference.empty()) return;
  const ElementPath path{.parent = &input.path, .name = "reference", .value = literal};
  if (reference.starts_with('#')) return check.contained_type(contained(reference.substr(1)), path);
  check.resolution(scope.resolve(reference), scope.is_closed(), path);
}

}  // namespace osler::fhir
