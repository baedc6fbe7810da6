// Asking for an import.

#include "api/fhir/import.h"

#include <algorithm>
#include <array>

#include "api/fhir/import_manifest.h"
#include "api/fhir/media_type.h"
#include "api/fhir/operation_parameters.h"
#include "api/fhir/page_links.h"
#include "base/nearest.h"
#include "http/outgoing_url.h"
#include "jobs/ndjson_reader.h"

namespace osler::fhir_api {
namespace {

constexpr std::array<std::string_view, 3> kNdjson{"application/fhir+ndjson", "application/ndjson", "application/x-ndjson"};

/// What is asked, and what else has to be known of it.
struct Asked {
  jobs::ImportRequest request;
  std::vector<std::string> remarks;
};

// A line with an id is an update, one without a create; whoever may only do one of them may do half of it.
Status permit_writing(const Exchange& exchange, TypeId type) {
  const access::Policy& policy = exchange.engine.policy();
  OSLER_RETURN_IF_ERROR(policy.permit(exchange.session.caller, access::Interaction::kCreate, type));
  return policy.permit(exchange.session.caller, access::Interaction::kUpdate, type);
}

// Each line says which type it is, and is judged when its turn comes; whoever may write nothing is told so at once.
Status permit_some_writing(const Exchange& exchange) {
  const auto types = exchange.engine.definitions().resource_types();
  const bool any = std::any_of(types.begin(), types.end(), [&](TypeId type) { return permit_writing(exchange, type).ok(); });
  return any ? Status() : permit_writing(exchange, types.front());
}

Result<Asked> read_upload(const Exchange& exchange, const BulkRooms& rooms) {
  OSLER_RETURN_IF_ERROR(permit_some_writing(exchange));
  const std::string_view body = exchange.request.body.view();
  if (body.size() > rooms.settings.import_bytes_max) {
    return Error{ErrorKind::kTooLarge, "at most " + std::to_string(rooms.settings.import_bytes_max) + " bytes (bulk.import_bytes); send several imports", {}, {}};
  }
  Asked asked;
  asked.request.lines = jobs::count_lines(body).lines;
  if (asked.request.lines == 0) return invalid_input("the body holds no line; expected NDJSON, one resource a line");
  asked.request.inputs.emplace_back();
  return asked;
}

std::string origin_of(const http::OutgoingUrl& url) { return (url.secure ? "https://" : "http://") + url.authority; }

// Names are resolved, and addresses judged, when the file is fetched. Rule: docs/adr/0066.
Status permit_url(const jobs::BulkSettings& settings, const std::string& place, const std::string& url) {
  const auto read = http::parse_outgoing_url(url, settings.import_private ? http::Reach::kAnywhere : http::Reach::kPublic);
  if (!read.ok()) return Error{read.error().kind, place + "." + read.error().message, {}, {}};
  const bool is_named = std::any_of(settings.import_origins.begin(), settings.import_origins.end(), [&](const std::string& origin) {
    const auto named = http::parse_outgoing_url(origin, http::Reach::kAnywhere);
    return named.ok() && origin_of(*named) == origin_of(*read);
  });
  if (is_named) return {};
  return Error{ErrorKind::kForbidden, place + ".url: this server fetches nothing from there; it is for its operator to name the origin (bulk.import_origins), or send the lines as application/fhir+ndjson", {}, {}};
}

Status permit_input(const Exchange& exchange, const BulkRooms& rooms, const jobs::ImportInput& input, const std::string& place) {
  const osler::fhir::Definitions& definitions = exchange.engine.definitions();
  const auto type = definitions.resource_type(input.type);
  if (!type) {
    std::vector<std::string_view> names;
    for (const TypeId one : definitions.resource_types()) names.push_back(definitions.name_of(one));
    const auto near = nearest(input.type, names);
    return invalid_input(place + ".type: expected a resource type of FHIR R4" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
  }
  OSLER_RETURN_IF_ERROR(permit_writing(exchange, *type));
  return permit_url(rooms.settings, place, input.url);
}

Result<Asked> read_files(Exchange& exchange, const BulkRooms& rooms) {
  OSLER_TRY(const json::Tree body, parse_body(exchange));
  OSLER_TRY(ImportManifest manifest, read_import_manifest(body.root(), exchange.handling));
  if (manifest.inputs.size() > rooms.settings.import_files_max) {
    return too_costly("input: at most " + std::to_string(rooms.settings.import_files_max) + " files (bulk.import_files); send several imports");
  }
  for (std::size_t i = 0; i < manifest.inputs.size(); ++i) {
    OSLER_RETURN_IF_ERROR(permit_input(exchange, rooms, manifest.inputs[i], "input[" + std::to_string(i) + "]"));
  }
  Asked asked;
  asked.request.inputs = std::move(manifest.inputs);
  asked.remarks = std::move(manifest.remarks);
  return asked;
}

Status check_query(const Exchange& exchange) {
  for (const auto& [name, value] : exchange.parameters) {
    if (name != "_format" && name != "_pretty") return invalid_input(name + ": $import has no parameters in its query; they stand in the body");
  }
  return {};
}

}  // namespace

bool is_ndjson(const http::Request& request) {
  const MediaType type = parse_media_type(request.headers.get("Content-Type").value_or(""));
  return std::find(kNdjson.begin(), kNdjson.end(), type.name) != kNdjson.end();
}

Task<Result<http::Response>> handle_import(Exchange& exchange, const BulkRooms& rooms, const AdmitRecords& admit_records) {
  exchange.session.audit.action = "import";
  OSLER_CO_RETURN_IF_ERROR(admit_bulk_request(exchange, rooms, kImports));
  OSLER_CO_RETURN_IF_ERROR(check_query(exchange));
  const bool is_upload = is_ndjson(exchange.request);
  OSLER_CO_TRY(Asked asked, is_upload ? read_upload(exchange, rooms) : read_files(exchange, rooms));
  jobs::ImportRequest& request = asked.request;
  request.caller = exchange.session.caller;
  request.rights.sees_restricted = exchange.session.caller.sees_restricted;
  request.question = asked_url(exchange);
  request.base_url = exchange.base_url;
  // The request itself has been counted, as the first of them.
  if (admit_records && request.lines > 1) OSLER_CO_RETURN_IF_ERROR(admit_records(exchange.session.caller, request.lines - 1));
  const std::string id = rooms.jobs.new_id();
  // The lines are on disk before the job is, so that a job always finds them.
  if (is_upload) OSLER_CO_RETURN_IF_ERROR(rooms.files.keep(id, exchange.request.body.view()));
  std::string text = encode(request);
  Result<http::Response> begun = co_await begin_bulk_job(exchange, rooms, kImports, id, std::move(text), std::move(asked.remarks));
  if (!begun.ok()) rooms.files.remove(id);
  co_return begun;
}

}  // namespace osler::fhir_api
