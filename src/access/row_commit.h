#pragma once
// Committing rows of the system partition together with the audit entry of whoever asked for it.

#include <vector>

#include "access/audit_record.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"
#include "store/store.h"

namespace osler::access {

/// The audit entry of one request, on its way: completed by what is done, written with the change itself.
struct AuditTrail {
  store::Partition partition;  ///< Whose ledger.
  AuditRecord record;
  bool written = false;  ///< Set once a commit carried the entry; else the caller appends it at the end.
};

enum class RowCommit : std::uint8_t {
  kDone,
  kLostRace,  ///< A row was not at its expected revision: look again.
};

/// How often a change is prepared again after a lost race before it is given up with kConflict.
inline constexpr int kRowCommitAttemptsMax = 8;

/// `trail` may be null; it must live until the task is done. `own_rows` are of the trail's partition.
/// Errors: as Store::commit.
Task<Result<RowCommit>> commit_rows(store::Store& store, std::vector<store::RowChange> rows, AuditTrail* trail,
                                    Loop& loop, std::vector<store::RowChange> own_rows = {});

/// What is answered when kRowCommitAttemptsMax attempts were not enough.
Error too_many_races();

}  // namespace osler::access
