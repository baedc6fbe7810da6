#pragma once
// What is written down about each request: who did what to which record, from where, and how it ended. Never content.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace osler::access {

/// `Text` is std::string, or std::string_view for looking into a stored entry without copying it.
template <class Text>
struct AuditFields {
  std::int64_t time_ms = 0;
  Text actor_id;  ///< "user_…", "key_…", or empty.
  Text actor_email;
  Text actor_role;  ///< "admin", "practitioner", "auditor", "key", or empty.
  Text action;      ///< "create", "read", "vread", "update", "patch", "delete", "search", "history", "login", …
  Text resource_type;
  Text resource_id;
  Text patient;      ///< Id of the patient concerned, when known.
  Text method;       ///< HTTP method, or "CLI".
  Text path;         ///< Without the query.
  Text query_names;  ///< Names of the query parameters, comma-separated; never values.
  int status = 0;    ///< HTTP status of the answer.
  Text outcome;      ///< "success", "denied" (401, 403, 429) or "failure".
  Text ip_address;
  Text user_agent;  ///< At most 256 bytes are kept.
  Text request_id;
  Text client_request_id;
  Text reason = {};  ///< As somebody gave it for what needs one: a purge. Else empty.
};
using AuditRecord = AuditFields<std::string>;
using AuditView = AuditFields<std::string_view>;

/// "success" below 400, "denied" for 401, 403 and 429, else "failure".
std::string_view outcome_of(int status);

/// The ledger's binary form. Spec: docs/formats/audit.md.
std::string encode(const AuditRecord& record);
/// Errors: kInternal for bytes that encode() did not make.
Result<AuditRecord> decode_audit(std::string_view bytes);
/// The same without copies: valid as long as `bytes`. For searches over many entries.
Result<AuditView> view_audit(std::string_view bytes);

}  // namespace osler::access
