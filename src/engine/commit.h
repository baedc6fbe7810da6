#pragma once
// From prepared writes to an outcome, with the audit entry that belongs to them.

#include <functional>
#include <string>
#include <vector>

#include "engine/parameter_rows.h"
#include "engine/parts.h"
#include "engine/session.h"
#include "store/write_set.h"

namespace osler::engine {

/// Notes what this request does, for the audit entry. An empty id or patient leaves what is there.
void note(Session& session, std::string_view action, std::string_view type, std::string_view id = {},
          std::string_view patient = {});

using JudgeUnusable = std::function<Status(std::vector<UnusableParameter> unusable)>;
/// The findings of all as one error.
Status refuse_unusable(std::vector<UnusableParameter> unusable);

/// A write set of the caller's partition with origin and moment, ready for puts.
store::WriteSet begin_writes(const Parts& parts, const Session& session, store::Position checked_at);

/// Puts the audit entry of a request that will be answered with `status` into the write set. Time and status stay in the
/// session's, until another attempt or the answer's end sets them anew.
void carry_audit(const Parts& parts, Session& session, int status, store::WriteSet& writes);

/// Adds the audit entry (with the status the answer will have) and the row of an Idempotency-Key, and commits. Marks both
/// as done if it committed.
///
/// SearchParameters among the puts take effect with it. `judge` decides about those that cannot: its error refuses the
/// commit. Errors: those of Store::commit and of add_parameter_rows().
Task<Result<store::Outcome>> commit(const Parts& parts, Session& session, store::WriteSet writes, int status,
                                    JudgeUnusable judge = refuse_unusable);

/// The answer after too many lost races. Error: kConflict.
Error lost_races();

}  // namespace osler::engine
