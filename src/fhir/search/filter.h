#pragma once
// `_filter`: conditions joined by and, or, not and brackets. Spec: FHIR R4, search_filter.html.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/search/value_alternatives.h"

namespace osler::fhir {

/// Brackets and chains inside one another, and conditions in all.
inline constexpr int kFilterDepthMax = 16;
inline constexpr std::size_t kFilterConditionsMax = 200;

/// A filter as it is written: `name co "pet" and not (birthdate ge 1996)`.
struct Filter {
  enum class Kind : std::uint8_t { kAnd, kOr, kNot, kCondition };
  /// "subject" of "subject.name"; "related[type eq comp].target" has a filter on the first step's target.
  struct Step {
    std::string name;
    std::unique_ptr<Filter> where;
  };
  Kind kind = Kind::kCondition;
  std::vector<Filter> parts;  ///< Of kAnd, kOr and kNot.
  std::vector<Step> path;     ///< Of kCondition, from here on.
  std::string op;             ///< Two letters.
  std::string value;          ///< Unquoted.
};

/// Errors: kInvalidInput saying what was expected at which place; TOO_COSTLY.
Result<Filter> parse_filter(std::string_view text);

/// What the filter means for records of a type. Errors: kInvalidInput naming the parameter.
Result<store::Expr> filter_expr(const ValueContext& context, TypeId type, std::string_view text);

}  // namespace osler::fhir
