#pragma once
// Does everything a resource refers to exist? Looked up now for a helpful answer, and guarded again by the commit.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/parts.h"
#include "json/tree.h"
#include "store/write_set.h"

namespace osler::engine {

/// Whether a record will be there although the store does not have it yet: the other entries of a transaction.
using WillExist = std::function<bool(const store::RecordKey&)>;

struct ReferenceFindings {
  std::vector<Issue> issues;         ///< One for each reference to nothing, or to a type that may not stand there.
  std::vector<store::Guard> guards;  ///< Of those that exist: they must still at commit.
};

/// Relative references (and absolute ones under `base_url`) of `resource`, contained resources included. `self` may
/// refer to itself. Errors: kInternal, kUnavailable of the store.
/// Spec: FHIR R4, references.html#literal; http.html#integrity.
Result<ReferenceFindings> check_references(const Parts& parts, store::Partition partition, const store::RecordKey& self,
                                           json::View resource, std::string_view base_url, const WillExist& will_exist);

}  // namespace osler::engine
