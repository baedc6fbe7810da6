#pragma once
// Hashing passwords beside the event loop: a few threads, a bounded queue, and the answer back on the caller's loop.

#include <memory>
#include <string>

#include "access/passwords.h"
#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"

namespace osler::access {

struct PasswordWorkerLimits {
  unsigned threads = 1;          ///< Each needs PasswordCost::memory_kib while it works.
  std::size_t waiting_max = 64;  ///< Beyond: kUnavailable.
};

class PasswordWorkers {
 public:
  /// `rng` must outlive this and be fit for any thread.
  PasswordWorkers(const PasswordCost& cost, Rng& rng, PasswordWorkerLimits limits = {});
  /// Work that is still waiting is never finished: stop the loops first.
  ~PasswordWorkers();

  /// A task that was started must be run to its end. Errors: kUnavailable when too many are waiting.
  Task<Result<std::string>> hash(std::string password, Loop& loop);
  /// `stored` empty: there is no such account; takes as long and answers false.
  Task<Result<bool>> matches(std::string password, std::string stored, Loop& loop);

 private:
  struct Impl;
  class OnWorker;
  std::unique_ptr<Impl> impl_;
};

}  // namespace osler::access
