#pragma once
// The thread a coroutine belongs to: whoever completes work elsewhere posts the continuation back here.

#include <condition_variable>
#include <coroutine>
#include <deque>
#include <mutex>
#include <optional>

#include "base/task.h"

namespace osler {

class Loop {
 public:
  virtual ~Loop() = default;
  /// Resumes `handle` on this loop's thread, later. Any thread; never blocks.
  virtual void post(std::coroutine_handle<> handle) = 0;
};

/// Runs tasks on the calling thread until they are done: for tests, tools and start-up. One thread at a time.
class BlockingLoop final : public Loop {
 public:
  void post(std::coroutine_handle<> handle) override;

  /// Runs `task` to its end, sleeping while it waits for other threads; then what was posted meanwhile and is not part of it.
  template <class T>
  T run(Task<T> task) {
    bool done = false;
    if constexpr (std::is_void_v<T>) {
      Driver driver = drive(std::move(task), done);
      run_until(driver.handle, done);
    } else {
      std::optional<T> result;
      Driver driver = drive(std::move(task), result, done);
      run_until(driver.handle, done);
      return std::move(*result);
    }
  }

 private:
  /// The outermost coroutine of a run; owned by run().
  struct Driver {
    struct promise_type {
      Driver get_return_object() { return Driver{std::coroutine_handle<promise_type>::from_promise(*this)}; }
      std::suspend_always initial_suspend() const noexcept { return {}; }
      std::suspend_always final_suspend() const noexcept { return {}; }
      void return_void() const noexcept {}
      void unhandled_exception() const noexcept { assertion_failed("exception left a task", __FILE__, __LINE__); }
    };
    explicit Driver(std::coroutine_handle<> h) : handle(h) {}
    Driver(Driver&& other) noexcept : handle(std::exchange(other.handle, {})) {}
    Driver& operator=(Driver&&) = delete;
    ~Driver() {
      if (handle) handle.destroy();
    }
    std::coroutine_handle<> handle;
  };

  template <class T>
  static Driver drive(Task<T> task, std::optional<T>& result, bool& done) {
    result.emplace(co_await std::move(task));
    done = true;
  }
  static Driver drive(Task<void> task, bool& done) {
    co_await std::move(task);
    done = true;
  }
  void run_until(std::coroutine_handle<> start, const bool& done);
  std::coroutine_handle<> take_left();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::coroutine_handle<>> ready_;
};

}  // namespace osler
