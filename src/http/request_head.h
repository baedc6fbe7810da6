#pragma once
// Reads one complete message head, from the request line to the empty line. Boost.Beast reads; it stays in
// request_head.cc.

#include <optional>
#include <string_view>

#include "http/message.h"
#include "http/refusal.h"

namespace osler::http {

/// Fills method_text, method, target and headers of `request` (as sent, values trimmed) and `http_minor` (0 or 1).
/// `head` must end with the empty line and have no folded fields (HeadScanner sees to both).
/// Refuses bad syntax (400) and versions other than 1.0 and 1.1 (505). Methods we do not know are kOther.
std::optional<Refusal> parse_request_head(std::string_view head, Request& request, int& http_minor);

}  // namespace osler::http
