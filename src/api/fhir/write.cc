// Create, update and delete. Spec: FHIR R4, http.html#create, #update, #delete.

#include "api/fhir/interactions.h"
#include "fhir/model/resource_id.h"

namespace osler::fhir_api {
namespace {

Error not_offered(std::string what) {
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
}

Error wrong_id(std::string what) {
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kInvalid, what, "Resource.id"}}};
}

}  // namespace

Task<Result<http::Response>> handle_create(Exchange& exchange) {
  if (exchange.request.headers.get("If-None-Exist")) {
    co_return not_offered("If-None-Exist (conditional create) is not offered yet; nothing was created");
  }
  OSLER_CO_TRY(const json::Tree tree, parse_body(exchange));
  Result<engine::Written> written = co_await exchange.engine.create(exchange.session, exchange.target.type, tree);
  if (!written.ok()) co_return std::move(written).error();
  co_return written_response(exchange, *written);
}

Task<Result<http::Response>> handle_update(Exchange& exchange) {
  if (exchange.target.id.empty()) co_return not_offered("PUT without an id (conditional update) is not offered yet; nothing was changed");
  OSLER_CO_TRY(engine::WriteConditions conditions, write_conditions(exchange.request.headers));
  OSLER_CO_TRY(const json::Tree tree, parse_body(exchange));
  const json::View id = tree.root().member("id");
  if (!id.exists()) co_return wrong_id("the body needs the id that the URL names");
  if (!id.equals(exchange.target.id)) co_return wrong_id("the id in the body must equal the id in the URL");
  Result<engine::Written> written = co_await exchange.engine.update(exchange.session, exchange.target.type, exchange.target.id,
                                                                    tree, std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  co_return written_response(exchange, *written);
}

Task<Result<http::Response>> handle_delete(Exchange& exchange) {
  if (exchange.target.id.empty()) co_return not_offered("DELETE without an id (conditional delete) is not offered yet; nothing was deleted");
  OSLER_CO_TRY(engine::WriteConditions conditions, write_conditions(exchange.request.headers));
  Result<engine::Written> written = co_await exchange.engine.remove(exchange.session, exchange.target.type,
                                                                    exchange.target.id, std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  http::Response response;
  response.status = 204;
  if (written->effect == engine::WriteEffect::kDeleted) response.headers.add("ETag", weak_etag(written->resource.version()));
  co_return response;
}

}  // namespace osler::fhir_api
