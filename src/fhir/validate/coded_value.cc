#include "fhir/validate/coded_value.h"

#include <algorithm>
#include <vector>

#include "base/nearest.h"

namespace osler::fhir {
namespace {

constexpr std::size_t kCodesListedMax = 20;
constexpr std::size_t kCodesComparedMax = 1'000;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_media_type_part(char c) { return c > ' ' && c < '\x7f' && c != '/' && c != ';' && c != '"' && c != ','; }

bool is_currency(std::string_view code) { return code.size() == 3 && std::ranges::all_of(code, is_upper); }

// type/subtype with parameters, or FHIR's short words for its own formats.
bool is_media_type(std::string_view code) {
  if (code == "json" || code == "xml" || code == "ttl") return true;
  const std::string_view bare = code.substr(0, code.find(';'));
  const std::size_t slash = bare.find('/');
  if (slash == 0 || slash == std::string_view::npos || slash + 1 == bare.size()) return false;
  return std::ranges::all_of(bare.substr(0, slash), is_media_type_part) &&
         std::ranges::all_of(bare.substr(slash + 1), is_media_type_part);
}

// Never repeats the given code: only those of the value set.
std::string expected_codes(const Definitions& definitions, const Element& element, std::string_view given) {
  const std::vector<Concept> members = definitions.members(element.binding, kCodesComparedMax);
  std::string text = "expected one of: ";
  std::vector<std::string_view> codes;
  for (const Concept& member : members) {
    codes.push_back(member.code);
    if (codes.size() > kCodesListedMax) continue;
    if (codes.size() > 1) text += ", ";
    text += member.code;
  }
  if (members.size() > kCodesListedMax) text += ", and others of the value set " + std::string(element.binding_url);
  const std::optional<std::string_view> meant = nearest(given, codes);
  if (meant && *meant != given) text += "; did you mean '" + std::string(*meant) + "'?";
  return text;
}

/// Tests one value against one value set.
class BindingCheck {
 public:
  BindingCheck(const StructureChecker::Plan& plan, const Element& element, std::string& scratch)
      : plan_(plan), definitions_(plan.definitions), element_(element), scratch_(scratch) {}

  bool holds(json::View value) {
    switch (plan_.special(element_.type)) {
      case SpecialStructure::kCoding:
        return !is_said(value) || holds_coding(value) || (!is_required() && !value.member(plan_.code).exists());
      case SpecialStructure::kCodeableConcept:
        return holds_concept(value);
      default:
        return element_.primitive == Primitive::kNone || holds_code(value);
    }
  }

  /// Some code that was given, for the nearest one.
  std::string given(json::View value) const {
    if (value.is_string()) return value.text();
    if (plan_.special(element_.type) == SpecialStructure::kCodeableConcept) value = value.member(plan_.coding).at(0);
    const json::View code = value.member(plan_.code);
    return code.is_string() ? code.text() : std::string();
  }

 private:
  bool holds_code(json::View value) {
    const std::string_view code = value.text(scratch_);
    if (element_.binding == plan_.currencies) return is_currency(code);
    if (element_.binding == plan_.media_types) return is_media_type(code);
    return definitions_.contains(element_.binding, {}, code);
  }
  bool is_required() const { return element_.binding_strength == BindingStrength::kRequired; }
  // Extensions alone say that there is no code to judge.
  bool is_said(json::View coding) const {
    return coding.member(plan_.code).exists() || coding.member(plan_.system).exists() ||
           coding.member(plan_.display).exists();
  }
  bool holds_coding(json::View coding) {
    const json::View system = coding.member(plan_.system);
    const json::View code = coding.member(plan_.code);
    if (!code.is_string() || (is_required() && !system.is_string())) return false;
    const std::string_view code_text = code.text(scratch_);
    if (!system.is_string()) return definitions_.contains(element_.binding, {}, code_text);
    std::string system_scratch;
    const std::string_view system_text = system.text(system_scratch);
    return !system_text.empty() && definitions_.contains(element_.binding, system_text, code_text);
  }
  bool holds_concept(json::View value) {
    const json::View codings = value.member(plan_.coding);
    if (!codings.exists() && !value.member(plan_.text).exists()) return true;
    for (const json::View coding : codings) {
      if (holds_coding(coding)) return true;
    }
    // Only a required binding asks for a code where there is none.
    return !codings.exists() && !is_required();
  }

  const StructureChecker::Plan& plan_;
  const Definitions& definitions_;
  const Element& element_;
  std::string& scratch_;
};

}  // namespace

namespace {

Severity severity_of(BindingStrength strength) {
  if (strength == BindingStrength::kRequired) return Severity::kError;
  return strength == BindingStrength::kExtensible ? Severity::kWarning : Severity::kInformation;
}

std::string expectation(const RuleInput& input, const Element& element, std::string_view given) {
  if (element.binding == input.plan.currencies) return "expected a currency of three capital letters (ISO 4217)";
  if (element.binding == input.plan.media_types) return "expected a media type such as application/pdf";
  std::string text = expected_codes(input.plan.definitions, element, given);
  if (element.binding_strength == BindingStrength::kExtensible) text += "; another code only where none of these fits";
  return text;
}

}  // namespace

void check_binding(const RuleInput& input, const Element& element, std::string& scratch) {
  const StructureChecker::Plan& plan = input.plan;
  const Severity severity = severity_of(element.binding_strength);
  const bool has_form = element.binding == plan.currencies || element.binding == plan.media_types;
  const bool is_known = element.binding != ValueSetId::kNone && (has_form || plan.definitions.is_enumerated(element.binding));
  if (!is_known || !input.wants(severity)) return;
  BindingCheck check(plan, element, scratch);
  if (check.holds(input.value) || !input.findings.accepts(severity)) return;
  input.findings.report(severity, IssueType::kCodeInvalid, input.path, expectation(input, element, check.given(input.value)));
}

}  // namespace osler::fhir
