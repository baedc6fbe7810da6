#include "base/loop.h"

#include <gtest/gtest.h>

#include "base/detached.h"
#include "base/yield.h"

namespace osler {
namespace {

Detached count_turns(Loop& loop, int turns, int& counted) {
  for (int i = 0; i < turns; ++i) {
    co_await yield_to(loop);
    ++counted;
  }
}

Task<int> begin_counting(Loop& loop, int& counted) {
  count_turns(loop, 3, counted);
  co_return 7;
}

/// What a task does not wait for may still hold the loop's address: it must be over when the loop may end.
TEST(BlockingLoop, RunsWhatATaskLeftBehind) {
  int counted = 0;
  {
    BlockingLoop loop;
    EXPECT_EQ(loop.run(begin_counting(loop, counted)), 7);
    EXPECT_EQ(counted, 3);
  }
  EXPECT_EQ(counted, 3);
}

}  // namespace
}  // namespace osler
