#include "api/v1/from_fhir.h"
#include "api/v1/operations.h"

namespace osler::api::v1 {
namespace {

std::string names_of(const fhir::Parameters& parameters) {
  std::string names;
  for (const auto& [name, value] : parameters) names += (names.empty() ? "" : ",") + name;
  return names;
}

Status write_rows(Exchange& exchange, const std::vector<engine::Resource>& rows, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const engine::Resource& row = rows[i];
    OSLER_TRY(const json::Tree fhir,
              exchange.session.parser.parse(json::PaddedBytes(row.text), exchange.engine.definitions().names()));
    if (i > 0) out += ',';
    write_simplified(exchange.schema, *exchange.resource, fhir.root(),
                     {row.key.id, row.header.created_ms, row.header.time_ms}, out);
  }
  out += ']';
  return {};
}

}  // namespace

Result<Answer> handle_list(Exchange& exchange) {
  exchange.session.audit.action = "search";
  exchange.session.audit.query_names = names_of(exchange.parameters);
  const ListContext context{exchange.schema, exchange.own_bases, exchange.options.cursor_key,
                            exchange.session.caller.partition(), exchange.options.zone_minutes};
  OSLER_TRY(ListRequest request, parse_list(context, *exchange.resource, exchange.parameters));
  OSLER_TRY(const engine::SearchAnswer found,
            exchange.engine.search(exchange.session, {std::move(request.query), false}));
  Answer answer;
  answer.body = begin_data() + "{\"data\":";
  OSLER_RETURN_IF_ERROR(write_rows(exchange, found.resources, answer.body));
  answer.body += ",\"total\":";
  answer.body += std::to_string(found.total.value_or(found.resources.size()));
  answer.body += ",\"cursor\":";
  if (found.next.empty()) {
    answer.body += "null,\"hasMore\":false}";
  } else {
    json::append_quoted(answer.body, make_cursor(context, *exchange.resource, request.question, found.next));
    answer.body += ",\"hasMore\":true}";
  }
  return answer;
}

}  // namespace osler::api::v1
