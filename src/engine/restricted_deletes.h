#pragma once
// `integrity.delete = restrict`: what something live refers to is not deleted. Spec: fhir.md, section 10; v1.md, section 6.

#include <string>
#include <vector>

#include "engine/parts.h"
#include "engine/session.h"
#include "store/write_set.h"

namespace osler::engine {

/// The guards that one write set has for what it removes, and what to say if one of them does not hold.
class RestrictedDeletes {
 public:
  /// Adds a guard for each removal, if settings ask for it; to be called once puts and removes are complete. Errors: kConflict
  /// if a put of the set itself goes on referring to what the set removes.
  static Result<RestrictedDeletes> guard(const Parts& parts, const Session& session, store::WriteSet& writes);

  /// Error: kConflict, naming the referrers that the caller may see, if the commit was refused for one that is there still.
  Status check(const Parts& parts, const Session& session, const store::Outcome& outcome) const;

 private:
  std::size_t first_guard_ = 0;
  std::vector<store::Unreferenced> guards_;
  std::vector<store::RecordKey> written_;  ///< By the set itself: these do not count.
};

}  // namespace osler::engine
