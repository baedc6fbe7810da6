#include "events/event.h"

#include <algorithm>
#include <array>

#include "access/caller.h"
#include "base/nearest.h"
#include "fhir/model/date_time.h"
#include "json/writer.h"

namespace osler::events {
namespace {

constexpr std::array<std::string_view, 3> kActions = {"created", "updated", "deleted"};

std::string hint(std::string_view word, std::span<const std::string_view> known) {
  const auto near = nearest(word, known);
  return near ? "; did you mean " + std::string(*near) + "?" : std::string();
}

}  // namespace

std::string_view word_for(store::Action action) { return kActions[static_cast<std::size_t>(action) - 1]; }

std::string event_name(const EventNames& names, const store::Change& change) {
  return names.word(change.key.type) + "." + std::string(word_for(change.header.action));
}

std::string event_json(const EventNames& names, const EventIds& ids, std::string_view tenant, const store::Change& change) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  writer.member("id", ids.make(change.header.position));
  writer.member("event", event_name(names, change));
  writer.member("timestamp", fhir::format_instant(change.header.time_ms));
  writer.key("data");
  writer.begin_object();
  writer.member("resourceType", names.word(change.key.type));
  writer.member("resourceId", names.shown_id(change.key.type, change.key.id));
  writer.member("action", word_for(change.header.action));
  writer.member("tenantId", tenant);
  writer.member("environment", access::word_for(change.partition.environment()));
  writer.end_object();
  writer.end_object();
  return text;
}

bool EventPattern::matches(const store::Change& change) const {
  return (!type || *type == change.key.type) && (!action || *action == change.header.action);
}

Result<EventPattern> parse_pattern(const EventNames& names, std::string_view text) {
  EventPattern pattern;
  if (text == "*") return pattern;
  const std::size_t dot = text.find('.');
  if (dot == std::string_view::npos) return invalid_input("expected *, resource.* or resource.action, for example patient.created");
  const std::string_view word = text.substr(0, dot);
  const std::string_view action = text.substr(dot + 1);
  pattern.type = names.type_of(word);
  if (!pattern.type) return invalid_input("unknown resource in an event pattern" + hint(word, names.words()));
  if (action == "*") return pattern;
  const auto found = std::find(kActions.begin(), kActions.end(), action);
  if (found == kActions.end()) return invalid_input("unknown action in an event pattern: expected created, updated, deleted or *" + hint(action, kActions));
  pattern.action = static_cast<store::Action>(found - kActions.begin() + 1);
  return pattern;
}

Result<std::vector<EventPattern>> parse_patterns(const EventNames& names, std::span<const std::string> texts) {
  std::vector<EventPattern> patterns;
  for (const std::string& text : texts) {
    OSLER_TRY(const EventPattern pattern, parse_pattern(names, text));
    patterns.push_back(pattern);
  }
  return patterns;
}

bool matches_any(std::span<const EventPattern> patterns, const store::Change& change) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const EventPattern& pattern) { return pattern.matches(change); });
}

}  // namespace osler::events
