#include "server/purge.h"

#include "jobs/purged_files.h"
#include "json/writer.h"

namespace osler::server {
namespace {

std::string report_of(const Rooms& rooms, const engine::Purged& purged, const jobs::PurgedFiles& files) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.key("resources");
  writer.begin_object();
  for (const auto& [type, count] : purged.resources) writer.member(rooms.definitions.name_of(type), count);
  writer.end_object();
  writer.member("versions", purged.versions);
  writer.member("idempotencyAnswers", purged.answers);
  writer.member("files", files.removed());
  writer.key("jobsLeft");
  writer.begin_array();
  for (const std::string& job : files.left()) writer.value(job);
  writer.end_array();
  writer.member("offDisk", purged.is_off_disk);
  writer.end_object();
  return text;
}

Task<Result<std::string>> purge(Rooms& rooms, Background& background, access::Caller caller, api::admin::PurgeOrder order,
                                access::AuditTrail& trail, Loop& loop) {
  const std::optional<TypeId> type = rooms.definitions.resource_type(order.type_name);
  if (!type) co_return invalid_input("there is no resource type of this name");
  json::Parser parser;
  engine::Session session{caller, loop, parser, "admin", {}, trail.record};
  std::vector<const jobs::BulkFiles*> folders{&background.bulk_files, &background.later_requests, &background.later_answers};
  jobs::PurgedFiles files(background.jobs, std::move(folders), caller.organization.id, caller.environment);
  engine::PurgeRequest request{{*type, order.id}, order.with_compartment, order.cascades};
  request.system_rows = [&files](const jobs::PurgedIds& ids) { return files.forget(ids); };
  auto outcome = co_await rooms.engine->purge(session, std::move(request));
  trail.record = session.audit;
  trail.written = session.audited;
  if (!outcome.ok()) co_return std::move(outcome).error();
  OSLER_CO_RETURN_IF_ERROR(co_await files.remove({outcome->ids.begin(), outcome->ids.end()}, loop));
  co_return report_of(rooms, *outcome, files);
}

}  // namespace

api::admin::Purge purger(Rooms& rooms, Background& background) {
  return [&rooms, &background](access::Caller caller, api::admin::PurgeOrder order, access::AuditTrail& trail, Loop& loop) {
    return purge(rooms, background, std::move(caller), std::move(order), trail, loop);
  };
}

}  // namespace osler::server
