#pragma once
// Where code systems, value sets and concept maps are found by canonical URL: what every question about codes is asked of.

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/terms/code_system.h"
#include "fhir/terms/concept_map.h"
#include "fhir/terms/value_set.h"

namespace osler::fhir::terms {

using CodeSystemPtr = std::shared_ptr<const CodeSystem>;
using ValueSetPtr = std::shared_ptr<const ValueSet>;
using ConceptMapPtr = std::shared_ptr<const ConceptMap>;

/// Every method answers null where nothing of that name (and version, unless empty) is loaded; without a version the
/// newest. Errors: those of the place it is kept in; kUnprocessable for loaded content that cannot be used. Any thread.
class Content {
 public:
  virtual ~Content() = default;
  virtual Result<CodeSystemPtr> code_system(std::string_view url, std::string_view version) const = 0;
  virtual Result<ValueSetPtr> value_set(std::string_view url, std::string_view version) const = 0;
  virtual Result<ConceptMapPtr> concept_map(std::string_view url, std::string_view version) const = 0;
  /// Every map, each in its newest version, by URL.
  virtual Result<std::vector<ConceptMapPtr>> concept_maps() const = 0;
};

/// The same as `found`, or the one error for content that is not loaded. Error: kNotFound, issue not-found.
template <class Pointer>
Result<Pointer> require_loaded(Result<Pointer> found, std::string_view what, std::string_view url) {
  if (!found.ok() || *found != nullptr) return found;
  const std::string message = "no " + std::string(what) + " " + std::string(url) + " is loaded";
  return Error{ErrorKind::kNotFound, message, {}, {{Severity::kError, IssueType::kNotFound, message}}};
}

}  // namespace osler::fhir::terms
