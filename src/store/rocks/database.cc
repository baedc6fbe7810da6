#include "store/rocks/database.h"

#include <rocksdb/db.h>
#include <rocksdb/sst_file_writer.h>
#include <rocksdb/utilities/checkpoint.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <numeric>
#include <vector>

#include "base/fault.h"
#include "store/rocks/database_options.h"
#include "store/rocks/zeroed_log.h"

namespace osler::store::rocks {
namespace {

constexpr const char* kFilesToCome = ".new";
constexpr std::uint64_t kFileBytesPerSync = std::uint64_t{1} << 20U;
constexpr int kWriteFailedExit = 74;  ///< EX_IOERR of sysexits.h.

rocksdb::Slice slice(std::string_view bytes) { return {bytes.data(), bytes.size()}; }

Error error_of(const rocksdb::Status& status) {
  const std::string text = status.ToString();
  if (status.IsCorruption()) return internal_error("damaged store: " + text);
  if (status.IsNoSpace()) return {ErrorKind::kStorageFull, "no space left on the disk of the store", {}, {}};
  return unavailable("store: " + text);
}

}  // namespace

/// Remembers that RocksDB stopped itself, as after a failed flush, so that the next write is refused, not tried.
class BackgroundErrors final : public rocksdb::EventListener {
 public:
  void OnBackgroundError(rocksdb::BackgroundErrorReason, rocksdb::Status*) override { stopped_ = true; }
  bool stopped() const { return stopped_; }
  void clear() { stopped_ = false; }

 private:
  std::atomic<bool> stopped_ = false;
};

struct Database::Rep {
  std::filesystem::path directory;
  std::filesystem::path files_to_come;  ///< Folder of files that are not the database's yet.
  std::atomic<std::uint64_t> files_begun = 0;
  std::atomic<std::uint64_t> reads = 0;
  std::uint64_t room_bytes_min = 0;
  std::shared_ptr<BackgroundErrors> errors;
  std::unique_ptr<rocksdb::DB> db;
  std::array<rocksdb::ColumnFamilyHandle*, kColumns> columns{};

  void count_reads(std::size_t more) { reads.fetch_add(more, std::memory_order_relaxed); }
  rocksdb::ColumnFamilyHandle* column(Column c) const { return columns[static_cast<std::size_t>(c)]; }
  ~Rep() {
    if (!db) return;
    for (rocksdb::ColumnFamilyHandle* handle : columns) {
      if (handle != nullptr) db->DestroyColumnFamilyHandle(handle);
    }
    db->Close();
  }
};

struct Batch::Rep {
  rocksdb::WriteBatch batch;
};

struct SortedFile::Rep {
  rocksdb::ColumnFamilyHandle* column;
  std::filesystem::path path;
  rocksdb::SstFileWriter writer;
  bool has_keys = false;
  bool finished = false;

  Rep(const rocksdb::Options& options, rocksdb::ColumnFamilyHandle* c, std::filesystem::path p)
      : column(c), path(std::move(p)), writer(paced(options), options, c) {}
  /// Written to disk bit by bit, so that no sync of others waits for all of it.
  static rocksdb::EnvOptions paced(const rocksdb::Options& options) {
    rocksdb::EnvOptions env(options);
    env.bytes_per_sync = kFileBytesPerSync;
    return env;
  }
  ~Rep() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }
};

struct Scan::Rep {
  std::string begin;
  std::string end;
  rocksdb::Slice begin_slice;
  rocksdb::Slice end_slice;
  std::unique_ptr<rocksdb::Iterator> iterator;
};

// --- Batch

Batch::Batch(const Database& database) : database_(database), rep_(std::make_unique<Rep>()) {}
Batch::~Batch() = default;

void Batch::put(Column column, std::string_view key, std::string_view value) {
  rep_->batch.Put(database_.rep_->column(column), slice(key), slice(value));
}
void Batch::erase(Column column, std::string_view key) {
  rep_->batch.Delete(database_.rep_->column(column), slice(key));
}
void Batch::merge(Column column, std::string_view key, std::string_view value) {
  rep_->batch.Merge(database_.rep_->column(column), slice(key), slice(value));
}
void Batch::erase(Column column, std::string_view begin, std::string_view end) {
  rep_->batch.DeleteRange(database_.rep_->column(column), slice(begin), slice(end));
}
void Batch::clear() { rep_->batch.Clear(); }
bool Batch::empty() const { return rep_->batch.Count() == 0; }
std::size_t Batch::bytes() const { return rep_->batch.GetDataSize(); }

// --- SortedFile

SortedFile::SortedFile(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
SortedFile::SortedFile(SortedFile&&) noexcept = default;
SortedFile::~SortedFile() = default;

Status SortedFile::put(std::string_view key, std::string_view value) {
  rep_->has_keys = true;
  const rocksdb::Status status = rep_->writer.Put(slice(key), slice(value));
  if (!status.ok()) return error_of(status);
  return {};
}

Status SortedFile::merge(std::string_view key, std::string_view value) {
  rep_->has_keys = true;
  const rocksdb::Status status = rep_->writer.Merge(slice(key), slice(value));
  if (!status.ok()) return error_of(status);
  return {};
}

bool SortedFile::empty() const { return !rep_->has_keys; }

Status SortedFile::finish() {
  if (rep_->finished) return {};
  rep_->finished = true;
  const rocksdb::Status status = rep_->writer.Finish();
  if (!status.ok()) return error_of(status);
  return {};
}

// --- Scan

Scan::Scan(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Scan::Scan(Scan&&) noexcept = default;
Scan& Scan::operator=(Scan&&) noexcept = default;
Scan::~Scan() = default;

bool Scan::valid() const { return rep_->iterator->Valid(); }
std::string_view Scan::key() const { return rep_->iterator->key().ToStringView(); }
std::string_view Scan::value() const { return rep_->iterator->value().ToStringView(); }
void Scan::next() { rep_->iterator->Next(); }
void Scan::previous() { rep_->iterator->Prev(); }
void Scan::seek(std::string_view key) {
  rep_->iterator->Seek(slice(key < rep_->begin ? std::string_view(rep_->begin) : key));
}
void Scan::seek_before(std::string_view key) {
  rep_->iterator->SeekForPrev(slice(key));
  if (rep_->iterator->Valid() && key == this->key()) rep_->iterator->Prev();
}
Status Scan::status() const {
  const rocksdb::Status status = rep_->iterator->status();
  if (!status.ok()) return error_of(status);
  return {};
}

// --- Database

Database::Database(std::unique_ptr<Rep> rep) : rep_(std::move(rep)) {}
Database::~Database() = default;

namespace {

/// Opens with one way of treating the log's end. Read-only changes nothing on disk.
enum class OpenMode : std::uint8_t { kReadOnly, kReadWrite };
rocksdb::Status open_database(const std::filesystem::path& directory, const DatabaseOptions& options,
                              rocksdb::WALRecoveryMode recovery, OpenMode mode,
                              const std::shared_ptr<BackgroundErrors>& errors,
                              std::vector<rocksdb::ColumnFamilyHandle*>& handles, std::unique_ptr<rocksdb::DB>& db) {
  rocksdb::DBOptions db_options = rocks_options(options);
  db_options.wal_recovery_mode = recovery;
  db_options.listeners = {errors};
  const std::vector<rocksdb::ColumnFamilyDescriptor> columns = rocks_columns(options);
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status =
      mode == OpenMode::kReadOnly
          ? rocksdb::DB::OpenForReadOnly(db_options, directory.string(), columns, &handles, &opened)
          : rocksdb::DB::Open(db_options, directory.string(), columns, &handles, &opened);
  db.reset(opened);
  return status;
}

/// The log's end is damaged. If everything that was synced comes before the damage, it is what a power cut leaves.
Status check_torn_end(const std::filesystem::path& directory, const DatabaseOptions& options, std::uint64_t synced,
                      const rocksdb::Status& damage) {
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  std::unique_ptr<rocksdb::DB> db;
  const rocksdb::Status status = open_database(directory, options, rocksdb::WALRecoveryMode::kPointInTimeRecovery,
                                               OpenMode::kReadOnly, std::make_shared<BackgroundErrors>(), handles, db);
  if (!status.ok()) return error_of(damage);
  const std::uint64_t reached = db->GetLatestSequenceNumber();
  for (rocksdb::ColumnFamilyHandle* handle : handles) db->DestroyColumnFamilyHandle(handle);
  if (reached < synced) return error_of(damage);
  return {};
}

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const std::filesystem::path& directory, const DatabaseOptions& options,
                                                 std::uint64_t synced) {
  auto rep = std::make_unique<Rep>();
  rep->directory = directory;
  rep->files_to_come = directory.string() + kFilesToCome;
  rep->room_bytes_min = options.room_bytes_min;
  rep->errors = std::make_shared<BackgroundErrors>();
  OSLER_RETURN_IF_ERROR(cut_logs_at_zeros(directory));
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::Status status = open_database(directory, options, rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords,
                                         OpenMode::kReadWrite, rep->errors, handles, rep->db);
  if (status.IsCorruption()) {
    OSLER_RETURN_IF_ERROR(check_torn_end(directory, options, synced, status));
    status = open_database(directory, options, rocksdb::WALRecoveryMode::kPointInTimeRecovery, OpenMode::kReadWrite,
                           rep->errors, handles, rep->db);
  }
  if (!status.ok()) return error_of(status);
  OSLER_ASSERT(handles.size() == kColumns);
  std::error_code failure;
  std::filesystem::remove_all(rep->files_to_come, failure);  // What a former process left unfinished.
  std::filesystem::create_directories(rep->files_to_come, failure);
  if (failure) return unavailable("cannot make " + rep->files_to_come.string() + ": " + failure.message());
  std::copy(handles.begin(), handles.end(), rep->columns.begin());
  if (rep->db->GetLatestSequenceNumber() < synced) {
    return internal_error("damaged store: the log in " + directory.string() + " ends before what was synced");
  }
  return std::unique_ptr<Database>(new Database(std::move(rep)));
}

Result<bool> Database::get(Column column, std::string_view key, std::string& value) const {
  rep_->count_reads(1);
  rocksdb::PinnableSlice pinned;
  const rocksdb::Status status = rep_->db->Get(rocksdb::ReadOptions(), rep_->column(column), slice(key), &pinned);
  if (status.IsNotFound()) return false;
  if (!status.ok()) return error_of(status);
  value.assign(pinned.data(), pinned.size());
  return true;
}

Result<std::vector<std::optional<std::string>>> Database::get_many(Column column,
                                                                   const std::vector<std::string>& keys) const {
  rep_->count_reads(keys.size());
  const std::vector<rocksdb::Slice> slices(keys.begin(), keys.end());
  std::vector<rocksdb::PinnableSlice> pinned(keys.size());
  std::vector<rocksdb::Status> statuses(keys.size());
  constexpr bool kSorted = true;
  rep_->db->MultiGet(rocksdb::ReadOptions(), rep_->column(column), keys.size(), slices.data(), pinned.data(),
                     statuses.data(), kSorted);
  std::vector<std::optional<std::string>> values(keys.size());
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (statuses[i].IsNotFound()) continue;
    if (!statuses[i].ok()) return error_of(statuses[i]);
    values[i].emplace(pinned[i].data(), pinned[i].size());
  }
  return values;
}

Scan Database::scan(Column column, std::string_view begin, std::string_view end, CacheUse use) const {
  rep_->count_reads(1);
  auto rep = std::make_unique<Scan::Rep>();
  rep->begin = begin;
  rep->end = begin < end ? end : begin;
  rep->begin_slice = rep->begin;
  rep->end_slice = rep->end;
  rocksdb::ReadOptions options;
  options.iterate_lower_bound = &rep->begin_slice;
  options.iterate_upper_bound = &rep->end_slice;
  options.fill_cache = use == CacheUse::kFill;
  rep->iterator.reset(rep_->db->NewIterator(options, rep_->column(column)));
  rep->iterator->Seek(rep->begin_slice);
  return Scan(std::move(rep));
}

Scan Database::scan_back(Column column, std::string_view begin, std::string_view end) const {
  Scan scan = this->scan(column, begin, end);
  scan.rep_->iterator->SeekToLast();
  return scan;
}

std::uint64_t Database::reads() const { return rep_->reads.load(std::memory_order_relaxed); }

std::uint64_t Database::approximate_bytes(Column column, std::string_view begin, std::string_view end) const {
  if (begin >= end) return 0;
  const rocksdb::Range range(slice(begin), slice(end));
  std::uint64_t bytes = 0;
  rocksdb::SizeApproximationOptions options;
  options.include_memtables = true;
  options.include_files = true;
  const rocksdb::Status status = rep_->db->GetApproximateSizes(options, rep_->column(column), &range, 1, &bytes);
  return status.ok() ? bytes : 0;
}

Status Database::check_room(std::size_t bytes) {
  struct statvfs disk {};
  const bool known = statvfs(rep_->directory.c_str(), &disk) == 0;
  if (known && std::uint64_t{disk.f_bavail} * disk.f_frsize < bytes + rep_->room_bytes_min) {
    return Error{ErrorKind::kStorageFull, "no space left on the disk of the store", {}, {}};
  }
  if (!rep_->errors->stopped()) return {};
  rep_->errors->clear();
  const rocksdb::Status resumed = rep_->db->Resume();
  if (!resumed.ok()) return error_of(resumed);
  return {};
}

namespace {

void write_or_stop(rocksdb::DB& db, const std::filesystem::path& directory, rocksdb::WriteBatch& batch, bool sync) {
  rocksdb::WriteOptions options;
  options.sync = sync;
  const rocksdb::Status status = db.Write(options, &batch);
  if (status.ok()) return;
  std::fprintf(stderr, "osler: writing to %s failed, stopping so that nothing unwritten is confirmed: %s\n", directory.c_str(),
               status.ToString().c_str());
  _exit(kWriteFailedExit);
}

}  // namespace

void Database::write(Batch& batch) { write_or_stop(*rep_->db, rep_->directory, batch.rep_->batch, true); }

void Database::write_unsynced(Batch& batch) { write_or_stop(*rep_->db, rep_->directory, batch.rep_->batch, false); }

std::filesystem::path Database::scratch_path() const { return rep_->files_to_come / std::to_string(++rep_->files_begun); }

Result<SortedFile> Database::sorted_file(Column column) const {
  rocksdb::ColumnFamilyHandle* handle = rep_->column(column);
  const std::filesystem::path path = scratch_path();
  auto file = std::make_unique<SortedFile::Rep>(rep_->db->GetOptions(handle), handle, path);
  const rocksdb::Status status = file->writer.Open(path.string());
  if (!status.ok()) return error_of(status);
  return SortedFile(std::move(file));
}

Status Database::take_over(SortedFile file) {
  std::vector<SortedFile> files;
  files.push_back(std::move(file));
  return take_over(std::move(files));
}

Status Database::take_over(std::vector<SortedFile> files) {
  std::vector<rocksdb::IngestExternalFileArg> arguments;
  for (SortedFile& file : files) {
    OSLER_RETURN_IF_ERROR(file.finish());
    const auto same = [&](const rocksdb::IngestExternalFileArg& argument) { return argument.column_family == file.rep_->column; };
    auto argument = std::find_if(arguments.begin(), arguments.end(), same);
    if (argument == arguments.end()) {
      argument = arguments.emplace(arguments.end());
      argument->column_family = file.rep_->column;
      argument->options.move_files = true;
      argument->options.write_global_seqno = false;
    }
    argument->external_files.push_back(file.rep_->path.string());
  }
  OSLER_FAULT("index.after_file");
  const rocksdb::Status status = rep_->db->IngestExternalFiles(arguments);
  if (!status.ok()) return error_of(status);
  return {};
}

Status Database::flush() const {
  rocksdb::FlushOptions options;
  options.wait = true;
  options.allow_write_stall = true;
  for (rocksdb::ColumnFamilyHandle* column : rep_->columns) {
    if (const rocksdb::Status status = rep_->db->Flush(options, column); !status.ok()) return error_of(status);
  }
  return {};
}

Status Database::compact(Column column, std::string_view begin, std::string_view end) const {
  rocksdb::CompactRangeOptions options;
  options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
  options.exclusive_manual_compaction = false;
  const rocksdb::Slice from = slice(begin);
  const rocksdb::Slice until = slice(end);
  const rocksdb::Status status = rep_->db->CompactRange(options, rep_->column(column), &from, &until);
  if (!status.ok()) return error_of(status);
  return {};
}

std::uint64_t Database::sequence() const { return rep_->db->GetLatestSequenceNumber(); }

std::uint64_t Database::log_bytes() const {
  rocksdb::VectorLogPtr logs;
  if (!rep_->db->GetSortedWalFiles(logs).ok()) return 0;
  return std::accumulate(logs.begin(), logs.end(), std::uint64_t{0}, [](std::uint64_t sum, const auto& log) { return sum + log->SizeFileBytes(); });
}

void Database::write_out() {
  rocksdb::FlushOptions flush;
  flush.allow_write_stall = true;  // Nobody else writes.
  static_cast<void>(rep_->db->Flush(flush, {rep_->columns.begin(), rep_->columns.end()}));
}

Status Database::checkpoint(const std::filesystem::path& directory) const {
  rocksdb::Checkpoint* made = nullptr;
  rocksdb::Status status = rocksdb::Checkpoint::Create(rep_->db.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint(made);
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory.string());
  if (!status.ok()) return error_of(status);
  return {};
}

}  // namespace osler::store::rocks
