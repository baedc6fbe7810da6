#pragma once
// Links of a paged Bundle: what was really asked, and signed cursors that only fit the same question.

#include <optional>
#include <string>
#include <string_view>

#include "api/fhir/exchange.h"
#include "json/writer.h"

namespace osler::fhir_api {

inline constexpr std::string_view kCursorParameter = "_cursor";

/// Opens the request's `_cursor` for this question; empty if there is none. Errors: kInvalidInput for a changed one or
/// one of another query, organization, environment or base.
Result<std::string> opened_cursor(const Exchange& exchange, std::string_view question);

/// Writes "link": self, first, next, previous, as far as they exist. `question` is the encoded query without the cursor.
void write_links(json::Writer& writer, const Exchange& exchange, const std::string& url, const std::string& question,
                 const std::string& next, const std::string& previous);

/// The pairs percent-encoded and joined, without the cursor.
std::string encoded_question(const osler::fhir::Parameters& parameters);

}  // namespace osler::fhir_api
