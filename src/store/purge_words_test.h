#pragma once
// For tests: short words for purging, and for looking for what may be nowhere any more.

#include <string>
#include <utility>
#include <vector>

#include "store/contract_fixture_test.h"

namespace osler::store {

inline WriteSet purge_of(std::vector<RecordKey> keys, Partition partition = kLive) {
  WriteSet writes(partition);
  for (RecordKey& key : keys) writes.purges.push_back({std::move(key)});
  return writes;
}

inline Status erase_remains(Store& store) {
  BlockingLoop loop;
  return loop.run(store.erase_remains(loop));
}

/// Whether a change or a version of the record can be met anywhere.
inline bool is_anywhere(const Store& store, Partition partition, const RecordKey& key) {
  bool found = store.current(partition, key)->has_value() || store.header(partition, key)->has_value() || *store.is_live(partition, key);
  for (int version = 1; version <= 9; ++version) found = found || store.version(partition, key, Version{version})->has_value();
  HistoryQuery of_all;
  of_all.count = 1000;
  HistoryQuery of_type = of_all;
  of_type.type = key.type;
  HistoryQuery of_record = of_type;
  of_record.id = key.id;
  for (const HistoryQuery& query : {of_all, of_type, of_record}) {
    const HistoryPage page = *store.history(partition, query);
    for (const Record& record : page.records) found = found || record.key == key;
  }
  const std::vector<Change> changes = *store.changes({}, 10'000);
  for (const Change& change : changes) found = found || (change.partition == partition && change.key == key);
  const Result<SearchResult> all = store.search(partition, authorize({{key.type}, {All{}}, {}, {1000, "", 0}, Totals::kExact}, SeesAll()));
  for (const Record& record : all->records) found = found || record.key == key;
  EXPECT_EQ(all->total, all->records.size());
  return found;
}

}  // namespace osler::store
