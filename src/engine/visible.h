#pragma once
// May this caller see this one record? For the few types where that depends on the record.

#include "access/caller.h"
#include "base/result.h"
#include "engine/parts.h"

namespace osler::engine {

/// Ok at once for types that are not narrowed for the caller. Errors: kForbidden where the role table says "own only";
/// kNotFound for what confidentiality hides, in the words of a record that never was.
Status require_visible(const Parts& parts, const access::Caller& caller, const store::RecordKey& key);

/// A practitioner who sees only own resources of a type may not ask for another's by parameter: an empty answer would
/// hide the refusal. Errors: kForbidden. Spec: the role table, "own only".
Status require_own_search(const Parts& parts, const access::Caller& caller, const store::Query& query);

}  // namespace osler::engine
