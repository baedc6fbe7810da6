#pragma once
// Who is who in a transaction: which record each entry writes once its criteria are resolved, what its links mean, and what
// must still be so at commit. Spec: FHIR R4, http.html#trules.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/conditional.h"
#include "engine/link_rewrite.h"
#include "engine/parts.h"
#include "engine/session.h"

namespace osler::engine {

struct PlannedEntry {
  store::RecordKey key;                  ///< Empty id: a delete by criteria that nothing meets.
  bool writes = true;                    ///< False: what it asks for is so already.
  std::shared_ptr<store::Record> matched;  ///< Of a conditional create that found its match.
  std::optional<std::size_t> same_as;    ///< The entry before that creates by the same criteria.
  bool unmatched_update = false;         ///< By criteria that nothing meets.
};

struct Plan {
  std::vector<PlannedEntry> entries;  ///< One for each of the transaction's.
  LinkTable links;                    ///< Full URLs and conditional references to "Type/id".
  std::vector<store::Guard> guards;   ///< Of all criteria.

  /// False: another entry writes the same record.
  bool claim(const store::RecordKey& key, bool will_be_live);
  /// Nothing for what the transaction does not touch.
  std::optional<bool> will_exist(const store::RecordKey& key) const;
  /// How many records it writes.
  std::size_t touched() const { return touched_.size(); }
  /// What only finding out needs: which is who, and what links mean.
  void forget() {
    links.clear();
    touched_.clear();
  }

 private:
  TextTable touched_;  ///< By type and id of what the transaction writes: whether it will be live.
};

/// At the state before the transaction, but for its deletes; conditional references also find what the transaction itself writes.
/// Errors: with the entry's place: kInvalidInput for two entries that write one resource or share a fullUrl,
/// kPreconditionFailed for criteria that several meet, and for conditional references that none or several meet;
/// kNotFound for a patch of nothing; kForbidden.
Result<Plan> make_plan(const Parts& parts, Session& session, const Transaction& transaction);

/// The error as one of that entry: expressions "Encounter.subject" become "Bundle.entry[12].resource.subject".
Error in_bundle(Error error, std::size_t entry_index);

}  // namespace osler::engine
