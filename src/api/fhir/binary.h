#pragma once
// Binary in its own form: content of any type goes in and comes out as it is, beside the JSON form.
// Spec: FHIR R4, binary.html#rest.

#include "api/fhir/exchange.h"
#include "api/fhir/route.h"

namespace osler::fhir_api {

/// Whether this read is of a Binary and did not ask for FHIR's JSON: then its content is the answer.
bool answers_natively(const Exchange& exchange, Interaction interaction);

/// Whether this create or update brings a Binary's content instead of a resource.
bool is_native_upload(const Exchange& exchange, Interaction interaction);

/// The Binary resource that the uploaded content makes: contentType, securityContext from X-Security-Context, data.
std::string binary_text(const Exchange& exchange);

/// Replaces the JSON of a Binary by its content, to be saved and never to be shown: attachment, nosniff, sandbox.
/// Errors: kInternal for stored data that is no base64.
Status make_native(const Exchange& exchange, http::Response& response);

}  // namespace osler::fhir_api
