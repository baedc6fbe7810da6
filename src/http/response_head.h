#pragma once
// Writes the status line and header of an answer. The body is sent as it is, behind it.

#include <string>
#include <string_view>

#include "http/message.h"

namespace osler::http {

/// How the end of a body of unknown length is told: HTTP/1.0 knows no chunks, there the connection is closed.
enum class LengthField : std::uint8_t { kMayBeChunked, kUntilClose };

enum class ConnectionField : std::uint8_t { kAbsent, kClose, kKeepAlive };

/// The words that go with a status: "Not Found". Spec: RFC 9110, section 15.
std::string_view reason_of(int status);

/// Whether an answer of this status has a body at all (to anything but HEAD). Spec: RFC 9110, section 6.4.1.
bool status_allows_body(int status);

/// Appends the head to `out`. Date, Content-Length, Connection and X-Request-Id are ours: what the answer says of them,
/// and of Transfer-Encoding, is dropped. Control characters in values become spaces, so that no value makes a field.
void append_response_head(const Response& response, std::string_view date, std::string_view request_id,
                          ConnectionField connection, std::string& out, LengthField length = LengthField::kMayBeChunked);

}  // namespace osler::http
