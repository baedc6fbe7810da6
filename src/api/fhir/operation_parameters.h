#pragma once
// The input parameters of an operation, from the query of a GET or POST and from a posted Parameters resource.
// Spec: FHIR R4, operations.html#executing.

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "api/fhir/exchange.h"

namespace osler::fhir_api {

/// Adds the primitive parameters of a posted Parameters resource to those of the query, as their text; `body` keeps what
/// stands there for parameters of other types. Parameters that `known` does not name are refused; _format and its like are not
/// looked at. Errors: kInvalidInput naming the parameter and those that there are.
Status read_operation_parameters(Exchange& exchange, json::Tree& body, std::initializer_list<std::string_view> known);

/// Only the first half: for operations that take whatever a search takes.
Status add_posted_parameters(Exchange& exchange, json::Tree& body);

/// The text of the first parameter of that name.
std::optional<std::string> parameter_text(const Exchange& exchange, std::string_view name);

/// A whole number from `least` up. Errors: kInvalidInput.
Result<std::optional<std::uint32_t>> parameter_number(const Exchange& exchange, std::string_view name, std::uint32_t least);

/// A date or instant, as milliseconds of its beginning (and of its end). Errors: kInvalidInput.
struct InstantBounds {
  std::int64_t begin_ms = 0;
  std::int64_t end_ms = 0;
};
Result<std::optional<InstantBounds>> parameter_date(const Exchange& exchange, std::string_view name);

/// The value[x] of the first parameter `name` in a posted Parameters resource; none if there is none.
json::View parameter_value(const json::Tree& body, std::string_view name, std::string_view value_member);

}  // namespace osler::fhir_api
