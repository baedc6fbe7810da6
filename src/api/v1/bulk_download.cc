// The file of an export, to whoever holds a link to it. Spec: v1.md, section 11.

#include <charconv>

#include "api/v1/errors.h"
#include "api/v1/services.h"
#include "base/signed_text.h"
#include "http/body_source.h"

namespace osler::api::v1 {
namespace {

constexpr std::string_view kBefore = "/v1/bulk/files/";
constexpr std::string_view kAfter = ".ndjson";
constexpr std::string_view kContext = "bulk download";
constexpr std::string_view kFhirBase = "/api/fhir";

/// What a link says: "<organization>/<job> <until, Unix ms>".
struct Link {
  std::string organization;
  std::string job;
  std::int64_t until_ms = 0;
};

std::optional<Link> read_link(std::string_view text) {
  Link link;
  const std::size_t slash = text.find('/');
  const std::size_t blank = text.find(' ');
  if (slash == std::string_view::npos || blank == std::string_view::npos || slash > blank) return std::nullopt;
  link.organization = text.substr(0, slash);
  link.job = text.substr(slash + 1, blank - slash - 1);
  std::from_chars(text.data() + blank + 1, text.data() + text.size(), link.until_ms);
  return link;
}

std::string file_name(const std::string& job) { return job + std::string(kAfter); }

}  // namespace

bool is_download(const http::Request& request) {
  const bool reads = request.method == http::Method::kGet || request.method == http::Method::kHead;
  return reads && request.path.starts_with(kBefore);
}

std::string download_url(const Exchange& exchange, const ServiceRooms& rooms, const jobs::Job& job) {
  const std::string& base = exchange.own_bases.front();
  const std::int64_t until_ms = rooms.jobs.clock().now_ms() + std::int64_t{rooms.settings.link_seconds} * 1000;
  const std::string content = job.organization + "/" + job.id + " " + std::to_string(until_ms);
  return base.substr(0, base.size() - kFhirBase.size()) + std::string(kBefore) + file_name(job.id) +
         "?token=" + sign_text(exchange.options.cursor_key, kContext, content);
}

Result<Download> open_download(const http::Request& request, const ServiceRooms& rooms, std::string_view secret) {
  const auto parameters = http::parse_query(request.query);
  const bool has_token = parameters && parameters->size() == 1 && parameters->front().first == "token";
  if (!has_token) return nothing_here();
  const auto content = open_signed_text(secret, kContext, parameters->front().second);
  const std::optional<Link> link = content ? read_link(*content) : std::nullopt;
  if (!link || request.path != std::string(kBefore) + file_name(link->job)) return nothing_here();
  if (rooms.jobs.clock().now_ms() >= link->until_ms) {
    return Error{ErrorKind::kForbidden, "this link has expired; ask for the job again to get a new one", "FORBIDDEN", {}};
  }
  const auto state = rooms.jobs.find(link->organization, link->job);
  if (!state.ok() || state->job.status != jobs::JobStatus::kCompleted) return nothing_here();
  OSLER_TRY(const jobs::ExportRequest asked, jobs::decode_export(state->job.request));
  OSLER_TRY(const jobs::ExportCheckpoint made, jobs::decode_checkpoint(state->progress.checkpoint));
  Download download{{}, state->job.partition(), link->job};
  OSLER_TRY(download.response.source, http::file_source(rooms.files.path_of(link->job), 0, made.bytes()));
  download.response.headers.add("Content-Type", asked.is_simplified ? "application/x-ndjson" : "application/fhir+ndjson");
  download.response.headers.add("Content-Disposition", "attachment; filename=\"" + file_name(link->job) + "\"");
  return download;
}

}  // namespace osler::api::v1
