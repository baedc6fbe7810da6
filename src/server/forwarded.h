#pragma once
// What a proxy in front tells about the request it passed on; believed only from addresses that are configured.

#include <string>
#include <vector>

#include "http/message.h"

namespace osler::server {

/// Takes X-Forwarded-For (the address nearest to us that is no proxy itself), X-Forwarded-Proto and X-Forwarded-Host over
/// into the request if it came from one of `proxies` (addresses as text). From anybody else they mean nothing.
void apply_forwarded(const std::vector<std::string>& proxies, http::Request& request);

}  // namespace osler::server
