#include "base/error.h"

#include <array>

namespace osler {
namespace {

struct KindRow {
  ErrorKind kind;
  int status;
  IssueType type;
};

// Rows stand in the order of the enumeration; the test walks them.
constexpr std::array<KindRow, 16> kKinds{{
    {ErrorKind::kInvalidInput, 400, IssueType::kInvalid},
    {ErrorKind::kUnauthenticated, 401, IssueType::kLogin},
    {ErrorKind::kForbidden, 403, IssueType::kForbidden},
    {ErrorKind::kNotFound, 404, IssueType::kNotFound},
    {ErrorKind::kMethodNotAllowed, 405, IssueType::kNotSupported},
    {ErrorKind::kNotAcceptable, 406, IssueType::kNotSupported},
    {ErrorKind::kConflict, 409, IssueType::kConflict},
    {ErrorKind::kGone, 410, IssueType::kDeleted},
    {ErrorKind::kPreconditionFailed, 412, IssueType::kConflict},
    {ErrorKind::kTooLarge, 413, IssueType::kTooLong},
    {ErrorKind::kUnsupportedMedia, 415, IssueType::kNotSupported},
    {ErrorKind::kUnprocessable, 422, IssueType::kProcessing},
    {ErrorKind::kThrottled, 429, IssueType::kThrottled},
    {ErrorKind::kInternal, 500, IssueType::kException},
    {ErrorKind::kUnavailable, 503, IssueType::kTransient},
    {ErrorKind::kStorageFull, 507, IssueType::kNoStore},
}};

constexpr std::array<std::string_view, 25> kIssueCodes{
    "invalid",   "structure",        "required",  "value",   "invariant", "login",        "expired",   "forbidden",   "processing",
    "not-supported", "duplicate", "multiple-matches", "not-found", "deleted", "too-long",  "code-invalid", "extension", "too-costly",  "business-rule",
    "conflict",  "transient",        "no-store",  "exception", "throttled", "informational"};
constexpr std::array<std::string_view, 4> kSeverityCodes{"fatal", "error", "warning", "information"};

}  // namespace

int http_status(ErrorKind kind) { return kKinds.at(static_cast<std::size_t>(kind)).status; }
IssueType default_issue_type(ErrorKind kind) { return kKinds.at(static_cast<std::size_t>(kind)).type; }
std::string_view code_of(IssueType type) { return kIssueCodes.at(static_cast<std::size_t>(type)); }
std::string_view code_of(Severity severity) { return kSeverityCodes.at(static_cast<std::size_t>(severity)); }

}  // namespace osler
