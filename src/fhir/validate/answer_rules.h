#pragma once
// One answer against the item of a Questionnaire that it belongs to.

#include <optional>
#include <string_view>

#include "fhir/model/terminology.h"
#include "fhir/path/evaluate.h"
#include "fhir/validate/findings.h"

namespace osler::fhir {

/// The value[x] of an answer, an option or an extension, as a FHIRPath item; its kind is the JSON property's name.
struct TypedValue {
  std::string_view name;  ///< "valueCoding"; empty: there is none.
  path::Item item;
};
/// `prefix` is "value" or "answer"; `structure` declares the choice.
TypedValue typed_value(const Definitions& definitions, json::View owner, std::string_view structure, std::string_view prefix);

/// The value of the first extension of an item with that URL.
TypedValue extension_value(const Definitions& definitions, json::View item, std::string_view url);

/// a op b, where op is one of FHIRPath's comparisons; nothing if they cannot be compared.
std::optional<bool> compares(const Definitions& definitions, const TypedValue& a, std::string_view op, const TypedValue& b);

/// Reports what one answer breaks of its item: type, options, length, limits.
void check_answer(const Definitions& definitions, const Terminology* terminology, json::View item, json::View answer,
                  const ElementPath& path, Findings& findings);

}  // namespace osler::fhir
