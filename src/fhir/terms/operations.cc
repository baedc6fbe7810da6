#include "fhir/terms/operations.h"

#include <utility>

#include "fhir/terms/canonical.h"
#include "fhir/terms/display.h"
#include "fhir/terms/requested_content.h"

namespace osler::fhir::terms {

Result<ValueSetPtr> value_set_asked(const OperationContext& context, const OperationInput& input) {
  OSLER_TRY(const json::View inside, input.object("valueSet"));
  if (inside.exists()) return ValueSet::create(inside, nullptr);
  const std::string url = input.text("url");
  if (url.empty()) return invalid_input("url: expected the canonical URL of a value set, or the resource as parameter valueSet");
  const Canonical canonical = split_canonical(url);
  const std::string version = input.has("valueSetVersion") ? input.text("valueSetVersion") : std::string(canonical.version);
  return require_loaded(context.content.value_set(canonical.url, version), "value set", url);
}

std::vector<std::string> languages_asked(const OperationContext& context, const OperationInput& input) {
  return wanted_languages(input.has("displayLanguage") ? input.text("displayLanguage") : context.languages);
}

namespace {

Result<std::string> done(Operation operation, const OperationContext& context, const OperationInput& input) {
  switch (operation) {
    case Operation::kExpand: return expand_value_set(context, input);
    case Operation::kValueSetValidateCode: return validate_value_set_code(context, input);
    case Operation::kCodeSystemValidateCode: return validate_code_system_code(context, input);
    case Operation::kLookup: return lookup_code(context, input);
    case Operation::kSubsumes: return subsumes_code(context, input);
    case Operation::kTranslate: return translate_code(context, input);
    case Operation::kClosure: break;  // It changes what is kept: closure.h.
  }
  return internal_error("unknown operation");
}

}  // namespace

Result<std::string> perform(Operation operation, const OperationContext& context, const OperationInput& input) {
  OSLER_RETURN_IF_ERROR(input.check_names(operation));
  RequestedContent content(context.content);
  constexpr std::pair<std::string_view, VersionRule> kVersionRules[] = {
      {"system-version", VersionRule::kDefault}, {"check-system-version", VersionRule::kCheck}, {"force-system-version", VersionRule::kForce}};
  for (const auto& [name, rule] : kVersionRules) {
    for (const std::string& canonical : input.texts(name)) {
      const Status taken = content.version(rule, canonical);
      if (!taken.ok()) return invalid_input(std::string(name) + ": " + taken.error().message);
    }
  }
  for (const std::string& canonical : input.texts("useSupplement")) OSLER_RETURN_IF_ERROR(content.supplement(canonical));
  return done(operation, {content, context.limits, context.now_ms, context.languages}, input);
}

}  // namespace osler::fhir::terms
