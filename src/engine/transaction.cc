// All entries of a transaction in one commit. Spec: FHIR R4, http.html#transaction, bundle.html#references.

#include <algorithm>
#include <memory>
#include <numeric>
#include <set>

#include "engine/commit.h"
#include "engine/engine.h"
#include "engine/ledger_read.h"
#include "engine/parts.h"
#include "engine/prepare.h"
#include "engine/restricted_deletes.h"
#include "engine/stored_form.h"
#include "engine/transaction_plan.h"
#include "engine/visible.h"
#include "engine/write_steps.h"
#include "engine/written_entries.h"

namespace osler::engine {
namespace {

// Errors of all entries together, at most kIssuesMax findings.
class Refusals {
 public:
  void add(Error error) {
    if (!first_) {
      first_ = std::move(error);
      return;
    }
    for (Issue& issue : error.issues) {
      if (first_->issues.size() < kIssuesMax) first_->issues.push_back(std::move(issue));
    }
  }
  bool is_full() const { return first_ && first_->issues.size() >= kIssuesMax; }
  std::optional<Error> take() { return std::move(first_); }

 private:
  static constexpr std::size_t kIssuesMax = 100;
  std::optional<Error> first_;
};

/// What the entry is written under.
const WriteConditions& conditions_of(const TransactionEntry& entry) {
  static const WriteConditions none;
  return entry.conditions ? entry.conditions->asked : none;
}

/// One attempt: fills a write set from the plan.
class Attempt {
 public:
  Attempt(const Parts& parts, Session& session, const Transaction& transaction, Plan plan, store::WriteSet& writes)
      : parts_(parts), session_(session), transaction_(transaction), plan_(std::move(plan)), writes_(writes), each_(transaction.entries.size()) {
    writes_.guards = std::move(plan_.guards);
  }

  Status fill() {
    Refusals refusals;
    for (const std::size_t i : in_order()) {
      const Status added = add(i);
      if (!added.ok()) refusals.add(in_bundle(added.error(), transaction_.entries[i].index));
      if (refusals.is_full()) break;
    }
    if (std::optional<Error> refused = refusals.take()) return *std::move(refused);
    return {};
  }

  /// About SearchParameters that cannot be searched by.
  Status judge(std::vector<UnusableParameter> unusable) {
    Refusals refusals;
    for (UnusableParameter& one : unusable) {
      const std::size_t i = entry_of_put(one.put);
      if (transaction_.keeps_unusable) {
        for (Issue& issue : one.error.issues) {
          issue.severity = Severity::kWarning;
          each_[i].detailed().warnings.push_back(std::move(issue));
        }
      } else {
        refusals.add(in_bundle(std::move(one.error), transaction_.entries[i].index));
      }
    }
    if (std::optional<Error> refused = refusals.take()) return *std::move(refused);
    return {};
  }

  /// To be called once the write set is whole.
  Result<RestrictedDeletes> restrict_deletes() const { return RestrictedDeletes::guard(parts_, session_, writes_); }

  std::vector<NewBooking> take_bookings() { return std::move(bookings_); }

  /// What the answer will show, as far as it is known before the commit.
  std::vector<AnsweredVersion> answered() const {
    std::vector<AnsweredVersion> all;
    for (std::size_t i = 0; i < each_.size(); ++i) {
      const PlannedEntry& planned = plan_.entries[i];
      const bool is_same = planned.same_as != PlannedEntry::kNoOther;
      const std::size_t at = is_same ? planned.same_as : i;
      const EntryWrite& write = each_[at];
      const WriteEffect effect = is_same ? WriteEffect::kUnchanged : write.effect;
      all.push_back({plan_.entries[at].key(), write.details ? write.details->found.version : Version{}, effect});
    }
    return all;
  }

  /// What became of the entries. The last that can be asked.
  std::shared_ptr<const WrittenEntries> take(store::Committed committed) {
    WrittenEntries::Parts parts{std::move(plan_.texts), std::move(plan_.entries), std::move(each_), std::move(committed), puts_, {}};
    if (transaction_.shows_resources) parts.shown = {parts_.settings.tenant_system, session_.caller.organization.id};
    return std::make_shared<const WrittenEntries>(std::move(parts));
  }

 private:
  std::size_t entry_of_put(std::size_t put) const {
    const auto found = std::ranges::find_if(each_, [&](const EntryWrite& write) { return write.effect != WriteEffect::kDeleted && write.header == put; });
    return static_cast<std::size_t>(found - each_.begin());
  }

  std::string place(std::size_t i) const {
    return "Bundle.entry[" + std::to_string(transaction_.entries[i].index) + "]";
  }

  // Deletes, creates, then updates and patches: positions follow. Spec: FHIR R4, http.html#trules.
  std::vector<std::size_t> in_order() const {
    const auto rank = [&](std::size_t i) {
      const EntryKind kind = transaction_.entries[i].kind;
      return kind == EntryKind::kDelete ? 0 : kind == EntryKind::kCreate ? 1 : 2;
    };
    std::vector<std::size_t> order(transaction_.entries.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    return order;
  }

  Status add(std::size_t i) {
    PlannedEntry& planned = plan_.entries[i];
    if (planned.matched) {
      each_[i].detailed().found = planned.matched->header;
      each_[i].detailed().stored = std::move(planned.matched->text);
    }
    if (!planned.writes) return {};
    switch (transaction_.entries[i].kind) {
      case EntryKind::kDelete: return add_delete(i);
      case EntryKind::kCreate: return add_create(i);
      case EntryKind::kUpdate: return add_update(i);
      case EntryKind::kPatch: return add_patch(i);
    }
    return {};
  }

  Status add_delete(std::size_t i) {
    const store::RecordKey key = plan_.entries[i].key();
    OSLER_RETURN_IF_ERROR(refuse_ledger(parts_, session_.caller.partition(), key));
    OSLER_TRY(const MaybeHeader header, parts_.store.header(session_.caller.partition(), key));
    OSLER_RETURN_IF_ERROR(check_conditions(conditions_of(transaction_.entries[i]), header));
    if (!is_live(header)) return {};
    OSLER_RETURN_IF_ERROR(require_visible(parts_, session_.caller, key));
    each_[i].effect = WriteEffect::kDeleted;
    store::Remove remove{key, store::ExpectVersion{header->version}};
    if (writes_.stage) return note_staged(i, writes_.stage->remove(std::move(remove)));
    each_[i].header = writes_.removes.size();
    writes_.removes.push_back(std::move(remove));
    return {};
  }

  Status add_create(std::size_t i) { return add_put(i, json::PaddedBytes(transaction_.entries[i].resource), {}); }

  Status add_update(std::size_t i) {
    const TransactionEntry& entry = transaction_.entries[i];
    OSLER_TRY(std::optional<store::Record> found, current(i));
    const bool live = found && !found->header.is_deleted();
    if (plan_.entries[i].unmatched_update && live) return id_in_use();
    OSLER_RETURN_IF_ERROR(check_conditions(conditions_of(entry), found ? MaybeHeader(found->header) : MaybeHeader()));
    return add_put(i, json::PaddedBytes(entry.resource), std::move(found));
  }

  Status add_patch(std::size_t i) {
    OSLER_TRY(std::optional<store::Record> found, current(i));
    if (!found) return not_found("there is no resource with this id to patch");
    if (found->header.is_deleted()) return Error{ErrorKind::kGone, "this resource was deleted", {}, {}};
    OSLER_RETURN_IF_ERROR(check_conditions(conditions_of(transaction_.entries[i]), found->header));
    Resource shown{found->key, found->header, shown_text(found->text, found->header)};
    OSLER_TRY(json::PaddedBytes text, (*transaction_.entries[i].edit)(shown));
    return add_put(i, std::move(text), std::move(found));
  }

  Result<std::optional<store::Record>> current(std::size_t i) {
    const store::RecordKey key = plan_.entries[i].key();
    OSLER_TRY(std::optional<store::Record> found, parts_.store.current(session_.caller.partition(), key));
    if (found && !found->header.is_deleted()) OSLER_RETURN_IF_ERROR(require_visible(parts_, session_.caller, key));
    return found;
  }

  Status add_put(std::size_t i, json::PaddedBytes text, std::optional<store::Record> found) {
    const store::RecordKey key = plan_.entries[i].key();
    OSLER_TRY(json::Tree tree, session_.parser.parse(std::move(text), parts_.definitions.names()));
    if (!plan_.links.empty()) {
      OSLER_TRY(tree, session_.parser.parse(rewrite_links(tree.root(), plan_.links), parts_.definitions.names()));
    }
    const MaybeHeader header = found ? MaybeHeader(found->header) : MaybeHeader();
    const std::string_view before = is_live(header) ? std::string_view(found->text) : std::string_view();
    const WillExist will_exist = [this](const store::RecordKey& other) { return plan_.will_exist(other); };
    OSLER_TRY(Prepared prepared, prepare(parts_, session_, key.type, {key.id, {}}, tree.root(), will_exist, before));
    EntryWrite& write = each_[i];
    if (!prepared.warnings.empty()) write.detailed().warnings = std::move(prepared.warnings);
    if (is_live(header)) {
      OSLER_TRY(const bool same, is_identical(parts_, session_, found->text, prepared.put.text));
      if (same) return leave(i, *std::move(found));
    }
    write.effect = is_live(header) ? WriteEffect::kUpdated : WriteEffect::kCreated;
    write.splice_at = prepared.put.splice_at;
    if (transaction_.shows_resources) write.detailed().stored = prepared.put.text;
    if (session_.audit.patient.empty()) session_.audit.patient = prepared.patient;
    prepared.put.expect = expectation(header);
    if (prepared.booking) bookings_.push_back({key, *std::move(prepared.booking), place(i) + ".resource"});
    if (leases_.empty() || leases_.back() != prepared.parameters) leases_.push_back(std::move(prepared.parameters));
    for (store::Guard& guard : prepared.guards) add_guard(std::move(guard));
    if (writes_.stage) return note_staged(i, writes_.stage->put(std::move(prepared.put)));
    write.header = writes_.puts.size();
    writes_.puts.push_back(std::move(prepared.put));
    return {};
  }

  Status note_staged(std::size_t i, Result<Version> staged) {
    if (!staged.ok()) return std::move(staged).error();
    each_[i].header = kStaged;
    each_[i].version = *staged;
    return {};
  }

  // Identical content makes no version; the others may refer to it, so it must stay.
  Status leave(std::size_t i, store::Record found) {
    add_guard(store::MustExist{found.key});
    each_[i].detailed().found = std::move(found.header);
    if (transaction_.shows_resources) each_[i].detailed().stored = std::move(found.text);
    return {};
  }

  void add_guard(store::Guard guard) {
    const auto* exists = std::get_if<store::MustExist>(&guard);
    if (exists == nullptr || guarded_.insert(exists->key).second) writes_.guards.push_back(std::move(guard));
  }

  std::string shown_text(std::string_view stored, const store::VersionHeader& header) const {
    return present_text(stored, header, parts_.settings.tenant_system, session_.caller.organization.id);
  }

 public:
  /// To be called once all is filled, before the write set is given away: forgets what only filling needs.
  void close() {
    puts_ = writes_.puts.size();
    plan_.forget();
    guarded_.clear();
  }

 private:
  const Parts& parts_;
  Session& session_;
  const Transaction& transaction_;
  Plan plan_;
  store::WriteSet& writes_;
  std::vector<EntryWrite> each_;
  std::set<store::RecordKey> guarded_;
  std::vector<NewBooking> bookings_;
  std::vector<std::shared_ptr<const fhir::OwnParameters>> leases_;  ///< What entries were made by, until they are committed.
  std::size_t puts_ = 0;
};

/// Whether it is so large that it is staged. An Idempotency-Key's row names the versions that the committer makes, and stands for few
/// entries anyway; and whoever has conformance resources take effect with a commit looks at its puts.
bool is_staged(const Parts& parts, const Session& session, const Transaction& transaction) {
  if (transaction.entries.size() < parts.settings.transaction_staged_from || session.idempotent != nullptr) return false;
  if (parts.settings.restrict_deletes) return false;  // Guards of what is referred to know the records of a write set, not those of a stage.
  const auto takes_effect = [&](const TransactionEntry& entry) {
    return parts.conformance.concerns(entry.type) || parts.definitions.name_of(entry.type) == "SearchParameter";
  };
  return std::ranges::none_of(transaction.entries, takes_effect);
}

}  // namespace

Task<Result<std::vector<Written>>> Engine::transaction(Session& session, Transaction transaction) {
  OSLER_CO_TRY(const std::shared_ptr<const WrittenEntries> written, co_await large_transaction(session, std::move(transaction)));
  co_return written->all();
}

Task<Result<std::shared_ptr<const WrittenEntries>>> Engine::large_transaction(Session& session, Transaction transaction) {
  const Parts& parts = impl_->parts;
  note(session, "transaction", "Bundle");
  if (transaction.entries.size() > parts.settings.bundle_entries_max) {
    co_return Error{ErrorKind::kTooLarge,
                    "at most " + std::to_string(parts.settings.bundle_entries_max) + " entries (limits.bundle_entries)", {}, {}};
  }
  for (std::uint32_t attempt_number = 0; attempt_number < parts.settings.commit_attempts_max; ++attempt_number) {
    store::WriteSet writes = begin_writes(parts, session, parts.store.newest());
    if (is_staged(parts, session, transaction)) {
      OSLER_CO_TRY(writes.stage, parts.store.stage(writes.partition));
    }
    OSLER_CO_TRY(Plan plan, make_plan(parts, session, transaction));
    Attempt attempt(parts, session, transaction, std::move(plan), writes);
    OSLER_CO_RETURN_IF_ERROR(attempt.fill());
    attempt.close();
    if (session.idempotent != nullptr) session.idempotent->speak_of(attempt.answered());
    writes.rows = transaction.rows;
    const bool writes_records = writes.stage ? writes.stage->size() > 0 : !writes.puts.empty() || !writes.removes.empty();
    if (!writes_records && writes.rows.empty()) {
      co_return attempt.take({});
    }
    HeldTurns held;
    if (std::vector<NewBooking> bookings = attempt.take_bookings(); !bookings.empty()) {
      OSLER_CO_TRY(held, co_await hold_bookings(parts, session, std::move(bookings), writes));
    }
    OSLER_CO_TRY(const RestrictedDeletes restricted, attempt.restrict_deletes());
    const auto judge = [&attempt](std::vector<UnusableParameter> unusable) { return attempt.judge(std::move(unusable)); };
    Result<store::Outcome> outcome = co_await commit(parts, session, std::move(writes), 200, judge);
    if (!outcome.ok()) co_return std::move(outcome).error();
    OSLER_CO_RETURN_IF_ERROR(restricted.check(parts, session, *outcome));
    auto* committed = std::get_if<store::Committed>(&*outcome);
    if (committed == nullptr) continue;
    co_return attempt.take(std::move(*committed));
  }
  co_return lost_races();
}

}  // namespace osler::engine
