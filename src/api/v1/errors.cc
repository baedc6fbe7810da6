#include "api/v1/errors.h"

#include <algorithm>

#include "base/note_error.h"
#include "json/writer.h"

namespace osler::api::v1 {
namespace {

constexpr ErrorCode kCodes[] = {
    {"INVALID_JSON", 400, "Bad Request"},
    {"INVALID_PARAMETER", 400, "Bad Request"},
    {"INVALID_CURSOR", 400, "Bad Request"},
    {"INVALID_HEADER", 400, "Bad Request"},
    {"METHOD_OVERRIDE_REJECTED", 400, "Bad Request"},
    {"TOO_COSTLY", 400, "Bad Request"},
    {"UNAUTHORIZED", 401, "Unauthorized"},
    {"INVALID_KEY_FORMAT", 401, "Unauthorized"},
    {"INVALID_KEY", 401, "Unauthorized"},
    {"KEY_REVOKED", 401, "Unauthorized"},
    {"KEY_EXPIRED", 401, "Unauthorized"},
    {"FORBIDDEN", 403, "Forbidden"},
    {"NOT_FOUND", 404, "Not Found"},
    {"METHOD_NOT_ALLOWED", 405, "Method Not Allowed"},
    {"CONFLICT", 409, "Conflict"},
    {"IDEMPOTENCY_IN_PROGRESS", 409, "Conflict"},
    {"PAYLOAD_TOO_LARGE", 413, "Payload Too Large"},
    {"UNSUPPORTED_MEDIA_TYPE", 415, "Unsupported Media Type"},
    {"VALIDATION_ERROR", 422, "Validation Error"},
    {"IDEMPOTENCY_KEY_REUSED", 422, "Validation Error"},
    {"RATE_LIMITED", 429, "Too Many Requests"},
    {"MONTHLY_QUOTA_EXCEEDED", 429, "Too Many Requests"},
    {"SANDBOX_QUOTA_EXCEEDED", 429, "Too Many Requests"},
    {"INTERNAL_ERROR", 500, "Internal Server Error"},
    {"UNAVAILABLE", 503, "Service Unavailable"},
    {"STORAGE_FULL", 507, "Insufficient Storage"},
};

constexpr std::string_view kRetryAfterSeconds = "1";

std::string_view code_for(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kInvalidInput: return "INVALID_PARAMETER";
    case ErrorKind::kUnauthenticated: return "UNAUTHORIZED";
    case ErrorKind::kForbidden: return "FORBIDDEN";
    case ErrorKind::kNotFound:
    case ErrorKind::kGone: return "NOT_FOUND";
    case ErrorKind::kMethodNotAllowed: return "METHOD_NOT_ALLOWED";
    case ErrorKind::kConflict:
    case ErrorKind::kPreconditionFailed: return "CONFLICT";
    case ErrorKind::kTooLarge: return "PAYLOAD_TOO_LARGE";
    case ErrorKind::kNotAcceptable:
    case ErrorKind::kUnsupportedMedia: return "UNSUPPORTED_MEDIA_TYPE";
    case ErrorKind::kUnprocessable: return "VALIDATION_ERROR";
    case ErrorKind::kThrottled: return "RATE_LIMITED";
    case ErrorKind::kUnavailable: return "UNAVAILABLE";
    case ErrorKind::kStorageFull: return "STORAGE_FULL";
    case ErrorKind::kInternal: break;
  }
  return "INTERNAL_ERROR";
}

const ErrorCode* find_code(std::string_view code) {
  const auto found =
      std::find_if(std::begin(kCodes), std::end(kCodes), [code](const ErrorCode& row) { return row.code == code; });
  return found == std::end(kCodes) ? nullptr : found;
}

void write_issues(json::Writer& writer, std::string_view key, const std::vector<Issue>& issues) {
  writer.key(key);
  writer.begin_array();
  for (const Issue& issue : issues) {
    writer.begin_object();
    writer.member("severity", osler::code_of(issue.severity));
    writer.member("code", osler::code_of(issue.type));
    writer.member("diagnostics", issue.diagnostics);
    writer.end_object();
  }
  writer.end_array();
}

// What went wrong inside is for the log.
std::string_view message_of(const Error& error, const ErrorCode& code) {
  return code.status == 500 ? std::string_view("an internal error occurred; it has been noted under this request id")
                            : error.message;
}

}  // namespace

std::span<const ErrorCode> error_codes() { return kCodes; }

const ErrorCode& code_of(const Error& error) {
  const ErrorCode* own = error.code.empty() ? nullptr : find_code(error.code);
  return own != nullptr ? *own : *find_code(code_for(error.kind));
}

http::Response error_response(const Error& error, std::string_view request_id) {
  const ErrorCode& code = code_of(error);
  const std::string_view message = message_of(error, code);
  note_internal_error(error, request_id);
  http::Response response;
  response.status = code.status;
  json::Writer writer(response.body);
  writer.begin_object();
  writer.member("error", code.title);
  writer.member("message", message);
  writer.member("code", code.code);
  writer.member("requestId", request_id);
  if (code.status == 400 || code.status == 422) {
    std::vector<Issue> issues = error.issues;
    if (issues.empty()) issues.push_back({Severity::kError, IssueType::kInvalid, std::string(message)});
    write_issues(writer, "issues", issues);
    write_issues(writer, "issue", issues);
  }
  writer.end_object();
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  response.headers.add("Link", "</docs/errors#" + std::string(code.code) + ">; rel=\"help\"");
  if (code.status == 401) response.headers.add("WWW-Authenticate", "ApiKey");
  const bool may_retry = code.status == 503 || code.status == 429 || code.code == "IDEMPOTENCY_IN_PROGRESS";
  if (may_retry) response.headers.add("Retry-After", std::string(kRetryAfterSeconds));
  return response;
}

Error nothing_here() {
  return {ErrorKind::kNotFound, "there is no such resource, or it is not visible to this key", "NOT_FOUND", {}};
}

}  // namespace osler::api::v1
