#pragma once
// A FHIR NPM package (.tgz) as it is published: its manifest and the conformance resources in its folder "package".
// Spec: FHIR NPM package specification, confluence.hl7.org/display/FHIR/NPM+Package+Specification.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "fhir/terms/tar_reader.h"
#include "json/name_table.h"

namespace osler::fhir::terms {

struct PackageLimits {
  std::uint64_t unpacked_bytes_max = 2ULL << 30U;  ///< Of the whole archive, kept or not.
  TarLimits tar = {};
};

struct PackageResource {
  std::string type;     ///< "StructureDefinition", …: those that take effect.
  std::string id;
  std::string url;
  std::string version;  ///< Empty: none.
  std::string text;
};

struct Package {
  std::string name;
  std::string version;
  std::vector<std::string> fhir_versions;
  std::vector<PackageResource> resources;  ///< In order of type and id. Examples and other types are not among them.
};

/// Errors: kInvalidInput for what is no gzip, no tar or no package, for a resource that is not JSON or has no id or url,
/// naming the file; kUnprocessable for a package of another FHIR version; kTooLarge beyond the limits.
Result<Package> read_package(std::string_view archive, const json::NameTable& names, const PackageLimits& limits = {});

}  // namespace osler::fhir::terms
