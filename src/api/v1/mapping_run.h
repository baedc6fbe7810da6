#pragma once
// What the mapping of one body needs: the tables, how to decide about bare ids, the time, and where faults are noted.

#include <span>
#include <string>

#include "api/v1/field_path.h"
#include "api/v1/findings.h"
#include "api/v1/ids.h"
#include "api/v1/schema.h"

namespace osler::api::v1 {

struct MappingRun {
  const Schema& schema;
  std::span<const std::string> own_bases;  ///< FHIR bases of this server, without a slash at the end.
  const IdLookup& exists;                  ///< Asked only for bare ids where several types are possible.
  std::int64_t now_ms;
  Findings& findings;
  FieldPath path = {};
};

}  // namespace osler::api::v1
