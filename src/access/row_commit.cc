#include "access/row_commit.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace osler::access {

Task<Result<RowCommit>> commit_rows(store::Store& store, std::vector<store::RowChange> rows, AuditTrail* trail,
                                    Loop& loop, std::vector<store::RowChange> own_rows) {
  store::WriteSet writes(trail != nullptr ? trail->partition : store::Partition::system());
  (writes.partition == store::Partition::system() ? writes.rows : writes.system_rows) = std::move(rows);
  std::ranges::move(own_rows, std::back_inserter(writes.rows));
  if (trail != nullptr) {
    writes.audit = encode(trail->record);
    writes.origin = {.actor = trail->record.actor_id, .surface = "admin", .request_id = trail->record.request_id};
  }
  OSLER_CO_TRY(const store::Outcome outcome, co_await store.commit(std::move(writes), loop));
  if (!std::holds_alternative<store::Committed>(outcome)) co_return RowCommit::kLostRace;
  if (trail != nullptr) trail->written = true;
  co_return RowCommit::kDone;
}

Error too_many_races() { return {ErrorKind::kConflict, "others are changing the same account; try again", {}, {}}; }

}  // namespace osler::access
