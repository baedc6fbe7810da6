#include "store/rocks/columns.h"

#include <algorithm>

#include "base/thread_name.h"

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kBehindMin = 64;       ///< A column may always be so many versions behind,
constexpr std::uint64_t kBehindOneIn = 16;     ///< or this part of all.
constexpr std::uint64_t kRecentMax = 256;      ///< So many versions are looked at beside a column again and again, no more.

bool is_behind(std::uint64_t until, std::uint64_t newest) {
  return newest > until + std::max(kBehindMin, until / kBehindOneIn);
}

}  // namespace

Columns::Columns(const Postings& postings, const Published& published, const RecentTerms& recent, const Records& records,
                 const ColumnsOptions& options)
    : postings_(postings), published_(published), recent_(recent), records_(records), options_(options), thread_([this] { run(); }) {}

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

std::shared_ptr<const LinkColumn> Columns::links(const Scope& source, ParameterId parameter, TypeId target, std::uint64_t generation) const {
  if (generation != postings_.generation()) return nullptr;
  bool decided = false;
  return std::static_pointer_cast<const LinkColumn>(kept({source.partition, source.type, parameter, Kind::kLinks, target}, decided));
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
    return is_current(key, entry) ? entry.column : nullptr;
  }
  make(key);
  const std::lock_guard lock(mutex_);
  decided = true;
  const Entry& entry = entries_[key];
  return is_current(key, entry) ? entry.column : nullptr;
}

bool Columns::is_good(const Key& key, const Entry& entry) const {
  const std::uint64_t newest = published_.newest();
  if (key.kind == Kind::kExtents) return !is_behind(entry.until, newest);
  if (!is_current(key, entry)) return false;
  if (!entry.column) return !is_behind(entry.until, newest);
  return newest <= entry.until + kRecentMax && recent_.knows_after(entry.until);
}

/// Whether what it has is right, of the versions that it knows.
bool Columns::is_current(const Key& key, const Entry& entry) const {
  if (key.kind == Kind::kExtents) return true;
  return entry.generation == postings_.generation() && (key.kind != Kind::kLinks || entry.purges == published_.purges());
}

/// The column with what came since; null: it has to be made anew.
Columns::Column Columns::with_recent(const Key& key, const Entry& old) const {
  if (key.kind == Kind::kExtents || !old.column || !is_current(key, old)) return nullptr;
  const std::uint64_t newest = published_.newest();
  const auto later = recent_.of(key.scope(), old.until, newest);
  if (!later) return nullptr;
  Column more;
  if (key.kind == Kind::kIntervals) {
    more = static_cast<const IntervalColumn&>(*old.column).with(*later, key.scope(), key.parameter, newest);
  } else {
    const std::vector<NamedLink> since = named_links(*later, key.parameter, key.target);
    auto links = static_cast<const LinkColumn&>(*old.column).with(records_, key.partition, key.target, since, newest);
    if (links.ok()) more = *std::move(links);
  }
  if (!more) return nullptr;
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[key];
  if (entry.column && entry.generation == old.generation && entry.purges == old.purges && entry.until < newest) {
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
  if (key.kind == Kind::kLinks) {
    OSLER_TRY(Column links, LinkColumn::make(index, records_, key.scope(), key.parameter, key.target, stopped_));
    return links;
  }
  OSLER_TRY(Column intervals, IntervalColumn::make(index, key.scope(), key.parameter, stopped_));
  return intervals;
}

/// What cannot be read now is not there, and is tried again when there is more of it.
void Columns::make(const Key& key) const {
  Budget no_limit;
  const std::uint64_t generation = postings_.generation();
  const std::uint64_t purges = published_.purges();
  const Index index(postings_, published_.timeline, published_.newest(), no_limit);
  Result<Column> column = made(key, index);
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[key];
  entry.waits = false;
  entry.until = index.moment();
  entry.generation = generation;
  entry.purges = purges;
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
  name_this_thread("columns");
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
