#pragma once
// Every way in which the index can be kept, for tests that must pass in each.

#include <string>
#include <vector>

#include "store/rocks/rocks_store.h"

namespace osler::store {

/// In memory until the end; written now and then; on its way to disk after every commit; and, as a yardstick, written
/// in the commits. With a record cache that holds everything, a few records, or nothing; with lists of positions turned
/// into bits never, from a few on, or always; with columns made at once, after a while, or not at all; with conditions
/// known from before always, for few writes, if that spares much, or never.
struct IndexSettings {
  std::string name;
  RocksOptions options;
};

inline std::vector<IndexSettings> all_index_settings() {
  IndexSettings in_memory{"InMemory", {}};
  in_memory.options.bits_from = 0;
  in_memory.options.condition_work_min = 0;
  IndexSettings at_times{"WrittenAtTimes", {}};
  at_times.options.index_memory_bytes = 80 << 10U;
  at_times.options.bits_from = 20;
  at_times.options.record_cache_bytes = 32 << 10U;
  at_times.options.condition_work_min = 0;
  at_times.options.recent_versions_max = 3;
  IndexSettings always_written{"WrittenAfterEveryCommit", {}};
  always_written.options.index_memory_bytes = 1;
  always_written.options.record_cache_bytes = 0;
  always_written.options.condition_bytes = 0;
  always_written.options.column_made_at_once_max = 0;
  IndexSettings in_commits{"WrittenInCommits", {}};
  in_commits.options.index_in_commits = true;
  in_commits.options.column_bytes = 0;
  return {in_memory, always_written, in_commits, at_times};
}

}  // namespace osler::store
