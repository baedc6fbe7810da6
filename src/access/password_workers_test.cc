#include "access/password_workers.h"

#include <gtest/gtest.h>

#include <thread>

#include "access/installation_test.h"

namespace osler::access {
namespace {

TEST(PasswordWorkers, HashAndCompareAndComeBackToTheLoop) {
  SystemRng rng;
  PasswordWorkers workers(kCheapPasswords, rng);
  BlockingLoop loop;
  const Result<std::string> stored = loop.run(workers.hash("Correct-Horse-7", loop));
  ASSERT_TRUE(stored.ok());
  EXPECT_TRUE(matches_password("Correct-Horse-7", *stored));
  EXPECT_TRUE(*loop.run(workers.matches("Correct-Horse-7", *stored, loop)));
  EXPECT_FALSE(*loop.run(workers.matches("Correct-Horse-8", *stored, loop)));
}

TEST(PasswordWorkers, NeverKnowTheAbsentAccount) {
  SystemRng rng;
  PasswordWorkers workers(kCheapPasswords, rng);
  BlockingLoop loop;
  EXPECT_FALSE(*loop.run(workers.matches("Correct-Horse-7", "", loop)));
  EXPECT_FALSE(*loop.run(workers.matches("", "", loop)));
}

/// Collects resumptions; nobody runs them until asked.
class ManualLoop final : public Loop {
 public:
  void post(std::coroutine_handle<> handle) override {
    const std::lock_guard lock(mutex_);
    ready_.push_back(handle);
  }
  bool run_one() {
    std::coroutine_handle<> next;
    {
      const std::lock_guard lock(mutex_);
      if (ready_.empty()) return false;
      next = ready_.front();
      ready_.pop_front();
    }
    next.resume();
    return true;
  }

 private:
  std::mutex mutex_;
  std::deque<std::coroutine_handle<>> ready_;
};

/// Starts at once and owns itself; counts its ending.
struct Started {
  struct promise_type {
    Started get_return_object() const { return {}; }
    std::suspend_never initial_suspend() const noexcept { return {}; }
    std::suspend_never final_suspend() const noexcept { return {}; }
    void return_void() const noexcept {}
    void unhandled_exception() const noexcept {}
  };
};
Started start(PasswordWorkers& workers, Loop& loop, int& done, int& refused) {
  const Result<std::string> stored = co_await workers.hash("Correct-Horse-7", loop);
  ++(stored.ok() ? done : refused);
}

TEST(PasswordWorkers, RefuseWhatDoesNotFitIntoTheQueue) {
  SystemRng rng;
  ManualLoop loop;
  int done = 0;
  int refused = 0;
  PasswordWorkers workers({.memory_kib = 8 * 1024, .passes = 2, .lanes = 1}, rng, {.threads = 2, .waiting_max = 3});
  for (int i = 0; i < 40; ++i) start(workers, loop, done, refused);
  EXPECT_GT(refused, 0);
  while (done + refused < 40) {
    if (!loop.run_one()) std::this_thread::yield();
  }
  EXPECT_GE(done, 3);
}

}  // namespace
}  // namespace osler::access
