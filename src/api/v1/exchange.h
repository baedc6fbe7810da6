#pragma once
// One request of /v1 while it is answered: what every operation gets.

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "api/v1/envelope.h"
#include "api/v1/ids.h"
#include "api/v1/list_request.h"
#include "api/v1/mapping_run.h"
#include "api/v1/routes.h"
#include "api/v1/schema.h"
#include "engine/engine.h"
#include "http/message.h"

namespace osler::api::v1 {

struct V1Options {
  std::string cursor_key;              ///< Secret that signs cursors; at least 32 random bytes, kept across restarts.
  std::string public_origin;           ///< "https://records.example.org"; empty: from the Host header.
  std::int16_t zone_minutes = 0;       ///< In which zone the days of dateFrom and dateTo begin.
};

struct Service;

struct Exchange {
  http::Request& request;
  engine::Engine& engine;
  engine::Session& session;
  const Schema& schema;
  const V1Options& options;
  std::vector<std::string>
      own_bases;  ///< FHIR bases of this server as the client sees it: /api/fhir first, then /v1/fhir.
  const ResourceSchema* resource = nullptr;
  const Service* service = nullptr;  ///< Instead of a resource.
  std::string_view path_id = {};     ///< As it stands in the path.
  fhir::Parameters parameters = {};  ///< Of the query, decoded.
  AnswerMeta meta = {};              ///< Of the envelope around the answer.
  /// Counts records of a request that is itself admitted, all of them or none. Empty: nothing is counted.
  /// Errors: kThrottled.
  std::function<Status(std::uint64_t records)> count_records = {};
  /// Of a write with an Idempotency-Key; else null. Ends when the answer is made.
  std::unique_ptr<engine::IdempotentRequest> idempotent = nullptr;
};

/// The FHIR id that the path means. Errors: kNotFound, with a hint when the id is one of another type.
Result<std::string> id_in_path(const Exchange& exchange);
/// The conditions of If-Match. Errors: kInvalidInput with code INVALID_HEADER for what is no entity tag.
Result<engine::WriteConditions> write_conditions(const Exchange& exchange);
/// The body as a tree with the names of /v1. Errors: kInvalidInput with code INVALID_JSON, line and column.
Result<json::Tree> parse_body(Exchange& exchange);
/// Whether a live resource is there that the caller may read: for bare ids.
IdLookup id_lookup(Exchange& exchange);
/// Adds ETag and Last-Modified of a version.
void add_version_headers(const store::VersionHeader& header, http::Headers& headers);
/// A conflict's message with ids as /v1 shows them: "appt_…" for "Appointment/…"; other errors as they are.
Error with_shown_ids(const Schema& schema, Error error);
/// kNotFound and kGone as the one answer for what is not there; other errors as they are.
Error hidden_if_absent(Error error);

}  // namespace osler::api::v1
