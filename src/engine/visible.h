#pragma once
// May this caller see this one record? For the few types where that depends on the record.

#include "access/caller.h"
#include "base/result.h"
#include "engine/parts.h"

namespace osler::engine {

/// Judged by the newest version; ok at once for types that are not narrowed for the caller, and for what is not live.
/// Errors: kForbidden where the role table says "own only"; kNotFound for what confidentiality hides, in the words of a
/// record that never was.
Status require_visible(const Parts& parts, const access::Caller& caller, const store::RecordKey& key);

}  // namespace osler::engine
