#pragma once
// RocksDB behind a narrow door: column families by name, errors as values, ranges with an end. The only header of the
// folder that the rest needs to know it by; what RocksDB can do beyond this is not used.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace osler::store::rocks {

/// Of kPostings values are blocks (posting_block.h), which can be merged: what stands in either.
enum class Column : std::uint8_t { kMeta, kVersion, kCurrent, kHistory, kIndex, kRows, kAudit, kPostings };
inline constexpr std::size_t kColumns = 8;

struct DatabaseOptions {
  std::size_t block_cache_bytes = std::size_t{64} << 20U;
  std::size_t buffer_bytes = std::size_t{8} << 20U;         ///< Of each column family, before it is written out.
  std::uint64_t log_bytes_max = std::uint64_t{64} << 20U;   ///< Bounds the time of recovery.
  std::uint64_t room_bytes_min = std::uint64_t{64} << 20U;  ///< Left on the disk for flushes and compactions.
};

class Database;

/// Changes that happen together.
class Batch {
 public:
  explicit Batch(const Database& database);
  ~Batch();
  void put(Column column, std::string_view key, std::string_view value);
  void merge(Column column, std::string_view key, std::string_view value);
  void erase(Column column, std::string_view key);
  /// All keys of [begin, end).
  void erase(Column column, std::string_view begin, std::string_view end);
  void clear();
  bool empty() const;
  std::size_t bytes() const;

 private:
  friend class Database;
  struct Rep;
  const Database& database_;
  std::unique_ptr<Rep> rep_;
};

/// Whether blocks that are read stay in memory for others. What is read once must not drive out what is read often.
enum class CacheUse : std::uint8_t { kFill, kLeave };

/// A walk over the keys of one range, as they were when it began. Check status() once valid() is false.
class Scan {
 public:
  Scan(Scan&&) noexcept;
  Scan& operator=(Scan&&) noexcept;
  ~Scan();
  bool valid() const;
  std::string_view key() const;
  std::string_view value() const;
  void next();
  void previous();
  /// To the first key at or after `key`.
  void seek(std::string_view key);
  /// To the last key before `key`.
  void seek_before(std::string_view key);
  /// Errors: kInternal (damaged, naming what RocksDB says).
  Status status() const;

 private:
  friend class Database;
  struct Rep;
  explicit Scan(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

/// Keys in ascending order, written to a file beside the database that it then takes over as a whole. Nothing remains
/// of it if it is not.
class SortedFile {
 public:
  SortedFile(SortedFile&&) noexcept;
  ~SortedFile();
  // Errors: kStorageFull, kUnavailable.
  Status put(std::string_view key, std::string_view value);
  Status merge(std::string_view key, std::string_view value);
  bool empty() const;
  /// The last word: on disk when it returns. take_over() does it otherwise.
  Status finish();

 private:
  friend class Database;
  struct Rep;
  explicit SortedFile(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

class Database {
 public:
  /// Opens or makes the database. Errors: kInternal (damaged, naming the file), kUnavailable (cannot be opened),
  /// kStorageFull. `synced` is what the log must reach; beyond it, a torn end is what a crash leaves and is cut off.
  static Result<std::unique_ptr<Database>> open(const std::filesystem::path& directory, const DatabaseOptions& options,
                                                std::uint64_t synced);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// False if there is no such key. Errors: kInternal.
  Result<bool> get(Column column, std::string_view key, std::string& value) const;
  /// The values of all keys, which must ascend; nothing where there is no such key. Errors: kInternal.
  Result<std::vector<std::optional<std::string>>> get_many(Column column, const std::vector<std::string>& keys) const;
  /// Stands on the first key of [begin, end).
  Scan scan(Column column, std::string_view begin, std::string_view end, CacheUse use = CacheUse::kFill) const;
  /// Stands on the last key of [begin, end).
  Scan scan_back(Column column, std::string_view begin, std::string_view end) const;
  /// Values looked up and walks begun since it was opened, whether or not they were found in RocksDB's memory.
  std::uint64_t reads() const;
  /// Bytes that the range takes, roughly.
  std::uint64_t approximate_bytes(Column column, std::string_view begin, std::string_view end) const;

  /// Whether a write of so many bytes can be begun. Errors: kStorageFull, kUnavailable (an earlier background error).
  Status check_room(std::size_t bytes);
  /// On disk when it returns. A failure ends the process: what is on disk is not known then, and a second sync might
  /// say yes to lost data.
  void write(Batch& batch);
  /// On disk with the next write() at the latest, or lost together with everything after it. Fails as write() does.
  void write_unsynced(Batch& batch);
  /// Errors: kStorageFull, kUnavailable.
  Result<SortedFile> sorted_file(Column column) const;
  /// All of the file, at least one key, is there and on disk when it returns, or nothing is. Errors: as sorted_file().
  Status take_over(SortedFile file);
  /// All files together, which do not overlap if they are of one column, or nothing. Errors: as sorted_file().
  Status take_over(std::vector<SortedFile> files);
  /// A path for a file that is nobody's when the database is opened again.
  std::filesystem::path scratch_path() const;
  /// Everything written is in files of the columns, and none of it in logs.
  Status flush() const;
  /// What was erased or replaced in [begin, end) is on disk no more: files are rewritten. Errors: kStorageFull, kUnavailable.
  Status compact(Column column, std::string_view begin, std::string_view end) const;
  /// The number that the last write got; what `synced` of open() is compared with.
  std::uint64_t sequence() const;
  /// A consistent copy made of hard links. `directory` must not exist. Errors: kUnavailable, kStorageFull.
  Status checkpoint(const std::filesystem::path& directory) const;
  /// Bytes of the log that the next opening has to read again.
  std::uint64_t log_bytes() const;
  /// Writes everything out, so that nothing of the log is needed any more. If that fails, the log still is.
  void write_out();

 private:
  friend class Batch;
  struct Rep;
  explicit Database(std::unique_ptr<Rep> rep);
  std::unique_ptr<Rep> rep_;
};

}  // namespace osler::store::rocks
