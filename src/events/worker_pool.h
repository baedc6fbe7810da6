#pragma once
// Threads for work that blocks, made when there is work and no idle one, up to a limit.

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace osler::events {

class WorkerPool {
 public:
  explicit WorkerPool(std::uint32_t threads_max) : threads_max_(threads_max) {}
  ~WorkerPool() { stop(); }
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// Beyond the limit the work waits for a thread.
  void add(std::function<void()> work) {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    work_.push_back(std::move(work));
    if (idle_ < work_.size() && threads_.size() < threads_max_) threads_.emplace_back([this] { run(); });
    changed_.notify_one();
  }

  /// Finishes what was begun, forgets what was not. Idempotent; call from outside the pool.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      work_.clear();
    }
    changed_.notify_all();
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
  }

 private:
  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      ++idle_;
      changed_.wait(lock, [this] { return stopping_ || !work_.empty(); });
      --idle_;
      if (stopping_) return;
      const std::function<void()> work = std::move(work_.front());
      work_.pop_front();
      lock.unlock();
      work();
      lock.lock();
    }
  }

  const std::uint32_t threads_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> work_;
  std::size_t idle_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace osler::events
