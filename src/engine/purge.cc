// Removal of resources as if they had never been. Spec: fhir.md, section 10; v1.md, section 6. ADR 59.

#include <algorithm>
#include <set>

#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/ledger_read.h"
#include "engine/parts.h"
#include "engine/referrers.h"
#include "fhir/search/compartment.h"

namespace osler::engine {
namespace {

using Keys = std::set<store::RecordKey>;

constexpr std::uint32_t kPageRecords = 1'000;

/// Finds out what belongs to one purge, at the present moment.
class PurgeSelection {
 public:
  PurgeSelection(const Parts& parts, const Session& session) : parts_(parts), session_(session), unreferencing_(parts, session) {}

  Status add(const store::RecordKey& key) {
    if (!keys_.insert(key).second) return {};
    to_follow_.push_back(key);
    if (keys_.size() <= parts_.settings.purge_max) return {};
    return Error{ErrorKind::kTooLarge,
                 "the purge would remove more than " + std::to_string(parts_.settings.purge_max) + " resources (limits.purge); nothing was removed", {}, {}};
  }

  /// Other patients that link to this one are in its compartment, and stay.
  Status add_compartment(const store::RecordKey& patient) {
    for (const TypeId type : parts_.definitions.resource_types()) {
      if (type == patient.type || !fhir::is_in_compartment(parts_.definitions, "Patient", type)) continue;
      OSLER_RETURN_IF_ERROR(add_live(patient, type));
      OSLER_RETURN_IF_ERROR(add_deleted(patient, type));
    }
    return {};
  }

  /// Whatever refers to what is there already, and so on.
  Status add_referrers() {
    while (!to_follow_.empty()) {
      const store::Unreferenced target = unreferencing_.guard(to_follow_.back());
      to_follow_.pop_back();
      OSLER_TRY(const std::vector<store::RecordKey> referrers,
                all_referrers(parts_, session_.caller.partition(), target, parts_.settings.purge_max + 1));
      for (const store::RecordKey& referrer : referrers) OSLER_RETURN_IF_ERROR(add(referrer));
    }
    return {};
  }

  /// What takes effect beyond its own text must be deleted first, so that the effect ends in the known way.
  Status refuse_effective() const {
    for (const store::RecordKey& key : keys_) {
      const bool takes_effect = key.type == parts_.search_parameter || parts_.conformance.concerns(key.type);
      if (!takes_effect) continue;
      OSLER_TRY(const bool is_live, parts_.store.is_live(session_.caller.partition(), key));
      if (!is_live) continue;
      const std::string what = std::string(parts_.definitions.name_of(key.type)) + "/" + key.id + " is in effect: delete it first, then purge it";
      return Error{ErrorKind::kConflict, what, {}, {{Severity::kError, IssueType::kConflict, what}}};
    }
    return {};
  }

  const Keys& keys() const { return keys_; }

 private:
  Status add_live(const store::RecordKey& patient, TypeId type) {
    store::Query query;
    query.types = {type};
    OSLER_TRY(query.where, fhir::compartment_expr(parts_.definitions, "Patient", patient.id, type));
    query.page.count = kPageRecords;
    query.totals = store::Totals::kNone;
    do {
      OSLER_TRY(const store::SearchResult found, parts_.store.search(session_.caller.partition(), store::authorize(query, store::SeesAll())));
      for (const store::Record& record : found.records) OSLER_RETURN_IF_ERROR(add(record.key));
      query.page.cursor = found.next;
    } while (!query.page.cursor.empty());
    return {};
  }

  /// Deleted resources that were the patient's at some time.
  Status add_deleted(const store::RecordKey& patient, TypeId type) {
    store::ReferringType by{type, {}};
    for (const std::string_view code : parts_.definitions.compartment_parameters("Patient", type)) {
      const fhir::SearchParameter* parameter = parts_.definitions.search_parameter(type, code);
      if (parameter != nullptr && parameter->type == fhir::SearchType::kReference) by.parameters.push_back(parameter->id);
    }
    OSLER_TRY(const std::vector<store::RecordKey> ever,
              parts_.store.ever_referred(session_.caller.partition(), by, {patient.type, patient.id}));
    for (const store::RecordKey& key : ever) {
      OSLER_TRY(const bool is_live, parts_.store.is_live(session_.caller.partition(), key));
      if (!is_live) OSLER_RETURN_IF_ERROR(add(key));
    }
    return {};
  }

  const Parts& parts_;
  const Session& session_;
  Unreferencing unreferencing_;
  Keys keys_;
  std::vector<store::RecordKey> to_follow_;
};

Result<Keys> select(const Parts& parts, const Session& session, const PurgeRequest& request) {
  PurgeSelection selection(parts, session);
  OSLER_RETURN_IF_ERROR(selection.add(request.key));
  if (request.with_compartment) OSLER_RETURN_IF_ERROR(selection.add_compartment(request.key));
  if (request.cascades) OSLER_RETURN_IF_ERROR(selection.add_referrers());
  OSLER_RETURN_IF_ERROR(selection.refuse_effective());
  return selection.keys();
}

Status permit_purge(const access::Caller& caller) {
  const bool is_admin = caller.kind == access::CallerKind::kUser && caller.role == access::Role::kAdmin;
  if (is_admin || caller.kind == access::CallerKind::kSystem) return {};
  return Error{ErrorKind::kForbidden, "only admins may purge", {}, {}};
}

std::set<std::string, std::less<>> ids_of(const Keys& keys) {
  std::set<std::string, std::less<>> ids;
  for (const store::RecordKey& key : keys) ids.insert(key.id);
  return ids;
}

/// Error: kConflict if the commit was refused for a referrer that is there still.
Status check_referrers(const Parts& parts, const Session& session, const store::Outcome& outcome,
                       const std::vector<store::Unreferenced>& guards, const Keys& keys) {
  const auto* refused = std::get_if<store::Refused>(&outcome);
  if (refused == nullptr || refused->by != store::RefusedBy::kGuard || refused->index >= guards.size()) return {};
  const store::Unreferenced& target = guards[refused->index];
  OSLER_TRY(const Referrers referrers, find_referrers(parts, session, target, {keys.begin(), keys.end()}));
  if (referrers.count == 0) return {};
  return still_referred_to(parts, target.key, referrers);
}

}  // namespace

Task<Result<Purged>> Engine::purge(Session& session, PurgeRequest request) {
  const Parts& parts = impl_->parts;
  const std::string_view type_name = parts.definitions.name_of(request.key.type);
  note(session, "purge", type_name, request.key.id, type_name == "Patient" ? request.key.id : std::string());
  OSLER_CO_RETURN_IF_ERROR(permit_purge(session.caller));
  if (request.with_compartment && type_name != "Patient") co_return invalid_input("expected a Patient: others have no compartment to purge");
  const store::Partition partition = session.caller.partition();
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    store::WriteSet writes = begin_writes(parts, session, parts.store.newest());
    OSLER_CO_RETURN_IF_ERROR(refuse_ledger(parts, partition, request.key));
    OSLER_CO_TRY(const auto header, parts.store.header(partition, request.key));
    if (!header) co_return not_found("no " + std::string(type_name) + " with this id");
    OSLER_CO_TRY(const Keys keys, select(parts, session, request));
    Unreferencing unreferencing(parts, session);
    std::vector<store::Unreferenced> guards;
    for (const store::RecordKey& key : keys) {
      writes.purges.push_back({key});
      guards.push_back(unreferencing.guard(key));
      writes.guards.emplace_back(guards.back());
    }
    OSLER_CO_TRY(writes.rows, answers_about(parts.store, partition, keys));
    if (request.system_rows) {
      OSLER_CO_TRY(writes.system_rows, request.system_rows(ids_of(keys)));
    }
    Purged purged;
    purged.answers = writes.rows.size();
    Result<store::Outcome> outcome = co_await commit(parts, session, std::move(writes), 200);
    if (!outcome.ok()) co_return std::move(outcome).error();
    if (const auto* committed = std::get_if<store::Committed>(&*outcome)) {
      purged.versions = committed->purged_versions;
      for (const store::RecordKey& key : keys) {
        purged.resources[key.type] += 1;
        purged.ids.push_back(key.id);
      }
      const Status erased = co_await parts.store.erase_remains(session.loop);
      purged.is_off_disk = erased.ok();
      co_return purged;
    }
    if (!request.cascades) OSLER_CO_RETURN_IF_ERROR(check_referrers(parts, session, *outcome, guards, keys));
  }
  co_return lost_races();
}

}  // namespace osler::engine
