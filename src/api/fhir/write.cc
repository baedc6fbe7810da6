// Create, update and delete, by id and by criteria. Spec: FHIR R4, http.html#create, #update, #delete.

#include "api/fhir/criteria.h"
#include "api/fhir/interactions.h"
#include "fhir/model/resource_id.h"

namespace osler::fhir_api {
namespace {

Error wrong_id(std::string what) {
  return {ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kInvalid, what, "Resource.id"}}};
}

http::Response no_content() {
  http::Response response;
  response.status = 204;
  return response;
}

// The id an update goes to. By criteria, the body may name none: then a new one is made if nothing matches.
Result<std::string> id_for_update(const Exchange& exchange, json::View body) {
  const json::View id = body.member("id");
  if (!exchange.target.id.empty()) {
    if (!id.exists()) return wrong_id("the body needs the id that the URL names");
    if (!id.equals(exchange.target.id)) return wrong_id("the id in the body must equal the id in the URL");
    return exchange.target.id;
  }
  if (!id.exists()) return std::string();
  std::string text = id.text();
  if (!id.is_string() || !osler::fhir::is_resource_id(text)) return wrong_id("ids are 1 to 64 of A-Z a-z 0-9 - .");
  return text;
}

// What a write by id does not know is refused, not ignored.
Status check_no_parameters(const Exchange& exchange) {
  for (const auto& [name, value] : exchange.parameters) {
    if (name == "_format" || name == "_pretty" || name == "_summary" || name == "_elements") continue;
    const std::string what = name + ": a write takes _format and _pretty; criteria belong to PUT, PATCH and DELETE on [type]";
    return Error{ErrorKind::kInvalidInput, what, {}, {{Severity::kError, IssueType::kNotSupported, what}}};
  }
  return {};
}

}  // namespace

Result<engine::WriteConditions> conditions_of(const Exchange& exchange) {
  OSLER_TRY(engine::WriteConditions conditions, write_conditions(exchange.request.headers));
  if (exchange.target.id.empty()) {
    OSLER_TRY(store::Query criteria, criteria_of(exchange, exchange.target.type, exchange.parameters));
    conditions.criteria = std::make_shared<const store::Query>(std::move(criteria));
  } else {
    OSLER_RETURN_IF_ERROR(check_no_parameters(exchange));
  }
  return conditions;
}

Task<Result<http::Response>> handle_create(Exchange& exchange) {
  OSLER_CO_RETURN_IF_ERROR(check_no_parameters(exchange));
  engine::WriteConditions conditions;
  if (const auto none_exists = exchange.request.headers.get("If-None-Exist")) {
    OSLER_CO_TRY(store::Query criteria, criteria_of(exchange, exchange.target.type, *none_exists));
    conditions.criteria = std::make_shared<const store::Query>(std::move(criteria));
  }
  OSLER_CO_TRY(const json::Tree tree, parse_body(exchange));
  Result<engine::Written> written = co_await exchange.engine.create(exchange.session, exchange.target.type, tree, std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  co_return written_response(exchange, *std::move(written));
}

Task<Result<http::Response>> handle_update(Exchange& exchange) {
  OSLER_CO_TRY(engine::WriteConditions conditions, conditions_of(exchange));
  OSLER_CO_TRY(const json::Tree tree, parse_body(exchange));
  OSLER_CO_TRY(const std::string id, id_for_update(exchange, tree.root()));
  Result<engine::Written> written = co_await exchange.engine.update(exchange.session, exchange.target.type, id, tree,
                                                                    std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  co_return written_response(exchange, *std::move(written));
}

Task<Result<http::Response>> handle_delete(Exchange& exchange) {
  OSLER_CO_TRY(engine::WriteConditions conditions, conditions_of(exchange));
  if (conditions.criteria && exchange.engine.settings().conditional_delete_multiple) {
    auto removed = co_await exchange.engine.remove_matching(exchange.session, exchange.target.type, *conditions.criteria);
    if (!removed.ok()) co_return std::move(removed).error();
    co_return no_content();
  }
  Result<engine::Written> written = co_await exchange.engine.remove(exchange.session, exchange.target.type,
                                                                    exchange.target.id, std::move(conditions));
  if (!written.ok()) co_return std::move(written).error();
  http::Response response = no_content();
  if (written->effect == engine::WriteEffect::kDeleted) add_version_headers(response, written->resource.header);
  co_return response;
}

}  // namespace osler::fhir_api
