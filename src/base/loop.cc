#include "base/loop.h"

namespace osler {

void BlockingLoop::post(std::coroutine_handle<> handle) {
  const std::lock_guard lock(mutex_);
  ready_.push_back(handle);
  wake_.notify_one();
}

void BlockingLoop::run_until(std::coroutine_handle<> start, const bool& done) {
  start.resume();
  while (!done) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [this] { return !ready_.empty(); });
    const std::coroutine_handle<> next = ready_.front();
    ready_.pop_front();
    lock.unlock();
    next.resume();
  }
  // What the task left behind, such as the end of a turn that a commit did not wait for.
  while (const std::coroutine_handle<> left = take_left()) left.resume();
}

std::coroutine_handle<> BlockingLoop::take_left() {
  const std::lock_guard lock(mutex_);
  if (ready_.empty()) return {};
  const std::coroutine_handle<> left = ready_.front();
  ready_.pop_front();
  return left;
}

}  // namespace osler
