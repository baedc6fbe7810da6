#pragma once
// What bulk jobs need to know of the simplified form of /v1, which lives on a floor above: it is handed in.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/session.h"
#include "engine/resource.h"

namespace osler::jobs {

/// One simplified object as FHIR.
struct FhirLine {
  std::string id;    ///< FHIR id that the object carries; empty: none.
  std::string text;  ///< The resource.
};

class SimplifiedForm {
 public:
  virtual ~SimplifiedForm() = default;
  /// Whether the type has a simplified form.
  virtual bool knows(TypeId type) const = 0;
  /// Errors: kInvalidInput, kUnprocessable: all findings, in terms of simplified fields.
  virtual Result<FhirLine> to_fhir(engine::Session& session, TypeId type, std::string_view line) const = 0;
  /// What the engine said of a resource that to_fhir() made, in terms of simplified fields.
  virtual Error explained(engine::Session& session, TypeId type, std::string_view fhir, Error error) const = 0;
  /// Appends the simplified object of a resource, with the word `resource` in front; one line, without its break.
  virtual Status append(engine::Session& session, const engine::Resource& resource, std::string& out) const = 0;
};

}  // namespace osler::jobs
