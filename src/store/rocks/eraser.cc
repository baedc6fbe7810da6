#include "store/rocks/eraser.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

#include "base/fault.h"
#include "base/thread_name.h"
#include "store/rocks/bytes.h"
#include "store/rocks/keys.h"

namespace osler::store::rocks {
namespace {

constexpr std::chrono::seconds kRetryAfter{1};

struct Range {
  std::string begin;
  std::string end;
};

/// Everything of one type in the families whose keys begin with partition and type.
Range range_of(const Scope& scope) {
  std::string prefix;
  append_u32(prefix, scope.partition.number());
  append_u16(prefix, number_of(scope.type));
  return {prefix, end_of_prefix(prefix)};
}

bool before(const Scope& a, const Scope& b) {
  return std::pair(a.partition, a.type) < std::pair(b.partition, b.type);
}

std::vector<Scope> scopes_of(const std::vector<PurgeRemains>& purges) {
  std::set<Scope, decltype(&before)> scopes(&before);
  for (const PurgeRemains& purge : purges) scopes.insert(purge.scope);
  return {scopes.begin(), scopes.end()};
}

/// And the system's, whose rows may be of jobs that went with the records.
std::set<Partition> partitions_of(const std::vector<PurgeRemains>& purges) {
  std::set<Partition> partitions;
  for (const PurgeRemains& purge : purges) partitions.insert(purge.scope.partition);
  if (!partitions.empty()) partitions.insert(Partition::system());
  return partitions;
}

std::vector<Range> ranges_of_versions(const std::vector<PurgeRemains>& purges) {
  std::set<std::uint64_t> positions;
  for (const PurgeRemains& purge : purges) positions.insert(purge.positions.begin(), purge.positions.end());
  std::vector<Range> ranges;
  std::uint64_t last = 0;
  for (const std::uint64_t position : positions) {
    const bool is_near = !ranges.empty() && position - last <= kNearPositions;
    if (!is_near) ranges.push_back({version_key({position}), {}});
    ranges.back().end = version_key({position + 1});
    last = position;
  }
  return ranges;
}

}  // namespace

Eraser::~Eraser() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Status Eraser::start() {
  OSLER_TRY(const std::vector<PurgeRemains> remains, what_remains(database_));
  if (postings_.writing() == IndexWriting::kInCommit) OSLER_RETURN_IF_ERROR(erase_from_index());  // Nobody writes yet.
  {
    const std::lock_guard lock(mutex_);
    if (!remains.empty()) ++asked_;
  }
  thread_ = std::thread([this] { run(); });
  return {};
}

void Eraser::purged() {
  const Status erased = postings_.writing() == IndexWriting::kInCommit ? erase_from_index() : Status();
  {
    const std::lock_guard lock(mutex_);
    erased_in_commit_ = erased;
    ++asked_;
  }
  changed_.notify_all();
}

bool Eraser::wait(Waiter& waiter) {
  const std::lock_guard lock(mutex_);
  if (done_ >= asked_) return false;
  if (stopped_ || !thread_.joinable()) {
    waiter.status = unavailable("the store is being closed, or its index is not open: the rest is erased at the next start");
    return false;
  }
  waiter.wanted = asked_;
  waiters_.push_back(&waiter);
  return true;
}

/// Of those who wait for what is done; all of them if it cannot be done.
void Eraser::answer(const Status& status) {
  std::vector<Waiter*> answered;
  {
    const std::lock_guard lock(mutex_);
    const auto rest = std::partition(waiters_.begin(), waiters_.end(), [&](const Waiter* waiter) { return status.ok() && waiter->wanted > done_; });
    answered.assign(rest, waiters_.end());
    waiters_.erase(rest, waiters_.end());
  }
  for (Waiter* waiter : answered) {
    waiter->status = status;
    waiter->loop->post(waiter->waiting);
  }
}

void Eraser::run() {
  name_this_thread("eraser");
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopped_ || asked_ > done_; });
    if (stopped_) break;
    const std::uint64_t asked = asked_;
    lock.unlock();
    const Status erased = erase_all();
    lock.lock();
    if (erased.ok() && !stopped_) done_ = asked;
    const bool failed = !erased.ok() && !stopped_;
    lock.unlock();
    if (!stopped_) answer(erased);
    if (failed) std::fprintf(stderr, "osler: what was purged cannot be erased, trying again: %s\n", erased.error().message.c_str());
    lock.lock();
    if (failed) changed_.wait_for(lock, kRetryAfter, [this] { return stopped_.load(); });
  }
  lock.unlock();
  answer(unavailable("the store is being closed: the rest is erased at the next start"));
}

Status Eraser::erase_from_index() {
  OSLER_TRY(const std::vector<PurgeRemains> remains, what_remains(database_));
  for (const Scope& scope : scopes_of(remains)) {
    OSLER_RETURN_IF_ERROR(postings_.erase_purged(scope, stopped_));
    if (stopped_) return {};
  }
  return {};
}

Status Eraser::erase_all() {
  OSLER_TRY(const std::vector<PurgeRemains> purges, what_remains(database_));
  OSLER_FAULT("purge.before_erasing");
  if (postings_.writing() == IndexWriting::kInCommit) {
    const std::lock_guard lock(mutex_);
    OSLER_RETURN_IF_ERROR(erased_in_commit_);
  } else {
    OSLER_RETURN_IF_ERROR(erase_from_index());
    if (stopped_) return {};
  }
  OSLER_FAULT("purge.before_compaction");
  OSLER_RETURN_IF_ERROR(compact(purges));
  if (stopped_) return {};
  OSLER_FAULT("purge.before_end");
  Batch batch(database_);
  for (const PurgeRemains& purge : purges) batch.erase(Column::kMeta, purge.meta_key);
  if (!batch.empty()) database_.write(batch);
  OSLER_FAULT("purge.after_end");
  return {};
}

/// Logs first: what is in files only is gone with them.
Status Eraser::compact(const std::vector<PurgeRemains>& purges) const {
  OSLER_RETURN_IF_ERROR(database_.flush());
  for (const Range& range : ranges_of_versions(purges)) {
    if (stopped_) return {};
    OSLER_RETURN_IF_ERROR(database_.compact(Column::kVersion, range.begin, range.end));
  }
  for (const Scope& scope : scopes_of(purges)) {
    const Range range = range_of(scope);
    for (const Column column : {Column::kCurrent, Column::kHistory, Column::kIndex, Column::kPostings}) {
      if (stopped_) return {};
      OSLER_RETURN_IF_ERROR(database_.compact(column, range.begin, range.end));
    }
  }
  for (const Partition partition : partitions_of(purges)) {
    std::string rows;
    append_u32(rows, partition.number());
    OSLER_RETURN_IF_ERROR(database_.compact(Column::kRows, rows, end_of_prefix(rows)));
  }
  return {};
}

}  // namespace osler::store::rocks
