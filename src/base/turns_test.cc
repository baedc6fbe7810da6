#include "base/turns.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace osler {
namespace {

/// Lets others of the loop go on.
struct Later {
  Loop& loop;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> handle) const { loop.post(handle); }
  void await_resume() const {}
};

struct Counted {
  std::atomic<int> inside = 0;
  std::atomic<int> most = 0;
  int total = 0;  // Guarded by the turn alone.
};

Task<void> work(Turns& turns, const std::string& key, Counted& counted, Loop& loop) {
  const Turns::Turn turn = co_await turns.take(key, loop);
  const int inside = ++counted.inside;
  if (inside > counted.most) counted.most = inside;
  ++counted.total;
  co_await Later{loop};
  --counted.inside;
}

Task<void> repeat(Turns& turns, const std::string& key, Counted& counted, Loop& loop) {
  for (int i = 0; i < 500; ++i) co_await work(turns, key, counted, loop);
}

TEST(Turns, LetOneInForEachKeyWhateverTheThreads) {
  Turns turns;
  Counted a;
  Counted b;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&turns, &counted = i % 2 == 0 ? a : b, key = std::string(i % 2 == 0 ? "a" : "b")] {
      BlockingLoop loop;
      loop.run(repeat(turns, key, counted, loop));
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(a.most, 1);
  EXPECT_EQ(b.most, 1);
  EXPECT_EQ(a.total, 2'000);
  EXPECT_EQ(b.total, 2'000);
}

TEST(Turns, ArePassedOnWhenMovedAndDestroyed) {
  Turns turns;
  BlockingLoop loop;
  const auto take = [&]() -> Task<int> {
    Turns::Turn turn = co_await turns.take("k", loop);
    const Turns::Turn moved = std::move(turn);
    co_return 1;
  };
  EXPECT_EQ(loop.run(take()), 1);
  EXPECT_EQ(loop.run(take()), 1);
}

}  // namespace
}  // namespace osler
