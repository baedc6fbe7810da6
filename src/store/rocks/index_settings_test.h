#pragma once
// Every way in which the index can be kept, for tests that must pass in each.

#include <string>
#include <vector>

#include "store/rocks/rocks_store.h"

namespace osler::store {

/// In memory until the end; written now and then; on its way to disk after every commit; and, as a yardstick, written
/// in the commits.
struct IndexSettings {
  std::string name;
  RocksOptions options;
};

inline std::vector<IndexSettings> all_index_settings() {
  IndexSettings in_memory{"InMemory", {}};
  IndexSettings at_times{"WrittenAtTimes", {}};
  at_times.options.index_memory_bytes = 80 << 10U;
  IndexSettings always_written{"WrittenAfterEveryCommit", {}};
  always_written.options.index_memory_bytes = 1;
  IndexSettings in_commits{"WrittenInCommits", {}};
  in_commits.options.index_in_commits = true;
  return {in_memory, always_written, in_commits, at_times};
}

}  // namespace osler::store
