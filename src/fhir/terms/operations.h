#pragma once
// The terminology operations: from parameters to the JSON of the answer. Each stands in a file of its own. All answer
// kNotFound (issue not-found) when what they are about is not loaded, kInvalidInput for a parameter that is missing or
// wrong, named. Spec: FHIR R4, terminology-service.html.

#include <cstdint>
#include <string>

#include "fhir/terms/content.h"
#include "fhir/terms/operation_input.h"

namespace osler::fhir::terms {

struct OperationLimits {
  std::size_t expansion_max = 10'000;  ///< `terminology.expansion_max`: codes of one expansion, all pages together.
};

struct OperationContext {
  const Content& content;
  OperationLimits limits = {};
  std::int64_t now_ms = 0;
  std::string languages = {};  ///< Accept-Language; displayLanguage goes before it.
};

/// The JSON of a ValueSet with its expansion. Spec: FHIR R4, valueset-operation-expand.html.
Result<std::string> expand_value_set(const OperationContext& context, const OperationInput& input);
/// The JSON of Parameters: result, message, display; beside R4's, code, system and version of what was found.
/// Spec: FHIR R4, valueset-operation-validate-code.html.
Result<std::string> validate_value_set_code(const OperationContext& context, const OperationInput& input);
/// Spec: FHIR R4, codesystem-operation-validate-code.html.
Result<std::string> validate_code_system_code(const OperationContext& context, const OperationInput& input);
/// Error: kNotFound for a code that the system does not have. Spec: FHIR R4, codesystem-operation-lookup.html.
Result<std::string> lookup_code(const OperationContext& context, const OperationInput& input);
/// Spec: FHIR R4, codesystem-operation-subsumes.html.
Result<std::string> subsumes_code(const OperationContext& context, const OperationInput& input);
/// Spec: FHIR R4, conceptmap-operation-translate.html.
Result<std::string> translate_code(const OperationContext& context, const OperationInput& input);

/// Checks the parameters' names, then does the operation.
Result<std::string> perform(Operation operation, const OperationContext& context, const OperationInput& input);

/// The value set that `url` (with valueSetVersion) or `valueSet` names. Errors: kNotFound, kInvalidInput if neither is given.
Result<ValueSetPtr> value_set_asked(const OperationContext& context, const OperationInput& input);
/// displayLanguage, else Accept-Language.
std::vector<std::string> languages_asked(const OperationContext& context, const OperationInput& input);

}  // namespace osler::fhir::terms
