#pragma once
// Does everything a resource refers to exist? Looked up now for a helpful answer, and guarded again by the commit.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/parts.h"
#include "json/tree.h"
#include "store/write_set.h"

namespace osler::engine {

/// Whether a record will be there after the other entries of a transaction; nothing: they do not touch it.
using WillExist = std::function<std::optional<bool>(const store::RecordKey&)>;

struct ReferenceFindings {
  std::vector<Issue> issues;         ///< One for each reference to nothing, or to a type that may not stand there.
  std::vector<store::Guard> guards;  ///< Of those that exist: they must still at commit.
};

/// What is known around a resource whose references are checked.
struct ReferenceGround {
  store::Partition partition;
  std::string_view base_url;   ///< Own base, to recognise own absolute references; may be empty.
  const WillExist& will_exist; ///< May be unset.
  std::string_view before;     ///< Stored text of the version that is replaced; empty: none.
};

/// Relative references (and absolute ones under the own base) of `resource`, contained resources included. `self` may
/// refer to itself. A target that is gone is no finding if the version before refers to it too: an unchanged reference
/// must not stand in the way of other changes. A conditional reference is a finding: a transaction has replaced its own by
/// now, and elsewhere nothing does. Errors: kInternal, kUnavailable of the store.
/// Spec: FHIR R4, references.html#literal; http.html#integrity.
Result<ReferenceFindings> check_references(const Parts& parts, const store::RecordKey& self, json::View resource,
                                           const ReferenceGround& ground);

}  // namespace osler::engine
