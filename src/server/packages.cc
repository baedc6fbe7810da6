#include "server/packages.h"

#include <algorithm>
#include <iterator>
#include <optional>

#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::server {
namespace {

void write_facts(json::Writer& writer, const engine::LoadedPackage& package) {
  writer.member("name", package.name);
  writer.member("version", package.version);
  writer.member("addedAt", fhir::format_instant(package.added_ms));
  writer.member("resources", std::uint64_t{package.resources});
}

void write_list(json::Writer& writer, std::string_view name, const std::vector<std::string>& texts) {
  writer.key(name);
  writer.begin_array();
  for (const std::string& text : texts) writer.value(text);
  writer.end_array();
}

/// Into what is said of both: what can be searched by everywhere, and what cannot somewhere.
void add_environment(std::optional<engine::AddedPackage>& all, engine::AddedPackage here, store::Environment environment) {
  for (std::string& one : here.not_indexed) one += " (" + std::string(access::word_for(environment)) + ")";
  if (!all) {
    all = std::move(here);
    return;
  }
  std::erase_if(all->parameters, [&](const std::string& one) { return std::ranges::find(here.parameters, one) == here.parameters.end(); });
  all->loaded = std::move(here.loaded);
  std::ranges::move(here.not_indexed, std::back_inserter(all->not_indexed));
}

Task<Result<std::string>> answer_added(Rooms& rooms, access::Organization organization, std::string_view archive,
                                       access::AuditTrail& trail, Loop& loop) {
  OSLER_CO_TRY(const engine::AddedPackage package, co_await add_package(rooms, std::move(organization), archive, trail, loop));
  co_return package_json(package);
}

}  // namespace

Task<Result<engine::AddedPackage>> add_package(Rooms& rooms, access::Organization organization, std::string_view archive,
                                                access::AuditTrail& trail, Loop& loop) {
  OSLER_CO_TRY(const fhir::terms::Package package, fhir::terms::read_package(archive, rooms.definitions.names()));
  json::Parser parser;
  std::optional<engine::AddedPackage> added;
  for (const auto environment : {store::Environment::kTest, store::Environment::kLive}) {
    const access::Caller caller = access::system_caller(organization, environment);
    engine::Session session{caller, loop, parser, "admin", {}, trail.record};
    OSLER_CO_TRY(engine::AddedPackage here, co_await engine::add_package(*rooms.engine, session, package));
    add_environment(added, std::move(here), environment);
    trail.written = trail.written || session.audited;
  }
  co_return *std::move(added);
}

std::string package_json(const engine::LoadedPackage& package) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  write_facts(writer, package);
  writer.end_object();
  return text;
}

std::string package_json(const engine::AddedPackage& package) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  write_facts(writer, package.loaded);
  write_list(writer, "searchParameters", package.parameters);
  write_list(writer, "searchParametersNotIndexed", package.not_indexed);
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
