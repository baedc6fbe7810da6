// Create, update, modify (patch) and delete of one resource. Each prepares on the caller's core, commits, and tries again
// when another write came between. Spec: FHIR R4, http.html#create, #update, #patch, #delete.

#include <algorithm>
#include <iterator>

#include "engine/commit.h"
#include "engine/conditional.h"
#include "engine/engine.h"
#include "engine/ledger_read.h"
#include "engine/parts.h"
#include "engine/prepare.h"
#include "engine/restricted_deletes.h"
#include "engine/stored_form.h"
#include "engine/visible.h"
#include "engine/write_steps.h"

namespace osler::engine {
namespace {

Written written(const Parts& parts, const Session& session, WriteEffect effect, store::RecordKey key,
                store::VersionHeader header, std::string_view stored, std::vector<Issue> warnings) {
  const bool shows_unwritten = effect == WriteEffect::kUnchanged && !stored.empty() && session.idempotent != nullptr;
  if (shows_unwritten) session.idempotent->speak_of({{key, header.version, effect}});
  Written answer{effect, {std::move(key), std::move(header), {}}, std::move(warnings)};
  if (!stored.empty()) {
    answer.resource.text = present_text(stored, answer.resource.header, parts.settings.tenant_system,
                                        session.caller.organization.id);
  }
  return answer;
}

Written unchanged(const Parts& parts, const Session& session, store::Record record) {
  return written(parts, session, WriteEffect::kUnchanged, std::move(record.key), std::move(record.header), record.text, {});
}

Error too_many_match(std::uint32_t max) {
  const std::string what = "more than " + std::to_string(max) + " resources match (limits.conditional_delete); nothing was deleted";
  return {ErrorKind::kPreconditionFailed, what, {}, {{Severity::kError, IssueType::kMultipleMatches, what}}};
}

// One attempt to write prepared content over `found`. Nothing: lost a race, prepare again.
Task<Result<std::optional<Written>>> try_write(const Parts& parts, Session& session, Prepared prepared, MaybeHeader found,
                                               store::Position moment) {
  const bool creates = !is_live(found);
  const store::RecordKey key = prepared.put.key;
  std::string stored = prepared.put.text;
  store::WriteSet writes = begin_writes(parts, session, moment);
  prepared.put.expect = expectation(found);
  writes.puts.push_back(std::move(prepared.put));
  writes.guards = std::move(prepared.guards);
  HeldTurns held;
  if (prepared.booking) {
    std::vector<NewBooking> booking{{key, *std::move(prepared.booking), "Appointment"}};
    OSLER_CO_TRY(held, co_await hold_bookings(parts, session, std::move(booking), writes));
  }
  note(session, session.audit.action, parts.definitions.name_of(key.type), key.id, prepared.patient);
  Result<store::Outcome> outcome = co_await commit(parts, session, std::move(writes), creates ? 201 : 200);
  if (!outcome.ok()) co_return std::move(outcome).error();
  auto* committed = std::get_if<store::Committed>(&*outcome);
  if (committed == nullptr) co_return std::optional<Written>{};
  co_return std::optional<Written>(written(parts, session, creates ? WriteEffect::kCreated : WriteEffect::kUpdated, key,
                                           std::move(committed->headers.front()), stored, std::move(prepared.warnings)));
}

}  // namespace

Task<Result<Written>> Engine::create(Session& session, TypeId type, const json::Tree& resource, WriteConditions conditions) {
  const Parts& parts = impl_->parts;
  note(session, "create", parts.definitions.name_of(type));
  OSLER_CO_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kCreate, type));
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    const store::Position moment = parts.store.newest();
    std::vector<store::Guard> none_matches;
    if (conditions.criteria) {
      OSLER_CO_TRY(Matched matched, match(parts, session, *conditions.criteria));
      if (matched.records.size() > 1) co_return several_match(parts.definitions.name_of(type));
      if (!matched.records.empty()) co_return unchanged(parts, session, std::move(matched.records.front()));
      none_matches = std::move(matched.guards);
    }
    OSLER_CO_TRY(Prepared prepared, prepare(parts, session, type, {}, resource.root()));
    std::ranges::move(none_matches, std::back_inserter(prepared.guards));
    auto result = co_await try_write(parts, session, std::move(prepared), std::nullopt, moment);
    if (!result.ok()) co_return std::move(result).error();
    if (result->has_value()) co_return std::move(**result);
  }
  co_return lost_races();
}

Task<Result<Written>> Engine::update(Session& session, TypeId type, std::string id, const json::Tree& resource,
                                     WriteConditions conditions) {
  const Parts& parts = impl_->parts;
  note(session, "update", parts.definitions.name_of(type), id);
  OSLER_CO_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kUpdate, type));
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    const store::Position moment = parts.store.newest();
    OSLER_CO_TRY(Aim aimed, aim(parts, session, type, id, conditions));
    const store::RecordKey key{type, aimed.id};
    std::optional<store::Record> found;
    if (!key.id.empty()) {
      OSLER_CO_TRY(found, parts.store.current(session.caller.partition(), key));
    }
    MaybeHeader header;
    if (found) header = found->header;
    if (is_live(header)) OSLER_CO_RETURN_IF_ERROR(require_visible(parts, session.caller, key));
    if (conditions.criteria && !aimed.is_matched && is_live(header)) co_return id_in_use();
    OSLER_CO_RETURN_IF_ERROR(check_conditions(conditions, header));
    const std::string_view before = is_live(header) ? std::string_view(found->text) : std::string_view();
    OSLER_CO_TRY(Prepared prepared, prepare(parts, session, type, {key.id, {}}, resource.root(), {}, before));
    if (is_live(header)) {
      OSLER_CO_TRY(const bool same, is_identical(parts, session, found->text, prepared.put.text));
      if (same) co_return written(parts, session, WriteEffect::kUnchanged, key, *header, found->text, std::move(prepared.warnings));
    }
    std::ranges::move(aimed.guards, std::back_inserter(prepared.guards));
    auto result = co_await try_write(parts, session, std::move(prepared), header, moment);
    if (!result.ok()) co_return std::move(result).error();
    if (result->has_value()) co_return std::move(**result);
  }
  co_return lost_races();
}

Task<Result<Written>> Engine::modify(Session& session, TypeId type, std::string id, Edit edit, WriteConditions conditions) {
  const Parts& parts = impl_->parts;
  note(session, "patch", parts.definitions.name_of(type), id);
  OSLER_CO_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kPatch, type));
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    const store::Position moment = parts.store.newest();
    OSLER_CO_TRY(Aim aimed, aim(parts, session, type, id, conditions));
    if (aimed.id.empty()) co_return not_found("no " + std::string(parts.definitions.name_of(type)) + " matches; nothing was changed");
    const store::RecordKey key{type, aimed.id};
    OSLER_CO_TRY(std::optional<store::Record> found, parts.store.current(session.caller.partition(), key));
    if (!found) co_return not_found("no " + std::string(parts.definitions.name_of(type)) + " with this id");
    const MaybeHeader header = found->header;
    if (header->is_deleted()) co_return Error{ErrorKind::kGone, "this resource was deleted", {}, {}};
    OSLER_CO_RETURN_IF_ERROR(require_visible(parts, session.caller, key));
    OSLER_CO_RETURN_IF_ERROR(check_conditions(conditions, header));
    const std::string before = found->text;
    const Resource current = present(session, *std::move(found));
    OSLER_CO_TRY(json::PaddedBytes edited, edit(current));
    OSLER_CO_TRY(const json::Tree tree, session.parser.parse(std::move(edited), parts.definitions.names()));
    OSLER_CO_TRY(Prepared prepared, prepare(parts, session, type, {key.id, {}}, tree.root(), {}, before));
    OSLER_CO_TRY(const bool same, is_identical(parts, session, before, prepared.put.text));
    if (same) co_return written(parts, session, WriteEffect::kUnchanged, key, *header, before, std::move(prepared.warnings));
    std::ranges::move(aimed.guards, std::back_inserter(prepared.guards));
    auto result = co_await try_write(parts, session, std::move(prepared), header, moment);
    if (!result.ok()) co_return std::move(result).error();
    if (result->has_value()) co_return std::move(**result);
  }
  co_return lost_races();
}

Task<Result<Written>> Engine::remove(Session& session, TypeId type, std::string id, WriteConditions conditions) {
  const Parts& parts = impl_->parts;
  note(session, "delete", parts.definitions.name_of(type), id);
  OSLER_CO_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kDelete, type));
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    const store::Position moment = parts.store.newest();
    OSLER_CO_TRY(Aim aimed, aim(parts, session, type, id, conditions));
    const store::RecordKey key{type, aimed.id};
    OSLER_CO_RETURN_IF_ERROR(refuse_ledger(parts, session.caller.partition(), key));
    MaybeHeader header;
    if (!key.id.empty()) {
      OSLER_CO_TRY(header, parts.store.header(session.caller.partition(), key));
    }
    OSLER_CO_RETURN_IF_ERROR(check_conditions(conditions, header));
    if (!is_live(header)) {
      co_return written(parts, session, WriteEffect::kUnchanged, key, header.value_or(store::VersionHeader{}), {}, {});
    }
    OSLER_CO_RETURN_IF_ERROR(require_visible(parts, session.caller, key));
    store::WriteSet writes = begin_writes(parts, session, moment);
    writes.removes.push_back({key, store::ExpectVersion{header->version}});
    std::ranges::move(aimed.guards, std::back_inserter(writes.guards));
    OSLER_CO_TRY(const RestrictedDeletes restricted, RestrictedDeletes::guard(parts, session, writes));
    Result<store::Outcome> outcome = co_await commit(parts, session, std::move(writes), 204);
    if (!outcome.ok()) co_return std::move(outcome).error();
    OSLER_CO_RETURN_IF_ERROR(restricted.check(parts, session, *outcome));
    if (auto* committed = std::get_if<store::Committed>(&*outcome)) {
      co_return written(parts, session, WriteEffect::kDeleted, key, std::move(committed->headers.front()), {}, {});
    }
  }
  co_return lost_races();
}

Task<Result<std::size_t>> Engine::remove_matching(Session& session, TypeId type, store::Query criteria) {
  const Parts& parts = impl_->parts;
  note(session, "delete", parts.definitions.name_of(type));
  OSLER_CO_RETURN_IF_ERROR(parts.policy.permit(session.caller, access::Interaction::kDelete, type));
  const std::uint32_t max = parts.settings.conditional_delete_max;
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    store::WriteSet writes = begin_writes(parts, session, parts.store.newest());
    OSLER_CO_TRY(const Matched matched, match(parts, session, criteria, max + 1));
    if (matched.records.empty()) co_return std::size_t{0};
    if (matched.records.size() > max) co_return too_many_match(max);
    for (const store::Record& record : matched.records) {
      writes.removes.push_back({record.key, store::ExpectVersion{record.header.version}});
    }
    OSLER_CO_TRY(const RestrictedDeletes restricted, RestrictedDeletes::guard(parts, session, writes));
    Result<store::Outcome> outcome = co_await commit(parts, session, std::move(writes), 204);
    if (!outcome.ok()) co_return std::move(outcome).error();
    OSLER_CO_RETURN_IF_ERROR(restricted.check(parts, session, *outcome));
    if (std::holds_alternative<store::Committed>(*outcome)) co_return matched.records.size();
  }
  co_return lost_races();
}

}  // namespace osler::engine
