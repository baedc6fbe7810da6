#pragma once
// The index values of ledger entries, without an index: what search/resource_extractor.h would find in the AuditEvent, found
// without making it. Whatever an entry shares with many others (who, what, how it ended) is extracted once for all of them.

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "access/audit_record.h"
#include "engine/parts.h"

namespace osler::engine {

class LedgerValues {
 public:
  /// `parts` must outlive it.
  LedgerValues(const Parts& parts, store::Partition partition);

  /// From here on all is about `entry`, which must stay. Errors: kInternal (damaged).
  Status turn_to(const store::AuditEntry& entry);
  const store::AuditEntry& entry() const { return *entry_; }

  /// Index entries among which are all those of `parameter`, and none of it that the AuditEvent has not. Valid until
  /// turn_to(). Errors: those of the extractor.
  Result<const std::vector<store::IndexEntry>*> having(ParameterId parameter);
  /// The AuditEvent.
  const store::Record& event();
  ParameterId date() const { return date_; }

 private:
  enum class Source : std::uint8_t { kOwn, kShared, kWhole };
  Source source_of(ParameterId parameter) const;
  const std::vector<store::IndexEntry>& own();
  Result<const std::vector<store::IndexEntry>*> shared();
  Result<const std::vector<store::IndexEntry>*> whole();

  const Parts& parts_;
  store::Partition partition_;
  TypeId type_, patient_type_;
  ParameterId date_, entity_, patient_;
  std::vector<bool> is_shared_;  ///< By parameter number.

  const store::AuditEntry* entry_ = nullptr;
  access::AuditView record_;
  std::optional<std::vector<store::IndexEntry>> own_, whole_;
  std::optional<store::Record> event_;
  const std::vector<store::IndexEntry>* shared_now_ = nullptr;
  std::unordered_map<std::string, std::vector<store::IndexEntry>> shared_;
  std::string key_;
};

}  // namespace osler::engine
