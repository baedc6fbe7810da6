// FHIR packages of the caller's organization: list them, add one.

#include "api/admin/answer.h"
#include "api/admin/handlers.h"
#include "json/writer.h"

namespace osler::api::admin {
namespace {

bool is_archive(std::string_view type) {
  type = type.substr(0, type.find(';'));
  return type == "application/gzip" || type == "application/x-gzip" || type == "application/tar+gzip" || type == "application/octet-stream";
}

}  // namespace

Answer list_packages(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "Package";
  if (!rooms.doors.list_packages) co_return not_found("packages are not offered here");
  OSLER_CO_TRY(const std::vector<std::string> packages, rooms.doors.list_packages(exchange.caller().organization));
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("data");
  writer.begin_array();
  for (const std::string& package : packages) writer.raw(package);
  writer.end_array();
  writer.member("total", static_cast<std::uint64_t>(packages.size()));
  writer.end_object();
  co_return json_answer(200, std::move(text));
}

Answer add_package(Rooms& rooms, Exchange& exchange) {
  exchange.trail.record.resource_type = "Package";
  if (!rooms.doors.add_package) co_return not_found("packages are not offered here");
  if (!is_archive(exchange.request.headers.get("Content-Type").value_or(""))) {
    co_return Error{ErrorKind::kUnsupportedMedia, "send the package (.tgz) as application/gzip", {}, {}};
  }
  exchange.will_answer(201);
  OSLER_CO_TRY(std::string text, co_await rooms.doors.add_package(exchange.caller().organization, exchange.request.body.view(),
                                                                  exchange.trail, exchange.loop));
  co_return json_answer(201, std::move(text));
}

}  // namespace osler::api::admin
