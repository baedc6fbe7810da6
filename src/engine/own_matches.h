#pragma once
// Which resources of a transaction meet criteria before they are written: for conditional references between its entries.

#include <map>
#include <vector>

#include "engine/parts.h"
#include "engine/session.h"
#include "engine/transaction_plan.h"

namespace osler::engine {

class OwnMatches {
 public:
  /// References between entries are not replaced yet where this looks: criteria on them do not meet. All must outlive this.
  OwnMatches(const Parts& parts, const Session& session, const Transaction& transaction, const std::vector<PlannedEntry>& planned)
      : parts_(parts), session_(session), transaction_(transaction), planned_(planned) {}

  /// Creates and updates of the criteria's type that meet them. Errors: kInvalidInput for criteria that need other resources (chains,
  /// _has), and beyond kComparisonsMax.
  Result<std::vector<store::RecordKey>> find(const store::Query& criteria);

  /// Resources compared with criteria in one transaction.
  static constexpr std::uint64_t kComparisonsMax = 20'000'000;

 private:
  struct Indexed {
    store::RecordKey key;
    std::vector<store::IndexEntry> entries;
  };
  Result<const std::vector<Indexed>*> of_type(TypeId type);

  const Parts& parts_;
  const Session& session_;
  const Transaction& transaction_;
  const std::vector<PlannedEntry>& planned_;
  std::map<TypeId, std::vector<Indexed>> by_type_;  ///< Extracted when the type is first asked for.
  std::uint64_t comparisons_ = 0;
};

}  // namespace osler::engine
