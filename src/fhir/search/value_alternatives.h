#pragma once
// From one searched value to tests on stored values, by the parameter's type.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/model/definitions.h"
#include "fhir/search/facet.h"
#include "fhir/search/modifier.h"
#include "fhir/search/search_parser.h"

namespace osler::fhir {

/// What the reading of values depends on.
struct ValueContext {
  const Definitions& definitions;
  const SearchOptions& options;
};

/// One way a stored value may meet a searched value: all tests, part by part, on the parameter itself or a facet of it.
struct Alternative {
  std::optional<Facet> facet;
  std::vector<store::Test> tests;
};
using Alternatives = std::vector<Alternative>;

/// The alternatives of one value (no longer a list; still escaped). `modifier` must fit the parameter's type; kMissing, kNot
/// and kType have been dealt with: `only_type` is the target they or the definition leave, kNone for any.
/// Errors: kInvalidInput saying what was expected, never the value.
Result<Alternatives> alternatives_of(const ValueContext& context, const SearchParameter& parameter, Modifier modifier,
                                     TypeId only_type, std::string_view value);

Result<Alternatives> date_alternatives(const ValueContext& context, std::string_view value);
Result<Alternatives> number_alternatives(std::string_view value);
Result<Alternatives> quantity_alternatives(std::string_view value);

/// `_lastUpdated`: stored to the millisecond. Errors: kInvalidInput.
Result<store::Expr> last_updated_expr(const ValueContext& context, std::string_view value);

}  // namespace osler::fhir
