#pragma once
// Validation without a server: R4, and what conformance resources and packages from files say. For commands and tests.

#include <string>
#include <string_view>
#include <vector>

#include "fhir/terms/shipped.h"
#include "fhir/terms/terminology.h"
#include "fhir/validate/profile_check.h"
#include "fhir/validate/structure_check.h"

namespace osler::fhir {

/// Filled first, then asked. One thread.
class StandaloneCheck {
 public:
  /// `definitions` must outlive it. Errors: those of ShippedSource::open().
  static Result<std::unique_ptr<StandaloneCheck>> open(const Definitions& definitions, std::int64_t now_ms);
  StandaloneCheck(const StandaloneCheck&) = delete;
  StandaloneCheck& operator=(const StandaloneCheck&) = delete;

  /// One conformance resource as JSON: a StructureDefinition, ValueSet, CodeSystem or ConceptMap with its url; a
  /// Questionnaire, for its responses; an ImplementationGuide, whose global profiles hold for all resources of their type;
  /// its canonical URL. Errors: kInvalidInput for anything else.
  Result<std::string> add_resource(std::string text);
  /// The resources of a FHIR package (.tgz). Errors: as terms::read_package().
  Status add_package(std::string_view archive);

  /// Appends what is wrong by R4, by the profiles the resource declares, by those its guide demands, and by `profiles`.
  /// Errors: kNotFound for one of `profiles` that is not loaded, kUnprocessable for one that cannot be used.
  Status check(json::View resource, const std::vector<std::string>& profiles, const StructureCheckOptions& options, Findings& findings) const;

 private:
  StandaloneCheck(const Definitions& definitions, terms::ShippedSource shipped, std::int64_t now_ms);
  void answers(json::View response, Findings& findings) const;

  const Definitions& definitions_;
  StructureChecker structure_;
  terms::MemorySource source_;
  terms::ShippedSource shipped_source_;
  terms::Library shipped_;
  terms::Library library_;
  terms::Terminology terminology_;
  ProfileSet profiles_;
  ProfileChecker checker_;
  path::Environment environment_;
  std::vector<json::Tree> questionnaires_, guides_;
};

}  // namespace osler::fhir
