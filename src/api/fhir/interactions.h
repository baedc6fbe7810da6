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
/// POST [base]/$closure. Spec: FHIR R4, conceptmap-operation-closure.html.
Task<Result<http::Response>> handle_closure(Exchange& exchange);
/// GET, POST [base]/$versions. Public. Spec: FHIR R4B, operation capabilitystatement-versions.
Result<http::Response> handle_versions(Exchange& exchange);
/// POST [base]/$convert: JSON to JSON. Spec: resource-operation-convert.html.
Result<http::Response> handle_convert(Exchange& exchange);
/// GET [base]/[{type}/[{id}/[_history/{vid}/]]]$meta: labels of one version, or all that are in use. Spec: resource-operation-meta.html.
Result<http::Response> handle_meta(Exchange& exchange);
/// POST [base]/{type}/{id}/$meta-add and $meta-delete: a new version only if something changes.
Task<Result<http::Response>> handle_meta_add(Exchange& exchange);
Task<Result<http::Response>> handle_meta_delete(Exchange& exchange);
/// GET, POST [base]/{Patient|Encounter}/[{id}/]$everything. Spec: operation-patient-everything.html.
Result<http::Response> handle_everything(Exchange& exchange);
/// GET, POST [base]/Composition/{id}/$document. Spec: operation-composition-document.html.
Task<Result<http::Response>> handle_document(Exchange& exchange);
/// GET, POST [base]/Observation/$lastn: criteria of a search, and `max` of each code. Spec: operation-observation-lastn.html.
Result<http::Response> handle_last_n(Exchange& exchange);
/// The version that the path names. Errors: kNotFound for what is no version number.
Result<Version> version_in_path(const Exchange& exchange);
/// $validate on a type or an instance: 200 with what was found. Errors: kInvalidInput for a body or mode that cannot be
/// read, kForbidden, kNotFound, kGone. Spec: resource-operation-validate.html.
Result<http::Response> handle_validate(Exchange& exchange);

}  // namespace osler::fhir_api
