#include "store/rocks/database_options.h"

#include <rocksdb/cache.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/merge_operator.h>
#include <rocksdb/table.h>

#include <utility>

#include "base/fault.h"
#include "store/rocks/posting_block.h"
#include "store/rocks/zeroed_log.h"

namespace osler::store::rocks {
namespace {

constexpr std::size_t kCacheShardBytesMin = std::size_t{16} << 20U;
constexpr int kCacheShardBitsMax = 6;
constexpr int kOpenFilesMax = 512;
constexpr double kFilterBitsPerKey = 10;
constexpr double kMemoryFilterRatio = 0.02;  ///< Of the memory before it is written out.

/// Whether single keys are looked up often, many of them in vain.
enum class LookUps : std::uint8_t { kRare, kOften };

/// How the files of the last level, which hold nearly everything, are packed: LZ4 like all others where single records are
/// read, zstd where walks read on from key to key or hardly anybody reads.
enum class Packing : std::uint8_t { kLz4, kZstd };

/// Of a file's blocks, which are small and much alike; made from samples of the file itself.
constexpr std::uint32_t kFileDictionaryBytes = 16 << 10;
constexpr std::uint32_t kFileSampleBytes = 512 << 10;
constexpr std::uint64_t kFileBufferBytes = 4 << 20;  ///< Blocks wait for the dictionary up to here.

void pack_last_level(rocksdb::ColumnFamilyOptions& options) {
  options.bottommost_compression = rocksdb::kZSTD;
  rocksdb::CompressionOptions& packing = options.bottommost_compression_opts;
  packing.enabled = true;
  packing.level = 1;
  packing.max_dict_bytes = kFileDictionaryBytes;
  packing.zstd_max_train_bytes = kFileSampleBytes;
  packing.max_dict_buffer_bytes = kFileBufferBytes;
}

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

rocksdb::ColumnFamilyOptions column_options(std::size_t buffer_bytes, LookUps look_ups, Packing packing,
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
  if (packing == Packing::kZstd) pack_last_level(options);
  if (look_ups == LookUps::kOften) {
    // A create looks for a record that is not there: without this it walks down the memory's lists to find nothing.
    options.memtable_whole_key_filtering = true;
    options.memtable_prefix_bloom_size_ratio = kMemoryFilterRatio;
  }
  return options;
}

/// A file's filter is one block, of 1.25 MB for 1,000,000 keys. A shard must hold several: what is larger than a shard is never kept,
/// but read from the file at each look-up.
int cache_shard_bits(std::size_t cache_bytes) {
  int bits = 0;
  while (bits < kCacheShardBitsMax && cache_bytes >> static_cast<unsigned>(bits + 1) >= kCacheShardBytesMin) ++bits;
  return bits;
}

}  // namespace

rocksdb::DBOptions rocks_options(const DatabaseOptions& options) {
  rocksdb::DBOptions db;
  db.create_if_missing = true;
  db.create_missing_column_families = true;
  db.paranoid_checks = true;
  // Recycling the log would make syncs cheaper, but RocksDB 7.8 allows it only with a recovery that skips damage (ADR 11). Zeros do too.
  db.recycle_log_file_num = 0;
  db.env = logs_over_zeros();
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
  const std::shared_ptr<rocksdb::Cache> cache = rocksdb::NewLRUCache(options.block_cache_bytes, cache_shard_bits(options.block_cache_bytes));
  const std::size_t buffer = options.buffer_bytes;
  rocksdb::ColumnFamilyOptions postings = column_options(buffer, LookUps::kRare, Packing::kZstd, cache);
  postings.merge_operator = std::make_shared<UniteBlocks>();
  return {
      // Meta: RocksDB insists on a family of this name.
      {"default", column_options(buffer, LookUps::kRare, Packing::kLz4, cache)},
      {"version", column_options(buffer, LookUps::kOften, Packing::kLz4, cache)},
      {"current", column_options(buffer, LookUps::kOften, Packing::kLz4, cache)},
      {"history", column_options(buffer, LookUps::kRare, Packing::kZstd, cache)},
      {"index", column_options(buffer, LookUps::kRare, Packing::kZstd, cache)},
      {"rows", column_options(buffer, LookUps::kOften, Packing::kLz4, cache)},
      {"audit", column_options(buffer, LookUps::kRare, Packing::kZstd, cache)},
      {"postings", postings},
  };
}

}  // namespace osler::store::rocks
