#pragma once
// One function for each interaction; each stands in a file of its own. All answer a response or an error that
// outcome.h renders. Spec: FHIR R4, http.html.

#include "api/fhir/exchange.h"
#include "api/fhir/route.h"
#include "base/task.h"

namespace osler::fhir_api {

/// GET [base]/{type}/{id}: 200 or 304; 404 never existed; 410 deleted. Spec: http.html#read.
Result<http::Response> handle_read(Exchange& exchange);
/// GET [base]/{type}/{id}/_history/{vid}. Spec: http.html#vread.
Result<http::Response> handle_vread(Exchange& exchange);
/// GET [base]/{type}?… and POST [base]/{type}/_search: a searchset Bundle. Spec: http.html#search.
Result<http::Response> handle_search(Exchange& exchange);
/// GET [base]/{compartment}/{id}/{other}?…: a search of `other` inside that compartment. Spec: http.html#vsearch.
Result<http::Response> handle_compartment(Exchange& exchange, TypeId other);
/// GET [base]/[{type}/[{id}/]]_history: a history Bundle, newest first. Spec: http.html#history.
Result<http::Response> handle_history(Exchange& exchange);
/// POST [base]/{type}: 201; with If-None-Exist 200 for the one that exists, 412 for several. Spec: http.html#create.
Task<Result<http::Response>> handle_create(Exchange& exchange);
/// PUT [base]/{type}/{id} or {type}?criteria: 200, or 201 if it was not there. Spec: http.html#update, #cond-update.
Task<Result<http::Response>> handle_update(Exchange& exchange);
/// PATCH [base]/{type}/{id} or {type}?criteria, by what the body is: patch_body.h. Spec: http.html#patch.
Task<Result<http::Response>> handle_patch(Exchange& exchange);
/// DELETE [base]/{type}/{id} or {type}?criteria: 204, also when it is not there. Spec: http.html#delete.
Task<Result<http::Response>> handle_delete(Exchange& exchange);
/// If-Match, If-None-Match and, where the path names no id, the criteria in the query. Errors: kInvalidInput,
/// kPreconditionFailed without criteria.
Result<engine::WriteConditions> conditions_of(const Exchange& exchange);
/// GET and POST [base]/{ValueSet|CodeSystem|ConceptMap}/[{id}/]${operation}. Spec: terminology-service.html.
Result<http::Response> handle_terminology(Exchange& exchange, Interaction interaction);
/// GET [base]/metadata. Public. Spec: http.html#capabilities.
Result<http::Response> handle_metadata(const engine::Engine& engine, const std::string& base_url, bool bearer);

}  // namespace osler::fhir_api
