#pragma once
// What the client sends and wants: Accept, _format, Content-Type, Prefer. Spec: FHIR R4, http.html#mime-type, #ops.

#include "api/fhir/exchange.h"
#include "api/fhir/route.h"

namespace osler::fhir_api {

/// Reads Prefer into the exchange. Unknown values are ignored.
void read_preferences(Exchange& exchange);

/// Says in Preference-Applied which handling was asked for. What is returned says its own.
void add_applied_preferences(const Exchange& exchange, http::Response& response);

/// Whether JSON is wanted, and whether the body's type fits the interaction. `plain` comes back true if only
/// application/json was asked for. Errors: kNotAcceptable, kUnsupportedMedia naming what is offered.
Status negotiate(const Exchange& exchange, Interaction interaction, bool& plain);

}  // namespace osler::fhir_api
