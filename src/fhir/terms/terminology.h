#pragma once
// What searches and rules ask about codes: the members of a value set, and what stands above and below a code.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/model/terminology.h"
#include "fhir/terms/content.h"

namespace osler::fhir::terms {

/// A code of a system, as a search compares it.
struct Code {
  std::string system;
  std::string code;
  auto operator<=>(const Code&) const = default;
};

/// Answers from the content of one organization and environment. `content` must outlive it.
class Terminology final : public fhir::Terminology {
 public:
  /// `codes_max`: members of one answer; beyond: kInvalidInput (too-costly) naming terminology.expansion_max.
  explicit Terminology(const Content& content, std::size_t codes_max = 10'000) : content_(content), codes_max_(codes_max) {}

  /// The members of a value set (`:in`, `:not-in`), a canonical with or without version. Errors: kNotFound (issue
  /// not-found) if it, or what it is made of, is not loaded.
  Result<std::vector<Code>> expand(std::string_view value_set) const;
  /// The code itself and all below it (`:below`). Errors: kNotFound for a system or code that is not loaded.
  Result<std::vector<Code>> subsumed_codes(std::string_view system, std::string_view code) const;
  /// The code itself and all above it (`:above`). Errors: as subsumed_codes().
  Result<std::vector<Code>> subsuming_codes(std::string_view system, std::string_view code) const;

  /// Nothing too where loaded content cannot be used.
  std::optional<bool> contains(std::string_view value_set, std::string_view system, std::string_view code) const override;
  std::optional<Subsumption> subsumption(std::string_view system, std::string_view a, std::string_view b) const override;

 private:
  Result<CodeSystemPtr> system_with(std::string_view system, std::string_view code, CodeSystem::Index& index) const;
  const Content& content_;
  std::size_t codes_max_;
};

}  // namespace osler::fhir::terms
