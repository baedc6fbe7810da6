#pragma once
// One function for each operation; each stands in a file of its own.

#include "api/v1/exchange.h"
#include "base/task.h"

namespace osler::api::v1 {

/// POST /v1/{resource}: 201 with Location. Spec: v1.md, section 6.
Task<Result<Answer>> handle_create(Exchange& exchange);
/// GET /v1/{resource}: a page of the list. Spec: v1.md, section 5.
Result<Answer> handle_list(Exchange& exchange);
/// GET /v1/{resource}/{id}: one resource, or with includes a Bundle. Spec: v1.md, sections 3 and 7.
Result<Answer> handle_read(Exchange& exchange);
/// PATCH /v1/{resource}/{id} by an object or by RFC 6902 operations: 200 with the whole resource. Spec: v1.md,
/// section 6.
Task<Result<Answer>> handle_patch(Exchange& exchange);
/// DELETE /v1/{resource}/{id}: 204. Spec: v1.md, section 6.
Task<Result<Answer>> handle_delete(Exchange& exchange);

/// 400: the operation takes no such parameter.
Error unknown_parameter(std::string_view name);
/// Location of a new resource.
void add_location(const Exchange& exchange, std::string_view id, http::Headers& headers);
/// A new resource of the exchange's type as FHIR, ready for the engine. Errors: 422 with all findings.
Result<json::Tree> mapped_body(Exchange& exchange, json::Tree body);
/// The answer that shows one stored version: data, ETag, Last-Modified. `fhir` is its content, parsed.
Answer shown_resource(const Exchange& exchange, json::View fhir, const store::RecordKey& key,
                      const store::VersionHeader& header);

}  // namespace osler::api::v1
