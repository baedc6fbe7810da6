#include "server/packages.h"

#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::server {
namespace {

Task<Result<std::string>> answer_added(Rooms& rooms, access::Organization organization, std::string_view archive,
                                       access::AuditTrail& trail, Loop& loop) {
  OSLER_CO_TRY(const engine::LoadedPackage package, co_await add_package(rooms, std::move(organization), archive, trail, loop));
  co_return package_json(package);
}

}  // namespace

Task<Result<engine::LoadedPackage>> add_package(Rooms& rooms, access::Organization organization, std::string_view archive,
                                                access::AuditTrail& trail, Loop& loop) {
  OSLER_CO_TRY(const fhir::terms::Package package, fhir::terms::read_package(archive, rooms.definitions.names()));
  json::Parser parser;
  engine::LoadedPackage loaded;
  for (const auto environment : {store::Environment::kTest, store::Environment::kLive}) {
    const access::Caller caller = access::system_caller(organization, environment);
    engine::Session session{caller, loop, parser, "admin", {}, trail.record};
    OSLER_CO_TRY(loaded, co_await engine::add_package(*rooms.engine, session, package));
    trail.written = trail.written || session.audited;
  }
  co_return loaded;
}

std::string package_json(const engine::LoadedPackage& package) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("name", package.name);
  writer.member("version", package.version);
  writer.member("addedAt", fhir::format_instant(package.added_ms));
  writer.member("resources", std::uint64_t{package.resources});
  writer.key("searchParametersNotIndexed");
  writer.begin_array();
  for (const std::string& parameter : package.not_indexed) writer.value(parameter);
  writer.end_array();
  writer.end_object();
  return text;
}

api::admin::AddPackage package_adder(Rooms& rooms) {
  return [&rooms](access::Organization organization, std::string_view archive, access::AuditTrail& trail, Loop& loop) {
    return answer_added(rooms, std::move(organization), archive, trail, loop);
  };
}

api::admin::ListPackages package_lister(Rooms& rooms) {
  return [&rooms](const access::Organization& organization) -> Result<std::vector<std::string>> {
    const store::Partition live = store::Partition::of(organization.number, store::Environment::kLive);
    OSLER_TRY(const std::vector<engine::LoadedPackage> packages, engine::list_packages(*rooms.engine, live));
    std::vector<std::string> texts;
    for (const engine::LoadedPackage& package : packages) texts.push_back(package_json(package));
    return texts;
  };
}

}  // namespace osler::server
