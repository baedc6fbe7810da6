#pragma once
// Staged runs, when the store is opened: what was committed is settled, what was only begun is nothing.

#include "store/rocks/database.h"
#include "store/rocks/runs.h"

namespace osler::store::rocks {

/// Before anything else is read. The last position that any run had; new ones come after it. Errors: kInternal
/// (damage).
Result<std::uint64_t> recover_runs(Database& database, Runs& runs);

}  // namespace osler::store::rocks
