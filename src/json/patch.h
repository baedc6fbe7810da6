#pragma once
// JSON Patch (RFC 6902) and JSON Merge Patch (RFC 7386) on a draft.

#include "base/result.h"
#include "json/draft.h"
#include "json/limits.h"
#include "json/tree.h"

namespace osler::json {

inline constexpr std::size_t kPatchOperationsMax = 10'000;
/// What all operations of a patch together may cost, in bytes copied, measured, compared or shifted: a patch of a few
/// kilobytes could otherwise double a document again and again.
inline constexpr std::uint64_t kPatchWorkMax = 50ULL * 1024 * 1024;
/// Nesting that no operation may exceed; what the parser accepts.
inline constexpr std::uint32_t kPatchDepthMax = Limits{}.depth_max;

/// Applies an RFC 6902 operation list. On error the draft's content is unspecified: throw it away.
/// Errors: kUnprocessable naming the operation's index and what was wrong with it (a failed test, a path that does not
/// exist, an unknown op), kInvalidInput if `operations` is not a list of operations, kTooLarge beyond the limits above.
/// Messages hold paths, never values. A test compares numbers by value (1.0 is 1.00).
/// The tree of `operations` must outlive the draft.
Status apply_json_patch(Draft& draft, View operations);

/// Applies an RFC 7386 merge patch to `target`: null removes, objects merge, everything else replaces.
/// The tree of `patch` must outlive the draft.
void apply_merge_patch(DraftNode target, View patch);

}  // namespace osler::json
