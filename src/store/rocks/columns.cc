#include "store/rocks/columns.h"

#include <algorithm>

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kBehindMin = 64;       ///< A column may always be so many versions behind,
constexpr std::uint64_t kBehindOneIn = 16;     ///< or this part of all.
constexpr std::uint64_t kRecentMax = 256;      ///< So many versions are looked at beside a column again and again, no more.

bool is_behind(std::uint64_t until, std::uint64_t newest) {
  return newest > until + std::max(kBehindMin, until / kBehindOneIn);
}

}  // namespace

Columns::Columns(const Postings& postings, const Published& published, const RecentTerms& recent, const ColumnsOptions& options)
    : postings_(postings), published_(published), recent_(recent), options_(options), thread_([this] { run(); }) {}

Columns::~Columns() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  asked_.notify_all();
  thread_.join();
}

std::shared_ptr<const ExtentColumn> Columns::find(const Scope& scope, ParameterId parameter) const {
  bool decided = false;
  return std::static_pointer_cast<const ExtentColumn>(kept({scope.partition, scope.type, parameter, Kind::kExtents}, decided));
}

std::shared_ptr<const IntervalColumn> Columns::intervals(const Scope& scope, ParameterId parameter, std::uint64_t generation) const {
  bool decided = false;
  const Column extents = kept({scope.partition, scope.type, parameter, Kind::kExtents}, decided);
  if (!decided || (extents && static_cast<const ExtentColumn&>(*extents).is_mostly_exact())) return nullptr;
  if (generation != postings_.generation()) return nullptr;
  return std::static_pointer_cast<const IntervalColumn>(kept({scope.partition, scope.type, parameter, Kind::kIntervals}, decided));
}

/// `decided`: whether it is known if there can be one.
Columns::Column Columns::kept(const Key& key, bool& decided) const {
  if (options_.bytes_max == 0) return nullptr;
  const Tally* tally = published_.tallies.find(key.scope());
  if (tally == nullptr) return nullptr;
  Entry found;
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    entry.used = ++uses_;
    decided = entry.until != 0;
    if (decided && is_good(key, entry)) return entry.column;
    found = entry;
  }
  if (Column more = with_recent(key, found)) return more;
  if (tally->versions.load(std::memory_order_relaxed) > options_.made_at_once_max) {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    if (!entry.waits) to_make_.push_back(key);
    entry.waits = true;
    asked_.notify_one();
    return entry.column;
  }
  make(key);
  const std::lock_guard lock(mutex_);
  decided = true;
  return entries_[key].column;
}

bool Columns::is_good(const Key& key, const Entry& entry) const {
  const std::uint64_t newest = published_.newest();
  if (key.kind == Kind::kExtents) return !is_behind(entry.until, newest);
  if (entry.generation != postings_.generation()) return false;
  if (!entry.column) return !is_behind(entry.until, newest);
  return newest <= entry.until + kRecentMax && recent_.knows_after(entry.until);
}

/// The column with what came since; null: it has to be made anew.
Columns::Column Columns::with_recent(const Key& key, const Entry& old) const {
  if (key.kind == Kind::kExtents || !old.column || old.generation != postings_.generation()) return nullptr;
  const std::uint64_t newest = published_.newest();
  const auto later = recent_.of(key.scope(), old.until, newest);
  if (!later) return nullptr;
  Column more = static_cast<const IntervalColumn&>(*old.column).with(*later, key.scope(), key.parameter, newest);
  if (!more) return nullptr;
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[key];
  if (entry.generation == old.generation && entry.until < newest) {
    entry.column = more;
    entry.until = newest;
  }
  return more;
}

Result<Columns::Column> Columns::made(const Key& key, const Index& index) const {
  if (key.kind == Kind::kExtents) {
    OSLER_TRY(Column extents, ExtentColumn::make(index, key.scope(), key.parameter, stopped_));
    return extents;
  }
  OSLER_TRY(Column intervals, IntervalColumn::make(index, key.scope(), key.parameter, stopped_));
  return intervals;
}

/// What cannot be read now is not there, and is tried again when there is more of it.
void Columns::make(const Key& key) const {
  Budget no_limit;
  const std::uint64_t generation = postings_.generation();
  const Index index(postings_, published_.timeline, published_.newest(), no_limit);
  Result<Column> column = made(key, index);
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[key];
  entry.waits = false;
  entry.until = index.moment();
  entry.generation = generation;
  entry.column = column.ok() && *column && (*column)->bytes() <= options_.bytes_max ? *std::move(column) : nullptr;
  while (true) {
    std::size_t bytes = 0;
    auto oldest = entries_.end();
    for (auto other = entries_.begin(); other != entries_.end(); ++other) {
      if (!other->second.column) continue;
      bytes += other->second.column->bytes();
      const bool is_older = oldest == entries_.end() || other->second.used < oldest->second.used;
      if (other->first != key && is_older) oldest = other;
    }
    if (bytes <= options_.bytes_max || oldest == entries_.end()) return;
    entries_.erase(oldest);
  }
}

void Columns::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    asked_.wait(lock, [this] { return stopped_ || !to_make_.empty(); });
    if (stopped_) return;
    const Key key = to_make_.front();
    to_make_.pop_front();
    lock.unlock();
    make(key);
    lock.lock();
  }
}

}  // namespace osler::store::rocks
