#pragma once
// Where a command sends FHIR requests: a running server, or the data directory of a stopped one, through the same door.

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"
#include "store/partition.h"

namespace osler::cli {

class FhirTarget {
 public:
  virtual ~FhirTarget() = default;
  /// One request below the FHIR base, for example POST "/Patient". Errors: kUnavailable if nobody answers.
  virtual Result<http::Response> send(http::Method method, std::string_view path, std::string_view body) = 0;
  /// The same server or directory for another thread. One thread uses a target at a time.
  virtual std::unique_ptr<FhirTarget> another() const = 0;
};

/// A server at `url`, by API key. Errors: kInvalidInput for a bad URL.
Result<std::unique_ptr<FhirTarget>> server_target(const std::string& url, const std::string& key);

/// The directory of a stopped server. An empty `organization` means the first one. Errors: kNotFound, kUnavailable.
Result<std::unique_ptr<FhirTarget>> directory_target(const std::string& data, const std::string& organization,
                                                     store::Environment environment);

}  // namespace osler::cli
