#include "store/rocks/columns.h"

#include <algorithm>

namespace osler::store::rocks {
namespace {

constexpr std::uint64_t kBehindMin = 64;       ///< A column may always be so many versions behind,
constexpr std::uint64_t kBehindOneIn = 16;     ///< or this part of all.

bool is_behind(std::uint64_t until, std::uint64_t newest) {
  return newest > until + std::max(kBehindMin, until / kBehindOneIn);
}

}  // namespace

Columns::Columns(const Postings& postings, const Published& published, const ColumnsOptions& options)
    : postings_(postings), published_(published), options_(options), thread_([this] { run(); }) {}

Columns::~Columns() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  asked_.notify_all();
  thread_.join();
}

std::shared_ptr<const ExtentColumn> Columns::find(const Scope& scope, ParameterId parameter) const {
  if (options_.bytes_max == 0) return nullptr;
  const Key key{scope.partition, scope.type, parameter};
  const Tally* tally = published_.tallies.find(scope);
  if (tally == nullptr) return nullptr;
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entries_[key];
    entry.used = ++uses_;
    if (entry.until != 0 && !is_behind(entry.until, published_.newest())) return entry.column;
    if (tally->versions.load(std::memory_order_relaxed) > options_.made_at_once_max) {
      if (!entry.waits) to_make_.push_back(key);
      entry.waits = true;
      asked_.notify_one();
      return entry.column;
    }
  }
  make(key);
  const std::lock_guard lock(mutex_);
  return entries_[key].column;
}

/// What cannot be read now is not there, and is tried again when there is more of it.
void Columns::make(const Key& key) const {
  Budget no_limit;
  const Index index(postings_, published_.timeline, published_.newest(), no_limit);
  const auto made = ExtentColumn::make(index, {key.partition, key.type}, key.parameter, stopped_);
  const std::lock_guard lock(mutex_);
  Entry& entry = entries_[key];
  entry.waits = false;
  entry.until = index.moment();
  entry.column = made.ok() && *made && (*made)->bytes() <= options_.bytes_max ? *made : nullptr;
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
