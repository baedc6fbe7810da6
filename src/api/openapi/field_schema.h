#pragma once
// One field of a simplified resource as JSON Schema (2020-12), with the limits that api/v1/check.cc holds.

#include <string>
#include <string_view>

#include "api/openapi/components.h"
#include "api/v1/field.h"
#include "fhir/model/definitions.h"

namespace osler::api::openapi {

/// Whose value is described. What the server shows is not held to enumerations or limits: a record that came in through
/// FHIR may hold other codes and longer texts.
enum class Shape : std::uint8_t { kCreate, kPatch, kShown };

/// Makes schemas of fields; the schemas of their objects land in `components` under names of their own.
class FieldSchemas {
 public:
  explicit FieldSchemas(Components& components, const fhir::Definitions& definitions)
      : components_(components), definitions_(definitions) {}

  /// `owner` is the name of the type that has the field: names of nested types begin with it.
  std::string schema_of(const v1::Field& field, std::string_view owner, Shape shape);

 private:
  std::string single(const v1::Field& field, std::string_view owner, Shape shape);
  std::string object(const v1::Field& field, std::string_view owner);
  std::string object_name(const v1::Field& field, std::string_view owner);

  Components& components_;
  const fhir::Definitions& definitions_;
  std::map<const v1::FieldSet*, std::string> named_;
};

/// Rules between the members of an object in words; empty if there are none.
std::string rules_in_words(const v1::FieldSet& set);

}  // namespace osler::api::openapi
