// GET /v1/events?after=…: the events that webhooks get, for those who cannot be called. Spec: v1.md, section 10.

#include "api/v1/operations.h"
#include "api/v1/services.h"
#include "base/nearest.h"
#include "json/writer.h"

namespace osler::api::v1 {
namespace {

constexpr std::uint32_t kEventsDefault = 100;
constexpr std::uint32_t kEventsMax = 1'000;
constexpr std::size_t kBatchChanges = 500;
constexpr std::size_t kLookedAtMax = 50'000;  // Changes of everybody; then the caller goes on with the next request.

struct FeedRequest {
  store::Position after;
  std::uint32_t count = kEventsDefault;
  std::vector<events::EventPattern> patterns;  ///< Empty: all.
};

Error refused(std::string_view name, std::string_view what, std::string code = "INVALID_PARAMETER") {
  return invalid_input(std::string(name) + ": " + std::string(what), std::move(code));
}

/// Above the most is the most; missing, 0, negative or no number is the default.
std::uint32_t clamped(const std::string& text) {
  const long long number = std::strtoll(text.c_str(), nullptr, 10);
  if (number <= 0) return kEventsDefault;
  return static_cast<std::uint32_t>(std::min<long long>(number, kEventsMax));
}

Status read_after(const Exchange& exchange, const ServiceRooms& rooms, const std::string& text, FeedRequest& request) {
  if (text == "now") {
    request.after = exchange.engine.store().newest();
    return {};
  }
  const auto position = rooms.ids.read(text);
  if (!position) return refused("after", "expected the id of an event (evt_…), a cursor of this feed, or now", "INVALID_CURSOR");
  request.after = *position;
  return {};
}

Status read_patterns(const ServiceRooms& rooms, std::string_view text, FeedRequest& request) {
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    const Result<events::EventPattern> pattern = events::parse_pattern(rooms.names, text.substr(0, comma));
    if (!pattern.ok()) return refused("event", pattern.error().message);
    request.patterns.push_back(*pattern);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return {};
}

Result<FeedRequest> read_request(const Exchange& exchange, const ServiceRooms& rooms) {
  constexpr std::string_view kKnown[] = {"after", "count", "event"};
  FeedRequest request;
  std::vector<std::string_view> seen;
  for (const auto& [name, value] : exchange.parameters) {
    if (std::find(seen.begin(), seen.end(), name) != seen.end()) return refused(name, "given more than once");
    seen.push_back(name);
    if (name == "after") {
      OSLER_RETURN_IF_ERROR(read_after(exchange, rooms, value, request));
    } else if (name == "count") {
      request.count = clamped(value);
    } else if (name == "event") {
      OSLER_RETURN_IF_ERROR(read_patterns(rooms, value, request));
    } else {
      const auto near = nearest(name, kKnown);
      return refused(name, "unknown parameter" + (near ? "; did you mean " + std::string(*near) + "?" : std::string()));
    }
  }
  return request;
}

}  // namespace

Task<Result<Answer>> handle_events(Exchange& exchange, const ServiceRooms& rooms, std::string_view) {
  const access::Caller& caller = exchange.session.caller;
  // Ids of restricted records would tell that they exist.
  if (!caller.sees_restricted) co_return Error{ErrorKind::kForbidden, "the events speak of restricted records too, which this key may not see", "FORBIDDEN", {}};
  OSLER_CO_TRY(const FeedRequest request, read_request(exchange, rooms));
  const store::Store& store = exchange.engine.store();
  store::Position at = request.after;
  std::size_t looked_at = 0;
  std::uint32_t found = 0;
  Answer answer;
  answer.body = begin_data() + "{\"data\":[";
  bool more = true;
  while (more && found < request.count && looked_at < kLookedAtMax) {
    OSLER_CO_TRY(const std::vector<store::Change> changes, store.changes(at, kBatchChanges));
    more = !changes.empty();
    for (const store::Change& change : changes) {
      if (found == request.count) break;
      at = change.header.position;
      ++looked_at;
      if (change.partition != caller.partition()) continue;
      if (!request.patterns.empty() && !events::matches_any(request.patterns, change)) continue;
      if (found++ > 0) answer.body += ',';
      answer.body += events::event_json(rooms.names, rooms.ids, caller.organization.id, change);
    }
  }
  answer.body += "],\"cursor\":";
  json::append_quoted(answer.body, rooms.ids.make(at));
  answer.body += more && at < store.newest() ? ",\"hasMore\":true}" : ",\"hasMore\":false}";
  co_return answer;
}

}  // namespace osler::api::v1
