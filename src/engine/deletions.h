#pragma once
// What was deleted in some time and is so still, for those who keep copies.

#include <string>
#include <vector>

#include "engine/engine.h"

namespace osler::engine {

struct DeletionQuery {
  std::vector<TypeId> types;
  std::int64_t from_ms = 0;   ///< Deleted then or later,
  std::int64_t until_ms = 0;  ///< and before then.
  std::uint32_t count = 500;  ///< Versions looked at.
  std::string cursor = {};
};

struct Deletion {
  store::RecordKey key;
  std::vector<store::IndexEntry> entries;  ///< Of the last version that was live.
};

struct DeletionPage {
  std::vector<Deletion> deletions;  ///< Newest first; may be none though others follow.
  std::string next;                 ///< Empty: that was all.
};

/// Only what the caller might have seen before it was deleted. Errors: kForbidden for a type the caller may not search; those of
/// Store::history().
Result<DeletionPage> deletions(const Engine& engine, const Session& session, const DeletionQuery& query);

}  // namespace osler::engine
