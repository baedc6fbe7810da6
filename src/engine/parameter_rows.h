#pragma once
// What a commit's SearchParameters make of the rows that its partition is searched by. Every commit passes here, so that a
// SearchParameter cannot be written without its row. See docs/adr/0041.

#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/parts.h"
#include "json/tree.h"
#include "store/write_set.h"

namespace osler::engine {

/// A SearchParameter that cannot be searched by, and why.
struct UnusableParameter {
  std::size_t put = 0;  ///< Index into the write set's puts.
  Error error;
};

struct ParameterChange {
  bool is_any = false;  ///< Rows change: the partition's snapshot is to be taken anew after the commit.
  bool builds = false;  ///< There are new indexes.
  std::vector<UnusableParameter> unusable;
};

/// Adds the row changes to `writes`. SearchParameters that cannot be searched by change no rows, and are in the answer: the
/// commit is to be refused, or made without them. Errors: those of Store::rows; kConflict if a composite in effect would
/// lose a component.
Result<ParameterChange> add_parameter_rows(const Parts& parts, store::WriteSet& writes);

/// What $validate says of a SearchParameter, were it stored under `resource_id` (empty: a new id): the errors that its write would be
/// refused with; that it would be stored without being searched by; nothing, if it would be searched by. Errors: those of
/// Store::rows.
Result<std::vector<Issue>> parameter_findings(const Parts& parts, store::Partition partition, const std::string& resource_id, json::View resource);

}  // namespace osler::engine
