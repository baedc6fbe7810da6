#pragma once
// Whether one code is in a value set, found out without expanding it.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fhir/terms/content.h"

namespace osler::fhir::terms {

enum class Answer : std::uint8_t { kNo, kYes, kUnknown };

/// kUnknown: it depends on `missing`, a code system or value set that is not loaded.
struct Membership {
  Answer answer = Answer::kNo;
  std::string missing = {};
  std::string listed_display = {};  ///< The value set's own word for the code; empty: none.
};

/// Value sets inside one another, at most.
inline constexpr std::size_t kValueSetDepthMax = 16;
/// Value sets looked into for one question, each time it is come by counted; beyond: kUnprocessable. An expansion asks
/// once for each member.
inline constexpr std::size_t kValueSetsMax = 10'000;
inline constexpr std::size_t kValueSetsOfExpansionMax = 1'000'000;

/// Answers one question, or several of one request; remembers which value sets are open, so that a circle ends.
class Members {
 public:
  explicit Members(const Content& content, std::size_t value_sets_max = kValueSetsMax) : content_(content), value_sets_max_(value_sets_max) {}

  /// An empty `system` means any. Errors: kUnprocessable for a circle of value sets on the way, or beyond kValueSetDepthMax
  /// and kValueSetsMax; those of the content.
  Result<Membership> judge(const ValueSet& set, std::string_view system, std::string_view code);
  /// Looks for circles off the way too. Errors: as judge().
  Status check_circles(const ValueSet& set);
  /// Whether a code passes one include or exclude.
  Result<Membership> judge(const ValueSet& set, const Part& part, std::string_view system, std::string_view code);
  /// The value set that a canonical, or "#id" inside `set`, names. Null: not loaded.
  Result<ValueSetPtr> named(const ValueSet& set, std::string_view reference) const;

 private:
  Status enter(const ValueSet& set);
  Status check_circles(const ValueSet& set, const std::vector<Part>& parts);
  Result<Membership> judge_system(const Part& part, std::string_view system, std::string_view code) const;

  const Content& content_;
  std::vector<const ValueSet*> open_;
  const std::size_t value_sets_max_;
  std::size_t entered_ = 0;
};

/// Whether a concept passes a filter. Properties beyond those of the concept itself: "concept" and "code", "display",
/// "parent", "child", "inactive". Spec: FHIR R4, valueset.html#filter, codesystem.html#defined-props.
bool passes(const CodeSystem& system, CodeSystem::Index index, const Filter& filter);

}  // namespace osler::fhir::terms
