#pragma once
// Chains of a query on the ledger, followed beforehand: the stored records that each of them leads to.

#include <map>
#include <set>

#include "base/result.h"
#include "engine/parts.h"
#include "store/query.h"

namespace osler::engine {

/// By the Points node.
using LinkedTargets = std::map<const store::Expr*, std::set<store::RecordKey>>;

/// Adds what every Points in `expr` leads to; narrowed already where the query was authorized. Errors: TOO_COSTLY beyond
/// settings.operation_reads_max records; kInvalidInput for hierarchies, which are not followed here.
Status find_linked(const Parts& parts, store::Partition partition, const store::Expr& expr, LinkedTargets& out);

}  // namespace osler::engine
