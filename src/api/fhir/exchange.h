#pragma once
// One FHIR request while it is answered: what every interaction handler gets.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "fhir/search/search_parser.h"
#include "http/message.h"

namespace osler::fhir_api {

/// `Prefer: return=`. Spec: FHIR R4, http.html#ops.
enum class ReturnPreference : std::uint8_t { kRepresentation, kMinimal, kOperationOutcome };

/// A place below the base: Type, id and version as far as the path names them.
struct Target {
  TypeId type = TypeId::kNone;
  std::string id;       ///< Of a job too.
  std::string version;  ///< Of a job: the name of its file.
};

/// Whoever waits for an answer that takes long.
class Watcher {
 public:
  virtual ~Watcher() = default;
  /// So much is done; whether to go on.
  virtual bool goes_on(std::uint64_t done, std::uint64_t total) = 0;
};

struct Exchange {
  http::Request& request;
  engine::Engine& engine;
  engine::Session& session;
  Target target;
  osler::fhir::Parameters parameters;  ///< Of the query, decoded; for POST _search with those of the form.
  std::string base_url;                ///< "http://host/api/fhir".
  std::string_view cursor_key;         ///< Secret that signs page cursors.
  ReturnPreference preference = ReturnPreference::kRepresentation;
  bool prefers_representation = false; ///< Asked for by name, not by default.
  osler::fhir::Handling handling = osler::fhir::Handling::kStrict;
  bool handling_named = false;         ///< By the client, not by default.
  /// Of a write with an Idempotency-Key; else null. Ends when the answer is made.
  std::unique_ptr<engine::IdempotentRequest> idempotent = nullptr;
  osler::fhir::Subset subset = {};     ///< What a search found asked for of each resource.
  bool wants_later = false;            ///< Prefer: respond-async.
  bool is_entry = false;               ///< Of a batch or a transaction.
  bool is_shaped = false;              ///< The answer has its subset and layout already.
  Watcher* watcher = nullptr;          ///< Set while a job answers it.
};

/// 200/201 with the resource as `preference` says, ETag and Last-Modified; Location too when `created`.
http::Response resource_response(int status, engine::Resource resource);
http::Response written_response(const Exchange& exchange, engine::Written written);
/// ETag and Last-Modified.
void add_version_headers(http::Response& response, const store::VersionHeader& header);
/// W/"12".
std::string weak_etag(Version version);
/// The conditions in If-Match and If-None-Match. Errors: kInvalidInput for what is no entity tag.
/// Spec: FHIR R4, http.html#concurrency.
Result<engine::WriteConditions> write_conditions(const http::Headers& headers);
/// The body as a tree. Errors: kInvalidInput with line and column; kUnprocessable for a SUBSETTED resource.
Result<json::Tree> parse_body(Exchange& exchange);
/// "[base]/Type/id".
std::string resource_url(const osler::fhir::Definitions& definitions, std::string_view base_url, const store::RecordKey& key);
std::string resource_url(const Exchange& exchange, const store::RecordKey& key);
/// "[base]/Type/id/_history/3".
std::string version_url(std::string_view resource_url, Version version);
std::string version_url(const Exchange& exchange, const store::RecordKey& key, Version version);

}  // namespace osler::fhir_api
