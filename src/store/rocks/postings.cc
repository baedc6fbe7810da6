#include "store/rocks/postings.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <span>

#include "base/assert.h"
#include "base/fault.h"
#include "base/thread_name.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"
#include "store/rocks/posting_block.h"

namespace osler::store::rocks {
namespace {

/// Before every term: these have more bytes, and are not all zero there.
constexpr std::string_view kWatermarkKey("\0", 1);
constexpr std::chrono::seconds kRetryAfter{1};
constexpr std::size_t kBlocksAtOnce = 64;  ///< Rewritten while nobody else writes files.

std::string watermark_value(std::uint64_t position) {
  std::string value;
  append_u64(value, position);
  return value;
}

std::string block_key(std::string_view term, std::uint64_t base) {
  std::string key(term);
  append_u64(key, base);
  return key;
}

}  // namespace

Status write_term(SortedFile& file, std::string_view term, const Positions& positions) {
  std::string block;
  for (auto begin = positions.begin(); begin != positions.end();) {
    const std::uint64_t base = block_of(*begin);
    const auto end = std::lower_bound(begin, positions.end(), base + kBlockPositions);
    block.clear();
    append_block(block, {begin, end});
    OSLER_RETURN_IF_ERROR(file.merge(block_key(term, base), block));
    begin = end;
  }
  return {};
}

Postings::Postings(Database& database, const PostingsOptions& options, std::uint64_t newest, std::uint64_t watermark)
    : database_(database),
      options_(options),
      opened_at_(newest),
      watermark_(watermark),
      active_(std::make_shared<Delta>()),
      added_until_(newest),
      segments_{active_, nullptr} {}

Result<std::unique_ptr<Postings>> Postings::open(Database& database, const PostingsOptions& options,
                                                 std::uint64_t newest) {
  std::string value;
  OSLER_TRY(const bool there, database.get(Column::kPostings, kWatermarkKey, value));
  const std::uint64_t watermark = there ? ByteReader(value).u64() : 0;
  if (watermark > newest) {
    return internal_error("damaged store: the index goes up to position " + std::to_string(watermark) +
                          ", the records up to " + std::to_string(newest));
  }
  return std::unique_ptr<Postings>(new Postings(database, options, newest, watermark));
}

Postings::~Postings() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
  // What cannot be written now is extracted again when the store is opened next.
  const bool behind = started_ && options_.writing == IndexWriting::kInBackground && watermark_ < added_until_;
  if (behind && !segments_.frozen) static_cast<void>(write(*active_, added_until_));
}

/// What was purged meanwhile is left out. Whether there was anything else.
Result<bool> Postings::write_terms(SortedFile& file, const Delta& delta) const {
  bool any = false;
  Delta::Cursor cursor(delta);
  Positions positions;
  for (cursor.seek({}); cursor.valid(); cursor.next()) {
    positions.clear();
    cursor.read(positions);
    make_ascending(positions);
    std::erase_if(positions, [this](std::uint64_t position) { return is_purged(position); });
    if (positions.empty()) continue;
    OSLER_RETURN_IF_ERROR(write_term(file, cursor.term(), positions));
    any = true;
  }
  return any;
}

Segments Postings::segments() const {
  const std::lock_guard lock(mutex_);
  return segments_;
}

Status Postings::add_old(const Delta& delta) const {
  if (delta.empty()) return {};
  OSLER_FAULT("index_again.before_file");
  const std::lock_guard lock(files_);
  OSLER_TRY(SortedFile file, database_.sorted_file(Column::kPostings));
  OSLER_TRY(const bool any, write_terms(file, delta));
  if (!any) return {};
  OSLER_RETURN_IF_ERROR(database_.take_over(std::move(file)));
  generation_.fetch_add(1, std::memory_order_acq_rel);
  OSLER_FAULT("index_again.after_write");
  return {};
}

Status Postings::take_over(std::vector<SortedFile> files) const {
  const std::lock_guard lock(files_);
  return database_.take_over(std::move(files));
}

bool Postings::is_nobodys(std::uint64_t position) const {
  if (options_.timeline == nullptr) return false;
  if (options_.timeline->knows(position)) return options_.timeline->is_purged(position);
  return options_.runs != nullptr && options_.runs->is_given_up(position);
}

Status Postings::erase_purged(const Scope& scope, const std::atomic<bool>& stopped) {
  { const std::lock_guard lock(files_); }  // A file that is being made may have it still. Later ones do not.
  std::string prefix;
  append_u32(prefix, scope.partition.number());
  append_u16(prefix, number_of(scope.type));
  std::vector<std::string> keys;
  Positions positions;
  Scan scan = database_.scan(Column::kPostings, prefix, end_of_prefix(prefix), CacheUse::kLeave);
  for (; scan.valid() && !stopped; scan.next()) {
    positions.clear();
    if (!read_block(scan.value(), position_of_key(scan.key()), positions)) return internal_error("damaged index: a block cannot be read");
    const bool has_some = std::ranges::any_of(positions, [this](std::uint64_t position) { return is_nobodys(position); });
    if (has_some) keys.emplace_back(scan.key());
    if (keys.size() < kBlocksAtOnce) continue;
    OSLER_RETURN_IF_ERROR(erase_purged(keys));
    keys.clear();
  }
  OSLER_RETURN_IF_ERROR(scan.status());
  return erase_purged(keys);
}

/// What was added to the blocks since they were met stays.
Status Postings::erase_purged(const std::vector<std::string>& keys) {
  const std::lock_guard lock(files_);
  Batch batch(database_);
  std::string value;
  for (const std::string& key : keys) {
    OSLER_TRY(const bool there, database_.get(Column::kPostings, key, value));
    Positions positions;
    if (!there || !read_block(value, position_of_key(key), positions)) continue;
    std::erase_if(positions, [this](std::uint64_t position) { return is_nobodys(position); });
    std::string block;
    if (!positions.empty()) append_block(block, positions);
    if (positions.empty()) batch.erase(Column::kPostings, key);
    else batch.put(Column::kPostings, key, block);
  }
  if (batch.empty()) return {};
  OSLER_RETURN_IF_ERROR(database_.check_room(batch.bytes()));
  database_.write(batch);
  OSLER_FAULT("purge.postings");
  return {};
}

// --- opening

void Postings::start_over(Batch& batch) {
  OSLER_ASSERT(!started_);
  batch.put(Column::kPostings, kWatermarkKey, watermark_value(0));
  watermark_ = 0;
}

/// In a delta of its own: the active one may be growing already.
Status Postings::recovered(std::string_view term, std::uint64_t position) {
  OSLER_ASSERT(!started_);
  const bool full = recovering_ && recovering_->bytes() >= options_.memory_bytes / 2;
  if (full && position > recovered_until_) {
    OSLER_RETURN_IF_ERROR(write(*recovering_, recovered_until_));
    recovering_.reset();
  }
  if (!recovering_) recovering_ = std::make_shared<Delta>();
  recovering_->add(term, position);
  recovered_until_ = position;
  return {};
}

Status Postings::start() {
  if (!recovering_) recovering_ = std::make_shared<Delta>();
  if (options_.writing == IndexWriting::kInCommit) {
    OSLER_RETURN_IF_ERROR(write(*recovering_, opened_at_));
  } else {
    const std::lock_guard lock(mutex_);
    if (watermark_ < opened_at_) {
      segments_.frozen = std::move(recovering_);
      frozen_until_ = opened_at_;
    }
    thread_ = std::thread([this] { run(); });
  }
  recovering_.reset();
  started_ = true;
  return {};
}

// --- the committer's thread

void Postings::collect(std::string_view term, std::uint64_t position, Batch& batch) const {
  std::string block;
  append_block(block, std::span(&position, 1));
  batch.merge(Column::kPostings, block_key(term, block_of(position)), block);
}

void Postings::collected(std::uint64_t newest, Batch& batch) const {
  if (started_) batch.put(Column::kPostings, kWatermarkKey, watermark_value(newest));
}

void Postings::add(std::string_view term, std::uint64_t position) { active_->add(term, position); }

void Postings::add(std::span<const Delta::NewTerm> terms) { active_->add(terms); }

bool Postings::active_is_full() const { return active_->bytes() >= options_.memory_bytes / 2 && !active_->empty(); }

void Postings::added(std::uint64_t newest) {
  added_until_ = newest;
  if (!active_is_full()) return;
  if (!started_) return;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !segments_.frozen || !last_write_.ok(); });
  if (!segments_.frozen) freeze(newest);
}

/// The active delta goes on its way to disk. The lock is held.
void Postings::freeze(std::uint64_t until) {
  OSLER_FAULT("index.before_freeze");
  auto fresh = std::make_shared<Delta>();
  segments_ = {fresh, active_};
  active_ = std::move(fresh);
  frozen_until_ = until;
  changed_.notify_all();
}

Status Postings::check_room() const {
  if (!active_is_full()) return {};
  const std::lock_guard lock(mutex_);
  return last_write_;
}

// --- the writing thread

void Postings::run() {
  name_this_thread("postings");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return closing_ || segments_.frozen; });
    if (!segments_.frozen) return;
    const std::shared_ptr<const Delta> delta = segments_.frozen;
    const std::uint64_t until = frozen_until_;
    lock.unlock();
    const Status written = write(*delta, until);
    lock.lock();
    last_write_ = written;
    if (written.ok()) {
      segments_.frozen.reset();
    } else if (closing_) {
      return;
    } else {
      std::fprintf(stderr, "osler: the index cannot be written, trying again: %s\n", written.error().message.c_str());
      changed_.wait_for(lock, kRetryAfter, [this] { return closing_; });
    }
    changed_.notify_all();
  }
}

Status Postings::write(const Delta& delta, std::uint64_t until) {
  OSLER_FAULT("index.before_file");
  const std::lock_guard lock(files_);
  OSLER_TRY(SortedFile file, database_.sorted_file(Column::kPostings));
  OSLER_RETURN_IF_ERROR(file.put(kWatermarkKey, watermark_value(until)));
  OSLER_TRY(const bool any, write_terms(file, delta));
  static_cast<void>(any);  // The watermark is in it in any case.
  OSLER_RETURN_IF_ERROR(database_.take_over(std::move(file)));
  OSLER_FAULT("index.after_write");
  watermark_ = until;
  return {};
}

}  // namespace osler::store::rocks
