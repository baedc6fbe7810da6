#include "base/frame_pool.h"

#include <gtest/gtest.h>

#include <cstring>
#include <set>
#include <thread>
#include <vector>

namespace osler::frame_pool {
namespace {

constexpr std::size_t kSizes[] = {1, 63, 64, 65, 1'000, 4'096, 4'097, 100'000};

TEST(FramePool, GivesMemoryOfItsOwnToEach) {
  for (int round = 0; round < 3; ++round) {
    std::vector<std::pair<void*, std::size_t>> taken;
    std::set<void*> distinct;
    for (const std::size_t bytes : kSizes) {
      for (int i = 0; i < 40; ++i) {
        void* frame = take(bytes);
        std::memset(frame, i, bytes);  // All of it is ours: a sanitizer would say if not.
        taken.emplace_back(frame, bytes);
        distinct.insert(frame);
      }
    }
    EXPECT_EQ(distinct.size(), taken.size());
    for (const auto& [frame, bytes] : taken) give_back(frame, bytes);
  }
}

TEST(FramePool, TakesBackWhatAnotherThreadTook) {
  std::vector<void*> frames(100);
  std::thread([&] {
    for (void*& frame : frames) frame = take(500);
  }).join();
  for (void* frame : frames) give_back(frame, 500);
  void* again = take(500);
  std::memset(again, 1, 500);
  std::thread([again] { give_back(again, 500); }).join();
}

}  // namespace
}  // namespace osler::frame_pool
