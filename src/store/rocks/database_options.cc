#include "store/rocks/database_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/table.h>

#include <utility>

#include "base/fault.h"
#include "store/rocks/posting_block.h"

namespace osler::store::rocks {
namespace {

constexpr int kOpenFilesMax = 512;
constexpr double kFilterBitsPerKey = 10;

/// Whether single keys are looked up often, many of them in vain.
enum class LookUps : std::uint8_t { kRare, kOften };

/// Blocks of one key, written at different times, become one as files are merged.
class UniteBlocks final : public rocksdb::AssociativeMergeOperator {
 public:
  const char* Name() const override { return "osler.unite_blocks"; }
  bool Merge(const rocksdb::Slice&, const rocksdb::Slice* existing, const rocksdb::Slice& value, std::string* united,
             rocksdb::Logger*) const override {
    OSLER_FAULT("index.merge");
    if (existing == nullptr) {
      united->assign(value.data(), value.size());
      return true;
    }
    return unite_blocks(existing->ToStringView(), value.ToStringView(), *united);
  }
};

rocksdb::ColumnFamilyOptions column_options(std::size_t buffer_bytes, LookUps look_ups,
                                            const std::shared_ptr<rocksdb::Cache>& cache) {
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = cache;
  table.cache_index_and_filter_blocks = true;
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.block_size = 8 << 10;
  table.format_version = 5;
  if (look_ups == LookUps::kOften) table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kFilterBitsPerKey));
  rocksdb::ColumnFamilyOptions options;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  options.write_buffer_size = buffer_bytes;
  options.max_write_buffer_number = 3;
  options.compression = rocksdb::kLZ4Compression;
  options.level_compaction_dynamic_level_bytes = true;
  return options;
}

}  // namespace

rocksdb::DBOptions rocks_options(const DatabaseOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.paranoid_checks = true;
  // Recycling the log would make syncs cheaper, but RocksDB 7.8 allows it only with a recovery that skips damage.
  db.recycle_log_file_num = 0;
  db.max_total_wal_size = options.log_bytes_max;
  db.max_open_files = kOpenFilesMax;
  db.max_background_jobs = 2;
  db.bytes_per_sync = 1U << 20U;
  db.keep_log_file_num = 4;
  db.max_log_file_size = 1U << 20U;
  db.info_log_level = rocksdb::InfoLogLevel::WARN_LEVEL;
  db.stats_dump_period_sec = 0;
  db.stats_persist_period_sec = 0;
  return db;
}

std::vector<rocksdb::ColumnFamilyDescriptor> rocks_columns(const DatabaseOptions& options) {
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache_bytes);
  const std::size_t buffer = options.buffer_bytes;
  rocksdb::ColumnFamilyOptions postings = column_options(buffer, LookUps::kRare, cache);
  postings.merge_operator = std::make_shared<UniteBlocks>();
  return {
      {"default", column_options(buffer, LookUps::kRare, cache)},  // Meta: RocksDB insists on a family of this name.
      {"version", column_options(buffer, LookUps::kOften, cache)},
      {"current", column_options(buffer, LookUps::kOften, cache)},
      {"history", column_options(buffer, LookUps::kRare, cache)},
      {"index", column_options(buffer, LookUps::kRare, cache)},
      {"rows", column_options(buffer, LookUps::kOften, cache)},
      {"audit", column_options(buffer, LookUps::kRare, cache)},
      {"postings", postings},
  };
}

}  // namespace osler::store::rocks
