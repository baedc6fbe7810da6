#pragma once
// The entries of a posted Bundle, found in its text without making one tree of it: a Bundle may be a gigabyte.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/fhir/exchange.h"

namespace osler::fhir_api {

/// One entry, as it was sent.
struct BundleEntry {
  std::size_t index = 0;
  bool has_request = false;
  std::optional<http::Method> method;  ///< Nothing: none that FHIR has.
  std::string method_text;
  std::string url;
  std::string full_url;
  http::Headers conditions;            ///< ifMatch and its like, as the headers they stand for.
  std::string_view resource;           ///< Its JSON text, inside the body; empty if there is none.
  std::string resource_id;             ///< The resource's id; empty if there is none.
};

struct BundleRequest {
  bool is_transaction = false;         ///< Else a batch.
  std::vector<BundleEntry> entries;
};

/// Reads the request's body, which stays where it is: entries point into it. Every entry was parsed once, so that its text is JSON.
/// Errors: kInvalidInput for what is no JSON, no Bundle, or of another type; kTooLarge beyond `entries_max`.
Result<BundleRequest> read_bundle(const Exchange& exchange, std::size_t entries_max);

/// An error of one entry, at a member of it: "Bundle.entry[3].request.url".
Error entry_error(std::size_t index, std::string_view member, std::string what, IssueType type = IssueType::kInvalid);

}  // namespace osler::fhir_api
