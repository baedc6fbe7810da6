#pragma once
// How RocksDB is set up. Included by database.cc alone.

#include <rocksdb/db.h>

#include <vector>

#include "store/rocks/database.h"

namespace osler::store::rocks {

rocksdb::DBOptions rocks_options(const DatabaseOptions& options);
/// In the order of Column.
std::vector<rocksdb::ColumnFamilyDescriptor> rocks_columns(const DatabaseOptions& options);

}  // namespace osler::store::rocks
