#pragma once
// Conditions that can be judged from one record alone, without the index: its id and entries are enough.

#include <string>
#include <vector>

#include "store/query.h"

namespace osler::store {

/// Whether the condition asks for nothing but the record's own id and values: no references followed, no times.
bool judged_alone(const Expr& condition);

/// Only for conditions that are judged alone.
bool meets_alone(const std::string& id, const std::vector<IndexEntry>& entries, const Expr& condition);

}  // namespace osler::store
