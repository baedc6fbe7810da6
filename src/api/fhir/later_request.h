#pragma once
// A request that is answered later, as the `request` of a job. Format: docs/formats/jobs.md.

#include <string>
#include <string_view>

#include "access/caller.h"
#include "base/result.h"
#include "http/message.h"

namespace osler::fhir_api {

struct LaterRequest {
  http::Request request;  ///< Without its body, which is a file. Of its headers, those that decide the answer; no credentials.
  access::Caller caller;  ///< With the rights it had when it asked.
};

std::string encode(const http::Request& request, const access::Caller& caller);
/// Errors: kInternal for a damaged text.
Result<LaterRequest> decode_later(std::string_view text);

}  // namespace osler::fhir_api
