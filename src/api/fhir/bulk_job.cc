#include "api/fhir/bulk_job.h"

#include "api/fhir/outcome.h"
#include "fhir/model/date_time.h"
#include "http/body_source.h"
#include "http/http_date.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kBulkPollSeconds = "1";
constexpr std::int64_t kKeptHourMs = 3'600'000;

http::Response too_often(const Exchange& exchange, const BulkRooms& rooms, std::uint32_t wait_s) {
  std::string what = "asked more than " + std::to_string(rooms.polls.per_minute()) + " times in a minute (bulk.polls_per_minute); come back when Retry-After says";
  http::Response response = outcome_response(429, {Severity::kError, IssueType::kThrottled, std::move(what)}, exchange.request.request_id);
  response.headers.add("Retry-After", std::to_string(wait_s));
  return response;
}

}  // namespace

Status admit_bulk_request(const Exchange& exchange, const BulkRooms& rooms, const BulkKind& kind) {
  const std::string name = "$" + std::string(kind.noun);
  if (exchange.is_entry) return invalid_input(name + ": expected as a request of its own, not inside a Bundle");
  if (!exchange.wants_later) return invalid_input(name + ": expected the header Prefer: respond-async; its answer always comes later");
  return jobs::admit_bulk_job(rooms.jobs, exchange.session.caller.organization.id, rooms.settings);
}

Task<Result<http::Response>> begin_bulk_job(Exchange& exchange, const BulkRooms& rooms, BulkKind kind, std::string id, std::string request,
                                            std::vector<std::string> remarks) {
  const access::Caller& caller = exchange.session.caller;
  jobs::NewJob wanted;
  wanted.id = std::move(id);
  wanted.kind = kind.kind;
  wanted.organization = caller.organization.id;
  wanted.organization_number = caller.organization.number;
  wanted.environment = caller.environment;
  wanted.actor = caller.id;
  wanted.request = std::move(request);
  OSLER_CO_TRY(const jobs::Job job, co_await rooms.jobs.create(std::move(wanted), nullptr, exchange.session.loop));
  std::vector<Issue> issues{{Severity::kInformation, IssueType::kInformational,
                             "accepted; GET the Content-Location for how it stands, DELETE it to call the " + std::string(kind.noun) + " off"}};
  for (std::string& remark : remarks) issues.push_back({Severity::kWarning, IssueType::kNotSupported, std::move(remark)});
  http::Response response;
  response.status = 202;
  response.body = outcome_text(issues, exchange.request.request_id);
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  response.headers.add("Content-Location", exchange.base_url + "/" + std::string(kind.place) + "/" + job.id);
  response.headers.add("Preference-Applied", "respond-async");
  co_return response;
}

Result<jobs::JobState> own_bulk_job(const Exchange& exchange, const BulkRooms& rooms, const BulkKind& kind) {
  const access::Caller& caller = exchange.session.caller;
  auto found = rooms.jobs.find(caller.organization.id, exchange.target.id);
  if (!found.ok() && found.error().kind != ErrorKind::kNotFound) return found;
  const bool is_own = found.ok() && found->job.kind == kind.kind && found->job.environment == caller.environment &&
                      found->job.actor == caller.id && found->job.status != jobs::JobStatus::kCancelled && !found->job.cancel_asked;
  if (!is_own) return not_found("no " + std::string(kind.noun) + " of yours is here; it was never made, was called off, or is too old");
  return found;
}

std::optional<http::Response> unfinished_answer(const Exchange& exchange, const BulkRooms& rooms, const BulkKind& kind, const jobs::JobState& state,
                                                const std::string& progress) {
  const std::string& request_id = exchange.request.request_id;
  if (state.job.status == jobs::JobStatus::kCompleted) return std::nullopt;
  if (state.job.status == jobs::JobStatus::kFailed) {
    return outcome_response(500, {Severity::kError, IssueType::kException, "the " + std::string(kind.noun) + " failed: " + state.job.failure}, request_id);
  }
  if (const std::uint32_t wait_s = rooms.polls.wait_s(state.job.id); wait_s > 0) return too_often(exchange, rooms, wait_s);
  const std::string shown = state.job.status == jobs::JobStatus::kPending ? "waiting" : progress;
  http::Response response = accepted_response("not ready yet: " + shown, request_id);
  response.headers.add("X-Progress", shown);
  response.headers.add("Retry-After", std::string(kBulkPollSeconds));
  return response;
}

std::string asked_url(const Exchange& exchange) {
  const std::size_t origin_end = exchange.base_url.find('/', exchange.base_url.find("://") + 3);
  return exchange.base_url.substr(0, origin_end) + exchange.request.target;
}

void begin_manifest(json::Writer& writer, const jobs::Job& job, std::string_view question) {
  writer.begin_object();
  writer.member("transactionTime", osler::fhir::format_instant(job.created_ms));
  writer.member("request", question);
  writer.member("requiresAccessToken", true);
}

http::Response manifest_response(const BulkRooms& rooms, const jobs::Job& job, std::string manifest) {
  http::Response response;
  response.headers.add("Content-Type", "application/json; charset=utf-8");
  const std::int64_t until_ms = job.finished_ms.value_or(job.created_ms) + std::int64_t{rooms.kept_hours} * kKeptHourMs;
  response.headers.add("Expires", http::http_date(until_ms));
  response.body = std::move(manifest);
  return response;
}

std::string bulk_file_url(const Exchange& exchange, const BulkKind& kind, const jobs::Job& job, std::string_view name) {
  return exchange.base_url + "/" + std::string(kind.place) + "/" + job.id + "/" + std::string(name);
}

Result<http::Response> bulk_file_response(const std::filesystem::path& file, std::uint64_t from, std::uint64_t bytes, std::string_view name) {
  http::Response response;
  OSLER_TRY(response.source, http::file_source(file, from, bytes));
  response.headers.add("Content-Type", "application/fhir+ndjson");
  response.headers.add("Content-Disposition", "attachment; filename=\"" + std::string(name) + "\"");
  return response;
}

Task<Result<http::Response>> call_off_bulk_job(Exchange& exchange, const BulkRooms& rooms, BulkKind kind) {
  OSLER_CO_TRY(const jobs::JobState state, own_bulk_job(exchange, rooms, kind));
  OSLER_CO_TRY(const bool is_erased, co_await rooms.jobs.call_off(state.job, exchange.session.loop));
  if (is_erased) rooms.files.remove_all(state.job.id);
  co_return accepted_response("called off; nothing is kept of it", exchange.request.request_id);
}

}  // namespace osler::fhir_api
