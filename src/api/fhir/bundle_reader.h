#pragma once
// The entries of a posted Bundle, found in its text without making one tree of it: a Bundle may be a gigabyte. An entry has
// little but its places in that text, for there may be very many.

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "api/fhir/exchange.h"
#include "base/text_pieces.h"

namespace osler::fhir_api {

/// One entry, as it was sent. Its texts are in the body, or in the request's own where they had escapes.
struct BundleEntry {
  std::uint32_t index = 0;
  bool has_request = false;
  std::optional<http::Method> method;  ///< Nothing: none that FHIR has.
  std::string_view method_text;
  std::string_view url;
  std::string_view full_url;
  std::string_view resource;           ///< JSON; empty if there is none.
  std::string_view resource_id;        ///< Empty if there is none.
  http::Headers conditions;            ///< ifMatch and its like, as the headers they stand for.
};

struct BundleRequest {
  bool is_transaction = false;         ///< Else a batch.
  std::deque<BundleEntry> entries;     ///< Each is given up once it is read, and no memory moves as they grow.
  TextPieces texts;
};

/// Reads the request's body, which stays where it is: entries point into it. Every entry was parsed once, so that its text is JSON.
/// Errors: kInvalidInput for what is no JSON, no Bundle, or of another type; kTooLarge beyond `entries_max`.
Result<BundleRequest> read_bundle(const Exchange& exchange, std::size_t entries_max);

/// An error of one entry, at a member of it: "Bundle.entry[3].request.url".
Error entry_error(std::size_t index, std::string_view member, std::string what, IssueType type = IssueType::kInvalid);

}  // namespace osler::fhir_api
