#include "api/v1/filter.h"
#include "api/v1/includes.h"
#include "api/v1/operations.h"

namespace osler::api::v1 {

Error unknown_parameter(std::string_view name) {
  return invalid_parameter(name, "unknown parameter; this operation takes none");
}

Result<Answer> handle_read(Exchange& exchange) {
  OSLER_TRY(const std::vector<Inclusion> inclusions, parse_inclusions(exchange));
  OSLER_TRY(const std::string id, id_in_path(exchange));
  Result<engine::Resource> found = exchange.engine.read(exchange.session, exchange.resource->type, id);
  if (!found.ok()) return hidden_if_absent(std::move(found).error());
  if (inclusions.empty()) {
    OSLER_TRY(const json::Tree fhir,
              exchange.session.parser.parse(json::PaddedBytes(found->text), exchange.engine.definitions().names()));
    return shown_resource(exchange, fhir.root(), found->key, found->header);
  }
  // The audit entry speaks of the read, not of what came with it.
  const access::AuditRecord audit = exchange.session.audit;
  Answer answer;
  answer.body = begin_data();
  OSLER_RETURN_IF_ERROR(write_bundle(exchange, *found, inclusions, answer.body));
  add_version_headers(found->header, answer.headers);
  exchange.session.audit = audit;
  return answer;
}

}  // namespace osler::api::v1
