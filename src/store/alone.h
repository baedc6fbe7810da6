#pragma once
// Conditions that can be judged from one record alone, without the index: its id and entries are enough.

#include <string>
#include <vector>

#include "store/extractor.h"
#include "store/query.h"

namespace osler::store {

/// Whether the condition asks for nothing but the record's own id and values: no references followed, no times.
bool judged_alone(const Expr& condition);

/// Only for conditions that are judged alone.
bool meets_alone(const std::string& id, const std::vector<IndexEntry>& entries, const Expr& condition);

/// Whether one of the contained resources is what Holds asks for; `entries` are those of the record itself.
bool holds(const std::vector<IndexEntry>& entries, const std::vector<Contained>& contained, const Holds& asked);

}  // namespace osler::store
