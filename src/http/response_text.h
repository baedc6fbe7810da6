#pragma once
// A response as one text and back: for answers that are kept and given again.

#include <string>
#include <string_view>

#include "http/message.h"

namespace osler::http {

/// Header lines, an empty line, the body. The status is kept by whoever keeps the text.
std::string response_text(const Response& response);
/// What response_text() was given. Text of another form gives a response without headers or body.
Response response_of_text(int status, std::string_view text);

}  // namespace osler::http
