#pragma once
// What is written down about each request: who did what to which record, from where, and how it ended. Never content.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osler::access {

struct AuditRecord {
  std::int64_t time_ms = 0;
  std::string actor_id;  ///< "user_…", "key_…", or empty.
  std::string actor_email;
  std::string actor_role;  ///< "admin", "practitioner", "auditor", "key", or empty.
  std::string action;  ///< "create", "read", "vread", "update", "patch", "delete", "search", "history", "login", …
  std::string resource_type;
  std::string resource_id;
  std::string patient;      ///< Id of the patient concerned, when known.
  std::string method;       ///< HTTP method, or "CLI".
  std::string path;         ///< Without the query.
  std::string query_names;  ///< Names of the query parameters, comma-separated; never values.
  int status = 0;           ///< HTTP status of the answer.
  std::string outcome;      ///< "success", "denied" (401, 403, 429) or "failure".
  std::string ip_address;
  std::string user_agent;  ///< At most 256 bytes are kept.
  std::string request_id;
  std::string client_request_id;
};

/// "success" below 400, "denied" for 401, 403 and 429, else "failure".
std::string_view outcome_of(int status);

/// The ledger's binary form. Spec: docs/formats/audit.md.
std::string encode(const AuditRecord& record);
/// Errors: kInternal for bytes that encode() did not make.
Result<AuditRecord> decode_audit(std::string_view bytes);

}  // namespace osler::access
