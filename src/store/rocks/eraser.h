#pragma once
// After a purge: the thread that takes what the records left elsewhere off the disk, and with it what runs left that came
// to nothing. What a crash interrupts is begun again when the store is opened.

#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <mutex>
#include <thread>
#include <vector>

#include "base/loop.h"
#include "store/rocks/postings.h"
#include "store/rocks/purge.h"

namespace osler::store::rocks {

class Eraser {
 public:
  /// Both must outlive it.
  Eraser(Database& database, Postings& postings) : database_(database), postings_(postings) {}
  /// Leaves the rest for the next start. Whoever waits is told so.
  ~Eraser();

  /// Once the index is open: begins, with what a former process left. Errors: kInternal (damage).
  Status start();
  /// The committer's: a purge was written. Where the index is written in commits its entries are erased before this returns.
  void purged();

  /// Somebody who waits until everything purged until now is off the disk.
  struct Waiter {
    Loop* loop = nullptr;
    std::coroutine_handle<> waiting;
    Status status;
    std::uint64_t wanted = 0;
  };
  /// False: nothing is to be waited for. Else the waiter, which must live until then, is posted to its loop.
  bool wait(Waiter& waiter);

 private:
  void run();
  Status erase_from_index();
  Status erase_all();
  Status compact(const std::vector<PurgeRemains>& purges) const;
  void answer(const Status& status);

  Database& database_;
  Postings& postings_;
  std::atomic<bool> stopped_ = false;

  std::mutex mutex_;  ///< Held for moments only.
  std::condition_variable changed_;
  Status erased_in_commit_;  ///< Commits that add to blocks of the index do not wait for the thread, so theirs does it.
  std::uint64_t asked_ = 0;  ///< Purges written,
  std::uint64_t done_ = 0;   ///< and how many of them are off the disk.
  std::vector<Waiter*> waiters_;
  std::thread thread_;
};

}  // namespace osler::store::rocks
