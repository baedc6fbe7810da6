#pragma once
// Content as one request wants it: code systems in the versions it names, with the supplements that it or its value set
// asks for. Without being asked for, a supplement changes nothing.
// Spec: FHIR R4, codesystem.html#supplements, extension valueset-supplement; valueset-operation-expand.html (system-version,
// check-system-version, force-system-version).

#include <string>
#include <string_view>
#include <vector>

#include "fhir/terms/content.h"

namespace osler::fhir::terms {

/// What a request says of the version of a code system.
enum class VersionRule : std::uint8_t {
  kDefault,  ///< Where the value set names none.
  kForce,    ///< Whatever the value set names.
  kCheck,    ///< Another one is an error.
};

/// Supplements, or rules about versions, of one request, at most.
inline constexpr std::size_t kRequestedMax = 20;

/// For one request: one thread.
class RequestedContent final : public Content {
 public:
  /// Must outlive it.
  explicit RequestedContent(const Content& content) : content_(content) {}

  /// By canonical. Errors: kNotFound if it is not loaded; kInvalidInput for one that is no supplement, or one too many.
  Status supplement(std::string_view canonical);
  /// Those the value set needs.
  Status supplement_as(const ValueSet& set);
  /// `canonical` is "system|version". Errors: kInvalidInput for anything else, or one too many.
  Status version(VersionRule rule, std::string_view canonical);

  /// Error beside those of Content: kUnprocessable where VersionRule::kCheck is broken.
  Result<CodeSystemPtr> code_system(std::string_view url, std::string_view version) const override;
  Result<ValueSetPtr> value_set(std::string_view url, std::string_view version) const override { return content_.value_set(url, version); }
  Result<ConceptMapPtr> concept_map(std::string_view url, std::string_view version) const override { return content_.concept_map(url, version); }
  Result<std::vector<ConceptMapPtr>> concept_maps() const override { return content_.concept_maps(); }

 private:
  struct Made {
    CodeSystemPtr plain, supplemented;
  };
  struct Wanted {
    VersionRule rule;
    std::string system, version;
  };
  Result<CodeSystemPtr> in_version(std::string_view url, std::string_view version) const;

  const Content& content_;
  std::vector<CodeSystemPtr> supplements_;
  std::vector<Wanted> versions_;
  mutable std::vector<Made> made_;  ///< One object for one system, however often it is asked for.
};

}  // namespace osler::fhir::terms
