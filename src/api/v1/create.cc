#include "api/v1/body_completion.h"
#include "api/v1/check.h"
#include "api/v1/field_of_expression.h"
#include "api/v1/from_fhir.h"
#include "api/v1/operations.h"
#include "api/v1/to_fhir.h"

namespace osler::api::v1 {

Answer shown_resource(const Exchange& exchange, json::View fhir, const store::RecordKey& key,
                      const store::VersionHeader& header) {
  Answer answer;
  answer.body = begin_data();
  write_simplified(exchange.schema, *exchange.resource, fhir, {key.id, header.created_ms, header.time_ms}, answer.body);
  add_version_headers(header, answer.headers);
  return answer;
}

void add_location(const Exchange& exchange, std::string_view id, http::Headers& headers) {
  const ResourceSchema& resource = *exchange.resource;
  headers.add("Location", "/v1/" + resource.path + "/" + resource.prefix + "_" + std::string(id));
}

Result<json::Tree> mapped_body(Exchange& exchange, json::Tree body) {
  Findings findings;
  check_body(exchange.schema, *exchange.resource, body.root(), {Purpose::kCreate, {}, exchange.own_bases}, findings);
  if (!findings.empty()) return std::move(findings).error();
  OSLER_TRY(const json::Tree complete, completed_body(exchange, std::move(body), {}));
  const IdLookup exists = id_lookup(exchange);
  MappingRun run{exchange.schema, exchange.own_bases, exists, exchange.engine.clock().now_ms(), findings};
  json::Draft draft;
  write_resource(run, *exchange.resource, complete.root(), draft.root());
  if (!findings.empty()) return std::move(findings).error();
  Result<json::Tree> fhir = exchange.session.parser.parse(draft.write(), exchange.engine.definitions().names());
  if (!fhir.ok()) findings.add({}, "the body nests too deeply");
  if (!findings.empty()) return std::move(findings).error();
  return fhir;
}

Task<Result<Answer>> handle_create(Exchange& exchange) {
  if (!exchange.parameters.empty()) co_return unknown_parameter(exchange.parameters.front().first);
  OSLER_CO_TRY(json::Tree body, parse_body(exchange));
  OSLER_CO_TRY(const json::Tree fhir, mapped_body(exchange, std::move(body)));
  Result<engine::Written> written = co_await exchange.engine.create(exchange.session, exchange.resource->type, fhir);
  if (!written.ok()) {
    co_return with_shown_ids(exchange.schema,
                             in_terms_of_fields(*exchange.resource, fhir.root(), std::move(written).error()));
  }
  const engine::Resource& made = written->resource;
  Answer answer = shown_resource(exchange, fhir.root(), made.key, made.header);
  answer.status = 201;
  add_location(exchange, made.key.id, answer.headers);
  co_return answer;
}

}  // namespace osler::api::v1
