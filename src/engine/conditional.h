#pragma once
// Which record a conditional interaction means: criteria judged at a moment, and the guard that holds the commit to what
// was found. Spec: FHIR R4, http.html#ccreate, #cond-update, #cdelete.

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/parts.h"
#include "engine/session.h"
#include "store/write_set.h"

namespace osler::engine {

struct Matched {
  std::vector<store::Record> records;  ///< At most as many as were asked for.
  /// As many must match at commit, as far as none, one and several differ; by parameters that are what they were.
  std::vector<store::Guard> guards;
};

/// What of `criteria`'s type meets them now and may be seen by the caller: up to `count_max` records, of which two are
/// enough to know that they are several. Errors: kForbidden for what the caller may not search; those of require_ready().
Result<Matched> match(const Parts& parts, const Session& session, const store::Query& criteria, std::uint32_t count_max = 2);

/// The answer where one match at most makes sense. Error: kPreconditionFailed, multiple-matches.
Error several_match(std::string_view type_name);

/// The record a write goes to.
struct Aim {
  std::string id;                     ///< Empty: none matches, and a create gets a new one.
  std::vector<store::Guard> guards;   ///< Of criteria.
  bool is_matched = false;            ///< By criteria, with one record.
};

/// `id` as it is, unless `conditions` have criteria: then the id of the one match, or `id` if nothing matches.
/// Errors: kPreconditionFailed for several matches; kInvalidInput if `id` is given and the match has another.
Result<Aim> aim(const Parts& parts, const Session& session, TypeId type, const std::string& id, const WriteConditions& conditions);

}  // namespace osler::engine
