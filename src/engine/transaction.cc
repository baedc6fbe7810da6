// All entries of a transaction in one commit. Spec: FHIR R4, http.html#transaction, bundle.html#references.

#include <map>

#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/link_rewrite.h"
#include "engine/parts.h"
#include "engine/prepare.h"
#include "engine/stored_form.h"
#include "engine/visible.h"

namespace osler::engine {
namespace {

std::string at(const TransactionEntry& entry) { return "Bundle.entry[" + std::to_string(entry.index) + "]"; }

// "Encounter.subject" of an entry's resource becomes "Bundle.entry[12].resource.subject".
Error in_bundle(Error error, const TransactionEntry& entry) {
  if (error.issues.empty()) {
    error.issues.push_back({Severity::kError, default_issue_type(error.kind), error.message, at(entry), {}});
  } else {
    for (Issue& issue : error.issues) {
      const std::size_t dot = issue.expression.find('.');
      issue.expression = at(entry) + ".resource" + (dot == std::string::npos ? "" : issue.expression.substr(dot));
    }
  }
  error.message = error.issues.front().expression + ": " + error.issues.front().diagnostics;
  return error;
}

access::Interaction interaction_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::kCreate: return access::Interaction::kCreate;
    case EntryKind::kUpdate: return access::Interaction::kUpdate;
    case EntryKind::kDelete: return access::Interaction::kDelete;
  }
  return access::Interaction::kDelete;
}

/// Identities of a whole transaction: who will exist, and what its links mean.
struct Plan {
  std::vector<store::RecordKey> keys;  ///< One for each entry.
  std::map<store::RecordKey, bool> will_be_live;  ///< Of every entry: false for a delete.
  LinkTable links;                     ///< Full URL to "Type/id".
};

// A bundle about one new patient puts all of that patient's compartment into one bucket.
std::optional<std::uint16_t> common_bucket(const Parts& parts, const std::vector<TransactionEntry>& entries) {
  std::size_t patients = 0;
  for (const TransactionEntry& entry : entries) {
    if (entry.kind == EntryKind::kCreate && parts.definitions.name_of(entry.type) == "Patient") ++patients;
  }
  if (patients != 1) return std::nullopt;
  return bucket_of(parts.ids.make(), {});
}

Result<Plan> make_plan(const Parts& parts, const Session& session, const std::vector<TransactionEntry>& entries) {
  Plan plan;
  const std::optional<std::uint16_t> bucket = common_bucket(parts, entries);
  for (const TransactionEntry& entry : entries) {
    const Status permitted = parts.policy.permit(session.caller, interaction_of(entry.kind), entry.type);
    if (!permitted.ok()) return in_bundle(permitted.error(), entry);
    store::RecordKey key{entry.type, entry.id};
    if (entry.kind == EntryKind::kCreate) {
      const bool of_patient = parts.definitions.name_of(entry.type) == "Patient" ||
                              !parts.definitions.compartment_parameters("Patient", entry.type).empty();
      key.id = bucket && of_patient ? parts.ids.make(*bucket) : parts.ids.make();
    }
    if (!plan.will_be_live.emplace(key, entry.kind != EntryKind::kDelete).second) {
      return in_bundle(invalid_input("another entry of this transaction writes the same resource"), entry);
    }
    if (!entry.full_url.empty() && entry.kind != EntryKind::kDelete) {
      const std::string target = std::string(parts.definitions.name_of(key.type)) + "/" + key.id;
      if (!plan.links.emplace(entry.full_url, target).second) {
        return in_bundle(invalid_input("another entry of this transaction has the same fullUrl"), entry);
      }
    }
    plan.keys.push_back(std::move(key));
  }
  return plan;
}

/// What one entry adds to the write set.
struct EntryWrite {
  bool creates = false;
  bool unchanged = false;          ///< A delete of what is not there.
  std::string stored;
  std::vector<Issue> warnings;
};

Status add_delete(const Parts& parts, const Session& session, const TransactionEntry& entry, const store::RecordKey& key,
                  store::WriteSet& writes, EntryWrite& write) {
  OSLER_TRY(const auto header, parts.store.header(session.caller.partition(), key));
  if (!header || header->is_deleted()) {
    if (!entry.conditions.if_match.empty() || entry.conditions.if_match_any) {
      return Error{ErrorKind::kPreconditionFailed, "ifMatch was sent, and the resource does not exist", {}, {}};
    }
    write.unchanged = true;
    return {};
  }
  OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, key));
  const auto& versions = entry.conditions.if_match;
  if (!versions.empty() && versions.front() != header->version) {
    return Error{ErrorKind::kPreconditionFailed, "ifMatch names another version", {}, {}};
  }
  writes.removes.push_back({key, store::ExpectVersion{header->version}});
  return {};
}

Status add_put(const Parts& parts, Session& session, const TransactionEntry& entry, const store::RecordKey& key,
               const Plan& plan, store::WriteSet& writes, EntryWrite& write) {
  json::PaddedBytes text = rewrite_links(entry.resource, plan.links);
  OSLER_TRY(const json::Tree tree, session.parser.parse(std::move(text), parts.definitions.names()));
  const WillExist will_exist = [&plan](const store::RecordKey& other) -> std::optional<bool> {
    const auto touched = plan.will_be_live.find(other);
    return touched == plan.will_be_live.end() ? std::nullopt : std::optional(touched->second);
  };
  OSLER_TRY(Prepared prepared, prepare(parts, session, entry.type, {key.id, {}}, tree.root(), will_exist));
  prepared.put.expect = store::ExpectAbsent{};
  write.creates = true;
  if (entry.kind == EntryKind::kUpdate) {
    OSLER_TRY(const auto header, parts.store.header(session.caller.partition(), key));
    const bool live = header && !header->is_deleted();
    if (live) OSLER_RETURN_IF_ERROR(require_visible(parts, session.caller, key));
    const auto& versions = entry.conditions.if_match;
    if (!versions.empty() && (!live || versions.front() != header->version)) {
      return Error{ErrorKind::kPreconditionFailed, "ifMatch names another version", {}, {}};
    }
    if (entry.conditions.if_none_match_any && live) {
      return Error{ErrorKind::kPreconditionFailed, "ifNoneMatch * was sent, and the resource exists", {}, {}};
    }
    write.creates = !live;
    if (live) prepared.put.expect = store::ExpectVersion{header->version};
    else if (header) prepared.put.expect = store::ExpectNotLive{};
  }
  write.stored = prepared.put.text;
  write.warnings = std::move(prepared.warnings);
  if (!prepared.patient.empty() && session.audit.patient.empty()) session.audit.patient = prepared.patient;
  std::move(prepared.guards.begin(), prepared.guards.end(), std::back_inserter(writes.guards));
  writes.puts.push_back(std::move(prepared.put));
  return {};
}

// Errors of all entries together, at most kIssuesMax findings.
class Refusals {
 public:
  void add(Error error) {
    if (!first_) first_ = error;
    else {
      for (Issue& issue : error.issues) {
        if (first_->issues.size() < kIssuesMax) first_->issues.push_back(std::move(issue));
      }
    }
  }
  std::optional<Error> take() { return std::move(first_); }

 private:
  static constexpr std::size_t kIssuesMax = 100;
  std::optional<Error> first_;
};

Status fill(const Parts& parts, Session& session, const std::vector<TransactionEntry>& entries, const Plan& plan,
            store::WriteSet& writes, std::vector<EntryWrite>& each) {
  Refusals refusals;
  each.assign(entries.size(), {});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Status added = entries[i].kind == EntryKind::kDelete
                             ? add_delete(parts, session, entries[i], plan.keys[i], writes, each[i])
                             : add_put(parts, session, entries[i], plan.keys[i], plan, writes, each[i]);
    if (!added.ok()) refusals.add(in_bundle(added.error(), entries[i]));
  }
  if (std::optional<Error> refused = refusals.take()) return *std::move(refused);
  return {};
}

std::vector<Written> answers(const Parts& parts, const Session& session, const std::vector<TransactionEntry>& entries,
                             const Plan& plan, std::vector<EntryWrite>& each, store::Committed& committed) {
  std::vector<Written> all;
  std::size_t next_put = 0;
  std::size_t next_remove = 0;
  for (const EntryWrite& write : each) next_remove += write.stored.empty() ? 0U : 1U;  // Puts come first in headers.
  for (std::size_t i = 0; i < entries.size(); ++i) {
    Written one;
    one.resource.key = plan.keys[i];
    one.warnings = std::move(each[i].warnings);
    if (entries[i].kind == EntryKind::kDelete) {
      one.effect = each[i].unchanged ? WriteEffect::kUnchanged : WriteEffect::kDeleted;
      if (!each[i].unchanged) one.resource.header = std::move(committed.headers[next_remove++]);
    } else {
      one.effect = each[i].creates ? WriteEffect::kCreated : WriteEffect::kUpdated;
      one.resource.header = std::move(committed.headers[next_put++]);
      one.resource.text = present_text(each[i].stored, one.resource.header, parts.settings.tenant_system,
                                       session.caller.organization.id);
    }
    all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

Task<Result<std::vector<Written>>> Engine::transaction(Session& session, std::vector<TransactionEntry> entries) {
  const Parts& parts = impl_->parts;
  note(session, "transaction", "Bundle");
  if (entries.size() > parts.settings.bundle_entries_max) {
    co_return Error{ErrorKind::kTooLarge,
                    "at most " + std::to_string(parts.settings.bundle_entries_max) + " entries (bundle.entries_max)", {}, {}};
  }
  OSLER_CO_TRY(const Plan plan, make_plan(parts, session, entries));
  for (std::uint32_t attempt = 0; attempt < parts.settings.commit_attempts_max; ++attempt) {
    store::WriteSet writes = begin_writes(parts, session, parts.store.newest());
    std::vector<EntryWrite> each;
    OSLER_CO_RETURN_IF_ERROR(fill(parts, session, entries, plan, writes, each));
    if (writes.puts.empty() && writes.removes.empty()) {
      store::Committed nothing;
      co_return answers(parts, session, entries, plan, each, nothing);
    }
    Result<store::Outcome> outcome = co_await commit(parts, session, std::move(writes), 200);
    if (!outcome.ok()) co_return std::move(outcome).error();
    if (auto* committed = std::get_if<store::Committed>(&*outcome)) {
      co_return answers(parts, session, entries, plan, each, *committed);
    }
  }
  co_return lost_races();
}

}  // namespace osler::engine
