// Composition $document: the composition and all it refers to, as one Bundle. Spec: FHIR R4, operation-composition-document.html,
// documents.html.

#include "api/fhir/interactions.h"
#include "api/fhir/operation_parameters.h"
#include "api/fhir/result_bundle.h"
#include "fhir/model/date_time.h"

namespace osler::fhir_api {
namespace {

std::string document_text(const Exchange& exchange, const engine::Resource& composition, const std::vector<engine::Resource>& others) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("resourceType", "Bundle");
  writer.key("identifier");
  writer.begin_object();
  writer.member("system", "urn:ietf:rfc:3986");
  writer.member("value", version_url(exchange, composition.key, composition.version()));
  writer.end_object();
  writer.member("type", "document");
  writer.member("timestamp", osler::fhir::format_instant(exchange.engine.clock().now_ms()));
  writer.key("entry");
  writer.begin_array();
  write_resource_entry(writer, exchange, composition, {});
  for (const engine::Resource& other : others) write_resource_entry(writer, exchange, other, {});
  writer.end_array();
  writer.end_object();
  return text;
}

}  // namespace

Task<Result<http::Response>> handle_document(Exchange& exchange) {
  json::Tree body;
  OSLER_CO_RETURN_IF_ERROR(read_operation_parameters(exchange, body, {"persist"}));
  const std::string persist = parameter_text(exchange, "persist").value_or("false");
  if (persist != "true" && persist != "false") co_return invalid_input("persist: expected true or false");
  std::vector<engine::Resource> first;
  OSLER_CO_TRY(engine::Resource composition, exchange.engine.read(exchange.session, exchange.target.type, exchange.target.id));
  first.push_back(std::move(composition));
  std::set<store::RecordKey> seen;
  OSLER_CO_TRY(const std::vector<engine::Resource> others,
               referenced_by(exchange, first, seen, exchange.engine.settings().operation_answer_max, [](const engine::Resource&) { return false; }));
  std::string text = document_text(exchange, first.front(), others);
  if (persist == "true") {
    const TypeId bundle = exchange.engine.definitions().resource_type("Bundle").value_or(TypeId::kNone);
    OSLER_CO_TRY(const json::Tree tree, exchange.session.parser.parse(json::PaddedBytes(text), exchange.engine.definitions().names()));
    Result<engine::Written> written = co_await exchange.engine.create(exchange.session, bundle, tree);
    if (!written.ok()) co_return std::move(written).error();
    http::Response stored = written_response(exchange, *std::move(written));
    stored.status = 200;
    co_return stored;
  }
  exchange.session.audit.action = "document";
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.body = std::move(text);
  co_return response;
}

}  // namespace osler::fhir_api
