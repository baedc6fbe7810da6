#include "events/delivery_queue.h"

#include <gtest/gtest.h>

namespace osler::events {
namespace {

Delivery event(const std::string& place, const std::string& resource, std::int64_t next_ms = 0) {
  Delivery delivery;
  delivery.place = place;
  delivery.resource = resource;
  delivery.next_ms = next_ms;
  return delivery;
}

std::string taken(DeliveryQueue& queue, std::int64_t now_ms = 0) {
  const auto delivery = queue.take(now_ms);
  return delivery ? delivery->place : "";
}

TEST(DeliveryQueue, KeepsTheOrderOfOneResourceAndNotOfSeveral) {
  DeliveryQueue queue;
  for (const auto& [place, resource] : {std::pair{"1", "a"}, {"2", "a"}, {"3", "b"}, {"4", "a"}}) queue.add(event(place, resource));
  EXPECT_EQ(taken(queue), "1");
  EXPECT_EQ(taken(queue), "3");
  EXPECT_EQ(taken(queue), "");
  queue.finish("1");
  EXPECT_EQ(taken(queue), "2");
  queue.put_back(event("2", "a", 500));
  EXPECT_EQ(taken(queue, 499), "");  // 4 waits behind 2.
  EXPECT_EQ(taken(queue, 500), "2");
  queue.finish("2");
  EXPECT_EQ(taken(queue, 500), "4");
  queue.finish("4");
  queue.finish("3");
  EXPECT_EQ(queue.size(), 0U);
  EXPECT_EQ(queue.taken(), 0U);
}

TEST(DeliveryQueue, GivesWhatHasBeenDueLongest) {
  DeliveryQueue queue;
  queue.add(event("1", "a", 300));
  queue.add(event("2", "b", 100));
  queue.add(event("3", "c", 200));
  EXPECT_EQ(taken(queue, 1'000), "2");
  EXPECT_EQ(taken(queue, 1'000), "3");
  EXPECT_EQ(taken(queue, 1'000), "1");
}

TEST(DeliveryQueue, TakesBackAnEarlierEventWithoutBreakingTheOrder) {
  DeliveryQueue queue;
  queue.add(event("5", "a"));
  EXPECT_EQ(taken(queue), "5");
  queue.add(event("2", "a"));  // Sent again by hand.
  EXPECT_EQ(taken(queue), "");
  queue.add(event("5", "a"));  // Under way: nothing happens.
  EXPECT_EQ(queue.size(), 2U);
  queue.put_back(event("5", "a", 10));
  EXPECT_EQ(taken(queue, 10), "2");
  queue.finish("2");
  EXPECT_EQ(taken(queue, 10), "5");
}

TEST(DeliveryQueue, ReplacesWhatWaits) {
  DeliveryQueue queue;
  queue.add(event("1", "a", 5'000));
  queue.add(event("1", "a", 10));
  EXPECT_EQ(queue.size(), 1U);
  EXPECT_EQ(taken(queue, 10), "1");
  queue.finish("1");
  EXPECT_EQ(taken(queue, 10'000), "");
}

}  // namespace
}  // namespace osler::events
