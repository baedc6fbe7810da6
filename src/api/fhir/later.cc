#include "api/fhir/later.h"

#include <array>
#include <filesystem>

#include "api/fhir/bundle_answer.h"
#include "api/fhir/later_request.h"
#include "api/fhir/outcome.h"
#include "http/body_source.h"

namespace osler::fhir_api {
namespace {

constexpr std::string_view kPlace = "/_async/";
constexpr std::int64_t kSaveEveryMs = 500;
constexpr std::string_view kPollSeconds = "1";

/// The caller's own request. Errors: kNotFound, whatever else is there.
Result<jobs::JobState> own_request(const Exchange& exchange, const LaterRooms& rooms) {
  const access::Caller& caller = exchange.session.caller;
  auto found = rooms.jobs.find(caller.organization.id, exchange.target.id);
  if (!found.ok() && found.error().kind != ErrorKind::kNotFound) return found;
  const bool is_own = found.ok() && found->job.kind == kLaterKind && found->job.environment == caller.environment &&
                      found->job.actor == caller.id && found->job.status != jobs::JobStatus::kCancelled && !found->job.cancel_asked;
  if (!is_own) return not_found("no request of yours is answered here; it was never made, was called off, or is too old");
  return found;
}

std::string progress_of(const jobs::JobState& state) {
  if (state.job.status == jobs::JobStatus::kPending) return "waiting";
  if (state.progress.total == 0) return "in progress";
  return std::to_string(state.progress.processed) + " of " + std::to_string(state.progress.total) + " entries";
}

Result<std::size_t> open_of(const LaterRooms& rooms, const std::string& organization) {
  OSLER_TRY(const std::vector<std::string> keys, rooms.jobs.open_keys());
  std::size_t open = 0;
  for (const std::string& key : keys) {
    if (!key.starts_with(organization + "/")) continue;
    const auto job = rooms.jobs.read(key);
    if (job.ok() && job->kind == kLaterKind) ++open;
  }
  return open;
}

Status append_body(jobs::GrowingFile& file, const http::Response& response) {
  if (!response.source) return file.append(response.body);
  std::array<char, 64 * 1024> portion;
  while (const std::size_t bytes = response.source->read(portion)) {
    OSLER_RETURN_IF_ERROR(file.append({portion.data(), bytes}));
  }
  return response.source->failed() ? unavailable("the answer could not be made to its end") : Status();
}

}  // namespace

bool may_come_later(Interaction interaction) {
  switch (interaction) {
    case Interaction::kSearch:
    case Interaction::kSystemSearch:
    case Interaction::kCompartment:
    case Interaction::kSystemHistory:
    case Interaction::kTypeHistory:
    case Interaction::kInstanceHistory:
    case Interaction::kEverything:
    case Interaction::kLastN:
    case Interaction::kBundle: return true;
    default: return false;
  }
}

Task<Result<http::Response>> begin_later(const Exchange& exchange, const LaterRooms& rooms) {
  const access::Caller& caller = exchange.session.caller;
  OSLER_CO_TRY(const std::size_t open, open_of(rooms, caller.organization.id));
  if (open >= rooms.open_max) {
    co_return Error{ErrorKind::kThrottled, "at most " + std::to_string(rooms.open_max) + " requests may wait for their answers (limits.async_requests)", {}, {}};
  }
  jobs::NewJob wanted;
  wanted.id = rooms.jobs.new_id();
  wanted.kind = kLaterKind;
  wanted.organization = caller.organization.id;
  wanted.organization_number = caller.organization.number;
  wanted.environment = caller.environment;
  wanted.actor = caller.id;
  wanted.request = encode(exchange.request, caller);
  if (!exchange.request.body.empty()) OSLER_CO_RETURN_IF_ERROR(rooms.requests.keep(wanted.id, exchange.request.body.view()));
  const std::string id = wanted.id;
  Result<jobs::Job> made = co_await rooms.jobs.create(std::move(wanted), nullptr, exchange.session.loop);
  if (!made.ok()) {
    rooms.requests.remove(id);
    co_return std::move(made).error();
  }
  exchange.session.audit.action = "async";
  http::Response response = accepted_response("accepted; GET the Content-Location for the answer, DELETE it to call the request off", exchange.request.request_id);
  response.headers.add("Content-Location", exchange.base_url + std::string(kPlace) + id);
  response.headers.add("Preference-Applied", "respond-async");
  co_return response;
}

Result<http::Response> handle_later_status(Exchange& exchange, const LaterRooms& rooms) {
  exchange.session.audit.action = "async-status";
  OSLER_TRY(const jobs::JobState state, own_request(exchange, rooms));
  if (state.job.status == jobs::JobStatus::kFailed) {
    return outcome_response(500, {Severity::kError, IssueType::kException, state.job.failure}, exchange.request.request_id);
  }
  if (state.job.status != jobs::JobStatus::kCompleted) {
    http::Response response = accepted_response("not answered yet: " + progress_of(state), exchange.request.request_id);
    response.headers.add("X-Progress", progress_of(state));
    response.headers.add("Retry-After", std::string(kPollSeconds));
    return response;
  }
  http::Response response;
  response.headers.add("Content-Type", "application/fhir+json; charset=utf-8");
  std::error_code failure;
  const std::filesystem::path file = rooms.answers.path_of(state.job.id);
  const std::uint64_t bytes = std::filesystem::file_size(file, failure);
  if (failure) return not_found("the answer is not there any more");
  OSLER_TRY(response.source, http::file_source(file, 0, bytes));
  return response;
}

Task<Result<http::Response>> handle_later_cancel(Exchange& exchange, const LaterRooms& rooms) {
  exchange.session.audit.action = "async-cancel";
  OSLER_CO_TRY(const jobs::JobState state, own_request(exchange, rooms));
  OSLER_CO_TRY(const bool is_erased, co_await rooms.jobs.call_off(state.job, exchange.session.loop));
  if (is_erased) {
    rooms.answers.remove(state.job.id);
    rooms.requests.remove(state.job.id);
  }
  co_return accepted_response("called off; nothing is kept of it", exchange.request.request_id);
}

Status keep_answer_for_later(const LaterRooms& rooms, const std::string& job_id, const http::Response& response) {
  OSLER_TRY(jobs::GrowingFile file, jobs::GrowingFile::open(rooms.answers.path_of(job_id), 0));
  std::string text = R"({"resourceType":"Bundle","type":"batch-response","entry":[{)";
  const bool has_resource = response.source || (!response.body.empty() && !is_outcome(response));
  if (has_resource) {
    text += "\"resource\":";
    OSLER_RETURN_IF_ERROR(file.append(text));
    OSLER_RETURN_IF_ERROR(append_body(file, response));
    text = ",";
  }
  text += "\"response\":";
  json::Writer writer(text);
  write_response(writer, response);
  text += "}]}";
  OSLER_RETURN_IF_ERROR(file.append(text));
  return file.sync();
}

bool JobWatcher::goes_on(std::uint64_t done, std::uint64_t total) {
  if (run_.should_stop()) {
    was_stopped_ = true;
    return false;
  }
  const std::int64_t now_ms = run_.clock().steady_ms();
  if (saved_ms_ != 0 && now_ms - saved_ms_ < kSaveEveryMs) return true;
  saved_ms_ = now_ms;
  run_.progress().processed = done;
  run_.progress().total = total;
  // For people only: the request goes on, whether they are told or not.
  static_cast<void>(run_.save());
  return true;
}

}  // namespace osler::fhir_api
