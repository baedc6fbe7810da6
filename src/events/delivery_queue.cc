#include "events/delivery_queue.h"

#include <utility>

namespace osler::events {

/// The head of a resource, unless it is being attempted, is in due_.
void DeliveryQueue::schedule(const std::string& resource) {
  const auto places = places_.find(resource);
  if (places == places_.end()) return;
  const Delivery& head = waiting_.at(*places->second.begin());
  if (!taken_.contains(head.place)) due_.emplace(head.next_ms, head.place);
}

void DeliveryQueue::unschedule(const std::string& resource) {
  const auto places = places_.find(resource);
  if (places == places_.end()) return;
  const Delivery& head = waiting_.at(*places->second.begin());
  due_.erase({head.next_ms, head.place});
}

void DeliveryQueue::add(Delivery delivery) {
  if (taken_.contains(delivery.place)) return;
  unschedule(delivery.resource);
  places_[delivery.resource].insert(delivery.place);
  const std::string resource = delivery.resource;
  const std::string place = delivery.place;
  waiting_.insert_or_assign(place, std::move(delivery));
  // An earlier event that came back waits until the one under way is settled.
  bool under_way = false;
  for (const std::string& other : places_[resource]) under_way = under_way || taken_.contains(other);
  if (!under_way) schedule(resource);
}

std::optional<Delivery> DeliveryQueue::take(std::int64_t now_ms) {
  if (due_.empty() || due_.begin()->first > now_ms) return std::nullopt;
  const std::string place = due_.begin()->second;
  due_.erase(due_.begin());
  taken_.insert(place);
  return waiting_.at(place);
}

void DeliveryQueue::finish(const std::string& place) {
  const auto found = waiting_.find(place);
  if (found == waiting_.end()) return;
  const std::string resource = found->second.resource;
  taken_.erase(place);
  waiting_.erase(found);
  std::set<std::string>& places = places_[resource];
  places.erase(place);
  if (places.empty()) places_.erase(resource);
  schedule(resource);
}

void DeliveryQueue::put_back(Delivery delivery) {
  taken_.erase(delivery.place);
  const std::string resource = delivery.resource;
  const std::string place = delivery.place;
  waiting_.insert_or_assign(place, std::move(delivery));
  schedule(resource);
}

}  // namespace osler::events
