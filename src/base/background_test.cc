#include "base/background.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace osler {
namespace {

TEST(Background, RunsOnAnotherThreadAndComesBack) {
  Background background(1);
  BlockingLoop loop;
  std::thread::id ran_on;
  const Status status = loop.run(background.run([&] { ran_on = std::this_thread::get_id(); }, loop));
  EXPECT_TRUE(status.ok());
  EXPECT_NE(ran_on, std::this_thread::get_id());
  EXPECT_NE(ran_on, std::thread::id());
}

TEST(Background, RefusesWhatWouldWaitTooLong) {
  Background background(1);
  std::atomic<int> begun{0};
  std::atomic<bool> go{false};
  std::atomic<int> accepted{0};
  std::atomic<int> refused{0};
  const auto ask = [&] {
    BlockingLoop loop;
    const Status status = loop.run(background.run([&] {
      ++begun;
      while (!go) std::this_thread::yield();
    }, loop));
    ++(status.ok() ? accepted : refused);
  };
  std::thread first(ask);
  while (begun == 0) std::this_thread::yield();
  std::vector<std::thread> others;
  for (int i = 0; i < 3; ++i) others.emplace_back(ask);
  while (refused < 2) std::this_thread::yield();  // One waits, and two are sent away.
  go = true;
  first.join();
  for (std::thread& other : others) other.join();
  EXPECT_EQ(accepted, 2);
  EXPECT_EQ(refused, 2);
}

}  // namespace
}  // namespace osler
