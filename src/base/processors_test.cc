#include "base/processors.h"

#include <gtest/gtest.h>
#include <sched.h>

#include <thread>

namespace osler {
namespace {

TEST(Processors, AreThoseThatTheThreadMayRunOn) {
  EXPECT_GE(usable_processors(), 1U);
  std::thread([] {  // Only this thread is bound.
    cpu_set_t usable;
    ASSERT_EQ(sched_getaffinity(0, sizeof usable, &usable), 0);
    int first = 0;
    while (!CPU_ISSET(first, &usable)) ++first;
    CPU_ZERO(&usable);
    CPU_SET(first, &usable);
    ASSERT_EQ(sched_setaffinity(0, sizeof usable, &usable), 0);
    EXPECT_EQ(usable_processors(), 1U);
  }).join();
}

}  // namespace
}  // namespace osler
