#pragma once
// Whether and how an answer's body is compressed.

#include <cstddef>

#include "http/gzip.h"
#include "http/message.h"

namespace osler::http {

/// Whether Accept-Encoding allows gzip, with a weight above 0. Absent: no. Spec: RFC 9110, section 12.5.3.
bool accepts_gzip(const Headers& request_headers);

enum class Gzip : std::uint8_t { kRefused, kAccepted };

/// Compresses the body if the client accepts it, if it has at least `bytes_min` bytes of text, JSON, XML or script, and
/// if that makes it shorter. Whatever might have been compressed says `Vary: Accept-Encoding`.
void encode_content(Response& response, Gzip gzip, std::size_t bytes_min, GzipWriter& writer);

}  // namespace osler::http
