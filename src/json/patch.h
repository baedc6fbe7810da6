#pragma once
// JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7386) on a draft.

#include "base/result.h"
#include "json/draft.h"
#include "json/tree.h"

namespace osler::json {

inline constexpr std::size_t kPatchOperationsMax = 10'000;

/// Applies an RFC 6902 operation list. On error the draft's content is unspecified: throw it away.
/// Errors: kUnprocessable naming the operation's index and what was wrong with it (a failed test, a path that does not
/// exist, an unknown op), kInvalidInput if `operations` is not a list of operations. Messages hold paths, never values.
Status apply_json_patch(Draft& draft, View operations);

/// Applies an RFC 7386 merge patch to `target`: null removes, objects merge, everything else replaces.
void apply_merge_patch(DraftNode target, View patch);

}  // namespace osler::json
