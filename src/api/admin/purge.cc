// Removal for good, of the caller's organization and environment.

#include "api/admin/answer.h"
#include "api/admin/body_fields.h"
#include "api/admin/handlers.h"

namespace osler::api::admin {
namespace {

constexpr TextLength kReference{3, 130};
constexpr TextLength kReason{3, 500};

/// "Type/id".
bool read_key(std::string_view text, PurgeOrder& order) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
  order.type_name = text.substr(0, slash);
  order.id = text.substr(slash + 1);
  return order.id.find('/') == std::string::npos;
}

Result<PurgeOrder> read_order(http::Request& request, std::string& reason) {
  OSLER_TRY(BodyFields body, BodyFields::read(request));
  PurgeOrder order;
  const std::optional<std::string> resource = body.optional_text("resource", kReference);
  const std::optional<std::string> compartment = body.optional_text("compartment", kReference);
  reason = body.required_text("reason", kReason);
  order.cascades = body.optional_flag("cascade").value_or(false);
  order.with_compartment = compartment.has_value();
  if (resource.has_value() == compartment.has_value()) body.add_fault("resource", "expected either resource or compartment");
  if (resource && !compartment && !read_key(*resource, order)) body.add_fault("resource", "expected Type/id");
  const bool is_patient = compartment && read_key(*compartment, order) && order.type_name == "Patient";
  if (compartment && !is_patient) body.add_fault("compartment", "expected Patient/id");
  OSLER_RETURN_IF_ERROR(body.finish());
  return order;
}

}  // namespace

Answer purge(Rooms& rooms, Exchange& exchange) {
  if (!rooms.doors.purge) co_return not_found("purging is not offered here");
  OSLER_CO_TRY(PurgeOrder order, read_order(exchange.request, exchange.trail.record.reason));
  exchange.trail.record.resource_type = order.type_name;
  exchange.trail.record.resource_id = order.id;
  exchange.will_answer(200);
  OSLER_CO_TRY(std::string report, co_await rooms.doors.purge(exchange.caller(), std::move(order), exchange.trail, exchange.loop));
  co_return json_answer(200, std::move(report));
}

}  // namespace osler::api::admin
