#pragma once
// One search criterion: the name with its modifier, chain or _has, and its list of values, as an expression tree.

#include <functional>

#include "base/result.h"
#include "fhir/search/value_alternatives.h"

namespace osler::fhir {

/// Links of chains and _has in one criterion. Spec: Osler's limit, docs say 4.
inline constexpr int kChainDepthMax = 4;

/// `Error::code` of what lenient handling may leave out. Everything else is refused under any handling.
inline constexpr std::string_view kUnknownParameter = "UNKNOWN_SEARCH_PARAMETER";
inline constexpr std::string_view kUnsupportedParameter = "UNSUPPORTED_SEARCH_PARAMETER";

/// Errors: kInvalidInput naming the parameter.
Result<store::Expr> criterion_of(const ValueContext& context, TypeId type, std::string_view name, std::string_view value);

/// The same for one parameter of the type itself, with a modifier that need not have a word. Errors: kInvalidInput.
Result<store::Expr> plain_criterion(const ValueContext& context, TypeId type, std::string_view code, Modifier modifier, std::string_view value);

/// What a type that a reference leads to must meet, `depth` links from the start.
using InnerCriterion = std::function<Result<store::Expr>(TypeId target, int depth)>;
/// The reference followed to every type it can lead to, or to `only` that one. Errors: kInvalidInput; TOO_COSTLY.
Result<store::Expr> chained_criterion(const ValueContext& context, TypeId type, std::string_view code, std::string_view only, int depth,
                                      const InnerCriterion& inner);

/// The error for a name that is no parameter of the type, with the nearest known one.
Error unknown_parameter(const Definitions& definitions, TypeId type, std::string_view name);

/// Whether values of the parameter can be indexed for the type: it has an expression that speaks of the type.
bool is_indexed(const Definitions& definitions, TypeId type, const SearchParameter& parameter);

/// The words before the ':' and after it, of "name:modifier"; before the first '.' of a chain.
struct ParameterName {
  std::string_view code;
  std::string_view modifier;  ///< Empty if none.
  std::string_view chain;     ///< After the '.'; empty if none.
};
ParameterName split_name(std::string_view name);

}  // namespace osler::fhir
