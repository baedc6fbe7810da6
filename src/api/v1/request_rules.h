#pragma once
// What any request of /v1 must keep to before anything is looked up: no key in the URL, no method override, a JSON
// body, an idempotency key of legal length. Spec: v1.md, sections 1, 2 and 6.

#include "base/result.h"
#include "http/message.h"

namespace osler::api::v1 {

/// Whether an API key stands in the path or query. Such a text must not be written down anywhere.
bool has_key_in_url(const http::Request& request);
/// Errors: kInvalidInput with METHOD_OVERRIDE_REJECTED, INVALID_PARAMETER (key in the URL) or INVALID_HEADER.
Status check_headers(const http::Request& request);
/// The content type of a POST or PATCH. Errors: kUnsupportedMedia naming what is accepted.
Status check_content_type(const http::Request& request);

}  // namespace osler::api::v1
