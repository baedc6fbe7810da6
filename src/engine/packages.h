#pragma once
// FHIR packages of a partition: their conformance resources are stored as resources, in one commit with a row that names the
// package. They take effect with that commit.

#include <string>
#include <vector>

#include "base/result.h"
#include "base/task.h"
#include "engine/engine.h"
#include "engine/session.h"
#include "fhir/terms/package_archive.h"

namespace osler::engine {

struct LoadedPackage {
  std::string name;
  std::string version;
  std::int64_t added_ms = 0;
  std::uint32_t resources = 0;
};

struct AddedPackage {
  LoadedPackage loaded;
  std::vector<std::string> parameters;   ///< "Patient.race": what can be searched by beside R4's, once it is built.
  std::vector<std::string> not_indexed;  ///< "Patient.race: why": stored without effect.
};

/// Stores what the package holds under its own ids; where another canonical has that id, with the version behind it. Adding
/// a package again makes no new versions of what is the same. A SearchParameter that cannot be searched by here is stored
/// without effect. Errors: those of a write, naming resource and file's id.
Task<Result<AddedPackage>> add_package(Engine& engine, Session& session, const fhir::terms::Package& package);

/// By name and version.
Result<std::vector<LoadedPackage>> list_packages(const Engine& engine, store::Partition partition);

}  // namespace osler::engine
