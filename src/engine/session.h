#pragma once
// One request on its way through the engine: who asks, where the answer continues, and what will be audited.

#include <string>
#include <vector>

#include "access/audit_record.h"
#include "access/caller.h"
#include "base/loop.h"
#include "engine/idempotency.h"
#include "json/parser.h"
#include "store/write_set.h"

namespace osler::engine {

/// Made by an API for each request; lives until its answer is made.
struct Session {
  const access::Caller& caller;
  Loop& loop;
  json::Parser& parser;         ///< The thread's own. Used only between suspensions.
  std::string surface;          ///< "fhir", "v1", "import", "admin".
  std::string base_url;         ///< The FHIR base as the caller sees it, without a slash at the end; may be empty.
  access::AuditRecord audit;    ///< Filled by the API (request) and the engine (action, type, id, patient).
  IdempotentRequest* idempotent = nullptr;  ///< Set if the request came with an Idempotency-Key.
  bool audited = false;         ///< Set once a commit carried the audit entry; else the API appends it at the end.
  std::vector<store::RowChange> rows_beside = {};  ///< Of the system partition, written with each commit: a job's progress.
};

}  // namespace osler::engine
