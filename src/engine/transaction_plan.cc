#include "engine/transaction_plan.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "engine/own_matches.h"

namespace osler::engine {
namespace {

constexpr std::uint32_t kMatchesLookedAtMax = 1'000;

/// Which records of the state before do not count for criteria: what the transaction deletes, or all that it replaces too.
enum class LeaveOut : std::uint8_t { kDeleted, kWritten };

access::Interaction interaction_of(EntryKind kind) {
  switch (kind) {
    case EntryKind::kCreate: return access::Interaction::kCreate;
    case EntryKind::kUpdate: return access::Interaction::kUpdate;
    case EntryKind::kPatch: return access::Interaction::kPatch;
    case EntryKind::kDelete: return access::Interaction::kDelete;
  }
  return access::Interaction::kDelete;
}

class Planner {
 public:
  Planner(const Parts& parts, Session& session, const Transaction& transaction)
      : parts_(parts), session_(session), entries_(transaction.entries), transaction_(transaction), bucket_(common_bucket()) {}

  Result<Plan> run() {
    plan_.entries.resize(entries_.size());
    OSLER_RETURN_IF_ERROR(each(true));
    OSLER_RETURN_IF_ERROR(each(false));
    OSLER_RETURN_IF_ERROR(link_full_urls());
    OSLER_RETURN_IF_ERROR(link_conditional_references());
    return std::move(plan_);
  }

 private:
  // A bundle about one new patient puts all of that patient's compartment into one bucket.
  std::optional<std::uint16_t> common_bucket() const {
    const auto creates_patient = [&](const TransactionEntry& entry) {
      return entry.kind == EntryKind::kCreate && parts_.definitions.name_of(entry.type) == "Patient";
    };
    if (std::count_if(entries_.begin(), entries_.end(), creates_patient) != 1) return std::nullopt;
    return bucket_of(parts_.ids.make(), {});
  }

  std::string_view new_id(TypeId type) {
    const bool of_patient = parts_.definitions.name_of(type) == "Patient" || !parts_.definitions.compartment_parameters("Patient", type).empty();
    return plan_.texts.keep(bucket_ && of_patient ? parts_.ids.make(*bucket_) : parts_.ids.make());
  }

  // Deletes come first, so that what they delete meets no criteria of the others.
  Status each(bool deletes) {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const TransactionEntry& entry = entries_[i];
      if ((entry.kind == EntryKind::kDelete) != deletes) continue;
      Status planned = parts_.policy.permit(session_.caller, interaction_of(entry.kind), entry.type);
      if (planned.ok()) planned = identify(entry, i);
      if (planned.ok()) planned = claim(entry, i);
      if (!planned.ok()) return in_bundle(planned.error(), entry.index);
    }
    return {};
  }

  Status identify(const TransactionEntry& entry, std::size_t i) {
    PlannedEntry& planned = plan_.entries[i];
    planned.type = entry.type;
    planned.deletes = entry.kind == EntryKind::kDelete;
    planned.id = plan_.texts.keep(entry.id);
    if (entry.criteria() != nullptr) return identify_by_criteria(entry, i);
    if (entry.kind == EntryKind::kCreate) planned.id = new_id(entry.type);
    return {};
  }

  Status identify_by_criteria(const TransactionEntry& entry, std::size_t i) {
    PlannedEntry& planned = plan_.entries[i];
    const bool creates = entry.kind == EntryKind::kCreate;
    if (creates) {
      const auto [first, is_first] = creates_by_criteria_.emplace(std::pair(entry.type, entry.conditions->criteria_text), i);
      if (!is_first) {
        planned = plan_.entries[first->second];
        planned.writes = false;
        planned.same_as = static_cast<std::uint32_t>(first->second);
        return {};
      }
    }
    OSLER_TRY(std::vector<store::Record> found, matches(*entry.criteria(), LeaveOut::kDeleted));
    if (found.size() > 1) return several_match(parts_.definitions.name_of(entry.type));
    if (found.empty()) return nothing_matches(entry, planned);
    planned.type = found.front().key.type;
    planned.id = plan_.texts.keep(found.front().key.id);
    if (creates) {
      planned.writes = false;
      planned.matched = std::make_shared<store::Record>(std::move(found.front()));
    } else if (entry.kind == EntryKind::kUpdate && !entry.id.empty() && entry.id != planned.id) {
      return invalid_input("the id in the resource is not that of the resource that matches");
    }
    return {};
  }

  Status nothing_matches(const TransactionEntry& entry, PlannedEntry& planned) {
    switch (entry.kind) {
      case EntryKind::kPatch: return not_found("nothing matches; there is nothing to patch");
      case EntryKind::kDelete:
        planned.writes = false;
        return {};
      case EntryKind::kCreate: planned.id = new_id(entry.type); return {};
      case EntryKind::kUpdate:
        planned.unmatched_update = true;
        if (planned.id.empty()) planned.id = new_id(entry.type);
        return {};
    }
    return {};
  }

  Result<std::vector<store::Record>> matches(const store::Query& criteria, LeaveOut leave_out) {
    const auto wanted = static_cast<std::uint32_t>(std::min<std::uint64_t>(2 + plan_.touched(), kMatchesLookedAtMax));
    OSLER_TRY(Matched matched, match(parts_, session_, criteria, wanted));
    std::ranges::move(matched.guards, std::back_inserter(plan_.guards));
    std::erase_if(matched.records, [&](const store::Record& record) {
      const std::optional<bool> live = plan_.will_exist(record.key);
      return live && (leave_out == LeaveOut::kWritten || !*live) && !patched_.contains(record.key);
    });
    return std::move(matched.records);
  }

  Status claim(const TransactionEntry& entry, std::size_t i) {
    if (!plan_.entries[i].writes) return {};
    if (!plan_.claim(i)) return invalid_input("another entry of this transaction writes the same resource");
    if (entry.kind == EntryKind::kPatch) patched_.insert(plan_.entries[i].key());
    return {};
  }

  std::string target_of(const store::RecordKey& key) const { return std::string(parts_.definitions.name_of(key.type)) + "/" + key.id; }

  // A full URL is known by what was sent and, under the own base, in its relative and its absolute form.
  Status link_full_urls() {
    const std::string base = session_.base_url + "/";
    plan_.links.reserve(static_cast<std::size_t>(std::ranges::count_if(entries_, [](const TransactionEntry& entry) { return !entry.full_url.empty(); })));
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const TransactionEntry& entry = entries_[i];
      const std::string_view url = entry.full_url;
      if (url.empty() || entry.kind == EntryKind::kDelete) continue;
      const std::string target = target_of(plan_.entries[i].key());
      if (!plan_.links.emplace(url, target)) {
        return in_bundle(invalid_input("another entry of this transaction has the same fullUrl"), entry.index);
      }
      if (url.starts_with(base)) {
        plan_.links.emplace(url.substr(base.size()), target);
      } else if (url.find(':') == std::string_view::npos) {
        plan_.links.emplace(plan_.texts.keep(base + std::string(url)), target);
      } else if (const std::size_t tail = foreign_tail(url, entry.type); tail != std::string::npos) {
        plan_.links.emplace(url.substr(tail), target);
      }
    }
    return {};
  }

  // "Type/id" at the end of another server's address: entries beside it refer to it so. Spec: bundle.html#references.
  std::size_t foreign_tail(std::string_view url, TypeId type) const {
    if (!url.starts_with("http")) return std::string::npos;
    const std::size_t at = url.rfind("/" + std::string(parts_.definitions.name_of(type)) + "/");
    return at == std::string_view::npos ? std::string::npos : at + 1;
  }

  // Spec: FHIR R4, http.html#trules: resolved in the state before and among the entries.
  Status link_conditional_references() {
    OwnMatches own(parts_, session_, transaction_, plan_.entries);
    for (const ConditionalReference& reference : transaction_.references) {
      OSLER_TRY(const std::vector<store::Record> found, in_entry(matches(reference.criteria, LeaveOut::kWritten), reference));
      OSLER_TRY(std::vector<store::RecordKey> keys, in_entry(own.find(reference.criteria), reference));
      for (const store::Record& record : found) keys.push_back(record.key);
      if (keys.size() == 1) {
        plan_.links.emplace(reference.text, target_of(keys.front()));
        continue;
      }
      const std::string_view type = parts_.definitions.name_of(reference.criteria.types.front());
      const std::string what = keys.empty() ? "no " + std::string(type) + " matches this conditional reference"
                                            : "several " + std::string(type) + " resources match this conditional reference";
      const IssueType issue = keys.empty() ? IssueType::kNotFound : IssueType::kMultipleMatches;
      return in_bundle({ErrorKind::kPreconditionFailed, what, {}, {{Severity::kError, issue, what, reference.expression}}}, reference.entry);
    }
    return {};
  }

  template <class T>
  static Result<T> in_entry(Result<T> result, const ConditionalReference& reference) {
    if (!result.ok()) return in_bundle(std::move(result).error(), reference.entry);
    return result;
  }

  const Parts& parts_;
  Session& session_;
  const std::vector<TransactionEntry>& entries_;
  const Transaction& transaction_;
  const std::optional<std::uint16_t> bucket_;
  Plan plan_;
  std::map<std::pair<TypeId, std::string>, std::size_t> creates_by_criteria_;
  std::set<store::RecordKey> patched_;  ///< What a patch makes is not known yet: criteria see them as they were.
};

}  // namespace

namespace {

constexpr std::size_t kClaimSlotsAtFirst = 16;

}  // namespace

/// Where the record is, or would be.
std::size_t Plan::slot_of(TypeId type, std::string_view id) const {
  const auto is_other = [&](const PlannedEntry& entry) { return entry.type != type || entry.id != id; };
  std::size_t slot = (std::hash<std::string_view>()(id) + number_of(type)) % slots_.size();
  while (slots_[slot] != 0 && is_other(entries[slots_[slot] - 1])) slot = (slot + 1) % slots_.size();
  return slot;
}

void Plan::grow() {
  const std::vector<std::uint32_t> before = std::move(slots_);
  slots_.assign(std::max(kClaimSlotsAtFirst, before.size() * 2), 0);
  for (const std::uint32_t place : before) {
    if (place != 0) slots_[slot_of(entries[place - 1].type, entries[place - 1].id)] = place;
  }
}

bool Plan::claim(std::size_t entry) {
  if (3 * (touched_ + 1) > 2 * slots_.size()) grow();
  const std::size_t slot = slot_of(entries[entry].type, entries[entry].id);
  if (slots_[slot] != 0) return false;
  slots_[slot] = static_cast<std::uint32_t>(entry + 1);
  ++touched_;
  return true;
}

std::optional<bool> Plan::will_exist(const store::RecordKey& key) const {
  if (slots_.empty()) return std::nullopt;
  const std::uint32_t found = slots_[slot_of(key.type, key.id)];
  return found == 0 ? std::nullopt : std::optional(!entries[found - 1].deletes);
}

Result<Plan> make_plan(const Parts& parts, Session& session, const Transaction& transaction) {
  return Planner(parts, session, transaction).run();
}

Error in_bundle(Error error, std::size_t entry_index) {
  const std::string place = "Bundle.entry[" + std::to_string(entry_index) + "]";
  if (error.issues.empty()) {
    error.issues.push_back({Severity::kError, default_issue_type(error.kind), error.message, place, {}});
  } else {
    for (Issue& issue : error.issues) {
      const std::size_t dot = issue.expression.find('.');
      issue.expression = place + ".resource" + (dot == std::string::npos ? "" : issue.expression.substr(dot));
    }
  }
  error.message = error.issues.front().expression + ": " + error.issues.front().diagnostics;
  return error;
}

}  // namespace osler::engine
