#pragma once
// The body of an $import that names files: a JSON manifest, or the same as a Parameters resource.

#include <string>
#include <vector>

#include "api/fhir/exchange.h"
#include "jobs/bulk.h"

namespace osler::fhir_api {

struct ImportManifest {
  std::vector<jobs::ImportInput> inputs;
  std::vector<std::string> remarks;  ///< What was left out under lenient handling.
};

/// Errors: kInvalidInput naming what is missing, unknown or not offered. Which files the caller may have fetched is not judged here.
Result<ImportManifest> read_import_manifest(json::View body, osler::fhir::Handling handling);

}  // namespace osler::fhir_api
