#pragma once
// One filter of a list to an expression of the store.

#include <string_view>

#include "api/v1/list_request.h"

namespace osler::api::v1 {

/// What records a filter with this value selects. Errors: kInvalidInput naming the parameter and what it takes.
Result<store::Expr> filter_expression(const ListContext& context, const ResourceSchema& resource, const Filter& filter,
                                      std::string_view value);

/// 400 INVALID_PARAMETER: "<name>: <what>".
Error invalid_parameter(std::string_view name, std::string_view what);

}  // namespace osler::api::v1
