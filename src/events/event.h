#pragma once
// An event: that a record was created, updated or deleted. Ids only, never content. The same text goes to webhooks and to
// those who pull. Spec: the /v1 contract, section 10.

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "events/event_ids.h"
#include "events/event_names.h"
#include "store/store.h"

namespace osler::events {

/// "created", "updated", "deleted".
std::string_view word_for(store::Action action);

/// "patient.created".
std::string event_name(const EventNames& names, const store::Change& change);

/// The payload. `tenant` is the id of the organization whose record it is.
std::string event_json(const EventNames& names, const EventIds& ids, std::string_view tenant, const store::Change& change);

/// What somebody wants to hear of: "*", "patient.*", "patient.created".
struct EventPattern {
  std::optional<TypeId> type;            ///< Nothing: all.
  std::optional<store::Action> action;   ///< Nothing: all.
  bool matches(const store::Change& change) const;
};

/// Errors: kInvalidInput naming what was expected and the nearest known word.
Result<EventPattern> parse_pattern(const EventNames& names, std::string_view text);
Result<std::vector<EventPattern>> parse_patterns(const EventNames& names, std::span<const std::string> texts);
bool matches_any(std::span<const EventPattern> patterns, const store::Change& change);

}  // namespace osler::events
