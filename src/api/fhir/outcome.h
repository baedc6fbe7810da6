#pragma once
// The one place where an error becomes an OperationOutcome. Spec: FHIR R4, operationoutcome.html.

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "fhir/validate/findings.h"
#include "http/message.h"

namespace osler::fhir_api {

/// JSON text of an OperationOutcome with these issues and the request id in an extension.
std::string outcome_text(const std::vector<Issue>& issues, std::string_view request_id);

/// The same with the line and column of each finding in `text`, as the extensions operationoutcome-issue-line and -col.
/// Linear in the text for each finding.
std::string outcome_text(const osler::fhir::Findings& findings, std::string_view text, std::string_view request_id);

/// The same about one line of a text, from 1, as the extension operationoutcome-issue-line, and in words; 0: about the whole of it.
std::string line_outcome_text(std::vector<Issue> issues, std::uint64_t line);

/// A response that says one thing.
http::Response outcome_response(int status, Issue issue, std::string_view request_id);
/// 202, saying what was accepted or how it stands.
http::Response accepted_response(std::string what, std::string_view request_id);

/// The response to a failed request: the kind's status, and its issues (or the message as the only one).
http::Response error_response(const Error& error, std::string_view request_id);

}  // namespace osler::fhir_api
