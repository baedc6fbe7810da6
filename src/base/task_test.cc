#include "base/task.h"

#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "base/loop.h"
#include "base/result.h"

namespace osler {
namespace {

/// Suspends, and lets another thread post the continuation back to the loop.
struct Elsewhere {
  Loop& loop;
  std::thread& thread;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) {
    thread = std::thread([this, handle] { loop.post(handle); });
  }
  void await_resume() const {}
};

Task<int> answer(Loop& loop, std::thread& thread) {
  co_await Elsewhere{loop, thread};
  co_return 42;
}

Task<Result<std::string>> outer(Loop& loop, std::thread& thread) {
  const int number = co_await answer(loop, thread);
  if (number != 42) co_return invalid_input("expected 42");
  co_return std::string("ok");
}

TEST(Task, ComesBackToTheThreadThatRunsTheLoop) {
  BlockingLoop loop;
  std::thread thread;
  const std::thread::id before = std::this_thread::get_id();
  const Result<std::string> result = loop.run(outer(loop, thread));
  thread.join();
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, "ok");
  EXPECT_EQ(before, std::this_thread::get_id());
}

TEST(Task, IsLazy) {
  bool started = false;
  auto make = [&]() -> Task<int> {
    started = true;
    co_return 1;
  };
  const Task<int> task = make();
  EXPECT_FALSE(started);
}

}  // namespace
}  // namespace osler
