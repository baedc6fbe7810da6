#pragma once
// From a request target as sent to the path and query that the floors above see.

#include <optional>

#include "http/message.h"
#include "http/refusal.h"

namespace osler::http {

/// Fills path and query of `request` from its target. The absolute form ("http://host/path") becomes the origin form,
/// in target too, and its host replaces the Host field; "*" (OPTIONS only) stands for "/".
/// Refuses (400) bad escapes, escaped '/' and control characters, "." and ".." as path segments, '#', raw non-ASCII
/// bytes in the path, and other forms. Spec: RFC 9112, section 3.2.
std::optional<Refusal> resolve_target(Request& request);

}  // namespace osler::http
