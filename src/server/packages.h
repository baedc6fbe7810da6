#pragma once
// FHIR packages of an organization, for whoever adds and lists them: the admin API and the command line. A package goes into
// both environments.

#include "api/admin/settings.h"
#include "engine/packages.h"
#include "server/rooms.h"

namespace osler::server {

/// Adds the package in `archive` (.tgz) to test and live. `trail` becomes the entry of the last commit. Errors: those of
/// read_package() and add_package().
Task<Result<engine::AddedPackage>> add_package(Rooms& rooms, access::Organization organization, std::string_view archive,
                                                access::AuditTrail& trail, Loop& loop);

/// {"name","version","addedAt","resources"}; of one just added "searchParameters" and "searchParametersNotIndexed" too.
std::string package_json(const engine::LoadedPackage& package);
std::string package_json(const engine::AddedPackage& package);

/// For the admin API. `rooms` must outlive what is returned.
api::admin::AddPackage package_adder(Rooms& rooms);
api::admin::ListPackages package_lister(Rooms& rooms);

}  // namespace osler::server
