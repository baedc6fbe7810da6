#pragma once
// How an answer is laid out: `_summary`, `_elements` and `_pretty`, on every answer with resources.
// Spec: FHIR R4, search.html#summary, #elements; http.html#pretty.

#include "api/fhir/exchange.h"
#include "api/fhir/route.h"

namespace osler::fhir_api {

struct Shape {
  osler::fhir::Subset subset;
  bool is_pretty = false;
};

/// The parameters `_pretty`, `_summary` and `_elements`. Searches read the last two themselves, with the rest of what is asked.
/// Errors: kInvalidInput naming the parameter.
Result<Shape> read_shape(const Exchange& exchange, Interaction interaction);

/// Whether `name` is one of the parameters above, or another that every interaction takes: `_format`.
bool is_general_parameter(std::string_view name);

/// Lays an outcome out if the request asks for it.
void shape_error(const Exchange& exchange, http::Response& response);

/// Cuts the resources of a JSON answer down and lays it out as asked. Other answers stay.
void shape_answer(const Exchange& exchange, Interaction interaction, const Shape& shape, http::Response& response);

}  // namespace osler::fhir_api
