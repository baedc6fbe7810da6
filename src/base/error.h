#pragma once
// What went wrong, as a value: one kind for each way a caller must react, and the findings behind it.
// The mapping to HTTP status and FHIR issue types stands in error.cc, in one table.

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace osler {

/// How a caller must react. Each kind has one HTTP status and one default FHIR issue type.
enum class ErrorKind : std::uint8_t {
  kInvalidInput,        ///< 400: the input cannot be read or breaks the rules of its format.
  kUnauthenticated,     ///< 401: no or bad credentials.
  kForbidden,           ///< 403: known caller, not permitted.
  kNotFound,            ///< 404: never existed here, or exists elsewhere.
  kMethodNotAllowed,    ///< 405.
  kNotAcceptable,       ///< 406: no offered answer type is accepted.
  kConflict,            ///< 409: a rule about other records, or a lost race that may be retried.
  kGone,                ///< 410: existed, was deleted.
  kPreconditionFailed,  ///< 412: If-Match and its like, or several matches for a condition.
  kTooLarge,            ///< 413: over a size limit.
  kUnsupportedMedia,    ///< 415.
  kUnprocessable,       ///< 422: well-formed, but refers to nothing or breaks a business rule.
  kThrottled,           ///< 429.
  kInternal,            ///< 500: our fault.
  kUnavailable,         ///< 503: overload, shutdown or an index not ready.
  kStorageFull,         ///< 507.
};

/// FHIR's issue severities. Spec: FHIR R4, valueset-issue-severity.html.
enum class Severity : std::uint8_t { kFatal, kError, kWarning, kInformation };

/// The issue types we use. Spec: FHIR R4, valueset-issue-type.html.
enum class IssueType : std::uint8_t {
  kInvalid, kStructure, kRequired, kValue, kInvariant, kLogin, kExpired, kForbidden, kProcessing, kNotSupported,
  kDuplicate, kMultipleMatches, kNotFound, kDeleted, kTooLong, kCodeInvalid, kExtension, kTooCostly, kBusinessRule,
  kConflict, kTransient, kNoStore, kException, kThrottled, kInformational,
};

/// One finding. Never holds a value from a patient's record.
struct Issue {
  Severity severity = Severity::kError;
  IssueType type = IssueType::kInvalid;
  std::string diagnostics;      ///< What was wrong, what was expected, the nearest right word.
  std::string expression = {};  ///< FHIRPath of the element, with indexes; empty when no element is meant.
  std::string rule = {};        ///< Stable key of the rule, for example "ele-1" or "encounter.subject"; may be empty.
};

struct Error {
  ErrorKind kind = ErrorKind::kInternal;
  std::string message;             ///< One sentence for a person: what was expected and where.
  std::string code = {};           ///< Stable upper-case word for /v1, for example "INVALID_CURSOR"; empty: by kind.
  std::vector<Issue> issues = {};  ///< The findings, if there is more to say than `message`.
};

/// The HTTP status of a kind, 400 to 507.
int http_status(ErrorKind kind);
/// The FHIR issue type that stands for a kind when no finding says it better.
IssueType default_issue_type(ErrorKind kind);
/// FHIR's code for an issue type: "code-invalid".
std::string_view code_of(IssueType type);
/// FHIR's code for a severity: "error".
std::string_view code_of(Severity severity);

inline Error invalid_input(std::string message, std::string code = {}) {
  return {ErrorKind::kInvalidInput, std::move(message), std::move(code), {}};
}
/// What would take more than a budget allows; the message names the budget.
inline Error too_costly(std::string message) {
  std::vector<Issue> issues{{Severity::kError, IssueType::kTooCostly, message}};
  return {ErrorKind::kInvalidInput, std::move(message), "TOO_COSTLY", std::move(issues)};
}
inline Error not_found(std::string message) { return {ErrorKind::kNotFound, std::move(message), {}, {}}; }
inline Error internal_error(std::string message) { return {ErrorKind::kInternal, std::move(message), {}, {}}; }
inline Error unavailable(std::string message) { return {ErrorKind::kUnavailable, std::move(message), {}, {}}; }

}  // namespace osler
