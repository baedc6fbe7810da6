#pragma once
// Headers by which some frameworks let a request stand for another method: refused, so that no proxy and server ever
// disagree about what was asked. Spec: v1.md, section 1.

#include <optional>
#include <string_view>

#include "http/message.h"

namespace osler::http {

/// The name of the first such header that is there, whatever its value; nothing if there is none.
std::optional<std::string_view> method_override(const Headers& headers);

}  // namespace osler::http
