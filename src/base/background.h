#pragma once
// One thread for work that would hold up an event loop for long: jobs run one after the other, at a lower priority than
// the loops.

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "base/loop.h"
#include "base/result.h"
#include "base/task.h"

namespace osler {

class Background {
 public:
  /// At most `waiting_max` jobs wait behind the one that runs. The thread starts with the first job.
  explicit Background(std::size_t waiting_max) : waiting_max_(waiting_max) {}
  /// Lets the job that runs come to its end; those that wait are never run, and their callers never resumed.
  ~Background();
  Background(const Background&) = delete;
  Background& operator=(const Background&) = delete;

  /// Runs `work` on the thread and goes on on `loop`. Error: kUnavailable if too many wait; then nothing was run.
  Task<Status> run(std::function<void()> work, Loop& loop);

 private:
  struct Job {
    std::function<void()> work;
    Loop* loop = nullptr;
    std::coroutine_handle<> waiting;
  };
  bool submit(Job job);
  void serve();

  const std::size_t waiting_max_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool closing_ = false;
  std::thread thread_;
};

}  // namespace osler
