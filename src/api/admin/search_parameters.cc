// Search parameters beside R4's of the caller's organization and environment, with their progress.

#include "api/admin/answer.h"
#include "api/admin/handlers.h"
#include "json/writer.h"

namespace osler::api::admin {

Answer list_search_parameters(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "SearchParameter";
  if (!rooms.doors.list_search_parameters) co_return not_found("search parameters are not listed here");
  OSLER_CO_TRY(const std::vector<std::string> parameters, rooms.doors.list_search_parameters(exchange.caller()));
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("data");
  writer.begin_array();
  for (const std::string& parameter : parameters) writer.raw(parameter);
  writer.end_array();
  writer.member("total", static_cast<std::uint64_t>(parameters.size()));
  writer.end_object();
  co_return json_answer(200, std::move(text));
}

}  // namespace osler::api::admin
