#pragma once
// GET /docs and what lies under it, /llms.txt and /llms-full.txt: the guides and the API reference, out of the binary,
// for anyone. Nothing on these pages comes from a request or from the store.

#include <string_view>

#include "http/message.h"

namespace osler::api::docs {

/// Whether a path is one of these, there or not.
bool serves(std::string_view path);

/// 200 with the page; 308 from a trailing slash; 404 for what is not there; 405 for other methods than GET and HEAD.
/// The policy lets pages load from this server alone and run no script of their own text.
http::Response answer(const http::Request& request);

}  // namespace osler::api::docs
