#pragma once
// Who is who in a transaction: which record each entry writes once its criteria are resolved, what its links mean, and what
// must still be so at commit. Spec: FHIR R4, http.html#trules.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/text_pieces.h"
#include "engine/conditional.h"
#include "engine/link_rewrite.h"
#include "engine/parts.h"
#include "engine/session.h"

namespace osler::engine {

struct PlannedEntry {
  static constexpr std::uint32_t kNoOther = ~std::uint32_t{0};

  TypeId type = TypeId::kNone;
  bool writes = true;                      ///< False: what it asks for is so already.
  bool unmatched_update = false;           ///< By criteria that nothing meets.
  bool deletes = false;
  std::uint32_t same_as = kNoOther;        ///< The entry before that creates by the same criteria.
  std::string_view id;                     ///< In the plan's texts. Empty: a delete by criteria that nothing meets.
  std::shared_ptr<store::Record> matched;  ///< Of a conditional create that found its match.

  store::RecordKey key() const { return {type, std::string(id)}; }
};

struct Plan {
  TextPieces texts;
  std::vector<PlannedEntry> entries;  ///< One for each of the transaction's.
  LinkTable links;                    ///< Full URLs and conditional references, as the transaction has them, to "Type/id".
  std::vector<store::Guard> guards;   ///< Of all criteria.

  /// The entry writes its record. False: another entry does.
  bool claim(std::size_t entry);
  /// Nothing for what the transaction does not touch.
  std::optional<bool> will_exist(const store::RecordKey& key) const;
  /// How many records it writes.
  std::size_t touched() const { return touched_; }
  /// What only finding out needs: which is who, and what links mean.
  void forget() {
    links.clear();
    slots_ = {};
  }

 private:
  std::size_t slot_of(TypeId type, std::string_view id) const;
  void grow();

  std::vector<std::uint32_t> slots_;  ///< By hash of what the transaction writes: a place among the entries, and 1; 0: free.
  std::size_t touched_ = 0;
};

/// At the state before the transaction, but for its deletes; conditional references also find what the transaction itself writes.
/// Errors: with the entry's place: kInvalidInput for two entries that write one resource or share a fullUrl,
/// kPreconditionFailed for criteria that several meet, and for conditional references that none or several meet;
/// kNotFound for a patch of nothing; kForbidden.
Result<Plan> make_plan(const Parts& parts, Session& session, const Transaction& transaction);

/// The error as one of that entry: expressions "Encounter.subject" become "Bundle.entry[12].resource.subject".
Error in_bundle(Error error, std::size_t entry_index);

}  // namespace osler::engine
